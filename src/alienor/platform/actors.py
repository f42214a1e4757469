"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The person behind an action, or the operator of the server at the command line.

    `person_id` is internal and never leaves the instance. `through` says by which door the
    action came: `web`, `badge`, `api`, `cli`, `import`, `demo` or `job`. A badge proves that one
    wears it, no more: no role but a member's counts then. `second_factor` is false where
    somebody signed in on a real instance without one: the organiser's role then does not count.
    """

    person_id: int | None = None
    operator: bool = False
    through: str = "web"
    second_factor: bool = True


ANYONE = Actor()
OPERATOR = Actor(operator=True, through="cli")
