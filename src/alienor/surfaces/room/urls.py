"""Addresses of the room: short, for codes that are printed."""

from django.urls import path

from alienor.surfaces.room import badge, today

app_name = "room"
urlpatterns = [
    path("b/<str:code>", badge.enter, name="enter"),
    path("jour/", today.today, name="today"),
    path("jour/parole/", today.floor, name="floor"),
    path("jour/votes/<str:public_id>/", today.answer, name="answer"),
    path("jour/questions/", today.say, name="say"),
    path("jour/quitter/", badge.leave, name="leave"),
]
