"""The audit of a draw: what only somebody to whom the pool is opened can check."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.integration.conftest import set_second_factor
from tests.integration.test_draw import (
    AGES,
    ANNOUNCED,
    HERE,
    Table,
    acts_of,
    failed,
    published,
    table,
)

from alienor.auditing import Check, audit, audit_bundle, audited, redealt, verify_bundle
from alienor.auditing.bundles import BundleBroken, read_bundle
from alienor.auditing.draws import check_draws
from alienor.auditing.mirrored import check_mirrored
from alienor.auditing.opened import Audit, read_audit
from alienor.config import regularly
from alienor.cores.sortition import openings
from alienor.cores.sortition.lottery import PUBLIC_FOR
from alienor.cores.sortition.openings import Opening, read_openings
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import guard
from alienor.platform.bundle import json_file
from alienor.platform.errors import Invalid, NotAllowed, SecondFactorNeeded, WrongState
from alienor.platform.people.actions import erase_person, give_role
from alienor.platform.register import log
from alienor.procedures.draw import draw_group, replace_member, seat_panel
from alienor.stages.bodies.actions import accept_seat
from alienor.stages.draw.actions import annul_draw, publish_draw
from alienor.stages.draw.models import Draw
from alienor.stages.draw.opening import open_to_auditor
from alienor.stages.draw.withdrawing import withdraw_list, withdraw_lists

__all__ = ["table"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

AUDITOR = "commissaire de justice"
REASON = "Le conseil municipal demande une vérification."


def opened(table: Table, draw: Draw) -> bytes:
    facts = {"function": AUDITOR, "reason": REASON, **table.facts}
    return open_to_auditor(draw_id=draw.pk, **facts).file


def said(folder: Path, data: bytes, **options: Any) -> dict[str, Check]:
    return {check.name: check for check in audit_bundle(folder, data, **options)}


def with_households(table: Table) -> None:
    """Three pairs who share a home."""
    for number in range(3):
        table.accept(AGES[number], "woman", f"h{number}")
        table.accept(AGES[number], "man", f"h{number}")


def replaced(table: Table, draw: Draw, times: int) -> None:
    for seat in seat_panel(draw_id=draw.pk, **table.facts)[:times]:
        replace_member(seat_id=seat.pk, reason="Départ.", **table.facts)


def shown(table: Table, draw: Draw, folder: Path) -> Audit:
    """A draw as an auditor reads it, to be tampered with where public files would show it."""
    data = opened(table, draw)
    return read_audit(read_bundle(published(table, folder)), data, number=None)


def test_an_audit_checks_all_of_a_draw_in_one_sentence_each(table: Table, tmp_path: Path) -> None:
    with_households(table)
    draw = table.drawn()
    replaced(table, draw, 3)
    publish_draw(draw_id=draw.pk, **table.facts)
    data = opened(table, draw)
    checks = said(published(table, tmp_path / "bundle"), data)
    assert [name for name, check in checks.items() if check.holds] == [
        "public",
        "openings",
        "commitments",
        "panels",
        "quotas",
        "mirrored",
        "chances",
        "bound",
        "certificate",
        "alternates",
        "dealing",
        "reserve",
        "portrait",
    ]
    assert list(checks) == [*[n for n, c in checks.items() if c.holds], "profiles"]
    assert AUDITOR in checks["openings"].detail
    assert "36 of 36 commitments" in checks["commitments"].detail
    assert "1000 panels keeps the 5 quotas" in checks["quotas"].detail
    assert "3 replacement(s), each by the rules" in checks["reserve"].detail
    assert re.search(r"above 0\.33\d\d; the lowest on this list is 0\.33", checks["bound"].detail)
    assert "the certificate says so" in checks["bound"].detail
    assert "up to 3 alternates a panel" in checks["alternates"].detail
    assert "the 1000 panels are the very same" in checks["dealing"].detail
    assert checks["profiles"].holds is None


def test_the_file_holds_no_name_and_the_register_nothing_of_the_file(
    table: Table, tmp_path: Path
) -> None:
    draw = table.frozen()
    before = log.head().size
    data = opened(table, draw)
    assert log.head().size == before + 1
    assert b"Secret" not in data and b"exemple.invalid" not in data
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header == ["token", "household", "salt", "age", "sex"]
    assert len(rows) == 30
    entry = acts_of("draw_opened_to_auditor/1")[0]
    assert entry["by"] == ["organiser"]
    assert entry["act"] | {"reason": ""} == {
        "draw": draw.public_id,
        "function": AUDITOR,
        "people": 30,
        "reason": "",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    written = b"\n".join(log.leaves(before, log.head().size)).decode()
    assert not any(row[0] in written or row[2] in written for row in rows)
    folder = published(table, tmp_path / "bundle")
    for path in folder.rglob("*"):
        assert not path.is_file() or rows[0][2].encode() not in path.read_bytes(), path
    assert opened(table, draw) == data, "the same openings give the same bytes"


def test_an_audit_before_the_balls_checks_what_is_there(table: Table, tmp_path: Path) -> None:
    draw = table.frozen()
    data = opened(table, draw)
    checks = said(published(table, tmp_path / "bundle"), data)
    assert checks["quotas"].holds and checks["bound"].holds
    assert checks["certificate"].holds, "it is public from the freeze on"
    assert checks["portrait"].holds is None
    assert checks["reserve"].holds is None


def test_a_file_that_the_register_does_not_know_is_said_to_be_unknown(
    table: Table, tmp_path: Path
) -> None:
    draw = table.frozen()
    folder = published(table, tmp_path / "bundle")
    checks = said(folder, opened(table, draw))
    assert checks["openings"].holds is None
    assert "take the bundle after the file" in checks["openings"].detail
    assert checks["quotas"].holds


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows[:-1], "is in commitments.csv and not in the file"),
        (lambda rows: [*rows, "zzzz;;00;under_30;man"], "and not in commitments.csv"),
        (lambda rows: [*rows, rows[1]], "twice"),
        (lambda rows: [r.replace(";man", ";woman", 1) for r in rows], "does not open"),
        (lambda rows: [rows[0], rows[1] + ";", *rows[2:]], "has 6 cells for 5 titles"),
        (lambda rows: [rows[0], rows[1].split(";")[0] + ";;zz;;", *rows[2:]], "does not open"),
        (lambda rows: ["id;age", *rows[1:]], "does not begin with token;household;salt"),
        (lambda rows: [], "does not begin with token;household;salt"),
        (lambda rows: [rows[0], "zzzz;;00;under_30;man"], "are those of no draw"),
        (
            lambda rows: [rows[0], rows[1].split(";")[0] + ";;;;", *rows[2:]],
            "1 person of the pool cannot be opened, and the register tells of 0 erasure(s)",
        ),
    ],
)
def test_a_file_of_openings_that_was_changed_is_found(
    table: Table, tmp_path: Path, change: Callable[[list[str]], list[str]], sentence: str
) -> None:
    data = opened(table, table.frozen())
    rows = data.decode("utf-8-sig").splitlines()
    folder = published(table, tmp_path / "bundle")
    *held, last = audit_bundle(folder, "\r\n".join(change(rows)).encode("utf-8-sig"))
    assert last.holds is False
    assert sentence in last.detail
    assert all(check.holds is not False for check in held)


def test_a_file_that_is_no_text_or_of_no_frozen_draw_is_refused(
    table: Table, tmp_path: Path
) -> None:
    data = opened(table, table.frozen())
    folder = published(table, tmp_path / "bundle")
    assert "not UTF-8" in list(audit_bundle(folder, b"\xff\xfe\x00"))[-1].detail
    assert (
        "no draw 7 was frozen (frozen: 1)" in list(audit_bundle(folder, data, number=7))[-1].detail
    )
    assert said(folder, data, number=1)["quotas"].holds


def test_a_bundle_that_does_not_hold_is_not_audited(table: Table, tmp_path: Path) -> None:
    data = opened(table, table.frozen())
    folder = published(table, tmp_path / "bundle")
    (folder / "draws/1/panels.txt").write_text("000 a\n")
    (only,) = audit_bundle(folder, data)
    assert (only.name, only.holds) == ("public", False)
    assert "panels.txt" in only.detail


def test_each_breach_is_said_with_panel_feature_value_count_and_bounds(
    table: Table, tmp_path: Path
) -> None:
    seen = shown(table, table.frozen(), tmp_path / "bundle")
    women = sorted(t for t, one in seen.openings.items() if one.values["sex"] == "woman")
    wrong = tuple(women[:12])
    seen = replace(seen, panels=(*seen.panels[:41], wrong, wrong, *seen.panels[43:]))
    with pytest.raises(BundleBroken) as breach:
        audit.check_quotas(seen)
    text = str(breach.value)
    assert "panel 041, 042: sex woman: 12 people where quotas.csv asks for 5 to 8." in text
    assert "panel 041, 042: sex man: 0 people where quotas.csv asks for 4 to 7." in text


def test_a_panel_of_the_wrong_size_or_with_two_housemates_is_found(
    table: Table, tmp_path: Path
) -> None:
    with_households(table)
    seen = shown(table, table.frozen(), tmp_path / "bundle")
    short = (seen.panels[0][:-1], *seen.panels[1:])
    with pytest.raises(BundleBroken, match="panel 000: 11 people for 12"):
        audit.check_panels(replace(seen, panels=short))
    homes: dict[str, list[str]] = {}
    for one in seen.openings.values():
        homes.setdefault(one.household, []).append(one.token)
    pair = next(tokens for home, tokens in homes.items() if home)
    others = [token for token in seen.panels[1] if token not in pair][:10]
    together = (seen.panels[0], tuple(sorted([*pair, *others])), *seen.panels[2:])
    with pytest.raises(BundleBroken, match=r"panel 001: .* and .* share a household"):
        audit.check_panels(replace(seen, panels=together))


def test_chances_that_favour_somebody_are_found(table: Table, tmp_path: Path) -> None:
    draw = table.drawn()
    publish_draw(draw_id=draw.pk, **table.facts)
    seen = shown(table, draw, tmp_path / "bundle")
    with pytest.raises(BundleBroken, match=r"chances\.csv says"):
        audited.check_chances(replace(seen, panels=(seen.panels[0],) * 1000))
    alike = [
        t
        for t, one in seen.openings.items()
        if dict(one.values) == {"age": "under_30", "sex": "man"}
    ]
    favoured, other = sorted(alike)[:2]

    def swapped(panel: tuple[str, ...]) -> tuple[str, ...]:
        keeps = favoured in panel or other not in panel
        return panel if keeps else tuple(sorted({*panel, favoured} - {other}))

    panels = tuple(swapped(panel) for panel in seen.panels)
    count = {t: sum(t in panel for panel in panels) for t in seen.commitments}
    path = seen.bundle.folder / "draws/1/chances.csv"
    rows = [f"{token},{count[token] / 1000:.3f}" for token in sorted(count)]
    path.write_text("\r\n".join(["token,chance", *rows, ""]))
    with pytest.raises(BundleBroken, match="two people whom no rule tells apart"):
        audited.check_chances(replace(seen, panels=panels))


def test_alternates_chosen_by_hand_are_found(table: Table, tmp_path: Path) -> None:
    with_households(table)
    seen = shown(table, table.frozen(), tmp_path / "bundle")
    assert redealt.check_alternates(seen)[0]
    by_hand = replace(seen, frozen=seen.frozen | {"alternates": "0" * 64})
    with pytest.raises(BundleBroken, match=r"not those that alienor .* chooses"):
        redealt.check_alternates(by_hand)
    with pytest.raises(BundleBroken, match=r"alternates.txt says 000 .*, they are 000 "):
        redealt.check_alternates(replace(seen, panels=seen.panels[::-1]))


def test_panels_dealt_otherwise_are_told_and_another_version_is_asked_for(
    table: Table, tmp_path: Path
) -> None:
    seen = shown(table, table.frozen(), tmp_path / "bundle")
    assert redealt.check_dealing(seen)[0]
    holds, said = redealt.check_dealing(
        replace(
            seen,
            frozen=seen.frozen | {"panels": "0" * 64},
            panels=(seen.panels[1], *seen.panels[1:]),
        )
    )
    assert holds is None and re.search(r"\d+ of 1000 panels are the same", said)
    older = replace(seen, frozen=seen.frozen | {"code": "alienor 0.0.1"})
    for check in (redealt.check_alternates, redealt.check_dealing):
        holds, said = check(older)
        assert holds is None and "alienor 0.0.1 did it" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"upper_bound": "0.900000"}, "the linear program gives"),
        ({"upper_bound": "0.300000", "lowest": "0.300000"}, "by the linear program alone"),
        ({"lowest": "0.410000", "rounding_loss": "0.000001"}, "numbering costs"),
    ],
)
def test_a_certificate_that_claims_too_much_is_found(
    table: Table, tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    draw = table.drawn()
    publish_draw(draw_id=draw.pk, **table.facts)
    seen = shown(table, draw, tmp_path / "bundle")
    assert audited.check_bound(seen)[0]
    path = seen.bundle.folder / "draws/1/certificate.json"
    path.write_bytes(json_file(json.loads(path.read_text()) | change))
    with pytest.raises(BundleBroken, match=sentence):
        audited.check_bound(seen)


@pytest.mark.parametrize("name", ["arriving", "code", "passed", "rank", "beyond", "leaving"])
def test_a_replacement_against_the_rules_is_found(table: Table, tmp_path: Path, name: str) -> None:
    draw = table.drawn()
    replaced(table, draw, 2)
    seen = shown(table, draw, tmp_path / "bundle")
    assert audited.check_reserve(seen)[0]
    first = seen.bundle.acts("panel_replaced/1")[0]
    waiting = [
        one.token for one in draw.entries.filter(standing="reserve").order_by("-reserve_rank")
    ]
    wrong = {"arriving": waiting[0], "leaving": waiting[0], "code": "least_breach"}
    first[name] = wrong.get(name, 17)
    with pytest.raises(BundleBroken, match="replacement 1"):
        audited.check_reserve(seen)


def test_a_pool_kept_whole_has_no_quotas_to_keep(table: Table, tmp_path: Path) -> None:
    del table.pool[7:]
    table.accept("under_30", "man", "h")
    table.accept("under_30", "woman", "h")
    draw = table.frozen_thin()
    assert draw.everyone_kept
    table.held(draw)
    seats = seat_panel(draw_id=draw.pk, **table.facts)
    assert (
        replace_member(seat_id=seats[0].pk, reason="Sans réponse.", **table.facts).why.breaches
        == ()
    )
    publish_draw(draw_id=draw.pk, **table.facts)
    data = opened(table, draw)
    checks = said(published(table, tmp_path / "bundle"), data)
    assert "kept whole (8 households for 12 seats)" in checks["quotas"].detail
    assert [name for name, check in checks.items() if not check.holds] == ["profiles"]


def test_a_pool_that_was_too_large_to_be_kept_whole_is_found(table: Table, tmp_path: Path) -> None:
    seen = shown(table, table.frozen(), tmp_path / "bundle")
    seen.frozen["everyone_kept"] = True
    with pytest.raises(BundleBroken, match="30 households for 12 seats: it was to be drawn"):
        audit.check_quotas(seen)
    for act in seen.bundle.acts("draw_prepared/1"):
        act["seats"] = 40
    with pytest.raises(BundleBroken, match="12 seats for 30 households: each has one"):
        audit.check_quotas(seen)


def test_a_simple_lot_and_a_balanced_group_are_audited(table: Table, tmp_path: Path) -> None:
    seats = seat_panel(draw_id=table.drawn().pk, **table.facts)
    for seat in seats:
        accept_seat(seat_id=seat.pk, **table.facts)
    files = []
    for body, balance in (("methodology_committee", ()), ("proposition_group", ("sex",))):
        table.volunteer(body, seats[:9])
        facts = {"edition_id": table.world.edition.pk, "body": body, **table.facts}
        draw = draw_group(announced=ANNOUNCED, balance=balance, **facts)
        table.held(draw)
        publish_draw(draw_id=draw.pk, **table.facts)
        files.append(opened(table, draw))
    folder = published(table, tmp_path / "bundle")
    lot, group = (said(folder, data) for data in files)
    assert "simple lot" in lot["quotas"].detail
    assert "keeps the 2 quotas" in group["quotas"].detail
    assert group["mirrored"].detail == "the quotas are the shares of those who volunteered"
    seen = read_audit(read_bundle(folder), files[1])
    first, *others = seen.quotas
    for bent in (replace(first, maximum=first.maximum + 1), replace(first, value="nobody")):
        with pytest.raises(BundleBroken, match=r"does not ask for the share that volunteers have"):
            check_mirrored(replace(seen, quotas=(bent, *others)))
    for checks in (lot, group):
        undecided = [name for name, check in checks.items() if not check.holds]
        assert undecided == ["portrait", "profiles"]


def test_people_erased_since_are_said_and_what_rests_on_them_is_left_undecided(
    table: Table, tmp_path: Path
) -> None:
    draw = table.drawn()
    replaced(table, draw, 1)
    publish_draw(draw_id=draw.pk, **table.facts)
    for gone in draw.entries.filter(reserve_rank__gte=14):
        erase_person(person_id=gone.person_id, reason="request", **table.facts)
    made = open_to_auditor(draw_id=draw.pk, function=AUDITOR, reason=REASON, **table.facts)
    assert (made.people, made.missing) == (25, 5)
    assert f"\r\n{gone.token};;;;\r\n".encode() in made.file
    assert acts_of("draw_opened_to_auditor/1")[0]["act"]["people"] == 25
    folder = published(table, tmp_path / "bundle")
    checks = said(folder, made.file)
    assert not [check for check in checks.values() if check.holds is False]
    assert "25 of 30 commitments open" in checks["commitments"].detail
    assert "5 people erased since cannot be opened" in checks["commitments"].detail
    for name in ("commitments", "panels", "quotas", "bound"):
        assert checks[name].holds is None, name
    assert "depends on people who were erased" in checks["quotas"].detail
    assert checks["reserve"].holds, "the last of the reserve was never asked"
    on_panel = draw.entries.filter(standing="panel").first()
    erase_person(person_id=on_panel.person_id, reason="request", **table.facts)
    data = opened(table, draw)
    checks = said(published(table, tmp_path / "later"), data)
    assert "1 rest on people erased since" in checks["reserve"].detail
    assert checks["reserve"].holds is None


def test_a_breach_that_no_erased_person_could_mend_is_still_found(
    table: Table, tmp_path: Path
) -> None:
    seen = shown(table, table.frozen(), tmp_path / "bundle")
    women = sorted(t for t, one in seen.openings.items() if one.values["sex"] == "woman")
    seen = replace(seen, missing=frozenset(women[:1]), panels=(tuple(women[:12]),) * 1000)
    with pytest.raises(
        BundleBroken, match=r"sex woman: 11 people where quotas\.csv asks for 5 to 8"
    ):
        audit.check_quotas(seen)


def test_who_may_open_a_draw_and_when(table: Table) -> None:
    draw = table.prepared()
    facts = {"draw_id": draw.pk, "function": AUDITOR, "reason": REASON}
    with pytest.raises(WrongState):
        open_to_auditor(**facts, **table.facts)
    annul_draw(draw_id=draw.pk, reason=HERE, **table.facts)
    with pytest.raises(WrongState):
        open_to_auditor(**facts, **table.facts)
    facts["draw_id"] = (draw := table.frozen()).pk
    for name in ("gwenaelle", "aicha", "chair"):
        with pytest.raises(NotAllowed):
            open_to_auditor(**facts, actor=table.world.actor(name), clock=table.world.clock)
    unproven = replace(table.world.organiser, second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        open_to_auditor(**facts, actor=unproven, clock=table.world.clock)
    with pytest.raises(Invalid, match="required"):
        open_to_auditor(**facts | {"function": " "}, **table.facts)
    with pytest.raises(Invalid, match="reason_required"):
        open_to_auditor(**facts | {"reason": " "}, **table.facts)
    annul_draw(draw_id=draw.pk, reason=HERE, **table.facts)
    assert open_to_auditor(**facts, **table.facts).people == 30, "why it was annulled is audited"


def test_the_page_hands_the_file_over_and_is_closed_to_every_other_role(
    table: Table, client: Any
) -> None:
    def enter(name: str) -> None:
        client.force_login(
            open_account(table.world.people[name]),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )

    facts = {"edition": table.world.edition, **table.facts}
    for name, role in (("reception", "reception"), ("moderator", "moderator")):
        table.world.newcomer(name)
        give_role(person_id=table.world.people[name], role=role, **facts)
    page, desk = "/bureau/essai/tirage/1/ouvrir/", "/bureau/essai/tirage/1/"
    sent = {"function": AUDITOR, "reason": REASON}
    table.prepared()
    set_second_factor(table.world.people["helene"])
    enter("helene")
    assert client.get(page).status_code == 409
    assert page not in client.get(desk).content.decode()
    annul_draw(draw_id=Draw.objects.get().pk, reason=HERE, **table.facts)
    draw = table.frozen()
    page, desk = page.replace("/1/", "/2/"), desk.replace("/1/", "/2/")
    assert page in client.get(desk).content.decode()
    shown = client.get(page).content.decode()
    for words in ("Ce que contient ce fichier", "Remettez-le en main propre", "trois mois"):
        assert words in shown
    assert client.post(page, {"function": "", "reason": ""}).status_code == 422
    assert acts_of("draw_opened_to_auditor/1") == []
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen
    answer = client.post(page, sent | {"seen": seen[1]})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    said = answer.content.decode()
    assert "C’est inscrit au journal : 30 personnes" in said
    assert "<form" not in said.split("<main")[1]
    carried = re.search(r'download="essai-tirage-2-ouvertures.csv" href="data:[^,]+,([^"]+)"', said)
    assert carried
    assert len(read_openings(b64decode(carried[1]))) == 30
    again = client.post(page, sent | {"seen": seen[1]})
    assert again.status_code == 409, "a second click makes no second file"
    assert len(acts_of("draw_opened_to_auditor/1")) == 1
    assert AUDITOR in client.get(page).content.decode(), "the page says to whom it was opened"
    english = client.get(f"/en{page}").content.decode()
    assert "What this file holds" in english
    recorded = len(acts_of("draw_opened_to_auditor/1"))
    assert recorded == 1
    for name in ("aicha", "chair", "reception", "moderator"):
        enter(name)
        assert client.get(page).status_code == 403, name
        assert client.post(page, sent).status_code == 403, name
        assert page not in client.get(desk).content.decode()
    client.logout()
    for answer in (client.get(page), client.post(page, sent)):
        assert answer.status_code == 302 and "/compte/" in answer["Location"]
    set_second_factor_gone(table.world.people["helene"])
    enter("helene")
    assert client.post(page, sent).status_code == 302
    assert len(acts_of("draw_opened_to_auditor/1")) == recorded
    assert draw.number == 2


def set_second_factor_gone(person_id: int) -> None:
    from alienor.platform.accounts.open import forget_second_factor

    with guard.lifted():
        forget_second_factor(person_id)


def test_the_command_says_a_line_a_check_and_fails_where_one_does(
    table: Table, tmp_path: Path
) -> None:
    data = opened(table, table.drawn())
    folder = published(table, tmp_path / "bundle")
    file = tmp_path / "openings.csv"
    file.write_bytes(data)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "alienor", "audit", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    done = run("--openings", str(file), "--draw", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[:4] for line in lines[1:]] == ["ok  "] * 11 + ["note", "note"]
    assert lines[4].startswith("ok    quotas: each of the 1000 panels keeps the 5 quotas")
    file.write_bytes(data.replace(b";man", b";woman", 1))
    done = run("--openings", str(file))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("FAIL  commitments: the commitment of ")
    assert run("--openings", str(tmp_path / "none.csv")).returncode == 2


def test_openings_are_written_and_read_alike() -> None:
    lines = [
        Opening(token="b", household="h", salt="00", values={"age": "", "sex": "woman"}),
        Opening(token="a", household="", salt="", values={}),
    ]
    data = openings.openings_file(lines, features=["age", "sex"])
    assert data.startswith(b"\xef\xbb\xbftoken;household;salt;age;sex\r\na;;;;\r\n")
    assert read_openings(data)[1] == lines[0]


def over(table: Table) -> Draw:
    """A draw whose record was published more than two months ago."""
    with_households(table)
    draw = table.drawn()
    replaced(table, draw, 1)
    publish_draw(draw_id=draw.pk, **table.facts)
    table.world.clock.at += PUBLIC_FOR
    return draw


def operator(table: Table) -> dict[str, Any]:
    return {"actor": OPERATOR, "clock": table.world.clock}


def test_a_list_leaves_the_public_site_after_two_months_and_the_rest_still_verifies(
    table: Table, tmp_path: Path, client: Any
) -> None:
    draw = over(table)
    page, file = "/editions/essai/tirage/", "/editions/essai/fichiers/draws/1/panels.txt"
    assert "elle va être retirée" in client.get(page).content.decode()
    assert client.get(file).status_code == 200
    assert withdraw_lists(**operator(table)) == 1
    assert withdraw_lists(**operator(table)) == 0
    size = log.head().size
    withdraw_list(draw_id=draw.pk, **operator(table))
    assert log.head().size == size, "withdrawn once"
    entry = acts_of("draw_list_withdrawn/1")[0]
    assert entry["act"] == {"draw": draw.public_id, "panels": draw.panels_hash}
    assert client.get(file).status_code == 404
    shown = client.get(page).content.decode()
    assert "a été retirée le" in shown and "panels.txt" not in shown
    checked = client.get("/editions/essai/tirage/1/verifier/").content.decode()
    assert "a été retirée le" in checked and "draws/1/panels.txt" not in checked
    data = opened(table, draw)
    folder = published(table, tmp_path / "bundle")
    assert not (folder / "draws/1/panels.txt").exists()
    assert failed(folder) == []
    told = next(check.detail for check in verify_bundle(folder) if check.name == "draws")
    assert "1 made again from the balls" in told
    assert "1 list(s) of panels withdrawn" in told
    last = list(audit_bundle(folder, data))[-1]
    assert "give it with --panels" in last.detail and last.holds is False
    last = list(audit_bundle(folder, data, panels=b"000 a\n"))[-1]
    assert "not the one that was frozen" in last.detail
    checks = said(folder, data, panels=draw.panels_text.encode())
    assert [name for name, check in checks.items() if not check.holds] == ["profiles"]


def test_a_list_is_not_withdrawn_before_its_time_nor_by_anybody(table: Table) -> None:
    draw = table.drawn()
    with pytest.raises(WrongState):
        withdraw_list(draw_id=draw.pk, **operator(table))
    publish_draw(draw_id=draw.pk, **table.facts)
    assert withdraw_lists(**operator(table)) == 0
    with pytest.raises(Invalid, match="list_still_public"):
        withdraw_list(draw_id=draw.pk, **operator(table))
    table.world.clock.at += PUBLIC_FOR
    for name in ("gwenaelle", "aicha", "chair", "helene"):
        with pytest.raises(NotAllowed):
            withdraw_list(draw_id=draw.pk, actor=table.world.actor(name), clock=table.world.clock)


def test_the_list_of_an_annulled_draw_goes_too_and_a_draw_never_frozen_had_none(
    table: Table, tmp_path: Path
) -> None:
    annul_draw(draw_id=table.prepared().pk, reason=HERE, **table.facts)
    annul_draw(draw_id=table.drawn().pk, reason=HERE, **table.facts)
    annul_draw(draw_id=table.frozen().pk, reason=HERE, **table.facts)
    table.world.clock.at += PUBLIC_FOR
    assert withdraw_lists(**operator(table)) == 2
    assert failed(published(table, tmp_path / "bundle")) == []


def test_the_worker_withdraws_the_lists_whose_time_is_over(table: Table) -> None:
    over(table)
    regularly.once()  # by the real clock, long after the table's
    assert len(acts_of("draw_list_withdrawn/1")) == 1


def test_a_withdrawal_that_was_not_due_or_did_not_happen_is_found(
    table: Table, tmp_path: Path
) -> None:
    over(table)
    before = read_bundle(published(table, tmp_path / "before"))
    withdraw_lists(**operator(table))
    after = read_bundle(published(table, tmp_path / "after"))
    assert "withdrawn" in check_draws(after)
    with pytest.raises(BundleBroken, match=r"alternates\.txt does not stand where the register"):
        check_draws(replace(before, entries=after.entries))
    with pytest.raises(BundleBroken, match=r"alternates\.txt is missing: the register says"):
        check_draws(replace(after, entries=before.entries))
    for name in ("panel", "reserve"):
        path = tmp_path / "after/draws/1/transcript.json"
        whole = path.read_text()
        record = json.loads(whole)
        record[name] = record[name][1:]
        path.write_bytes(json_file(record))
        with pytest.raises(BundleBroken):
            check_draws(after)
        path.write_text(whole)
    chances = tmp_path / "after/draws/1/chances.csv"
    chances.write_text(chances.read_text().split("\n", 2)[0] + "\n")
    with pytest.raises(BundleBroken, match=r"chances\.csv is not about the pool"):
        check_draws(after)
    early = next(e for e in after.entries if e["type"] == "draw_published/1")
    early["at"] = next(e["at"] for e in after.entries if e["type"] == "draw_list_withdrawn/1")
    with pytest.raises(BundleBroken, match="withdrawn before its time"):
        check_draws(after)


@pytest.mark.usefixtures("second_factor")
def test_an_organiser_alone_hands_over_a_list_that_was_withdrawn(table: Table, client: Any) -> None:
    draw = over(table)
    file = "/bureau/essai/tirage/1/equipes.txt"

    def enter(name: str) -> None:
        client.force_login(
            open_account(table.world.people[name]),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )

    enter("helene")
    assert client.get(file).status_code == 404, "it is public"
    withdraw_lists(**operator(table))
    assert file in client.get("/bureau/essai/tirage/1/ouvrir/").content.decode()
    assert client.get(file).content.decode() == draw.panels_text
    for name in ("aicha", "chair"):
        enter(name)
        assert client.get(file).status_code == 403
