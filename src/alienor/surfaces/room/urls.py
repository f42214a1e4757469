"""Addresses of the room: short, for codes that are printed."""

from django.urls import path

from alienor.surfaces.room import badge, minutes, table, today

app_name = "room"
urlpatterns = [
    path("b/<str:code>", badge.enter, name="enter"),
    path("t/", table.table, name="table"),
    path("t/worker.js", table.worker, name="table_worker"),
    path("t/garder/", table.keep, name="table_keep"),
    path("t/remettre/", table.hand_in, name="table_hand_in"),
    path("t/photo/", table.photo, name="table_photo"),
    path("t/etat/", table.state, name="table_state"),
    path("t/quitter/", table.leave, name="table_leave"),
    path("t/<str:code>", table.enter, name="table_enter"),
    path("jour/", today.today, name="today"),
    path("jour/parole/", today.floor, name="floor"),
    path("jour/votes/<str:public_id>/", today.answer, name="answer"),
    path("jour/questions/", today.say, name="say"),
    path("jour/compte-rendu/", minutes.BadgeMinutes.as_view(), name="minutes"),
    path("jour/badge/", badge.enter_typed, name="enter_typed"),
    path("jour/quitter/", badge.leave, name="leave"),
]
