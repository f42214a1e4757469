"""The ceremony of a draw: balls entered as they fall, read by two people, on screens and paper."""

# ruff: noqa: F811  # a fixture is named where it is imported and where it is used
from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader
from tests.integration.test_draw import (
    ANNOUNCED,
    BALLS,
    WITNESSES,
    Table,
    acts_of,
    failed,
    published,
    table,  # noqa: F401  # a fixture
)

from alienor.auditing.bundles import Bundle, BundleBroken
from alienor.auditing.lives import lives_of
from alienor.platform.accounts.open import open_account
from alienor.platform.documents import typeset
from alienor.platform.errors import Invalid, NotAllowed, RuleForbids, WrongState
from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.procedures.concluding import publish_record
from alienor.procedures.draw import draw_group, seat_panel
from alienor.stages.bodies.actions import accept_seat
from alienor.stages.draw.actions import annul_draw, publish_draw
from alienor.stages.draw.ceremony import clear_balls, draw_panel, read_ball, read_balls_again
from alienor.stages.draw.freezing import freeze_draw
from alienor.stages.draw.models import Draw
from alienor.stages.founding.actions import complete_step
from alienor.stages.founding.models import Edition
from alienor.surfaces.papers.draws import draw_list, list_pages
from alienor.surfaces.sentences import sentence

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def read(table: Table, draw: Draw, *balls: int, begin: int = 1) -> None:
    for place, digit in enumerate(balls, start=begin):
        read_ball(draw_id=draw.pk, place=place, digit=digit, **table.facts)


def held(
    table: Table, draw: Draw, again: tuple[int, ...] = BALLS, first: Any = (), **facts: Any
) -> Draw:
    return draw_panel(
        draw_id=draw.pk,
        balls=first,
        read_again=again,
        witnesses=WITNESSES,
        **table.facts,
        **facts,
    )


def test_balls_enter_the_register_one_by_one_as_they_fall(table: Table, tmp_path: Path) -> None:
    draw = table.frozen()
    read(table, draw, *BALLS)
    draw = held(table, draw)
    assert (draw.balls, draw.panel_number) == ([4, 0, 7], 407)
    read_out = [(one["act"]["place"], one["act"]["digit"]) for one in acts_of("ball_drawn/1")]
    assert read_out == [(1, 4), (2, 0), (3, 7)]
    kinds = [entry["type"] for entry in acts_of()]
    assert kinds.index("draw_frozen/2") < kinds.index("ball_drawn/1") < kinds.index("draw_held/2")
    assert acts_of("ball_drawn/1")[0]["articles"] == ["14"]
    assert failed(published(table, tmp_path / "bundle")) == []


def test_balls_wait_for_the_freeze_and_come_in_order(table: Table) -> None:
    draw = table.prepared()
    with pytest.raises(WrongState):
        read(table, draw, 4)
    annul_draw(draw_id=draw.pk, reason="Essai.", **table.facts)
    draw = table.frozen()
    with pytest.raises(Invalid, match="balls_in_order"):
        read(table, draw, 4, begin=2)
    for digit in (-1, 10):
        with pytest.raises(Invalid, match="not_a_ball"):
            read(table, draw, digit)
    read(table, draw, *BALLS)
    with pytest.raises(Invalid, match="balls_in_order"):
        read(table, draw, 1, begin=4)
    held(table, draw)
    with pytest.raises(WrongState):
        read(table, draw, 1)


def test_two_desks_never_enter_the_same_ball(table: Table) -> None:
    draw = table.frozen()
    read(table, draw, 4)
    with pytest.raises(Invalid, match="ball_read_already") as refusal:
        read(table, draw, 0)
    assert "La boule 1 est déjà inscrite : 4." in sentence(refusal.value)
    draw.refresh_from_db()
    assert draw.balls_read == [4]


def test_a_second_reading_that_differs_says_which_ball_and_loses_nothing(table: Table) -> None:
    draw = table.frozen()
    read(table, draw, 4, 0)
    with pytest.raises(Invalid, match="balls_missing"):
        held(table, draw)
    read(table, draw, 7, begin=3)
    with pytest.raises(Invalid, match="balls_differ") as refusal:
        held(table, draw, (4, 1, 7))
    assert "boule 2 (0, puis 1)" in sentence(refusal.value)
    with pytest.raises(Invalid, match="wrong_balls"):
        held(table, draw, (4, 0))
    draw.refresh_from_db()
    assert (draw.state, draw.balls_read) == ("frozen", [4, 0, 7])
    assert held(table, draw).panel_number == 407


def test_readings_that_differ_are_published_before_one_is_corrected(
    table: Table, tmp_path: Path, client: Any
) -> None:
    draw = table.frozen()
    facts = {"draw_id": draw.pk, **table.facts}
    read(table, draw, 4, 0)
    with pytest.raises(Invalid, match="balls_missing"):
        read_balls_again(read_again=(4, 1, 7), **facts)
    read(table, draw, 7, begin=3)
    for wrong, code in (((4, 1), "wrong_balls"), ((4, 0, 12), "not_a_ball")):
        with pytest.raises(Invalid, match=code):
            read_balls_again(read_again=wrong, **facts)
    assert not acts_of("readings_differ/1")
    assert not read_balls_again(read_again=(4, 1, 7), **facts)
    assert "Les deux lectures diffèrent : 407, puis 417. On vérifie." in hall_of(client)
    assert read_balls_again(read_again=(4, 0, 7), **facts)
    (differing,) = acts_of("readings_differ/1")
    assert (differing["act"]["first"], differing["act"]["second"]) == ("407", "417")
    draw = held(table, draw)
    publish_record(draw_id=draw.pk, **table.facts)
    record = reverse("public:draw_record", args=["essai", draw.number])
    assert "407, puis 417, le " in client.get(record).content.decode()
    assert failed(published(table, tmp_path / "bundle")) == []


@pytest.mark.usefixtures("second_factor")
def test_the_last_ball_read_again_at_the_desk_compares_both_readings(
    table: Table, client: Any
) -> None:
    draw = table.frozen()
    read(table, draw, *BALLS)
    enter(table, client, "helene")
    desk = f"/bureau/essai/tirage/{draw.number}/boules"
    assert 'action="' + f"{desk}/comparer/" not in client.get(f"{desk}/relire/").content.decode()
    last = client.get(f"{desk}/relire/?b1=4&b2=1").content.decode()
    assert f'method="post" action="{desk}/comparer/"' in last
    assert client.get(f"{desk}/comparer/").status_code == 405
    client.post(f"{desk}/comparer/", {"b1": 4, "b2": 1})
    assert not acts_of("readings_differ/1")
    answer = client.post(f"{desk}/comparer/", {"b1": 4, "b2": 1, "b3": 7})
    assert answer.headers["Location"] == f"{desk}/relire/?b1=4&b2=1&b3=7"
    assert len(acts_of("readings_differ/1")) == 1
    assert "Les deux lectures diffèrent" in client.get(answer.headers["Location"]).content.decode()


def test_a_reading_is_done_again_with_a_published_reason(table: Table, tmp_path: Path) -> None:
    draw = table.frozen()
    facts = {"draw_id": draw.pk, **table.facts}
    with pytest.raises(Invalid, match="no_ball_read"):
        clear_balls(reason="Une boule est tombée.", **facts)
    read(table, draw, 4, 1)
    with pytest.raises(Invalid, match="reason_required"):
        clear_balls(reason=" ", **facts)
    with pytest.raises(Invalid, match="unknown_code"):
        clear_balls(reason="Pour voir.", then="otherwise", **facts)
    clear_balls(reason="Une boule est tombée à terre.", **facts)
    read(table, draw, *BALLS)
    draw = held(table, draw)
    assert (draw.readings, draw.panel_number) == (2, 407)
    (cleared,) = acts_of("balls_cleared/2")
    assert cleared["act"]["then"] == "drawn_again"
    assert failed(published(table, tmp_path / "bundle")) == []


def test_balls_that_were_begun_one_by_one_do_not_end_otherwise(table: Table) -> None:
    draw = table.frozen()
    read(table, draw, 4)
    with pytest.raises(Invalid, match="balls_being_read"):
        table.held(draw)
    clear_balls(draw_id=draw.pk, reason="Panne.", **table.facts)
    with pytest.raises(Invalid, match="balls_being_read"):
        table.held(draw)
    with pytest.raises(Invalid, match="balls_missing"):
        held(table, draw)


def test_the_first_ball_falls_while_the_step_is_open_or_by_a_derogation(table: Table) -> None:
    draw = table.frozen()
    complete_step(
        edition_id=table.world.edition.pk, step="draw", derogation="Essai.", **table.facts
    )
    with pytest.raises(RuleForbids, match="step_not_open"):
        read(table, draw, 4)
    derogated = len(acts_of("derogated/1"))
    read_ball(draw_id=draw.pk, place=1, digit=4, derogation="Retard.", **table.facts)
    read(table, draw, 0, 7, begin=2)
    assert held(table, draw).state == "drawn"
    assert len(acts_of("derogated/1")) == derogated + 1


def test_who_reads_the_balls(table: Table) -> None:
    draw = table.frozen()
    for name in ("gwenaelle", "aicha"):
        by = {"draw_id": draw.pk, "actor": table.world.actor(name), "clock": table.world.clock}
        with pytest.raises(NotAllowed):
            read_ball(place=1, digit=4, **by)
        with pytest.raises(NotAllowed):
            clear_balls(reason="Non.", **by)
    chair = {"actor": table.world.actor("chair"), "clock": table.world.clock}
    read_ball(draw_id=draw.pk, place=1, digit=4, **chair)
    clear_balls(draw_id=draw.pk, reason="Mal lue.", **chair)


def test_a_draw_on_paper_is_entered_afterwards_at_the_hour_it_was_held(
    table: Table, tmp_path: Path
) -> None:
    draw = table.frozen()
    frozen = draw.frozen_at
    with pytest.raises(Invalid, match="held_before_freeze"):
        held(table, draw, first=BALLS, held_at=frozen - timedelta(minutes=1))
    with pytest.raises(Invalid, match="held_in_future"):
        held(table, draw, first=BALLS, held_at=table.world.clock.now() + timedelta(hours=1))
    fell = frozen + timedelta(minutes=40)
    table.world.clock.at += timedelta(hours=26)
    draw = held(table, draw, first=BALLS, held_at=fell)
    assert (draw.panel_number, draw.drawn_at) == (407, fell)
    (on_paper,) = acts_of("draw_held_on_paper/1")
    assert on_paper["act"]["held_at"] == fell.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    assert failed(published(table, tmp_path / "bundle")) == []


def test_a_group_is_drawn_ball_by_ball_too(table: Table, client: Any, tmp_path: Path) -> None:
    seats = seat_panel(draw_id=table.drawn().pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    table.volunteer("proposition_group", seats[:9])
    group = draw_group(
        edition_id=table.world.edition.pk,
        body="proposition_group",
        announced="Trois boules.",
        **table.facts,
    )
    read(table, group, 9, 9, 9)
    group = held(table, group, (9, 9, 9))
    assert group.panel_number == 999
    assert hall_of(client, 2).count("<code>") == group.drawn_seats == 4
    assert "Tirage au sort : groupe de proposition" in hall_of(client, 2)
    assert draw_list(group)["pages"][-1][-1]["number"] == "999"
    assert failed(published(table, tmp_path / "bundle")) == []


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (lambda acts: acts["ball_drawn"][2]["act"].update(digit=8), "not the last ones read"),
        (lambda acts: acts["ball_drawn"][1]["act"].update(place=1), "not read in order"),
        (lambda acts: acts["draw_frozen"][0].update(edition="autre"), "out of its time"),
    ],
)
def test_verify_holds_the_balls_to_those_that_were_read(
    table: Table, tmp_path: Path, bend: Callable[[Any], None], said: str
) -> None:
    draw = table.frozen()
    read(table, draw, *BALLS)
    held(table, draw)
    entries = acts_of()
    acts: dict[str, list[Any]] = {}
    for entry in entries:
        acts.setdefault(entry["type"].partition("/")[0], []).append(entry)
    facts: dict[str, Any] = {"folder": tmp_path, "checkpoint": None, "note": "", "leaves": []}
    bundle = Bundle(manifest={"edition": "essai", "files": {}}, entries=entries, **facts)
    lives_of(bundle)
    bend(acts)
    with pytest.raises(BundleBroken, match=said):
        lives_of(bundle)


def test_a_draw_on_paper_may_be_of_the_minute_of_its_freeze(table: Table, tmp_path: Path) -> None:
    """Hours are written to the minute, and a freeze happens within one."""
    table.world.clock.at = table.world.clock.at.replace(second=37)
    draw = table.frozen()
    minute = draw.frozen_at.replace(second=0, microsecond=0)
    assert minute < draw.frozen_at
    table.world.clock.at += timedelta(hours=1)
    draw = held(table, draw, first=BALLS, held_at=minute)
    assert draw.drawn_at == draw.frozen_at
    assert failed(published(table, tmp_path / "bundle")) == []


def test_verify_holds_a_draw_on_paper_to_the_hours_between_its_freeze_and_its_entry(
    table: Table, tmp_path: Path
) -> None:
    draw = table.frozen()
    table.world.clock.at += timedelta(hours=2)
    held(table, draw, first=BALLS, held_at=draw.frozen_at + timedelta(hours=1))
    facts: dict[str, Any] = {"folder": tmp_path, "checkpoint": None, "note": "", "leaves": []}
    for held_at in ("2026-03-01T09:00:00+00:00", "2026-04-01T09:00:00+00:00"):
        entries = acts_of()
        entries[-1]["act"]["held_at"] = held_at
        bundle = Bundle(manifest={"edition": "essai", "files": {}}, entries=entries, **facts)
        with pytest.raises(BundleBroken, match="on paper does not fit"):
            lives_of(bundle)


def hashes_of(draw: Draw) -> list[str]:
    """How the hash of each file that was frozen begins."""
    files = ("panels", "alternates", "commitments", "quotas", "certificate")
    return [getattr(draw, f"{name}_hash")[:8] for name in files]


def hall_of(client: Any, number: int = 1, language: str = "") -> str:
    answer = client.get(f"{language}/editions/essai/tirage/{number}/salle/")
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\xa0", " ")


def test_the_page_of_the_hall_follows_the_ceremony(table: Table, client: Any) -> None:
    assert client.get("/editions/essai/tirage/1/salle/").status_code == 404
    draw = table.prepared()
    assert "n’est pas encore fixé" in hall_of(client)
    draw = freeze_draw(draw_id=draw.pk, pool=table.pool, announced=ANNOUNCED, **table.facts)
    before = hall_of(client)
    for said in (ANNOUNCED, "Plus rien ne peut changer.", "<b>30</b>", *hashes_of(draw)):
        assert said in before
    assert before.count("pas encore tirée") == 3
    read(table, draw, 4)
    assert "Boule 1 : 4." in hall_of(client)
    assert "1 boule sur 3 est sortie." in hall_of(client)
    clear_balls(draw_id=draw.pk, reason="Un six pour un neuf.", then="read_again", **table.facts)
    assert "Les mêmes boules sont inscrites de nouveau." in hall_of(client)
    assert "Un six pour un neuf." in hall_of(client)
    read(table, draw, 4, 0)
    clear_balls(draw_id=draw.pk, reason="L’urne est tombée.", **table.facts)
    again = hall_of(client)
    assert "D’autres boules sont tirées." in again and "L’urne est tombée." in again
    assert "Un six pour un neuf." not in again
    read(table, draw, *BALLS)
    assert "Une seconde personne les relit." in hall_of(client)
    draw = held(table, draw)
    drawn = hall_of(client)
    assert "407" in drawn
    selected = set(draw.entries.filter(selected=True).values_list("token", flat=True))
    assert len(selected) == 12
    assert set(re.findall(r"<code>(\w{5})<i> </i>(\w{5})</code>", drawn)) == {
        (token[:5], token[5:]) for token in selected
    }
    assert "Prénom-Secret" not in drawn
    assert " style=" not in drawn
    publish_draw(draw_id=draw.pk, **table.facts)
    calm = hall_of(client)
    assert "Où vérifier" in calm and "/verifier</b>" in calm
    assert calm.count("<code>") == 12  # who still looks for theirs finds it
    assert "Where to check" in hall_of(client, language="/en")


def test_a_draw_that_is_annulled_says_so_in_the_hall(table: Table, client: Any) -> None:
    draw = table.frozen()
    annul_draw(draw_id=draw.pk, reason="L'urne est tombée.", **table.facts)
    page = hall_of(client)
    assert "Ce tirage est annulé." in page
    assert "est tombée." in page


@pytest.mark.usefixtures("second_factor")
def test_a_second_reading_is_told_nothing_of_the_first(table: Table, client: Any) -> None:
    table.frozen()
    enter(table, client, "helene")
    desk = "/bureau/essai/tirage/1/boules/"
    empty = client.post(desk, {"place": 1})
    assert "Choisissez le chiffre lu sur la boule 1." in empty.content.decode()
    for place, digit in enumerate(BALLS, start=1):
        page = client.post(desk, {"place": place, "digit": digit}, follow=True).content.decode()
        assert (f"inscrite : {digit}" in page.replace("\xa0", " ")) is (place < len(BALLS))
    assert "Seconde lecture" in page
    assert page.count("pas encore relue") == len(BALLS)
    assert "pas encore tirée" not in page


@pytest.mark.usefixtures("second_factor")
def test_whoever_annuls_is_told_that_balls_have_fallen(table: Table, client: Any) -> None:
    draw = table.frozen()
    enter(table, client, "helene")
    address = "/bureau/essai/tirage/1/annuler/"
    assert "tombées" not in client.get(address).content.decode()
    read(table, draw, *BALLS[:2])
    assert "Des boules sont déjà tombées (4 0)" in client.get(address).content.decode()
    read(table, draw, BALLS[2], begin=3)
    assert "écarter ce que le sort a décidé" in client.get(address).content.decode()
    annul_draw(draw_id=draw.pk, reason="L'urne est tombée.", **table.facts)
    public = client.get("/editions/essai/tirage/").content.decode()
    assert "Boules tombées avant l’annulation : 4 0 7." in public.replace("\xa0", " ")


@pytest.mark.usefixtures("second_factor")
def test_the_desk_prints_the_list_and_the_minutes_and_says_how_many_sheets(
    table: Table, client: Any
) -> None:
    draw = table.frozen()
    desk = "/bureau/essai/tirage/1/"
    for name in ("liste", "proces-verbal"):
        assert client.get(f"{desk}{name}.pdf").status_code == 302
    enter(table, client, "helene")
    layout = list_pages(draw)
    said = client.get(desk).content.decode()
    assert f"tient en {layout.pages} pages : {layout.sheets} feuilles" in said
    posted = pages_of(client.get(f"{desk}liste.pdf").content)
    assert len(posted) == layout.pages
    assert all(part in posted[0] for part in (*hashes_of(draw), ANNOUNCED))
    numbers = re.findall(r"^(\d{3}) ", "\n".join(posted[1:]), re.MULTILINE)
    assert sorted(numbers) == [f"{number:03d}" for number in range(1000)]
    short = {token[: layout.letters] for token in draw.entries.values_list("token", flat=True)}
    assert len(short) == 30
    assert short <= set("\n".join(posted[1:]).split())
    (minutes,) = pages_of(client.get(f"{desk}proces-verbal.pdf").content)
    for words in ("Les deux témoins", "Signature", "Remarques", *hashes_of(draw)):
        assert words in minutes


@pytest.mark.parametrize(("seats", "pool"), [(100, 300), (50, 76), (20, 31), (8, 12), (3, 7)])
def test_no_line_and_no_page_of_the_list_overflows(seats: int, pool: int) -> None:
    tokens = sorted(public_id() for _ in range(pool))
    draw = Draw(
        drawn_seats=seats,
        commitments_text="token,commitment\n" + "".join(f"{token},x\n" for token in tokens),
        panels_text="".join(f"{n:03d} {' '.join(tokens[:seats])}\n" for n in range(1000)),
        announced=Text(body=ANNOUNCED),
        frozen_at=datetime(2026, 3, 2, tzinfo=UTC),
        edition=Edition(title="Essai"),
    )
    pages = pages_of(typeset("surfaces/papers/draw_list.typ", facts=draw_list(draw)))
    assert len(pages) == list_pages(draw).pages


@pytest.mark.usefixtures("second_factor")
def test_a_draw_on_paper_is_typed_from_its_minutes(table: Table, client: Any) -> None:
    table.frozen()
    enter(table, client, "helene")
    page = "/bureau/essai/tirage/1/boules/papier/"
    assert client.get(page).status_code == 200
    balls = {f"{key}_{n}": BALLS[n - 1] for key in ("ball", "again") for n in (1, 2, 3)}
    typed = balls | {"first_witness": "huissière", "second_witness": "habitant"}
    for held_at, said in (
        ("2026-03-01T18:00", "ne l&#x27;était pas encore"),
        ("2126-03-03T18:00", "pas encore passée"),
    ):
        answer = client.post(page, typed | {"held_at": held_at})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    answer = client.post(page, typed | {"held_at": "2026-03-03T18:00", "again_2": "1"})
    assert "boule 2 (0, puis 1)" in answer.content.decode()
    assert "corrigez ce qui est mal recopié" in answer.content.decode()
    assert "reprenez la lecture" not in answer.content.decode()
    answer = client.post(page, typed | {"held_at": "2026-03-03T18:00"})
    assert answer.status_code == 302
    assert "désignée le 3 mars 2026" in client.get("/editions/essai/tirage/").content.decode()


@pytest.mark.usefixtures("second_factor")
def test_whoever_comes_second_is_told_that_the_ball_is_there(table: Table, client: Any) -> None:
    draw = table.frozen()
    enter(table, client, "helene")
    page = "/bureau/essai/tirage/1/boules/"
    read(table, draw, 4)
    late = client.post(page, {"place": 1, "digit": 0}, follow=True).content.decode()
    assert "La boule 1 est déjà inscrite : 4." in late
    assert "Boule 2 sur 3" in late
    assert client.post(f"{page}reprendre/", {"reason": "Mal lue."}).status_code == 422
    said = {"reason": "Mal lue.", "then": "read_again"}
    cleared = client.post(f"{page}reprendre/", said, follow=True)
    assert "Boule 1 sur 3" in cleared.content.decode()


@pytest.mark.usefixtures("second_factor")
def test_whoever_reads_again_is_shown_no_ball_that_was_read(table: Table, client: Any) -> None:
    draw = table.frozen()
    enter(table, client, "helene")
    page = "/bureau/essai/tirage/1/boules/"
    read(table, draw, 4, 0)
    again = client.post(page, {"place": 3, "digit": 7}, follow=True).content.decode()
    assert "Seconde lecture" in again and "Toutes les boules sont inscrites." in again
    assert "Boule 3 inscrite" not in again
    assert again.count("pas encore relue") == 3
    assert "pas encore tirée" not in again


@pytest.mark.parametrize(
    "named",
    [
        "Mme Michèle Durand",
        "M. Durand",
        "habitante, madame Durand",
        "M Durand",
        "Me Durand",
        "MM. X",
    ],
)
def test_a_witness_is_told_by_a_function_and_never_by_a_name(table: Table, named: str) -> None:
    draw = table.frozen()
    facts = {"draw_id": draw.pk, "balls": BALLS, "read_again": BALLS, **table.facts}
    with pytest.raises(Invalid, match="function_wanted") as refusal:
        draw_panel(witnesses=("huissière", named), **facts)
    assert refusal.value.field == "second_witness"
    assert "semble être un nom" in sentence(refusal.value)
    assert draw_panel(witnesses=("membre du comité", "dame de Beaulieu, mère"), **facts).witnesses


def enter(table: Table, client: Any, name: str) -> None:
    client.force_login(
        open_account(table.world.people[name]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )


def pages_of(data: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(data)).pages
    return [page.extract_text().replace("\xa0", " ") for page in pages]
