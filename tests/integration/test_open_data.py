"""Open data come with their schemas, and bundles made long ago verify for ever."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.platform.test_changed_meanwhile import FUNCTIONS, council_file, day
from tests.integration.test_dialogue import ANSWER, ask
from tests.integration.test_hearings import held
from tests.integration.test_proposals import decide
from tests.integration.test_recruitment import PROFILE, address_file, nadia

from alienor.auditing import verify_bundle
from alienor.auditing.bundles import BundleBroken
from alienor.auditing.data import SCHEMA, check_file
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock
from alienor.platform.bundle import EditionFiles, Field, document, table, write_bundle
from alienor.procedures.draw import freeze_pool
from alienor.procedures.sessions import begin_day
from alienor.procedures.votes import draft_option_vote
from alienor.stages.dialogue.actions import answer_question
from alienor.stages.dialogue.moderating import hide_contribution
from alienor.stages.draw.actions import prepare_draw, publish_draw
from alienor.stages.draw.ceremony import draw_panel
from alienor.stages.followup import council, tracking
from alienor.stages.founding import actions as founding
from alienor.stages.hearings import actions as hearings
from alienor.stages.proposals import testing, writing
from alienor.stages.recruitment import actions as recruitment
from alienor.stages.sessions import attending, preparing
from alienor.stages.topics import actions as topics

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

KEPT = sorted((Path(__file__).parents[1] / "data").glob("bundle-*.zip"))
ANYWAY = {"derogation": "Pour l'essai."}


@pytest.fixture
def filled(world: Any) -> Any:
    """An edition with something in each of its public files."""
    edition, by = {"edition_id": world.edition.pk}, world.by("helene")
    founding.link_document(
        kind="principles",
        title="Grands principes",
        author="Préfiguration",
        dated=date(2022, 1, 15),
        text="Trois réunions.",
        **edition,
        **by,
    )
    founding.make_commitment(text="Répondre point par point.", **edition, **by)
    recruitment.import_frame(name="Base adresse locale", data=address_file(), **edition, **by)
    recruitment.draw_invitations(count=20, seed="boules 1 2 3", **edition, **by)
    for number in range(12):
        recruitment.record_reply(
            identity=nadia(number), profile=PROFILE, through="phone", **edition, **by
        )
    for _given in world.edition.seats.filter(body="assembly", college="drawn"):
        founding.derogate(article="4", breach="outside_the_lot", reason="Essai.", **edition, **by)
    draw = prepare_draw(**edition, **by)
    freeze_pool(draw_id=draw.pk, announced="Salle du conseil.", **ANYWAY, **by)
    balls = (4, 0, 7)
    draw_panel(
        draw_id=draw.pk,
        balls=balls,
        read_again=balls,
        witnesses=("huissière", "habitant"),
        **ANYWAY,
        **by,
    )
    publish_draw(draw_id=draw.pk, **by)
    for title in ("Des bancs ?", "Des arbres ?"):
        topic = topics.submit_topic(
            title=title, description="Partout, pour toutes et tous.", **ANYWAY, **edition, **by
        )
    criteria = ("general_interest", "municipal_competence", "budget_balance")
    topics.screen_topic(
        topic_id=topic.pk, findings=dict.fromkeys(criteria, (False, "Pas ici.")), **by
    )
    session = preparing.announce_session(session_id=day(world).pk, **by)
    begin_day(session_id=session.pk, **ANYWAY, **by)
    attending.enter_presences(session_id=session.pk, person_ids=[world.people["aicha"]], **by)
    hearing = held(world)
    hearings.add_source(hearing_id=hearing.pk, title="Rapport", address="https://a.fr", **by)
    proposal = writing.draft_proposal(
        title="La médiation",
        summary="Le soir.",
        paragraphs=[("a", "Quatre médiateurs."), ("b", "=1+1, dit la formule.")],
        cost_euros=6000,
        **edition,
        **world.by("ines"),
    )
    hearings.cite_hearing(hearing_id=hearing.pk, text=proposal.public_id, passage="a", **by)
    for axis in ("legal", "budget"):
        sheet = testing.request_test(
            proposal_id=proposal.pk, axis=axis, service="Espaces publics", **by
        )
    testing.answer_test(test_id=sheet.pk, verdict="feasible", reason="Rien contre.", **by)
    writing.freeze_proposal(proposal_id=proposal.pk, **by)
    poll = draft_option_vote(
        proposal_id=proposal.pk, question="L'adoptez-vous ?", step="session_2", **by
    )
    decide(world, poll, yes=1, no=0)
    point = council_file(world).points.get()
    council.answer_point(
        point_id=point.pk, verdict="refused", reason="Trop cher.", **FUNCTIONS, **by
    )
    row = tracking.plan_action(
        point_id=point.pk,
        title="Recruter",
        owner="Directrice",
        milestones=[("Postes créés", date(2026, 6, 1))],
        **by,
    )
    tracking.record_spending(action_id=row.pk, spent_euros=1200, **by)
    question = ask(world)
    answer_question(question_id=question.pk, **ANSWER, **by)
    hidden = ask(world, title="Et lui ?", text="Monsieur Untel.")
    hide_contribution(digest=hidden.text.digest, reason="Vise une personne.", **edition, **by)
    return world


@pytest.fixture
def bundle(filled: Any, tmp_path: Path) -> Path:
    """The bundle of that edition; kept where KEEP_BUNDLE names a file (`tests/data/README.md`)."""
    out = tmp_path / "bundle"
    write_bundle(edition=filled.edition, out=out, actor=OPERATOR, clock=SystemClock())
    if kept := os.environ.get("KEEP_BUNDLE"):
        shutil.make_archive(kept.removesuffix(".zip"), "zip", out)
    return out


def files_of(bundle: Path) -> list[Path]:
    return sorted(path for path in (bundle / "data").iterdir() if not path.name.endswith(SCHEMA))


def schema_of(file: Path) -> Any:
    return json.loads(file.with_name(file.stem + SCHEMA).read_bytes())


def test_every_file_of_open_data_has_a_schema_and_is_what_it_says(bundle: Path) -> None:
    files = files_of(bundle)
    assert len(files) > 12
    for file in files:
        schema = schema_of(file)
        check_file(file.name, file.read_bytes(), schema)
        assert schema["title"]
        assert schema["title_en"]
        if file.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(file.read_text(), newline="")))
            assert len(rows) > 1, f"{file.name} says nothing: fill it in this test"
            said = schema["fields"]
        else:
            said = list(schema["properties"].values())
        for field in said:
            assert field["description"]
            assert field["description_en"]
    checks = {check.name: check for check in verify_bundle(bundle)}
    assert checks["data"].holds
    assert str(len(files)) in checks["data"].detail


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("questions.csv", "question,", "demande,", "columns are not those"),
        ("questions.csv", ",true", ",oui", "'oui' is no boolean"),
        ("questions.csv", ",Espaces publics,", ",,", "addressee is missing"),
        ("actions.csv", ",1200", ",douze cents", "no integer"),
        ("actions.csv", ",1200", ",1200,0", "cells of"),
        ("tests.csv", "-", "/", "no date"),
        ("sessions.csv", "Z,", ",", "no datetime"),
        ("portraits.csv", ",12,", ",peu,", "no integer"),
        ("edition.json", '"title":', '"titre":', "missing"),
        ("edition.json", '"version":1', '"version":"1"', "no integer"),
        ("edition.json", "{", '{"intrus":1,', "not in its schema"),
    ],
)
def test_what_its_schema_does_not_say_is_refused(
    bundle: Path, file: str, before: str, after: str, said: str
) -> None:
    path = bundle / "data" / file
    text = path.read_text()
    assert before in text
    for number in range(text.count(before)):
        parts = text.split(before)
        changed = before.join(parts[: number + 1]) + after + before.join(parts[number + 1 :])
        try:
            check_file(file, changed.encode(), schema_of(path))
        except BundleBroken as broken:
            if said in str(broken):
                return
    pytest.fail(f"nothing said {said!r}")


def test_a_file_and_its_schema_come_together(filled: Any) -> None:
    paths = set(EditionFiles(filled.edition).content)
    data = {path for path in paths if path.startswith("data/")}
    files = {path for path in data if not path.endswith(SCHEMA)}
    assert {f"{path.rpartition('.')[0]}{SCHEMA}" for path in files} == data - files


def test_a_row_that_is_not_the_declared_one_is_a_fault_of_the_code() -> None:
    fields = (Field(name="a", fr="un", en="one"), Field(name="b", fr="deux", en="two"))
    names = {"fr": "Titre", "en": "Title", "fields": fields}
    with pytest.raises(ValueError, match="zip"):
        table("t", rows=lambda: [["seul"]], **names)["data/t.csv"]()
    for wrong in ({"a": "x"}, {"a": "x", "b": "y", "c": "z"}):
        with pytest.raises(KeyError, match="declared"):
            document("d", content=lambda wrong=wrong: wrong, **names)["data/d.json"]()


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_bundle_of_long_ago_verifies_for_ever(kept: Path, tmp_path: Path) -> None:
    """Here? Teach the new code to read the old bundle: nobody will make it again."""
    with zipfile.ZipFile(kept) as archive:
        archive.extractall(tmp_path)
    checks = list(verify_bundle(tmp_path))
    assert [check.name for check in checks if check.holds is False] == []
    assert {"register", "anchored", "texts", "rules", "polls", "draws", "data"} <= {
        check.name for check in checks
    }


def test_there_is_a_bundle_to_verify_for_ever() -> None:
    assert KEPT
