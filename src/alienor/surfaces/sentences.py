"""Every refusal in words, its facts filled in, for whoever reads it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.rules import Label, Language, breach_sentence, fault_sentence
from alienor.cores.voting.faults import VotingFault
from alienor.platform.access.roles import ROLE_NAMES
from alienor.platform.errors import ActError
from alienor.platform.tables import LineFault
from alienor.surfaces.refusals import SENTENCES
from alienor.surfaces.refusals.states import STATES
from alienor.surfaces.words import reader_language, sector_words


def sentence(error: ActError, *, derogable: bool = True) -> str:
    """What to tell the person whose action was refused. `derogable`: they may derogate."""
    special = _SPECIAL.get(error.code)
    if special is not None:
        return special(error.params)
    if error.params.get("breaches"):
        return _forbidden(error, derogable=derogable)
    fault = error.params.get("fault")
    if isinstance(fault, VotingFault):
        return count_fault(fault)
    if fault is not None:
        return str(fault.sentence(language=reader_language()))
    if error.code in SENTENCES:
        return str(SENTENCES[error.code]) % _in_words(error.params)
    return _("L'action a été refusée (%(code)s).") % {"code": error.code}


def count_fault(fault: VotingFault) -> str:
    """What makes a count or a ballot unusable, its sector in the reader's language."""
    if "sector" in fault.params:
        named = {**fault.params, "sector": sector_words(str(fault.params["sector"]))}
        fault = VotingFault(fault.code, **named)
    return fault.sentence(language=reader_language())


def _in_words(params: dict[str, Any]) -> dict[str, Any]:
    """Facts of a refusal, what the rules name in the reader's language."""
    language = reader_language()
    return {
        name: value.in_language(language) if isinstance(value, Label) else value
        for name, value in params.items()
    }


def _forbidden(error: ActError, *, derogable: bool) -> str:
    """What stands against it; to whoever cannot derogate, what to do instead."""
    said = breach_sentence(
        error.params["rulebook"],
        *error.params["breaches"],
        language=reader_language(),
        derogable=derogable,
    )
    if derogable or error.params["absolute"]:
        return said
    if error.code == "step_not_open":
        instead = _(
            "Gardez votre texte et revenez quand elle sera ouverte : suivez l'édition, un message "
            "vous le dira."
        )
    else:
        instead = _("Seule l'équipe d'organisation peut en décider autrement : écrivez-lui.")
    return f"{said} {instead}"


def fault_sentences(error: ActError) -> list[str]:
    """One sentence a fault, where an input had several."""
    faults = error.params.get("faults", ())
    return [_fault(fault, reader_language()) for fault in faults]


def _fault(fault: Any, language: Language) -> str:
    """A fault of a file knows its sentence; one of a rulebook is put in words by its core."""
    if isinstance(fault, LineFault):
        said = sentence(fault.error)
        return (
            _("Ligne %(line)s : %(said)s") % {"line": fault.line, "said": said}
            if (fault.line)
            else said[:1].upper() + said[1:]
        )
    if hasattr(fault, "sentence"):
        return str(fault.sentence(language))
    return fault_sentence(fault, language=language)


def _not_allowed(params: dict[str, Any]) -> str:
    roles = ", ".join(str(ROLE_NAMES[role]) for role in params["roles"])
    return _("Vous ne pouvez pas faire cela : c'est réservé à %(roles)s.") % {"roles": roles}


def _wrong_state(params: dict[str, Any]) -> str:
    wanted = ", ".join(str(STATES.get(state, state)) for state in params["wanted"])
    return _(
        "Ce n'est plus (ou pas encore) possible : l'état est « %(state)s », il faudrait "
        "« %(wanted)s ». Rechargez la page pour voir où l'on en est."
    ) % {"state": STATES.get(params["state"], params["state"]), "wanted": wanted}


def _not_found(_params: dict[str, Any]) -> str:
    return str(SENTENCES["no_such_thing"])


def _changed(_params: dict[str, Any]) -> str:
    return _(
        "Quelqu'un d'autre a changé la même chose entre-temps. Sa version est affichée, la vôtre "
        "est restée dans le formulaire : corrigez-la s'il le faut, puis validez à nouveau."
    )


def _votes_unfinished(params: dict[str, Any]) -> str:
    votes = ", ".join(_("« %(question)s »") % {"question": one} for one in params["votes"])
    return _(
        "Des votes n'ont pas encore de résultat : %(votes)s. Pour chacun, « Clore le vote », "
        "compter et « Publier le résultat », ou « Annuler ce vote » ; puis levez la séance."
    ) % {"votes": votes}


def _balls_differ(params: dict[str, Any]) -> str:
    each = _("boule %(place)s (%(first)s, puis %(again)s)")
    said = ", ".join(each % one for one in params["differing"])
    if params["copied"]:
        return _(
            "Les deux lectures diffèrent : %(balls)s. Comparez avec le procès-verbal et corrigez "
            "ce qui est mal recopié. Si le procès-verbal lui-même porte deux chiffres, ces boules "
            "ne comptent pas : tirez-les de nouveau."
        ) % {"balls": said}
    return _(
        "Les deux lectures diffèrent : %(balls)s. Relisez ensemble. Si c'est la seconde qui est "
        "fausse, corrigez-la. Si c'est la première, reprenez la lecture en disant pourquoi."
    ) % {"balls": said}


def _dealt_for_others(params: dict[str, Any]) -> str:
    joined, left, changed = params["joined"], params["left"], params["changed"]
    moved = len(params["quotas"])
    changes = [
        (joined, ngettext("%(n)s accord de plus", "%(n)s accords de plus", joined)),
        (left, ngettext("%(n)s accord retiré", "%(n)s accords retirés", left)),
        (changed, ngettext("%(n)s profil changé", "%(n)s profils changés", changed)),
        (moved, ngettext("%(n)s quota changé", "%(n)s quotas changés", moved)),
    ]
    said = ", ".join(words % {"n": number} for number, words in changes if number)
    return _(
        "Depuis le début du calcul, les personnes ou les quotas ont changé (%(changes)s) : les "
        "équipes calculées ne valent plus. Rien n'a été fixé ; recommencez le calcul."
    ) % {"changes": said}


def _rules(_params: dict[str, Any]) -> str:
    return _("Le fichier des règles ne peut pas être lu.")


_SPECIAL = {
    "not_allowed": _not_allowed,
    "wrong_state": _wrong_state,
    "not_found": _not_found,
    "dealt_for_others": _dealt_for_others,
    "changed_meanwhile": _changed,
    "balls_differ": _balls_differ,
    "rules_invalid": _rules,
    "votes_unfinished": _votes_unfinished,
}
