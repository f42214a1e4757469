"""How hard a text is to read, as far as lengths can tell.

The index is LIX: words a sentence, plus the percentage of words longer than six letters. It needs
no dictionary and no guess at syllables, so that anyone can redo it by hand. It says nothing of
rare words, of order, of layout or of meaning: it finds sentences to shorten, it does not certify
plain language.

Sources: C. H. Björnsson, Läsbarhet, Liber, Stockholm, 1968 (index and levels, made for Swedish);
C. H. Björnsson, Readability of Newspapers in 11 Languages, Reading Research Quarterly 18(4),
1983, which applies it to French.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from alienor.cores.wording.tokens import sentences, words

LONG_WORD = 6
"""A long word has more letters than this."""
LONG_SENTENCE = 25
"""Words beyond which a sentence is pointed out: this project's choice, not the index's."""

Level = Literal["empty", "very_easy", "easy", "medium", "hard", "very_hard"]
_LEVELS: tuple[tuple[float, Level], ...] = (
    (30, "very_easy"),
    (40, "easy"),
    (50, "medium"),
    (60, "hard"),
)


@dataclass(frozen=True, slots=True)
class Readability:
    """`words`, `sentences`: how many; `words_per_sentence`: their ratio; `long_words`: the share
    of words of more than six letters, in [0, 1]; `index`: LIX, 0 for an empty text; `level`: what
    it is commonly read as; `long_sentences`: those of more than `LONG_SENTENCE` words, in order.
    """

    words: int
    sentences: int
    words_per_sentence: float
    long_words: float
    index: float
    level: Level
    long_sentences: tuple[str, ...]


def readability(text: str) -> Readability:
    """Measure a text. Markup counts as text: strip it first."""
    parts = sentences(text)
    found = [words(part) for part in parts]
    count = sum(len(part) for part in found)
    if not count:
        return Readability(
            words=0,
            sentences=0,
            words_per_sentence=0.0,
            long_words=0.0,
            index=0.0,
            level="empty",
            long_sentences=(),
        )
    long = sum(_letters(word) > LONG_WORD for part in found for word in part)
    mean = count / len(parts)
    index = mean + 100 * long / count
    return Readability(
        words=count,
        sentences=len(parts),
        words_per_sentence=mean,
        long_words=long / count,
        index=index,
        level=_level(index),
        long_sentences=tuple(
            part for part, its in zip(parts, found, strict=True) if len(its) > LONG_SENTENCE
        ),
    )


def _letters(word: str) -> int:
    return sum(character.isalpha() for character in word)


def _level(index: float) -> Level:
    return next((level for limit, level in _LEVELS if index < limit), "very_hard")
