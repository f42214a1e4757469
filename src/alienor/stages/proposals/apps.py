from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "alienor.stages.proposals"
    label = "alienor_proposals"

    def ready(self) -> None:
        from alienor.platform.bundle import register_contributor
        from alienor.stages.proposals import acts, bundle  # noqa: F401  # registers its types

        register_contributor(bundle.contribute)
