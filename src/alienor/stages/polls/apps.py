from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "alienor.stages.polls"
    label = "alienor_polls"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.polls import acts, bundle, earlier_acts  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
