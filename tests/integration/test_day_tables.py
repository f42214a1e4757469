"""Tables of a day: people meet others, wishes are kept and stay private, whoever sits stays."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_sessions import ITEMS

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.people.actions import give_role
from alienor.platform.register import reading
from alienor.procedures import tables as procedures
from alienor.procedures.sessions import begin_day, end_day
from alienor.stages.sessions import attending, preparing, running
from alienor.stages.sessions import tables as stage
from alienor.stages.sessions.queries import tables_of
from alienor.surfaces.sentences import sentence

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
ROUND = preparing.Item(kind="tables", title="En tables", minutes=45)
MEAL = test_sessions.MEAL
MEMBERS = ("aicha", "bruno", "claire", "driss", "elodie")


@pytest.fixture
def gathered(world: Any) -> Any:
    """An open day of three rounds, with the five members and seven newcomers there."""
    session = test_sessions.plan(world)
    preparing.set_agenda(
        session_id=session.pk, items=[*ITEMS, MEAL, ROUND, ROUND, ROUND], **world.by("joel")
    )
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    here = [world.people[name] for name in MEMBERS]
    for number in range(7):
        name = f"n{number}"
        here.append(world.newcomer(name, given_name=f"Nour{number}"))
        world.seat(name, "assembly", "volunteer")
    session = begin_day(session_id=session.pk, derogation="Essai.", **world.by("helene"))
    attending.enter_presences(session_id=session.pk, person_ids=here, **world.by("helene"))
    return session


def made(world: Any, session: Any, *, seed: str = "graine", **facts: Any) -> dict[int, Any]:
    procedures.make_tables(
        session_id=session.pk,
        **{"tables": 3, "rounds": 3, "seed": seed, **facts},
        **world.by("joel"),
    )
    return tables_of(session)


def stranger(world: Any) -> int:
    """Somebody who has no place in the assembly."""
    return int(
        world.people["inconnue"] if "inconnue" in world.people else world.newcomer("inconnue")
    )


def table_of(plan: dict[int, Any], turn: int, person: int) -> int:
    return next(table for table, ids in plan[turn].items() if person in ids)


def last(kind: str) -> dict[str, Any]:
    """What the last act of this kind says."""
    entry = reading.entries().filter(kind__startswith=f"{kind}/").latest("index")
    found: dict[str, Any] = json.loads(bytes(entry.leaf))["act"]
    return found


def test_everybody_there_sits_once_a_round_and_the_register_says_how_well(
    world: Any, gathered: Any
) -> None:
    plan = made(world, gathered)
    assert [sorted(map(len, turn.values())) for turn in plan.values()] == [[4, 4, 4]] * 3
    said = last("tables_made")
    assert (said["people"], said["since"], said["possible"]) == (12, 1, 54)
    assert said["pairs"] + said["again"] == 54
    assert said["seed"] == "graine"


def test_who_stays_together_or_apart_or_needs_access_is_kept_and_never_recorded(
    world: Any, gathered: Any
) -> None:
    aicha, bruno, claire, driss = (world.people[name] for name in MEMBERS[:4])
    stage.set_table_wishes(
        session_id=gathered.pk,
        together=[[aicha, bruno]],
        apart=[[claire, driss]],
        access=[bruno],
        **world.by("helene"),
    )
    plan = made(world, gathered, accessible=[2])
    for turn in plan:
        assert table_of(plan, turn, aicha) == table_of(plan, turn, bruno) == 2
        assert table_of(plan, turn, claire) != table_of(plan, turn, driss)
    assert last("table_wishes_set") == {"session": gathered.public_id}


def test_a_need_said_when_answering_leads_to_an_accessible_table(world: Any, day: Any) -> None:
    for name in MEMBERS[:4]:
        attending.answer_convocation(
            session_id=day.pk, person_id=world.people[name], answer="yes", **world.by(name)
        )
    attending.say_needs(session_id=day.pk, needs=["access"], words="", **world.by("claire"))
    plan = made(world, day, tables=2, rounds=2, accessible=[2])
    assert {table_of(plan, turn, world.people["claire"]) for turn in (1, 2)} == {2}


def test_at_most_so_many_elected_and_agents_at_a_table(world: Any, gathered: Any) -> None:
    plan = made(world, gathered, officials=1)
    officials = {world.people[name] for name in ("claire", "driss", "elodie")}
    assert all(len(officials & set(ids)) == 1 for turn in plan.values() for ids in turn.values())
    with pytest.raises(Invalid, match="few_tables_for_officials") as refused:
        made(world, gathered, officials=0)
    assert "au moins 1 par table" in sentence(refused.value)
    stage.set_table_wishes(
        session_id=gathered.pk,
        together=[sorted(officials)[:2]],
        apart=[],
        access=[],
        **world.by("helene"),
    )
    with pytest.raises(Invalid, match="officials_parted") as refused:
        made(world, gathered, officials=1)
    assert "(1)" in sentence(refused.value)


def test_a_group_that_fits_no_table_is_said_with_names(world: Any, gathered: Any) -> None:
    five = [world.people[name] for name in MEMBERS]
    stage.set_table_wishes(
        session_id=gathered.pk, together=[five], apart=[], access=[], **world.by("helene")
    )
    with pytest.raises(Invalid, match="no_such_tables") as refused:
        made(world, gathered)
    assert "Aïcha" in sentence(refused.value)
    assert str(five[0]) not in sentence(refused.value)


def test_wishes_are_for_the_team_and_must_make_sense(world: Any, gathered: Any) -> None:
    aicha, bruno = world.people["aicha"], world.people["bruno"]
    facts: dict[str, Any] = {
        "session_id": gathered.pk, "together": [], "apart": [], "access": [],
    }  # fmt: skip
    for name in ("joel", "aicha", "claire", "gwenaelle"):
        with pytest.raises(NotAllowed):
            stage.set_table_wishes(**facts, **world.by(name))
    for wrong, error, code in (
        ({"together": [[aicha]]}, Invalid, "alone_in_a_list"),
        ({"together": [[aicha, bruno]], "apart": [[bruno, aicha]]}, Invalid, "together_and_apart"),
        ({"access": [stranger(world)]}, NotFound, "not_found"),
    ):
        with pytest.raises(error, match=code):
            stage.set_table_wishes(**{**facts, **wrong}, **world.by("helene"))
    assert stage.wishes_of(gathered) == {"together": [], "apart": [], "access": []}


def test_rounds_that_have_begun_stay_and_who_comes_late_joins_the_one_that_is_on(
    world: Any, gathered: Any
) -> None:
    before = made(world, gathered)
    running.begin_item(session_id=gathered.pk, number=4, **world.by("helene"))
    running.begin_item(session_id=gathered.pk, number=5, **world.by("helene"))
    assert stage.rounds_begun(gathered) == (1, 2)
    late = world.newcomer("tard", given_name="Tardif")
    world.seat("tard", "assembly", "volunteer")
    attending.check_in(session_id=gathered.pk, person_id=late, **world.by("helene"))
    gone = world.people["n0"]
    attending.check_out(session_id=gathered.pk, person_id=gone, **world.by("helene"))
    procedures.remake_tables(session_id=gathered.pk, since=3, seed="suite", **world.by("joel"))
    after = tables_of(gathered)
    assert after[1] == before[1]
    for table, ids in before[2].items():
        assert set(ids) <= set(after[2][table])
    assert late in {one for ids in after[2].values() for one in ids}
    third = {one for ids in after[3].values() for one in ids}
    assert late in third and gone not in third and len(third) == 12
    assert last("tables_made")["since"] == 3
    for since in (0, 2, 5):
        with pytest.raises(Invalid, match="round_over"):
            procedures.remake_tables(session_id=gathered.pk, since=since, **world.by("joel"))
    with pytest.raises(Invalid, match="round_over"):
        made(world, gathered)


def test_who_comes_in_the_last_round_is_seated_and_nothing_else_changes(
    world: Any, gathered: Any
) -> None:
    before = made(world, gathered)
    for number in (4, 5, 6):
        running.begin_item(session_id=gathered.pk, number=number, **world.by("helene"))
    late = world.newcomer("tard", given_name="Tardif")
    world.seat("tard", "assembly", "volunteer")
    attending.check_in(session_id=gathered.pk, person_id=late, **world.by("helene"))
    page = reverse("office:tables", args=["essai", gathered.public_id])
    assert "Placer qui vient d’arriver" in words(desk(world).get(page))
    remake = reverse("office:remake_tables", args=["essai", gathered.public_id])
    assert 'name="since" value="4"' in desk(world).get(remake).content.decode()
    procedures.remake_tables(session_id=gathered.pk, since=4, **world.by("joel"))
    after = tables_of(gathered)
    assert (after[1], after[2]) == (before[1], before[2])
    joined = {one for ids in after[3].values() for one in ids}
    assert joined - {one for ids in before[3].values() for one in ids} == {late}
    running.end_item(session_id=gathered.pk, **world.by("helene"))
    with pytest.raises(Invalid, match="round_over"):
        procedures.remake_tables(session_id=gathered.pk, since=4, **world.by("joel"))


def test_who_comes_while_the_search_runs_is_seated_all_the_same(
    world: Any, gathered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = world.newcomer("tard", given_name="Tardif")
    world.seat("tard", "assembly", "volunteer")

    def meanwhile(function: Any, *arguments: Any, **facts: Any) -> Any:
        attending.check_in(session_id=gathered.pk, person_id=late, **world.by("helene"))
        attending.check_out(
            session_id=gathered.pk, person_id=world.people["n1"], **world.by("helene")
        )
        return function(*arguments, **facts)

    monkeypatch.setattr(procedures, "compute", meanwhile)
    plan = made(world, gathered)
    for turn in plan.values():
        seated = {one for ids in turn.values() for one in ids}
        assert late in seated and world.people["n1"] not in seated and len(seated) == 12


def test_tables_that_changed_during_the_search_are_not_overwritten(
    world: Any, gathered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(world, gathered)

    def meanwhile(function: Any, *arguments: Any, **facts: Any) -> Any:
        plan = tables_of(gathered)
        one, other = plan[1][1][0], plan[1][2][0]
        procedures.change_tables(
            session_id=gathered.pk, round=1, to={one: 2, other: 1}, **world.by("helene")
        )
        return function(*arguments, **facts)

    monkeypatch.setattr(procedures, "compute", meanwhile)
    with pytest.raises(Conflict):
        procedures.remake_tables(session_id=gathered.pk, since=2, **world.by("joel"))


def test_two_people_change_places_by_hand_and_the_effect_was_said_before(
    world: Any, gathered: Any
) -> None:
    plan = made(world, gathered)
    one, other = plan[1][1][0], plan[1][2][0]
    to = {one: 2, other: 1}
    before, _ = procedures.standing_of(gathered)
    effect = procedures.effect_of(gathered, round=1, to=to)
    quality = procedures.change_tables(session_id=gathered.pk, round=1, to=to, **world.by("joel"))
    assert quality.distinct == before.distinct + effect.distinct
    assert quality.misfit == before.misfit + effect.misfit
    after = tables_of(gathered)
    assert (table_of(after, 1, one), table_of(after, 1, other)) == (2, 1)
    assert after[2] == plan[2]
    assert last("tables_changed")["people"] == 2
    facts = {"session_id": gathered.pk, **world.by("joel")}
    for wrong in ({one: 9}, {stranger(world): 1}):
        with pytest.raises(Invalid, match="no_such_seat"):
            procedures.change_tables(round=1, to=wrong, **facts)
    running.begin_item(session_id=gathered.pk, number=4, **world.by("helene"))
    running.begin_item(session_id=gathered.pk, number=5, **world.by("helene"))
    with pytest.raises(Invalid, match="round_over"):
        procedures.change_tables(round=1, to=to, **facts)


def test_tables_wait_for_people_and_end_with_the_day(world: Any, gathered: Any) -> None:
    with pytest.raises(Invalid, match="too_few_for_tables"):
        made(world, gathered, tables=13)
    with pytest.raises(Invalid, match="no_such_tables"):
        made(world, gathered, accessible=[4])
    with pytest.raises(Invalid, match="no_tables_yet"):
        procedures.remake_tables(session_id=gathered.pk, since=1, **world.by("joel"))
    for name in ("aicha", "claire", "gwenaelle"):
        with pytest.raises(NotAllowed):
            procedures.make_tables(session_id=gathered.pk, tables=2, rounds=1, **world.by(name))
    end_day(session_id=gathered.pk, sentences=["Fini."], **world.by("helene"))
    with pytest.raises(WrongState):
        made(world, gathered)
    with pytest.raises(NotFound):
        procedures.make_tables(session_id=0, tables=1, rounds=1, **world.by("helene"))


def desk(world: Any, name: str = "helene") -> Client:
    client = Client()
    client.force_login(
        open_account(world.people[name]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def words(answer: Any) -> str:
    """The main part of a page as one line of words."""
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " "))


def test_the_desk_makes_reads_and_changes_tables(world: Any, gathered: Any) -> None:
    client, where = desk(world, "joel"), ["essai", gathered.public_id]
    page = reverse("office:tables", args=where)
    assert "se composent avec les personnes" in words(client.get(page))
    make = reverse("office:make_tables", args=where)
    form = client.get(make)
    assert 'name="rounds" value="3"' in form.content.decode()
    refused = client.post(make, {"tables": 3, "rounds": 3, "accessible": "une"})
    assert "« une » n'est pas un numéro de table" in words(refused)
    assert client.post(make, {"tables": 3, "rounds": 3, "balance": ["college"]}).status_code == 302
    said = words(client.get(page))
    assert "Chacun rencontre en moyenne" in said and "Ronde 3" in said
    assert "s’assied avec qui" not in said, "the committee does not see wishes"
    plan = tables_of(gathered)
    one, other = plan[1][1][0], plan[1][2][0]
    change = reverse("office:change_tables", args=[*where, 1])
    assert "Faire ce changement" not in words(client.get(change))
    shown = client.get(change, {"person": one, "to": f"p{other}"})
    assert "Ce que cela change" in words(shown) and "personnes." not in words(shown)
    alone = words(client.get(change, {"person": one, "to": "t2"}))
    assert "Table 1 : 3 personnes." in alone and "Table 2 : 5 personnes." in alone
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())[1]
    sent = {"person": one, "to": f"p{other}", "seen": seen}
    assert client.post(change, sent).status_code == 302
    assert table_of(tables_of(gathered), 1, one) == 2
    assert client.post(change, sent).status_code == 409, "somebody changed it meanwhile"
    for wrong in ({"person": "x", "to": "t1"}, {"person": one, "to": "t99"}, {}):
        assert client.get(change, wrong).status_code == 200
        assert client.post(change, wrong).status_code == 422
    assert client.get(reverse("office:change_tables", args=[*where, 9])).status_code == 404
    attending.check_out(session_id=gathered.pk, person_id=world.people["n0"], **world.by("helene"))
    said = words(client.get(page))
    assert "1 personne qui a une table n'est pas là" in said
    remake = reverse("office:remake_tables", args=where)
    assert client.post(remake, {"since": 1}).status_code == 302
    assert "n'est pas là" not in words(client.get(page))
    assert client.post(remake, {"since": 7}).status_code == 422


def test_wishes_are_written_by_names_and_read_back(world: Any, gathered: Any) -> None:
    client, where = desk(world), ["essai", gathered.public_id]
    address = reverse("office:table_wishes", args=where)
    assert desk(world, "joel").get(address).status_code == 403
    names = words(client.get(reverse("office:welcome", args=where)))
    full = re.findall(r"(?:Aïcha|Bruno|Claire|Driss) \w+", names)
    aicha, bruno, claire, driss = sorted(set(full))[:4]
    wrong = client.post(address, {"together": f"{aicha}, Brunno {bruno.split()[1]}"})
    assert wrong.status_code == 422
    assert f"Vouliez-vous « {bruno} »" in words(wrong)
    assert "n'a pas de place ici" in words(client.post(address, {"access": "Zzz"}))
    sent = {
        "together": f"{aicha.lower()}, {bruno.upper()}\n\n",
        "apart": f"{claire} ; {driss}",
        "access": claire,
    }
    assert client.post(address, sent).status_code == 302
    back = words(client.get(address))
    assert f"{aicha}, {bruno}" in back and f"{claire}, {driss}" in back
    person = {name: world.people[name] for name in MEMBERS}
    assert stage.wishes_of(gathered) == {
        "together": [[person["aicha"], person["bruno"]]],
        "apart": [[person["claire"], person["driss"]]],
        "access": [[person["claire"]]],
    }


def test_reception_may_say_wishes_too(world: Any, gathered: Any) -> None:
    world.newcomer("rose")
    give_role(
        person_id=world.people["rose"], role="reception", edition=world.edition,
        **world.by("helene"),
    )  # fmt: skip
    stage.set_table_wishes(
        session_id=gathered.pk,
        together=[],
        apart=[],
        access=[world.people["aicha"]],
        **world.by("rose"),
    )
    assert stage.wishes_of(gathered)["access"] == [[world.people["aicha"]]]
