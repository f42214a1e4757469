"""What a draw has to say, in whole sentences: what, where, what next."""

from __future__ import annotations

from functools import singledispatch

from alienor.cores.sortition.faults import Fault, Language, fault_sentence, french_spaces
from alienor.cores.sortition.feasibility import Missing, Relaxation, Room, ThinPool
from alienor.cores.sortition.reserve import Breach, Passed, Replacement


def sentence(subject: object, language: Language) -> str:
    """The sentence of a fault, a relaxation, a missing value, a thin pool, what room it leaves, a
    breach, a replacement or a person passed over.

    Errors: TypeError for anything else.
    """
    french, english = _both(subject)
    return french_spaces(french) if language == "fr" else english


@singledispatch
def _both(subject: object) -> tuple[str, str]:
    raise TypeError(type(subject).__name__)


@_both.register
def _(subject: Fault) -> tuple[str, str]:
    return fault_sentence(subject, "fr"), fault_sentence(subject, "en")


@_both.register
def _(subject: Relaxation) -> tuple[str, str]:
    one, s = subject, abs(subject.from_ - subject.to)
    lower = one.bound == "minimum"
    beyond_fr = " C'est plus que la marge prévue." if one.beyond_flex else ""
    beyond_en = " This goes beyond the flexibility set." if one.beyond_flex else ""
    move_fr = "abaissez le minimum" if lower else "relevez le maximum"
    move_en = "lower the minimum" if lower else "raise the maximum"
    return (
        f"« {one.feature} : {one.value} » : {move_fr} "
        f"de {one.from_} à {one.to}, soit {_people_fr(s)}.{beyond_fr}",
        f"“{one.feature}: {one.value}”: {move_en} "
        f"from {one.from_} to {one.to}, that is {_people_en(s)}.{beyond_en}",
    )


@_both.register
def _(subject: Missing) -> tuple[str, str]:
    one = subject
    return (
        f"« {one.feature} : {one.value} » : il manque {_people_fr(one.shortfall)} "
        f"({one.have} ont accepté, le minimum est {one.minimum}). Invitez-en d'autres.",
        f"“{one.feature}: {one.value}”: {_people_en(one.shortfall)} missing "
        f"({one.have} accepted, the minimum is {one.minimum}). Invite more of them.",
    )


@_both.register
def _(subject: ThinPool) -> tuple[str, str]:
    return (
        f"{_people_fr(subject.people)} pour {subject.seats} places : le tirage n'en écarte que "
        f"{subject.left_aside}, il ne peut guère équilibrer le panel. Invitez d'autres personnes, "
        "ou acceptez des quotas larges.",
        f"{_people_en(subject.people)} for {subject.seats} seats: the lot leaves only "
        f"{subject.left_aside} aside, it can hardly balance the panel. Invite more people, or "
        "accept wide quotas.",
    )


@_both.register
def _(subject: Room) -> tuple[str, str]:
    one = subject
    return (
        f"« {one.feature} : {one.value} » : de {one.least} à {_people_fr(one.most)}, quel que soit "
        "le tirage.",
        f"“{one.feature}: {one.value}”: {one.least} to {_people_en(one.most)}, whatever is drawn.",
    )


@_both.register
def _(subject: Breach) -> tuple[str, str]:
    one = subject
    lower = one.bound == "minimum"
    return (
        f"« {one.feature} : {one.value} » : {_people_fr(one.count)} pour un "
        f"{'minimum' if lower else 'maximum'} de {one.limit}.",
        f"“{one.feature}: {one.value}”: {_people_en(one.count)} for a "
        f"{'minimum' if lower else 'maximum'} of {one.limit}.",
    )


@_both.register
def _(subject: Replacement) -> tuple[str, str]:
    broken_fr = " ".join(_both(one)[0] for one in subject.breaches)
    broken_en = " ".join(_both(one)[1] for one in subject.breaches)
    if subject.code == "reserve_empty":
        texts = (
            f"La liste complémentaire est épuisée : la place de {subject.leaving} reste libre. "
            f"Invitez d'autres personnes. {broken_fr}",
            f"The reserve is used up: the seat of {subject.leaving} stays empty. "
            f"Invite more people. {broken_en}",
        )
    elif subject.code == "keeps_quotas":
        texts = (
            f"{subject.person} remplace {subject.leaving} : c'est la première personne de la liste "
            "complémentaire avec qui tous les quotas sont respectés.",
            f"{subject.person} replaces {subject.leaving}: the first person of the reserve with "
            "whom every quota is kept.",
        )
    else:
        texts = (
            f"{subject.person} remplace {subject.leaving} : personne ne permet de respecter tous "
            f"les quotas, et c'est la personne qui s'en écarte le moins. {broken_fr}",
            f"{subject.person} replaces {subject.leaving}: nobody keeps every quota, and this "
            f"person departs from them least. {broken_en}",
        )
    return texts[0].rstrip(), texts[1].rstrip()


@_both.register
def _(subject: Passed) -> tuple[str, str]:
    broken_fr = " ".join(_both(one)[0] for one in subject.breaches)
    broken_en = " ".join(_both(one)[1] for one in subject.breaches)
    french, english = {
        "declined": ("a décliné ou est parti.", "declined or left."),
        "household": (
            "vit au même foyer qu'une personne du panel.",
            "shares a household with someone on the panel.",
        ),
        "breach": ("romprait un quota.", "would break a quota."),
        "more_breach": (
            "s'écarterait davantage des quotas.",
            "would depart further from the quotas.",
        ),
    }[subject.why]
    return (
        f"{subject.id} {french} {broken_fr}".rstrip(),
        f"{subject.id} {english} {broken_en}".rstrip(),
    )


def _people_fr(count: int) -> str:
    return f"{count} personne{'s' if count > 1 else ''}"


def _people_en(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"
