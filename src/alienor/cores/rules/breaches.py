"""A departure from the rules: which article stands against what is about to be done.

A breach that is not absolute may be derogated from, in public; an absolute one may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from alienor.cores.rules.faults import Param
from alienor.cores.rules.labels import Label, Language, french_spaces
from alienor.cores.rules.model import Rulebook


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What the rules say against an act. `params` hold codes and numbers, never sentences."""

    code: str
    params: Mapping[str, Param]
    article: str
    absolute: bool = False


def breach_sentence(
    rulebook: Rulebook, *breaches: Breach, language: Language, derogable: bool = True
) -> str:
    """What stands against the act, by which articles, and once what may be done, in `language`.

    `derogable`: whoever reads it may derogate; where they may not, and nothing is absolute, what
    they can do is left to be said.
    """
    said = [_against(rulebook, one, language) for one in breaches]
    absolute = any(one.absolute for one in breaches)
    if absolute or derogable:
        said.append(_ENDINGS[absolute][0 if language == "fr" else 1])
    return french_spaces(" ".join(said)) if language == "fr" else " ".join(said)


def _against(rulebook: Rulebook, breach: Breach, language: Language) -> str:
    words: dict[str, str] = {}
    for key, value in breach.params.items():
        items = value if isinstance(value, tuple) else (value,)
        words[key] = ", ".join(_shown(rulebook, key, item, language) for item in items)
    french, english = _SENTENCES[breach.code]
    said = (french if language == "fr" else english).format_map(words)
    title = next((a.title for a in rulebook.articles if a.number == breach.article), "")
    quoted = f"« {title} »" if language == "fr" else f'"{title}"'
    return f"{said} (article {breach.article}, {quoted})."


def breach_codes() -> tuple[str, ...]:
    """Every code a breach may carry."""
    return tuple(_SENTENCES)


def _shown(rulebook: Rulebook, key: str, value: str | int, language: Language) -> str:
    label = _label(rulebook, key, str(value))
    return label.in_language(language) if label else str(value)


def _label(rulebook: Rulebook, key: str, code: str) -> Label | None:
    named: dict[str, Label] = {}
    if key in {"body", "expected_body", "held"}:
        named = {body.code: body.label for body in rulebook.bodies}
    elif key in {"step", "steps", "missing_steps"}:
        named = {step.code: step.label for step in rulebook.steps}
    elif key in {"college", "colleges"}:
        named = {college.code: college.label for college in rulebook.colleges}
    elif key == "poll":
        named = {poll.code: poll.label for poll in rulebook.polls}
    elif key == "feature":
        named = {one.code: one.label for one in rulebook.draw.feature}
    elif key == "value":
        named = {
            f"{one.code}.{value.code}": value.label
            for one in rulebook.draw.feature
            for value in one.value
        }
    elif key in {"channel", "channels"}:
        named = _CHANNELS
    elif key in {"method", "methods"}:
        named = _METHODS
    return named.get(code)


_CHANNELS = {
    "hands": Label(fr="à main levée", en="by show of hands"),
    "roll_call": Label(fr="par appel nominal", en="by roll call"),
    "electronic_open": Label(fr="par téléphone, vote public", en="by telephone, openly"),
    "paper": Label(fr="sur papier", en="on paper"),
    "electronic_secret": Label(
        fr="par vote électronique chiffré", en="by encrypted electronic vote"
    ),
}

_METHODS = {
    "yes_no_abstain": Label(fr="pour, contre ou abstention", en="for, against or abstain"),
    "approval": Label(fr="cases à cocher", en="boxes to tick"),
    "majority_judgment": Label(fr="jugement majoritaire", en="majority judgment"),
    "ranked": Label(fr="classement", en="ranking"),
    "schulze": Label(fr="classement, Schulze", en="ranking, Schulze"),
    "ranked_pairs": Label(fr="classement, paires classées", en="ranking, ranked pairs"),
    "instant_runoff": Label(
        fr="classement, éliminations successives", en="ranking, instant runoff"
    ),
    "single_transferable_vote": Label(
        fr="classement, vote unique transférable", en="ranking, single transferable vote"
    ),
    "equal_shares": Label(fr="budget en parts égales", en="budget in equal shares"),
    "consent_round": Label(fr="tour de consentement", en="round of consent"),
    "gradient_of_agreement": Label(fr="degrés d'accord", en="gradient of agreement"),
}

_ENDINGS = {  # by whether one of them is absolute
    True: ("Aucune dérogation n'est possible.", "No derogation is possible."),
    False: (
        "Corrigez, ou dérogez et dites pourquoi.",
        "Correct it, or derogate and say why.",
    ),
}

_SENTENCES: dict[str, tuple[str, str]] = {
    "body_takes_no_decision": (
        "{body} : cette instance ne prend pas de décision et ne peut pas tenir le vote « {poll} »",
        '{body}: this body takes no decision and cannot hold the poll "{poll}"',
    ),
    "body_touches_no_substance": (
        "{body} : cette instance ne touche pas au fond",
        "{body}: this body does not touch the substance",
    ),
    "poll_decides_nothing": (
        "Le vote « {poll} », tenu par : {body}, n'est pas une décision de l'assemblée sur le fond "
        ": rien ne change par son résultat",
        'The poll "{poll}", held by: {body}, is no decision of the assembly on the substance: '
        "nothing changes by its result",
    ),
    "wrong_body": (
        "Le vote « {poll} » revient à : {expected_body}, et non à : {body}",
        'The poll "{poll}" belongs to: {expected_body}, not to: {body}',
    ),
    "sessions_missing": (
        "Le vote « {poll} » vient après {required} sessions et il s'en est tenu {held_count}",
        'The poll "{poll}" comes after {required} sessions and {held_count} were held',
    ),
    "begun_step_removed": (
        "Une étape qui a commencé reste dans les règles, sous son code : {steps}",
        "A step that has begun stays in the rules, under its code: {steps}",
    ),
    "subject_vote_moved": (
        "Le choix du sujet a commencé : le vote « {poll} » reste à l'étape : {steps}",
        'The choice of the subject has begun: the poll "{poll}" stays at the step: {steps}',
    ),
    "sessions_lowered": (
        "Les sessions ont commencé : le vote « {poll} » vient après {required} sessions, et de "
        "nouvelles règles ne peuvent plus n'en demander que {lowered}",
        'The sessions have begun: the poll "{poll}" comes after {required} sessions, and new rules '
        "can no longer ask for {lowered} only",
    ),
    "wrong_step": (
        "Le vote « {poll} » se tient à l'étape : {steps}, et non à l'étape : {step}",
        'The poll "{poll}" is held at the step: {steps}, not at the step: {step}',
    ),
    "channel_not_allowed": (
        "Le vote « {poll} » se tient {channels}, et non {channel}",
        'The poll "{poll}" is held {channels}, not {channel}',
    ),
    "method_decides_nothing": (
        "Le vote « {poll} » décide, et la méthode demandée consulte sans décider : {method}",
        'The poll "{poll}" decides, and the method asked for consults and decides nothing: '
        "{method}",
    ),
    "method_not_of_the_rules": (
        "Le vote « {poll} » se compte ainsi : {methods}, et non par : {method}",
        'The poll "{poll}" is counted by: {methods}, not by: {method}',
    ),
    "secret_on_open_channel": (
        "Le vote « {poll} » est secret : il ne peut pas se tenir {channel}",
        'The poll "{poll}" is secret: it cannot be held {channel}',
    ),
    "step_not_open": (
        "L'étape « {step} » n'est pas ouverte en ce moment",
        'The step "{step}" is not open now',
    ),
    "no_open_day": (
        "Le vote « {poll} » compte les personnes présentes, et personne ne les note : aucune "
        "journée ni réunion n'est ouverte pour : {body}",
        'The poll "{poll}" counts the people present, and nobody notes them: no day or meeting is '
        "open for: {body}",
    ),
    "step_too_early": (
        "L'étape « {step} » attend encore : {missing_steps}",
        'The step "{step}" still waits for: {missing_steps}',
    ),
    "draw_not_held": (
        "L'étape « {step} » s'achève par un tirage au sort, et aucun n'a été tenu ici",
        'The step "{step}" is completed by a draw by lot, and none was held here',
    ),
    "convivial_missing": (
        "« {step} » est aussi un temps de fête : son ordre du jour n'a pas encore de moment "
        "convivial",
        '"{step}" is a time of festivity too: its agenda has no convivial moment yet',
    ),
    "quota_beyond_slack": (
        "Tirage au sort, {feature}, {value} : de {minimum} à {maximum} personnes, quand la part du "
        "recensement et la marge prévue vont de {least} à {most}",
        "Draw by lot, {feature}, {value}: {minimum} to {maximum} people, where the census share "
        "and the slack provided go from {least} to {most}",
    ),
    "pool_too_thin": (
        "Tirage au sort : {people} personnes ont donné leur accord pour {seats} places, il en "
        "faudrait {wanted}. Invitez d'autres personnes d'abord",
        "Draw by lot: {people} people accepted for {seats} seats, {wanted} would be needed. Invite "
        "more people first",
    ),
    "outside_the_lot": (
        "{body}, {college} : ces places reviennent aux personnes que le sort désigne, puis à la "
        "liste complémentaire",
        "{body}, {college}: these seats go to the people whom the lot designates, then to the "
        "reserve",
    ),
    "incompatible_bodies": (
        "Une même personne ne siège pas à la fois dans : {body}, et dans : {held}",
        "One person does not sit both in: {body}, and in: {held}",
    ),
    "seats_missing": (
        "{body}, {colleges} : {filled} places pourvues sur {required}",
        "{body}, {colleges}: {filled} seats filled of {required}",
    ),
    "seats_in_excess": (
        "{body}, {colleges} : {filled} places pourvues pour {required} prévues",
        "{body}, {colleges}: {filled} seats filled where {required} are provided",
    ),
    "subquota_missing": (
        "{body}, {college} : {filled} places pourvues pour {required} réservées",
        "{body}, {college}: {filled} seats filled of {required} reserved",
    ),
    "college_without_seat": (
        "{body} n'a pas de place pour : {college} ({filled} pourvues)",
        "{body} has no seat for: {college} ({filled} filled)",
    ),
}
