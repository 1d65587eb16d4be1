"""Jobs that only send a command: when they are due, and what they change."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from domain.activity.directives import IssueDirective, ReportDirectiveResult
from domain.administration.agencies import SucceedAgency
from domain.administration.grants import ApproveGrant, ProposeGrant
from domain.administration.officers import AppointOfficer, HandOverWork
from domain.administration.province import AssignLead
from domain.book import BY_COMMAND
from domain.case.closing import CloseCase
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.actor import OPERATOR, ActorKind
from domain.kernel.event import Topic
from domain.kernel.policy import Scope, ceiling
from domain.kernel.refusals import (
    CommandReused,
    Guard,
    LimitReached,
    MissingRight,
    NotAllowed,
    NotFound,
    Problem,
    Refused,
    RuleNotMet,
    TransitionNotAllowed,
    Unsettled,
    VersionConflict,
    invalid,
    unguarded,
)
from domain.kernel.vocabulary import Kind, Post, Role
from domain.registry.agency import LeadPart
from store.queue.outbox import Claim
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.handling_facts import LONG
from tests.support.receiver import Canary, listening
from tests.support.record import done, faults, there
from tests.support.subscribers import active, bodies, looked, row_of
from tests.support.world import LEAD, SINCE, a_check, a_screening, caller, checking, officer, reported
from workers.announce import order_alerts
from workers.commands import COMMANDS, command_of, is_settled
from workers.deliver import JOBS, deliver

PERMANENT: dict[str, Problem] = {
    "a rule": RuleNotMet(code="no-round-open"),
    "a state": TransitionNotAllowed(of=Kind.CASE, state="CLOSED", allowed=()),
    "an id that is gone": invalid("measure", "own-measure-unknown"),
    "a safeguard": unguarded(Guard.G6_PUBLICATION, "result-changed"),
    "done with other content": CommandReused(),
}
PASSING: dict[str, Problem] = {
    "a lost race": VersionConflict(current_version=3),
    "an unknown outcome": Unsettled(),
    "a limit": LimitReached(code="too-many-rounds", limit=1),
    "nothing there yet": NotFound(),
    "a right": MissingRight(code="scope-missing", scopes=(Scope.CASE_VERIFY,)),
}
ALL = PERMANENT | PASSING


def test_of_one_problem_or_two_one_that_stays_decides() -> None:
    """Waiting for the other one to pass would end with a dead job that nobody can revive."""
    names = [{one, other} for one, other in product(ALL, ALL)]
    settled = [is_settled(Refused(*(ALL[name] for name in each)), creates=False) for each in names]
    assert settled == [bool(each & PERMANENT.keys()) for each in names]


@pytest.mark.parametrize(("creates", "version", "settled"), [(True, 1, True), (True, 0, False), (False, 1, False)])
def test_a_conflict_is_settled_only_where_the_stream_to_create_exists(
    creates: bool, version: int, settled: bool
) -> None:
    assert is_settled(Refused(VersionConflict(current_version=version)), creates=creates) is settled


def test_a_refusal_without_problems_settles_nothing() -> None:
    assert not is_settled(Refused(), creates=True)


def test_every_command_of_the_table_is_one_that_the_register_may_give_at_any_version() -> None:
    actions = [BY_COMMAND[command] for command in COMMANDS.values()]
    assert [action.command.__name__ for action in actions if ActorKind.SYSTEM not in action.by] == []
    assert [action.command.__name__ for action in actions if action.creates or not action.additive] == []
    assert set(COMMANDS) <= set(JOBS)


@pytest.mark.parametrize("job", COMMANDS)
def test_the_data_of_a_job_becomes_the_fields_of_its_command(job: str) -> None:
    names = [field.name for field in fields(COMMANDS[job])]
    given = {name: f"its {name}" for name in names}
    claim = Claim(id="case-1:2:0", job=job, stream="case-1", data=given, fence=1, attempts=1)
    command = command_of(claim)
    assert {name: getattr(command, name) for name in names} == claim.data


HEALTH, LAND, PPC = "agency-health", "agency-land", "agency-ppc"
SECOND = timedelta(seconds=1)


async def a_directive(store: Store) -> Any:
    command = IssueDirective(
        document_number="3/CT", content="Đề nghị kiểm tra và báo cáo.", addressees=(HEALTH,), due_days=5
    )
    return await done(store, caller(PPC, Post.SIGNATORY), command)


async def test_before_and_after_a_deadline_once(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary, listening(Canary()) as others:
        await active(store, HEALTH, canary.port, Topic.DUTY_DUE)
        await active(store, LAND, others.port, Topic.DUTY_DUE)
        made = await a_directive(store)
        due = made.document["due_at"]
        assert await order_alerts(store) == 0
        counts = []
        for moment in (due - timedelta(days=2), due - SECOND, due, due + timedelta(days=1)):
            clock.now = moment.replace(tzinfo=clock.now.tzinfo)
            counts.append(await order_alerts(store))
            assert await order_alerts(store) == 0, "looking twice tells once"
            await looked(store)
    assert counts == [1, 0, 1, 0]
    told = [(body["type"], body["data"]["duty"]) for body in bodies(canary) if body["data"]["streamId"] is not None]
    assert told == [("duty.due-soon", "REPORT_ON_DIRECTIVE"), ("duty.overdue", "REPORT_ON_DIRECTIVE")]
    assert bodies(canary)[0]["data"]["streamId"] == made.stream
    assert others.opened == 0


async def test_what_was_done_in_between_is_told_no_more(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary:
        webhook = await active(store, HEALTH, canary.port, Topic.DUTY_DUE)
        made = await a_directive(store)
        clock.now = made.document["due_at"].replace(tzinfo=clock.now.tzinfo)
        assert await order_alerts(store) == 1
        result = ReportDirectiveResult(document_number="7/BC", text="Đã kiểm tra, không có vướng mắc gì.")
        await store.execute(caller(HEALTH), result, command_id=uuid4(), target=made.stream)
        await looked(store)
    assert canary.opened == 0
    row = await row_of(store, webhook)
    assert (row["state"], row["failure"]) == ("DONE", "duty-settled")


async def test_open_cases_pass_to_the_heir_once(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    await taken(store, "agency-health", "agency-district", date(2026, 8, 1))
    await drain(store)
    assert (await shown(store, case))["assigned"] == "agency-health", "not before its day"
    clock.forward(days=40)
    await drain(store)
    after = await shown(store, case)
    assert (after["assigned"], after["focal"]) == ("agency-district", None)
    assert {"agency-health", "agency-district"} <= set(after["members"])
    made = await store.execute(caller("agency-health"), a_check(), command_id=uuid4(), target=case)
    assert made.document["checks"][-1]["agency"] == "agency-district", "a token of before acts for the heir"
    await drain(store)
    assert await faults(store.connection) == []


async def test_a_chain_of_heirs_ends_with_the_last_one_and_twice_is_once(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    await taken(store, "agency-health", "agency-land", date(2026, 7, 2))
    await taken(store, "agency-land", "agency-district", date(2026, 7, 2))
    clock.forward(days=10)
    await drain(store)
    after = await shown(store, case)
    assert after["assigned"] == "agency-district"
    await store.connection.outbox.update_many({"job": "regroup"}, {"$set": {"state": "DUE"}})
    await drain(store)
    assert (await shown(store, case))["n"] == after["n"]


async def test_the_work_of_an_officer_who_leaves_passes_to_a_colleague_in_each_case(
    store: Store, clock: TestClock
) -> None:
    """In one act, and only what is open and his; an administrator never takes it over."""
    cases, others = [(await checking(store)).stream for _ in range(3)], (await reported(store)).stream
    who: dict[str, Any] = {"subject": "moi@health.example", "agency": "agency-health", "posts": (Post.HANDLER,)}
    second = AppointOfficer(since=date(2026, 6, 1), appointment="QĐ 9", **who)
    await store.execute(OPERATOR, second, command_id=uuid4(), target="officer-new")
    left = officer("agency-health", Post.HANDLER)
    for nobody in (left, officer("agency-land", Post.HANDLER)):
        with pytest.raises(Refused, match="not-a-colleague"):
            await hand_over(store, left, nobody)
    await hand_over(store, left, "officer-new")
    await drain(store)
    await drain(store)
    for case in cases:
        after = await shown(store, case)
        assert (after["focal"], after["notices"][-1]["about"]) == ("officer-new", "case.check-passed")
    assert (await shown(store, others))["focal"] is None


async def hand_over(store: Store, left: str, colleague: str) -> None:
    await act(store, caller("agency-health", Post.ADMIN), HandOverWork(colleague=colleague, reasons=LONG), left)


async def test_a_case_about_the_lead_agency_passes_to_its_substitute_and_no_other_case_does(store: Store) -> None:
    """The substitute needs a grant by two agencies; the lead agency then has no part in the case."""
    about, other = await reported(store, concerns=(LEAD,)), await reported(store)
    assign = AssignLead(agency="agency-land", since=SINCE, source="QĐ 7/2026", part=LeadPart.SUBSTITUTE)
    await store.execute(OPERATOR, assign, command_id=uuid4(), target="lead-substitute")
    await drain(store)
    assert [(await shown(store, case.stream))["lead"] for case in (about, other)] == ["agency-land", LEAD]
    screening = a_screening(concerns=(LEAD,))
    with pytest.raises((Refused, NotAllowed), match="lead-agency-only"):
        await act(store, caller(LEAD), screening, about.stream)
    scopes = tuple(sorted(ceiling(Role.LEAD)))
    proposal = ProposeGrant(agency="agency-land", scopes=scopes, source="QĐ 7/2026")
    grant = await act(store, OPERATOR, proposal)
    deputy = replace(caller("agency-land"), scopes=frozenset(map(str, scopes)))
    with pytest.raises((Refused, NotAllowed), match="scope-missing"):
        await act(store, deputy, screening, about.stream)
    await act(store, caller("agency-ppc", Post.ADMIN), ApproveGrant(), grant.stream)
    screened = await act(store, deputy, screening, about.stream)
    assert screened.document["state"] == "SCREENED"
    with pytest.raises((Refused, NotAllowed), match="scope-missing"):
        await act(store, deputy, a_screening(), other.stream)


async def test_what_ended_before_stays_in_the_heirs_sight_and_a_part_opens_nothing(
    store: Store, clock: TestClock
) -> None:
    case = (await reported(store)).stream
    closed = CloseCase(ground=ClosureReason.NO_GROUNDS, reasons=LONG, informed=Informed.BY_DOCUMENT)
    await act(store, caller(LEAD), closed, case)
    await taken(store, "agency-land", "agency-commune", date(2026, 7, 2), whole=False)
    await taken(store, "agency-land", "agency-district", date(2026, 7, 2))
    clock.forward(days=10)
    await drain(store)
    seen = there(await store.cases.one(await store.actor(caller("agency-district")), case))
    assert "agency-district" not in seen["members"], "by the rule alone: nothing was written"
    assert await store.cases.one(await store.actor(caller("agency-commune")), case) is None


async def taken(store: Store, former: str, successor: str, on: date, *, whole: bool = True) -> None:
    await act(store, OPERATOR, SucceedAgency(successor=successor, on=on, whole=whole, source="QĐ sáp nhập"), former)


async def drain(store: Store) -> None:
    for id in await store.outbox.due():
        assert await deliver({"store": store}, id) == "done"


async def shown(store: Store, case: str) -> dict[str, Any]:
    return there(await store.cases.one(await store.actor(caller(LEAD)), case))
