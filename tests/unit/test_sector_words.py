"""A sector of a count is kept in one way and said in each language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from alienor.surfaces.words import sector_kept, sector_words


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("Secteur 2", "Sector 2"),
        ("Urne", "Ballot box"),
        ("Salle entière", "Whole hall"),
        ("Balcon", "Balcon"),
    ],
)
def test_a_sector_of_the_paper_file_is_said_in_the_language_of_its_reader(
    kept: str, said: str
) -> None:
    with override("fr"):
        assert sector_words(kept) == kept == sector_kept(kept)
    with override("en"):
        assert sector_words(kept) == said
        assert sector_kept(said) == kept


def test_sectors_that_were_counted_together_are_said_together() -> None:
    with override("en"):
        assert sector_words("Secteur 1 + Secteur 3 + Balcon") == "Sector 1 + Sector 3 + Balcon"
