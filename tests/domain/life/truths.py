"""What is always true of a case, and of its record."""

from domain.case.state.case import Case, CaseState, ClosureReason, ExpressionConclusion
from domain.case.state.measures import Finding
from domain.kernel.event import folded
from store.record.canonical import from_bytes, to_bytes
from tests.domain.life.course import Life, read, record

INVARIANTS_OF_A_MEASURE = {CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED}


def hangs_together(case: Case) -> None:
    """What is true of every case at every moment."""
    assert case.state in set(CaseState)
    asked = {item for one in case.rounds for item in one.invited}
    assert {case.lead, case.reporter, *([case.assigned] if case.assigned else []), *asked} <= set(case.members)
    assert len(set(case.members)) == len(case.members)
    assert {notice.agency for notice in case.notices} <= set(case.members)
    assert case.assigned or case.state not in (CaseState.SCREENED, CaseState.CHECKING)
    cycles = (*(row.cycle for row in case.checks), *(row.cycle for row in case.expression_reviews))
    assert max(cycles, default=1) <= case.cycle
    assert (case.state is CaseState.CLOSED) is (case.closure is not None)
    hidden = case.closure is not None and case.closure.reason in (ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS)
    assert case.hidden is hidden
    assert len([item for item in case.rounds if item.open]) <= 1
    assert case.cycle == len(case.reopenings) + 1
    decided = [decision for decision in case.decisions if decision.cycle == case.cycle]
    measured = case.state in INVARIANTS_OF_A_MEASURE and decided
    completed = case.closure is not None and case.closure.reason is ClosureReason.COMPLETED
    going_on = case.state in (CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED)
    remedied = case.appraisal is not None and case.appraisal.finding is Finding.TRUE_ISSUE
    assert bool(measured) or not (completed or (going_on and not remedied))
    if measured:
        a_measure_was_lawful(case)


def a_measure_was_lawful(case: Case) -> None:
    """A decision of this cycle: three persons, unprotected, false, on a ground, after a round."""
    decision = next(item for item in reversed(case.decisions) if item.cycle == case.cycle)
    review = next(item for item in reversed(case.expression_reviews) if item.cycle == case.cycle)
    assert case.appraisal is not None
    assert case.proposal is not None
    persons = {decision.signatory, case.proposal.drafted_by, case.appraisal.officer, review.officer}
    assert len(persons) >= 3
    assert decision.signatory != case.proposal.drafted_by
    assert review.officer != case.appraisal.officer
    assert review.conclusion is ExpressionConclusion.NOT_PROTECTED
    assert case.appraisal.finding in (Finding.FALSE, Finding.PARTLY_FALSE)
    assert decision.provisions
    assert any(item.cycle == case.cycle and not item.open for item in case.rounds)
    assert any(verification.cycle == case.cycle and verification.independent for verification in case.verifications)
    assert case.state is CaseState.DECIDED or any(execution.cycle == case.cycle for execution in case.executions)


def replays(life: Life) -> None:
    """The record gives the same state, to the byte; and the state is what its bytes say.

    What was replayed before is not read again: its state is kept, and what was written since follows it.
    """
    fresh = life.written[life.replayed :]
    if not fresh and life.case is life.held:
        return
    data = to_bytes(life.case)
    assert from_bytes(Case, data) == life.case
    events = [read(item) for item in fresh]
    assert [record(event) for event in events] == fresh
    for event in events:
        life.again = folded(life.again, event, "case-1")
    assert to_bytes(life.again) == data
    life.replayed, life.held = len(life.written), life.case
