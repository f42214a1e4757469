"""What changed between two rulebooks, for the page that says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from alienor.cores.rules.contradictions import cited_articles
from alienor.cores.rules.model import Rulebook
from alienor.cores.rules.plain import Plain, plain


@dataclass(frozen=True, kw_only=True)
class Change:
    """One article or one parameter that is not the same.

    `path`: `article.5.text` or `body.assembly.seats`, or the whole of what was added or removed
    (`step.session_4`). `article`: the number of the article that changed, or that the parameter
    cites (empty where it cites none). `before` is None for what was added, `after` for what was
    removed.
    """

    what: Literal["article", "parameter"]
    kind: Literal["added", "removed", "changed"]
    path: str
    article: str
    before: Plain
    after: Plain


def diff_rulebooks(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Every article and parameter that differs from `old` to `new`, articles first.

    Articles and coded items are matched by number and code, so moving one changes nothing; lists
    are compared whole.
    """
    cited = dict(cited_articles(old)) | dict(cited_articles(new))
    changes = []
    for path, before, after in _differences(_articles(old), _articles(new), ()):
        changes.append(_change("article", path, path[1], before, after))
    for path, before, after in _differences(old.parameters(), new.parameters(), ()):
        article = cited.get(".".join(path[:2])) or cited.get(path[0], "")
        changes.append(_change("parameter", path, article, before, after))
    return tuple(changes)


_Path = tuple[str, ...]


def _differences(before: Plain, after: Plain, path: _Path) -> Iterator[tuple[_Path, Plain, Plain]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differences(before.get(key), after.get(key), (*path, key))
    elif before != after:
        yield path, before, after


def _articles(rulebook: Rulebook) -> Plain:
    return {"article": {article.number: plain(article) for article in rulebook.articles}}


def _change(
    what: Literal["article", "parameter"], path: _Path, article: str, before: Plain, after: Plain
) -> Change:
    kind: Literal["added", "removed", "changed"] = "changed"
    if before is None:
        kind = "added"
    elif after is None:
        kind = "removed"
    return Change(
        what=what, kind=kind, path=".".join(path), article=article, before=before, after=after
    )
