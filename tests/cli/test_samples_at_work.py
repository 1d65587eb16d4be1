"""The sample register: everybody finds something to do, and a case of each end."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, get_type_hints

from domain.activity.difficulties import DifficultyState
from domain.activity.directives import DirectiveState
from domain.activity.inspections import InspectionState
from domain.activity.state.activity import ActivityState
from domain.book import STATES
from domain.case.state.case import CaseState, ClosureReason
from domain.case.state.pathways import PublicationState
from domain.complaint.accusations import AccusationState
from domain.complaint.state import RedressState
from domain.erasure.state import ErasureState
from domain.kernel.vocabulary import Kind
from domain.notification.due import mine
from domain.notification.state.receivers import MailingState, WebhookState
from domain.press_question.state import ExchangeState
from domain.registry.accounts import GrantState
from domain.report.state.report import ReportState
from domain.rules.duty import DutyKind
from scripts.cli.seed.stories import SAMPLES, caller
from store.heads.collection import heads_of
from store.heads.to_state import states
from store.record.canonical import from_bytes
from store.store import Store
from tests.support.golden import OLD, parts
from tests.support.told import nothing_missing

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


async def test_counts_are_those_of_the_lists(seeded: Store) -> None:
    registry, now, kinds = await seeded.registry.current(), seeded.connection.clock(), set[str]()
    for name in SAMPLES:
        actor = await seeded.actor(caller(name))
        waiting = await seeded.inboxes.due(actor, registry, now)
        counts = await seeded.inboxes.counts(actor, registry, now)
        assert (counts.kinds, counts.cases, counts.more) == (waiting.kinds(), waiting.cases(), waiting.more), name
        assert counts.states == await seeded.inboxes.states(actor), name
        kinds |= {*counts.kinds}
    assert kinds >= {DutyKind.SIGN_DECISION, DutyKind.EXPLAIN_DELAY}


async def test_there_is_a_case_of_each_end(seeded: Store) -> None:
    heads = await heads_of(seeded.connection, Kind.CASE).find({}, {"closure": 1}).to_list(None)
    assert {head["closure"]["reason"] for head in heads if head["closure"]} == {
        reason.value for reason in ClosureReason
    }


NOT_SHOWN: Final[Mapping[type[StrEnum], str]] = {
    AccusationState: "",
    ActivityState: "",
    CaseState: "",
    DifficultyState: "",
    DirectiveState: "",
    ErasureState: "DONE ORDERED",
    ExchangeState: "",
    GrantState: "ENDED",
    InspectionState: "",
    MailingState: "",
    PublicationState: "",
    RedressState: "FINAL",
    ReportState: "ACCEPTED FROZEN RETURNED SUBMITTED",
    WebhookState: "ACTIVE",
}
"""States that no sample shows: time, a count or a receiver brings them, or they change public pages. Only shorter."""


async def test_the_sample_shows_every_other_state(seeded: Store) -> None:
    shown: dict[str, set[str]] = {}
    for kind, state in STATES.items():
        states: Any = get_type_hints(state).get("state")
        if states in NOT_SHOWN:
            heads = await heads_of(seeded.connection, kind).find({}, {"state": 1}).to_list(None)
            shown[states.__name__] = {*states} - {head["state"] for head in heads}
    assert shown == {states.__name__: {*names.split()} for states, names in NOT_SHOWN.items()}


def names_of(state: Any) -> set[str]:
    return {type(part).__name__ for part in parts(state)}


PARTS_NOT_SHOWN = """
    Access AccessRefused AtOnce Attachment Carried Client Coercion Consolidated Counted Counting Destruction
    DocumentHeading DocumentSignature Figures Filter FindingCount Frozen HearingAnswer HearingLook HearingProof
    Import Inspected InspectionFollowed Letterhead Notice OfficeNumber PartText ProposedSecrets PublicRow PublicYear
    Read Recovery ReleaseChange ReportCount Restoration ScheduleEnding Sending SignIn Signature SignedCopy
    SigningKey SigningRule Submission Submissions Suspension TextFinding User Withheld
"""
"""Parts of states that no sample shows: time, a worker, a receiver or an import brings them. Only shorter."""


async def test_the_sample_shows_every_other_part(seeded: Store) -> None:
    shown, written = set[str](), set[str]()
    for kind in STATES:
        streams = await heads_of(seeded.connection, kind).distinct("_id")
        shown = shown.union(*map(names_of, (await states(seeded.connection, streams)).values()))
    for stream, (_, state) in OLD.items():
        written |= names_of(from_bytes(STATES[Kind(stream.partition("-")[0])], state.encode()))
    nothing_missing(
        f"No sample shows {name}. Add an act that makes one to scripts/cli/seed/stories.toml."
        for name in sorted(written - shown - {*PARTS_NOT_SHOWN.split()})
    )
    assert written - shown == {*PARTS_NOT_SHOWN.split()}, "it only becomes shorter"
