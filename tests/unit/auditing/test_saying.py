"""Every sentence of the checks is said in French as in English."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.auditing.forging import KEPT, Forgery

import alienor.auditing
from alienor import cli
from alienor.auditing import audit_bundle, verify_bundle
from alienor.auditing.saying import FRENCH, say, speaking, spoken

ROOM = Path(alienor.auditing.__file__).parent
SPEAKERS = ("say", "broken")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each call of the room, with where it is."""
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield f"{path.name}:{node.lineno}", node


def sentences() -> dict[str, str]:
    """The English of every sentence, with where it is said first."""
    found: dict[str, str] = {}
    for where, call in calls():
        if isinstance(call.func, ast.Name) and call.func.id in SPEAKERS:
            english = call.args[0]
            if isinstance(english, ast.Constant):
                found.setdefault(english.value, where)
            else:
                assert where.startswith("bundles.py"), f"{where}: the English is not written there"
    return found


def test_every_sentence_has_its_french_and_no_other_is_kept() -> None:
    assert {one: where for one, where in sentences().items() if one not in FRENCH} == {}
    assert set(FRENCH) - set(sentences()) == set()
    assert len(FRENCH) > 200


def facts(words: str) -> list[tuple[str, str, str]]:
    return sorted(
        (name, spec or "", conversion or "")
        for _, name, spec, conversion in string.Formatter().parse(words)
        if name is not None
    )


@pytest.mark.parametrize("english", sorted(FRENCH))
def test_the_french_tells_the_same_facts(english: str) -> None:
    assert facts(FRENCH[english]) == facts(english)
    assert FRENCH[english] != english or english.startswith("{path}: {")


def test_nothing_is_said_to_be_broken_but_in_both_languages() -> None:
    """Only what others said, or names of files, goes into a fault without `say`."""
    for where, call in calls():
        if not isinstance(call.func, ast.Name) or call.func.id != "BundleBroken":
            continue
        said = call.args[0]
        for part in said.values if isinstance(said, ast.JoinedStr) else [said]:
            if isinstance(part, ast.Constant):
                assert not any(c.isalpha() for c in str(part.value)), where


def test_a_bundle_is_checked_in_french_from_the_first_line_to_the_last(tmp_path: Path) -> None:
    forgery = Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip")
    forgery.write()
    openings = (KEPT / "openings-3.csv").read_bytes()
    for english, french in (
        (verify_bundle(tmp_path / "bundle"), verify_bundle(tmp_path / "bundle", language="fr")),
        (
            audit_bundle(tmp_path / "bundle", openings),
            audit_bundle(tmp_path / "bundle", openings, language="fr"),
        ),
    ):
        some, others = list(english), list(french)
        assert [(one.name, one.holds) for one in some] == [(one.name, one.holds) for one in others]
        for one, other in zip(some, others, strict=True):
            assert one.detail != other.detail
            assert not {" the ", " of ", " is ", " are "} & {
                f" {word} " for word in other.detail.split()
            }
    assert spoken() == "en"


def test_decimals_are_written_as_each_language_writes_them() -> None:
    words = "its lowest chance, {least:.6f}, is above its bound, {bound:.6f}"
    assert say(words, least=0.5, bound=0.25) == (
        "its lowest chance, 0.500000, is above its bound, 0.250000"
    )
    with speaking("fr"):
        assert say(words, least=0.5, bound=0.25).endswith(
            "0,500000, est au-dessus de sa borne, 0,250000"
        )


@pytest.mark.parametrize(
    ("arguments", "locale", "said"),
    [
        ([], "C.UTF-8", "tree recomputed"),
        ([], "fr_FR.UTF-8", "arbre recalculé"),
        (["--lang", "fr"], "C.UTF-8", "arbre recalculé"),
        (["--lang", "en"], "fr_FR.UTF-8", "tree recomputed"),
    ],
)
def test_the_command_speaks_the_language_asked_for_or_that_of_the_locale(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    locale: str,
    said: str,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip").write()
    assert cli.main(["verify", str(tmp_path / "bundle"), *arguments]) == 0
    assert said in capsys.readouterr().out


def test_a_checkpoint_that_is_no_text_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip").write()
    (tmp_path / "since").write_bytes(b"\xff\x00")
    since = ["--since", str(tmp_path / "since")]
    assert cli.main(["verify", str(tmp_path / "bundle"), *since]) > 0
    said = capsys.readouterr()
    assert "this is no checkpoint" in said.out + said.err
