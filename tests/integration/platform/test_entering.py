"""Signing in: by code, by phrase, with a second factor; the tables hold no address."""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
import socket
import struct
import threading
import time
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from tests.conftest import START

from alienor.cli import main
from alienor.platform.accounts.adapter import MFAAdapter
from alienor.platform.accounts.models import Account
from alienor.platform.accounts.open import forget_second_factor, open_account
from alienor.platform.accounts.pseudonyms import person_behind, pseudonymous
from alienor.platform.accounts.sessions import SessionStore
from alienor.platform.messages.models import Message
from alienor.platform.messages.queue import outbox, queue_message, send
from alienor.platform.people.records import Identity
from alienor.surfaces.outbox import PER_PAGE

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

HELENE = "helene@exemple.invalid"
PHRASE = "une phrase de passe longue"


@pytest.fixture(autouse=True)
def _no_attempts_left_over() -> None:
    cache.clear()


def test_a_code_reaches_the_person_and_signs_them_in(city: Any, client: Any) -> None:
    page = client.post("/compte/login/code/", {"email": " Helene@exemple.invalid"}, follow=True)
    assert page.status_code == 200
    assert "personne.invalid" not in page.content.decode()
    message = outbox()[0]
    assert HELENE in message.to
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", message.body, re.MULTILINE)
    assert code, message.body
    page = client.post("/compte/login/code/confirm/", {"code": code.group(1)}, follow=True)
    assert "Bonjour Hélène" in page.content.decode()


def test_an_unknown_address_is_told_the_same_and_sent_nothing(city: Any, client: Any) -> None:
    page = client.post("/compte/login/code/", {"email": "qui@exemple.invalid"}, follow=True)
    assert page.status_code == 200
    assert outbox() == []


def test_a_phrase_signs_in_and_a_wrong_one_does_not(city: Any, client: Any) -> None:
    client.post("/compte/login/", {"login": HELENE, "password": "autre chose"})
    assert client.get("/moi/").status_code == 302
    client.post("/compte/login/", {"login": HELENE.upper(), "password": PHRASE})
    assert client.get("/moi/").status_code == 200


def totp(secret: str, at: float) -> str:
    """The six digits of an authenticator application (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def ask_for_a_code(client: Any) -> str:
    """Ask for a code by e-mail, and read it in the outbox."""
    client.post("/compte/login/code/", {"email": HELENE})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", outbox()[0].body, re.MULTILINE)
    assert code
    return code.group(1)


def test_an_organiser_sets_up_codes_reaches_the_desk_and_enters_with_one(
    city: Any, client: Any
) -> None:
    client.post("/compte/login/", {"login": HELENE, "password": PHRASE})
    sent = client.get("/bureau/", follow=True)
    assert "Confirmez que c’est bien vous" in sent.content.decode()
    setup, _status = sent.redirect_chain[0]
    page = client.post(
        sent.request["PATH_INFO"] + "?next=" + setup, {"password": PHRASE}, follow=True
    )
    assert "Le bureau vous attend" in page.content.decode()
    secret = re.search(r'id="totp_secret">(\w+)<', page.content.decode())
    assert secret
    wrong = client.post(setup, {"code": "000000"})
    assert "Ce code ou cette clé ne convient pas" in wrong.content.decode()
    assert client.get("/bureau/").status_code == 302
    page = client.post(setup, {"code": totp(secret.group(1), time.time())}, follow=True)
    spare = re.findall(r"<li><code>(\d{8})</code>", page.content.decode())
    assert len(spare) == 10
    assert client.get("/bureau/").status_code == 200

    # A phrase alone does not enter any more; nor does a code by e-mail; a wrong code is refused.
    client.post("/compte/logout/")
    page = client.post("/compte/login/", {"login": HELENE, "password": PHRASE}, follow=True)
    assert "Seconde vérification" in page.content.decode()
    assert client.get("/moi/").status_code == 302
    client.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert client.get("/moi/").status_code == 302
    soon = time.time() + 30  # an application's code serves once
    client.post("/compte/2fa/authenticate/", {"code": totp(secret.group(1), soon)})
    assert client.get("/bureau/").status_code == 200

    client.post("/compte/logout/")
    client.post("/compte/login/code/confirm/", {"code": ask_for_a_code(client)})
    assert client.get("/bureau/").status_code == 302
    client.post("/compte/2fa/authenticate/", {"code": spare[0]})
    assert client.get("/bureau/").status_code == 200
    client.post("/compte/logout/")
    client.post("/compte/login/", {"login": HELENE, "password": PHRASE})
    client.post("/compte/2fa/authenticate/", {"code": spare[0]})
    assert client.get("/moi/").status_code == 302, "a spare code serves once"


def test_whoever_lost_every_factor_is_let_in_again_by_the_operator(
    city: Any, client: Any, second_factor: None
) -> None:
    client.force_login(Account.objects.get())
    assert client.get("/bureau/").status_code == 200
    assert forget_second_factor(city.organiser_id) == 1
    assert client.get("/bureau/").status_code == 302
    assert client.get("/moi/").status_code == 200


def test_without_a_mail_server_messages_wait_at_the_desk_and_codes_elsewhere(
    world: Any, client: Any, second_factor: None, settings: Any, capsys: Any
) -> None:
    queue_message(world.people["aicha"], subject="Session 3", body="À samedi !", now=START)
    code = ask_for_a_code(Client())
    client.force_login(open_account(world.people["helene"]))
    assert reverse("office:outbox") in client.get("/bureau/").content.decode()
    page = client.get(reverse("office:outbox")).content.decode()
    assert "À samedi !" in page
    assert code not in page
    assert "alienor outbox" in page
    for name in ("aicha", "joel"):
        client.force_login(open_account(world.people[name]))
        assert client.get(reverse("office:outbox")).status_code == 403
    assert main(["outbox"]) == 0
    read = capsys.readouterr().out
    assert code in read
    assert "À samedi !" in read
    settings.EMAIL_BACKEND_OUTBOX = False
    client.force_login(open_account(world.people["helene"]))
    assert client.get(reverse("office:outbox")).status_code == 404


def test_messages_are_read_page_by_page_the_newest_first(
    world: Any, client: Any, second_factor: None
) -> None:
    queue_message(world.people["aicha"], subject="Session 3", body="À samedi !", now=START)
    client.force_login(open_account(world.people["helene"]))
    for number in range(PER_PAGE):
        said = {"subject": f"Message {number}", "body": "Bonjour."}
        queue_message(world.people["aicha"], **said, now=START)
    first = client.get(reverse("office:outbox")).content.decode()
    assert first.count("<article") == PER_PAGE and "À samedi !" not in first
    assert "Plus anciens" in first and "Plus récents" not in first
    last = client.get(reverse("office:outbox"), {"page": 2}).content.decode()
    assert "À samedi !" in last and "Plus récents" in last and "Plus anciens" not in last


def test_a_second_factor_of_each_kind_has_its_page_in_both_languages(
    city: Any, client: Any, second_factor: None
) -> None:
    client.force_login(Account.objects.get())
    record_recently(client)
    shown = [
        "login/", "login/code/", "logout/", "password/change/", "password/reset/",
        "password/reset/done/", "password/reset/key/0-x/", "password/reset/key/done/", "inactive/",
        "signup/", "reauthenticate/", "2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/generate/",
        "2fa/webauthn/", "2fa/webauthn/add/", "2fa/reauthenticate/",
    ]  # fmt: skip
    theirs = re.compile(
        r"Passwordless|Two-Factor|Authenticator app|Recovery Codes|Security Key|>Name<"
    )
    for address in shown:
        visitor = Client() if address.startswith(("login", "signup", "password/reset")) else client
        french = visitor.get(f"/compte/{address}").content.decode()
        assert "site-head" in french, address
        assert not theirs.search(french), address
        english = visitor.get(f"/en/compte/{address}").content.decode()
        assert "site-head" in english, address
        assert re.search(r"<h1>(.*?)</h1>", french)[1] != re.search(r"<h1>(.*?)</h1>", english)[1]


def record_recently(client: Any) -> None:
    """As somebody who has just said their phrase again."""
    client.post("/compte/reauthenticate/", {"password": PHRASE})


def test_nobody_signs_up_by_themself(city: Any, client: Any) -> None:
    client.post("/compte/signup/", {"email": "moi@exemple.invalid", "password1": PHRASE})
    assert Account.objects.count() == 1


def test_a_copy_of_the_sessions_opens_nothing(city: Any, client: Any) -> None:
    client.post("/compte/login/code/", {"email": HELENE}, follow=True)
    row = Session.objects.get()
    held = SessionStore(row.session_key).load()
    assert "account_login" in held
    for plain in (row.session_data, str(row.get_decoded())):
        assert "account_login" not in plain
        assert "state" not in plain
    sealed = urlsafe_b64decode(row.session_data)
    assert b"account" not in sealed
    for altered in (row.session_data[:-8] + "AAAAAAA=", "", "pas une session", "é"):
        Session.objects.update(session_data=altered)
        assert SessionStore(row.session_key).load() == {}


def test_the_sign_in_tables_hold_no_address(city: Any, client: Any) -> None:
    client.post("/compte/login/", {"login": HELENE, "password": PHRASE})
    client.post("/compte/password/reset/", {"email": HELENE})
    held = [*Account.objects.values_list("email", flat=True)]
    held += EmailAddress.objects.values_list("email", flat=True)
    held += [str(SessionStore(session.session_key).load()) for session in Session.objects.all()]
    held += [str(key) for key in cache._cache]
    assert held
    assert not [value for value in held if "helene" in value.lower()]
    account = Account.objects.get()
    assert person_behind(account.email) == account.person_id
    assert pseudonymous(account.email) == account.email
    assert Account.objects.get_by_natural_key(account.email) == account


def test_an_account_is_opened_once_and_only_with_an_address(world: Any, clock: Any) -> None:
    from alienor.platform.people.actions import enter_person

    aicha = world.people["aicha"]
    assert open_account(aicha) == open_account(aicha)
    phone_only = enter_person(
        identity=Identity(given_name="Sans", family_name="Adresse", phone="0639980001"),
        actor=world.organiser,
        clock=clock,
    )
    assert open_account(phone_only.pk) is None


def test_second_factors_are_kept_encrypted_and_named_after_the_person(city: Any) -> None:
    adapter = MFAAdapter()
    kept = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"
    account = Account.objects.get()
    assert adapter._get_user_identifier(account) == "Hélène Exemple"
    entity = adapter.get_public_key_credential_user_entity(account)
    assert entity["display_name"] == "Hélène Exemple"


class SmallPostOffice:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.loop = asyncio.new_event_loop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        started = threading.Event()

        def run() -> None:
            asyncio.set_event_loop(self.loop)
            server = self.loop.run_until_complete(
                asyncio.start_server(self.talk, "127.0.0.1", self.port)
            )
            started.set()
            self.loop.run_forever()
            server.close()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        started.wait(5)

    async def talk(self, reader: Any, writer: Any) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.received.append(body.decode())
                writer.write(b"250 kept\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
        writer.close()

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)


def test_a_message_is_sent_by_the_worker_through_a_real_mail_server(
    city: Any, clock: Any, settings: Any
) -> None:
    from django.core.management import call_command

    office = SmallPostOffice()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.EMAIL_BACKEND_OUTBOX = False
        message = queue_message(
            city.organiser_id, subject="Session 3", body="À samedi !", now=clock.now()
        )
        task = DBTaskResult.objects.get()
        assert task.args_kwargs == {"args": [message.pk], "kwargs": {}}
        call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
        assert Message.objects.get().state == "sent"
        assert HELENE in office.received[0]
        send(message.pk)
        assert len(office.received) == 1, "sent once"
    finally:
        office.close()


def test_a_message_that_cannot_be_sent_stays_queued(city: Any, clock: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = queue_message(city.organiser_id, subject="S", body="B", now=clock.now())
    with pytest.raises(OSError):
        send(message.pk)
    kept = Message.objects.get()
    assert (kept.state, kept.attempts) == ("queued", 1)


def test_messages_to_somebody_erased_are_unreadable(world: Any, clock: Any) -> None:
    from alienor.platform.people.actions import erase_person

    queue_message(world.people["aicha"], subject="S", body="B", now=clock.now())
    erase_person(
        person_id=world.people["aicha"], reason="request", actor=world.organiser, clock=clock
    )
    assert outbox() == []
