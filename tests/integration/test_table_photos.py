"""Photos of what a table put on paper: the picture alone, for the team alone."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageChops, ImageOps, ImageStat
from tests.integration import test_table_notes
from tests.integration.test_badges import acts
from tests.integration.test_running import begin, desk, read
from tests.integration.test_table_page import device

from alienor.platform.errors import Busy, Invalid, NotFound
from alienor.platform.keystore.models import PersonKey
from alienor.stages.sessions import photos
from alienor.stages.sessions.models import Session, TablePhoto

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

held = test_table_notes.held
SECRET = "46.58 N, 0.34 E"
ORIENTATION, DESCRIPTION = 0x0112, 0x010E


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (400, 200), colour: str = "red") -> bytes:
    """A picture as a telephone makes it: lying on its side, with what nobody should read."""
    made, exif = Image.new("RGB", size, colour), Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = 6, SECRET
    held = BytesIO()
    made.save(held, format=kind, exif=exif)
    return held.getvalue()


def send(client: Client, data: bytes, **also: Any) -> Any:
    file = SimpleUploadedFile("IMG_2041_Aicha.jpg", data, content_type="image/jpeg")
    return client.post(reverse("room:table_photo"), {"number": 1, "photo": file, **also})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept_and_it_is_encrypted(
    world: Any, held: Session, kind: str
) -> None:
    begin(world, held, 1)
    data = a_photo(kind)
    assert SECRET.encode() in data, "the test would prove nothing"
    assert send(device(held), data).status_code == 302
    kept = TablePhoto.objects.get()
    assert (kept.width, kept.height) == (200, 400), "it stands upright"
    assert b"JFIF" not in bytes(kept.picture)
    shown = photos.picture_of(held, kept.public_id)
    assert SECRET.encode() not in shown
    assert b"IMG_2041" not in shown
    assert not Image.open(BytesIO(shown)).getexif()
    [entry] = acts(held, "table_photo_added")
    assert (entry["table"], entry["item"], entry["digest"]) == (1, 1, kept.digest)


def test_a_large_photo_becomes_small_and_the_same_is_kept_once(world: Any, held: Session) -> None:
    begin(world, held, 1)
    data = a_photo(size=(5000, 3000))
    for _time in range(2):
        send(device(held), data)
    kept = TablePhoto.objects.get()
    assert max(kept.width, kept.height) == photos.SIDE
    for number in range(1, photos.PHOTOS_AT_MOST):
        send(device(held), a_photo(size=(400 + number, 200)))
    refused = send(device(held), a_photo(size=(900, 200)))
    assert refused.status_code == 422
    assert TablePhoto.objects.count() == photos.PHOTOS_AT_MOST


def test_what_is_no_photo_is_refused_in_a_sentence(world: Any, held: Session) -> None:
    begin(world, held, 1)
    whole = a_photo()
    gif = BytesIO()
    Image.new("P", (9, 9)).save(gif, format="GIF")
    for wrong in (b"", b"<svg onload='x'/>", b"\x00" * 200, whole[: len(whole) // 2],
                  gif.getvalue(), a_photo("PNG")[:60]):  # fmt: skip
        with pytest.raises(Invalid, match="photo_unreadable"):
            photos.stripped(wrong)
    with pytest.raises(Invalid, match="photo_large"):
        photos.stripped(b"\x00" * (photos.BYTES_AT_MOST + 1))
    bomb = BytesIO()
    Image.new("1", (16_000, 16_000)).save(bomb, format="PNG")
    with pytest.raises(Invalid, match="photo_large"):
        photos.stripped(bomb.getvalue())
    for kind in ("PNG", "WEBP"):  # no JPEG: decoded whole, at four bytes a pixel
        white = BytesIO()
        Image.new("RGB", (5000, 4100), "white").save(white, format=kind)
        assert len(white.getvalue()) < 300_000
        with pytest.raises(Invalid, match="photo_large"):
            photos.stripped(white.getvalue())
    assert send(device(held), b"rien").status_code == 422
    assert send(Client(), whole).status_code == 404
    nothing = device(held).post(reverse("room:table_photo"), {"number": 1})
    assert nothing.status_code == 422
    assert not TablePhoto.objects.exists()


def test_a_picture_without_its_colours_is_refused_in_a_sentence() -> None:
    held = BytesIO()
    Image.new("P", (9, 9)).save(held, format="PNG")
    colours = held.getvalue().index(b"PLTE")
    length = 4 + int.from_bytes(held.getvalue()[colours - 4 : colours], "big") + 4
    without = held.getvalue()[: colours - 4] + held.getvalue()[colours + length :]
    with pytest.raises(Invalid, match="photo_unreadable"):
        photos.stripped(without)


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_stands_as_its_telephone_was_held(orientation: int) -> None:
    made, exif = Image.effect_noise((40, 20), 90).convert("RGB"), Image.Exif()
    exif[ORIENTATION] = orientation
    held = BytesIO()
    made.save(held, format="PNG", exif=exif)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(held.getvalue())))
    shown = Image.open(BytesIO(photos.stripped(held.getvalue()).jpeg))
    assert shown.size == expected.size
    assert ImageStat.Stat(ImageChops.difference(shown, expected)).mean[0] < 9


def test_what_cannot_be_read_beside_a_picture_does_not_refuse_it() -> None:
    """A tag of a type that it should not have: written by some telephones, and by attackers."""
    wrong = struct.pack("<HHII", DESCRIPTION, 12, 1, 38)  # a description that is a number
    turned = struct.pack("<HHII", ORIENTATION, 3, 1, 6)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + wrong + turned + bytes(40)
    held = BytesIO()
    Image.new("RGB", (40, 20)).save(held, format="JPEG", exif=exif)
    assert photos.stripped(held.getvalue()).width == 20


def test_one_photo_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "WAITED_AT_MOST", 0.01)
    with photos._decoder, pytest.raises(Busy):
        photos.stripped(a_photo())
    assert photos.stripped(a_photo()).width == 200


def test_a_transparent_drawing_is_put_on_white() -> None:
    drawn = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(drawn, format="PNG")
    shown = Image.open(BytesIO(photos.stripped(drawn.getvalue()).jpeg))
    assert shown.getpixel((10, 10)) == (255, 255, 255)


def test_the_team_alone_sees_a_photo_and_one_that_is_taken_away_is_gone(
    world: Any, held: Session
) -> None:
    begin(world, held, 1)
    send(device(held), a_photo())
    kept = TablePhoto.objects.get()
    address = reverse("office:table_photo", args=["essai", held.public_id, kept.public_id])
    for name, status in (("helene", 200), ("joel", 200), ("aicha", 403), ("ines", 403)):
        assert desk(world, name).get(address).status_code == status
    assert Client().get(address).status_code == 302
    assert "Table 1" in read(desk(world), "table_notes", held)
    assert desk(world, "aicha").post(address).status_code == 403
    assert desk(world, "joel").post(address).status_code == 302
    assert not TablePhoto.objects.exists()
    assert not PersonKey.objects.filter(reference=kept.key).exists()
    with pytest.raises(NotFound):
        photos.picture_of(held, kept.public_id)
    assert len(acts(held, "table_photo_removed")) == 1
