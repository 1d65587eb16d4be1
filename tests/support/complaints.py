"""A decided case, a complaint against it, and officers who had no part in it, through the store."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.officers import AppointOfficer
from domain.case.execution import StartExecution
from domain.case.withdrawal import ConfirmWithdrawal, RecordWithdrawal
from domain.complaint.examination import AcceptRedress, BeginExamination, DecideRedress
from domain.complaint.filing import FileRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import OPERATOR, PUBLIC, Actor, Caller
from domain.kernel.vocabulary import Post
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.decided import HANDLER, a_ground, to_a_decision
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG
from tests.support.record import head_of
from tests.support.world import LEAD, SINCE, caller, checking

TEXT = "Quyết định này không đúng sự thật, đề nghị xem lại."
RULING: dict[str, Any] = {"number": "1/QĐ-KN", "decided_on": date(2026, 7, 1), "reasons": LONG, "way_on": LONG}

DAY = date(2026, 7, 1)


def other(agency: str = LEAD) -> Caller:
    scopes = caller(agency, Post.SIGNATORY).scopes
    return Caller(subject=f"{agency}.other@example.invalid", client="tests", agency=agency, scopes=scopes, person=True)


async def appoint_others(store: Store) -> None:
    """Appoint second signatories at the lead agency and the People's Committee."""
    for agency in (LEAD, "agency-ppc"):
        command = AppointOfficer(
            subject=other(agency).subject, agency=agency, posts=(Post.SIGNATORY,), since=SINCE, appointment="QĐ 2"
        )
        id = f"officer-{agency.removeprefix('agency-')}-other"
        await store.execute(OPERATOR, command, command_id=uuid4(), target=id)


async def act(store: Store, who: Caller | Actor, command: Any, stream: str | None = None) -> Outcome:
    """Execute one act on the newest version of a stream, or the first act of a new one."""
    expected = None
    if stream is not None:
        last = await store.connection.revisions.find_one({"stream": stream}, {"n": 1}, sort=[("n", -1)])
        assert last is not None
        expected = last["n"]
    return await store.execute(who, command, command_id=uuid4(), target=stream, expected=expected)


async def decided(store: Store, *, executing: bool = True, day: date = DAY, **report: Any) -> str:
    """Return a case that the lead agency's signatory decided, and that is being executed."""
    own = {"url": f"https://tin.example/{uuid4().hex}"}
    return await decide(store, (await checking(store, **(own | report))).stream, executing=executing, day=day)


async def decide(store: Store, case: str, *, executing: bool = True, day: date = DAY) -> str:
    acts = to_a_decision(await a_ground(store), day, ("agency-health", "agency-land"))
    if executing:
        delivered = {"service": "DOCUMENT_DELIVERED", "served_on": day}
        acts.append((HANDLER, good(StartExecution, agency="agency-health", **delivered)))
    for who, command in acts:
        await act(store, who, command, case)
    return case


async def complaint(store: Store, case: str, contact: str | None = "0912 000 000") -> str:
    """Return a complaint against the case's last decision."""
    head = await head_of(store.connection, case)
    command = FileRedress(decision=head["decisions"][-1]["public_code"], text=TEXT, contact=contact)
    return (await act(store, PUBLIC, command)).stream


async def ruled(store: Store, redress: str, outcome: RedressOutcome, agency: str = LEAD) -> Outcome:
    """Accept, examine and decide a complaint, by officers of the agency who had no part in the case."""
    who = other(agency)
    await act(store, who, AcceptRedress(), redress)
    await act(store, who, BeginExamination(plan=LONG), redress)
    return await act(store, who, DecideRedress(outcome=outcome, **RULING), redress)


async def withdraw(store: Store, case: str, confirming: str = "agency-land") -> None:
    """Withdraw the report on a paper that the lead agency records and another agency confirms."""
    await act(store, caller(LEAD), good(RecordWithdrawal), case)
    await act(store, caller(confirming), good(ConfirmWithdrawal), case)
