"""Findings of inspections through the store: answered, late, and a ground on which a case is opened again."""

from typing import Any

from domain.activity.inspections import (
    AnswerInspection,
    InspectionKind,
    InspectionState,
    RecordInspection,
    WithdrawInspection,
)
from domain.case.closing import CloseCase, ReopenByCommittee, ReopenCase
from domain.case.state.pathways import ReopeningGround
from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Post
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.complaints import act
from tests.support.handling_commands import good
from tests.support.record import faults, problem
from tests.support.world import LEAD, a_report, caller

LAND, PPC = "agency-land", "agency-ppc"
INSPECTOR = caller("agency-inspection", Post.INSPECTOR)
HEAD = caller(PPC, Post.SIGNATORY)
LONG = "Ba quyết định không nêu vì sao không hỏi người liên quan."
ANSWER = AnswerInspection(accepted=True, text=LONG)


def a_finding(case: str | None, **changes: Any) -> RecordInspection:
    fields: dict[str, Any] = {
        "inspected": LEAD,
        "kind": InspectionKind.NOT_HEARD,
        "document_number": "5/KL",
        "finding": LONG,
        "recommendation": "Mở lại vụ việc.",
        "case": case,
        "reopen": case is not None,
    }
    return RecordInspection(**(fields | changes))


async def a_closed_case(store: Store) -> Outcome:
    made = await act(store, caller(LAND), a_report())
    return await act(store, caller(LEAD), good(CloseCase), made.stream)


async def read(store: Store, who: Caller, made: Outcome) -> Any:
    return await store.heads[made.kind].one(await store.actor(who), made.stream)


async def test_a_case_is_opened_again_on_a_finding_which_says_so(store: Store) -> None:
    case = await a_closed_case(store)
    made = await act(store, INSPECTOR, a_finding(case.stream))
    assert [duty["kind"] for duty in (await read(store, caller(LEAD), made))["duties"]] == ["ANSWER_INSPECTION"]
    assert await read(store, caller("agency-health"), made) is None
    await act(store, caller(LEAD), ANSWER, made.stream)
    ground = ReopeningGround.INSPECTION_CONCLUSION
    await act(store, HEAD, good(ReopenByCommittee, ground=ground, inspection=made.stream), case.stream)
    after = await read(store, INSPECTOR, made)
    assert (after["state"], after["followed"]["cycle"], after["duties"]) == (InspectionState.ANSWERED, 2, [])
    opened = await read(store, caller(LEAD), case)
    [reopening] = opened["reopenings"]
    assert (opened["cycle"], reopening["agency"], reopening["inspection"]) == (2, PPC, made.stream)
    assert await faults(store.connection) == []


async def test_not_on_a_finding_about_another_case_nor_on_one_that_was_withdrawn(store: Store) -> None:
    case, other = await a_closed_case(store), await a_closed_case(store)
    made = await act(store, INSPECTOR, a_finding(other.stream))
    gone = await act(store, INSPECTOR, a_finding(case.stream))
    await act(store, INSPECTOR, WithdrawInspection(reasons="Nhầm vụ việc này."), gone.stream)
    for wrong in (made.stream, gone.stream, case.stream, "inspection-none"):
        command = good(ReopenCase, ground=ReopeningGround.INSPECTION_CONCLUSION, inspection=wrong)
        found = await problem(act(store, caller(LEAD, Post.SIGNATORY), command, case.stream))
        assert found.code == "inspection-unknown"
