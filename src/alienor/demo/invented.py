"""Names for the people of a rehearsal: nobody can take them for somebody's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, zip_longest

from alienor.demo.library import text

FABLED = (
    "Fable", "Chimère", "Mirage", "Songe", "Légende", "Utopie", "Licorne", "Mélusine", "Merlin",
    "Viviane", "Morgane", "Pégase", "Phénix", "Griffon", "Sirène", "Dragon", "Korrigan", "Farfadet",
    "Lutin", "Sylphe", "Nautilus", "Avalon", "Atlantide", "Brocéliande", "Eldorado", "Cocagne",
    "Arlequin", "Colombine", "Pierrot", "Scapin", "Figaro", "Pantagruel", "Gargantua", "Cyrano",
    "Quichotte", "Sindbad", "Aladin", "Barbe-Bleue", "Cendrillon", "Poucet",
)  # fmt: skip
"""Family names out of tales."""


def invented_names() -> Iterator[tuple[str, str]]:
    """(given name, family name), each pair once, as many as are wanted: of every kind in turn."""
    groups = [group["names"] for group in text("people", "names")["given"]]
    mixed = (name for row in zip_longest(*groups) for name in row if name)
    given = list(dict.fromkeys(mixed))
    for number in count():
        turn, place = divmod(number, len(given))
        family = FABLED[(number + turn) % len(FABLED)]
        beyond = number // (len(given) * len(FABLED))
        yield given[place], f"{family} {'bis ' * beyond}".strip()
