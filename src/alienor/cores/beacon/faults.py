"""What may be wrong with a round: a code, its facts, its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["fr", "en"]
"""Languages in which this room can speak."""

Param = str | int

_ROUNDS: dict[str, tuple[str, str]] = {
    "unreadable": (
        "Ce texte n'est pas un tour de drand. Collez toute la réponse d'un serveur de drand, ou le "
        "numéro du tour suivi de sa signature.",
        "This text is not a round of drand. Paste the whole answer of a drand server, or the "
        "number of the round followed by its signature.",
    ),
    "round_number": (
        "Le numéro de tour {round} ne peut pas exister. Vérifiez-le.",
        "The round number {round} cannot exist. Check it.",
    ),
    "other_round": (
        "C'est le tour {round} ; le tour annoncé est {expected}. Collez celui-là.",
        "This is round {round}; the round announced is {expected}. Paste that one.",
    ),
    "before_first_round": (
        "La chaîne {chain} n'avait pas commencé à ce moment-là. Choisissez un moment plus tardif.",
        "The chain {chain} had not begun at that time. Choose a later one.",
    ),
    "randomness_differs": (
        "L'aléa écrit n'est pas celui qui découle de la signature : l'un des deux a été changé. "
        "Copiez de nouveau la réponse, d'un autre serveur si possible.",
        "The randomness written is not the one that follows from the signature: one of the two was "
        "changed. Copy the answer again, from another server if you can.",
    ),
}
_SIGNATURES: dict[str, tuple[str, str]] = {
    "not_hexadecimal": (
        "La signature doit s'écrire avec les chiffres 0 à 9 et les lettres a à f seulement. "
        "Copiez-la de nouveau.",
        "The signature must be written with the digits 0 to 9 and the letters a to f only. Copy it "
        "again.",
    ),
    "signature_length": (
        "La signature compte {digits} signes ; il en faut {expected}. Copiez-la en entier.",
        "The signature has {digits} characters; it must have {expected}. Copy all of it.",
    ),
    "other_chain": (
        "Cette signature vient d'une autre chaîne de drand que {chain} (elle a la longueur de "
        "celles de {other}). Prenez le tour sur la chaîne {chain}.",
        "This signature comes from another chain of drand than {chain} (it is as long as those of "
        "{other}). Take the round on the chain {chain}.",
    ),
    "not_on_curve": (
        "Cette signature ne peut être celle d'aucun tour : un signe au moins en a changé. "
        "Copiez-la de nouveau.",
        "This signature can be that of no round: at least one character has changed. Copy it "
        "again.",
    ),
    "wrong_signature": (
        "Cette signature n'est pas celle du tour {round} de la chaîne {chain} : elle est d'un "
        "autre tour, d'une autre chaîne, ou inventée. Vérifiez le numéro du tour et la chaîne.",
        "This signature is not the one of round {round} of the chain {chain}: it is of another "
        "round, of another chain, or made up. Check the number of the round and the chain.",
    ),
}
_CHAINS: dict[str, tuple[str, str]] = {
    "scheme": (
        "Les signatures « {scheme} » ne sont pas vérifiées ici. Choisissez la chaîne quicknet.",
        "Signatures “{scheme}” are not verified here. Choose the chain quicknet.",
    ),
    "public_key": (
        "La clé publique de la chaîne {chain} n'en est pas une. Copiez-la de nouveau.",
        "The public key of the chain {chain} is not one. Copy it again.",
    ),
    "chain_hash": (
        "L'empreinte de la chaîne {chain} ne correspond pas à ce qui est dit d'elle : on trouve "
        "{found}. Copiez de nouveau sa description.",
        "The hash of the chain {chain} does not match what is said of it: it comes to {found}. "
        "Copy its description again.",
    ),
}
_SENTENCES = {**_ROUNDS, **_SIGNATURES, **_CHAINS}
FAULT_CODES = frozenset(_SENTENCES)


class BeaconInvalid(ValueError):
    """A round, or a chain, that is not to be believed. `code`: one of `FAULT_CODES`."""

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """What is wrong, and what to do, in one of `Language` (English for any other)."""
        french, english = _SENTENCES[self.code]
        if language != "fr":
            return english.format(**self.params)
        return _french_spaces(french.format(**self.params))


def refuse(code: str, **params: Param) -> BeaconInvalid:
    """The error to raise for one fault."""
    return BeaconInvalid(code, params)


def _french_spaces(sentence: str) -> str:
    """French keeps its double punctuation on the line of the word before it."""
    for mark in (" :", " ;", " »", " ?"):
        sentence = sentence.replace(mark, "\u00a0" + mark[1])
    return sentence.replace("« ", "«\u00a0")
