from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "alienor.stages.topics"
    label = "alienor_topics"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.topics import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
