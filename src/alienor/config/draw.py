"""`alienor draw`: a fair draw from two files, without a site or a database."""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from alienor.auditing.saying import plain
from alienor.cores.sortition import (
    Distribution,
    Fault,
    Instance,
    SortitionInvalid,
    check_pool,
    deal,
    read_instance,
    sentence,
)
from alienor.cores.sortition.dealing import deal_in_two_stages
from alienor.cores.sortition.lottery import FEW, digits
from alienor.cores.sortition.watching import Stage, Watch
from alienor.cores.sortition.written import draw_files, two_stage_files

_IN_MANY_ROWS = {"empty_id", "empty_value", "unknown_value"}
"""Faults of a row that a wrong quota gives to many rows: they are said once."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}([./][0-9]{1,12})?")
_MOST_BYTES = 200 << 20
_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")  # XLSX and ODS, PDF, XLS
_SHOWN = 60  # characters of something wrong that are repeated
_SAID = 5  # lines named of those that have the same fault


class DrawRefused(Exception):
    """The draw cannot be made; `sentences` says everything that is to be corrected, each on a line
    that changes nothing of a terminal: what they repeat comes from a file."""

    def __init__(self, sentences: Iterator[str] | list[str]) -> None:
        self.sentences = [plain(one) for one in sentences]
        super().__init__("\n".join(self.sentences))


def draw(options: argparse.Namespace) -> list[str]:
    """Draw, and write every file to the new folder `options.out`; return what to say.

    Nothing is written where something is wrong. Errors: DrawRefused.
    """
    try:
        return _drawn(options)
    except OSError as error:
        place = error.filename if error.filename is not None else options.out
        raise DrawRefused([f"{_short(str(place))}: {error.strerror}"]) from error


def _drawn(options: argparse.Namespace) -> list[str]:
    _refuse_folder(options.out)
    _refuse_number_of_panels(options)
    notebook = _Notebook(options.out.with_name(f".{options.out.name}.partial"))
    seed = _seed(options.seed or notebook.seed)
    texts = {name: _read(getattr(options, name)) for name in ("features", "respondents")}
    begun = time.monotonic()
    try:
        instance = read_instance(
            **texts,
            seats=options.seats,
            id_column=options.id,
            household_columns=[one for one in options.household.split(",") if one],
            already_selected=_read(options.already).split() if options.already else (),
            frames=dict(map(_shares, options.frame)),
            reserved=dict(map(_seats_of, options.reserved)),
        )
    except SortitionInvalid as error:
        raise DrawRefused(_sentences(error, options)) from error
    try:
        with _progress() as told:
            watch = Watch(told=told, keep=partial(notebook.keep, seed), kept=notebook.kept)
            facts = {"method": options.method, "seed": seed, "panels": options.panels}
            instance, distribution, written = _dealt(instance, options.form, watch, **facts)
    except KeyboardInterrupt:
        raise DrawRefused(["Stopped. The same command goes on from there."]) from None
    except SortitionInvalid as error:
        notebook.path.unlink(missing_ok=True)
        relaxed = [sentence(one, "en") for one in check_pool(instance).relaxations]
        raise DrawRefused([*_sentences(error, options), *relaxed]) from error
    files = written(seed=seed, seconds=time.monotonic() - begun)
    _write(files, options.out)
    notebook.path.unlink(missing_ok=True)
    certificate = distribution.certificate
    said = [
        f"{len(instance.respondents)} people, {instance.seats} seats, {options.method}: "
        f"chances from {certificate.min_probability:.4f} to {certificate.max_probability:.4f} "
        f"(no method gives everyone more than {certificate.proven_bound:.4f})",
        f"seed {seed.hex()}",
        f"{len(files)} files in {options.out}",
    ]
    if options.form == "panels" and certificate.min_probability * options.panels < FEW:
        said.append(
            f"Somebody is on fewer than {FEW} of the {options.panels} panels: rounding is coarse. "
            "Number more panels (--panels 10000), or draw in two stages (--form types)."
        )
    return said


def _refuse_folder(out: Path) -> None:
    """Before anything is computed. Errors: DrawRefused; OSError."""
    if os.path.lexists(out) and (not out.is_dir() or any(out.iterdir())):
        raise DrawRefused([f"{out} holds other files: give a new folder"])
    above = next(one for one in out.absolute().parents if one.exists())
    if not above.is_dir():
        raise DrawRefused([f"{above} is a file: give a folder in a folder"])
    if not os.access(above, os.W_OK | os.X_OK):
        raise DrawRefused([f"{above}: nothing can be written there"])


def _refuse_number_of_panels(options: argparse.Namespace) -> None:
    """Before anything is computed. Errors: DrawRefused."""
    try:
        digits(options.panels)
    except SortitionInvalid as error:
        raise DrawRefused(_sentences(error, options)) from error


def _dealt(
    instance: Instance, form: str, watch: Watch, **facts: Any
) -> tuple[Instance, Distribution, Callable[..., dict[str, bytes]]]:
    """The instance as it is drawn, its chances, and what writes the files."""
    if form == "types":
        drawn, distribution, stages = deal_in_two_stages(instance, watch=watch, **facts)
        return drawn, distribution, partial(two_stage_files, drawn, distribution, stages)
    dealt = deal(instance, watch=watch, **facts)
    return dealt.instance, dealt.distribution, partial(draw_files, dealt)


class _Notebook:
    """What a draw that was stopped has found so far, beside the folder it will write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seed: str | None = None
        self.kept = ""
        with suppress(FileNotFoundError, ValueError, KeyError, TypeError):  # none, or no notebook
            found = json.loads(path.read_text())
            bytes.fromhex(found["seed"])
            json.loads(found["kept"])["of"]
            self.seed, self.kept = found["seed"], found["kept"]

    def keep(self, seed: bytes, state: str) -> None:
        """Write it down."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps({"seed": seed.hex(), "kept": state}))
        draft.replace(self.path)


_STAGES = {
    "chances": "Everyone's chance",
    "panels": "Panels that give these chances",
    "columns": "Further panels, by an exact search",
    "numbers": "Numbered panels",
}


@contextmanager
def _progress() -> Iterator[Callable[[Stage, float], None]]:
    """A bar on a terminal; nothing where nobody looks."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bars:
        bar = bars.add_task("", total=1.0)

        def told(stage: Stage, done: float) -> None:
            known = {"total": None if stage == "columns" else 1.0}
            bars.update(bar, description=_STAGES[stage], completed=done, **known)

        yield told


def _seed(text: str | None) -> bytes:
    if text is None:
        return os.urandom(32)
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise DrawRefused(
            [f"--seed {_short(text)}: give hexadecimal digits, two for each byte"]
        ) from None


def _shares(text: str) -> tuple[str, dict[str, Fraction]]:
    """`COLUMN=VALUE:NUMBER,VALUE:NUMBER`."""
    column, _, parts = text.partition("=")
    try:
        pairs = [part.rsplit(":", 1) for part in parts.split(",")]
        return column, {value.strip(): _number(number) for value, number in pairs}
    except (ValueError, ZeroDivisionError):
        raise DrawRefused([f"{_short(text)}: write COLUMN=VALUE:NUMBER,VALUE:NUMBER"]) from None


def _seats_of(text: str) -> tuple[str, dict[str, int]]:
    """The same, of whole numbers of seats."""
    column, parts = _shares(text)
    if any(part.denominator != 1 or part < 0 for part in parts.values()):
        raise DrawRefused([f"{_short(text)}: a number of seats is 0, 1, 2 …"])
    return column, {value: int(part) for value, part in parts.items()}


def _number(text: str) -> Fraction:
    """Errors: ValueError; ZeroDivisionError."""
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return Fraction(text.strip())


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _read(path: Path) -> str:
    """The text of a file. Errors: DrawRefused; OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except ValueError:
        raise DrawRefused([f"{_short(str(path))!r} is no name of a file"]) from None
    if len(data) > _MOST_BYTES:
        raise DrawRefused([f"{path}: it is larger than {_MOST_BYTES >> 20} MB: no pool is"])
    if data.startswith(_NO_TEXT):
        raise DrawRefused([f"{path}: it is a spreadsheet or a document: save it as CSV in UTF-8"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DrawRefused([f"{path}: it is not UTF-8 text: save it as CSV in UTF-8"]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DrawRefused([f"{path}:{line}: it holds a NUL, as no text does: save it as CSV again"])
    return text


def _sentences(error: SortitionInvalid, options: argparse.Namespace) -> Iterator[str]:
    """One for each thing to correct, in whatever number of rows it occurs."""
    alike: dict[object, list[Fault]] = {}
    for number, fault in enumerate(error.faults):
        same = {name: one for name, one in fault.params.items() if name != "id"}
        key = (fault.code, *same.items()) if fault.code in _IN_MANY_ROWS else number
        alike.setdefault(key, []).append(fault)
    for faults in alike.values():
        first = faults[0]
        file = getattr(options, first.file, None) if first.file else None
        place = [str(one) for one in (file, first.line, first.column) if one is not None]
        said = sentence(replace(first, file="", line=None, column=None), "en")
        lines = [str(fault.line) for fault in faults[1:]]
        if lines:
            more = ", ".join([*lines[:_SAID], *["…"][: len(lines) > _SAID]])
            said += f" The same on {len(lines)} other {'lines' if lines[1:] else 'line'}: {more}."
        said = " ".join(said.split("\n"))  # of a cell over several lines
        yield f"{':'.join(place)}: {said}" if place else said


def _write(files: dict[str, bytes], out: Path) -> None:
    """All or nothing: the folder appears whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".draw-") as temporary:
        made = Path(temporary, "draw")
        made.mkdir()
        for name, data in files.items():
            (made / name).write_bytes(data)
        if out.exists():
            out.rmdir()
        made.rename(out)
