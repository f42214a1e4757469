from django.apps import AppConfig


class FoundingConfig(AppConfig):
    name = "alienor.stages.founding"
    label = "alienor_founding"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.platform.people.entering import register_farewell
        from alienor.stages.founding import acts, bundle  # noqa: F401  # registers its types
        from alienor.stages.founding.leaving import end_roles

        register_contributor(bundle.contribute)
        register_farewell(end_roles)
