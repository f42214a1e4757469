"""`alienor draw`: two files in, a folder of files out, or sentences and nothing."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.unit.sortition.sortition_cases import town

from alienor.cli import DRAW_METHODS, main
from alienor.cores.sortition import METHODS

FILES = {"selected.csv", "reserve.csv", "distribution.csv", "certificate.json"}
FILES |= {"panels.csv", "alternates.csv"}
SEED = "00" * 32


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The two files of an invented town: 60 people for 20 seats, 4 of them in two homes."""
    instance = town(people=60, seats=20, seed=3)
    features = sorted({quota.feature for quota in instance.quotas})
    with (tmp_path / "features.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("feature", "value", "min", "max"))
        writer.writerows((q.feature, q.value, q.minimum, q.maximum) for q in instance.quotas)
    with (tmp_path / "respondents.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "rue", *features))
        for number, one in enumerate(instance.respondents):
            home = f"{number // 2} rue Basse" if number < 4 else ""
            writer.writerow((one.id, home, *(one.values[name] for name in features)))
    return tmp_path


def draw(folder: Path, out: str, **options: Any) -> int:
    told = {
        "features": folder / "features.csv",
        "respondents": folder / "respondents.csv",
        "seats": 20,
        "seed": SEED,
        "panels": 100,
        "household": "rue",
        "out": folder / out,
        **options,
    }
    return main(["draw", *(str(x) for name, value in told.items() for x in (f"--{name}", value))])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_draw_is_a_folder_of_files_that_agree(files: Path, capsys: Any) -> None:
    assert draw(files, "out") == 0
    out = files / "out"
    assert {path.name for path in out.iterdir()} == FILES
    selected = [row["id"] for row in rows(out / "selected.csv")]
    reserve = [row["id"] for row in rows(out / "reserve.csv")]
    pool = {row["id"] for row in rows(files / "respondents.csv")}
    assert len(selected) == 20
    assert sorted([*selected, *reserve]) == sorted(pool)
    chances = {row["id"]: float(row["probability"]) for row in rows(out / "distribution.csv")}
    assert set(chances) == pool
    assert sum(chances.values()) == pytest.approx(20, abs=1e-6)
    facts = json.loads((out / "certificate.json").read_text())
    assert facts["min_probability"] == pytest.approx(min(chances.values()), abs=1e-6)
    assert facts["method"] == "leximin"
    assert facts["seconds"] > 0
    panels: dict[int, set[str]] = {}
    for row in rows(out / "panels.csv"):
        panels.setdefault(int(row["panel"]), set()).add(row["id"])
    assert len(panels) == 100
    assert panels[facts["panel"]] == set(selected)
    assert "chances from" in capsys.readouterr().out


@pytest.mark.parametrize("method", DRAW_METHODS)
def test_the_same_seed_gives_the_same_files_whatever_the_order_of_the_rows(
    files: Path, method: str
) -> None:
    assert draw(files, "first", method=method) == 0
    head, *lines = (files / "respondents.csv").read_text().splitlines()
    (files / "respondents.csv").write_text("\n".join([head, *reversed(lines)]) + "\n")
    assert draw(files, "second", method=method) == 0
    for name in FILES - {"certificate.json"}:
        assert (files / "first" / name).read_bytes() == (files / "second" / name).read_bytes()
    first, second = (
        json.loads((files / one / "certificate.json").read_text()) for one in ("first", "second")
    )
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_a_draw_that_is_stopped_goes_on_with_its_own_seed(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    heard = 0

    @contextmanager
    def impatient() -> Iterator[Any]:
        def told(stage: str, done: float) -> None:
            nonlocal heard
            heard += 1
            if heard == 60:
                raise KeyboardInterrupt

        yield told

    command = ["draw", "--seats", "20", "--panels", "100", "--out", str(files / "out")]
    command += ["--features", str(files / "features.csv")]
    command += ["--respondents", str(files / "respondents.csv")]
    with monkeypatch.context() as patched:
        patched.setattr("alienor.config.draw._progress", impatient)
        assert main(command) == 2
    assert "goes on from there" in capsys.readouterr().err
    assert not (files / "out").exists()
    seed = json.loads((files / ".out.partial").read_text())["seed"]
    assert main(command) == 0
    assert json.loads((files / "out" / "certificate.json").read_text())["seed"] == seed
    assert not (files / ".out.partial").exists()


def test_frames_share_the_seats_and_seats_are_reserved(files: Path, capsys: Any) -> None:
    head, *lines = (files / "respondents.csv").read_text().splitlines()
    found = [
        f"{line},{'porte' if n % 3 else 'liste'},{'oui' if n < 8 else 'non'}"
        for n, line in enumerate(lines)
    ]
    text = "\n".join([f"{head},origine,handicap", *found]) + "\n"
    (files / "respondents.csv").write_text(text)
    frames = {"frame": "origine=liste:33,porte:67", "reserved": "handicap=oui:5"}
    assert draw(files, "out", **frames) == 0
    people = {row["id"]: row for row in rows(files / "respondents.csv")}
    panels: dict[str, list[str]] = {}
    for row in rows(files / "out" / "panels.csv"):
        panels.setdefault(row["panel"], []).append(row["id"])
    for panel in panels.values():
        assert sum(people[one]["origine"] == "liste" for one in panel) == 7
        assert sum(people[one]["handicap"] == "oui" for one in panel) >= 5
    capsys.readouterr()
    assert draw(files, "b", frame="origine=liste:33,porte:66") == 2
    assert "add up to 99 percent" in capsys.readouterr().err
    assert draw(files, "c", frame="origine=liste") == 2
    assert "COLUMN=VALUE:NUMBER" in capsys.readouterr().err
    assert draw(files, "d", frame="logement=a:100") == 2
    assert "“logement” has quotas in the quota file already" in capsys.readouterr().err
    assert draw(files, "e", reserved="handicap=oui:9") == 2
    assert "“handicap: oui”: lower the minimum from 9" in capsys.readouterr().err


def test_a_large_pool_is_drawn_in_two_stages(files: Path, capsys: Any) -> None:
    assert draw(files, "coarse", panels=10) == 0
    assert "--form types" in capsys.readouterr().out
    assert draw(files, "out", form="types") == 0
    out = files / "out"
    types = {row["id"]: row["type"] for row in rows(out / "types.csv")}
    facts = json.loads((out / "certificate.json").read_text())
    drawn = {
        row["type"]: int(row["count"])
        for row in rows(out / "compositions.csv")
        if int(row["composition"]) == facts["composition"]
    }
    selected = [row["id"] for row in rows(out / "selected.csv")]
    assert Counter(types[one] for one in selected) == drawn
    assert len(rows(out / "reserve.csv")) == 40


def test_the_methods_on_offer_are_those_of_the_engine() -> None:
    assert set(DRAW_METHODS) == set(METHODS)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seed": "zz"}, "hexadecimal"),
        ({"features": "absent.csv"}, "absent.csv"),
        ({"panels": 7}, "7"),
        ({"seats": 0}, "seats"),
        ({"id": "numéro"}, "numéro"),
        ({"seats": 59}, "maximums"),
        ({"seats": 200}, "60 people for 200 seats: there is nothing to draw."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    files: Path, capsys: Any, options: dict[str, Any], said: str
) -> None:
    assert draw(files, "out", **options) == 2
    assert said in capsys.readouterr().err
    assert not (files / "out").exists()


def test_each_fault_says_its_file_its_line_and_its_column(files: Path, capsys: Any) -> None:
    broken = (files / "features.csv").read_text().replace(",min,max", ",min,max", 1)
    lines = broken.splitlines()
    lines[1] = lines[1].rsplit(",", 2)[0] + ",dix,12"
    (files / "features.csv").write_text("\n".join(lines) + "\n")
    assert draw(files, "out") == 2
    assert f"{files / 'features.csv'}:2:3: " in capsys.readouterr().err
    assert not (files / "out").exists()


def test_one_wrong_name_is_said_once_for_all_its_rows(files: Path, capsys: Any) -> None:
    features = files / "features.csv"
    quotas = features.read_text().splitlines()
    feature, value, *bounds = quotas[1].split(",")
    quotas[1] = ",".join([feature, f"{value} bis", *bounds])
    features.write_text("\n".join(quotas) + "\n")
    people = rows(files / "respondents.csv")
    wrong = [n for n, row in enumerate(people, start=2) if row[feature] == value]
    assert len(wrong) > 7
    assert draw(files, "out") == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith(f"alienor: {files / 'respondents.csv'}:{wrong[0]}:")
    named = ", ".join(map(str, wrong[1:6]))
    assert said[0].endswith(f" The same on {len(wrong) - 1} other lines: {named}, ….")


def test_quotas_that_no_panel_keeps_come_with_the_smallest_relaxations(
    files: Path, capsys: Any
) -> None:
    rows_ = (files / "features.csv").read_text().splitlines()
    feature, value, _least, _most = rows_[1].split(",")
    have = (files / "respondents.csv").read_text().count(value)
    rows_[1] = f"{feature},{value},{have},{have}"
    other = next(n for n, row in enumerate(rows_) if row.startswith("âge,"))
    rows_[other] = ",".join([*rows_[other].split(",")[:2], "19", "20"])
    (files / "features.csv").write_text("\n".join(rows_) + "\n")
    assert draw(files, "out") == 2
    said = capsys.readouterr().err
    assert "minimum" in said.lower()
    assert not (files / "out").exists()


def test_a_folder_that_holds_other_files_is_left_as_it_is(files: Path, capsys: Any) -> None:
    assert draw(files, ".") == 2
    assert "holds other files" in capsys.readouterr().err


FAULTY: dict[str, tuple[str, Any, str]] = {
    "UTF-16": ("respondents", lambda text: text.encode("utf-16"), "respondents.csv: it is not UTF"),
    "a spreadsheet": (
        "features",
        lambda _: b"PK\x03\x04" + b"a,b\n" * 9,
        "csv: it is a spreadsheet",
    ),
    "a NUL": (
        "respondents",
        lambda text: text.replace("p0003", "p\x000003").encode(),
        "respondents.csv:5: it holds a NUL",
    ),
    "a line break in an id": (
        "respondents",
        lambda text: text.replace("p0003", '"p\n0003"').encode(),
        "respondents.csv:5:1: The id “p 0003” holds a space",
    ),
    "an open quotation mark": (
        "respondents",
        lambda text: text.replace("p0003", '"p0003').encode(),
        "respondents.csv:5: From here on this is no CSV",
    ),
    "a cell that does not end": (
        "respondents",
        lambda text: text.replace("p0003", "p" * 200_000).encode(),
        "respondents.csv:5: From here on this is no CSV",
    ),
    "a title twice": (
        "respondents",
        lambda text: "\n".join(
            line + (",id" if not number else ",") for number, line in enumerate(text.splitlines())
        ).encode(),
        "respondents.csv:1: Two columns are called “id”",
    ),
    "a title of quotas twice": (
        "features",
        lambda text: text.replace("min,max", "min,max,min").encode(),
        "features.csv:1: Two columns are called “min”",
    ),
    "a cell too many": (
        "respondents",
        lambda text: text.replace("p0003,", "p0003,,,").encode(),
        "respondents.csv:5:8: This line has 9 cells for 7 titles",
    ),
    "nothing": ("features", lambda _: b"", "features.csv: The quota file is empty"),
    "a mark and nothing": ("respondents", lambda _: b"\xef\xbb\xbf", "The people file is empty"),
}


@pytest.mark.parametrize("what", FAULTY)
def test_each_odd_file_is_one_sentence_with_its_place(files: Path, capsys: Any, what: str) -> None:
    name, change, said = FAULTY[what]
    file = files / f"{name}.csv"
    file.write_bytes(change(file.read_text()))
    before = sorted(files.iterdir())
    assert draw(files, "out") == 2
    sentences = capsys.readouterr().err.splitlines()
    assert len(sentences) == 1 and said in sentences[0]
    assert sorted(files.iterdir()) == before


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_files_as_any_spreadsheet_writes_them_give_the_same_draw(
    files: Path, end: str, mark: str, delimiter: str
) -> None:
    assert draw(files, "plain") == 0
    for name in ("features", "respondents"):
        file = files / f"{name}.csv"
        text = file.read_text().replace(",", delimiter).replace("\n", end)
        file.write_bytes((mark + text).encode())
    assert draw(files, "written") == 0
    same = [(files / one / "panels.csv").read_bytes() for one in ("plain", "written")]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1" + "0" * 30, "is too large for a number of people"),
        ("9" * 5000, "is too large for a number of people"),
        ("-1", "is negative"),
        ("1.5", "“1.5” is not a whole number"),
        ("1e3", "“1e3” is not a whole number"),
        ("٣", "“٣” is not a whole number"),
        ("1_0", "“1_0” is not a whole number"),
    ],
)
def test_a_bound_that_is_no_number_of_people_is_said_and_nothing_else(
    files: Path, capsys: Any, written: str, said: str
) -> None:
    lines = (files / "features.csv").read_text().splitlines()
    lines[1] = ",".join([*lines[1].split(",")[:2], written, "20"])
    (files / "features.csv").write_text("\n".join(lines) + "\n")
    assert draw(files, "out") == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert said in sentence and "features.csv:2" in sentence and len(sentence) < 400


@pytest.mark.parametrize(
    "options",
    [
        {"frame": "x=f:1e999999999"},
        {"frame": "x=f:٥٠,m:50"},
        {"frame": f"x=f:{10**30}"},
        {"reserved": "x=f:1/2"},
        {"reserved": "x=f:-3"},
        {"seed": "0" * 100_001},
        {"features": "a\0b"},
        {"features": "a" * 5000},
        {"already": "/"},
    ],
)
def test_absurd_options_are_one_short_sentence(
    files: Path, capsys: Any, options: dict[str, str]
) -> None:
    before = sorted(files.iterdir())
    assert draw(files, "out", **options) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert len(sentence) < 200
    assert sorted(files.iterdir()) == before


def test_a_place_where_nothing_can_be_written_is_said_before_anything_is_computed(
    files: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("alienor.config.draw.deal", None)
    (files / "file").write_text("mine")
    (files / "nowhere").symlink_to(files / "absent")
    before = sorted(files.iterdir())
    for out in ("file", "file/out", "nowhere", "a" * 300):
        assert draw(files, out) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert draw(files, "out", panels=7) == 2
    assert sorted(files.iterdir()) == before
    assert (files / "file").read_text() == "mine"


@pytest.mark.parametrize("torn", ["{", "[]", '{"seed": "00", "kept": "{"}', "\x00"])
def test_a_torn_notebook_is_begun_anew(files: Path, torn: str) -> None:
    (files / ".out.partial").write_text(torn)
    assert draw(files, "out") == 0
    assert not (files / ".out.partial").exists()


def test_a_draw_interrupted_at_the_terminal_leaves_a_notebook_and_goes_on(files: Path) -> None:
    command = [sys.executable, "-m", "alienor", "draw", "--seats", "20", "--panels", "100"]
    for name in ("features", "respondents", "out"):
        command += [f"--{name}", str(files / (name if name == "out" else f"{name}.csv"))]
    slow = (
        "import sys, time\n"
        "from contextlib import contextmanager\n"
        "from alienor.config import draw\n"
        "@contextmanager\n"
        "def slowly():\n"
        "    yield lambda *_: time.sleep(0.05)\n"
        "draw._progress = slowly\n"
        "from alienor.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", slow, *command[3:]], stderr=subprocess.PIPE, text=True
    )
    notebook, end = files / ".out.partial", time.monotonic() + 30
    while not notebook.exists() and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2 and "The same command goes on from there." in said
    assert "Traceback" not in said
    kept = json.loads(notebook.read_text())["seed"]
    assert {one.name for one in files.iterdir()} == {
        "features.csv", "respondents.csv", ".out.partial"}  # fmt: skip
    assert main(command[3:]) == 0
    assert kept in (files / "out" / "certificate.json").read_text()
    assert not notebook.exists()


def test_what_a_file_holds_changes_nothing_of_the_terminal(files: Path, capsys: Any) -> None:
    file = files / "respondents.csv"
    head, first, *rest = file.read_text().splitlines(keepends=True)
    cells = first.split(",")
    cells[0] = "\x1b[2J\x1b[31m\u202eok"
    file.write_text("".join([head, ",".join(cells), *rest]))
    assert draw(files, "out") == 2
    said = capsys.readouterr().err
    assert "\\u001b[2J\\u001b[31m\\u202eok" in said
    assert "\x1b" not in said and "\u202e" not in said
