"""Addresses of the desk."""

from typing import Any

from django.urls import path

from alienor.surfaces.office import (
    ceremony,
    dealing,
    draw,
    figures,
    followup,
    founding,
    importing,
    people,
    polls,
    preparing,
    proposals,
    purging,
    recruitment,
    sessions,
    ties,
    topics,
    views,
    volunteers,
    welcome,
)
from alienor.surfaces.office.access import desk
from alienor.surfaces.papers import views as papers

app_name = "office"


def _page(address: str, view: Any, name: str, *also: str) -> Any:
    """A page of the desk; `also`: roles that enter this page beside those of the desk."""
    shown = view.as_view() if isinstance(view, type) else view
    return path(address, desk(shown, also=also), name=name)


COMMITTEE, SCREENER = "methodology_committee", "screener"
FOLLOWED = "<slug:slug>/suivi/<str:public_id>/"
DRAW = "<slug:slug>/tirage/<int:number>/"
DAY = "<slug:slug>/sessions/<str:public_id>/"


urlpatterns = [
    _page("", views.home, "home"),
    _page("boite-d-envoi/", views.show_outbox, "outbox"),
    _page("contact/", founding.ChangeContact, "contact"),
    _page("nouvelle-edition/", views.FoundEdition, "found_edition"),
    _page("<slug:slug>/", views.edition, "edition"),
    _page("<slug:slug>/regles/", views.AdoptRules, "adopt_rules"),
    _page("<slug:slug>/regles/nombres/", figures.ChangeFigures, "change_figures"),
    _page("<slug:slug>/etapes/<slug:step>/", views.MoveStep, "step"),
    _page("<slug:slug>/places/", views.seats, "seats"),
    _page("<slug:slug>/places/<slug:body>/proposer/", views.Appoint, "appoint"),
    _page("<slug:slug>/places/<slug:body>/importer/", importing.ImportMembers, "import_members"),
    _page("<slug:slug>/places/<slug:body>/modele/", importing.members_model, "members_model"),
    _page("<slug:slug>/places/<str:public_id>/fin/", views.EndMandate, "end_mandate"),
    _page("<slug:slug>/volontaires/", volunteers.volunteer_list, "volunteers"),
    _page("<slug:slug>/volontaires/<slug:body>/", volunteers.EnterVolunteer, "enter_volunteer"),
    _page("<slug:slug>/volontaires/<slug:body>/proposer/", volunteers.offer, "offer_to_volunteers"),
    _page(
        "<slug:slug>/volontaires/<str:public_id>/retirer/",
        volunteers.withdraw,
        "withdraw_volunteer",
    ),
    _page("<slug:slug>/textes/lier/", founding.LinkDocument, "link_document"),
    _page("<slug:slug>/engagements/publier/", founding.MakeCommitment, "make_commitment"),
    _page("<slug:slug>/roles/", people.role_list, "roles"),
    _page("<slug:slug>/roles/confier/", people.GiveRole, "give_role"),
    _page("<slug:slug>/roles/<str:public_id>/fin/", people.end_role, "end_role"),
    _page("<slug:slug>/personnes/effacer/", people.ErasePerson, "erase_person"),
    _page("<slug:slug>/personnes/a-effacer/", purging.data_to_erase, "data_to_erase"),
    _page("<slug:slug>/personnes/a-effacer/<slug:purpose>/", purging.Purge, "purge"),
    _page("<slug:slug>/places/<str:public_id>/effacer/", people.EraseSeated, "erase_seated"),
    _page("<slug:slug>/auditions/<str:public_id>/effacer/", people.EraseHeard, "erase_heard"),
    _page("<slug:slug>/accords/<str:public_id>/effacer/", people.EraseWhoAgreed, "erase_agreed"),
    _page("<slug:slug>/roles/<str:public_id>/effacer/", people.EraseWithRole, "erase_with_role"),
    _page("<slug:slug>/sujets/aux-voix/", topics.DraftTopicVote, "draft_topic_vote"),
    _page("<slug:slug>/sujets/", topics.topic_list, "topics", SCREENER),
    _page("<slug:slug>/sujets/saisir/", topics.EnterTopic, "enter_topic"),
    _page("<slug:slug>/sujets/<str:public_id>/avis/", topics.ScreenTopic, "screen_topic", SCREENER),
    _page("<slug:slug>/sujets/<str:public_id>/reunir/", topics.MergeTopic, "merge_topic", SCREENER),
    _page("<slug:slug>/sessions/", sessions.session_list, "sessions", COMMITTEE),
    _page("<slug:slug>/sessions/prevoir/", preparing.PlanSession, "plan_session", COMMITTEE),
    _page(DAY, sessions.session, "session", COMMITTEE),
    _page(DAY + "deplacer/", preparing.MoveSession, "move_session", COMMITTEE),
    _page(DAY + "ordre-du-jour/", preparing.SetAgenda, "set_agenda", COMMITTEE),
    _page(DAY + "document/", preparing.AddPaper, "add_paper", COMMITTEE),
    _page(DAY + "annoncer/", preparing.Announce, "announce_session", COMMITTEE),
    _page(DAY + "relancer/", preparing.Remind, "remind", COMMITTEE),
    _page(DAY + "annuler/", preparing.Cancel, "cancel_session", COMMITTEE),
    _page(DAY + "tables/", preparing.MakeTables, "make_tables", COMMITTEE),
    _page(DAY + "ouvrir/", sessions.OpenDay, "open_session"),
    _page(DAY + "lever/", sessions.EndDay, "end_session"),
    _page(DAY + "accueil/", welcome.welcome, "welcome"),
    _page(DAY + "accueil/noter/", welcome.note_presence, "note_presence"),
    _page(DAY + "accueil/reponse/", welcome.note_answer, "note_answer"),
    _page(DAY + "accueil/sans-inscription/", welcome.WalkIn, "walk_in"),
    _page(DAY + "presence.pdf", papers.presence_list, "presence_list"),
    _page(DAY + "besoins/", welcome.needs, "needs"),
    _page(DAY + "compte-rendu/", sessions.WriteMinutes, "write_minutes", COMMITTEE),
    _page(DAY + "compte-rendu/publier/", sessions.PublishMinutes, "publish_minutes"),
    _page("<slug:slug>/propositions/", proposals.proposal_list, "proposals"),
    _page("<slug:slug>/propositions/texte-final/", proposals.ComposeFinalText, "compose_final"),
    _page("<slug:slug>/propositions/vote-final/", proposals.DraftFinalVote, "draft_final_vote"),
    _page("<slug:slug>/propositions/opinion/", proposals.AttachOpinion, "attach_opinion"),
    _page(
        "<slug:slug>/propositions/<str:public_id>/vote/",
        proposals.DraftOptionVote,
        "draft_option_vote",
    ),
    _page(
        "<slug:slug>/amendements/<str:public_id>/vote/",
        proposals.DraftAmendmentVote,
        "draft_amendment_vote",
    ),
    _page("<slug:slug>/conseil/", followup.overview, "council"),
    _page("<slug:slug>/conseil/transmettre/", followup.Transmit, "transmit"),
    _page("<slug:slug>/conseil/debat/", followup.RecordDebate, "record_debate"),
    _page("<slug:slug>/conseil/<str:public_id>/repondre/", followup.AnswerPoint, "answer_point"),
    _page("<slug:slug>/conseil/<str:public_id>/action/", followup.PlanAction, "plan_action"),
    _page(FOLLOWED + "etat/", followup.ChangeStatus, "change_status"),
    _page(FOLLOWED + "preuve/", followup.LinkEvidence, "link_evidence"),
    _page(FOLLOWED + "depense/", followup.RecordSpending, "record_spending"),
    _page(FOLLOWED + "avis/", followup.AssessForCity, "assess_for_city"),
    _page(
        FOLLOWED + "jalon/<int:milestone>/",
        followup.reach,
        "reach_milestone",
    ),
    _page("<slug:slug>/retour/<str:public_id>/repondre/", followup.AnswerReturn, "answer_return"),
    _page("<slug:slug>/recrutement/", recruitment.overview, "recruitment"),
    _page("<slug:slug>/recrutement/adresses/", recruitment.ImportFrame, "import_frame"),
    _page("<slug:slug>/recrutement/tirer/", recruitment.DrawInvitations, "draw_invitations"),
    _page("<slug:slug>/recrutement/portes/", recruitment.RecordDoors, "record_doors"),
    _page("<slug:slug>/recrutement/repondre/", recruitment.RecordReply, "record_reply"),
    _page("<slug:slug>/recrutement/accords/importer/", importing.ImportReplies, "import_replies"),
    _page("<slug:slug>/recrutement/accords/modele/", importing.replies_model, "replies_model"),
    _page(
        "<slug:slug>/recrutement/<str:public_id>/retirer/", recruitment.withdraw, "withdraw_reply"
    ),
    _page("<slug:slug>/tirage/", draw.overview, "draws"),
    _page("<slug:slug>/tirage/preparer/", draw.prepare, "prepare_draw"),
    _page("<slug:slug>/tirage/groupe/<slug:body>/", draw.DrawGroup, "draw_group"),
    _page(DRAW, draw.one, "draw"),
    _page(DRAW + "assouplir/", draw.relax, "relax_quota"),
    _page(
        DRAW + "quotas/<slug:feature>/<slug:value>/",
        draw.ChangeQuota,
        "change_quota",
    ),
    _page(DRAW + "fixer/", draw.Freeze, "freeze_draw"),
    _page(DRAW + "fixer/calcul/", dealing.show, "dealing"),
    _page(DRAW + "boules/", ceremony.ReadBall, "enter_balls"),
    _page(DRAW + "boules/relire/", ceremony.ReadAgain, "read_again"),
    _page(DRAW + "boules/reprendre/", ceremony.ClearBalls, "clear_balls"),
    _page(DRAW + "balise/", ceremony.PostponeBeacon, "postpone_beacon"),
    _page(DRAW + "boules/papier/", ceremony.PaperDraw, "paper_draw"),
    _page(DRAW + "liste.pdf", papers.draw_list, "draw_list"),
    _page(DRAW + "proces-verbal.pdf", papers.draw_minutes, "draw_minutes"),
    _page(DRAW + "annuler/", draw.AnnulDraw, "annul_draw"),
    _page(DRAW + "ouvrir/", draw.OpenToAuditor, "open_draw"),
    _page(DRAW + "equipes.txt", draw.withdrawn_list, "withdrawn_list"),
    _page(DRAW + "remplacer/<str:public_id>/", draw.Replace, "replace_drawn"),
    _page(DRAW + "publier/", draw.publish, "publish_draw"),
    _page(DRAW + "proposer/", draw.OfferSeats, "offer_seats"),
    _page("<slug:slug>/votes/preparer/", polls.DraftPoll, "draft_poll"),
    _page("<slug:slug>/votes/<str:public_id>/", polls.poll, "poll"),
    _page("<slug:slug>/votes/<str:public_id>/bulletins.pdf", papers.ballots, "ballots"),
    _page("<slug:slug>/votes/<str:public_id>/ouvrir/", polls.OpenPoll, "open_poll"),
    _page("<slug:slug>/votes/<str:public_id>/compter/", polls.EnterCount, "enter_count"),
    _page("<slug:slug>/votes/<str:public_id>/annuler/", polls.AnnulPoll, "annul_poll"),
    _page("<slug:slug>/votes/<str:public_id>/departager/", ties.SettleTie, "settle_tie"),
    _page("<slug:slug>/votes/<str:public_id>/revoter/", ties.DraftRevote, "draft_revote"),
    _page("<slug:slug>/votes/<str:public_id>/repondre/", polls.answer, "answer_roll_call"),
    _page("<slug:slug>/votes/<str:public_id>/<slug:verb>/", polls.move, "move_poll"),
]
