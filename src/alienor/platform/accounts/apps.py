from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "alienor.platform.accounts"
    label = "alienor_accounts"
