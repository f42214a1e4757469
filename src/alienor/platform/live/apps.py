from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "alienor.platform.live"
    label = "alienor_live"
