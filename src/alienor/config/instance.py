"""The folder of an instance: its database, its secrets, and whether it is a demonstration.

Everything that an instance keeps on disk is in ONE folder (`ALIENOR_DIR`, by default `var`):

    instance.json    {"demo": bool}: written once, when the instance is created; in a rehearsal,
                     also where it is reached (`platform/rehearsals`)
    secrets.json     the keys (mode 0600), made at the first start; back them up apart
    db.sqlite3       the assembly's tables, where no DATABASE_URL is set
    keys.sqlite3     one key for each person, where no KEYS_DATABASE_URL is set
    computations/    long computations under way, encrypted, forgotten after an hour
    rehearsals/      rehearsals under way, each an instance of its own, removed when it ends
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The keys of an instance, each 32 random bytes in base64.

    django: signs sessions and forms. index: the keyed index of e-mails and telephones.
    wrapping: wraps each person's key in the key store. signing: the Ed25519 seed that signs
    the checkpoints of the public register.
    """

    django: str
    index: str
    wrapping: str
    signing: str

    def raw(self, name: str) -> bytes:
        """The 32 bytes of one key."""
        return b64decode(getattr(self, name))


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """What a rehearsal is told of the site that it stands behind. `address`: where it is reached
    there (`/repetition/KEY`); `static`: the folder of the site's static files; `about`: the public
    id of the day that is rehearsed; `desk`: the address, on the site, of the page it began from.
    """

    address: str
    static: str
    about: str
    desk: str


@dataclass(frozen=True, kw_only=True)
class Instance:
    """Where an instance lives and what it is."""

    folder: Path
    demo: bool
    secrets: Secrets
    rehearsal: Rehearsed | None = None


def instance_folder() -> Path:
    """The folder named by `ALIENOR_DIR`, or `var` in the current folder."""
    return Path(os.environ.get("ALIENOR_DIR", "var")).absolute()


def open_instance(folder: Path) -> Instance:
    """Read the instance in `folder`; make its folder and its keys where there are none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / "instance.json"
    said = json.loads(marker.read_text()) if marker.exists() else {"demo": False}
    return Instance(
        folder=folder,
        demo=said["demo"],
        secrets=_secrets(folder / "secrets.json"),
        rehearsal=Rehearsed(**said["rehearsal"]) if "rehearsal" in said else None,
    )


def mark_as_demo(folder: Path) -> None:
    """Say once and for all that the instance in `folder` is a demonstration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instance.json").write_text(json.dumps({"demo": True}))


def forget_demo(folder: Path) -> None:
    """Remove what an earlier demonstration left in `folder`; a real instance is left alone."""
    marker = folder / "instance.json"
    if not marker.exists() or not json.loads(marker.read_text())["demo"]:
        return
    for name in ("db.sqlite3", "keys.sqlite3", "secrets.json", "instance.json"):
        for path in folder.glob(f"{name}*"):
            path.unlink()


def _secrets(path: Path) -> Secrets:
    if not path.exists():
        fresh = Secrets(**{name: _fresh_key() for name in Secrets.__dataclass_fields__})
        # Written apart and linked into place, so that two processes that start together agree.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(fresh), file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Secrets(**json.loads(path.read_text()))


def _fresh_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()
