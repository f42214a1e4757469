"""Lists of people: a preview that writes nothing, every fault by its line, all or none."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.integration.test_recruitment import address_file

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import rehearse
from alienor.platform.errors import NotAllowed
from alienor.platform.keystore.models import PersonKey
from alienor.platform.people.models import Person
from alienor.platform.people.records import find_person, identity_of
from alienor.platform.register.models import Entry
from alienor.platform.tables import TableInvalid
from alienor.procedures import importing
from alienor.stages.bodies.queries import active_seats
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment.actions import draw_invitations, import_frame
from alienor.stages.recruitment.codes import reply_code
from alienor.stages.recruitment.queries import invitations_of, pool_of
from alienor.surfaces.sentences import fault_sentences

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

TITLES = ("Prénom", "Nom", "Courriel", "Référence", "Collège", "Fonction")
CLAIRE = (
    "Camille",
    "Exemple",
    "camille@exemple.invalid",
    "",
    "élues et élus de la majorité",
    "Élue",
)
AGENT = ("Dominique", "Exemple", "", "A-12", "agent", "Espaces verts")


def listed(*rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows((titles, *rows))
    return out.getvalue().encode("windows-1252")


def members(world: Any, *rows: tuple[str, ...], by: str = "helene", **facts: Any) -> Any:
    return importing.import_members(**_members(world, *rows, by=by, **facts))


def _members(world: Any, *rows: tuple[str, ...], by: str = "helene", **facts: Any) -> Any:
    whole = {"body": "proposition_group", "accepted": True, "data": listed(*rows)}
    return {"edition_id": world.edition.pk, **whole, **facts, **world.by(by)}


def counted() -> tuple[int, int, int]:
    return Person.objects.count(), PersonKey.objects.count(), Entry.objects.count()


def faults(refusal: Any) -> list[tuple[int, str]]:
    return [(one.line, one.error.code) for one in refusal.value.params["faults"]]


def test_a_list_seats_everybody_and_reading_it_again_changes_nothing(world: Any) -> None:
    lines = members(world, CLAIRE, AGENT)
    assert [(line.number, line.name, line.new) for line in lines] == [
        (2, "Camille Exemple", True),
        (3, "Dominique Exemple", True),
    ]
    camille = find_person(email="Camille@exemple.invalid")
    assert identity_of(camille).public_name == "Camille Exemple"
    seat = active_seats(world.edition).get(person_id=camille, body="proposition_group")
    assert (seat.college, seat.function, seat.state) == ("elected_majority", "Élue", "accepted")
    assert identity_of(find_person(reference="a-12")).public_name == ""
    before = counted()
    assert not [line for line in members(world, CLAIRE, AGENT) if line.new]
    assert counted() == before


def test_every_line_that_is_wrong_is_named_and_nothing_is_imported(world: Any) -> None:
    before = counted()
    with pytest.raises(TableInvalid) as refusal:
        members(
            world,
            CLAIRE,
            ("", "Exemple", "x@exemple.invalid", "", "agent", ""),
            ("Alix", "Exemple", "", "", "agent", ""),
            ("Alix", "Exemple", "alix(at)exemple", "", "agent", ""),
            ("Alix", "Exemple", "alix@exemple.invalid", "", "mairie", ""),
            CLAIRE,
            ("Autre", "Nom", "helene@exemple.invalid", "", "agent", ""),
            ("Autre", "Prénom", "Camille@exemple.invalid", "", "agent", ""),
        )
    assert faults(refusal) == [
        (3, "name_needed"),
        (4, "finding_needed"),
        (5, "bad_email"),
        (6, "unknown_value"),
        (7, "line_twice"),
        (8, "contact_taken"),
        (9, "contact_twice"),
    ]
    assert "la case « Courriel » est la même qu'à la ligne 2" in fault_sentences(refusal.value)[-1]
    assert counted()[0] == before[0]
    assert counted()[2] == before[2]


def test_a_known_person_who_becomes_elected_is_public_by_name(world: Any) -> None:
    world.newcomer("camille", "Camille")
    assert identity_of(world.people["camille"]).public_name == ""
    members(world, CLAIRE)
    assert identity_of(world.people["camille"]).public_name == "Camille Exemple"


def test_a_list_keeps_to_the_composition_and_names_the_line_beyond_it(world: Any) -> None:
    rows = [
        (f"Agente {number}", "Exemple", "", f"A-{number}", "agent", "Service")
        for number in range(5)
    ]
    with pytest.raises(TableInvalid) as refusal:
        members(world, *rows)
    assert faults(refusal) == [(6, "seats_in_excess")]
    assert not active_seats(world.edition).filter(college="agent", body="proposition_group")


def test_somebody_seated_in_another_college_is_named(world: Any) -> None:
    members(world, CLAIRE)
    with pytest.raises(TableInvalid) as refusal:
        members(world, (*CLAIRE[:4], "agent", ""))
    assert faults(refusal) == [(2, "seated_otherwise")]


@pytest.mark.parametrize("name", ["aicha", "claire", "joel", "ines", "farid", "gwenaelle"])
def test_an_organiser_alone_imports(world: Any, name: str) -> None:
    with pytest.raises(NotAllowed):
        members(world, CLAIRE, by=name)


def test_a_rehearsal_shows_what_would_be_done_and_leaves_nothing(world: Any) -> None:
    before = counted()
    lines = rehearse(importing.import_members, **_members(world, CLAIRE, AGENT))
    assert [line.new for line in lines] == [True, True]
    assert counted() == before
    assert find_person(email="camille@exemple.invalid") is None


def agreements(world: Any, **changed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles that the rules ask for, and one resident's line."""
    columns = importing.reply_columns(rules_of(world.edition))
    known = {
        "given_name": "Mado",
        "family_name": "Exemple",
        "phone": "05 49 00 00 01",
        "birth_year": "12/03/1950",
        **{one.code: one.value[0].label.fr for one in rules_of(world.edition).draw.feature},
        "age": "",
        **changed,
    }
    return (
        tuple(column.names[0] for column in columns),
        tuple(known.get(column.code, "") for column in columns),
    )


def replies(world: Any, titles: Any, *rows: Any) -> Any:
    return importing.import_replies(
        edition_id=world.edition.pk,
        through="paper",
        data=listed(*rows, titles=titles),
        **world.by("helene"),
    )


def test_a_list_of_agreements_fills_the_pool_once(world: Any) -> None:
    titles, mado = agreements(world)
    assert [line.new for line in replies(world, titles, mado)] == [True]
    assert [line.new for line in replies(world, titles, mado)] == [False]
    assert len(pool_of(world.edition)) == 1
    assert identity_of(find_person(phone="0549000001")).birth_year == 1950


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"birth_year": "l'an passé"}, "bad_year"),
        ({"birth_year": "2020"}, "too_young"),
        ({"birth_year": "2005-01-01", "sex": "inconnu"}, "unknown_value"),
        ({"birth_year": "1930", "age": "moins de 30 ans"}, "age_contradicts"),
        ({"sex": ""}, "unknown_value"),
        ({"code": "AAAA-BBBB"}, "unknown_invitation"),
        ({"phone": ""}, "finding_needed"),
        ({"phone": "à demander"}, "bad_phone"),
    ],
)
def test_an_agreement_that_cannot_be_used_is_named(
    world: Any, changed: dict[str, str], code: str
) -> None:
    titles, row = agreements(world, **changed)
    with pytest.raises(TableInvalid) as refusal:
        replies(world, titles, row)
    assert faults(refusal) == [(2, code)]
    assert not pool_of(world.edition)


@pytest.mark.parametrize(
    ("age", "born", "group"),
    [
        ("", 22, "under_30"),
        ("22", 22, "under_30"),
        ("moins de 30 ans", 30, "under_30"),
        ("30 à 44 ans", 30, "from_30_to_44"),
        ("", 30, "from_30_to_44"),
    ],
)
def test_the_age_group_is_that_of_the_year_of_birth(
    world: Any, age: str, born: int, group: str
) -> None:
    """Whoever reaches thirty in the year may still be twenty-nine."""
    year = world.clock.now().year - born
    replies(world, *agreements(world, age=age, birth_year=str(year)))
    assert [member.values["age"] for member in pool_of(world.edition)] == [group]


def test_an_age_that_the_year_of_birth_denies_is_named_with_its_column(world: Any) -> None:
    titles, row = agreements(world, age="moins de 30 ans", birth_year="1930")
    with pytest.raises(TableInvalid) as refusal:
        replies(world, titles, row)
    (said,) = fault_sentences(refusal.value)
    assert said.startswith(
        "Ligne 2 : « âge » dit « moins de 30 ans », et l'année de naissance, 193"
    )
    assert "« 75 ans et plus »" in said


def homes(world: Any, *lines: dict[str, str]) -> list[int]:
    """The agreements of these lines, and who shares a household: a number for each."""
    told = [
        agreements(world, given_name=f"Mado {n}", phone=f"05 49 00 00 1{n}", **line)
        for n, line in enumerate(lines)
    ]
    replies(world, told[0][0], *(row for _, row in told))
    keys = [member.household for member in pool_of(world.edition)]
    return [keys.index(key) for key in keys]


def test_people_of_one_address_share_a_household(world: Any) -> None:
    first = {"address": "3, rue de l'Église", "postcode": "86000", "town": "Poitiers"}
    same = {"address": "3 Rue de l'Eglise", "postcode": "86000", "town": "POITIERS"}
    assert homes(
        world, first, same, {**first, "town": "Biard"}, {**first, "dwelling": "B12"}, {}, {}
    ) == [0, 0, 2, 3, 4, 5]


def test_whoever_lives_where_a_letter_was_answered_shares_its_household(world: Any) -> None:
    facts = world.by("helene")
    import_frame(edition_id=world.edition.pk, name="Adresses", data=address_file(), **facts)
    draw_invitations(edition_id=world.edition.pk, count=2, seed="essai", **facts)
    one, other = (reply_code(found.public_id) for found in invitations_of(world.edition))
    here = {"address": "3, rue de l'Église"}
    assert homes(world, here, {**here, "code": one}, {"code": other}) == [0, 0, 2]


def test_the_preview_says_who_counts_for_a_household_of_their_own(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:import_replies", args=["essai"])
    assert "compte pour un foyer à elle seule" in client.get(address).content.decode()
    here = {"address": "3, rue de l'Église"}
    told = [
        agreements(world, given_name=f"Mado {n}", phone=f"05 49 00 00 1{n}", **line)
        for n, line in enumerate([here, here, {}])
    ]
    data = listed(*(row for _, row in told), titles=told[0][0])
    page = client.post(address, {"file": upload(data), "through": "paper"}).content.decode()
    assert "1 personne comptera pour un foyer à elle seule" in page
    assert "1 foyer a plusieurs personnes dans cette liste" in page
    assert "avec la ligne 2" in page


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("liste.csv", data, content_type="text/csv")


def test_the_desk_previews_then_imports_what_was_seen(
    world: Any, client: Client, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:import_members", args=["essai", "proposition_group"])
    model = client.get(reverse("office:members_model", args=["essai", "proposition_group"]))
    assert model.content.decode("utf-8-sig").startswith("Prénom;Nom;Courriel")
    assert "Référence" in client.get(address).content.decode()
    before = counted()
    seen = client.post(address, {"file": upload(listed(CLAIRE, AGENT)), "accepted": "on"})
    page = seen.content.decode()
    assert "2 personnes seront ajoutées" in page
    assert counted() == before
    carried = re.search(r'name="content" value="([^"]+)"', page)
    assert carried
    done = client.post(address, {"content": carried[1], "accepted": "on"}, follow=True)
    assert "2 personnes de plus" in done.content.decode()
    again = client.post(address, {"content": carried[1], "accepted": "on"}, follow=True)
    assert "toutes ces personnes étaient déjà là" in again.content.decode()
    assert (
        active_seats(world.edition).filter(college="agent", body="proposition_group").count() == 1
    )


def test_the_desk_says_which_line_is_wrong(world: Any, client: Client, second_factor: None) -> None:
    client.force_login(open_account(world.people["helene"]))
    address = reverse("office:import_members", args=["essai", "proposition_group"])
    refused = client.post(address, {"file": upload(listed((*AGENT[:4], "mairie", "")))})
    assert refused.status_code == 422
    assert "Ligne 2 : « mairie » n&#x27;est pas une valeur connue" in refused.content.decode()
    for broken in ("%%%", ""):
        refused = client.post(address, {"content": broken})
        assert refused.status_code == 422
    missing = client.post(address, {})
    assert missing.status_code == 422
    titles, mado = agreements(world)
    done = client.post(
        reverse("office:import_replies", args=["essai"]),
        {"file": upload(listed(mado, titles=titles)), "through": "paper"},
    )
    assert "1 personne sera ajoutée" in done.content.decode()


@pytest.mark.parametrize(
    ("written", "college"),
    [
        ("Volontaire", "volunteer"),
        ("habitante volontaire", "volunteer"),
        ("Tirée au sort", "drawn"),
        ("tire au sort", "drawn"),
        ("Élue de la majorité", "elected_majority"),
        ("ELU DE LA MINORITE", "elected_minority"),
        ("Agentes de la Ville", "agent"),
        ("Agent", "agent"),
    ],
)
def test_a_college_is_read_in_any_gender_and_number(world: Any, written: str, college: str) -> None:
    somebody = ("Alix", "Exemple", "alix@exemple.invalid", "", written, "Élue")
    members(world, somebody, body="assembly", derogation="Tirage tenu ailleurs.")
    alix = find_person(email="alix@exemple.invalid")
    assert active_seats(world.edition).get(person_id=alix).college == college


@pytest.mark.parametrize("written", ["Élue", "habitant", "mairie"])
def test_a_college_that_could_be_several_or_none_is_asked_for_in_the_words_known(
    world: Any, written: str
) -> None:
    somebody = ("Alix", "Exemple", "alix@exemple.invalid", "", written, "")
    with pytest.raises(TableInvalid) as refusal:
        members(world, somebody)
    assert faults(refusal) == [(2, "unknown_value")]
    (said,) = fault_sentences(refusal.value)
    assert "habitantes et habitants volontaires ; élues et élus de la majorité" in said
