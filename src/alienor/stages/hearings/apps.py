from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "alienor.stages.hearings"
    label = "alienor_hearings"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.hearings import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
