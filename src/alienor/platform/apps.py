from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PlatformConfig(AppConfig):
    """Wires the platform together once every app is loaded."""

    name = "alienor.platform"
    label = "alienor_platform"

    def ready(self) -> None:
        from alienor.platform.acts.guard import install  # apps must be ready
        from alienor.platform.bundle import register_contributor, texts
        from alienor.platform.people import acts  # noqa: F401  # registers its types

        connection_created.connect(install, dispatch_uid="alienor-guard")
        register_contributor(texts.contribute)
