from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "alienor.stages.followup"
    label = "alienor_followup"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.followup import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
