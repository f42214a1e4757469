from django.apps import AppConfig


class KeyStoreConfig(AppConfig):
    name = "alienor.platform.keystore"
    label = "alienor_keystore"
