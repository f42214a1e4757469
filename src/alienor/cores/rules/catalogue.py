"""The rulebooks that come with the software, to start a city's own from."""

from importlib import resources

from alienor.cores.rules.model import Rulebook
from alienor.cores.rules.parse import parse_rulebook

_NAMES = ("poitiers-2022", "poitiers-2024", "neutral")


class UnknownTemplate(LookupError):
    """No rulebook of that name comes with the software."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def template_names() -> tuple[str, ...]:
    """The names of the templates, in the order in which to propose them."""
    return _NAMES


def template_text(name: str) -> str:
    """The text of the template `name` as it comes; raises UnknownTemplate."""
    if name not in _NAMES:
        raise UnknownTemplate(name)
    folder = resources.files("alienor.cores.rules") / "templates"
    return (folder / f"{name}.toml").read_text(encoding="utf-8")


def load_template(name: str) -> Rulebook:
    """The template `name`, read and checked; raises UnknownTemplate."""
    return parse_rulebook(template_text(name), name=name)
