from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "alienor.stages.polls"
    label = "alienor_polls"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor  # noqa: PLC0415
        from alienor.stages.polls import acts, bundle  # noqa: F401, PLC0415  # types of acts

        register_contributor(bundle.contribute)
