from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "alienor.stages.dialogue"
    label = "alienor_dialogue"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.dialogue import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
