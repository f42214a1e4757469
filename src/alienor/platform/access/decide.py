"""The one decision: may this actor do this, here?"""

from __future__ import annotations

from alienor.platform.access.roles import UNPROVEN, Scoped, guards, roles_of
from alienor.platform.access.table import PERMISSIONS
from alienor.platform.actors import Actor
from alienor.platform.errors import ActError, NotAllowed, SecondFactorNeeded


def require(actor: Actor, permission: str, *, on: Scoped | None = None) -> frozenset[str]:
    """Let through, and return the roles that allowed it; else raise.

    Errors: NotAllowed (who may, in words); SecondFactorNeeded (an organiser without one);
    whatever a guard raises (RuleForbids).
    """
    wanted = PERMISSIONS[permission]
    held = roles_of(actor, on)
    for guard in guards():
        guard(held, permission, on)
    allowed = held & set(wanted.roles)
    if not allowed and UNPROVEN in held and "organiser" in wanted.roles:
        raise SecondFactorNeeded(permission=permission)
    if not allowed:
        raise NotAllowed(permission=permission, roles=wanted.roles)
    return frozenset(allowed)


def may(actor: Actor, permission: str, *, on: Scoped | None = None) -> bool:
    """Whether `require` would let through: for what a page offers, never instead of it."""
    try:
        require(actor, permission, on=on)
    except ActError:
        return False
    return True
