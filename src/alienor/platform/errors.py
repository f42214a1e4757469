"""Why an action was refused. An error carries a code and parameters; surfaces put it in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ActError(Exception):
    """An action was refused; nothing was changed.

    `code` is stable and has a sentence in `surfaces/refusals`; `params` fill the sentence.
    """

    status = 409

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)  # parameters may hold private or long things: never in a trace
        self.code = code
        self.params = params


class NotAllowed(ActError):
    """The actor holds none of the roles that the permission table asks for."""

    status = 403

    def __init__(self, *, permission: str, roles: tuple[str, ...]) -> None:
        super().__init__("not_allowed", permission=permission, roles=roles)


class SecondFactorNeeded(NotAllowed):
    """The actor organises, and must set up a second factor before that counts."""

    def __init__(self, *, permission: str) -> None:
        super().__init__(permission=permission, roles=("organiser",))
        self.code = "second_factor_needed"


class WrongState(ActError):
    """The object is not in a state that allows this."""

    def __init__(self, *, state: str, wanted: tuple[str, ...]) -> None:
        super().__init__("wrong_state", state=state, wanted=wanted)


class NotYet(ActError):
    """It waits for something else; the code says for what."""


class Meanwhile(ActError):
    """The same thing was done at the same moment by somebody else, or by a second click."""

    def __init__(self) -> None:
        super().__init__("done_meanwhile")


class Busy(ActError):
    """Too many acts at once for the database: nothing was changed, it can be asked again."""

    status = 503

    def __init__(self) -> None:
        super().__init__("busy")


class RuleForbids(ActError):
    """An article of the rules in force stands against it.

    `absolute` refusals cannot be overridden; any other can, by a published derogation.
    """

    def __init__(self, code: str, *, article: str, absolute: bool = False, **params: Any) -> None:
        super().__init__(code, article=article, absolute=absolute, **params)
        self.article = article
        self.absolute = absolute
        self.status = 403 if absolute else 409  # what nobody may do, or nobody may do yet


class Invalid(ActError):
    """What was entered cannot be used. `faults` maps a field (or "") to a code and parameters."""

    status = 422

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code, **params)
        self.field = field


class Conflict(ActError):
    """Somebody else changed the same thing meanwhile: `theirs` is what is recorded now."""

    def __init__(self, *, theirs: Mapping[str, Any]) -> None:
        super().__init__("changed_meanwhile", theirs=theirs)
        self.theirs = theirs


class NotFound(ActError):
    """There is no such thing here."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__("not_found", what=what)
