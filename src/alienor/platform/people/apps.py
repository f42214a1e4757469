from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "alienor.platform.people"
    label = "alienor_people"
