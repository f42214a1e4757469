from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "alienor.stages.bodies"
    label = "alienor_bodies"

    def ready(self) -> None:
        from alienor.platform.access.roles import register_guard, register_role
        from alienor.platform.people.entering import register_farewell
        from alienor.stages.bodies import acts  # noqa: F401  # registers its types
        from alienor.stages.bodies.leaving import end_places
        from alienor.stages.bodies.queries import roles_from_seats
        from alienor.stages.bodies.refusals import (
            committee_touches_no_substance,
        )

        register_role(roles_from_seats)
        register_farewell(end_places)
        register_guard(committee_touches_no_substance)
