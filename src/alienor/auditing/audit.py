"""What only a sworn auditor can check of a draw: the public bundle against the opened pool.

`alienor verify` shows that the list of panels was closed before the balls, and what the balls
decided. Whether those panels keep the quotas needs everybody's answers: an auditor to whom they
are opened (`cores.sortition.openings`) checks that here, without a database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from alienor.auditing.audited import check_bound, check_chances, check_reserve
from alienor.auditing.bundles import BundleBroken, Check, broken, in_words, read_bundle
from alienor.auditing.draws import FROZEN
from alienor.auditing.mirrored import check_mirrored
from alienor.auditing.opened import Audit, read_audit
from alienor.auditing.recertified import check_certificate, check_portrait
from alienor.auditing.redealt import check_alternates, check_dealing
from alienor.auditing.saying import Language, joined, people, say, speaking
from alienor.auditing.verify import verify_bundle
from alienor.cores.sortition import Quota
from alienor.cores.sortition.openings import Opening, OpeningsUnreadable
from alienor.cores.sortition.profiles import home_of
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import opens

OPENED, PREPARED = "draw_opened_to_auditor/1", "draw_prepared/1"
ERASED = "person_erased/1"
AuditCheck = Callable[[Audit], tuple[bool | None, str]]


def audit_bundle(
    folder: Path,
    openings: bytes,
    *,
    number: int | None = None,
    key: str | None = None,
    panels: bytes | None = None,
    language: Language = "en",
) -> Iterator[Check]:
    """Check one draw of the bundle in `folder` with its opened pool; the last check yielded is the
    one that failed, if any.

    `openings`: the bytes of the file that the auditor was handed. `number`: the draw, needed only
    where several have the same pool. `key`: the signer's, had from elsewhere than the bundle.
    `panels`: the list of panels, where it has left the public files. `language`: what checks say
    it in.
    """
    at = "public"
    with speaking(language):
        try:
            public = list(verify_bundle(folder, key=key, language=language))
            if public[-1].holds is False:
                raise BundleBroken(f"{public[-1].name}: {public[-1].detail}")
            notes = [check.detail for check in public if check.holds is None]
            said = say("the {count} checks of alienor verify hold", count=len(public))
            yield Check(name=at, holds=True, detail=joined([said, *notes]))
            at = "openings"
            audit = read_audit(read_bundle(folder), openings, number=number, panels=panels)
            for at, check in (("openings", check_recorded), *AUDIT_CHECKS):
                holds, detail = check(audit)
                yield Check(name=at, holds=holds, detail=detail)
            not_proven = say(
                "all of this is about the answers as they were committed: whether they are true is "
                "for the auditor to ask of people and of the signed agreements (docs/auditors)"
            )
            yield Check(name="profiles", holds=None, detail=not_proven)
        except OpeningsUnreadable as error:
            said = say("the file of openings cannot be read: {error}", error=error)
            yield Check(name=at, holds=False, detail=said)
        except Exception as error:  # whatever a file can be made to break, the draw does not hold
            yield Check(name=at, holds=False, detail=in_words(error))


def check_recorded(audit: Audit) -> tuple[bool | None, str]:
    """The file is one that the register says was handed to an auditor."""
    acts = [act for act in audit.bundle.acts(OPENED) if act["draw"] == audit.frozen["draw"]]
    digest = audit.openings_hash
    for act in acts:
        if act["sha256"] == digest:
            return True, (
                say(
                    "draw {number}: the file is the one handed to {function}, as the register "
                    "records",
                    number=audit.frozen["number"],
                    function=act["function"],
                )
            )
    return None, (
        say(
            "draw {number}: no act of this register records a file of SHA-256 "
            "{digest}: take the bundle after the file, and do not save the file anew",
            number=audit.frozen["number"],
            digest=digest,
        )
    )


def check_commitments(audit: Audit) -> tuple[bool | None, str]:
    """Every commitment opens to the record given; none is missing but of people erased since."""
    pool, given = set(audit.commitments), set(audit.openings)
    if foreign := sorted(given - pool):
        raise broken(
            "{foreign} is in the file of openings and not in commitments.csv", foreign=foreign[0]
        )
    if absent := sorted(pool - given):
        raise broken(
            "{absent} is in commitments.csv and not in the file of openings ({people} missing)",
            absent=absent[0],
            people=people(len(absent)),
        )
    for token, opening in audit.openings.items():
        if token not in audit.missing and not _opens(audit, opening):
            raise broken("the commitment of {token} does not open to the record given", token=token)
    opened = len(pool) - len(audit.missing)
    said = say(
        "{opened} of {count} commitments open to the record given", opened=opened, count=len(pool)
    )
    if not audit.missing:
        return True, said
    erasures = _erasures_since(audit)
    if erasures < len(audit.missing):
        raise broken(
            "{people} of the pool cannot be opened, and the register tells of "
            "{erasures} erasure(s) since the freeze",
            people=people(len(audit.missing)),
            erasures=erasures,
        )
    return None, (
        say(
            "{said}; {people} erased since cannot be opened (the register tells of "
            "{erasures} erasure(s) since the freeze): what rests on them is said below",
            said=said,
            people=people(len(audit.missing)),
            erasures=erasures,
        )
    )


def _opens(audit: Audit, opening: Opening) -> bool:
    content = {
        "draw": audit.frozen["draw"],
        "household": opening.household,
        "token": opening.token,
        "values": dict(opening.values),
    }
    try:
        salt = bytes.fromhex(opening.salt)
    except ValueError:
        return False
    return opens(audit.commitments[opening.token], salt=salt, content=canonical_json(content))


def _erasures_since(audit: Audit) -> int:
    """People erased after this draw was frozen, of the whole instance: acts name nobody."""
    frozen = next(
        number
        for number, entry in enumerate(audit.bundle.entries)
        if entry["type"] in FROZEN and entry["act"] == audit.frozen
    )
    return sum(entry["type"] == ERASED for entry in audit.bundle.entries[frozen:])


def check_panels(audit: Audit) -> tuple[bool | None, str]:
    """Every panel has its number of people, and nobody sits there with a housemate."""
    seats = audit.frozen["seats"]
    homes = {token: home_of(person) for token, person in audit.instance.by_id().items()}
    for number, panel in enumerate(audit.panels):
        if len(set(panel)) != seats:
            raise broken(
                "panel {panel}: {count} people for {seats}",
                panel=audit.name(number),
                count=len(set(panel)),
                seats=seats,
            )
        seen: dict[str, str] = {}
        for token in panel:
            home = homes.get(token, token)
            if home in seen:
                raise broken(
                    "panel {panel}: {seen} and {token} share a household",
                    panel=audit.name(number),
                    seen=seen[home],
                    token=token,
                )
            seen[home] = token
    said = say(
        "each of the {count} panels has {people}, no household twice",
        count=len(audit.panels),
        people=people(seats),
    )
    if audit.missing & {token for panel in audit.panels for token in panel}:
        return None, say("{said}, as far as those who are opened tell", said=said)
    return True, said


def check_quotas(audit: Audit) -> tuple[bool | None, str]:
    """Every panel keeps every quota of quotas.csv. Somebody erased may have had any value: a count
    that they could bring out of its bounds is left undecided, never failed."""
    if audit.frozen["everyone_kept"] or audit.frozen["seats"] < _asked(audit):
        return _kept_whole(audit)
    if not audit.quotas:
        return True, say("no quotas: every group of the right size is as good (a simple lot)")
    values = {one.token: one.values for one in audit.openings.values()}
    breaches: dict[tuple[Quota, int], list[int]] = defaultdict(list)
    undecided: set[int] = set()
    for number, panel in enumerate(audit.panels):
        known = [token for token in panel if token not in audit.missing]
        unknown = len(panel) - len(known)
        counts = Counter(pair for token in known for pair in values[token].items())
        for quota in audit.quotas:
            count = counts[quota.feature, quota.value]
            if count > quota.maximum or count + unknown < quota.minimum:
                breaches[quota, count].append(number)
            elif count < quota.minimum or count + unknown > quota.maximum:
                undecided.add(number)
    if breaches:
        raise BundleBroken(" ".join(_breach(audit, *one) for one in breaches.items()))
    said = say(
        "each of the {count} panels keeps the {quotas} quotas",
        count=len(audit.panels),
        quotas=len(audit.quotas),
    )
    if undecided:
        return None, (
            say(
                "no panel breaks a quota for certain; on {count} of {panels}, it depends "
                "on people who were erased since",
                count=len(undecided),
                panels=len(audit.panels),
            )
        )
    return True, said


def _breach(audit: Audit, key: tuple[Quota, int], numbers: Sequence[int]) -> str:
    quota, count = key
    named = ", ".join(audit.name(number) for number in numbers)
    return say(
        "panel {named}: {feature} {value}: {people} where quotas.csv asks for "
        "{minimum} to {maximum}.",
        named=named,
        feature=quota.feature,
        value=quota.value,
        people=people(count),
        minimum=quota.minimum,
        maximum=quota.maximum,
    )


def _asked(audit: Audit) -> int:
    """The seats that the draw was prepared for."""
    draw = audit.frozen["draw"]
    return next(int(act["seats"]) for act in audit.bundle.acts(PREPARED) if act["draw"] == draw)


def _kept_whole(audit: Audit) -> tuple[bool | None, str]:
    """A pool kept whole has no quotas to keep: but it must have been as small as that."""
    homes = {home_of(person) for person in audit.instance.respondents}
    asked = _asked(audit)
    if len(homes) > asked:
        raise broken(
            "the pool was kept whole, without quotas, and has {count} households for "
            "{asked} seats: it was to be drawn",
            count=len(homes),
            asked=asked,
        )
    if not audit.missing and len(homes) != audit.frozen["seats"]:
        raise broken(
            "the pool was kept whole with {seats} seats for {count} households: each has one",
            seats=audit.frozen["seats"],
            count=len(homes),
        )
    return None if audit.missing else True, (
        say(
            "no quotas to keep: the pool was kept whole ({count} households for {asked} seats)",
            count=len(homes),
            asked=asked,
        )
    )


AUDIT_CHECKS: tuple[tuple[str, AuditCheck], ...] = (
    ("commitments", check_commitments),
    ("panels", check_panels),
    ("quotas", check_quotas),
    ("mirrored", check_mirrored),
    ("chances", check_chances),
    ("bound", check_bound),
    ("certificate", check_certificate),
    ("alternates", check_alternates),
    ("dealing", check_dealing),
    ("reserve", check_reserve),
    ("portrait", check_portrait),
)
