"""Files made to break whoever reads them: `verify` says a sentence, and reads nothing outside."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.auditing.forging import KEPT, Forgery, digest

from alienor.auditing import Check, bundles, verify_bundle
from alienor.auditing.bundles import BundleBroken, read_bundle
from alienor.auditing.shapes import CODE


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    return Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip")


def said(folder: Path) -> str:
    """What is wrong with the bundle, one line that a terminal can show."""
    last = list(verify_bundle(folder))[-1]
    assert last.holds is False
    assert last.detail.isprintable()
    assert "Traceback" not in last.detail
    return last.detail


HOSTILE = {
    "nothing": b"",
    "not UTF-8": b"\xff\xfe\x00\n",
    "NUL": b"\x00" * 10 + b"\n",
    "deep": b"[" * 200_000 + b"]" * 200_000 + b"\n",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n",
    "a key twice": b'{"a":1,"a":2}\n',
    "beyond any number": b'{"a":1e999}\n',
    "no number": b'{"a":NaN}\n',
    "a long number": b'{"a":' + b"9" * 10_000 + b"}\n",
    "a list": b"[]\n",
    "a million columns": b"," * 1_000_000 + b"\r\n",
    "an endless cell": b'"' + b"a" * 300_000 + b'"\r\n',
    "escapes": b"\x1b[2J\x1b[H\r\n",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "register/checkpoint",
        "register/key",
        "register/editions.json",
        "register/tile/entries/000.p/",
        "texts/",
        "rules/1.toml",
        "draws/2/quotas.csv",
        "draws/2/commitments.csv",
        "draws/2/certificate.json",
        "draws/2/panels.txt",
        "draws/2/alternates.txt",
        "draws/2/chances.csv",
        "draws/2/transcript.json",
        "data/draws.csv",
        "data/draws.schema.json",
        "data/edition.json",
    ],
)
def test_a_file_of_any_bytes_is_told_in_a_sentence(
    forgery: Forgery, name: str, data: bytes
) -> None:
    if name.startswith(("register/", "manifest")):
        forgery.write()
        if name.endswith("/"):
            name = next(
                path.relative_to(forgery.folder).as_posix()
                for path in (forgery.folder / "register/tile/entries").rglob("*")
                if path.is_file()
            )
        (forgery.folder / name).write_bytes(data)
        if name != "manifest.json":
            forgery.list_files()
    else:
        name = next(path for path in sorted(forgery.files) if path.startswith(name))
        forgery.files[name] = data
        forgery.write()
    assert said(forgery.folder)


def test_a_file_larger_than_any_is_not_read(
    forgery: Forgery, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgery.write()
    path = forgery.folder / "draws/2/panels.txt"
    os.truncate(path, 1 << 40)  # a hole: it takes no room
    assert "is larger than any file of a bundle" in said(forgery.folder)
    path.unlink()
    (forgery.folder / "manifest.json").unlink()
    (forgery.folder / "manifest.json").touch()
    os.truncate(forgery.folder / "manifest.json", 1 << 40)
    assert "is larger than any file of a bundle" in said(forgery.folder)
    monkeypatch.setattr(bundles, "LARGEST", 1000)
    forgery.write()
    assert "is larger than any file of a bundle" in said(forgery.folder)


@pytest.mark.parametrize(
    "bend",
    [
        lambda one: one.entry("rules_adopted")["act"].update(version="../../secret"),
        lambda one: one.entry("draw_frozen")["act"].update(number="../../secret"),
        lambda one: one.entry("draw_annulled")["act"].update(reason="../../secret"),
    ],
)
def test_an_act_leads_to_no_file_outside_the_bundle(
    forgery: Forgery, tmp_path: Path, bend: Callable[[Forgery], None]
) -> None:
    for name in ("secret", "secret.toml", "secret.json"):
        (tmp_path / name).write_text("secret-of-somebody")
    bend(forgery)
    forgery.write()
    assert "secret-of-somebody" not in said(forgery.folder)
    bundle = read_bundle(forgery.folder)
    for path in ("../secret", "/etc/hostname", "draws/../../secret", "draws/2/../1/panels.txt"):
        with pytest.raises(BundleBroken, match="is missing"):
            bundle.read(path)


def test_links_pipes_and_names_beyond_writing_are_refused(forgery: Forgery, tmp_path: Path) -> None:
    for make in (
        lambda path: path.symlink_to("/etc/hostname"),
        lambda path: path.symlink_to(tmp_path),
        os.mkfifo,
    ):
        forgery.write()
        path = forgery.folder / "draws/2/x"
        make(path)
        assert "a bundle holds no links" in said(forgery.folder)
        path.unlink()
        (forgery.folder / "manifest.json").unlink()
        make(forgery.folder / "manifest.json")
        assert said(forgery.folder)
    forgery.write()
    Path(os.fsdecode(bytes(forgery.folder) + b"/\xff\x1b[2J")).write_text("x")
    assert "\\u001b[2J is in the folder" in said(forgery.folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": 3}, {"type": "draw_held"}, {"type": "draw_held/99999"}, {"act": []}, {"at": None},
        {"at": "2023-13-45T00:00:00Z"}, {"at": "2023-09-15T14:07:31+02:00"},
        {"rules": 7},
    ],
)  # fmt: skip
def test_an_entry_has_the_shape_of_one(forgery: Forgery, changes: dict[str, object]) -> None:
    forgery.write()
    entry = forgery.entry("draw_annulled")
    number = forgery.place(entry)
    entry.update(changes)
    forgery.write()
    assert f"entry {number} has not the type, act, date" in said(forgery.folder)


def test_a_detail_is_one_line_that_changes_nothing_of_a_terminal() -> None:
    text = "a\x1b[31mb\u202ec\x00\nd\u00a0:\ud800 fin" + "x" * 10_000
    check = Check(name="x", holds=False, detail=text)
    assert check.detail.startswith("a\\u001b[31mb\\u202ec\\u0000 d :\\ud800 fin")
    assert len(check.detail) < 4100


def test_a_file_that_nothing_checks_is_named(forgery: Forgery) -> None:
    assert forgery.failures() == []
    forgery.files["tirage-officiel.pdf"] = b"%PDF"
    (aside,) = [check for check in forgery.checks() if check.name == "aside"]
    assert aside.holds is None
    assert aside.detail.endswith("tirage-officiel.pdf")


def test_no_text_keeps_whoever_checks_it_for_years(forgery: Forgery) -> None:
    """The version of the program may be read in one way; a share has a bounded number of places."""
    act = forgery.entry("draw_frozen")["act"]
    code, act["code"] = act["code"], f"alienor 1{'a' * 5000}!"
    assert "code of draw_frozen is not what such an act holds" in said(written(forgery))
    act["code"] = code
    old = forgery.entry("rules_adopted")["act"]["sha256"]
    forgery.files["rules/1.toml"] = forgery.files["rules/1.toml"].replace(
        b'share = "52.1"', b'share = "1e-999999999"', 1
    )
    new = digest(forgery.files["rules/1.toml"])
    forgery.entries = json.loads(json.dumps(forgery.entries).replace(old, new))
    forgery.files["data/edition.json"] = forgery.files["data/edition.json"].replace(
        old.encode(), new.encode()
    )
    assert "hold a share that is no percentage: 1e-999999999" in said(written(forgery))


@pytest.mark.parametrize("code", ["alienor 0.1.0", "alienor 1", "alienor 2.0rc1.dev3+local-7"])
def test_a_version_is_written_as_packages_of_python_are(code: str) -> None:
    assert CODE.fullmatch(code)


def written(forgery: Forgery) -> Path:
    forgery.write()
    return forgery.folder
