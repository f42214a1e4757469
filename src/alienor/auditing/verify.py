"""Recompute everything that a bundle claims, one line a check, stopping at the first that fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alienor.auditing.bundles import (
    Bundle,
    BundleBroken,
    BundleCheck,
    Check,
    broken,
    in_words,
    read_manifest,
    read_register,
)
from alienor.auditing.saying import Language, say, speaking
from alienor.auditing.versions import WORDS, check_versions
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.checkpoint import parse_note, parse_verifier_key, verify_note
from alienor.cores.transparency.commitments import commit_text
from alienor.cores.transparency.merkle import leaf_hash, root_of

MODERATION = {"contribution_hidden/1": True, "contribution_shown/1": False}


def verify_bundle(
    folder: Path, *, key: str | None = None, since: str | None = None, language: Language = "en"
) -> Iterator[Check]:
    """Check the bundle in `folder`; the last check yielded is the one that failed, if any.

    `key`: the signer's verifier key, had from elsewhere than the bundle. `since`: the text of a
    checkpoint kept from before, which the register must extend. `language`: what checks say it in.
    Yields `Check`s as they are made.
    """
    from alienor.auditing.stages import STAGE_CHECKS  # they use Bundle

    with speaking(language):
        try:
            manifest = read_manifest(folder)
            files = say("{count} files", count=len(manifest["files"]))
            yield Check(name="manifest", holds=True, detail=files)
            bundle = read_register(folder, manifest)
            size = bundle.checkpoint.size
            read = say("{count} entries, tree recomputed", count=size)
            yield Check(name="register", holds=True, detail=read)
            yield _check_signature(bundle, key)
            if since is not None:
                yield Check(name="since", holds=True, detail=_check_since(bundle, since))
            yield _check_anchored(bundle)
            checks: list[tuple[str, BundleCheck]] = [
                ("versions", check_versions),
                ("texts", _check_texts),
                *STAGE_CHECKS,
            ]
            for name, check in checks:
                yield Check(name=name, holds=True, detail=check(bundle))
            if (aside := _check_aside(bundle)) is not None:
                yield aside
        except Exception as error:  # whatever a file can be made to break, it does not hold
            yield Check(name="bundle", holds=False, detail=in_words(error))


def _check_signature(bundle: Bundle, key: str | None) -> Check:
    own = bundle.read("register/key").decode()
    if key is not None and own != f"{key.strip()}\n":
        raise broken("register/key is not the key that was given")
    verify_note(bundle.note, vkey=own.strip())
    verifier = parse_verifier_key(own.strip())
    _, signatures = parse_note(bundle.note)
    others = sum((s.name, s.key_id) != (verifier.name, verifier.key_id) for s in signatures)
    aside = say("; {count} signature(s) by others left aside", count=others) if others else ""
    if key is None:
        detail = say("the signer is not authenticated: give --key, had from elsewhere")
        return Check(name="signature", holds=None, detail=detail + aside)
    signed = say("signed by {name}", name=verifier.name)
    return Check(name="signature", holds=True, detail=signed + aside)


def _check_since(bundle: Bundle, since: str) -> str:
    old, _ = parse_note(since)
    if old.origin != bundle.checkpoint.origin:
        raise broken("the older checkpoint is of another register, {origin}", origin=old.origin)
    if old.size > bundle.checkpoint.size:
        raise broken("the register has shrunk from {count} entries", count=old.size)
    if root_of([leaf_hash(leaf) for leaf in bundle.leaves[: old.size]]) != old.root:
        raise broken(
            "the first {count} entries are not those of the older checkpoint", count=old.size
        )
    return say("extends the {count} entries known before", count=old.size)


def _check_anchored(bundle: Bundle) -> Check:
    """Whether the files are those that the register last recorded; undecided where acts of this
    edition came after, so that its files have changed in good faith."""
    content = {
        path: digest
        for path, digest in bundle.manifest["files"].items()
        if not path.startswith("register/")
    }
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    own = [entry for entry in bundle.entries if entry.get("edition") == bundle.edition]
    later = 0
    for entry in reversed(own):
        if entry["type"] != "bundle_published/1":
            later += 1
        elif entry["act"]["content"] == digest:
            detail = say("{count} files are those that the register records", count=len(content))
            return Check(name="anchored", holds=True, detail=detail)
        else:
            break
    if not later:
        raise broken("the files are not those whose publication the register records")
    return Check(
        name="anchored",
        holds=None,
        detail=say(
            "{count} entries of this edition came since its files were last recorded: what only "
            "that record proves (see data, below) is not proven until the next, within the hour",
            count=later,
        ),
    )


def _check_texts(bundle: Bundle) -> str:
    """Every text that the edition's entries refer to is there as it was recorded, or hidden by an
    entry that says so; and no other."""
    texts = Texts.of(bundle)
    held = {Path(path).stem: path for path in bundle.paths("texts/")}
    if missing := sorted(set(texts.entries) - set(held)):
        number = texts.entries[missing[0]][0]
        raise broken(
            "{path} is missing: entry {entry} refers to it",
            path=f"texts/{missing[0]}.json",
            entry=number,
        )
    if foreign := sorted(set(held) - set(texts.entries)):
        raise broken("{path}: no entry of this edition refers to it", path=held[foreign[0]])
    hidden = 0
    for digest, path in held.items():
        if path != f"texts/{digest}.json":
            raise broken("{path}: no entry of this edition refers to it", path=path)
        opened = bundle.json(path)
        if ("hidden" in opened) != texts.is_hidden(digest):
            raise BundleBroken(
                say("{path} is hidden, and no entry of the register hides it", path=path)
                if "hidden" in opened
                else say("{path} is public, and an entry of the register hides it", path=path)
            )
        if "hidden" in opened:
            hidden += 1
        elif commit_text(salt=bytes.fromhex(opened["salt"]), text=opened["text"]) != digest:
            raise broken("{path} is not the text that was recorded", path=path)
    said = say(
        "{count} texts are those that were recorded ({hidden} hidden, with a reason)",
        count=len(held),
        hidden=hidden,
    )
    if texts.unknown:
        kinds = ", ".join(sorted(texts.unknown))
        said += say("; this version does not know {kinds}", kinds=kinds)
    return said


def _check_aside(bundle: Bundle) -> Check | None:
    """The files that nothing above is about, if there are any."""
    known = ("register/", "texts/", "rules/", "polls/", "annulled/", "draws/", "data/")
    aside = [path for path in bundle.paths("") if not path.startswith(known)]
    if not aside:
        return None
    detail = say(
        "{count} file(s) that this version does not know, proven only by the record of the files: "
        "{paths}",
        count=len(aside),
        paths=", ".join(aside[:20]),
    )
    return Check(name="aside", holds=None, detail=detail)


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What an edition's entries say of its texts: `entries`, where each is referred to (by
    digest); `moderated`, the last act of moderation on each entry (its number, whether it hides);
    `unknown`, the types of acts of a later version."""

    entries: dict[str, list[int]]
    moderated: dict[int, tuple[int, bool]]
    unknown: set[str]

    @classmethod
    def of(cls, bundle: Bundle) -> Texts:
        """Read the entries of the bundle's edition."""
        fields = json.loads(WORDS.read_text())
        read = cls(entries={}, moderated={}, unknown=set())
        for number, entry in enumerate(bundle.entries):
            if entry.get("edition") != bundle.edition:
                continue
            kind, act = entry["type"], entry["act"]
            if kind in MODERATION:
                read.moderated[act["entry"]] = (number, MODERATION[kind])
            if kind not in fields:
                read.unknown.add(kind)
            for name in fields.get(kind, ()):
                value = act.get(name) or ()
                for digest in (value,) if isinstance(value, str) else value:
                    read.entries.setdefault(digest, []).append(number)
        return read

    def is_hidden(self, digest: str) -> bool:
        """Whether the last act of moderation on what holds this text hides it."""
        acts = [self.moderated[n] for n in self.entries[digest] if n in self.moderated]
        return bool(acts) and max(acts)[1]
