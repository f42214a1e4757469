"""An operator who holds the signing key writes register and files again: `verify` says where."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alienor.auditing import verify_bundle
from alienor.auditing.facts import facts_told
from alienor.auditing.verify import Bundle
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.checkpoint import (
    Checkpoint,
    public_key_of,
    sign_checkpoint,
    verifier_key,
)
from alienor.cores.transparency.merkle import leaf_hash, root_of
from alienor.cores.transparency.tiles import (
    entries_path,
    entry_bundle,
    read_entry_bundle,
    tile_hashes,
    tile_widths,
)

KEPT = Path(__file__).parents[2] / "data" / "bundle-2.zip"
ORIGIN, KEY = "alienor/00000000", bytes(32)


class Forgery:
    """A bundle to bend: its entries, its files but the register's, and its one vote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with zipfile.ZipFile(KEPT) as archive:
            every = {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
        self.files = {
            name: data
            for name, data in every.items()
            if not name.startswith("register/") and name != "manifest.json"
        }
        size = int(every["register/checkpoint"].split(b"\n")[1])
        self.entries: list[dict[str, Any]] = [
            json.loads(leaf)
            for index, width in tile_widths(size=size)
            for leaf in read_entry_bundle(
                every[f"register/{entries_path(index=index, width=width)}"]
            )
        ]
        self.path = next(name for name in self.files if name.startswith("polls/"))
        self.record: dict[str, Any] = json.loads(self.files[self.path])

    def entry(self, kind: str) -> dict[str, Any]:
        """The first entry of a type, its version left aside."""
        return next(one for one in self.entries if one["type"].startswith(f"{kind}/"))

    def withdraw(self, kind: str) -> None:
        """Take an entry out of the edition: numbers of the others stay."""
        self.entry(kind)["edition"] = "autre"

    def append(self, kind: str, **changes: Any) -> dict[str, Any]:
        """An entry more, like the first of its type but for `changes`, before the record."""
        entry: dict[str, Any] = json.loads(json.dumps(self.entry(kind)))
        entry["act"] |= changes
        self.entries.insert(len(self.entries) - 1, entry)
        return entry

    def failures(self) -> list[str]:
        """What `verify` says of the bundle, written as an honest one is."""
        self.files[self.path] = canonical_json(self.record) + b"\n"
        published = [one for one in self.entries if one["type"] == "poll_published/1"]
        if published:
            published[-1]["act"]["sha256"] = hashlib.sha256(self.files[self.path]).hexdigest()
        content = {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}
        act = self.entry("bundle_published")["act"]
        act["content"] = hashlib.sha256(canonical_json(content)).hexdigest()
        leaves = [canonical_json(entry) for entry in self.entries]
        hashes = [leaf_hash(leaf) for leaf in leaves]
        head = Checkpoint(origin=ORIGIN, size=len(leaves), root=root_of(hashes))
        index: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            if "edition" in entry:
                index.setdefault(entry["edition"], []).append(number)
        own = verifier_key(name=ORIGIN, public_key=public_key_of(KEY))
        files = self.files | {
            "register/checkpoint": sign_checkpoint(head, name=ORIGIN, private_key=KEY).encode(),
            "register/key": f"{own}\n".encode(),
            "register/editions.json": canonical_json(index) + b"\n",
        }
        files |= {f"register/{tile.path}": data for tile, data in tile_hashes(hashes).items()}
        for start, width in tile_widths(size=len(leaves)):
            some = leaves[start * 256 : start * 256 + width]
            files[f"register/{entries_path(index=start, width=width)}"] = entry_bundle(some)
        listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        manifest = {"edition": "essai", "files": listed, "format": "alienor-bundle/1"}
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, data in (files | {"manifest.json": canonical_json(manifest) + b"\n"}).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return [check.detail for check in verify_bundle(self.folder) if check.holds is False]


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    return Forgery(tmp_path / "bundle")


def reject(forgery: Forgery) -> None:
    """Everything that the vote's file says becomes a rejection."""
    counts = {"abstain": 0, "invalid": 0, "no": 1, "yes": 0}
    for sheet in forgery.record["sheets"]:
        sheet["counts"] = counts
    forgery.record["result"] |= {"outcome": "rejected", "counts": counts}


def test_what_was_not_bent_holds(forgery: Forgery) -> None:
    assert forgery.failures() == []


def test_a_result_is_not_published_twice(forgery: Forgery) -> None:
    reject(forgery)
    forgery.append("poll_published", outcome="rejected", counts=forgery.record["result"]["counts"])
    assert "poll_published cannot follow" in forgery.failures()[0]


def test_only_a_tie_is_settled(forgery: Forgery) -> None:
    poll = forgery.record["poll"]
    entry = forgery.append("poll_published")
    entry |= {
        "type": "tie_settled/1",
        "act": {"poll": poll, "protocol": "chair", "picked": ["adopted"]},
    }
    forgery.append("poll_published")
    assert "tie_settled cannot follow" in forgery.failures()[0]


@pytest.mark.parametrize("kind", ["poll_drafted", "poll_opened", "poll_closed"])
def test_a_vote_is_opened_then_closed_then_published(forgery: Forgery, kind: str) -> None:
    forgery.withdraw(kind)
    assert "cannot follow what was done of the vote" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("majority", {"fraction": "1/10", "strict": True, "base": "expressed"}),
        ("majority", {"fraction": "1/2", "strict": False, "base": "expressed"}),
        ("majority", {"fraction": "1/2", "strict": True, "base": "entitled"}),
        ("quorum", {"fraction": "1/2", "of": "seats", "attending": 9, "total": 9}),
        ("tie", "chair"),
        ("entitled", 50),
        ("channel", "paper"),
        ("secret", True),
        ("places", 2),
        ("method", "approval"),
        ("article", "1"),
        ("minimum_cell", 0),
    ],
)
def test_the_terms_are_those_of_the_rules_and_of_the_opening(
    forgery: Forgery, term: str, value: Any
) -> None:
    forgery.record["terms"][term] = value
    (said,) = forgery.failures()
    assert f"terms.{term} is not what the register says" in said


def test_a_fraction_that_nobody_could_compute_is_refused_at_once(forgery: Forgery) -> None:
    forgery.record["terms"]["majority"]["fraction"] = "1e-9999999999"
    assert "is not a fraction" in forgery.failures()[0]


def test_a_vote_opens_under_the_rules_in_force(forgery: Forgery) -> None:
    forgery.entry("poll_opened")["rules"] = "0" * 64
    assert "does not cite the rules in force" in forgery.failures()[0]


def test_every_count_that_was_entered_is_in_the_file_and_no_other(forgery: Forgery) -> None:
    sheet = forgery.record["sheets"][0]
    forgery.record["sheets"].append(sheet | {"sector": "Ailleurs"})
    assert "nobody entered a count of Ailleurs" in forgery.failures()[0]
    forgery.record["sheets"].pop()
    forgery.record["sheets"] += [sheet | {"round": 2, "teller": one} for one in "AB"]
    assert "sheets is not what the register says" in forgery.failures()[0]
    del forgery.record["sheets"][2:]
    assert not forgery.failures()
    forgery.withdraw("count_entered")
    assert "was not made twice" in forgery.failures()[0]


def test_nobody_answers_a_roll_call_whose_answer_was_not_entered(forgery: Forgery) -> None:
    forgery.record["roll_call"] = [{"token": "abc", "answer": "yes"}]
    assert "roll_call is not what the register says" in forgery.failures()[0]


def test_what_a_vote_decided_is_what_its_result_says(forgery: Forgery) -> None:
    forgery.entry("proposal_decided")["act"]["outcome"] = "rejected"
    assert "proposal_decided is not what its vote decided" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("polls", ",adopted,", ",rejected,", "outcome of"),
        ("polls", ",5,", ",6,", "entitled of"),
        ("topics", ",refused,", ",admitted,", "state of"),
        ("topics", "Des bancs ?", "Des bancs", "title of"),
        ("proposals", ",adopted,", ",rejected,", "state of"),
        ("tests", ",feasible", ",unfeasible", "verdict of"),
        ("answers", ",refused,", ",accepted,", "verdict of"),
        ("answers", ",Trop cher.,", ",Plus tard.,", "reason of"),
        ("actions", ",1200", ",2200", "spent_euros of"),
        ("sessions", ",opened,", ",closed,", "state of"),
        ("sessions", ",2026-03-12T", ",2026-03-13T", "starts of"),
        ("hearings", ",qualified,", ",experienced,", "qualification of"),
        ("questions", ",true", ",false", "hidden of"),
        ("draws", ",407,", ",408,", "panel_number of"),
    ],
)
def test_open_data_contradict_no_act(
    forgery: Forgery, file: str, before: str, after: str, said: str
) -> None:
    data = forgery.files[f"data/{file}.csv"].decode()
    assert before in data
    forgery.files[f"data/{file}.csv"] = data.replace(before, after, 1).encode()
    assert f"data/{file}.csv: {said}" in forgery.failures()[0]


def without_last_row(text: str) -> str:
    return "\r\n".join(text.split("\r\n")[:-2]) + "\r\n"


def last_row_twice(text: str) -> str:
    return text + text.split("\r\n")[-2] + "\r\n"


@pytest.mark.parametrize("file", ["topics", "proposals", "polls", "hearing_citations"])
@pytest.mark.parametrize("bend", [without_last_row, last_row_twice])
def test_open_data_have_the_rows_that_acts_made_and_no_other(
    forgery: Forgery, file: str, bend: Callable[[str], str]
) -> None:
    path = f"data/{file}.csv"
    forgery.files[path] = bend(forgery.files[path].decode()).encode()
    assert f"{path}: " in forgery.failures()[0]


def test_a_table_is_not_left_out(forgery: Forgery) -> None:
    for name in ("data/topics.csv", "data/topics.schema.json"):
        del forgery.files[name]
    assert "data/topics.csv is missing" in forgery.failures()[0]


def test_the_edition_names_the_derogations_of_the_register(forgery: Forgery) -> None:
    held = json.loads(forgery.files["data/edition.json"])
    held["derogations"].pop()
    forgery.files["data/edition.json"] = canonical_json(held) + b"\n"
    assert "derogations are not those of the register" in forgery.failures()[0]


def test_columns_that_no_act_tells_of_are_named(forgery: Forgery) -> None:
    forgery.failures()
    data = next(one for one in verify_bundle(forgery.folder) if one.name == "data")
    assert "only the record of the files proves: answers (title)" in data.detail
    assert "recruitment" in data.detail


def test_a_topic_that_the_next_round_does_not_keep_is_admitted_again(forgery: Forgery) -> None:
    rounds = [["a", "b"], ["b"]]
    entries = [
        {"type": "topics_shortlisted/1", "edition": "essai", "act": {"topics": kept, "poll": "p"}}
        for kept in rounds
    ]
    bundle = Bundle(
        folder=forgery.folder,
        manifest={"edition": "essai"},
        checkpoint=Checkpoint(origin=ORIGIN, size=2, root=bytes(32)),
        note="",
        leaves=[],
        entries=entries,
    )
    states = {name: cells["state"] for (name,), cells in facts_told(bundle)["topics"].cells.items()}
    assert states == {"a": (1, "admitted"), "b": (1, "shortlisted")}
