from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "alienor.stages.sessions"
    label = "alienor_sessions"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.sessions import acts, bundle, earlier_acts, hall_acts  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
