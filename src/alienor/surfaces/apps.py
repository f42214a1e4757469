from django.apps import AppConfig


class SurfacesConfig(AppConfig):
    name = "alienor.surfaces"
    label = "alienor_surfaces"
