"""`alienor seat`: a plan of tables from a file of people, without a site or a database."""

from __future__ import annotations

import argparse
import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from alienor.cores.seating import (
    Cap,
    Fault,
    Gathering,
    Plan,
    SeatingInvalid,
    fault_sentence,
    met_by_each,
    quality_of,
    read_gathering,
    seat,
)


class SeatRefused(Exception):
    """The plan cannot be made; `sentences` says everything that is to be corrected."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


def seat_people(options: argparse.Namespace) -> list[str]:
    """Make a plan, and write it to the new file `options.out`; return what to say.

    Nothing is written where something is wrong. Errors: SeatRefused.
    """
    if options.out.exists():
        raise SeatRefused([f"{options.out} exists already: give a new file"])
    seed = _seed(options.seed)
    try:
        gathering = read_gathering(
            people=_read(options.people),
            tables=_tables(options.tables),
            rounds=options.rounds,
            balance=dict(map(_weight, _parts(options.balance))),
            caps=[_cap(text) for text in options.cap],
            together=_read(options.together),
            apart=_read(options.apart),
            accessible=_read(options.accessible),
            accessible_tables=[
                _number("--accessible-tables", one) for one in _parts(options.accessible_tables)
            ],
            id_column=options.id,
        )
        with _progress() as told:
            plan = seat(gathering, seed=seed, told=told)
    except SeatingInvalid as error:
        raise SeatRefused(_sentence(one, options) for one in error.faults) from error
    except KeyboardInterrupt:
        raise SeatRefused(["Stopped. Nothing is written."]) from None
    _write(_plan_file(gathering, plan), options.out)
    return [*_said(gathering, plan), f"seed {seed}", f"plan in {options.out}"]


def _said(gathering: Gathering, plan: Plan) -> Iterator[str]:
    quality, met = quality_of(gathering, plan), met_by_each(plan)
    yield (
        f"{len(gathering.people)} people, {len(gathering.sizes)} tables of "
        f"{_span(gathering.sizes)}, {gathering.rounds} rounds: each meets "
        f"{sum(met.values()) / len(met):.1f} others on average, from {min(met.values())} to "
        f"{max(met.values())}"
    )
    again = "no pair meets again"
    if quality.repeats:
        again = f"{quality.repeats} meetings of a pair again, {quality.thrice} pairs three times"
    yield f"{quality.distinct} pairs meet, of {quality.bound} at most; {again}"
    if gathering.balance:
        beyond = ", ".join(f"{name} {count}" for name, count in quality.misfits.items())
        yield f"{quality.misfit} people beyond the proportional share of a table ({beyond})"


def _span(sizes: tuple[int, ...]) -> str:
    least, most = min(sizes), max(sizes)
    return f"{least}" if least == most else f"{least} to {most}"


def _plan_file(gathering: Gathering, plan: Plan) -> str:
    at = [{one: table for table, ids in enumerate(turn, start=1) for one in ids} for turn in plan]
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["id", *(f"round_{number}" for number in range(1, len(plan) + 1))])
    rows.writerows([one.id, *(turn[one.id] for turn in at)] for one in gathering.people)
    return written.getvalue()


@contextmanager
def _progress() -> Iterator[Callable[[float], bool]]:
    """A bar on a terminal; nothing where nobody looks."""
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("Tables"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bars:
        bar = bars.add_task("", total=1.0)

        def told(done: float) -> bool:
            bars.update(bar, completed=done)
            return True

        yield told


def _sentence(fault: Fault, options: argparse.Namespace) -> str:
    """The sentence, after `file:line:column` as far as they are known."""
    file = getattr(options, fault.file, None) if fault.file else None
    column = fault.column if fault.line is not None else None
    place = [str(one) for one in (file, fault.line, column) if one is not None]
    said = fault_sentence(fault, "en")
    return f"{':'.join(place)}: {said}" if place else said


def _seed(text: str | None) -> str:
    if text is None:
        return os.urandom(16).hex()
    try:
        return bytes.fromhex(text).hex()
    except ValueError:
        raise SeatRefused([f"--seed {text}: give hexadecimal digits, two for each byte"]) from None


def _tables(text: str) -> int | list[int]:
    sizes = [_number("--tables", one) for one in text.split(",")]
    return sizes if len(sizes) > 1 else sizes[0]


def _weight(text: str) -> tuple[str, int]:
    """`FIELD` or `FIELD:WEIGHT`."""
    name, colon, weight = text.rpartition(":")
    return (name.strip(), _number("--balance", weight)) if colon else (text, 1)


def _cap(text: str) -> Cap:
    """`FIELD=VALUE:NUMBER` or `FIELD=VALUE,VALUE:NUMBER`."""
    field, equals, rest = text.partition("=")
    values, colon, most = rest.rpartition(":")
    if not (field.strip() and equals and colon and _parts(values)):
        raise SeatRefused([f"--cap {text}: write FIELD=VALUE:NUMBER"])
    return Cap(field=field.strip(), values=tuple(_parts(values)), most=_number("--cap", most))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(option: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SeatRefused([f"{option}: “{text.strip()}” is not a whole number"]) from None


def _read(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SeatRefused([f"{path}: {error.strerror}"]) from error
    except UnicodeDecodeError:
        raise SeatRefused([f"{path}: it is not UTF-8 text: save it as CSV in UTF-8"]) from None


def _write(text: str, out: Path) -> None:
    """All or nothing: the file appears whole."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=out.parent, prefix=".seat-", delete=False, encoding="utf-8", newline=""
        ) as file:
            file.write(text)
        draft = Path(file.name)
        draft.chmod(0o644)
        draft.replace(out)
    except OSError as error:
        raise SeatRefused([f"{out}: {error.strerror}"]) from error
