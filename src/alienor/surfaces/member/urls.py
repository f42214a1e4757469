"""Addresses of the member's pages."""

from django.urls import path

from alienor.surfaces.member import details, minutes, questions, views, volunteering, votes

app_name = "member"
urlpatterns = [
    path("", views.home, name="home"),
    path("coordonnees/", details.Details.as_view(), name="details"),
    path("adresse/", details.ChangeEmail.as_view(), name="change_email"),
    path("votes/", votes.vote_list, name="votes"),
    path("votes/<str:public_id>/repondre/", votes.answer, name="answer_roll_call"),
    path("journees/<str:public_id>/repondre/", views.answer_day, name="answer_day"),
    path("journees/<str:public_id>/parole/", views.floor, name="floor"),
    path("journees/<str:public_id>/besoins/", views.tell_needs, name="tell_needs"),
    path(
        "journees/<str:public_id>/questions/",
        questions.DayQuestions.as_view(),
        name="day_questions",
    ),
    path("journees/<str:public_id>/compte-rendu/", minutes.OwnMinutes.as_view(), name="minutes"),
    path("editions/<slug:slug>/volontaire/<slug:body>/", volunteering.volunteer, name="volunteer"),
    path(
        "volontaire/<str:public_id>/retirer/", volunteering.withdraw, name="withdraw_volunteering"
    ),
    path("places/<str:public_id>/accepter/", views.accept_offer, name="accept_offer"),
    path("places/<str:public_id>/decliner/", views.DeclineOffer.as_view(), name="decline_offer"),
]
