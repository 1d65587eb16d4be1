"""The sample register: everybody finds something to do, and a case of each end."""

from domain.case.state.case import CaseState, ClosureReason
from domain.kernel.vocabulary import Kind
from domain.notification.due import mine
from scripts.cli.seed.stories import SAMPLES, caller
from store.heads.collection import heads_of
from store.store import Store

WAITS = {
    "inspector": {"INSPECT_PROTECTION"},
    "lead-handler": {"SCREEN", "ACCEPT_COMPLAINT"},
    "lead-second-handler": {"SCREEN", "ACCEPT_COMPLAINT"},
    "lead-signatory": {"SIGN_DECISION", "CONFIRM_OFFICER"},
    "lead-examiner": {"SIGN_DECISION", "ACCEPT_COMPLAINT"},
    "department-handler": {"CHECK", "GIVE_OPINION", "REPORT_RESULT"},
    "department-signatory": {"ANSWER_INSPECTION", "REPORT_ON_DIRECTIVE"},
    "police-handler": {"RECEIVE_TRANSFER", "ANSWER_REQUEST"},
    "police-signatory": set[str](),
    "press": {"SUBMIT_REPORT"},
    "spokesperson": {"APPROVE_NOTICE", "ANSWER_PRESS"},
    "second-spokesperson": {"APPROVE_NOTICE", "ANSWER_PRESS"},
    "admin": {"APPROVE_GRANT"},
    "ppc-admin": {"APPROVE_GRANT", "CONFIRM_ROW"},
    "ppc-signatory": {"APPROVE_GRANT", "ACCEPT_COMPLAINT", "ANSWER_DIFFICULTY"},
    "ppc-handler": {"ACCEPT_COMPLAINT", "ANSWER_DATA_REQUEST"},
    "ppc-examiner": {"ACCEPT_COMPLAINT"},
    "commune-handler": {"GIVE_OPINION", "REPORT_ON_DIRECTIVE"},
    "data-protection": {"ANSWER_DATA_REQUEST"},
    "internal-affairs": {"GIVE_OPINION"},
    "journalists": {"ANSWER_REFERRAL"},
}
"""What at least waits for each person, by name or by post."""


async def test_everybody_finds_work(seeded: Store) -> None:
    registry, now, wrong = await seeded.registry.current(), seeded.connection.clock(), []
    for name in SAMPLES:
        actor = await seeded.actor(caller(name))
        waiting = await seeded.inboxes.due(actor, registry, now)
        own = {due.kind.value for due in waiting.items if mine(due, actor, registry, now)}
        if not own >= WAITS.get(name, set()) or (not own) is (name != "police-signatory"):
            wrong.append((name, sorted(own)))
    assert wrong == []
    assert set(WAITS) == set(SAMPLES)


async def test_there_is_a_case_of_each_end_and_of_each_state(seeded: Store) -> None:
    heads = await heads_of(seeded.connection, Kind.CASE).find({}, {"state": 1, "closure": 1}).to_list(None)
    assert {head["closure"]["reason"] for head in heads if head["closure"]} == {
        reason.value for reason in ClosureReason
    }
    assert {head["state"] for head in heads} >= {
        CaseState.RECEIVED,
        CaseState.SCREENED,
        CaseState.CHECKING,
        CaseState.COORDINATING,
        CaseState.PROPOSED,
        CaseState.EXECUTING,
        CaseState.TRANSFERRED,
        CaseState.CLOSED,
    }
