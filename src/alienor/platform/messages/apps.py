from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "alienor.platform.messages"
    label = "alienor_messages"
