"""People of a day by the names that an organiser writes."""

from __future__ import annotations

import difflib
from typing import Any

from alienor.cores.wording import folded
from alienor.platform.errors import Invalid
from alienor.platform.people.records import identities
from alienor.stages.bodies.queries import colleges_in
from alienor.surfaces.words import MEMBERS


class Names:
    """Who has a place in the body that meets, each under a name of their own."""

    def __init__(self, row: Any) -> None:
        colleges = colleges_in(row.edition, row.body)
        known = identities(colleges)
        self._people: dict[str, list[int]] = {}
        self._written: dict[int, str] = {}
        for one in colleges:
            name = known[one].full_name
            if name:
                self._people.setdefault(folded(name), []).append(one)
                self._written[one] = name
        for people in [some for some in self._people.values() if len(some) > 1]:
            for one in people:
                college = str(MEMBERS.get(colleges[one], colleges[one]))
                self._written[one] += f" ({college})"
                self._people.setdefault(folded(self._written[one]), []).append(one)
        self._colleges = {one: str(MEMBERS.get(college, college))
                          for one, college in colleges.items()}  # fmt: skip

    def of(self, person: int) -> str:
        """What to write for this person; nothing once they are erased or gone."""
        return self._written.get(person, "")

    def read(self, line: str, *, field: str) -> list[int]:
        """The people whom a line names. Errors: Invalid (`unknown_member`,
        `several_of_this_name`)."""
        written = [part.strip() for part in line.replace(";", ",").split(",") if part.strip()]
        return [self._one(name, field=field) for name in written]

    def _one(self, name: str, *, field: str) -> int:
        found = self._people.get(folded(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Invalid(
                "several_of_this_name", field=field, name=name, college=self._colleges[found[0]]
            )
        near = difflib.get_close_matches(folded(name), self._people, n=1, cutoff=0.7)
        if near:
            raise Invalid(
                "unknown_member_near", field=field, name=name,
                near=self._written[self._people[near[0]][0]],
            )  # fmt: skip
        raise Invalid("unknown_member", field=field, name=name)
