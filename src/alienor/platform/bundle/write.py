"""Write a bundle to a folder, and record its manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Act, Clock, act_type, action, record, require
from alienor.platform.bundle.files import (
    FORMAT,
    BundledEdition,
    EditionFiles,
    content_digest,
    digests,
    json_file,
)
from alienor.platform.errors import Invalid
from alienor.platform.register import log
from alienor.platform.register.models import Entry


@act_type("bundle_published", says=_("Les fichiers publics de l'édition sont publiés."))
@dataclass(frozen=True, kw_only=True)
class BundlePublished(Act):
    """The public files of an edition are anchored: whoever alters one contradicts the register."""

    edition: Annotated[str, "the edition"]
    content: Annotated[str, "SHA-256 over the hashes of all files but the register's"]
    files: Annotated[int, "how many files"]


@action
def publish_manifest(*, edition: BundledEdition, actor: Actor, clock: Clock) -> dict[str, bytes]:
    """Record what the public files of an edition are now; return the files.

    Nothing is recorded where nothing has changed since the last time.
    Who: the operator or an organiser (`register.publish_bundle`). Register: `bundle_published`.
    Errors: NotAllowed.
    """
    require(actor, "register.publish_bundle", on=edition)
    content = EditionFiles(edition).read_content()
    digest = content_digest(content)
    last = Entry.objects.filter(kind="bundle_published/1", edition=edition.slug).order_by("-index")
    before = last.first()
    if before is None or digest.encode() not in bytes(before.leaf):
        record(
            BundlePublished(edition=edition.slug, content=digest, files=len(content)), on=edition
        )
    return content


def publish_manifest_if_older(
    *, than: timedelta, edition: BundledEdition, actor: Actor, clock: Clock
) -> None:
    """Record again what the public files of an edition are, where something happened in it and
    the last record is older `than` that. Errors: NotAllowed."""
    own = Entry.objects.filter(edition=edition.slug).order_by("-index")
    last = own.filter(kind="bundle_published/1").first()
    newest = own.first()
    if newest is None or newest == last or (last and clock.now() - last.at < than):
        return
    publish_manifest(edition=edition, actor=actor, clock=clock)


def write_bundle(*, edition: BundledEdition, out: Path, actor: Actor, clock: Clock) -> int:
    """Write the bundle of an edition to the new folder `out`; return the number of files.

    Errors: Invalid where `out` holds anything else than an earlier bundle; NotAllowed.
    """
    if not _may_be_replaced(out):
        raise Invalid("folder_not_empty", field="out", folder=str(out))
    content = publish_manifest(edition=edition, actor=actor, clock=clock)
    files = content | EditionFiles(edition).read_register(log.head())
    manifest = {"edition": edition.slug, "files": digests(files), "format": FORMAT}
    files["manifest.json"] = json_file(manifest)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".bundle-") as temporary:
        for path, data in files.items():
            target = Path(temporary, "bundle", path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if out.exists():
            shutil.rmtree(out)
        Path(temporary, "bundle").rename(out)
    return len(files)


def _may_be_replaced(out: Path) -> bool:
    """Whether writing to `out` loses nothing: it is new, empty, or an earlier bundle whole, with no
    file of anybody else's."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        return False
    found = {path for path in out.rglob("*") if path.is_symlink() or not path.is_dir()}
    if not found:
        return True
    try:
        manifest = json.loads((out / "manifest.json").read_bytes())
        listed = {out / name for name in manifest["files"]}
        earlier = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return earlier and found <= listed | {out / "manifest.json"}
