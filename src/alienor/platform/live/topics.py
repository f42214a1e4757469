"""The names of what a page may show. Whoever knows a name learns only that something moved.

register           every act                                         public
edition.<slug>     what everybody may see of an edition              public
desk.<slug>        every act of an edition, the bustle of a day too  with a pass
notes.<slug>       what tables of a day write, as they write it      with a pass
own.<digest>       what one person's own page shows                  with a pass
"""

from __future__ import annotations

import re

from django.utils.crypto import salted_hmac

REGISTER = "register"
_PUBLIC = re.compile(r"register|edition\.[-a-zA-Z0-9_]{1,80}")


def edition_topic(slug: str) -> str:
    """What everybody may see of an edition."""
    return f"edition.{slug}"


def desk_topic(slug: str) -> str:
    """Every act of an edition: for its desk, its screens, whoever conducts the day."""
    return f"desk.{slug}"


def notes_topic(slug: str) -> str:
    """What the tables of an edition's days write, as they write it."""
    return f"notes.{slug}"


def own_topic(person_id: int) -> str:
    """What concerns one person: a keyed digest, so that the name says nothing of who it is."""
    return f"own.{salted_hmac('alienor.live.own', str(person_id)).hexdigest()[:24]}"


def is_public(topic: str) -> bool:
    """Whether anybody may hear `topic`, without a pass."""
    return _PUBLIC.fullmatch(topic) is not None
