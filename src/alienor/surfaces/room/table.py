"""The page of a table: whoever has read its sign writes there what the table says.

It works without a script, a form a question. With one (`js/table.js`) it is saved as it is typed,
kept in the device while there is no network, and what another device of the table writes is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alienor.platform.actors import Actor
from alienor.platform.acts import SystemClock
from alienor.platform.acts.limits import refusal_of
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.sessions.day_notes import items_at_tables, question_words
from alienor.stages.sessions.photos import BYTES_AT_MOST, add_photo, photos_of, stripped
from alienor.stages.sessions.sheets import (
    DISAGREEMENTS_AT_MOST,
    HANDS_AT_MOST,
    READY,
    Disagreement,
    Sheet,
    read_sheet,
    vector_of,
)
from alienor.stages.sessions.signs import code_of, sign_with
from alienor.stages.sessions.table_notes import (
    HEAD,
    STATES,
    Typed,
    hand_in_notes,
    keep_table_draft,
    notes_closed,
    people_at,
    standing_drafts,
)
from alienor.surfaces.fields import number_in
from alienor.surfaces.live import edition_topic, listens_to
from alienor.surfaces.room.devices import cookie_terms, entered, put_away
from alienor.surfaces.sentences import sentence
from alienor.surfaces.sessions import run_view
from alienor.surfaces.words import READINESS, hour

COOKIE = f"{settings.OWN_COOKIES}table"
KEPT = timedelta(days=60)
"""How long a device remembers its table: notes that it could not send are sent until then, where
the day's minutes are not public before."""
AT_A_TABLE = Actor(through="table")
CLIENT = 24  # characters that tell a device, or one showing of the page without a script


def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Open a table's page with the code of its sign; the code leaves the address at once."""
    sign = sign_with(code)
    if sign is None:
        return render(request, "alienor/room/no_table.html", {"why": "unknown"}, status=404)
    answer = entered("room:table")
    answer.set_cookie(
        COOKIE,
        code_of(sign),
        max_age=KEPT,
        **cookie_terms(),
    )
    return answer


def leave(request: HttpRequest) -> HttpResponse:
    """Put the table away: a device that is lent goes on to another."""
    return put_away("room:table", COOKIE)


@never_cache
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """What the table writes for the item that is on, or for the one that is asked for."""
    sign = sign_with(request.COOKIES.get(COOKIE, ""))
    if sign is None:
        return render(request, "alienor/room/no_table.html", {"why": "none"}, status=403)
    row = sign.session
    items = items_at_tables(row) if row.state in STATES else []
    run = run_view(row)
    item = _chosen(items, request.GET.get("point", ""))
    return render(
        request,
        "alienor/room/table.html",
        {
            "session": row,
            "edition": row.edition,
            "table": sign.table,
            "run": run,
            "items": items,
            "item": item,
            "number": item.position + 1 if item else 0,
            "place": f"{row.public_id}:{sign.table}",
            "closed": notes_closed(row),
            "photos": sum(one.table == sign.table for one in photos_of(row) if one.item == item),
            "readiness": READINESS.items(),
            **(_sheets(item, sign.table) if item else {}),
            **listens_to(edition_topic(row.edition.slug)),
        },
    )


@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """What stands of the table's sheets for one item, for the script of its page."""
    sign = sign_with(request.COOKIES.get(COOKIE, ""))
    if sign is None:
        raise NotFound("table")
    if notes_closed(sign.session):
        raise Invalid("minutes_are_public")
    items = items_at_tables(sign.session)
    item = next(
        (one for one in items if one.position + 1 == number_in(request.GET.get("point", ""))), None
    )
    if item is None:
        raise NotFound("item")
    return JsonResponse(
        {
            "token": get_token(request),
            "ended": item.ended_at is not None,
            "sheets": _versions(standing_drafts(item, sign.table)),
        }
    )


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep one sheet as it is now: for the script an answer in JSON, else the page again."""
    try:
        heads = keep_table_draft(
            code=request.COOKIES.get(COOKIE, ""),
            number=number_in(request.POST.get("number", "")) or 0,
            typed=_typed(request),
            actor=AT_A_TABLE,
            clock=SystemClock(),
        )
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None or not _wants_json(request):
            raise
        return JsonResponse({"sentence": sentence(refusal)}, status=refusal.status)
    if _wants_json(request):
        return JsonResponse(
            {
                "at": hour(SystemClock().now()),
                "late": any(one.late for one in heads),
                "sheet": [_version(one) for one in heads],
            }
        )
    messages.success(request, _("C'est enregistré."))
    return _back(request)


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in what the table has written for an item."""
    try:
        changed = hand_in_notes(
            code=request.COOKIES.get(COOKIE, ""),
            number=number_in(request.POST.get("number", "")) or 0,
            actor=AT_A_TABLE,
            clock=SystemClock(),
        )
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None or not _wants_json(request):
            raise
        return JsonResponse({"sentence": sentence(refusal)}, status=refusal.status)
    if _wants_json(request):
        return JsonResponse({"changed": changed})
    messages.success(
        request,
        _("Les notes de la table sont remises. Merci !")
        if changed
        else _("Rien n'a changé depuis que les notes ont été remises."),
    )
    return _back(request)


@require_POST
def photo(request: HttpRequest) -> HttpResponse:
    """Attach a photo of what the table put on paper."""
    if sign_with(request.COOKIES.get(COOKIE, "")) is None:
        raise NotFound("table")
    sent = request.FILES.get("photo")
    if sent is None:
        raise Invalid("required", field="photo")
    if sent.size is not None and sent.size > BYTES_AT_MOST:
        raise Invalid("photo_large", field="photo", most=BYTES_AT_MOST // 1_000_000)
    add_photo(
        code=request.COOKIES.get(COOKIE, ""),
        number=number_in(request.POST.get("number", "")) or 0,
        picture=stripped(sent.read()),
        actor=AT_A_TABLE,
        clock=SystemClock(),
    )
    messages.success(request, _("La photo est jointe, pour qui écrit le compte rendu."))
    return _back(request)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that lets the page be opened again without a network. It is served here, since a
    browser lets it see only pages below its own address."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    found = finders.find("alienor/js/table-worker.js")
    return Path(str(found)).read_text("utf-8")


def _chosen(items: list[Any], asked: str) -> Any:
    """The item that is asked for, else the one that is on, else the last that was."""
    number = number_in(asked)
    named = next((one for one in items if one.position + 1 == number), None)
    on = next((one for one in items if one.ended_at is None), None)
    return named or on or (items[-1] if items else None)


def _sheets(item: Any, table: int) -> dict[str, Any]:
    """The sheets of a table: what its forms show first, and what stands of each."""
    found = standing_drafts(item, table)
    head = found.get((table, HEAD), [])
    return {
        "people": people_at(head),
        "head": {"client": _client(), "seen": json.dumps(vector_of(head))},
        "sheets": [
            _sheet(number, words, found.get((table, number), []))
            for number, words in enumerate(question_words(item), start=1)
        ],
        "versions": _versions(found),
        "ended": item.ended_at is not None,
    }


def _sheet(number: int, words: str, heads: list[Any]) -> dict[str, Any]:
    """One form: what the first version says, a blank place, and what others wrote apart."""
    first = read_sheet(heads[0].content) if heads else Sheet()
    blanks = [Disagreement(about="")] if len(first.disagreements) < DISAGREEMENTS_AT_MOST else []
    return {
        "number": number,
        "words": words,
        "sheet": first,
        "agreements": "\n".join(first.agreements),
        "disagreements": [
            (place, {"about": said.about, "positions": "\n".join(said.positions)})
            for place, said in enumerate([*first.disagreements, *blanks], start=1)
        ],
        "hands": [(name, READINESS[name], getattr(first, name)) for name in READY],
        "apart": [read_sheet(one.content) for one in heads[1:]],
        "at": heads[0].at if heads else None,
        "client": _client(),
        "seen": json.dumps(vector_of(heads)),
    }


def _versions(found: Mapping[tuple[int, int], list[Any]]) -> dict[str, list[dict[str, Any]]]:
    """By question: the versions that stand, as the script reads them."""
    return {
        str(question): [_version(one) for one in heads]
        for (_table, question), heads in found.items()
    }


def _version(draft: Any) -> dict[str, Any]:
    return {
        "client": draft.client,
        "seq": draft.seq,
        "seen": draft.seen,
        "content": draft.content,
        "at": hour(draft.at),
    }


def _typed(request: HttpRequest) -> Typed:
    """One device's version of one sheet, as its form or its script sends it."""
    post = request.POST
    try:
        seen = json.loads(post.get("seen", "") or "{}")
        seen = {str(client): int(seq) for client, seq in seen.items()}
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise Invalid("unknown_code", field="seen", value="") from None
    question = number_in(post.get("question", ""))
    if question is None:
        raise NotFound("question")
    version = {
        "question": question,
        "client": post.get("client", ""),
        "seq": number_in(post.get("seq", "1")) or 0,
        "seen": seen,
    }
    if question == HEAD:
        return Typed(**version, people=_hands(post, "people"))
    return Typed(**version, sheet=sheet_in(post))


def sheet_in(post: Any, prefix: str = "") -> Sheet:
    """The sheet that a form holds: agreements and positions one a line, disagreements numbered."""
    said = [
        Disagreement(
            about=post.get(f"{prefix}about-{number}", ""),
            positions=tuple(post.get(f"{prefix}positions-{number}", "").splitlines()),
        )
        for number in range(1, DISAGREEMENTS_AT_MOST + 2)
    ]
    return Sheet(
        notes=post.get(f"{prefix}notes", ""),
        agreements=tuple(post.get(f"{prefix}agreements", "").splitlines()),
        disagreements=tuple(one for one in said if one.about.strip() or any(one.positions)),
        **{name: _hands(post, prefix + name, field=name) for name in READY},
    )


def _hands(post: Any, name: str, field: str = "") -> int | None:
    """A count that may be left empty. Errors: Invalid (`hands_wrong`) where it is no number."""
    text = post.get(name, "").strip()
    number = number_in(text)
    if text and number is None:
        raise Invalid("hands_wrong", field=field or name, most=HANDS_AT_MOST)
    return number


def _client() -> str:
    """A name for one showing of the page: sent without a script, it is a device of its own."""
    return get_random_string(CLIENT, "abcdefghijklmnopqrstuvwxyz0123456789")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _back(request: HttpRequest) -> HttpResponse:
    number = number_in(request.POST.get("number", ""))
    return HttpResponseRedirect(f"{reverse('room:table')}?point={number}")
