"""What is printed for the room of a day: badges, and the signs of the tables."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from alienor.cores.wording import folded
from alienor.platform.people.records import identities
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions.badges import badges_of, code_of
from alienor.stages.sessions.queries import tables_of
from alienor.stages.sessions.signs import code_of as code_of_sign
from alienor.stages.sessions.signs import signs_of
from alienor.surfaces.papers.facts import house
from alienor.surfaces.words import MEMBERS, day_and_hour

BADGES_AT_MOST = 1200
SIGN_HOW = later(
    "Qui anime la table lit ce code avec un téléphone, une tablette ou un ordinateur, et y note ce "
    "qui se dit, sans nom. Le réseau peut manquer : rien n'est perdu."
)


def badges(session: Any) -> dict[str, Any]:
    """The badges of a day that are in force: by name, then those without one."""
    found = badges_of(session)[:BADGES_AT_MOST]
    members = colleges_in(session.edition, session.body)
    names = identities(one.person_id for one in found if one.person_id is not None)
    parts = {one.code: one.part for one in rules_of(session.edition).colleges}
    tables = own_tables_by_person(session)
    day = f"{session.title} · {day_and_hour(session.starts_at)}"
    if settings.REHEARSAL is not None:  # a badge has no foot of the page
        day = " · ".join((_("Répétition"), day))
    rows = []
    for one in found:
        college = members.get(one.person_id, "") if one.person_id is not None else ""
        code = code_of(one)
        rows.append(
            {
                "name": names[one.person_id].on_badge if one.person_id is not None else "",
                "college": capfirst(str(MEMBERS.get(college, college)))
                if college
                else _("Bienvenue"),
                "part": parts.get(college, "guest"),
                "number": _("n° %(number)s") % {"number": one.number},
                "tables": _tables(tables[one.person_id]) if one.person_id is not None else "",
                "code": f"{code[:5]} {code[5:]}",
                "qr": qr_svg(settings.ORIGIN + reverse("room:enter", args=[code])),
                "alt": _("Code à lire à l'accueil et avec son téléphone : %(code)s")
                % {"code": code},
                "day": day,
            }
        )
    rows.sort(key=lambda row: (not row["name"], folded(str(row["name"]))))
    return {
        **house(_("Badges : %(title)s") % {"title": session.title}, session.edition),
        "how": _(
            "À découper, et à porter. Le code se lit à l'accueil ; lu avec un téléphone, il ouvre "
            "la page de la journée : sa table, le vote, la parole. Qui le porte agit au nom de la "
            "personne, ce jour-là : un badge perdu se remplace à l'accueil."
        ),
        "badges": rows,
    }


def table_signs(session: Any) -> dict[str, Any]:
    """A sign for each table, with the code that opens its page."""
    codes = sign_codes(session)
    return {
        **house(_("Panneaux des tables : %(title)s") % {"title": session.title}, session.edition),
        "label": _("Table"),
        "day": f"{session.title} · {day_and_hour(session.starts_at)}",
        "how": str(SIGN_HOW),
        "signs": [{"number": str(number), **codes[number]} for number in sorted(codes)],
    }


def sign_codes(session: Any) -> dict[int, dict[str, str]]:
    """By table: its code, the address that it opens, and both as a picture."""
    found = {}
    for sign in signs_of(session):
        code = code_of_sign(sign)
        address = settings.ORIGIN + reverse("room:table_enter", args=[code])
        found[sign.table] = {
            "qr": qr_svg(address),
            "alt": _("Code à lire pour tenir les notes de la table %(table)s")
            % {"table": sign.table},
            "address": urlsplit(address).netloc + urlsplit(address).path,
        }
    return found


def own_tables_by_person(session: Any) -> defaultdict[int | None, list[int]]:
    """The table of each person, round after round."""
    found: defaultdict[int | None, list[int]] = defaultdict(list)
    for tables in tables_of(session).values():
        for number, people in tables.items():
            for person in people:
                found[person].append(number)
    return found


def qr_svg(text: str) -> str:
    """A QR code as an SVG that stands alone, dark on white."""
    drawn = segno.make(text, error="m", micro=False)
    held = BytesIO()
    drawn.save(held, kind="svg", scale=4, border=2, dark="#000", light="#fff")
    return held.getvalue().decode()


def _tables(numbers: list[int]) -> str:
    if not numbers:
        return ""
    return ngettext("Table %(tables)s", "Tables %(tables)s", len(numbers)) % {
        "tables": ", ".join(str(number) for number in numbers)
    }
