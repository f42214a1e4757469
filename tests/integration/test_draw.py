"""The draw: everything closed before the balls, and made again from its public files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from alienor.auditing import verify_bundle
from alienor.cores import rules
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import commit
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.acts import guard
from alienor.platform.bundle import write_bundle
from alienor.platform.errors import Invalid, NotAllowed, NotFound, RuleForbids, WrongState
from alienor.platform.messages.queue import outbox
from alienor.platform.people.actions import enter_person, give_role
from alienor.platform.people.records import Identity, erase_person, opened
from alienor.platform.register import log
from alienor.platform.register.models import Entry
from alienor.procedures.draw import (
    draw_group,
    freeze_pool,
    offer_to_volunteers,
    pool_outlook,
    replace_member,
    seat_panel,
)
from alienor.stages.bodies.actions import accept_seat, decline_seat
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import active_seats
from alienor.stages.bodies.volunteering import volunteer_for_body
from alienor.stages.draw.actions import (
    accept_relaxation,
    annul_draw,
    change_quota,
    prepare_draw,
    publish_draw,
    replace_on_panel,
)
from alienor.stages.draw.ceremony import draw_panel
from alienor.stages.draw.freezing import freeze_draw
from alienor.stages.draw.models import Draw
from alienor.stages.draw.portrait import hide_small
from alienor.stages.draw.queries import (
    chance_bands,
    chance_range,
    draw_of,
    entries_on_panel,
    outlook,
    own_chance,
    own_draws,
    portrait,
    profiles_in,
    progress,
)
from alienor.stages.founding.actions import complete_step, found_edition, start_step
from alienor.stages.recruitment.actions import record_reply
from alienor.surfaces.member.draws import own_draw_views
from alienor.surfaces.pictures.portrait import percent
from alienor.surfaces.public import journal
from alienor.surfaces.sentences import sentence

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

BALLS = (4, 0, 7)
WITNESSES = ("huissière de justice", "habitant de Beaulieu")
ANNOUNCED = "Trois boules, salle du conseil, mardi à 18 h, devant deux témoins."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ANNOUNCING = {
    "where": "Salle du conseil",
    "when": "2030-02-05T18:00",
    "how": "Trois boules, devant deux témoins.",
    "sure": "on",
}
SAID = "Salle du conseil, mardi 5 février 2030, 18 h. Trois boules, devant deux témoins."
HERE = "Trop peu de personnes ont accepté."
AGES = ("under_30", "from_30_to_44", "from_45_to_59")
BORN = dict(zip(AGES, (2008, 1988, 1975), strict=True))
SEXES = ("woman", "man")


@dataclass(frozen=True)
class Accepted:
    """Somebody who accepted to be drawn."""

    person_id: int
    values: dict[str, str]
    household: str = ""


@dataclass
class Town:
    """An edition, a clock, and people by name."""

    edition: Any
    clock: Any
    people: dict[str, int]

    def actor(self, name: str) -> Actor:
        if name == "gwenaelle":
            return Actor()
        return Actor(person_id=self.people[name], through="web")

    @property
    def organiser(self) -> Actor:
        return self.actor("helene")

    def newcomer(self, name: str, given_name: str = "Exemple") -> int:
        """Enter one more person."""
        person = enter_person(
            identity=Identity(
                given_name=given_name, family_name="Exemple", email=f"{name}@exemple.invalid"
            ),
            actor=self.organiser,
            clock=self.clock,
        )
        self.people[name] = person.pk
        return int(person.pk)


@dataclass
class Table:
    """Where the draws of these tests are held: twelve seats, two features, a pool."""

    world: Any
    pool: list[Accepted] = field(default_factory=list)

    def accept(self, age: str, sex: str, household: str = "") -> int:
        """One more person accepts."""
        person = self.world.newcomer(f"p{len(self.world.people)}", "Prénom-Secret")
        values = {"age": age, "sex": sex}
        self.pool.append(Accepted(person_id=person, values=values, household=household))
        return int(person)

    @property
    def facts(self) -> dict[str, Any]:
        return {"actor": self.world.organiser, "clock": self.world.clock}

    def volunteer(self, body: str, seats: list[Seat]) -> None:
        """Those who hold these seats volunteer for a body."""
        for seat in seats:
            volunteer_for_body(
                edition_id=self.world.edition.pk,
                body=body,
                person_id=seat.person_id,
                actor=Actor(person_id=seat.person_id),
                clock=self.world.clock,
            )

    def prepared(self, **changes: Any) -> Draw:
        return prepare_draw(edition_id=self.world.edition.pk, **changes, **self.facts)

    def frozen(self, **changes: Any) -> Draw:
        draw = self.prepared()
        return freeze_draw(
            draw_id=draw.pk, pool=self.pool, announced=ANNOUNCED, **changes, **self.facts
        )

    def frozen_thin(self) -> Draw:
        return self.frozen(derogation=HERE)

    def drawn(self, balls: tuple[int, ...] = BALLS) -> Draw:
        return self.held(self.frozen(), balls)

    def held(self, draw: Draw, balls: tuple[int, ...] = BALLS) -> Draw:
        return draw_panel(
            draw_id=draw.pk, balls=balls, read_again=balls, witnesses=WITNESSES, **self.facts
        )


RULES_DRAW = """
[draw]
article = "14"
seats = 12
reserve = 6
per_household = 1
slack_seats = 1
thin_pool = { pool_per_seat = 2, policy = "more_invitations" }

[draw.feature.age]
label = { fr = "âge", en = "age" }
source = "Parts inventées pour ces essais"
invented = true

[draw.feature.age.value]
under_30 = { label = { fr = "moins de 30 ans", en = "under 30" }, share = "33.4" }
from_30_to_44 = { label = { fr = "30 à 44 ans", en = "30 to 44" }, share = "33.3" }
from_45_to_59 = { label = { fr = "45 à 59 ans", en = "45 to 59" }, share = "33.3" }

[draw.feature.sex]
label = { fr = "sexe", en = "sex" }
source = "Parts inventées pour ces essais"
invented = true

[draw.feature.sex.value]
woman = { label = { fr = "femme", en = "woman" }, share = "52.1" }
man = { label = { fr = "homme", en = "man" }, share = "47.9" }

[recruitment]
"""


def small_rules() -> str:
    """The rules of Poitiers 2022 for an assembly of twelve, drawn by age and sex."""
    text = rules.template_text("poitiers-2022")
    start, end = text.index("[draw]\n"), text.index("[recruitment]\n")
    text = text[:start] + RULES_DRAW.lstrip() + text[end + len("[recruitment]\n") :]
    text = text.replace('colleges = ["drawn"], count = 100', 'colleges = ["drawn"], count = 12')
    text = text.replace('colleges = ["drawn"], count = 20', 'colleges = ["drawn"], count = 4')
    return re.sub(r"seats = 100\b", "seats = 12", text)


@pytest.fixture
def table(city: Any, clock: Any) -> Table:
    """An edition of twelve drawn seats, its draw's step open, and thirty people who accepted."""
    helene = Actor(person_id=city.organiser_id, through="web")
    facts = {"actor": helene, "clock": clock}
    edition = found_edition(title="Essai", slug="essai", rules=small_rules(), **facts)
    for step, over in (("founding", True), ("recruitment", True), ("draw", False)):
        start_step(edition_id=edition.pk, step=step, **facts)
        if over:
            complete_step(edition_id=edition.pk, step=step, **facts)
    made = Table(world=Town(edition=edition, clock=clock, people={"helene": city.organiser_id}))
    for name in ("aicha", "chair"):
        made.world.newcomer(name)
    give_role(person_id=made.world.people["chair"], role="chair", edition=edition, **facts)
    for number in range(30):
        made.accept(AGES[number % 3], SEXES[number // 3 % 2])
    return made


def acts_of(kind: str = "") -> list[dict[str, Any]]:
    """Every entry of the register, or those of one type, in order."""
    entries = [json.loads(leaf) for leaf in log.leaves(0, log.head().size)]
    return [entry for entry in entries if not kind or entry["type"] == kind]


def failed(folder: Path) -> list[str]:
    return [check.detail for check in verify_bundle(folder) if check.holds is False]


def published(table: Table, folder: Path) -> Path:
    write_bundle(edition=table.world.edition, out=folder, actor=OPERATOR, clock=table.world.clock)
    return folder


def test_a_whole_draw_from_the_quotas_to_the_seats(table: Table, tmp_path: Path) -> None:
    draw = table.prepared()
    bounds = {row["value"]: (row["minimum"], row["maximum"]) for row in draw.quotas}
    assert bounds["under_30"] == (3, 6)
    assert bounds["woman"] == (5, 8)
    draw = freeze_draw(draw_id=draw.pk, pool=table.pool, announced=ANNOUNCED, **table.facts)
    assert draw.state == "frozen"
    assert draw.panels_text.count("\n") == 1000
    assert draw.certificate["exact"]
    assert chance_range(draw) == pytest.approx((0.4, 0.4), abs=0.002)
    draw = table.held(draw)
    assert draw.panel_number == 407
    assert len(entries_on_panel(draw)) == 12
    assert progress(draw).reserve == 18
    assert published(table, tmp_path / "before") and failed(tmp_path / "before") == []
    publish_draw(draw_id=draw.pk, **table.facts)
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    assert len(seats) == 12
    assert seat_panel(draw_id=draw.pk, **table.facts) == []
    assert failed(published(table, tmp_path / "after")) == []
    said = next(c.detail for c in verify_bundle(tmp_path / "after") if c.name == "draws")
    assert "1 draw(s) frozen, 1 made again" in said
    assert "auditor" in said


def test_the_freeze_enters_the_register_before_the_balls(table: Table) -> None:
    draw = table.drawn()
    kinds = [entry["type"] for entry in acts_of()]
    assert kinds.index("draw_frozen/2") < kinds.index("draw_held/2")
    frozen = acts_of("draw_frozen/2")[0]["act"]
    assert frozen["balls"] == 3
    assert frozen["panels"] == draw.panels_hash
    assert frozen["pool"] == 30


def test_nothing_changes_once_frozen(table: Table) -> None:
    draw = table.frozen()
    facts = {"draw_id": draw.pk, **table.facts}
    with pytest.raises(WrongState):
        change_quota(feature="age", value="under_30", minimum=3, maximum=7, reason=HERE, **facts)
    with pytest.raises(WrongState):
        accept_relaxation(
            feature="age", value="under_30", bound="minimum", to=1, reason=HERE, **facts
        )
    with pytest.raises(WrongState):
        freeze_draw(pool=table.pool, announced=ANNOUNCED, **facts)
    with pytest.raises(WrongState):
        publish_draw(**facts)
    with pytest.raises(WrongState):
        table.prepared()


def test_the_balls_wait_for_the_freeze_and_fall_once(table: Table) -> None:
    draw = table.prepared()
    with pytest.raises(WrongState):
        table.held(draw)
    freeze_draw(draw_id=draw.pk, pool=table.pool, announced=ANNOUNCED, **table.facts)
    table.held(draw)
    with pytest.raises(WrongState):
        table.held(draw, (1, 2, 3))


def test_balls_that_are_no_digits_or_are_read_differently_are_refused(table: Table) -> None:
    draw = table.frozen()
    for balls in ((4, 0), (4, 0, 7, 1), (4, 0, 10), (4, 0, -1)):
        with pytest.raises(Invalid, match="wrong_balls"):
            table.held(draw, balls)
    facts = {"draw_id": draw.pk, **table.facts}
    with pytest.raises(Invalid, match="balls_differ"):
        draw_panel(balls=BALLS, read_again=(4, 0, 1), witnesses=WITNESSES, **facts)
    with pytest.raises(Invalid, match="two_witnesses"):
        draw_panel(balls=BALLS, read_again=BALLS, witnesses=("huissière", " "), **facts)
    draw.refresh_from_db()
    assert draw.state == "frozen"


def test_the_balls_fall_while_the_step_of_the_draw_is_open(table: Table) -> None:
    draw = table.frozen()
    complete_step(
        edition_id=table.world.edition.pk, step="draw", derogation="Essai.", **table.facts
    )
    with pytest.raises(RuleForbids, match="step_not_open"):
        table.held(draw)


def test_what_witnesses_are_is_french_on_the_english_page_too(table: Table, client: Any) -> None:
    table.drawn()
    page = client.get("/en/editions/essai/tirage/").content.decode()
    assert 'Witnesses: <span lang="fr">huissière de justice</span>' in page


def test_a_draw_completes_its_step_and_nothing_else_does(table: Table, client: Any) -> None:
    page = reverse("public:draw", args=["essai"])
    facts = {"edition_id": table.world.edition.pk, "step": "draw", **table.facts}
    annulled = table.drawn()
    annul_draw(draw_id=annulled.pk, reason="Une boule est tombée.", **table.facts)
    with pytest.raises(RuleForbids, match="draw_not_held") as refusal:
        complete_step(**facts)
    assert "aucun n'a été tenu ici (article 14" in sentence(refusal.value)
    table.drawn()
    complete_step(**facts)
    assert "sans qu’un tirage soit enregistré" not in client.get(page).content.decode()


def test_the_page_of_a_draw_that_was_not_held_says_so_with_the_derogation(
    table: Table, client: Any
) -> None:
    page = reverse("public:draw", args=["essai"])
    assert "Aucun tirage n’est encore préparé" in client.get(page).content.decode()
    complete_step(
        edition_id=table.world.edition.pk,
        step="draw",
        derogation="Le tirage a eu lieu en mairie, sur papier.",
        **table.facts,
    )
    said = client.get(page).content.decode()
    assert "sans qu’un tirage soit enregistré" in said
    assert "Le tirage a eu lieu en mairie, sur papier." in said
    assert "Tout est fixé et publié avant les boules" not in said
    assert "Aucun tirage n’est encore préparé" not in said


def test_shares_and_chances_are_rounded_and_agree(table: Table, client: Any) -> None:
    draw = table.frozen()
    with guard.lifted():
        draw.entries.update(chance="0.198")
        one = draw.entries.first()
        one.chance = "1.000"
        one.save()
    assert [(band.low, band.high, band.people) for band in chance_bands(draw)] == [
        (20, 29, 29),
        (90, 100, 1),
    ]
    assert percent(52.68) == "52,7\N{NO-BREAK SPACE}%"
    page = client.get(reverse("public:draw", args=["essai"])).content.decode()
    assert "1 personne est dans toutes les équipes." in page
    assert "de 20 à 29 chances sur 100" in page
    assert "33,4\N{NO-BREAK SPACE}%" in page and "33.4" not in page


def test_the_history_of_a_draw_names_groups_in_words_and_says_no_other_reason(
    table: Table, client: Any
) -> None:
    draw = table.prepared()
    facts = {"draw_id": draw.pk, **table.facts}
    change_quota(
        feature="age", value="under_30", minimum=2, maximum=6, reason=HERE, derogation=HERE, **facts
    )
    page = client.get(reverse("public:draw", args=["essai"])).content.decode()
    assert "(âge : moins de 30 ans)" in page.replace("\xa0", " ")
    draw = freeze_draw(pool=table.pool, announced=ANNOUNCED, **facts)
    table.held(draw)
    publish_draw(**facts)
    (line,) = journal.lines(Entry.objects.filter(kind="draw_published/1"))
    assert line.excerpt == "Tirage 1 : assemblée"
    (line,) = journal.history(Entry.objects.filter(kind="draw_published/1"))
    assert line.excerpt == ""


def test_a_certain_place_says_why(table: Table) -> None:
    table.pool = [one for one in table.pool if one.values["age"] != "under_30"]
    rare = [table.accept("under_30", "woman"), table.accept("under_30", "man")]
    table.accept("under_30", "woman")
    draw = table.frozen_thin()
    (view,) = own_draw_views(rare[0])
    assert "votre place est certaine" in view["chance"]
    table.held(draw)
    (view,) = own_draw_views(rare[0])
    assert "votre place était certaine" in view["chance"]
    assert "Dans votre groupe (moins de 30 ans)" in view["chance"]


def standings(table: Table) -> dict[str, str]:
    """What their own page says to the people of the pool, a sentence by standing."""
    found = {}
    for one in table.pool:
        (view,) = own_draw_views(one.person_id)
        found[view["own"].standing] = view["standing"]
    return found


def test_one_s_own_draw_says_what_has_happened_so_far_and_nothing_more(table: Table) -> None:
    draw = table.frozen()
    (view,) = own_draw_views(table.pool[0].person_id)
    assert view["chance"].startswith("Vous êtes dans ")
    assert "Votre chance d'être tirée ou tiré au sort est donc" in view["chance"]
    assert set(standings(table)) == {"pool"}
    table.held(draw)
    (view,) = own_draw_views(table.pool[0].person_id)
    assert view["chance"].startswith("Vous étiez dans ")
    assert "Une place va vous être proposée" in standings(table)["panel"]
    assert "Si une place se libère" in standings(table)["reserve"]
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    assert "Une place vous est proposée" in standings(table)["panel"]
    for seat in seats:
        decline_seat(seat_id=seat.pk, **table.facts)
    assert "et vous avez décliné" not in standings(table)["panel"]
    assert "Vous avez décliné votre place" in standings(table)["panel"]


def test_declining_is_confirmed_and_the_page_says_it_then(table: Table, client: Any) -> None:
    draw = table.drawn()
    entry = draw.entries.filter(selected=True).first()
    waiting = draw.entries.filter(selected=False).first()
    for person, said in (
        (entry.person_id, "Vous n’avez pas de place."),
        (waiting.person_id, "Vous n’avez pas de place."),
    ):
        client.force_login(open_account(person), backend=BACKEND)
        page = client.get("/moi/").content.decode()
        assert said in page and "vous en proposera" not in page
    client.force_login(open_account(entry.person_id), backend=BACKEND)
    seat = next(
        seat
        for seat in seat_panel(draw_id=draw.pk, **table.facts)
        if seat.person_id == entry.person_id
    )
    decline = reverse("member:decline_offer", args=[seat.public_id])
    assert f'href="{decline}"' in client.get("/moi/").content.decode()
    asked = client.get(decline).content.decode()
    assert "Décliner cette place ?" in asked and "ne pourrez plus la reprendre" in asked
    seat.refresh_from_db()
    assert seat.state == "offered"
    said = client.post(decline, follow=True).content.decode()
    assert "Vous avez décliné une place le " in said
    assert "Vous avez décliné votre place" in said
    client.force_login(open_account(waiting.person_id), backend=BACKEND)
    assert client.get(decline).status_code == 404


def test_a_panel_file_that_was_changed_is_found(table: Table, tmp_path: Path) -> None:
    table.drawn()
    folder = published(table, tmp_path / "bundle")
    path = folder / "draws/1/panels.txt"
    path.write_text(path.read_text().replace("000 ", "000  ", 1))
    assert "panels.txt" in failed(folder)[0]


@pytest.mark.parametrize("file", ["panels.txt", "commitments.csv", "quotas.csv"])
def test_the_register_alone_finds_a_changed_file(table: Table, file: str) -> None:
    from alienor.auditing.bundles import Bundle, BundleBroken
    from alienor.auditing.draws import check_draws
    from alienor.platform.bundle import EditionFiles

    table.drawn()
    content = EditionFiles(table.world.edition).read_content()

    class Shown(Bundle):
        def read(self, path: str) -> bytes:
            return content[path]

    nothing: dict[str, Any] = {"folder": None, "checkpoint": None, "note": "", "leaves": []}
    manifest = {"edition": "essai", "files": content}
    shown = Shown(manifest=manifest, entries=acts_of(), **nothing)
    check_draws(shown)
    content[f"draws/1/{file}"] += b"x\n"
    with pytest.raises(BundleBroken, match=file):
        check_draws(shown)
    content[f"draws/1/{file}"] = content[f"draws/1/{file}"][:-2]
    held = next(entry for entry in shown.entries if entry["type"] == "draw_held/2")
    held["act"]["balls"] = [4, 0, 8]
    with pytest.raises(BundleBroken, match="do not give"):
        check_draws(shown)
    held["act"]["balls"] = [4, 0, 7]
    shown.entries.reverse()
    with pytest.raises(BundleBroken, match="was never prepared"):
        check_draws(shown)


def test_a_replacement_keeps_the_quotas(table: Table) -> None:
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    for seat in seats[1:]:
        accept_seat(seat_id=seat.pk, **table.facts)
    decline_seat(seat_id=seats[0].pk, **table.facts)
    first = replace_member(seat_id=seats[0].pk, reason="Sans réponse.", **table.facts)
    second = replace_member(seat_id=seats[1].pk, reason="Déménagement.", **table.facts)
    for filled in (first, second):
        assert filled.why.code == "keeps_quotas"
        assert filled.seat is not None
    assert first.seat.replaces_id == seats[0].pk
    people = [entry.person_id for entry in entries_on_panel(draw)]
    assert len(set(people)) == 12
    values = profiles_in(draw, people)
    for row in draw.quotas:
        count = sum(values[one][row["feature"]] == row["value"] for one in people)
        assert row["minimum"] <= count <= row["maximum"]
    assert active_seats(table.world.edition).count() == 12
    assert (progress(draw).called, progress(draw).left) == (2, 2)
    with pytest.raises(NotFound):
        replace_member(seat_id=seats[0].pk, reason="Encore.", **table.facts)


def test_a_mandate_ends_with_a_reason_or_not_at_all(table: Table) -> None:
    draw = table.drawn()
    seat = seat_panel(draw_id=draw.pk, **table.facts)[0]
    accept_seat(seat_id=seat.pk, **table.facts)
    with pytest.raises(Invalid, match="reason_required"):
        replace_member(seat_id=seat.pk, reason=" ", **table.facts)
    assert Seat.objects.get(pk=seat.pk).state == "accepted"
    assert progress(draw).left == 0


def test_somebody_erased_can_still_be_replaced(table: Table) -> None:
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    with guard.lifted():
        erase_person(seats[0].person_id, now=table.world.clock.now())
    assert (
        replace_member(seat_id=seats[0].pk, reason="Sans réponse.", **table.facts).seat is not None
    )


def test_a_reserve_used_up_leaves_the_seat_empty(table: Table) -> None:
    del table.pool[13:]
    draw = table.frozen_thin()
    table.held(draw)
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    assert (
        replace_member(seat_id=seats[0].pk, reason="Sans réponse.", **table.facts).seat is not None
    )
    last = replace_member(seat_id=seats[1].pk, reason="Sans réponse.", **table.facts)
    assert last.why.code == "reserve_empty"
    assert last.seat is None
    assert acts_of("panel_replaced/1")[-1]["act"].get("arriving") is None


def test_a_pool_thinner_than_the_rules_ask_needs_a_published_reason(table: Table) -> None:
    del table.pool[20:]
    draw = table.prepared()
    facts = {"draw_id": draw.pk, "pool": table.pool, "announced": ANNOUNCED, **table.facts}
    with pytest.raises(RuleForbids, match="pool_too_thin"):
        freeze_draw(**facts)
    assert freeze_draw(derogation=HERE, **facts).state == "frozen"
    assert acts_of("derogated/1")[-1]["act"]["breach"] == "pool_too_thin"


def test_a_pool_smaller_than_the_seats_is_kept_whole(table: Table, tmp_path: Path) -> None:
    del table.pool[9:]
    draw = table.frozen_thin()
    assert draw.everyone_kept
    assert draw.drawn_seats == 9
    assert chance_range(draw) == (1.0, 1.0)
    table.held(draw)
    assert len(entries_on_panel(draw)) == 9
    assert failed(published(table, tmp_path / "bundle")) == []


def test_quotas_that_no_panel_keeps_are_loosened_one_by_one_in_public(table: Table) -> None:
    table.pool = [one for one in table.pool if one.values["age"] != "under_30"]
    table.accept("under_30", "woman")
    for _ in range(6):
        table.accept("from_30_to_44", "man")
    draw = table.prepared()
    facts = {"draw_id": draw.pk, **table.facts}
    with pytest.raises(Invalid, match="no_panel"):
        freeze_draw(pool=table.pool, announced=ANNOUNCED, **facts)
    seen = outlook(draw, table.pool)
    assert seen is not None
    report = seen.report
    assert report.outcome == "infeasible"
    assert [(one.value, one.have) for one in report.missing] == [("under_30", 1)]
    with pytest.raises(Invalid, match="reason_required"):
        accept_relaxation(
            feature="age", value="under_30", bound="minimum", to=1, reason=" ", **facts
        )
    with pytest.raises(Invalid, match="not_a_relaxation"):
        accept_relaxation(
            feature="age", value="under_30", bound="minimum", to=5, reason=HERE, **facts
        )
    for one in seen.suggested:
        accept_relaxation(
            feature=one.feature, value=one.value, bound=one.bound, to=one.to, reason=HERE, **facts
        )
    assert len(acts_of("quota_changed/1")) == len(seen.suggested)
    assert {entry["act"]["breach"] for entry in acts_of("derogated/1")} == {"quota_beyond_slack"}
    frozen = freeze_draw(pool=table.pool, announced=ANNOUNCED, **facts)
    assert frozen.state == "frozen"
    assert chance_range(frozen)[0] > 0


def test_a_quota_beyond_the_slack_is_refused_without_a_derogation(table: Table) -> None:
    draw = table.prepared()
    facts = {"draw_id": draw.pk, "feature": "sex", "value": "man", "reason": HERE, **table.facts}
    with pytest.raises(RuleForbids, match="quota_beyond_slack") as refusal:
        change_quota(minimum=1, maximum=7, **facts)
    assert "homme" in sentence(refusal.value)
    with pytest.raises(Invalid, match="quotas_contradict") as fault:
        change_quota(minimum=8, maximum=7, **facts)
    assert "« sexe : homme » demande au moins 8" in sentence(fault.value).replace("\xa0", " ")
    with translation.override("en"):
        assert "“sex: man” asks for at least 8" in sentence(fault.value)
    with pytest.raises(Invalid, match="quotas_contradict") as fault:
        change_quota(minimum=0, maximum=0, derogation=HERE, **facts)
    assert "Les maximums de « sexe » font" in sentence(fault.value).replace("\xa0", " ")
    assert change_quota(minimum=5, maximum=6, **facts).quotas[-1]["maximum"] == 6


def test_two_people_of_one_household_are_never_on_one_panel(table: Table) -> None:
    together = {table.accept("under_30", "woman", "h1"), table.accept("from_30_to_44", "man", "h1")}
    draw = table.frozen()
    tokens = set(draw.entries.filter(person_id__in=together).values_list("token", flat=True))
    assert len(tokens) == 2
    for line in draw.panels_text.splitlines():
        assert len(tokens & set(line.split())) < 2


def test_somebody_who_did_not_answer_for_a_feature_can_be_drawn(table: Table) -> None:
    silent = table.accept("", "woman")
    draw = table.frozen()
    assert 0.2 < own_chance(silent, draw).chance <= 1


def test_nobodys_profile_or_name_is_in_the_register_or_the_files(
    table: Table, tmp_path: Path
) -> None:
    draw = table.drawn()
    publish_draw(draw_id=draw.pk, **table.facts)
    folder = published(table, tmp_path / "bundle")
    register = b"\n".join(log.leaves(0, log.head().size)).decode()
    assert "Prénom-Secret" not in register
    assert "woman" not in register
    entry = draw.entries.first()
    for path in (folder / "draws/1").iterdir():
        text = path.read_text()
        assert "Prénom-Secret" not in text
        assert entry.household == "" or entry.household not in text
        if path.name not in ("quotas.csv",):
            assert "woman" not in text
            assert "under_30" not in text


def test_a_person_sees_their_own_chance_and_can_check_their_commitment(table: Table) -> None:
    draw = table.drawn()
    member = table.pool[0]
    own = own_chance(member.person_id, draw)
    assert own.chance == pytest.approx(0.4, abs=0.002)
    assert own.check_code.replace("-", "") == own.commitment[:8]
    note = opened([own.commitment])[own.commitment]
    assert note["content"]["values"] == member.values
    content = canonical_json(note["content"])
    assert commit(salt=bytes.fromhex(note["salt"]), content=content) == own.commitment
    assert [one.token for one in own_draws(member.person_id)] == [own.token]
    assert own_chance(table.world.people["aicha"], draw) is None


def test_the_portrait_hides_small_figures_and_what_would_give_them_away() -> None:
    assert hide_small({"a": 60, "b": 40}, least=10) == {"a": 60, "b": 40}
    assert hide_small({"a": 60, "b": 12, "c": 8}, least=10) == {"a": 60, "b": None, "c": None}
    assert hide_small({"a": 12, "b": 4, "c": 60}, least=10) == {"a": 12, "b": None, "c": None}
    assert hide_small({"a": 60, "b": 6, "c": 2}, least=10) == {"a": None, "b": None, "c": None}
    assert hide_small({"a": 3, "b": 0}, least=10) == {"a": None, "b": 0}
    assert hide_small({"a": 60, "b": 0}, least=10) == {"a": 60, "b": 0}


def test_the_portrait_comes_with_the_balls(table: Table) -> None:
    draw = table.frozen()
    assert portrait(draw) == []
    draw = table.held(draw)
    sex = next(one for one in portrait(draw) if one.feature == "sex")
    assert [cell.pool for cell in sex.cells] == [15, 15]
    assert [cell.panel for cell in sex.cells] == [None, None]


def test_a_group_is_drawn_among_more_volunteers_than_places(table: Table, tmp_path: Path) -> None:
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    facts = {"edition_id": table.world.edition.pk, "body": "proposition_group", **table.facts}
    table.volunteer("proposition_group", seats[:4])
    with pytest.raises(Invalid, match="no_draw_needed"):
        draw_group(announced=ANNOUNCED, **facts)
    table.volunteer("proposition_group", seats[4:9])
    with pytest.raises(Invalid, match="draw_needed"):
        offer_to_volunteers(**facts)
    group = draw_group(announced=ANNOUNCED, balance=("sex",), **facts)
    assert (group.number, group.state, group.drawn_seats) == (2, "frozen", 4)
    table.held(group, (9, 9, 9))
    publish_draw(draw_id=group.pk, **table.facts)
    offered = seat_panel(draw_id=group.pk, **table.facts)
    assert {seat.body for seat in offered} == {"proposition_group"}
    assert len(offered) == 4
    assert draw_of(table.world.edition).pk == draw.pk
    assert failed(published(table, tmp_path / "bundle")) == []


def test_a_simple_lot_gives_everyone_the_same_chance(table: Table) -> None:
    draw = table.drawn()
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    table.volunteer("methodology_committee", seats[:6])
    group = draw_group(
        edition_id=table.world.edition.pk,
        body="methodology_committee",
        announced=ANNOUNCED,
        **table.facts,
    )
    assert chance_range(group) == pytest.approx((0.5, 0.5), abs=0.002)


def test_an_annulled_draw_makes_room_for_another(table: Table, tmp_path: Path) -> None:
    draw = table.frozen()
    with pytest.raises(Invalid, match="reason_required"):
        annul_draw(draw_id=draw.pk, reason="", **table.facts)
    annul_draw(draw_id=draw.pk, reason="Deux personnes se sont retirées.", **table.facts)
    assert draw_of(table.world.edition) is None
    second = table.drawn((0, 0, 1))
    assert second.number == 2
    assert failed(published(table, tmp_path / "bundle")) == []


def test_who_may_prepare_and_hold_a_draw(table: Table) -> None:
    edition = table.world.edition
    clock = table.world.clock
    for name in ("gwenaelle", "aicha", "chair"):
        with pytest.raises(NotAllowed):
            prepare_draw(edition_id=edition.pk, actor=table.world.actor(name), clock=clock)
    draw = table.prepared()
    for name in ("gwenaelle", "aicha"):
        actor = table.world.actor(name)
        facts = {"draw_id": draw.pk, "actor": actor, "clock": clock}
        with pytest.raises(NotAllowed):
            freeze_draw(pool=table.pool, announced=ANNOUNCED, **facts)
        with pytest.raises(NotAllowed):
            draw_panel(balls=BALLS, read_again=BALLS, witnesses=WITNESSES, **facts)
        with pytest.raises(NotAllowed):
            publish_draw(**facts)
        with pytest.raises(NotAllowed):
            annul_draw(reason=HERE, **facts)
        with pytest.raises(NotAllowed):
            replace_on_panel(person_id=1, **facts)
        with pytest.raises(NotAllowed):
            change_quota(feature="sex", value="man", minimum=4, maximum=7, reason=HERE, **facts)
    chair = {"actor": table.world.actor("chair"), "clock": clock}
    freeze_draw(draw_id=draw.pk, pool=table.pool, announced=ANNOUNCED, **chair)
    draw_panel(draw_id=draw.pk, balls=BALLS, read_again=BALLS, witnesses=WITNESSES, **chair)


def test_the_pool_is_everyone_whom_recruitment_gathered(table: Table) -> None:
    draw = table.prepared()
    assert pool_outlook(draw) is None
    for number in range(26):
        record_reply(
            edition_id=table.world.edition.pk,
            through="phone",
            identity=Identity(
                given_name="Prénom-Secret",
                family_name=f"Exemple {number}",
                email=f"r{number}@exemple.invalid",
                birth_year=BORN[AGES[number % 3]],
            ),
            profile={"age": AGES[number % 3], "sex": SEXES[number % 2]},
            **table.facts,
        )
    assert pool_outlook(draw).report.outcome == "drawable"
    frozen = freeze_pool(draw_id=draw.pk, announced=ANNOUNCED, **table.facts)
    assert frozen.pool_size == 26


def stage_at_hand(client: Any, desk: str) -> str:
    """The stage of a draw that its desk marks as the one at hand; empty where all are over."""
    found = re.search(r'aria-current="step"><span>([^<]+)', client.get(desk).content.decode())
    return found[1].strip() if found else ""


@pytest.mark.usefixtures("second_factor")
def test_the_pages_lead_through_the_ceremony(table: Table, client: Any) -> None:
    edition = table.world.edition
    for number in range(26):
        record_reply(
            edition_id=edition.pk,
            through="phone",
            identity=Identity(
                given_name="Prénom-Secret",
                family_name=f"Exemple {number}",
                email=f"r{number}@exemple.invalid",
                birth_year=BORN[AGES[number % 3]],
            ),
            profile={"age": AGES[number % 3], "sex": SEXES[number % 2]},
            **table.facts,
        )

    def enter(person_id: int) -> None:
        client.force_login(
            open_account(person_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )

    desk = "/bureau/essai/tirage/"
    assert client.get("/editions/essai/tirage/").status_code == 200
    enter(table.world.people["helene"])
    assert "Préparer le tirage équitable" in client.get(desk).content.decode()
    assert client.post(f"{desk}preparer/").status_code == 302
    page = client.get(f"{desk}1/").content.decode()
    assert "Fixer le tirage" in page
    assert client.get(f"{desk}1/quotas/sex/man/").status_code == 200
    answer = client.post(f"{desk}1/quotas/sex/man/", {"minimum": 1, "maximum": 7, "reason": HERE})
    assert answer.status_code == 409
    assert "Déroger" in answer.content.decode()
    assert client.get(f"{desk}1/fixer/").status_code == 200
    for missing in ANNOUNCING:
        form = {**ANNOUNCING, missing: ""}
        assert client.post(f"{desk}1/fixer/", form).status_code == 422, missing
    early = {**ANNOUNCING, "beacon_at": ANNOUNCING["when"]}
    refused = client.post(f"{desk}1/fixer/", early)
    assert "Choisissez une heure après celle des boules." in refused.content.decode()
    over = client.post(f"{desk}1/fixer/", {**ANNOUNCING, "when": "2020-02-05T18:00"})
    assert "Choisissez une heure à venir." in over.content.decode()
    assert stage_at_hand(client, f"{desk}1/") == "Préparer les quotas"
    for odd, said in (
        ("9999-12-31T23:59", "Vérifiez l’année."),
        ("0001-01-01T00:00", ""),
        ("2190-01-01T00:00", "viendrait dans plus d"),
        ("٢٠٣٠-٠٢-٠٥T18:00", ""),
    ):
        refused = client.post(f"{desk}1/fixer/", {**ANNOUNCING, "beacon_at": odd})
        assert refused.status_code in (409, 422), odd
        assert said in refused.content.decode()
    for bound in (10**30, -1, "1.5", "1e3", "²"):
        sent = {"minimum": 1, "maximum": bound, "reason": HERE}
        assert client.post(f"{desk}1/quotas/sex/man/", sent).status_code == 422, bound
    assert client.post(f"{desk}1/fixer/", ANNOUNCING).status_code == 302
    assert stage_at_hand(client, f"{desk}1/") == "Tirer les boules"
    assert str(draw_of(edition).announced).replace("\xa0", " ") == SAID
    public = client.get("/editions/essai/tirage/").content.decode()
    assert "000 à 999" in public
    assert "Prénom-Secret" not in public
    assert client.get("/editions/essai/fichiers/draws/1/panels.txt").status_code == 200
    balls = f"{desk}1/boules/"
    for place, digit in enumerate(BALLS, start=1):
        assert f"Boule {place} sur 3" in client.get(balls).content.decode()
        assert client.post(balls, {"place": place, "digit": digit}).status_code == 302
    assert client.get(balls).headers["Location"] == f"{balls}relire/"
    assert "boule 3 sur 3" in client.get(f"{balls}relire/?b1=4&b2=0").content.decode()
    assert "Corriger" in client.get(f"{balls}relire/?b1=4&b2=0&b3=1").content.decode()
    again = {f"b{n}": ball for n, ball in enumerate(BALLS, start=1)}
    people = {"first_witness": WITNESSES[0], "second_witness": WITNESSES[1]}
    wrong = client.post(f"{balls}relire/", again | people | {"b3": 1})
    assert wrong.status_code == 422
    assert client.post(f"{balls}relire/", again | people).status_code == 302
    assert client.get(f"{balls}relire/", follow=True).redirect_chain[-1][0] == f"{desk}1/"
    for verb, then in (("proposer", "Publier le compte rendu"), ("publier", "")):
        assert client.post(f"{desk}1/{verb}/").status_code == 302
        assert stage_at_hand(client, f"{desk}1/") == then
    seat = Seat.objects.filter(body="assembly").first()
    assert client.get(f"{desk}1/remplacer/{seat.public_id}/").status_code == 200
    leave = f"{desk}1/remplacer/{seat.public_id}/"
    assert client.post(leave, {"reason": ""}).status_code == 422
    assert client.post(leave, {"reason": "Sans réponse."}).status_code == 302
    assert client.get(f"{desk}groupe/proposition_group/").status_code == 200
    public = client.get("/editions/essai/tirage/").content.decode()
    assert "L’équipe numéro 407" in public
    assert " style=" not in public
    enter(own_draws(seat.person_id)[0].draw.entries.filter(selected=True).last().person_id)
    mine = client.get("/moi/")
    assert "Mon code de contrôle" in mine.content.decode()
    assert client.get(desk).status_code == 403


def test_everybody_in_the_pool_is_told_their_own_codes(table: Table) -> None:
    seats = seat_panel(draw_id=table.drawn().pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    table.volunteer("methodology_committee", seats[:9])
    facts = {"edition_id": table.world.edition.pk, "body": "methodology_committee"}
    before = len(outbox())
    draw = draw_group(announced=ANNOUNCED, balance=(), **facts, **table.facts)
    told = outbox()[: len(outbox()) - before]
    entries = {entry.token: entry for entry in draw.entries.all()}
    found = {token for message in told for token in entries if token in message.body}
    assert len(told) == len(found) == 9
    for message in told:
        (token,) = (one for one in entries if one in message.body)
        assert message.subject == "La liste du tirage au sort est fermée : Essai"
        assert entries[token].check_code in message.body
        assert f"/tirage/{draw.number}/verifier/#code={token}" in message.body
        assert "Personne n'est encore désigné" in message.body
        assert "chance d'être tirée ou tiré au sort est d'environ 33 sur 100" in message.body
        assert ANNOUNCED in message.body
