"""Addresses of the public site."""

from django.urls import path, re_path

from alienor.surfaces.papers import views as papers
from alienor.surfaces.public import (
    asking,
    checking,
    dialogue,
    draw,
    explaining,
    files,
    following,
    followup,
    hall,
    hearings,
    helping,
    learning,
    moderation,
    proposals,
    recruitment,
    sessions,
    source,
    topics,
    views,
)

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("editions/<slug:slug>/", views.edition, name="edition"),
    path("editions/<slug:slug>/regles/", views.rules, name="rules"),
    path("editions/<slug:slug>/places/", views.body_list, name="bodies"),
    path("editions/<slug:slug>/votes/", views.poll_list, name="polls"),
    path("editions/<slug:slug>/votes/<str:public_id>/", views.poll, name="poll"),
    path(
        "editions/<slug:slug>/votes/<str:public_id>/proces-verbal.pdf",
        papers.poll_record,
        name="poll_record",
    ),
    *draw.urlpatterns,
    *checking.urlpatterns,
    *hall.urlpatterns,
    *explaining.urlpatterns,
    *recruitment.urlpatterns,
    *topics.urlpatterns,
    *sessions.urlpatterns,
    *hearings.urlpatterns,
    *proposals.urlpatterns,
    *followup.urlpatterns,
    *dialogue.urlpatterns,
    *source.urlpatterns,
    *moderation.urlpatterns,
    *learning.urlpatterns,
    *helping.urlpatterns,
    *following.urlpatterns,
    path("editions/<slug:slug>/conseil/dossier.pdf", papers.council_file, name="council_file"),
    path(
        "editions/<slug:slug>/tirage/<int:number>/compte-rendu.pdf",
        papers.draw_record,
        name="draw_record_pdf",
    ),
    *asking.urlpatterns,
    *files.urlpatterns,
    path("journal/", views.register, name="register"),
    path("journal/<int:index>/", views.entry, name="entry"),
    path("verifier/", views.how_to_check, name="check"),
    path("register/checkpoint", views.checkpoint, name="checkpoint"),
    re_path(
        r"^register/tile/(?P<level>\d{1,2}|entries)/(?P<path>[x0-9/.p]+)$", views.tile, name="tile"
    ),
]
