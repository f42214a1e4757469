"""The refusal that no role lifts: whoever sits on the committee touches no substance."""

from __future__ import annotations

from alienor.cores.rules import substance_breach
from alienor.cores.rules.vocabulary import METHODOLOGY_COMMITTEE
from alienor.platform.access.roles import Scoped
from alienor.platform.access.table import PERMISSIONS
from alienor.platform.errors import RuleForbids
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of


def committee_touches_no_substance(
    roles: frozenset[str], permission: str, on: Scoped | None
) -> None:
    """Raise RuleForbids, absolute, for a permission of substance asked by a committee member."""
    if on is None or METHODOLOGY_COMMITTEE not in roles or not PERMISSIONS[permission].substance:
        return
    rulebook = rules_of(Edition.objects.select_related("rules").get(pk=on.edition_id))
    breach = substance_breach(rulebook, body=METHODOLOGY_COMMITTEE)
    if breach is not None:
        raise RuleForbids(
            breach.code, article=breach.article, absolute=True, breaches=[breach], rulebook=rulebook
        )
