"""Words and sentences of a French text."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+(?:-\w+)*", re.UNICODE)
_WHOLE = re.compile(r"(?i)\b(aujourd|prud|presqu|quelqu|entr)['’](?=\w)")
"""Words written with an apostrophe that are one word all the same."""
_PIECE = re.compile(r"\w+(?:-\w+)*['’]?|\s+|[^\w\s]", re.UNICODE)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})

_END = re.compile(r"[.!?…:]+[”\")\]]*(?:\s*»)?(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s('’])(?:[A-Z]|MM|Mmes?|Mlles?|Dr|Ste?|art|al|cf|ex|pp?|vol|av|bd|tél)\.$"
)
_SMALL_LETTER = re.compile(r"\s+[^\W\d_]")


def words(text: str) -> list[str]:
    """The words of a text, in order: `l'eau` is two, `aujourd'hui` and `va-t-on` are one."""
    return _WORD.findall(_WHOLE.sub(r"\1", text))


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with at least one word.

    A sentence ends with a full stop, an exclamation or question mark, an ellipsis, a colon, or
    the end of a line. A full stop ends nothing after an initial or a usual abbreviation (`M.`,
    `art.`), nor between `etc` and a small letter.
    """
    return [
        sentence
        for line in text.splitlines()
        for sentence in _sentences_of_line(line)
        if _WORD.search(sentence)
    ]


def _sentences_of_line(line: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _END.finditer(line):
        sentence = line[start : end.end()]
        if _ABBREVIATION.search(sentence) or (
            sentence.endswith("etc.") and _small_letter_follows(line, end.end())
        ):
            continue
        found.append(sentence.strip())
        start = end.end()
    return [*found, line[start:].strip()]


def _small_letter_follows(line: str, at: int) -> bool:
    found = _SMALL_LETTER.match(line, at)
    return found is not None and found.group()[-1].islower()


def pieces(text: str) -> list[str]:
    """The text cut between words, blanks and marks; joined again, it is the same text."""
    return _PIECE.findall(text)


def folded(text: str) -> str:
    """The text in small letters, without accents or ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def name_words(name: str) -> list[str]:
    """The words of a name whichever comes first, however they are spaced, hyphenated, quoted or
    written in capitals; what shows nothing is nothing."""
    kinds = {letter: unicodedata.category(letter) for letter in set(folded(name))}
    kept = (
        letter if kinds[letter][0] in "LMN" else "" if kinds[letter] == "Cf" else " "
        for letter in folded(name)
    )
    return sorted("".join(kept).split())
