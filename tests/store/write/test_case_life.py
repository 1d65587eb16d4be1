"""A case from its report to its end, through the store."""

from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.execution import OpenRemedy, ReportResult
from domain.case.expression import ReviewExpression
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.state.case import CaseState, ClosureReason, ExpressionConclusion, ExpressionKind, PublicationChoice
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.round import RoundOutcome
from store.heads.rebuilding import findings
from store.store import Store
from tests.support.clock import TestClock
from tests.support.decided import HANDLER, HEALTH, SIGNATORY, a_ground, unprotected
from tests.support.handling_commands import good
from tests.support.press import Life, closing, reported_on
from tests.support.world import caller, checking

LAND = caller("agency-land")


async def test_decided_executed_and_closed(store: Store, clock: TestClock) -> None:
    ground = await a_ground(store)
    life = Life(store, (await checking(store)).stream)
    for who, command in unprotected(ground):
        await life.act(who, command)
    made = await life.act(HANDLER, good(OpenRound, invited=("agency-health", "agency-land")))
    assert made.document["state"] == CaseState.COORDINATING
    await life.act(HEALTH, good(GiveOpinion))
    clock.forward(days=10)
    agreed = good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option="Đề nghị đính chính.")
    made = await life.act(HANDLER, agreed)
    positions = {opinion["agency"]: opinion["position"] for opinion in made.document["rounds"][0]["opinions"]}
    assert positions == {"agency-health": "AGREE", "agency-land": "NO_REPLY"}
    await life.act(HANDLER, good(AppraiseCase))
    await life.act(LAND, good(SuggestHandling, provision=ground))
    await life.act(HANDLER, good(ProposeHandling, provisions=(ground,)))
    made = await life.act(SIGNATORY, good(DecideCase, decided_on=clock.now.date()))
    assert made.document["state"] == CaseState.DECIDED
    await reported_on(life, clock)
    made = await life.act(HANDLER, closing(ClosureReason.COMPLETED))
    assert (made.document["state"], made.document["hidden"]) == (CaseState.CLOSED, False)
    assert [finding async for finding in findings(store.connection)] == []


async def test_a_true_problem_is_remedied(store: Store, clock: TestClock) -> None:
    life = Life(store, (await checking(store)).stream)
    protected = {"expression": ExpressionKind.COMPLAINT, "conclusion": ExpressionConclusion.PROTECTED}
    await life.act(HEALTH, good(RecordVerification, result=VerificationResult.TRUE))
    await life.act(HEALTH, good(ReviewExpression, **protected, false_fact=None, provision=None))
    await life.act(HANDLER, good(AppraiseCase, finding=Finding.TRUE_ISSUE))
    await life.act(HANDLER, good(OpenRemedy, agency="agency-land"))
    await life.act(LAND, good(ReportResult, done_on=clock.now.date()))
    made = await life.act(HANDLER, closing(ClosureReason.REMEDIED, PublicationChoice.PUBLISH))
    assert made.document["closure"]["reason"] == "REMEDIED"
