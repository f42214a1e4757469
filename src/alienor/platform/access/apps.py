from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "alienor.platform.access"
    label = "alienor_access"
