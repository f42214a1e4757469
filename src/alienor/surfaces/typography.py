"""French spaces that never end a line (before : ; ? !, % and min, inside guillemets and hours), and
the apostrophe of books.

Sentences are written with plain spaces and straight apostrophes, by those who write this program
and by those who use it. The page gets the others on its way out, in one place. A no-break space
(U+00A0) serves for all of them: the fonts of the site have no narrow one. What a reader may copy
for a program, or sends back (code, fields of forms, attributes), stays as it is. In English a colon
between two elements of a page follows its word at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

_KEPT = re.compile(rb"(<(pre|code|textarea|script|style)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
_END = rb"(?:[\s.,;:)&]|\xc2|\Z)"
_BEFORE = re.compile(rb" (?=(?:[:;!?]+|\xc2\xbb)" + _END + rb")")
_UNIT = re.compile(rb"(\d) (?=(?:%|min)" + _END + rb")")
_HOUR = re.compile(rb"(\d) h(?: (?=\d\d" + _END + rb")|(?=" + _END + rb"))")
_AFTER = re.compile(rb"\xc2\xab ")
_LETTER = rb"[A-Za-z\x80-\xff]"
_APOSTROPHE = re.compile(rb"(?<=" + _LETTER + rb")(?:'|&#x27;|&#39;)(?=" + _LETTER + rb")")
_BETWEEN = re.compile(rb"\A :(?= |\Z)|(?<=\S) :(?= ?\Z)")
_NO_BREAK = "\u00a0".encode()
_CURVED = "’".encode()


def spaced(html: bytes, *, english: bool = False) -> bytes:
    """The same page with the spaces and apostrophes of French, and the colons of English on one
    that is in `english`. `html`: UTF-8; doing it twice changes nothing more."""
    after = _after_tag_in_english if english else _after_tag
    parts = _KEPT.split(html)  # text, what is kept, its tag, text, ...
    parts[0::3] = [b"<".join(map(after, text.split(b"<"))) for text in parts[0::3]]
    del parts[2::3]
    return b"".join(parts)


def _after_tag(piece: bytes) -> bytes:
    """A tag stays as it is, what follows it is text: each is read once, however long."""
    tag, ends, text = piece.rpartition(b">")
    return tag + ends + _spaced(text) if text and not text.isspace() else piece


def _after_tag_in_english(piece: bytes) -> bytes:
    tag, ends, text = piece.rpartition(b">")
    return _after_tag(tag + ends + _BETWEEN.sub(b":", text))


def _spaced(text: bytes) -> bytes:
    before = _BEFORE.sub(_NO_BREAK, _APOSTROPHE.sub(_CURVED, text))
    inside = _AFTER.sub("«".encode() + _NO_BREAK, before)
    timed = _HOUR.sub(lambda hour: hour[0].replace(b" ", _NO_BREAK), inside)
    return _UNIT.sub(rb"\1" + _NO_BREAK, timed)


class Typography:
    """Middleware: spaces every page of HTML that is made; one that is kept was spaced before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            isinstance(response, HttpResponse)
            and response.headers.get("Content-Type", "").startswith("text/html")
            and not getattr(response, "spaced", False)
        ):
            english = (get_language() or "fr").startswith("en")
            response.content = spaced(response.content, english=english)
        return response
