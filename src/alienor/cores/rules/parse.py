"""From the text of a rulebook to its data, or to the list of everything that is wrong with it."""

import re
import tomllib

from alienor.cores.rules import blocks, model
from alienor.cores.rules import vocabulary as words
from alienor.cores.rules.contradictions import contradictions
from alienor.cores.rules.faults import Fault, RulebookInvalid
from alienor.cores.rules.labels import Criterion
from alienor.cores.rules.lines import lines_of
from alienor.cores.rules.reader import Faults, Table

_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)")


def parse_rulebook(text: str, *, name: str) -> model.Rulebook:
    """Read the rulebook written in `text` (TOML, schema "alienor-rules/1") under `name`.

    Everything the text says is checked at once: its form, what it cites, and whether its rules
    contradict one another. Raises RulebookInvalid with all the faults, in the order of the text.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookInvalid((_syntax_fault(error, text),)) from error
    except RecursionError:
        nested = Fault(code="syntax", path="", params={"detail": "nested too deep"})
        raise RulebookInvalid((nested,)) from None
    faults = Faults(lines_of(text))
    root = Table(data, path="", faults=faults)
    rulebook = _rulebook(root, text=text, name=name)
    schema = root.text("schema")
    if schema and schema != words.SCHEMA:
        faults.add("schema_unknown", "schema", value=schema, expected=words.SCHEMA)
    root.close()
    found = Faults(lines_of(text))
    contradictions(rulebook, found)
    # Where the form is wrong, the value read is a neutral one: what it contradicts is noise.
    apart = [fault for fault in found.found if not faults.touches(fault.path)]
    if every := [*faults.found, *apart]:
        raise RulebookInvalid(tuple(sorted(every, key=lambda fault: fault.line or 0)))
    return rulebook


def _syntax_fault(error: tomllib.TOMLDecodeError, text: str) -> Fault:
    said = str(error)
    place = _PLACE.search(said)
    lines = text.splitlines() or [""]
    line, column = len(lines), len(lines[-1]) + 1  # "at end of document"
    if place:
        line, column = int(place[1]), int(place[2])
    detail = said.removesuffix(" (at end of document)")
    detail = detail.replace(place[0], "") if place else detail
    return Fault(code="syntax", path="", params={"detail": detail}, line=line, column=column)


def _rulebook(root: Table, *, text: str, name: str) -> model.Rulebook:
    polls = tuple(
        _poll(code, table) for code, table in root.coded("poll", required=words.REQUIRED_POLLS)
    )
    return model.Rulebook(
        name=name,
        source=text,
        title=root.label("title"),
        notice=root.label("notice"),
        articles=tuple(_article(number, table) for number, table in root.entries("article")),
        colleges=tuple(
            model.College(
                code=code,
                article=table.text("article"),
                part=table.choice("part", among=words.PARTS),
                label=table.label("label"),
            )
            for code, table in root.coded("college", among=words.COLLEGES)
        ),
        bodies=tuple(_body(code, table) for code, table in root.coded("body", among=words.BODIES)),
        incompatibilities=_incompatibilities(root),
        steps=tuple(_step(code, table) for code, table in root.coded("step")),
        topics=_topics(root.table("topics"), {poll.code: poll.method for poll in polls}),
        polls=polls,
        chains=_chains(root),
        draw=_draw(root.table("draw")),
        recruitment=_recruitment(root.table("recruitment")),
        council=_council(root.table("council")),
        dialogue=_dialogue(root.table("dialogue")),
        followup=_followup(root.table("followup")),
        moderation=_moderation(root.table("moderation")),
        privacy=_privacy(root.table("privacy")),
        test_sheets=_test_sheets(root.table("test_sheets")),
        proposals=_proposals(root.table("proposals")) if root.has("proposals") else None,
        allowance=_allowance(root.table("allowance")) if root.has("allowance") else None,
    )


def _article(number: str, table: Table) -> model.Article:
    return model.Article(
        number=number,
        title=table.text("title"),
        text=table.text("text"),
        reconstructed=table.boolean("reconstructed"),
        sources=table.texts("sources"),
    )


def _body(code: str, table: Table) -> model.Body:
    return model.Body(
        code=code,
        article=table.text("article"),
        label=table.label("label"),
        takes_decisions=table.boolean("takes_decisions"),
        touches_substance=table.boolean("touches_substance"),
        absolute=table.choices("absolute", among=words.POWERS) if table.has("absolute") else (),
        seats=tuple(_seat_line(line) for line in table.tables("seats")),
        mandate_from=table.text("mandate_from") if table.has("mandate_from") else None,
        mandate_to=table.text("mandate_to") if table.has("mandate_to") else None,
        expected_meetings=(
            table.integer("expected_meetings", minimum=1)
            if table.has("expected_meetings")
            else None
        ),
    )


def _seat_line(table: Table) -> model.SeatLine:
    at_least: tuple[model.SubQuota, ...] = ()
    if table.has("at_least"):
        quotas = table.table("at_least")
        at_least = tuple(
            model.SubQuota(college=college, count=quotas.integer(college, minimum=1))
            for college in words.COLLEGES
            if quotas.has(college)
        )
    return model.SeatLine(
        colleges=table.choices("colleges", among=words.COLLEGES),
        count=table.integer("count", minimum=1) if table.has("count") else None,
        source=table.choice("source", among=words.SEAT_SOURCES),
        at_least=at_least,
    )


def _incompatibilities(root: Table) -> tuple[model.Incompatibility, ...]:
    if not root.has("incompatibility"):
        return ()
    return tuple(
        model.Incompatibility(
            article=table.text("article"), bodies=table.choices("bodies", among=words.BODIES)
        )
        for table in root.tables("incompatibility")
    )


def _step(code: str, table: Table) -> model.Step:
    kind = table.choice("kind", among=words.STEP_KINDS)
    session = kind == words.SESSION
    # Read where written, so that a session's key on another step gets its own fault.
    return model.Step(
        code=code,
        article=table.text("article"),
        kind=kind,
        label=table.label("label"),
        after=table.texts("after") if table.has("after") else (),
        number=table.integer("number", minimum=1) if session or table.has("number") else None,
        purposes=(
            table.choices("purposes", among=words.SESSION_PURPOSES)
            if session or table.has("purposes")
            else ()
        ),
        convivial=(session or table.has("convivial")) and table.boolean("convivial"),
    )


def _criteria(table: Table, key: str, *, among: tuple[str, ...] = ()) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(code=code, label=entry.label("label"))
        for code, entry in table.coded(key, among=among)
    )


def _topics(table: Table, methods: dict[str, str]) -> blocks.Topics:
    call = table.table("call")
    rounds = tuple((line.text("poll"), line) for line in table.tables("funnel"))
    return blocks.Topics(
        article=table.text("article"),
        screening_bodies=table.choices("screening_bodies", among=words.BODIES),
        resubmission_days=table.integer("resubmission_days", minimum=0),
        subject_held_by=table.choice("subject_held_by", among=words.BODIES),
        entering=table.integer("entering", minimum=1),
        call=blocks.CallForTopics(
            channels=call.choices("channels", among=words.CALL_CHANNELS),
            days=call.integer("days", minimum=1),
            words_at_most=call.integer("words_at_most", minimum=1),
        ),
        criteria=_criteria(table, "criteria"),
        funnel=tuple(
            blocks.FunnelRound(
                keep=line.integer("keep", minimum=1),
                poll=poll,
                method=methods.get(poll, ""),
                question=line.label("question") if line.has("question") else None,
            )
            for poll, line in rounds
        ),
    )


def _chains(root: Table) -> tuple[blocks.Chain, ...]:
    if not root.has("chain"):
        return ()
    holder = root.table("chain")
    found = [(code, holder.table(code)) for code in words.CHAINS if holder.has(code)]
    return tuple(
        blocks.Chain(
            code=code,
            article=table.text("article"),
            label=table.label("label"),
            rounds=tuple(
                blocks.ChainRound(
                    keep=line.integer("keep", minimum=1),
                    poll=line.text("poll"),
                    question=line.label("question"),
                )
                for line in table.tables("rounds")
            ),
        )
        for code, table in found
    )


def _poll(code: str, table: Table) -> model.PollKind:
    electorate = table.table("electorate")
    return model.PollKind(
        code=code,
        article=table.text("article"),
        label=table.label("label"),
        body=table.choice("body", among=words.BODIES),
        decisive=table.boolean("decisive"),
        about_substance=table.boolean("about_substance"),
        secret=table.boolean("secret"),
        channels=table.choices("channels", among=words.CHANNELS),
        method=table.choice("method", among=words.METHODS),
        electorate=tuple(
            model.CollegeElectorate(
                college=college, rule=electorate.choice(college, among=words.ELECTORATE_RULES)
            )
            for college in words.COLLEGES
            if electorate.has(college)
        ),
        electorate_source=table.text("electorate_source"),
        majority=_majority(table.table("majority")) if table.has("majority") else None,
        quorum=_quorum(table.table("quorum")) if table.has("quorum") else None,
        double_majority=(
            table.choices("double_majority", among=(*words.COLLEGES, *words.PARTS))
            if table.has("double_majority")
            else ()
        ),
        tie=table.choice("tie", among=words.TIE_PROTOCOLS),
        required_sessions=(
            table.integer("required_sessions", minimum=0) if table.has("required_sessions") else 0
        ),
        steps=table.texts("steps") if table.has("steps") else (),
    )


def _majority(table: Table) -> model.Majority:
    return model.Majority(
        fraction=table.fraction("fraction"),
        strict=table.boolean("strict"),
        base=table.choice("base", among=words.MAJORITY_BASES),
    )


def _quorum(table: Table) -> model.Quorum:
    return model.Quorum(
        fraction=table.fraction("fraction"), of=table.choice("of", among=words.QUORUM_BASES)
    )


def _draw(table: Table) -> blocks.DrawRules:
    pool = table.table("thin_pool")
    return blocks.DrawRules(
        article=table.text("article"),
        seats=table.integer("seats", minimum=1),
        reserve=table.integer("reserve", minimum=0),
        per_household=table.integer("per_household", minimum=1),
        slack_seats=table.integer("slack_seats", minimum=0),
        thin_pool=blocks.ThinPool(
            pool_per_seat=pool.integer("pool_per_seat", minimum=1),
            policy=pool.choice("policy", among=words.THIN_POOL_POLICIES),
        ),
        feature=tuple(
            blocks.Feature(
                code=code,
                label=entry.label("label"),
                source=entry.text("source"),
                invented=entry.boolean("invented"),
                value=tuple(
                    blocks.FeatureValue(
                        code=value, label=line.label("label"), share=line.percentage("share")
                    )
                    for value, line in entry.coded("value")
                ),
            )
            for code, entry in table.coded("feature")
        ),
    )


def _recruitment(table: Table) -> blocks.Recruitment:
    return blocks.Recruitment(
        article=table.text("article"),
        addresses_drawn=table.integer("addresses_drawn", minimum=1),
        attempts_per_door=table.integer("attempts_per_door", minimum=1),
        minimum_age=table.integer("minimum_age", minimum=0),
        frame=tuple(
            blocks.FrameRule(
                code=code, label=entry.label("label"), seats=entry.integer("seats", minimum=1)
            )
            for code, entry in table.coded("frame")
        ),
    )


def _council(table: Table) -> blocks.Council:
    return blocks.Council(
        article=table.text("article"),
        routes=table.choices("routes", among=words.COUNCIL_ROUTES),
        answer_days=table.integer("answer_days", minimum=1),
    )


def _dialogue(table: Table) -> blocks.Dialogue:
    return blocks.Dialogue(
        article=table.text("article"), answer_days=table.integer("answer_days", minimum=1)
    )


def _followup(table: Table) -> blocks.FollowupRules:
    return blocks.FollowupRules(
        article=table.text("article"),
        body=table.choice("body", among=words.BODIES),
        return_session_months=table.integers("return_session_months", minimum=1),
    )


def _moderation(table: Table) -> blocks.Moderation:
    return blocks.Moderation(
        article=table.text("article"),
        by=table.label("by"),
        appeal_days=table.integer("appeal_days", minimum=1),
    )


def _privacy(table: Table) -> blocks.Privacy:
    return blocks.Privacy(
        article=table.text("article"),
        minimum_cell=table.integer("minimum_cell", minimum=10),
    )


def _test_sheets(table: Table) -> blocks.TestSheets:
    return blocks.TestSheets(
        article=table.text("article"),
        answer_days=table.integer("answer_days", minimum=1),
        axis=_criteria(table, "axis", among=words.TEST_AXES),
        verdict=_criteria(table, "verdict", among=words.TEST_VERDICTS),
    )


def _proposals(table: Table) -> blocks.ProposalRules:
    return blocks.ProposalRules(
        article=table.text("article"), criteria=_criteria(table, "criteria")
    )


def _allowance(table: Table) -> blocks.Allowance:
    return blocks.Allowance(
        article=table.text("article"),
        bodies=table.choices("bodies", among=words.BODIES),
        cents_per_hour=table.integer("cents_per_hour", minimum=1),
        income_ceiling_euros=table.integer("income_ceiling_euros", minimum=1),
        meetings_at_most=table.integer("meetings_at_most", minimum=1),
    )
