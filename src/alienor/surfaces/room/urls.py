"""Addresses of the room: short, for codes that are printed."""

from django.urls import path

from alienor.surfaces.room import badge, minutes, today

app_name = "room"
urlpatterns = [
    path("b/<str:code>", badge.enter, name="enter"),
    path("jour/", today.today, name="today"),
    path("jour/parole/", today.floor, name="floor"),
    path("jour/votes/<str:public_id>/", today.answer, name="answer"),
    path("jour/questions/", today.say, name="say"),
    path("jour/compte-rendu/", minutes.BadgeMinutes.as_view(), name="minutes"),
    path("jour/quitter/", badge.leave, name="leave"),
]
