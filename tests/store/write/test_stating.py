"""Lines of the public register, in the transaction of the acts that they are about."""

import asyncio
import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from domain.activity.inspections import InspectionKind, WithdrawInspection
from domain.case.closing import CloseCase
from domain.case.execution import StartExecution
from domain.case.expression import ReviewExpression
from domain.complaint.state import RedressOutcome
from domain.kernel.refusals import invalid
from domain.statement.state import LIST, StatementKind
from store.read.public_register import PublicRegister, Wanted, kept_streams
from store.store import Store
from tests.store.write.test_inspections import INSPECTOR, a_finding
from tests.support.complaints import act, appoint_others, complaint, decided, ruled
from tests.support.decided import HANDLER, HEALTH
from tests.support.handling_commands import good
from tests.support.record import faults, problem
from tests.support.world import LEAD, checking
from workers.figures import publish_figures

OF_LEAD = f"statement-{LEAD}-2026"
OF_INSPECTION = "statement-agency-inspection-2027"
DAY = date(2026, 7, 1)


async def lines(store: Store, stream: str = OF_LEAD) -> list[dict[str, Any]]:
    """The public lines of a stream, each as its envelope commits to it."""
    found = []
    async for row in store.connection.revisions.find({"stream": stream}).sort("n", 1):
        line = json.loads(bytes(row["state"]))["newest"]
        written = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert json.loads(bytes(row["envelope"]))["shown"] == sha256(written).hexdigest()
        found.append(line)
    return found


async def ruled_on(store: Store) -> str:
    await appoint_others(store)
    case = await decided(store)
    await ruled(store, await complaint(store, case), RedressOutcome.UPHELD)
    return case


async def protected(store: Store) -> str:
    """A case in which a review found the content protected."""
    case = (await checking(store, url=f"https://tin.example/{uuid4().hex}")).stream
    await act(store, HEALTH, good(ReviewExpression, conclusion="PROTECTED", provision=None, false_fact=None), case)
    return case


class TestLines:
    async def test_a_decision_is_counted_at_once_and_told_when_the_person_was_served(self, store: Store) -> None:
        case = await decided(store, executing=False)
        (first,) = await lines(store)
        assert (first["n"], first.get("act"), first["withheld"]["due"]) == (1, None, "2026-07-15")
        served = good(StartExecution, agency="agency-health", service="DOCUMENT_DELIVERED", served_on=DAY)
        await act(store, HANDLER, served, case)
        opened = (await lines(store))[1]
        assert (opened["n"], opened["opens"], opened["act"]["kind"]) == (2, 1, "DECISION")
        assert (opened["act"]["measure"], opened["act"]["finding"]) == ("CORRECTION_REQUEST", "FALSE")
        written = json.dumps(opened["act"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        sealed = sha256(b"casebook/seal/v1\n" + bytes.fromhex(opened["salt"]) + written).hexdigest()
        assert sealed == first["withheld"]["seal"]
        assert await faults(store.connection) == []

    async def test_a_ruling_and_what_it_undoes_name_the_line_that_they_change(self, store: Store) -> None:
        await ruled_on(store)
        told = [(line["n"], line["act"]["kind"], line["act"].get("of")) for line in (await lines(store))[1:]]
        first = f"{OF_LEAD}:1"
        assert told == [(2, "DECISION", None), (3, "RULING", first), (4, "REOPENED", first)]

    async def test_what_was_found_protected_is_told_and_so_is_its_end(self, store: Store) -> None:
        case = await protected(store)
        closing = good(CloseCase, ground="PROTECTED", publication=None)
        await act(store, HANDLER, closing, case)
        (of_health,) = await lines(store, "statement-agency-health-2026")
        (of_lead,) = await lines(store)
        assert (of_health["act"]["kind"], of_lead["act"]["kind"]) == ("PROTECTED", "NO_MEASURE")
        listed = [line.get("stream") for line in await lines(store, LIST)]
        assert listed == [None, "statement-agency-health-2026", OF_LEAD]

    async def test_no_line_has_a_text_a_person_or_an_address(self, store: Store) -> None:
        await ruled_on(store)
        shown = json.dumps([*await lines(store), *await lines(store, LIST)])
        assert not [mark for mark in ("officer-", "case-", "redress-", "http", "Mẫu") if mark in shown]


class TestNumbers:
    async def test_acts_at_a_time_take_numbers_without_a_gap(self, store: Store) -> None:
        cases = [(await checking(store, url=f"https://tin.example/{number}")).stream for number in range(8)]
        review = good(ReviewExpression, conclusion="PROTECTED", provision=None, false_fact=None)
        await asyncio.gather(*(act(store, HEALTH, review, case) for case in cases))
        numbers = [line["n"] for line in await lines(store, "statement-agency-health-2026")]
        assert numbers == list(range(1, 9))
        assert await faults(store.connection) == []

    async def test_a_command_sent_again_leaves_no_second_line(self, store: Store) -> None:
        case = (await checking(store)).stream
        review = good(ReviewExpression, conclusion="PROTECTED", provision=None, false_fact=None)
        last: Any = await store.connection.revisions.find_one({"stream": case}, sort=[("n", -1)])
        id = uuid4()
        for _ in range(2):
            await store.execute(HEALTH, review, command_id=id, target=case, expected=last["n"])
        assert [line["n"] for line in await lines(store, "statement-agency-health-2026")] == [1]


class TestTables:
    async def test_one_a_month_and_with_the_statistics_once_the_year_is_over(self, store: Store) -> None:
        await ruled_on(store)
        assert [await publish_figures(store), await publish_figures(store)] == [1, 0]
        for months, made in ((1, 1), (6, 1), (1, 0)):
            store.connection.clock.now += timedelta(days=31 * months)  # type: ignore[attr-defined]
            store.public_register = PublicRegister(store.connection)
            assert await publish_figures(store) == made
        first, second, last = [line["table"] for line in await lines(store, "statement-figures-2026")]
        (counted,) = first["lines"]
        assert (counted["until"], counted["kinds"]) == (4, {"DECISION": 1, "RULING": 1, "REOPENED": 1})
        assert ("statistics" in second, last["statistics"]["year"]) == (False, 2026)
        assert await store.statistics.of_year(2026) == last["statistics"]
        assert await faults(store.connection) == []

    async def test_inspectors_count_the_statistics_again_and_the_register_says_so(self, store: Store) -> None:
        await ruled_on(store)
        store.connection.clock.now += timedelta(days=31 * 6)  # type: ignore[attr-defined]
        await publish_figures(store)
        table, cell = "statement-figures-2026:1", "COMPLAINT_UPHELD.HEALTH"
        found: Any = await store.statistics.unmasked(2026)
        (one,) = [row for row in found["cells"] if row["cell"] == cell]
        assert (found["figures"], one) == (table, {"cell": cell, "published": None, "whole": 1, "now": 1})
        agrees = a_finding(None, kind=InspectionKind.NO_FAULT, figures=table)
        differs = a_finding(None, kind=InspectionKind.RECORDS, figures=table, cells=(cell,))
        nowhere = a_finding(None, kind=InspectionKind.NO_FAULT, figures=f"{table}9")
        unknown = store.execute(INSPECTOR, nowhere, command_id=uuid4(), target=None, expected=None)
        assert await problem(unknown) == invalid("figures", "figures-unknown")
        for finding in (agrees, differs):
            made = await store.execute(INSPECTOR, finding, command_id=uuid4(), target=None, expected=None)
        first, second = [line["act"] for line in await lines(store, OF_INSPECTION)]
        assert first == {"kind": "RECOUNT", "of": table, "outcome": "AGREES"}
        assert second == {"cells": [cell], "kind": "RECOUNT", "of": table, "outcome": "DIFFERS"}
        withdrawing = WithdrawInspection(reasons="Đếm nhầm một vụ việc.")
        await store.execute(INSPECTOR, withdrawing, command_id=uuid4(), target=made.stream, expected=made.version)
        assert (await lines(store, OF_INSPECTION))[2]["act"]["of"] == f"{OF_INSPECTION}:2"
        store.public_register = PublicRegister(store.connection)
        assert [row.id for row in await store.public_register.recounts(2026)] == [f"{OF_INSPECTION}:1"]
        assert await faults(store.connection) == []


class TestReading:
    async def test_a_withheld_act_is_counted_once_and_shows_when_it_is_overdue(self, store: Store) -> None:
        case = await decided(store, executing=False)
        (entry,) = await store.public_register.entries(Wanted(month="2026-07"))
        assert (entry.act, entry.overdue(date(2026, 7, 15)), entry.overdue(date(2026, 7, 16))) == (None, False, True)
        served = good(StartExecution, agency="agency-health", service="DOCUMENT_DELIVERED", served_on=DAY)
        await act(store, HANDLER, served, case)
        store.public_register = PublicRegister(store.connection)
        (entry,) = await store.public_register.entries(Wanted(agency=LEAD, year=2026, kind=StatementKind.DECISION))
        assert (entry.opened_by, entry.overdue(date(2026, 7, 16))) == (2, False)
        assert await store.public_register.entries(Wanted(kind=StatementKind.RULING)) == []

    async def test_an_act_names_what_changed_it_and_pages_follow_each_other(self, store: Store) -> None:
        await ruled_on(store)
        (first, *_), more = await store.public_register.page(Wanted(), 2)
        assert (first.id, more) == (f"{OF_LEAD}:4", True)
        (last,), more = await store.public_register.page(Wanted(), 2, after=f"{OF_LEAD}:3")
        assert (last.id, last.changed_by, more) == (f"{OF_LEAD}:1", (f"{OF_LEAD}:3", f"{OF_LEAD}:4"), False)
        assert await store.public_register.entry(f"{OF_LEAD}:2") == last
        assert await store.public_register.page(Wanted(), 2, after="statement-x-2026:1") == ((), False)

    @pytest.mark.parametrize(
        ("most", "years"), [(100, {2025, 2026, 2027}), (9, {2026, 2027}), (8, {2027}), (1, {2027})]
    )
    def test_the_newest_years_are_kept_up_to_a_limit(self, most: int, years: set[int]) -> None:
        sizes = {LIST: 4, "statement-agency-a-2027": 3, "statement-agency-a-2026": 1, "statement-agency-b-2026": 1}
        sizes |= {"statement-province-2025": 1}
        kept = {name for name in sizes if name == LIST or int(name[-4:]) in years}
        assert kept_streams(sizes, most) == kept

    async def test_older_years_are_read_when_asked_for(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        await protected(store)
        store.connection.clock.now += timedelta(days=365)  # type: ignore[attr-defined]
        await protected(store)
        older, register = "statement-agency-health-2026", PublicRegister(store.connection)
        before = await register.committed(older, 1, None), await register.size()
        monkeypatch.setattr("store.read.public_register.kept_streams", lambda sizes: kept_streams(sizes, 1))
        register = PublicRegister(store.connection)
        assert (await register.committed(older, 1, None), await register.size()) == before
        assert await register.lines(older, 2, 256) == []
        assert {entry.line.year for entry in await register.entries(Wanted())} == {2027}
