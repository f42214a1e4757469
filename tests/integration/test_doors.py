"""Every address, for every role: pages answer or refuse, and a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from tests.integration.test_dialogue import ask

from alienor.platform.accounts.open import open_account
from alienor.platform.people.actions import give_role
from alienor.platform.register.models import Entry
from alienor.stages.dialogue.models import Question
from alienor.stages.hearings.actions import propose_hearing
from alienor.stages.hearings.models import Hearing
from alienor.stages.proposals.models import Proposal, TestSheet
from alienor.stages.proposals.testing import request_test
from alienor.stages.proposals.writing import draft_proposal
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.preparing import Item, announce_session, plan_session, set_agenda
from alienor.stages.topics.actions import submit_topic
from alienor.stages.topics.models import Topic

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

DESK = ("helene", "rose")
PEOPLE = (
    "gwenaelle", "aicha", "bruno", "claire", "driss", "elodie", "ines", "joel", "karim", "farid",
    "maya", "nora",
)  # fmt: skip
EVERYBODY = (*PEOPLE, *DESK)
OF_THE_COMMITTEE = {
    "sessions", "plan_session", "session", "move_session", "set_agenda", "add_paper",
    "announce_session", "remind", "run_sheet", "cancel_session", "make_tables", "tables",
    "remake_tables", "change_tables", "write_minutes", "minutes", "draft_minutes",
    "answer_minutes_request", "minutes_draft",
    "set_capacity", "make_signs", "renew_sign", "table_signs", "table_notes",
    "enter_table_notes", "table_photo",
}  # fmt: skip
OF_THE_JURY = {"topics", "screen_topic", "merge_topic"}
# What an address may answer to somebody who only looks: never a fault of the server.
ANSWERS = {200, 302, 403, 404, 405, 409}


@pytest.fixture
def furnished(world: Any, second_factor: None) -> Any:
    """The world with a reception, a moderator, a member of the jury, a topic, a day, a proposal, a
    test asked, a question and a hearing."""
    for name, role in (("rose", "reception"), ("maya", "moderator")):
        world.newcomer(name)
        give_role(
            person_id=world.people[name],
            role=role,
            edition=world.edition,
            **world.by("helene"),
        )
    world.newcomer("nora")
    world.seat("nora", "screening_jury", "elected_minority")
    submit_topic(
        edition_id=world.edition.pk,
        title="Une rue calme ?",
        description="Des mots.",
        derogation="Pour l'essai.",
        **world.by("helene"),
    )
    begins = world.clock.now()
    plan_session(
        edition_id=world.edition.pk,
        kind="meeting",
        body="proposition_group",
        step="",
        number=None,
        title="Séance du groupe",
        starts_at=begins,
        ends_at=begins.replace(hour=begins.hour + 2),
        place="Maison des Trois-Quartiers",
        **world.by("helene"),
    )
    proposal = draft_proposal(
        edition_id=world.edition.pk,
        title="Des lieux frais",
        summary="Ouverts le soir.",
        paragraphs=[("p1", "Un lieu frais par quartier.")],
        **world.by("ines"),
    )
    request_test(
        proposal_id=proposal.pk, axis="technical", service="Espaces publics", **world.by("ines")
    )
    ask(world)
    propose_hearing(
        edition_id=world.edition.pk,
        role="Médecin",
        qualification="qualified",
        why="Elle sait.",
        **world.by("ines"),
    )
    return world


def entered(world: Any, name: str) -> Client:
    client = Client()
    if name != "gwenaelle":
        client.force_login(open_account(world.people[name]))
    return client


def addresses(world: Any, *, absent: bool = False) -> Iterator[tuple[str, str]]:
    """(name, address) of every page of the site, at something that exists, or at nothing."""
    ids = {
        "session": Session.objects.get().public_id,
        "proposal": Proposal.objects.get().public_id,
        "test": TestSheet.objects.get().public_id,
        "question": Question.objects.get().public_id,
        "hearing": Hearing.objects.get().public_id,
        "topic": Topic.objects.get().public_id,
    }
    known = {
        "slug": world.edition.slug, "step": "session_1", "body": "proposition_group", "number": 1,
        "feature": "sex", "value": "women", "verb": "publish", "milestone": 1, "index": 1, "point": "none", "picture": "none",
        "old": 1, "new": 1, "secret": "0", "token": "0", "code": "0", "answer": "accept", "purpose": "seated", "key": "yes", "path": "manifest.json", "level": 0,
        "digest": Question.objects.get().text.digest,
    }  # fmt: skip
    for namespace in ("public", "room", "member", "office"):
        (_place, resolver) = get_resolver().namespace_dict[namespace]
        for name, found in _names(resolver):
            kind = next((kind for kind in ids if kind in name), "session")
            kind = "session" if "accueil" in found or "sessions" in found else kind
            parameters = {**known, "public_id": "none" if absent else ids[kind]}
            try:
                yield f"{namespace}:{name}", _reverse(resolver, namespace, name, parameters)
            except NoReverseMatch:
                continue


def _names(resolver: Any) -> list[tuple[str, str]]:
    return [
        (name, routes[0][0][0][0])
        for name, routes in (
            (key, resolver.reverse_dict.getlist(key)) for key in resolver.reverse_dict
        )
        if isinstance(name, str)
    ]


def _reverse(resolver: Any, namespace: str, name: str, parameters: dict[str, Any]) -> str:
    wanted = resolver.reverse_dict.getlist(name)[0][0][0][1]
    return reverse(f"{namespace}:{name}", kwargs={one: parameters[one] for one in wanted})


# Whom every page is asked for on each database: who may most, who may little, and nobody.
ON_EACH_DATABASE = {"gwenaelle", "helene", "ines", "joel"}


def each(names: Iterable[str]) -> list[Any]:
    """People, most of them on one database only: the pages ask it the same."""
    return [
        pytest.param(name, marks=() if name in ON_EACH_DATABASE else pytest.mark.any_database)
        for name in names
    ]


@pytest.mark.parametrize("name", each(EVERYBODY))
def test_no_page_fails_for_anybody_and_looking_changes_nothing(furnished: Any, name: str) -> None:
    pages = list(addresses(furnished))
    assert len({page for page, _address in pages}) > 120
    before = Entry.objects.count()
    wrong = []
    client = entered(furnished, name)
    absent = addresses(furnished, absent=True) if name in ("gwenaelle", "helene") else ()
    for page, address in pages:
        answer = client.get(address)
        if not has_a_page(answer):
            wrong.append((page, address, answer.status_code))
        if page.startswith("office:") and name in PEOPLE and not kept_out(name, page, answer):
            wrong.append((page, address, answer.status_code, "who may?"))
    wrong += [(page, at) for page, at in absent if not has_a_page(client.get(at))]
    assert not wrong
    assert Entry.objects.count() == before


def has_a_page(answer: Any) -> bool:
    """It is no fault of the server, and says which city it is of."""
    if answer.status_code not in ANSWERS:
        return False
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return True
    page = answer.content
    return (
        b"<small>Poitiers</small>" in page
        or b'class="hall-frame"' in page
        or (b'class="screen-frame"' in page and b"Poitiers \xc2\xb7" in page)
    )


def kept_out(name: str, page: str, answer: Any) -> bool:
    """Whether a page of the desk is closed to whoever is not of it, but for the pages of theirs."""
    if name == "gwenaelle":
        return answer.status_code == 302 and "/compte/" in answer.headers["Location"]
    if (name == "joel" and page.removeprefix("office:") in OF_THE_COMMITTEE) or (
        name == "nora" and page.removeprefix("office:") in OF_THE_JURY
    ):
        return answer.status_code != 403
    return answer.status_code == 403


def test_the_desk_has_its_pages(furnished: Any) -> None:
    assert len({name for name, _address in addresses(furnished) if name[:7] == "office:"}) > 60


# Pages of one button, to those who may press it: pressing is all there is to fill in.
GROUP_BUTTONS = ("public:freeze_proposal",)
ALLOWED_EMPTY = {
    "aicha": ("member:volunteer",),
    "karim": ("member:volunteer",),
    "ines": GROUP_BUTTONS,
    "joel": ("office:announce_session", "office:cancel_session"),
}


@pytest.mark.parametrize("name", each(PEOPLE))
def test_no_empty_form_fails_or_is_accepted_from_somebody_who_may_not(
    furnished: Any, name: str
) -> None:
    """An empty form is refused by a sentence (422), by who one is (403), or leads nowhere."""
    before = Entry.objects.count()
    wrong = []
    client = entered(furnished, name)
    for page, address in addresses(furnished):
        if page in ALLOWED_EMPTY.get(name, ()):
            continue
        status = client.post(address).status_code
        if status not in {200, 302, 403, 404, 405, 409, 422}:
            wrong.append((page, address, status))
    assert not wrong
    written = list(Entry.objects.filter(index__gte=before).values_list("kind", flat=True))
    assert not written


def proposal(_world: Any) -> list[str]:
    return ["essai", Proposal.objects.get().public_id]


def sheet(_world: Any) -> list[str]:
    return ["essai", TestSheet.objects.get().public_id]


def question(_world: Any) -> list[str]:
    return ["essai", Question.objects.get().public_id]


def contribution(_world: Any) -> list[str]:
    return ["essai", Question.objects.get().text.digest]


def hearing(_world: Any) -> list[str]:
    return ["essai", Hearing.objects.get().public_id]


def edition(_world: Any) -> list[str]:
    return ["essai"]


def day(_world: Any) -> list[str]:
    return ["essai", Session.objects.get().public_id]


def closed_day(world: Any) -> list[str]:
    """A day of the assembly that is over."""
    world.hold_days("session_1")
    return ["essai", Session.objects.get(kind="session").public_id]


def topic(_world: Any) -> list[str]:
    return ["essai", Topic.objects.get().public_id]


def group(_world: Any) -> list[str]:
    return ["essai", "assembly"]


RESIDENTS = {"aicha", "bruno", "ines", "joel", "karim"}
SEATED = RESIDENTS | {"claire", "driss", "elodie", "nora"}
# (page, where, what is sent, who may)
ACTS: tuple[tuple[str, Callable[[Any], list[str]], dict[str, Any], set[str]], ...] = (
    (
        "public:draft_proposal",
        edition,
        {"title": "T", "summary": "S", "text": "Un paragraphe."},
        {"ines", "helene"},
    ),
    (
        "public:note_disagreement",
        proposal,
        {"question": "Q", "first": "Oui.", "second": "Non."},
        {"ines", "helene"},
    ),
    (
        "public:request_test",
        proposal,
        {"axis": "budget", "service": "Espaces publics"},
        {"ines", "helene"},
    ),
    (
        "public:answer_test",
        sheet,
        {"verdict": "feasible", "reason": "Oui."},
        {"farid", "helene"},
    ),
    (
        "public:give_argument",
        proposal,
        {"side": "for", "text": "Il fait chaud."},
        SEATED - {"joel"} | {"helene"},
    ),
    (
        "public:submit_amendment",
        proposal,
        {"paragraph": "p1", "text": "Deux lieux frais.", "reason": "Un ne suffit pas."},
        SEATED - {"joel"} | {"helene"},
    ),
    (
        "public:propose_hearing",
        edition,
        {"role": "Agente", "qualification": "experienced", "why": "Elle voit."},
        {"ines", "helene"},
    ),
    ("public:accept_hearing", hearing, {"interests": "Aucun."}, {"ines", "helene"}),
    (
        "public:answer_question",
        question,
        {"text": "Oui.", "answered_by": "Directrice", "validated_by": "Adjointe"},
        {"farid", "helene"},
    ),
    ("public:hide_contribution", contribution, {"reason": "Publicité."}, {"maya", "helene"}),
    (
        "office:appoint",
        group,
        {
            "given_name": "Alix",
            "family_name": "Exemple",
            "email": "alix@exemple.invalid",
            "college": "volunteer",
        },
        {"helene"},
    ),
    (
        "office:screen_topic",
        topic,
        {
            f"{code}{part}": said
            for code in ("general_interest", "municipal_competence", "budget_balance")
            for part, said in (("_met", "yes"), ("", "Oui."))
        },
        {"nora", "helene"},
    ),
    ("office:draft_minutes", closed_day, {}, {"helene", "joel"}),
    ("office:thank", closed_day, {}, {"helene"}),
    (
        "office:add_paper",
        day,
        {"title": "Note", "text": "À lire."},
        {"helene", "joel"},
    ),
)


@pytest.mark.parametrize("page", [act[0] for act in ACTS])
def test_an_act_is_for_those_whom_the_table_names(furnished: Any, page: str) -> None:
    """Each role sends the same well-filled form; whoever may not changes nothing."""
    _page, where, sent, allowed = next(act for act in ACTS if act[0] == page)
    address = reverse(page, args=where(furnished))
    for name in sorted(set(EVERYBODY) - allowed):
        before = Entry.objects.count()
        answer = entered(furnished, name).post(address, sent)
        refused = answer.status_code == 403 or (
            name == "gwenaelle" and answer.status_code == 302 and "/compte/" in answer.url
        )
        assert refused, (name, answer.status_code)
        assert Entry.objects.count() == before, name
    for name in sorted(allowed)[:1]:
        answer = entered(furnished, name).post(address, sent)
        assert answer.status_code == 302, (
            name,
            answer.status_code,
            answer.content.decode()[-3000:],
        )


@pytest.mark.parametrize("page", [act[0] for act in ACTS])
def test_an_organiser_without_a_second_factor_acts_nowhere(furnished: Any, page: str) -> None:
    """The role does not count, neither at the desk nor on public pages, until there is one."""
    _page, where, sent, _allowed = next(act for act in ACTS if act[0] == page)
    furnished.newcomer("noe")
    give_role(person_id=furnished.people["noe"], role="organiser", **furnished.by("helene"))
    client, address = entered(furnished, "noe"), reverse(page, args=where(furnished))
    before = Entry.objects.count()
    answer = client.post(address, sent)
    if page.startswith("office:"):
        assert answer.headers["Location"] == reverse("mfa_activate_totp")
    else:
        assert answer.status_code == 403
        assert "seconde vérification" in answer.content.decode()
    assert Entry.objects.count() == before
    TOTP.activate(open_account(furnished.people["noe"]), generate_totp_secret())
    assert client.post(address, sent).status_code == 302
    assert Entry.objects.count() > before


@pytest.mark.parametrize(
    ("page", "where", "sent"),
    [
        ("public:draft_proposal", edition, {"title": "T", "summary": "S", "text": "P."}),
        ("public:propose_hearing", edition, ACTS[6][2]),
        ("public:submit_amendment", proposal, ACTS[5][2]),
        ("public:give_argument", proposal, ACTS[4][2]),
        ("public:submit_topic", edition, {"title": "Un sujet", "description": "Des mots."}),
    ],
)
def test_the_committee_is_refused_on_substance_with_the_article(
    furnished: Any, page: str, where: Any, sent: dict[str, str]
) -> None:
    answer = entered(furnished, "joel").post(reverse(page, args=where(furnished)), sent)
    assert answer.status_code == 403
    assert "rticle 6" in answer.content.decode()
    assert "Déroger" not in answer.content.decode()


def test_a_real_instance_has_no_door_of_a_demonstration(client: Client, city: Any) -> None:
    assert not settings.DEMO
    assert "demo" not in get_resolver().namespace_dict
    for address in ("/demo/", "/demo/entrer/helene/", "/demo/messages/", "/en/demo/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert "demo-bar" not in client.get("/").content.decode()


def test_the_reception_enters_the_desk_by_the_days_it_welcomes(furnished: Any) -> None:
    rose, ines = entered(furnished, "rose"), entered(furnished, "ines")
    assert b'href="/bureau/"' in rose.get("/").content
    assert b'href="/bureau/"' not in ines.get("/").content
    assert ines.get("/bureau/").status_code == 403
    assert "Aucune journée n’est annoncée" in rose.get("/bureau/").content.decode()
    day = Session.objects.get()
    items = [Item(kind="plenary", title="Débat", minutes=60)]
    set_agenda(session_id=day.pk, items=items, **furnished.by("joel"))
    announce_session(session_id=day.pk, **furnished.by("joel"))
    page = rose.get("/bureau/").content.decode()
    assert reverse("office:welcome", args=[day.edition.slug, day.public_id]) in page
    assert rose.get(reverse("office:found_edition")).status_code == 403
    assert entered(furnished, "helene").get("/bureau/").content != rose.get("/bureau/").content
