"""`alienor`: the command line. Each command says what it does in one line with --help."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from signal import SIGPIPE
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from alienor.auditing import Check
    from alienor.auditing.saying import Language

DRAW_METHODS = ("leximin", "maximin", "nash", "goldilocks", "stratified")  # the engine's


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:  # whoever read it, `head` for one, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + SIGPIPE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alienor", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="play whole editions of an assembly, then serve them")
    demo.add_argument("--no-serve", action="store_true", help="play, verify, and exit")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="serve the site (and make its database ready)")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=_serve)

    worker = commands.add_parser(
        "worker", help="send messages, tell followers, run the other queued jobs"
    )
    worker.set_defaults(run=_worker)

    bundle = commands.add_parser("bundle", help="write the public files of an edition to a folder")
    bundle.add_argument("edition", help="short name of the edition, e.g. poitiers-2022")
    bundle.add_argument("--out", type=Path, required=True)
    bundle.set_defaults(run=_bundle)

    _add_checks(commands)
    _add_draw(commands)
    _add_seat(commands)

    doctor = commands.add_parser("doctor", help="say what is well and what is not, and what to do")
    doctor.set_defaults(run=_doctor)

    backup = commands.add_parser("backup", help="copy the database, or the keys, while in use")
    backup.add_argument("--out", type=Path, required=True, help="a folder; one for each of the two")
    backup.add_argument("--keys", action="store_true", help="the keys of people")
    backup.add_argument(
        "--days", type=int, default=7, help="delete copies of keys older than that (default: 7)"
    )
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a copy back; stop the site first")
    restore.add_argument("copy", type=Path)
    restore.add_argument("--keys", action="store_true", help="it is a copy of the keys")
    restore.set_defaults(run=_restore)

    rehearse = commands.add_parser(
        "rehearse", help="play and serve a rehearsal: the site begins this itself, from the desk"
    )
    rehearse.add_argument("folder", type=Path, help="a folder that the site has made for it")
    rehearse.set_defaults(run=_rehearse)

    outbox = commands.add_parser("outbox", help="read the newest messages, codes to enter included")
    outbox.set_defaults(run=_outbox)

    unlock = commands.add_parser(
        "unlock", help="remove the second factors of somebody who lost them all"
    )
    unlock.add_argument("email")
    unlock.set_defaults(run=_unlock)

    manage = commands.add_parser("manage", help="Django's own commands, for developers")
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _add_checks(commands: Any) -> None:
    verify = commands.add_parser("verify", help="check a bundle from its files alone")
    verify.add_argument("folder", type=Path)
    verify.add_argument("--key", help="the signer's verifier key, had from elsewhere")
    verify.add_argument("--since", type=Path, help="a checkpoint kept from before")
    _add_language(verify)
    verify.set_defaults(run=_verify)

    audit = commands.add_parser(
        "audit", help="check a draw with its opened pool: for a sworn auditor"
    )
    audit.add_argument("folder", type=Path)
    audit.add_argument("--openings", type=Path, required=True, help="the file that you were handed")
    audit.add_argument("--draw", type=int, help="which draw, where several have these people")
    audit.add_argument("--key", help="the signer's verifier key, had from elsewhere")
    audit.add_argument("--panels", type=Path, help="the list of panels, once it is withdrawn")
    _add_language(audit)
    audit.set_defaults(run=_audit)


def _add_draw(commands: Any) -> None:
    draw = commands.add_parser("draw", help="draw a panel by lot from two files, without a site")
    draw.add_argument("--features", type=Path, required=True, help="quotas: feature,value,min,max")
    draw.add_argument("--respondents", type=Path, required=True, help="one row a person")
    draw.add_argument("--seats", type=int, required=True)
    draw.add_argument("--method", choices=DRAW_METHODS, default="leximin")
    draw.add_argument("--id", default="id", help="the column that names a person (default: id)")
    draw.add_argument("--household", default="", help="columns that name a home: street,postcode")
    draw.add_argument("--already", type=Path, help="ids of people who have a seat, one a line")
    draw.add_argument(
        "--frame",
        action="append",
        default=[],
        help="shares of the seats in percent: COLUMN=VALUE:SHARE,VALUE:SHARE (for roll and doors)",
    )
    draw.add_argument(
        "--reserved",
        action="append",
        default=[],
        help="seats for people of a value: COLUMN=VALUE:SEATS",
    )
    draw.add_argument("--panels", type=int, default=1000, help="how many numbered panels")
    draw.add_argument(
        "--form",
        choices=("panels", "types"),
        default="panels",
        help="number panels, or for a very large pool how many people of each type (two stages)",
    )
    draw.add_argument("--seed", help="hexadecimal; drawn at random and said where it is not given")
    draw.add_argument("--out", type=Path, required=True)
    draw.set_defaults(run=_draw)


def _add_seat(commands: Any) -> None:
    seat = commands.add_parser(
        "seat", help="seat people at tables over several rounds from a file, without a site"
    )
    seat.add_argument("--people", type=Path, required=True, help="one row a person: id, fields")
    seat.add_argument(
        "--tables", required=True, help="how many, or the size of each: 12, or 9,9,8,8"
    )
    seat.add_argument("--rounds", type=int, required=True)
    seat.add_argument(
        "--balance",
        default="",
        help="fields whose values tables share out, with weights from 1 to 9: sex,age:2,district",
    )
    seat.add_argument(
        "--cap",
        action="append",
        default=[],
        help="the most at a table: FIELD=VALUE:NUMBER, or of several: FIELD=VALUE,VALUE:NUMBER",
    )
    seat.add_argument("--together", type=Path, help="ids who stay together, one group a line")
    seat.add_argument("--apart", type=Path, help="ids who never share a table, one group a line")
    seat.add_argument("--accessible", type=Path, help="ids who need an accessible table")
    seat.add_argument("--accessible-tables", default="", help="which tables are: 1,2,3")
    seat.add_argument("--id", default="id", help="the column that names a person (default: id)")
    seat.add_argument("--seed", help="hexadecimal; drawn at random and said where it is not given")
    seat.add_argument("--out", type=Path, required=True, help="the plan: id,round_1,round_2...")
    seat.set_defaults(run=_seat)


def _served_at(host: str, port: int) -> None:
    """Let messages and feeds name the place where the site is served, unless the city said where
    people find it. To be called before settings are read."""
    os.environ.setdefault("ALIENOR_ORIGIN", f"http://{host}:{port}")


def _demo(options: argparse.Namespace) -> int:
    _served_at("127.0.0.1", options.port)
    from alienor.config.instance import (
        forget_demo,
        instance_folder,
        mark_as_demo,
        open_instance,
    )

    folder = instance_folder()
    if (folder / "secrets.json").exists() and not open_instance(folder).demo:
        return _fail(
            f"{folder} holds a real instance, which a demonstration would overwrite. "
            "Give another folder: ALIENOR_DIR=var/demo alienor demo"
        )
    forget_demo(folder)
    mark_as_demo(folder)
    from alienor.config.serve import prepare, serve

    prepare()
    from datetime import datetime

    from rich.console import Console

    from alienor.demo.player import PARIS
    from alienor.demo.run import play
    from alienor.stages.founding.queries import city

    console = Console()
    if city() is not None:
        return _fail(
            "the database already holds an instance: give the demonstration an empty one "
            "(DATABASE_URL)"
        )
    if not play(today=datetime.now(PARIS).date(), console=console):
        return 1
    if options.no_serve:
        return 0
    console.print(
        f"\n[bold]http://127.0.0.1:{options.port}[/bold]  (Ctrl+C pour arrêter)\n"
        f"Entrer dans un rôle : http://127.0.0.1:{options.port}/demo/"
    )
    return serve(host="127.0.0.1", port=options.port)


def _serve(options: argparse.Namespace) -> int:
    _served_at(options.host, options.port)
    from alienor.config.serve import prepare, serve  # settings are read here

    prepare()
    _announce(options.host, options.port)
    return serve(host=options.host, port=options.port)


def _announce(host: str, port: int) -> None:
    """Say where the site is and, while the instance is empty, the code that opens it."""
    from alienor.stages.founding.queries import city
    from alienor.surfaces.first_run import first_run_code

    _say(f"http://{host}:{port}")
    if city() is None:
        _say(f"This instance is empty. Open it at http://{host}:{port}/commencer/")
        _say(f"with the code {first_run_code()}")


def _worker(_: argparse.Namespace) -> int:
    from alienor.config.serve import prepare

    prepare()
    from django.core.management import call_command

    from alienor.config.regularly import begin

    begin()
    call_command("db_worker")
    return 0


def _bundle(options: argparse.Namespace) -> int:
    from alienor.config.serve import prepare

    prepare()
    from django.conf import settings

    from alienor.platform.actors import OPERATOR
    from alienor.platform.acts import SystemClock
    from alienor.platform.bundle import write_bundle
    from alienor.platform.errors import ActError
    from alienor.stages.founding.queries import edition_named, editions

    try:
        edition = edition_named(options.edition)
        count = write_bundle(edition=edition, out=options.out, actor=OPERATOR, clock=SystemClock())
    except ActError as error:
        known = ", ".join(row.slug for row in editions())
        folder = settings.INSTANCE.folder
        reason = {
            "not_found": f"there is no edition {options.edition} in {folder} (there are: {known})"
            if known
            else f"there is no edition in {folder}: is it the folder meant? ALIENOR_DIR names it",
            "folder_not_empty": f"{options.out} holds other files: give a new folder",
        }
        return _fail(reason.get(error.code, str(error)))
    _say(f"{count} files in {options.out}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from alienor.auditing import verify_bundle

    if options.since is not None and not options.since.is_file():
        return _fail(f"{options.since}: no such file")
    try:
        since = options.since.read_text(encoding="utf-8") if options.since else None
    except (OSError, ValueError):
        return _fail(f"{options.since}: this is no checkpoint, which is a text")
    checks = verify_bundle(
        options.folder, key=options.key, since=since, language=_language(options)
    )
    return _say_checks(checks)


def _audit(options: argparse.Namespace) -> int:
    from alienor.auditing import audit_bundle

    try:
        openings = options.openings.read_bytes()
        panels = options.panels.read_bytes() if options.panels else None
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}")
    return _say_checks(
        audit_bundle(
            options.folder,
            openings,
            number=options.draw,
            key=options.key,
            panels=panels,
            language=_language(options),
        )
    )


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang", choices=("fr", "en"), help="what checks are said in; by default, your locale"
    )


def _language(options: argparse.Namespace) -> Language:
    """The language asked for, or French where the locale of whoever asks is."""
    if options.lang:
        return cast("Language", options.lang)
    spoken = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "fr" if next((one for one in spoken if one), "").startswith("fr") else "en"


def _say_checks(checks: Iterable[Check]) -> int:
    """One line a check; 1 where one fails."""
    for check in checks:
        mark = {True: "ok  ", False: "FAIL", None: "note"}[check.holds]
        _say(f"{mark}  {check.name}: {check.detail}")
        if check.holds is False:
            return 1
    return 0


def _draw(options: argparse.Namespace) -> int:
    from alienor.config.draw import DrawRefused, draw

    try:
        said = draw(options)
    except DrawRefused as refusal:
        return _fail("\n".join(refusal.sentences))
    for line in said:
        _say(line)
    return 0


def _seat(options: argparse.Namespace) -> int:
    from alienor.config.seat import SeatRefused, seat_people

    try:
        said = seat_people(options)
    except SeatRefused as refusal:
        return _fail("\n".join(refusal.sentences))
    for line in said:
        _say(line)
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from alienor.config.doctor import examine

    findings = examine()
    for finding in findings:
        _say(f"{finding.mark}  {finding.sentence}")
    return 1 if any(finding.mark == "FAIL" for finding in findings) else 0


def _backup(options: argparse.Namespace) -> int:
    from alienor.config.serve import prepare

    prepare()
    from datetime import UTC, datetime

    from alienor.config.backup import BackupError, back_up

    alias = "keys" if options.keys else "default"
    try:
        made = back_up(alias, options.out, now=datetime.now(UTC), days=options.days)
    except BackupError as error:
        return _fail(str(error))
    _say(str(made))
    return 0


def _restore(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from alienor.config.backup import BackupError, put_back
    from alienor.config.serve import prepare
    from alienor.platform.actors import OPERATOR
    from alienor.platform.acts import SystemClock
    from alienor.platform.people.actions import erase_again

    try:
        put_back("keys" if options.keys else "default", options.copy)
    except BackupError as error:
        return _fail(str(error))
    prepare()
    erased = erase_again(actor=OPERATOR, clock=SystemClock())
    _say(f"put back: {options.copy}; erased again, for their key is gone: {erased}")
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    from alienor.config.instance import instance_folder, open_instance
    from alienor.config.rehearsal import rehearse

    folder = options.folder.absolute()
    if folder != instance_folder() or not (folder / "plan.json").exists():
        return _fail(
            f"{folder} is no rehearsal that a site has begun: begin one from the page of a day, "
            "at the desk"
        )
    if open_instance(folder).rehearsal is None:
        return _fail(f"{folder} holds an instance that is no rehearsal")

    def play(plan: dict[str, Any], **facts: Any) -> dict[str, Any]:
        from alienor.demo.rehearsal import play_rehearsal  # once there are tables

        played = play_rehearsal(plan, **facts)
        return {"day": played.session.public_id, "left_out": played.left_out}

    return rehearse(folder, play=play)


def _outbox(_: argparse.Namespace) -> int:
    from alienor.config.serve import prepare

    prepare()
    from django.utils.timezone import localtime

    from alienor.platform.messages.queue import outbox

    messages = outbox(limit=20)
    for message in reversed(messages):
        _say(f"--- {localtime(message.queued_at):%Y-%m-%d %H:%M}  {message.to}  ({message.state})")
        _say(f"{message.subject.strip()}\n\n{message.body.strip()}\n")
    if not messages:
        _say("no message yet")
    return 0


def _unlock(options: argparse.Namespace) -> int:
    from alienor.config.serve import prepare

    prepare()
    from alienor.platform.accounts.open import forget_second_factor
    from alienor.platform.people.records import find_person

    person_id = find_person(email=options.email)
    if person_id is None:
        return _fail("nobody here has this address")
    _say(f"{forget_second_factor(person_id)} removed; a new one is asked for at the desk")
    return 0


def _manage(options: argparse.Namespace) -> int:
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from alienor.platform.acts.guard import lifted

    with lifted() if options.rest[:1] == ["migrate"] else nullcontext():
        execute_from_command_line(["alienor manage", *options.rest])
    return 0


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _fail(sentence: str) -> int:
    sys.stderr.write(f"alienor: {sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
