"""One draw as an auditor reads it: its public files, and the pool that was opened to them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.draws import FROZEN
from alienor.auditing.lives import Life, lives_of
from alienor.cores.sortition import Dealt, Instance, Method, Quota, deal, read_panels
from alienor.cores.sortition.openings import Opening, instance_of, read_openings


@dataclass(frozen=True, kw_only=True)
class Audit:
    """One draw, its public files read, and what was opened of its pool.

    `missing`: tokens of people who were erased since, whom nothing opens any more.
    """

    bundle: Bundle
    life: Life
    frozen: dict[str, Any]
    held: dict[str, Any] | None
    openings_hash: str
    openings: dict[str, Opening]
    commitments: dict[str, str]
    quotas: tuple[Quota, ...]
    listed: str
    panels: tuple[tuple[str, ...], ...]
    missing: frozenset[str]

    @property
    def folder(self) -> str:
        return f"draws/{self.frozen['number']}"

    @cached_property
    def instance(self) -> Instance:
        """The draw that was made, of those who are opened; a pool kept whole had no quotas."""
        people = [
            (one.token, one.values, one.household)
            for one in self.openings.values()
            if one.token not in self.missing
        ]
        quotas = () if self.frozen["everyone_kept"] else self.quotas
        return instance_of(quotas, people, seats=self.frozen["seats"])

    @cached_property
    def dealt(self) -> Dealt:
        """The panels dealt out again, from everybody's answers. Errors: SortitionInvalid."""
        return deal(
            self.instance,
            method=cast(Method, self.frozen["method"]),
            seed=self.seed,
            panels=len(self.panels),
        )

    @property
    def seed(self) -> bytes:
        """Turns within a type are decided by the hash of the pool's commitments."""
        return hashlib.sha256(self.bundle.read(f"{self.folder}/commitments.csv")).digest()

    def name(self, number: int) -> str:
        """The number of a panel, as the balls write it."""
        return f"{number:0{self.frozen['balls']}d}"


def read_audit(
    bundle: Bundle, data: bytes, *, number: int | None = None, panels: bytes | None = None
) -> Audit:
    """The draw that a file of openings is about. Errors: BundleBroken, OpeningsUnreadable."""
    lines = read_openings(data)
    openings = {one.token: one for one in lines}
    if len(openings) < len(lines):
        twice = Counter(one.token for one in lines).most_common(1)[0][0]
        raise broken("the file of openings names {twice} twice", twice=twice)
    frozen = _frozen(bundle, set(openings), number)
    folder = f"draws/{frozen['number']}"
    rows = bundle.rows(f"{folder}/quotas.csv")
    listed = _list(bundle, frozen, panels)
    life = lives_of(bundle)[frozen["draw"]]
    return Audit(
        bundle=bundle,
        life=life,
        frozen=frozen,
        held=life.held,
        openings_hash=hashlib.sha256(data).hexdigest(),
        openings=openings,
        commitments=_commitments(bundle, folder),
        quotas=tuple(
            Quota(
                feature=row["feature"],
                value=row["value"],
                minimum=int(row["minimum"]),
                maximum=int(row["maximum"]),
            )
            for row in rows
        ),
        listed=listed,
        panels=read_panels(listed),
        missing=frozenset(one.token for one in lines if not one.salt),
    )


def _list(bundle: Bundle, frozen: dict[str, Any], given: bytes | None) -> str:
    """The list of panels: the public one or, once it is withdrawn, the one that was handed over."""
    path = f"draws/{frozen['number']}/panels.txt"
    if path in bundle.paths("draws/"):
        return bundle.read(path).decode()
    if given is None:
        raise broken(
            "{path} was withdrawn from the public files: ask for it, and give it with --panels",
            path=path,
        )
    if hashlib.sha256(given).hexdigest() != frozen["panels"]:
        raise broken("the list of panels that was given is not the one that was frozen")
    return given.decode()


def _commitments(bundle: Bundle, folder: str) -> dict[str, str]:
    rows = bundle.rows(f"{folder}/commitments.csv")
    return {row["token"]: row["commitment"] for row in rows}


def _frozen(bundle: Bundle, tokens: set[str], number: int | None) -> dict[str, Any]:
    """The act that froze the draw: the one asked for, or the one of these people."""
    acts = bundle.acts(*FROZEN)
    numbers = ", ".join(str(act["number"]) for act in acts) or "none"
    if number is not None:
        acts = [act for act in acts if act["number"] == number]
        if not acts:
            raise broken(
                "no draw {number} was frozen (frozen: {numbers})", number=number, numbers=numbers
            )
        return acts[0]
    shared = [act for act in acts if tokens & set(_commitments(bundle, f"draws/{act['number']}"))]
    if len(shared) != 1:
        raise broken(
            "the people of this file are those of no draw of this bundle (frozen: {numbers})",
            numbers=numbers,
        )
    return shared[0]
