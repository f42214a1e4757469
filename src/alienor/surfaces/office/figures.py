"""The figures of the rules, and the shares of the draw, without the text that holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.cores.rules import Rulebook
from alienor.cores.rules.editing import (
    Figure,
    Path,
    Share,
    figures,
    same_figures,
    shares,
    with_figures,
    with_shares,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.stages.founding import actions as founding
from alienor.stages.founding.queries import edition_named, recorded_rules, rules_of
from alienor.surfaces.fields import MOST_EUROS, Count, PublishedReason
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.words import COLLEGES, reader_language

SECTIONS = {
    "topics": _("Les sujets"),
    "draw": _("Le tirage au sort"),
    "recruitment": _("Le recrutement"),
    "allowance": _("L'indemnité"),
    "test_sheets": _("Les avis des services"),
    "council": _("Le conseil municipal"),
    "followup": _("Le suivi"),
    "dialogue": _("Les questions"),
    "moderation": _("La modération"),
    "privacy": _("Les chiffres publiés"),
}
# What a figure says, by its name and that of what holds it where the name alone says too little.
SAID = {
    "expected_meetings": _("Réunions prévues"),
    "required_sessions": _("Sessions tenues avant ce vote"),
    "majority.fraction": _("Majorité (une fraction : 1/2, 2/3…)"),
    "quorum.fraction": _("Quorum (une fraction : 1/3, 1/2…)"),
    "entering": _("Sujets qui entrent en session"),
    "days": _("Durée de l'appel à sujets, en jours"),
    "words_at_most": _("Mots au plus pour décrire un sujet"),
    "resubmission_days": _("Jours pour présenter de nouveau un sujet écarté"),
    "draw.seats": _("Places à tirer au sort"),
    "reserve": _("Personnes sur la liste complémentaire"),
    "per_household": _("Personnes d'un même foyer, au plus"),
    "slack_seats": _("Écart toléré sur chaque part, en places"),
    "pool_per_seat": _("Accords souhaités par place"),
    "addresses_drawn": _("Adresses à tirer au sort"),
    "attempts_per_door": _("Passages à chaque porte"),
    "minimum_age": _("Âge minimum"),
    "addresses.seats": _("Places pour les personnes invitées à leur adresse"),
    "cents_per_hour": _("Montant par heure, en centimes d'euro"),
    "income_ceiling_euros": _("Plafond de revenu, en euros par mois"),
    "meetings_at_most": _("Réunions indemnisées, au plus"),
    "answer_days": _("Jours pour répondre"),
    "appeal_days": _("Jours pour demander un nouvel examen"),
    "minimum_cell": _("Aucun chiffre publié sur moins de tant de personnes"),
}
FRACTION = re.compile(r"\d{1,3}/\d{1,3}")
PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?")
MOST_VALUES = 60
ORIGIN, INVENTED = "origin", "invented"


class SharesField(forms.CharField):
    """The values of a feature, one a line: a name, a semicolon, a share in percent."""

    def __init__(self, **said: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
            help_text=_("Une ligne par réponse : le nom, un point-virgule, la part en %."),
            **said,
        )

    def clean(self, value: Any) -> tuple[Share, ...]:
        """The shares. Errors: ValidationError that names the line."""
        lines = super().clean(value).splitlines()
        if len(lines) > MOST_VALUES:
            raise ValidationError(now("%(most)s réponses au plus.") % {"most": MOST_VALUES})
        found: dict[str, Share] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            share = self._share(number, line)
            if code_of(share.name) in found:
                raise ValidationError(
                    now("Ligne %(number)s : « %(name)s » y est déjà, ou un nom trop proche.")
                    % {"number": number, "name": share.name[:60]}
                )
            found[code_of(share.name)] = share
        return tuple(found.values())

    @staticmethod
    def _share(number: int, line: str) -> Share:
        name, _separator, share = line.rpartition(";")
        percent = share.strip().rstrip("%").strip().replace(",", ".")
        if not name.strip() or not name.isprintable() or not PERCENT.fullmatch(percent):
            raise ValidationError(
                now("Ligne %(number)s, « %(line)s » : écrivez par exemple « Centre ; 16,5 ».")
                % {"number": number, "line": line.strip()[:60]}
            )
        return Share(name=" ".join(name.split()), share=percent)


class ChangeFigures(ActionPage):
    """Change figures of the rules: a new version, with its reason."""

    title = _("Changer les nombres des règles")
    intro = _(
        "Sièges, seuils, délais, parts du tirage au sort. Les articles ne changent pas : si l'un "
        "d'eux donne un nombre, corrigez-le aussi dans le texte des règles."
    )
    submit = _("Mettre en vigueur ces nombres")

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_rules(edition_named(place["slug"]))

    def form(self, *args: Any, **place: Any) -> forms.Form:
        found = edition_named(place["slug"])
        rulebook, source = rules_of(found), str(self.recorded(**place)["rules"])
        form = forms.Form(*args)
        for heading, name, field in (*_fields(rulebook, source), *_features(rulebook)):
            field.heading = heading
            form.fields[name] = field
        form.fields["reason"] = PublishedReason(label=_("Pourquoi ce changement ?"))
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        rulebook = rules_of(edition_named(place["slug"]))
        source = str(self.recorded(**place)["rules"])
        shown: dict[str, Any] = {_name(one.path): one.value for one in figures(source)}
        for feature in rulebook.draw.feature:
            lines = (f"{one.name} ; {one.share}" for one in shares(source, feature.code))
            shown[feature.code] = "\n".join(lines)
            shown[f"{feature.code}-{ORIGIN}"] = feature.source
            shown[f"{feature.code}-{INVENTED}"] = feature.invented
        return shown

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        """The figures that somebody else put in force and that are not those typed here."""
        return [
            (form.fields[name].label, figure.value)
            for figure in figures(str(recorded["rules"]))
            if (name := _name(figure.path)) in form.fields
            and str(figure.value) != form.data.get(name, "").strip()
        ]

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        rulebook, facts = rules_of(found), form.cleaned_data
        source, same = str(self.recorded(**place)["rules"]), same_figures(rulebook)
        changed = with_figures(
            source,
            {one.path: facts[_name(same.get(one.path, one.path))] for one in figures(source)},
        )
        for feature in rulebook.draw.feature:
            changed = with_shares(
                changed,
                feature.code,
                [(code_of(one.name), one) for one in facts[feature.code]],
                origin=facts[f"{feature.code}-{ORIGIN}"],
                invented=facts[f"{feature.code}-{INVENTED}"],
            )
        founding.adopt_rules(
            edition_id=found.pk,
            rules=changed,
            reason=facts["reason"],
            seen=facts["seen"],
            actor=actor,
            clock=clock,
        )
        return reverse("public:rules", args=[found.slug])


def _fields(rulebook: Rulebook, source: str) -> Iterator[tuple[Any, str, Any]]:
    """(heading, name, field) of each figure that is set by itself."""
    same = same_figures(rulebook)
    for figure in figures(source):
        if figure.path in same:
            continue
        label = _label(rulebook, figure.path)
        yield _heading(rulebook, figure.path), _name(figure.path), _field(figure, label)


def _field(figure: Figure, label: Any) -> forms.Field:
    if isinstance(figure.value, int):
        most = {"max_value": MOST_EUROS} if figure.path[-1] == "income_ceiling_euros" else {}
        return Count(label=label, **most)
    return forms.RegexField(FRACTION, label=label, max_length=7)


def _features(rulebook: Rulebook) -> Iterator[tuple[Any, str, Any]]:
    for feature in rulebook.draw.feature:
        said = feature.label.in_language(reader_language())
        heading = now("Parts du tirage au sort : %(feature)s") % {"feature": said}
        yield heading, feature.code, SharesField(label=said.capitalize())
        yield (
            heading,
            f"{feature.code}-{ORIGIN}",
            forms.CharField(label=_("D'où viennent ces parts ?"), max_length=300),
        )
        yield (
            heading,
            f"{feature.code}-{INVENTED}",
            forms.BooleanField(label=_("Ces parts sont inventées, pour un essai"), required=False),
        )


def _heading(rulebook: Rulebook, path: Path) -> Any:
    section, code = str(path[0]), str(path[1])
    if section == "body":
        return rulebook.body(code).label.in_language(reader_language()).capitalize()
    if section == "poll":
        return rulebook.poll_kind(code).label.in_language(reader_language())
    if section == "chain" and (chain := rulebook.chain(code)) is not None:
        return chain.label.in_language(reader_language())
    return SECTIONS.get(section, section)


def _label(rulebook: Rulebook, path: Path) -> Any:
    """What a figure says."""
    steps = [str(one) for one in path if not isinstance(one, int)]
    last, held = steps[-1], ".".join(steps[-2:])
    if last == "count":
        line = rulebook.body(str(path[1])).seats[int(path[3])]
        colleges = ", ".join(str(COLLEGES.get(one, one)) for one in line.colleges)
        return now("Places : %(colleges)s") % {"colleges": colleges}
    if steps[-2] == "at_least":
        return now("dont au moins : %(college)s") % {"college": COLLEGES.get(last, last)}
    if last == "keep" and path[0] == "chain":
        return now("Choix gardés au tour %(turn)s") % {"turn": int(path[3]) + 1}
    if last == "keep":
        return now("Sujets gardés au tour %(turn)s") % {"turn": int(path[2]) + 1}
    if last == "return_session_months":
        return now("Session de retour %(number)s, en mois après le vote") % {
            "number": int(path[-1]) + 1
        }
    return SAID.get(held) or SAID.get(last) or held


def _name(path: Path) -> str:
    return ".".join(map(str, path))


def code_of(name: str) -> str:
    """A code for a new answer, made of its name."""
    return "v_" + slugify(name).replace("-", "_")
