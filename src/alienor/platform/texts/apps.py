from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "alienor.platform.texts"
    label = "alienor_texts"
