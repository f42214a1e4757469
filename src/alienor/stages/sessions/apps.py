from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "alienor.stages.sessions"
    label = "alienor_sessions"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.platform.people.entering import register_farewell
        from alienor.stages.sessions import acts, bundle, earlier_acts, hall_acts  # noqa: F401  # registers its types
        from alienor.stages.sessions.exit_settling import settle_before_leaving

        register_contributor(bundle.contribute)
        register_farewell(settle_before_leaving)
