from django.apps import AppConfig


class FoundingConfig(AppConfig):
    name = "alienor.stages.founding"
    label = "alienor_founding"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.founding import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
