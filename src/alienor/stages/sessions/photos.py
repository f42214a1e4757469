"""Photos of what a table put on paper: nothing but the picture is kept, encrypted.

A picture is decoded and encoded again: where it was taken, when, with what telephone, and whatever
else stood in its file is left behind. It is for whoever writes the minutes, and nothing publishes
it.
"""

from __future__ import annotations

import hashlib
import warnings
from base64 import b64decode, b64encode
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

from PIL import ExifTags, Image

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, announce, record
from alienor.platform.errors import Busy, Invalid, NotFound
from alienor.platform.keystore import store
from alienor.platform.live.topics import notes_topic
from alienor.platform.people.cipher import decrypt, encrypt
from alienor.stages.sessions import hall_acts as acts
from alienor.stages.sessions.models import AgendaItem, Session, TablePhoto
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.table_notes import STATES, table_and_item

BYTES_AT_MOST = 12_000_000
PIXELS_AT_MOST = 60_000_000
WHOLE_PIXELS_AT_MOST = 20_000_000
"""Pixels of what is no JPEG: it cannot be decoded smaller than it is, and a file of 200 kB may hold
a gigabyte of white."""
WAITED_AT_MOST = 10
"""Seconds for which a photo waits for the one before it: they are decoded one at a time, so that
what a table sends never takes the memory of the whole site."""
SIDE = 2000
"""Pixels of the longer side of a picture that is kept: felt pen on paper stays readable."""
FORMATS = ("JPEG", "PNG", "WEBP")
PHOTOS_AT_MOST = 6
MEDIA = "image/jpeg"
_QUALITY = 82
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # by the orientation that a telephone writes (Exif 2.32, 4.6.4)
_decoder = Lock()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture and nothing else, as `stripped` makes it: JPEG, with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


@action
def add_photo(
    *, code: str, number: int, picture: Picture, actor: Actor, clock: Clock
) -> TablePhoto:
    """Attach a photo of what a table put on paper for an item.

    `number`: the item's place on the agenda, from 1; `picture`: made by `stripped` before, outside
    the act, so that nobody waits for it. The same picture sent twice is kept once. Who: whoever
    holds the code of the table's sign (`sessions.note_table`). Register: `table_photo_added`, with
    the digest of what is kept. Errors: those of `keep_table_draft`; Invalid (`photos_at_most`).
    """
    sign, item = table_and_item(code, number, actor)
    digest = hashlib.sha256(picture.jpeg).hexdigest()
    of_table = item.photos.filter(table=sign.table)
    same = of_table.filter(digest=digest).first()
    if same is not None:
        return same
    if of_table.count() >= PHOTOS_AT_MOST:
        raise Invalid("photos_at_most", field="photo", most=PHOTOS_AT_MOST)
    reference = store.create_key()
    made = TablePhoto.objects.create(
        item=item,
        table=sign.table,
        key=reference,
        picture=encrypt(
            key=store.keys_of([reference])[reference],
            content=b64encode(picture.jpeg).decode(),
            context=_context(item),
        ),
        width=picture.width,
        height=picture.height,
        digest=digest,
        added_at=clock.now(),
    )
    record(
        acts.TablePhotoAdded(
            session=sign.session.public_id, item=number, table=sign.table, digest=digest
        ),
        on=sign.session.edition,
        concerns=(),
    )
    announce(notes_topic(sign.session.edition.slug))
    return made


@action
def remove_photo(*, session_id: int, photo: str, actor: Actor, clock: Clock) -> None:
    """Take a photo away for good (its public id): its key is erased, from backups too.

    Who: `sessions.write_minutes`. Register: `table_photo_removed`. Errors: NotAllowed; WrongState;
    NotFound.
    """
    session = locked(session_id, actor, "sessions.write_minutes", *STATES)
    found = TablePhoto.objects.filter(item__session=session, public_id=photo).first()
    if found is None:
        raise NotFound("photo")
    store.erase_key(found.key)
    found.delete()
    record(
        acts.TablePhotoRemoved(
            session=session.public_id, item=found.item.position + 1, table=found.table
        ),
        on=session.edition,
        concerns=(),
    )
    announce(notes_topic(session.edition.slug))


def photos_of(session: Session) -> list[TablePhoto]:
    """The photos of a day, by item and table, without what they show."""
    found = TablePhoto.objects.filter(item__session=session).defer("picture")
    return list(found.select_related("item").order_by("item__position", "table", "pk"))


def picture_of(session: Session, photo: str) -> bytes:
    """What a photo shows, as JPEG; ask for permission (`sessions.read_notes`) first.

    Errors: NotFound.
    """
    found = TablePhoto.objects.filter(item__session=session, public_id=photo).first()
    keys = store.keys_of([found.key]) if found is not None else {}
    if found is None or found.key not in keys:
        raise NotFound("photo")
    content = decrypt(key=keys[found.key], blob=bytes(found.picture), context=_context(found.item))
    return b64decode(content)


def stripped(data: bytes) -> Picture:
    """The picture alone, upright, `SIDE` pixels at most. `data`: a JPEG, PNG or WebP file.

    Errors: Invalid (`photo_large`: bytes or pixels; `photo_unreadable`); Busy where those before it
    take too long.
    """
    if len(data) > BYTES_AT_MOST:
        raise Invalid("photo_large", field="photo", most=BYTES_AT_MOST // 1_000_000)
    if not _decoder.acquire(timeout=WAITED_AT_MOST):
        raise Busy
    try:
        return _decoded(data)
    except Invalid:
        raise
    except Exception:  # whatever a decoder of a stranger's bytes may raise
        raise Invalid("photo_unreadable", field="photo") from None
    finally:
        _decoder.release()


def _decoded(data: bytes) -> Picture:
    """The picture of a file. Errors: Invalid (`photo_large`); those of the decoder."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # asked below
            opened = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Invalid("photo_large", field="photo", most=BYTES_AT_MOST // 1_000_000) from None
    most = PIXELS_AT_MOST if opened.format == "JPEG" else WHOLE_PIXELS_AT_MOST
    if opened.width * opened.height > most:
        raise Invalid("photo_large", field="photo", most=BYTES_AT_MOST // 1_000_000)
    turned = _TURNED.get(_orientation(opened))
    opened.draft("RGB", (SIDE, SIDE))  # a JPEG need not be decoded larger than it is kept
    flat: Any = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    opened.close()
    flat.thumbnail((SIDE, SIDE))
    if turned is not None:
        flat = flat.transpose(turned)
    paper = Image.new("RGB", flat.size, "white")
    paper.paste(flat, mask=flat if flat.mode == "RGBA" else None)
    held = BytesIO()
    paper.save(held, format="JPEG", quality=_QUALITY, optimize=True)
    return Picture(jpeg=held.getvalue(), width=paper.width, height=paper.height)


def _orientation(opened: Image.Image) -> Any:
    """How the telephone was held, by the file; nothing where what stands beside the picture cannot
    be read: that is left behind anyway, and the picture is none the worse for it."""
    try:
        return opened.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # whatever a parser of a stranger's bytes may raise
        return None


def _context(item: AgendaItem) -> str:
    return f"photo {item.pk}"
