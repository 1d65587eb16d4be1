"""Reports of agencies as they are read, and the public counts of a year: right, masked where small."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.agencies import SucceedAgency
from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import InvalidInput
from domain.kernel.vocabulary import Kind, Post
from domain.report.figures import Spans
from domain.report.opening import RequestReport
from domain.report.reports import DraftReport
from domain.report.statistics import OVERVIEW_ROWS
from store.heads.collection import heads_of
from store.heads.shape import SHAPE, shape_of
from store.reports.signed_acts import signed_acts
from store.reports.statistics import Statistics
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.handling_commands import good
from tests.support.record import done, head_of, problem
from tests.support.signing import PPC, has_key, required, signed
from tests.support.world import LEAD, caller, machine, reported
from tests.tamperings.signing import CLOSING, DIRECTIVE


def moment(*parts: int) -> datetime:
    """As the database holds it."""
    year, month, day, hour = (*parts, 0)[:4]
    return datetime(year, month, day, hour, tzinfo=UTC)


async def cases(store: Store, count: int, name: str, **fields: Any) -> None:
    shape = {SHAPE: shape_of(Kind.CASE)}
    rows = [{**shape, "_id": f"case-{name}-{n}", "code": f"{name}-{n}", **fields} for n in range(count)]
    await heads_of(store.connection, Kind.CASE).insert_many(rows)


async def closed(store: Store, count: int, reason: str, category: str | None, at: datetime) -> None:
    name, closure = f"{reason}-{category}-{at:%Y%m%d}", {"reason": reason, "at": at}
    await cases(store, count, name, state="CLOSED", closure=closure, category=category)


async def ruled(store: Store, count: int, case: str, *outcomes: str) -> None:
    rulings = [{"outcome": outcome, "at": moment(2026, 5, 1 + level)} for level, outcome in enumerate(outcomes)]
    given = {SHAPE: shape_of(Kind.REDRESS), "case": case, "rulings": rulings}
    rows = [{"_id": f"redress-{'-'.join(outcomes)}-{n}", **given} for n in range(count)]
    await heads_of(store.connection, Kind.REDRESS).insert_many(rows)


async def table(store: Store, year: int = 2026) -> dict[str, Any]:
    found = await store.statistics.of_year(year)
    column = found["columns"].index("HEALTH")
    return {line["name"]: (line["total"], line["counts"][column]) for line in found["lines"]}


async def test_counts_are_right(store: Store) -> None:
    await closed(store, 7, "PROTECTED", "HEALTH", moment(2026, 5, 1))
    await closed(store, 6, "NO_GROUNDS", "LAND", moment(2026, 5, 1))
    await closed(store, 9, "PROTECTED", "HEALTH", moment(2025, 12, 31, 16))
    await ruled(store, 8, "case-PROTECTED-HEALTH-20260501-0", "DISMISSED", "UPHELD")
    shown = await table(store)
    assert shown["CLOSED_PROTECTED"] == (7, 7)
    assert shown["CLOSED_NO_GROUNDS"] == (6, 0)
    assert shown["COMPLAINT_UPHELD"] == (8, 8), "the newest ruling of each, once"
    assert shown["COMPLAINT_DISMISSED"] == (0, 0)
    assert (await table(store, 2025))["CLOSED_PROTECTED"] == (9, 9)


async def test_a_year_is_the_provinces(store: Store, clock: TestClock) -> None:
    await closed(store, 5, "PROTECTED", "HEALTH", moment(2025, 12, 31, 17))
    assert (await table(store))["CLOSED_PROTECTED"] == (5, 5), "17:00 UTC is the first of January there"
    clock.now = moment(2026, 12, 31, 17)
    assert (await store.statistics.of_year(2027))["year"] == 2027


async def test_small_counts_are_masked(store: Store) -> None:
    await closed(store, 3, "PROTECTED", "HEALTH", moment(2026, 5, 1))
    await closed(store, 20, "PROTECTED", "LAND", moment(2026, 5, 1))
    shown = await store.statistics.of_year(2026)
    first = shown["lines"][0]
    assert first["name"] == "CLOSED_PROTECTED"
    assert first["counts"].count(None) >= 1
    assert 3 not in first["counts"]
    visible = sum(count for count in first["counts"] if count)
    assert first["total"] is None or first["total"] - visible >= 5


@pytest.mark.parametrize(
    ("changes", "apart"),
    [
        ({"protections": [{"at": moment(2026, 4, 1)}]}, 1),
        ({"transfers": [{"signed": {"at": moment(2026, 4, 1)}}]}, 1),
        ({"transfers": [{"signed": {"at": moment(2026, 4, 1)}, "returned": {"at": moment(2026, 4, 9)}}]}, 0),
        ({"appraisal": {"finding": "HARMS_PERSON"}}, 1),
    ],
)
async def test_a_case_told_apart_leaves_its_field(store: Store, changes: dict[str, Any], apart: int) -> None:
    """The lines of the register, subtracted from the counts, would tell it."""
    await closed(store, 20, "PROTECTED", "HEALTH", moment(2026, 5, 1))
    await heads_of(store.connection, Kind.CASE).update_one({}, {"$set": changes})
    shown = await store.statistics.counted(2026, hide=False)
    counts = dict(zip(shown["columns"], shown["lines"][0]["counts"], strict=True))
    assert (counts["HEALTH"], counts["NONE"]) == (20 - apart, apart)


def test_protected_speech_and_upheld_complaints_stand_first() -> None:
    assert OVERVIEW_ROWS[:3] == ("CLOSED_PROTECTED", "COMPLAINT_UPHELD", "COMPLAINT_PARTLY")


async def test_acts_on_paper_are_counted_beside_those_that_were_signed(store: Store, clock: TestClock) -> None:
    """An act that writes several versions counts once; one from before the rule, unsigned, not at all."""
    who = caller(PPC, Post.SIGNATORY)
    await store.execute(who, DIRECTIVE, command_id=uuid4())
    key = await has_key(store, PPC, Post.SIGNATORY)
    await required(store, clock)
    await signed(store, who, key, replace(DIRECTIVE, document_number="2/CV"))
    reported_case = await reported(store, detected_at=clock.now)
    given: dict[str, Any] = {"target": reported_case.stream, "expected": reported_case.version}
    await store.execute(caller(LEAD, Post.SIGNATORY), CLOSING, command_id=uuid4(), paper="12/QĐ-UBND", **given)
    found = await store.statistics.of_year(2026)
    assert (found["signed"], found["on_paper"]) == (1, 1)
    spans = Spans.between(clock.now - timedelta(hours=1), clock.now + timedelta(hours=1))
    assert await signed_acts(store.connection, spans) == {"signed": [1, 0, 1], "on_paper": [1, 0, 1]}


@pytest.mark.parametrize("year", [2020, 2027, -1, 10**9])
async def test_other_years_are_refused(store: Store, year: int) -> None:
    assert isinstance(await problem(Statistics(store.connection).of_year(year)), InvalidInput)


async def seen(store: Store, count: int, name: str, outcome: str, at: datetime, category: str = "HEALTH") -> None:
    asked = {"id": "removal", "takedown": "removal", "asks": "REMOVAL", "outcome": None, "found": None}
    lists = {"takedowns": [asked], "restorations": [], name: [asked | {"outcome": outcome, "found": {"at": at}}, asked]}
    await cases(store, count, f"{name}-{outcome}-{at:%Y%m%d}", state="EXECUTING", category=category, **lists)


async def test_restorations_stand_beside_removals(store: Store) -> None:
    await seen(store, 9, "takedowns", "REMOVED", moment(2026, 5, 1))
    await seen(store, 6, "takedowns", "PARTLY", moment(2026, 5, 2))
    await seen(store, 7, "takedowns", "NOT_REMOVED", moment(2026, 5, 3))
    await seen(store, 8, "takedowns", "REMOVED", moment(2025, 12, 31, 16))
    await seen(store, 5, "restorations", "RESTORED", moment(2026, 6, 1))
    await seen(store, 6, "restorations", "PARTLY_RESTORED", moment(2026, 6, 2))
    await seen(store, 7, "restorations", "NOT_RESTORED", moment(2026, 6, 3))
    found = await store.statistics.of_year(2026)
    column = found["columns"].index("HEALTH")
    lines = [(line["name"], line["total"], line["counts"][column]) for line in found["restorations"]]
    assert [line for line in lines if line[1]] == [("RESTORED", 11, 11), ("REMOVED", 15, 15)], "what was restored first"
    before = (await store.statistics.of_year(2025))["restorations"]
    assert {line["name"]: line["total"] for line in before}["REMOVED"] == 8
    assert all(line["total"] == 0 for line in found["lines"]), "they add up with nothing"


async def test_a_few_restorations_are_masked(store: Store) -> None:
    await seen(store, 3, "restorations", "RESTORED", moment(2026, 6, 1))
    lines = {line["name"]: line for line in (await store.statistics.of_year(2026))["restorations"]}
    assert 3 not in (lines["RESTORED"]["total"], *lines["RESTORED"]["counts"])


HEALTH = "agency-health"
WORDS = "Đã ban hành kế hoạch thực hiện Quy chế."


async def asked(store: Store, agency: str = HEALTH) -> Outcome:
    days = {"since": date(2026, 6, 1), "until": date(2026, 6, 30), "due_days": 5}
    return await done(store, caller(LEAD), good(RequestReport, agency=agency, **days))


async def shown_to(store: Store, agency: str, made: Outcome) -> list[bool]:
    """Whether each path of reading shows the report."""
    actor = await store.actor(caller(agency))
    page = await store.reports.page(actor, 100, None)
    return [
        await store.reports.one(actor, made.stream) is not None,
        made.stream in [row["_id"] for row in page.rows],
        made.stream in [item["_id"] for item in await store.reports.in_work(actor, None)],
    ]


class TestWho:
    async def test_a_program_of_an_agency_that_sees_all_reads_and_others_do_not(self, shared: Store) -> None:
        made = await asked(shared)
        found = [await shared.reports.one(await shared.actor(machine(item)), made.stream) for item in (LEAD, HEALTH)]
        assert [item is not None for item in found] == [True, False]

    async def test_the_heir_sees_what_it_took_over(self, store: Store, clock: TestClock) -> None:
        made = await asked(store)
        head = await head_of(store.connection, HEALTH)
        taken = SucceedAgency(successor="agency-district", on=date(2026, 7, 2), whole=True, source="QĐ")
        await store.execute(OPERATOR, taken, command_id=uuid4(), target=HEALTH, expected=head["n"])
        clock.forward(days=2)
        assert await shown_to(store, "agency-district", made) == [True] * 3
        assert await shown_to(store, "agency-land", made) == [False] * 3


async def test_words_come_back_in_the_clear_and_are_not_in_the_record(store: Store) -> None:
    made = await asked(store)
    made = await done(store, caller(HEALTH), DraftReport(direction=WORDS, cases="Đã xác minh."), made)
    made = await done(store, caller(HEALTH), DraftReport(cases="Đã xác minh hai vụ việc."), made)
    texts = {word["section"]: word["text"] for word in made.document["words"]}
    assert texts == {"DIRECTION": WORDS, "CASES": "Đã xác minh hai vụ việc."}
    async for revision in store.connection.revisions.find({"stream": made.stream}):
        assert WORDS.encode() not in bytes(revision["body"]) + bytes(revision["state"])
