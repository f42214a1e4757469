"""Texts that probably say the same, so that a person may read them side by side and merge them.

Each text becomes two weighted bags: its words, cut to a rough stem, and the runs of four letters
inside them, which catch `vélo` and `vélos`, `cycliste` and `cyclable`, and slips of the pen. Rare
ones weigh more (tf-idf); the likeness of two texts is the mean of the two cosines.

Sources: G. Salton, C. Buckley, Term-weighting approaches in automatic text retrieval, Information
Processing & Management 24(5), 1988; smoothed inverse document frequency as in scikit-learn's
`TfidfTransformer`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from alienor.cores.wording.faults import WordingFault
from alienor.cores.wording.tokens import folded, words

LIKELY = 0.4
"""A first threshold: most pairs above it ask for the same thing in short French topics, while
below it they share a subject rather than a request."""
_GRAM = 4
_MOST_SHARED = 5
_SHORTEST_STEM = 3

_EMPTY_WORDS = (
    "a afin ai ainsi ait alors apres au aucun aucune aussi autre autres aux avant avec avoir c ca "
    "car ce cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de "
    "depuis des deux dit doit doivent donc dont du elle elles en encore entre est et etaient "
    "etait etc etre eu eux fait faire faut fois font ici il ils j je jusqu jusque l la le les "
    "leur leurs lors lorsque lui m ma mais me meme memes mes mettre mieux mis mise moi moins mon "
    "n ne ni non nos notre nous on ont or ou par parce pas pendant peu peut peuvent place plus "
    "plusieurs pour pourquoi pouvoir pres puis qu quand que quel quelle quelles quelqu quelque "
    "quelques quels qui quoi s sa sans se selon sera serait seront ses si soi soient soit son "
    "sont sous sur t ta te tel telle telles tels tes toi ton tous tout toute toutes tres trop tu "
    "un une vers via voir vos votre vous vu y"
)
_STOP_WORDS = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two texts that are alike: their positions, `first` before `second`; `score` in (0, 1].

    `shared`: up to five words that they have in common, the most telling first.
    """

    first: int
    second: int
    score: float
    shared: tuple[str, ...]


def near_duplicates(texts: Sequence[str], *, threshold: float = LIKELY) -> list[Likeness]:
    """The pairs of texts at least `threshold` alike, the closest first.

    Texts of the same words in the same number score 1 whatever their order, case or accents; an
    empty text is like no other. Scores depend on the whole list, since rarity does: compare within
    one call. Time grows with the square of the list: some seconds for 1,500 topics of twenty words.

    Errors: WordingFault (`threshold_out_of_range` outside (0, 1]).
    """
    if not 0 < threshold <= 1:
        raise WordingFault("threshold_out_of_range", threshold=threshold)
    told = [_telling(text) for text in texts]
    by_stem = _weighed([Counter(map(_stem, found)) for found in told])
    by_gram = _weighed([_grams(found) for found in told])
    cosines_by_stem = _cosines(by_stem)
    cosines_by_gram = _cosines(by_gram)
    pairs = []
    for key, letters in cosines_by_gram.items():
        score = min(1.0, (cosines_by_stem.get(key, 0.0) + letters) / 2)
        if score >= threshold - 1e-9:
            first, second = key
            pairs.append(
                Likeness(
                    first=first,
                    second=second,
                    score=round(score, 6),
                    shared=_shared(told[first], by_stem[first], by_stem[second]),
                )
            )
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def _telling(text: str) -> list[str]:
    """The words that carry the meaning, folded; all of them where none does."""
    found = [part for word in words(folded(text)) for part in word.split("-")]
    return [word for word in found if word not in _STOP_WORDS] or found


def _stem(word: str) -> str:
    """The word without the commonest marks of plural and feminine."""
    if word.endswith("aux") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "al"
    for ending in ("s", "x"):
        if word.endswith(ending) and len(word) > _SHORTEST_STEM:
            word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


def _grams(found: Sequence[str]) -> Counter[str]:
    """Runs of four characters inside each word, its ends marked by blanks."""
    grams: Counter[str] = Counter()
    for word in found:
        marked = f" {word} "
        grams.update(marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1)))
    return grams


def _weighed(bags: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Each bag as a vector of length 1: counts times smoothed inverse document frequency."""
    spread = Counter(feature for bag in bags for feature in bag)
    rarity = {
        feature: log((1 + len(bags)) / (1 + holders)) + 1 for feature, holders in spread.items()
    }
    vectors = []
    for bag in bags:
        vector = {feature: count * rarity[feature] for feature, count in bag.items()}
        length = sqrt(sum(weight * weight for weight in vector.values()))
        vectors.append({feature: weight / length for feature, weight in vector.items()})
    return vectors


def _cosines(vectors: Sequence[dict[str, float]]) -> dict[tuple[int, int], float]:
    """The cosine of each pair that shares a feature, by an inverted index."""
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    cosines: dict[tuple[int, int], float] = {}
    for position, vector in enumerate(vectors):
        sums: dict[int, float] = defaultdict(float)
        for feature, weight in vector.items():
            for other, its_weight in holders[feature]:
                sums[other] += weight * its_weight
            holders[feature].append((position, weight))
        cosines.update(((other, position), cosine) for other, cosine in sums.items())
    return cosines


def _shared(
    told: Sequence[str], first: dict[str, float], second: dict[str, float]
) -> tuple[str, ...]:
    """The first text's words whose stems weigh most in both."""
    weights = {
        word: first[stem] * second[stem]
        for word in dict.fromkeys(told)
        if (stem := _stem(word)) in second
    }
    return tuple(sorted(weights, key=lambda word: (-weights[word], word))[:_MOST_SHARED])
