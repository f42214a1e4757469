"""A computation that is watched, in real processes: heard, stopped, gone on with, killed."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.sortition.sortition_cases import town
from tests.unit.watched_cases import count, process_of

from alienor.cores.sortition import SortitionInvalid, deal
from alienor.platform.compute import ComputationStopped, Seen, begin, forget, forget_old, look, stop
from alienor.platform.compute.place import GONE, Place

FACTS = {"method": "leximin", "seed": b"s" * 32, "panels": 100}


@pytest.fixture
def key() -> Iterator[str]:
    made = uuid.uuid4().hex
    yield made
    forget(made)


def once(key: str, wanted: Callable[[Seen], Any], seconds: float = 20) -> Seen:
    """How it stands as soon as it stands so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen = look(key)
        assert seen is not None
        if wanted(seen):
            return seen
        time.sleep(0.02)
    raise AssertionError(seen)


def gone(process: int) -> bool:
    """Whether this process ends within a few seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def ended(seen: Seen) -> bool:
    return seen.state != "running"


def test_nothing_was_begun(key: str) -> None:
    assert look(key) is None
    stop(key)


def test_its_progress_arrives_while_it_runs_and_its_result_in_the_end(key: str) -> None:
    assert begin(key, count, 60, note={"said": "by whoever began"})
    heard = once(key, lambda seen: 0 < seen.done < 1)
    assert (heard.state, heard.stage) == ("running", "panels")
    assert heard.note == {"said": "by whoever began"}
    with pytest.raises(ComputationStopped):
        _ = heard.result
    found = once(key, ended)
    assert found.state == "done" and found.seconds > 0.5
    assert found.result[0] == 0 and found.result[1] != os.getpid()


def test_one_at_a_time_and_whoever_begins_again_sees_the_same(key: str) -> None:
    assert begin(key, count, 30, note="first")
    assert not begin(key, count, 99, note="second")
    found = once(key, ended)
    assert found.note == "first"
    assert not begin(key, count, 99, note="third")
    assert look(key).note == "first"
    forget(key)
    assert look(key) is None


def test_stopped_its_process_is_gone_and_begun_again_it_goes_on_from_there(key: str) -> None:
    begin(key, process_of, note=None)
    process = int(once(key, lambda seen: seen.place.has("kept")).place.opened("kept"))
    stop(key)
    assert look(key).state == "stopped"
    assert gone(process)
    forget(key)
    begin(key, count, 100, note=None)
    once(key, lambda seen: seen.done > 0.1)
    stop(key)
    before = look(key).seconds
    assert begin(key, count, 100, note=None)
    found = once(key, ended)
    assert found.result[0] >= 10
    assert found.seconds > before


def test_a_draw_stopped_again_and_again_is_the_very_same_one(key: str) -> None:
    instance = town(people=400, seats=60)
    whole = deal(instance, **FACTS)
    begin(key, deal, instance, note=None, **FACTS)
    for _ in range(3):
        once(key, lambda seen: seen.place.has("kept") or ended(seen))
        stop(key)
        begin(key, deal, instance, note=None, **FACTS)
    found = once(key, ended, seconds=60).result
    assert found.lottery.text == whole.lottery.text
    assert found.alternates == whole.alternates
    assert found.distribution.chances == whole.distribution.chances


def test_a_process_killed_from_outside_is_said_and_begun_again_it_goes_on(key: str) -> None:
    begin(key, process_of, note="kept")
    process = int(once(key, lambda seen: seen.place.has("kept")).place.opened("kept"))
    os.kill(process, signal.SIGKILL)
    seen = once(key, ended)
    assert seen.state == "died" and seen.note == "kept"
    with pytest.raises(ComputationStopped):
        _ = seen.result
    assert begin(key, process_of, note="kept")
    assert look(key).state == "running"


def test_what_it_raises_is_raised_to_whoever_wants_its_result(key: str) -> None:
    instance = town(people=40, seats=20)
    begin(key, deal, instance, note=None, method="none", seed=b"s" * 32, panels=1)
    seen = once(key, ended)
    assert seen.state == "failed"
    with pytest.raises(SortitionInvalid) as refusal:
        _ = seen.result
    assert refusal.value.faults


def test_forgotten_while_it_runs_its_process_ends(key: str) -> None:
    begin(key, process_of, note=None)
    seen = once(key, lambda seen: seen.place.has("kept"))
    process = int(seen.place.opened("kept"))
    forget(key)
    assert gone(process)
    assert not seen.place.folder.exists()


def test_no_file_says_in_clear_what_it_was_given_or_found(key: str) -> None:
    begin(key, count, 5, note="Aïcha Exemple".encode())
    place = once(key, ended).place
    assert all(b"Exemple" not in one.read_bytes() for one in place.folder.iterdir())
    assert place.folder.stat().st_mode & 0o077 == 0
    assert all(one.stat().st_mode & 0o077 == 0 for one in place.folder.iterdir())


def test_an_hour_after_its_last_word_it_is_forgotten_but_never_while_it_runs(key: str) -> None:
    begin(key, process_of, note=None)
    place = once(key, lambda seen: seen.place.has("kept")).place
    aged(place.folder)
    forget_old()
    assert look(key) is not None
    stop(key)
    forget_old()
    assert look(key) is not None
    aged(place.folder)
    forget_old()
    assert look(key) is None


def test_a_lock_of_a_folder_that_was_forgotten_in_between_is_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(folder=tmp_path / "one", key=b"")
    flock, forgotten = fcntl.flock, []

    def forgotten_just_before(descriptor: int, how: int) -> None:
        if not forgotten:
            forgotten.append(descriptor)
            assert place.forget()
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", forgotten_just_before)
    taken = place.take()
    assert taken is not None and forgotten
    assert os.path.samestat(os.fstat(taken), (place.folder / "lock").stat())
    assert place.runs and not place.forget()
    os.close(taken)
    assert place.forget() and not place.folder.exists()


def test_whoever_holds_a_lock_keeps_its_folder_whatever_others_forget(tmp_path: Path) -> None:
    place = Place(folder=tmp_path / "one", key=b"")
    inside, wrong, turns = threading.Semaphore(1), [], []
    end = time.monotonic() + 2

    def begins(number: int) -> None:
        while time.monotonic() < end:
            if (taken := place.take()) is None:
                continue
            if not inside.acquire(blocking=False):
                wrong.append("two at once")
            note = place.folder / f"note-{number}"
            note.touch()
            time.sleep(0.0005)
            if not note.exists():
                wrong.append("the folder was taken away")
            note.unlink(missing_ok=True)
            turns.append(number)
            inside.release()
            os.close(taken)

    def forgets() -> None:
        while time.monotonic() < end:
            place.forget()

    threads = [threading.Thread(target=begins, args=(one,)) for one in range(3)]
    threads += [threading.Thread(target=forgets) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not wrong and len(turns) > 10


def test_a_folder_that_a_server_did_not_finish_removing_is_removed(key: str) -> None:
    begin(key, count, 1, note=None)
    place = once(key, ended).place
    left = place.folder.with_name(f"{GONE}left")
    left.mkdir()
    (left / "note").touch()
    forget_old()
    assert not left.exists() and place.folder.exists()


def test_begun_again_right_after_it_was_forgotten_it_is_another_one(key: str) -> None:
    for turn in range(3):
        assert begin(key, process_of, note=turn)
        assert look(key).note == turn
        forget(key)
        assert look(key) is None


def aged(folder: Path) -> None:
    long_ago = time.time() - 3700
    for one in folder.iterdir():
        os.utime(one, (long_ago, long_ago))
