"""From the address file to the people who accepted: whole, permitted, and nobody named."""

from __future__ import annotations

from typing import Any

import pytest

from alienor.cores.addresses import Place
from alienor.platform.access.table import PERMISSIONS
from alienor.platform.bundle import EditionFiles
from alienor.platform.errors import Invalid, NotAllowed, WrongState
from alienor.platform.people.actions import erase_person, give_role
from alienor.platform.people.records import Identity
from alienor.platform.register import log
from alienor.stages.recruitment import actions, codes
from alienor.stages.recruitment.bundle import SUPPRESSED
from alienor.stages.recruitment.models import Frame, FrameAddress, Invitation, PoolEntry
from alienor.stages.recruitment.queries import (
    funnel_of,
    invitation_with_code,
    missing_of,
    pool_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

HEADER = "uid_adresse;cle_interop;commune_insee;commune_nom;voie_nom;numero;suffixe;long;lat"
PROFILE = {
    "age": "under_30",
    "sex": "woman",
    "district": "beaulieu",
    "housing": "tenant",
    "occupation": "employed",
}


def address_file(count: int = 40, *, encoding: str = "utf-8") -> bytes:
    rows = [
        f";86194_0149_{number:05d};86194;Poitiers;Rue des Écossais;{number};;0.34;46.57"
        for number in range(1, count + 1)
    ]
    return "\n".join([HEADER, *rows, ""]).encode(encoding)


def nadia(number: int = 1) -> Identity:
    return Identity(
        given_name="Nadia",
        family_name=f"Invitée{number}",
        email=f"nadia{number}@exemple.invalid",
        birth_year=2003,
    )


@pytest.fixture
def desk(world: Any) -> Any:
    """Calls an action of recruitment as Hélène (or somebody else) in the edition."""

    def call(action: Any, *, by: str = "helene", **facts: Any) -> Any:
        if action not in (actions.record_door, actions.withdraw_reply):
            facts = {"edition_id": world.edition.pk, **facts}
        return action(actor=world.actor(by), clock=world.clock, **facts)

    return call


@pytest.fixture
def frame(desk: Any) -> Frame:
    return desk(actions.import_frame, name="Base adresse locale", data=address_file())


@pytest.fixture
def invitations(desk: Any, frame: Frame) -> list[Invitation]:
    desk(actions.draw_invitations, count=20, seed="boules 1 2 3")
    return list(Invitation.objects.order_by("pk"))


def agree(desk: Any, **facts: Any) -> PoolEntry:
    facts = {"identity": nadia(), "profile": PROFILE, "through": "phone", **facts}
    return desk(actions.record_reply, **facts)


def whole_register() -> str:
    return b"\n".join(log.leaves(0, log.head().size)).decode()


def refused(code: str, call: Any, *arguments: Any, **facts: Any) -> Invalid:
    before = log.head()
    with pytest.raises(Invalid) as refusal:
        call(*arguments, **facts)
    assert refusal.value.code == code
    assert log.head() == before
    return refusal.value


# --- the address file ---


def test_an_address_file_is_imported_whole(desk: Any, world: Any) -> None:
    made = desk(
        actions.import_frame,
        name="Base adresse locale",
        data=address_file(encoding="windows-1252"),
        places={"86194_0149_00001": Place(dwellings=12, district="Beaulieu")},
    )
    assert (made.rows, made.dwellings) == (40, 51)
    first = made.addresses.order_by("pk")[0]
    assert (str(first), first.district) == ("1, Rue des Écossais", "Beaulieu")


def test_importing_the_same_file_again_changes_and_records_nothing(desk: Any, frame: Frame) -> None:
    before = log.head()
    assert desk(actions.import_frame, name="Autre nom", data=address_file()) == frame
    assert log.head() == before
    assert Frame.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"nom;prenom\nDupont;Jeanne\n", "missing_column"),
        (address_file().replace(b";", b","), "wrong_separator"),
        (address_file() + b";86194_0149_00001;86194;Poitiers;Autre rue;1;;0;0\n", "key_shared"),
        (address_file() + b";86194_0149_00099;86194;Poitiers;;99;;0;0\n", "no_street"),
        (b"\x81\x8d\x8f", "unreadable"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_of_it_stays(desk: Any, data: bytes, code: str) -> None:
    refusal = refused("file_invalid", desk, actions.import_frame, name="Fichier", data=data)
    assert {fault.code for fault in refusal.params["faults"]} == {code}
    assert not Frame.objects.exists()
    assert not FrameAddress.objects.exists()


def test_a_bad_file_of_places_imports_nothing(desk: Any) -> None:
    refusal = refused(
        "file_invalid",
        desk,
        actions.import_frame,
        name="Fichier",
        data=address_file(),
        places=b"cle_interop;logements\na;deux\n",
    )
    assert refusal.field == "places"
    assert not FrameAddress.objects.exists()


def test_a_file_has_a_name(desk: Any) -> None:
    refused("required", desk, actions.import_frame, name=" ", data=address_file())


# --- the draw of invitations ---


def test_the_same_seed_draws_the_same_doors(desk: Any, world: Any, frame: Frame) -> None:
    from alienor.cores.addresses import draw_dwellings

    draw = desk(actions.draw_invitations, count=12, seed="boules 1 2 3")
    rows = list(frame.addresses.order_by("pk"))
    expected = draw_dwellings([1] * 40, count=12, seed="boules 1 2 3")
    found = [row.address_id for row in draw.invitations.order_by("pk")]
    assert found == [rows[one.index].pk for one in expected]


def test_a_second_draw_leaves_the_first_doors_aside(desk: Any, invitations: Any) -> None:
    desk(actions.draw_invitations, count=20, seed="boules 4 5 6")
    assert Invitation.objects.values("address").distinct().count() == 40
    refused("too_few_addresses", desk, actions.draw_invitations, count=1, seed="encore")


def test_a_draw_needs_a_file_a_seed_and_addresses(desk: Any, request: Any) -> None:
    refused("no_frame", desk, actions.draw_invitations, count=5, seed="x")
    request.getfixturevalue("frame")
    refused("required", desk, actions.draw_invitations, count=5, seed=" ")
    refused("too_few_addresses", desk, actions.draw_invitations, count=0, seed="x")
    refused("too_few_addresses", desk, actions.draw_invitations, count=41, seed="x")
    assert not Invitation.objects.exists()


def test_a_letter_has_a_code_that_leads_to_its_invitation_only(
    world: Any, invitations: list[Invitation]
) -> None:
    code = codes.reply_code(invitations[3].public_id)
    assert len(code) == 9
    assert code.replace("-", "") not in invitations[3].reply_code_hash
    assert invitation_with_code(world.edition, f" {code.upper()} ") == invitations[3]
    assert invitation_with_code(world.edition, "aaaa-aaaa") is None


# --- doors ---


def test_an_evening_is_one_act(desk: Any, world: Any, invitations: list[Invitation]) -> None:
    before = log.head().size
    outcomes = ["accepted", "thinking", "refused", "absent", "wrong_address", "moved"]
    desk(
        actions.record_doors,
        evening=1,
        visits=[
            actions.Visit(invitation=row.public_id, outcome=outcome)
            for row, outcome in zip(invitations, outcomes, strict=False)
        ],
    )
    assert log.head().size == before + 1
    states = list(Invitation.objects.order_by("pk").values_list("state", flat=True)[:7])
    assert states == [
        "met",
        "met",
        "declined",
        "notice_left",
        "undelivered",
        "undelivered",
        "drawn",
    ]
    counts = funnel_of(world.edition)
    assert (counts.drawn, counts.visited, counts.met, counts.thinking) == (20, 6, 3, 2)
    assert (counts.declined, counts.notice_left, counts.undelivered) == (1, 1, 2)


def test_a_later_evening_changes_a_door_and_an_answer_stands(
    desk: Any, invitations: list[Invitation]
) -> None:
    door = invitations[0]
    desk(actions.record_door, invitation_id=door.pk, evening=1, outcome="absent")
    desk(actions.record_door, invitation_id=door.pk, evening=2, outcome="refused", attempts=2)
    door.refresh_from_db()
    assert door.state == "declined"
    desk(actions.record_door, invitation_id=door.pk, evening=3, outcome="absent", attempts=3)
    door.refresh_from_db()
    assert door.state == "declined"


def test_doors_that_cannot_be_noted_are_refused_together(
    desk: Any, invitations: list[Invitation]
) -> None:
    good = actions.Visit(invitation=invitations[0].public_id, outcome="absent")
    other = invitations[1].public_id
    for code, visits in {
        "no_door": [],
        "unknown_invitation": [good, actions.Visit(invitation="zzz", outcome="absent")],
        "unknown_code": [good, actions.Visit(invitation=other, outcome="gone")],
        "bad_attempts": [good, actions.Visit(invitation=other, outcome="absent", attempts=0)],
        "door_twice": [good, good],
    }.items():
        refused(code, desk, actions.record_doors, evening=1, visits=visits)
    refused("bad_evening", desk, actions.record_doors, evening=0, visits=[good])
    desk(actions.record_doors, evening=1, visits=[good])
    refused("door_twice", desk, actions.record_doors, evening=1, visits=[good])


# --- replies ---


def test_whoever_accepts_is_in_the_pool_with_a_sealed_profile(
    desk: Any, world: Any, invitations: list[Invitation]
) -> None:
    entry = agree(desk, invitation_id=invitations[0].pk)
    members = pool_of(world.edition)
    assert [member.values for member in members] == [PROFILE]
    assert members[0].entry_id == entry.pk
    assert members[0].person_id == entry.person_id
    assert members[0].public_id != entry.reply_id
    invitations[0].refresh_from_db()
    assert invitations[0].state == "replied"


def test_people_of_one_dwelling_share_a_household_and_others_do_not(
    desk: Any, world: Any, invitations: list[Invitation]
) -> None:
    agree(desk, invitation_id=invitations[0].pk, identity=nadia(1))
    agree(desk, invitation_id=invitations[0].pk, identity=nadia(2))
    agree(desk, invitation_id=invitations[1].pk, identity=nadia(3))
    agree(desk, identity=nadia(4))
    agree(desk, identity=nadia(5))
    homes = [member.household for member in pool_of(world.edition)]
    assert homes[0] == homes[1]
    assert len(set(homes)) == 4


def test_somebody_known_already_is_not_entered_twice(desk: Any, world: Any) -> None:
    identity = Identity(
        given_name="Aïcha", family_name="Exemple", email="aicha@exemple.invalid", birth_year=2003
    )
    assert agree(desk, identity=identity).person_id == world.people["aicha"]
    refused("replied_already", agree, desk, identity=identity)


def test_a_contact_of_somebody_else_is_refused(desk: Any) -> None:
    identity = Identity(
        given_name="Zoé", family_name="Autre", email="aicha@exemple.invalid", birth_year=2003
    )
    refused("contact_taken", agree, desk, identity=identity)


def test_a_profile_answers_every_feature_of_the_rules_and_no_other(desk: Any) -> None:
    refusal = refused("required", agree, desk, profile={**PROFILE, "housing": ""})
    assert refusal.field == "profile_housing"
    refusal = refused("age_contradicts", agree, desk, profile={**PROFILE, "age": "from_75"})
    assert refusal.field == "profile_age"
    refused("unknown_code", agree, desk, profile={**PROFILE, "sex": "x"})
    refused("unknown_code", agree, desk, profile={**PROFILE, "income": "low"})
    assert not PoolEntry.objects.exists()


def test_minors_need_a_parent_and_children_come_later(desk: Any, world: Any) -> None:
    year = world.clock.now().year
    young = {"given_name": "Lou", "family_name": "Jeune"}
    child = Identity(**young, birth_year=year - 15)
    teen = Identity(**young, birth_year=year - 16)
    refused("too_young", agree, desk, identity=child, guardian_agrees=True)
    refused("guardian_needed", agree, desk, identity=teen)
    refused("required", agree, desk, identity=Identity(**young))
    assert agree(desk, identity=teen, guardian_agrees=True).state == "accepted"


def test_a_reply_without_a_name_or_by_an_unknown_way_is_refused(desk: Any) -> None:
    refused("required", agree, desk, identity=None)
    refused("unknown_code", agree, desk, through="pigeon")
    refused("unknown_code", agree, desk, answer="perhaps")
    refused("unknown_invitation", agree, desk, invitation_id=10**6)


def test_of_whoever_declines_nothing_is_kept(desk: Any, invitations: list[Invitation]) -> None:
    entry = desk(
        actions.record_reply,
        answer="declined",
        through="paper",
        invitation_id=invitations[0].pk,
        identity=nadia(),
    )
    assert (entry.person_id, entry.profile) == (None, "")
    facts = {"answer": "declined", "through": "paper"}
    refused("replied_already", desk, actions.record_reply, invitation_id=invitations[0].pk, **facts)
    refused("unknown_invitation", desk, actions.record_reply, **facts)


def test_an_agreement_can_be_withdrawn_by_its_author_or_at_the_desk(desk: Any, world: Any) -> None:
    first, second = agree(desk, identity=nadia(1)), agree(desk, identity=nadia(2))
    world.people["nadia"] = first.person_id
    desk(actions.withdraw_reply, entry_id=first.pk, by="nadia")
    desk(actions.withdraw_reply, entry_id=second.pk)
    assert pool_of(world.edition) == []
    with pytest.raises(WrongState):
        desk(actions.withdraw_reply, entry_id=first.pk)
    assert agree(desk, identity=nadia(1)).state == "accepted"


def test_whoever_is_erased_leaves_the_pool(desk: Any, world: Any) -> None:
    entry = agree(desk)
    erase_person(
        person_id=entry.person_id, reason="request", actor=world.organiser, clock=world.clock
    )
    assert pool_of(world.edition) == []


def test_who_is_missing_is_counted_against_the_census(desk: Any, world: Any) -> None:
    agree(desk)
    rows = {(row.feature, row.value): row for row in missing_of(world.edition)}
    young = rows["age", "under_30"]
    assert (young.accepted, young.minimum, young.maximum, young.lacking) == (1, 33, 38, 32)


# --- who may ---


@pytest.mark.parametrize(
    "name",
    ["aicha", "bruno", "claire", "driss", "elodie", "farid", "ines", "joel", "karim", "gwenaelle"],
)
def test_only_the_desk_recruits(
    desk: Any, world: Any, invitations: list[Invitation], name: str
) -> None:
    entry = agree(desk)
    door = actions.Visit(invitation=invitations[0].public_id, outcome="absent")
    before = log.head()
    for action, facts in (
        (actions.import_frame, {"name": "x", "data": address_file(2)}),
        (actions.draw_invitations, {"count": 1, "seed": "x"}),
        (actions.record_doors, {"evening": 1, "visits": [door]}),
        (
            actions.record_reply,
            {"through": "phone", "identity": nadia(9), "profile": PROFILE},
        ),
        (actions.withdraw_reply, {"entry_id": entry.pk}),
    ):
        with pytest.raises(NotAllowed):
            desk(action, by=name, **facts)
    assert log.head() == before


def test_the_reception_enters_replies_and_draws_nothing(
    desk: Any, world: Any, invitations: list[Invitation]
) -> None:
    world.newcomer("rita", "Rita")
    give_role(
        person_id=world.people["rita"],
        role="reception",
        edition=world.edition,
        actor=world.organiser,
        clock=world.clock,
    )
    entry = agree(desk, by="rita")
    desk(actions.withdraw_reply, entry_id=entry.pk, by="rita")
    with pytest.raises(NotAllowed):
        desk(actions.draw_invitations, by="rita", count=1, seed="x")
    assert PERMISSIONS["recruitment.prepare"].roles == ("organiser",)


# --- what the public may know ---


def test_neither_register_nor_bundle_holds_an_address_a_name_or_a_seed(
    desk: Any, world: Any, invitations: list[Invitation]
) -> None:
    desk(actions.record_door, invitation_id=invitations[0].pk, evening=1, outcome="accepted")
    entry = agree(desk, invitation_id=invitations[0].pk)
    files = b"\n".join(EditionFiles(world.edition).read_content().values()).decode()
    for secret in (
        "Écossais",
        "86194_0149",
        "Invitée",
        "exemple.invalid",
        "boules 1 2 3",
        'under_30":',
        invitations[0].public_id,
        entry.public_id,
    ):
        assert secret not in whole_register(), secret
        assert secret not in files, secret


def test_no_reply_tells_a_profile_by_what_it_changes_in_the_public_files(
    desk: Any, world: Any, frame: Frame
) -> None:
    def told() -> dict[str, bytes]:
        files = EditionFiles(world.edition).read_content()
        return {name: data for name, data in files.items() if name.startswith("data/")}

    for number in range(30):
        agree(desk, identity=nadia(number))
    before = told()
    agree(desk, identity=nadia(30))
    after = told()
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "data/recruitment.csv"
    }
    changed = set(after["data/recruitment.csv"].split()) ^ set(
        before["data/recruitment.csv"].split()
    )
    assert changed == {b"accepted,30", b"accepted,31"}


def test_small_counts_are_left_out_of_the_public_file(desk: Any, world: Any, frame: Frame) -> None:
    agree(desk, identity=nadia(0))
    text = EditionFiles(world.edition).content["data/recruitment.csv"]().decode()
    assert text.splitlines()[1] == "addresses,40"
    assert f"accepted,{SUPPRESSED}" in text


# --- pages ---


@pytest.fixture
def organiser(client: Any, world: Any, second_factor: None) -> Any:
    from alienor.platform.accounts.models import Account

    client.force_login(
        Account.objects.get(person_id=world.people["helene"]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_the_desk_goes_from_the_file_to_a_reply(organiser: Any, world: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    at = "/bureau/essai/recrutement/"
    assert "importer le fichier" in organiser.get(at).content.decode()
    bad = {"name": "Base", "file": SimpleUploadedFile("bal.csv", b"nom;prenom\n")}
    answer = organiser.post(f"{at}adresses/", bad)
    assert answer.status_code == 422
    assert "il manque la colonne" in answer.content.decode()
    good = {"name": "Base", "file": SimpleUploadedFile("bal.csv", address_file())}
    assert organiser.post(f"{at}adresses/", good).status_code == 302
    assert organiser.post(f"{at}tirer/", {"count": 10, "seed": "abc"}).status_code == 302
    page = organiser.get(f"{at}portes/?quartier=").content.decode()
    assert "Rue des Écossais" in page
    door = Invitation.objects.order_by("pk")[0]
    facts = {"evening": 1, f"outcome_{door.public_id}": "accepted"}
    assert organiser.post(f"{at}portes/", facts).status_code == 302
    assert organiser.post(f"{at}portes/", {"evening": 2}).status_code == 422
    reply = {
        "answer": "accepted",
        "through": "phone",
        "code": codes.reply_code(door.public_id),
        "given_name": "Nadia",
        "family_name": "Invitée",
        "birth_year": 2003,
        **{f"profile_{feature}": value for feature, value in PROFILE.items()},
    }
    assert organiser.post(f"{at}repondre/", {**reply, "code": "aaaa"}).status_code == 422
    assert organiser.post(f"{at}repondre/", {**reply, "profile_sex": ""}).status_code == 422
    assert organiser.post(f"{at}repondre/", reply).status_code == 302
    page = organiser.get(at).content.decode()
    assert "Nadia Invitée" in page
    assert "style=" not in page
    entry = PoolEntry.objects.get()
    assert organiser.post(f"{at}{entry.public_id}/retirer/").status_code == 302
    assert organiser.get("/bureau/essai/").status_code == 200


def test_agreements_gathered_without_an_address_file_are_counted(
    organiser: Any, desk: Any, world: Any
) -> None:
    at = "/bureau/essai/recrutement/"
    assert "Par où commencer" in organiser.get(at).content.decode()
    agree(desk)
    page = organiser.get(at).content.decode()
    assert "Par où commencer" not in page
    assert "1 accord pour 100 places" in page
    assert "Qui manque encore" in page
    assert "Noter une soirée" not in page


def test_the_public_page_says_how_and_keeps_small_numbers(
    client: Any, desk: Any, world: Any, invitations: Any
) -> None:
    agree(desk)
    page = client.get("/editions/essai/recrutement/").content.decode()
    assert "moins de 10" in page
    assert "Le programme qui tire les adresses" in page
    assert "Écossais" not in page
    assert "Nadia" not in page
    assert "style=" not in page
