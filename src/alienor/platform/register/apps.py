from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "alienor.platform.register"
    label = "alienor_register"
