from django.apps import AppConfig


class DrawConfig(AppConfig):
    name = "alienor.stages.draw"
    label = "alienor_draw"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.draw import acts, bundle, earlier_acts  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
