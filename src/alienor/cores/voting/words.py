"""Numbers and fractions as they are said, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, cast

Language = Literal["fr", "en"]

NBSP = "\u00a0"
THIN = "\u202f"
"""French groups thousands with a narrow no-break space."""
_MOST_DECIMALS = 6

_NAMED: Mapping[Fraction, tuple[str, str, str]] = {
    # French alone, French after "plus", English
    Fraction(1, 2): ("la moitié", "de la moitié", "half"),
    Fraction(1, 3): ("le tiers", "du tiers", "one third"),
    Fraction(2, 3): ("les deux tiers", "des deux tiers", "two thirds"),
    Fraction(1, 4): ("le quart", "du quart", "one quarter"),
    Fraction(3, 4): ("les trois quarts", "des trois quarts", "three quarters"),
    Fraction(3, 5): ("les trois cinquièmes", "des trois cinquièmes", "three fifths"),
    Fraction(1, 1): ("l'unanimité", "de l'unanimité", "unanimity"),
}


def known_language(language: str) -> Language:
    """The language itself, or ValueError: a caller's mistake, not a fault of a vote."""
    if language not in ("fr", "en"):
        raise ValueError(f"no such language: {language}")
    return cast(Language, language)


def number(value: int, *, language: Language) -> str:
    """A whole number with its thousands grouped: `12 345` or `12,345`."""
    return f"{value:,}".replace(",", THIN if language == "fr" else ",")


def percentage(
    share: Fraction, *, language: Language, threshold: Fraction | None = None, digits: int = 1
) -> str:
    """A share in [0, 1] as a percentage, rounded half up: `77,7 %` or `77.7%`.

    Decimals are added, six at most, while rounding alone would put the figure on or across
    `threshold`, 0 or 1: 69.97 % never reads "70.0 %" where 70 % was needed, and one voice against
    in three thousand never reads "100 %".
    """
    shown = _rounded(share, digits=digits)
    limits = [
        limit for limit in (Fraction(0), Fraction(1), threshold) if limit not in (None, share)
    ]
    while digits < _MOST_DECIMALS and any(
        _side(shown, of=limit) != _side(share, of=limit) for limit in limits if limit is not None
    ):
        digits += 1
        shown = _rounded(share, digits=digits)
    scaled = int(shown * 100 * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    text = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return text.replace(".", ",") + f"{NBSP}%" if language == "fr" else text + "%"


def fraction_name(fraction: Fraction, *, strict: bool, language: Language) -> str:
    """A threshold as it is said: `les deux tiers`, `plus de la moitié`, `70 %`, `5/7`."""
    if named := _NAMED.get(fraction):
        alone, after, english = named
        if language == "fr":
            return f"plus {after}" if strict else alone
        return f"more than {english}" if strict else english
    hundredths = fraction * 100
    if hundredths.denominator == 1:
        text = percentage(fraction, language=language, digits=0)
    else:
        text = f"{fraction.numerator}/{fraction.denominator}"
    if not strict:
        return text
    return f"plus de {text}" if language == "fr" else f"more than {text}"


def decimal(value: Fraction, *, language: Language, digits: int = 2) -> str:
    """A number rounded half up to `digits` decimals, none where it is whole: `10` or `3,33`."""
    scaled = int(value * 10**digits + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**digits)
    said = number(whole, language=language)
    if not rest:
        return said
    return f"{said}{',' if language == 'fr' else '.'}{rest:0{digits}d}"


def plural(count: int, *, one: str, many: str, language: Language) -> str:
    """A count and its noun; French says zero in the singular, English in the plural."""
    single = count < 2 if language == "fr" else count == 1
    return f"{number(count, language=language)} {one if single else many}"


def listed(items: list[str], *, language: Language) -> str:
    """Items as an enumeration: `A, B et C`."""
    if len(items) < 2:
        return "".join(items)
    last = " et " if language == "fr" else " and "
    return ", ".join(items[:-1]) + last + items[-1]


def _rounded(share: Fraction, *, digits: int) -> Fraction:
    scale = 100 * 10**digits
    return Fraction(int(share * scale + Fraction(1, 2)), scale)


def _side(share: Fraction, *, of: Fraction) -> int:
    return (share > of) - (share < of)
