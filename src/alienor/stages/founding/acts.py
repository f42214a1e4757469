"""What founding an edition leaves in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("instance_begun", says=_("L'assemblée de {city} est ouverte sur ce site."))
@dataclass(frozen=True, kw_only=True)
class InstanceBegun(Act):
    """The register begins: a city uses this site for its assembly."""

    city: Annotated[str, "name of the city"]
    insee: Annotated[str, "its INSEE code, empty where it has none"]


@act_type("contact_changed", says=_("Le contact affiché pour demander de l'aide est changé."))
@dataclass(frozen=True, kw_only=True)
class ContactChanged(Act):
    """Whom people call or write to for help changes. What is shown stays out of the register: it
    may be somebody's own."""

    phone: Annotated[bool, "whether a telephone is shown"]
    email: Annotated[bool, "whether an e-mail address is shown"]


@act_type("edition_founded", says=_("L'édition « {title} » est créée."))
@dataclass(frozen=True, kw_only=True)
class EditionFounded(Act):
    """An edition of the assembly begins to exist."""

    edition: Annotated[str, "short name of the edition, in addresses"]
    title: Annotated[str, "its title"]
    mandate: Annotated[Words | None, "what the assembly is asked to do"] = None


@act_type(
    "rules_adopted",
    says=_("La version {version} des grands principes de fonctionnement entre en vigueur."),
)
@dataclass(frozen=True, kw_only=True)
class RulesAdopted(Act):
    """A version of the rules comes into force; acts that follow cite it by its hash."""

    edition: Annotated[str, "the edition"]
    version: Annotated[int, "number of the version, from 1"]
    sha256: Annotated[str, "SHA-256 of the rules' file, 64 hexadecimal digits"]
    reason: Annotated[Words | None, "why the rules changed"] = None


@act_type("document_linked", says=_("Le document « {title} » est rattaché à l'édition."))
@dataclass(frozen=True, kw_only=True)
class DocumentLinked(Act):
    """A founding document is published beside the edition."""

    document: Annotated[str, "the document"]
    kind: Annotated[str, "principles, creation or operation"]
    title: Annotated[str, "its title"]
    author: Annotated[str, "the function that wrote it"]
    dated: Annotated[str, "its date, YYYY-MM-DD"]
    text: Annotated[Words, "its text"]


@act_type("commitment_made", says=_("La Ville publie ce qu'elle s'engage à faire du résultat."))
@dataclass(frozen=True, kw_only=True)
class CommitmentMade(Act):
    """The city commits itself in public, before the result is known."""

    commitment: Annotated[str, "the commitment"]
    text: Annotated[Words, "what it commits itself to"]
    due: Annotated[str | None, "by when, YYYY-MM-DD"] = None
    budget_euros: Annotated[int | None, "with what budget, in euros"] = None


@act_type("step_planned", says=_("L'étape « {step} » est prévue le {planned_on}."))
@dataclass(frozen=True, kw_only=True)
class StepPlanned(Act):
    """A step of the calendar gets its date."""

    step: Annotated[str, "code of the step in the rules"]
    planned_on: Annotated[str, "YYYY-MM-DD"]


@act_type("step_started", says=_("L'étape « {step} » commence."))
@dataclass(frozen=True, kw_only=True)
class StepStarted(Act):
    """A step of the rules is open."""

    step: Annotated[str, "code of the step in the rules"]


@act_type("step_completed", says=_("L'étape « {step} » est achevée."))
@dataclass(frozen=True, kw_only=True)
class StepCompleted(Act):
    """A step of the rules is over."""

    step: Annotated[str, "code of the step in the rules"]


@act_type("derogated", says=_("Dérogation à l'article {article}."))
@dataclass(frozen=True, kw_only=True)
class Derogated(Act):
    """Somebody entitled to departs from an article, and says why."""

    derogation: Annotated[str, "the derogation"]
    article: Annotated[str, "number of the article"]
    breach: Annotated[str, "code of what the article asks and is not met"]
    reason: Annotated[Words, "why"]
