from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "alienor.stages.recruitment"
    label = "alienor_recruitment"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.recruitment import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
