"""Duties with their addressees and deadlines, derived from the state of a stream alone.

A duty is not a right. It places work in an inbox, and each act is checked when a person performs it. The file
`duties.py` of each package derives the duties of its streams, in a function marked `owes`. This file defines the posts
and deadline of each kind of duty.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from domain.kernel.calendar import TermSource
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import DATA_ANSWERERS, INSPECTING, KEEPERS, OFFICERS, Kind, Post, Role
from domain.registry.working_days import WorkingDays


class DutyKind(StrEnum):
    """Kind of duty."""

    SCREEN = "SCREEN"
    CHECK = "CHECK"
    PROTECT_PERSON = "PROTECT_PERSON"
    CONFIRM_PROTECTION = "CONFIRM_PROTECTION"
    INSPECT_PROTECTION = "INSPECT_PROTECTION"
    INSPECT_COMPLAINT = "INSPECT_COMPLAINT"
    RELEASE_CONTENT = "RELEASE_CONTENT"
    GIVE_OPINION = "GIVE_OPINION"
    SIGN_DECISION = "SIGN_DECISION"
    APPROVE_TAKEDOWN = "APPROVE_TAKEDOWN"
    SIGN_TAKEDOWN = "SIGN_TAKEDOWN"
    SIGN_TRANSFER = "SIGN_TRANSFER"
    RECEIVE_TRANSFER = "RECEIVE_TRANSFER"
    ANSWER_TRANSFER = "ANSWER_TRANSFER"
    ANSWER_REQUEST = "ANSWER_REQUEST"
    ANSWER_REFERRAL = "ANSWER_REFERRAL"
    JUSTIFY_MEASURE = "JUSTIFY_MEASURE"
    REMEDY = "REMEDY"
    REPORT_RESULT = "REPORT_RESULT"
    CLOSE = "CLOSE"
    LOOK_FOR_WORD = "LOOK_FOR_WORD"
    LOOK_AFTER_TERM = "LOOK_AFTER_TERM"
    REVIEW_EXPRESSION = "REVIEW_EXPRESSION"
    APPRAISE = "APPRAISE"
    CONCLUDE_ROUND = "CONCLUDE_ROUND"
    ACT_ON_FINDING = "ACT_ON_FINDING"
    SERVE_DECISION = "SERVE_DECISION"
    DRAFT_TAKEDOWN = "DRAFT_TAKEDOWN"
    SUBMIT_TAKEDOWN = "SUBMIT_TAKEDOWN"
    SEND_TAKEDOWN = "SEND_TAKEDOWN"
    FIND_OUTCOME = "FIND_OUTCOME"
    REVIEW_REMOVAL = "REVIEW_REMOVAL"
    ASK_RESTORATION = "ASK_RESTORATION"
    FIND_RESTORATION = "FIND_RESTORATION"
    HAND_OVER_TRANSFER = "HAND_OVER_TRANSFER"
    ACCEPT_COMPLAINT = "ACCEPT_COMPLAINT"
    DECIDE_COMPLAINT = "DECIDE_COMPLAINT"
    ANSWER_DATA_REQUEST = "ANSWER_DATA_REQUEST"
    APPROVE_ERASURE = "APPROVE_ERASURE"
    ANSWER_PRESS = "ANSWER_PRESS"
    CHECK_NOTICE = "CHECK_NOTICE"
    APPROVE_NOTICE = "APPROVE_NOTICE"
    ISSUE_NOTICE = "ISSUE_NOTICE"
    REVIEW_NOTICE = "REVIEW_NOTICE"
    ISSUE_CORRECTION = "ISSUE_CORRECTION"
    REPORT_ON_DIRECTIVE = "REPORT_ON_DIRECTIVE"
    ANSWER_INSPECTION = "ANSWER_INSPECTION"
    FORWARD_DIFFICULTY = "FORWARD_DIFFICULTY"
    ANSWER_DIFFICULTY = "ANSWER_DIFFICULTY"
    SUBMIT_REPORT = "SUBMIT_REPORT"
    ACCEPT_REPORT = "ACCEPT_REPORT"
    DRAFT_CONSOLIDATED = "DRAFT_CONSOLIDATED"
    REVIEW_CONSOLIDATED = "REVIEW_CONSOLIDATED"
    SIGN_CONSOLIDATED = "SIGN_CONSOLIDATED"
    SEND_CONSOLIDATED = "SEND_CONSOLIDATED"
    APPROVE_GRANT = "APPROVE_GRANT"
    CONFIRM_OFFICER = "CONFIRM_OFFICER"
    APPROVE_USER = "APPROVE_USER"
    APPROVE_PROGRAM = "APPROVE_PROGRAM"
    ENTER_WORDING = "ENTER_WORDING"
    ACTIVATE_PROVISION = "ACTIVATE_PROVISION"
    NAME_OFFICER = "NAME_OFFICER"
    RENEW_APPOINTMENT = "RENEW_APPOINTMENT"
    RENEW_COMPETENCE = "RENEW_COMPETENCE"
    ENTER_DAYS_OFF = "ENTER_DAYS_OFF"
    CONFIRM_ROW = "CONFIRM_ROW"
    ANSWER_RECUSAL = "ANSWER_RECUSAL"
    DECIDE_RECUSAL = "DECIDE_RECUSAL"
    CONFIRM_WITHDRAWAL = "CONFIRM_WITHDRAWAL"
    CONFIRM_RESCREENING = "CONFIRM_RESCREENING"
    CONFIRM_RELEASE = "CONFIRM_RELEASE"
    DECIDE_ACCUSATION = "DECIDE_ACCUSATION"
    EXPLAIN_DELAY = "EXPLAIN_DELAY"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Work that an agency must do. `about` is the round, request or transfer that it concerns, or the stream itself.

    `agency` is an agency's id, or a role that an agency has today (`Role`). `officer` is the one responsible person. A
    `barred` person cannot act as the second person. `lapsed` means that the term expired and the record notes this; the
    work can still be done. `since` is the beginning of the duty, if the state contains it. `source` is the source of
    the deadline, if recorded.
    """

    kind: DutyKind
    agency: str
    about: str
    due_at: datetime | None = None
    officer: str | None = None
    lapsed: bool = False
    since: datetime | None = None
    barred: tuple[str, ...] = ()
    source: TermSource | None = None


@dataclass(frozen=True, kw_only=True)
class DutyRule:
    """Rule of a kind of duty: its posts, its basis, and its term.

    `days` are working days from the beginning of the duty, if the record has no deadline. They are an internal term of
    this register. `source` is the source of the deadline; None for a duty without a deadline. `ahead` is the time
    between warning and deadline. `scope` is the scope that the agency needs, unless its sight of a stream decides. If
    an agency has an officer in the post `first`, only that officer has the duty. `acts` names the actions that
    fulfil the duty, separated by spaces. Whether a person may perform an action is checked separately
    (`allowedActions`).
    """

    acts: str
    posts: frozenset[Post]
    basis: str
    source: TermSource | None = None
    days: int | None = None
    ahead: timedelta = timedelta(days=2)
    scope: Scope | None = None
    first: Post | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(self.acts.split())


LAW, INTERNAL = TermSource.LAW, TermSource.INTERNAL
HANDLERS, SIGNATORIES = frozenset({Post.HANDLER}), frozenset({Post.SIGNATORY})
SPEAKERS = frozenset({Post.SPOKESPERSON})
WRITERS = HANDLERS | SPEAKERS
ADMINS = frozenset({Post.ADMIN})
HOURS, WEEK, MONTH = timedelta(hours=6), timedelta(days=7), timedelta(days=30)


def _within(acts: str, posts: frozenset[Post], days: int, basis: str) -> DutyRule:
    """Return the rule of a duty with an internal term in working days."""
    return DutyRule(acts=acts, posts=posts, basis=basis, source=INTERNAL, days=days)


def _recorded(
    acts: str, posts: frozenset[Post], source: TermSource, basis: str, ahead: timedelta = timedelta(days=2)
) -> DutyRule:
    """Return the rule of a duty with a recorded deadline."""
    return DutyRule(acts=acts, posts=posts, basis=basis, source=source, ahead=ahead)


def _registry(
    acts: str,
    posts: frozenset[Post],
    basis: str,
    scope: Scope,
    *,
    days: int | None = None,
    ahead: timedelta = timedelta(days=2),
) -> DutyRule:
    source = INTERNAL if days is not None or ahead == MONTH else None
    return DutyRule(acts=acts, posts=posts, basis=basis, source=source, days=days, ahead=ahead, scope=scope)


RULES: Final[Mapping[DutyKind, DutyRule]] = MappingProxyType(
    {
        DutyKind.SCREEN: _within("screenCase linkDuplicate closeCase", HANDLERS, 2, "Đ5.1.a"),
        DutyKind.CHECK: _within("startChecking recordVerification carryVerification recordCheck", HANDLERS, 10, "Đ4.3"),
        DutyKind.PROTECT_PERSON: _within("reviewHarm reassignCase", OFFICERS, 1, "Đ2.2"),
        DutyKind.CONFIRM_PROTECTION: _within("confirmProtection", OFFICERS, 1, "Đ2.2"),
        DutyKind.INSPECT_PROTECTION: _within("inspectProtection", INSPECTING, 1, "Đ2.2"),
        DutyKind.INSPECT_COMPLAINT: _within("inspectRedress", INSPECTING, 3, "Đ2.2; Luật Khiếu nại, Điều 10, 11a"),
        DutyKind.RELEASE_CONTENT: _within("recordRelease", OFFICERS, 1, "Đ2.2"),
        DutyKind.GIVE_OPINION: _recorded("giveOpinion", HANDLERS, INTERNAL, "Đ3.2.a, Đ3.2.b"),
        DutyKind.SIGN_DECISION: _within("decideCase refuseProposal", SIGNATORIES, 5, "Đ4.4"),
        DutyKind.APPROVE_TAKEDOWN: _within("approveTakedown withdrawTakedown", SIGNATORIES, 3, "Đ5.1.g"),
        DutyKind.SIGN_TAKEDOWN: _within("signTakedown refuseTakedown", SIGNATORIES, 5, "Đ5.1.g"),
        DutyKind.SIGN_TRANSFER: _within("signTransfer refuseTransfer", SIGNATORIES, 3, "Đ3.4"),
        DutyKind.RECEIVE_TRANSFER: _within("receiveTransfer returnTransfer recordTransferReturn", HANDLERS, 3, "Đ3.4"),
        DutyKind.ANSWER_TRANSFER: _within("answerTransfer returnTransfer", HANDLERS, 60, "Đ5.4.a"),
        DutyKind.ANSWER_REQUEST: _recorded("answerRequest", HANDLERS, INTERNAL, "Đ5.4.b"),
        DutyKind.ANSWER_REFERRAL: _within("answerReferral", HANDLERS, 15, "Đ5.5.b"),
        DutyKind.JUSTIFY_MEASURE: _recorded(
            "justifyOwnMeasure endOwnMeasure", SIGNATORIES, INTERNAL, "Đ5.7.b", timedelta(days=1)
        ),
        DutyKind.REMEDY: _recorded("reportResult", HANDLERS, INTERNAL, "Đ5.7.b"),
        DutyKind.REPORT_RESULT: _within("reportResult", HANDLERS, 15, "Đ6.1"),
        DutyKind.CLOSE: _within("closeCase", HANDLERS, 5, "Đ4.5"),
        DutyKind.LOOK_FOR_WORD: _recorded("recordLook openRound", HANDLERS, INTERNAL, "Đ2.2"),
        DutyKind.LOOK_AFTER_TERM: _within("recordLateLook", OFFICERS | {Post.INSPECTOR}, 3, "Đ2.2, Đ5.1.h"),
        DutyKind.REVIEW_EXPRESSION: _within("reviewExpression", OFFICERS, 3, "Đ2.2"),
        DutyKind.APPRAISE: _within("appraiseCase findHarm", HANDLERS, 3, "Đ4.3"),
        DutyKind.CONCLUDE_ROUND: _within("concludeRound", HANDLERS, 3, "Đ3.2"),
        DutyKind.ACT_ON_FINDING: _within(
            "proposeHandling openRemedy openRound closeCase proposeTransfer", HANDLERS, 5, "Đ5.1.c, Đ5.7.b"
        ),
        DutyKind.SERVE_DECISION: _within("startExecution", OFFICERS, 3, "Đ6.1"),
        DutyKind.DRAFT_TAKEDOWN: _within("draftTakedown", OFFICERS, 5, "Đ5.1.g"),
        DutyKind.SUBMIT_TAKEDOWN: _within("submitTakedown", OFFICERS, 3, "Đ5.1.g"),
        DutyKind.SEND_TAKEDOWN: _within("sendTakedown", OFFICERS, 3, "Đ5.1.g"),
        DutyKind.FIND_OUTCOME: _within("recordTakedownOutcome", OFFICERS, 5, "Đ5.1.g"),
        DutyKind.REVIEW_REMOVAL: _recorded("reviewTakedown", OFFICERS, INTERNAL, "Đ2.2", WEEK),
        DutyKind.ASK_RESTORATION: _within("askRestoration", OFFICERS, 3, "Đ2.2"),
        DutyKind.FIND_RESTORATION: _within("recordRestorationReply recordRestorationOutcome", OFFICERS, 15, "Đ2.2"),
        DutyKind.HAND_OVER_TRANSFER: _within("handOverTransfer", OFFICERS, 3, "Đ3.4"),
        DutyKind.ACCEPT_COMPLAINT: _recorded(
            "acceptRedress rejectRedress", OFFICERS, LAW, "Luật Khiếu nại 02/2011/QH13, Điều 27"
        ),
        DutyKind.DECIDE_COMPLAINT: _recorded(
            "beginExamination decideRedress", SIGNATORIES, LAW, "Luật Khiếu nại 02/2011/QH13, Điều 28, 37", WEEK
        ),
        DutyKind.ANSWER_DATA_REQUEST: DutyRule(
            acts="answerDataRequest replyToDataRequest extendDataRequest",
            posts=DATA_ANSWERERS,
            first=Post.DATA_PROTECTION_OFFICER,
            basis="Nghị định 356/2025/NĐ-CP",
            source=LAW,
            ahead=timedelta(days=1),
        ),
        DutyKind.APPROVE_ERASURE: _within(
            "approveErasure refuseErasure", SIGNATORIES, 5, "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15"
        ),
        DutyKind.ANSWER_PRESS: _recorded(
            "answerQuestion refuseQuestion extendAnswer",
            SPEAKERS,
            LAW,
            "Đ5.7.đ; Luật Báo chí; Luật Tiếp cận thông tin",
            HOURS,
        ),
        DutyKind.CHECK_NOTICE: _within("checkPublication confirmFinding", WRITERS, 2, "Đ4.5"),
        DutyKind.APPROVE_NOTICE: _within("approvePublication", SPEAKERS, 2, "Đ4.5, Đ5.7.c"),
        DutyKind.ISSUE_NOTICE: _within("issuePublication", SPEAKERS, 2, "Đ4.5, Đ5.7.c"),
        DutyKind.REVIEW_NOTICE: DutyRule(
            acts="confirmPublication draftCorrection retractPublication", posts=SPEAKERS, basis="Đ4.5, Đ5.7.c"
        ),
        DutyKind.ISSUE_CORRECTION: _within("issueCorrection", SPEAKERS, 2, "Đ4.5, Đ5.7.c"),
        DutyKind.REPORT_ON_DIRECTIVE: _recorded("reportDirectiveResult", OFFICERS, INTERNAL, "Đ5.1.h"),
        DutyKind.ANSWER_INSPECTION: _recorded("answerInspection", OFFICERS, INTERNAL, "Đ2.2", WEEK),
        DutyKind.FORWARD_DIFFICULTY: _within("forwardDifficulty", OFFICERS, 10, "Đ8.2"),
        DutyKind.ANSWER_DIFFICULTY: _within("answerDifficulty", SIGNATORIES, 20, "Đ8.2"),
        DutyKind.SUBMIT_REPORT: _recorded("draftReport submitReport", OFFICERS, INTERNAL, "Đ6.2", WEEK),
        DutyKind.ACCEPT_REPORT: _recorded("acceptReport returnReport", OFFICERS, INTERNAL, "Đ6.3"),
        DutyKind.DRAFT_CONSOLIDATED: _within("draftConsolidated", OFFICERS, 5, "Đ6.3"),
        DutyKind.REVIEW_CONSOLIDATED: _within("reviewConsolidated returnConsolidated", OFFICERS, 2, "Đ6.3"),
        DutyKind.SIGN_CONSOLIDATED: _within("signConsolidated returnConsolidated", SIGNATORIES, 2, "Đ6.3"),
        DutyKind.SEND_CONSOLIDATED: _within("sendConsolidated", OFFICERS, 1, "Đ6.3"),
        DutyKind.APPROVE_GRANT: _registry("approveGrant refuseGrant", KEEPERS, "Đ5", Scope.GRANT_MANAGE, days=5),
        DutyKind.CONFIRM_OFFICER: _registry("confirmOfficer", KEEPERS, "Đ3.3", Scope.FOCAL_MANAGE),
        DutyKind.APPROVE_USER: _registry("approveUser", KEEPERS, "Đ3.3", Scope.FOCAL_MANAGE),
        DutyKind.APPROVE_PROGRAM: _registry("activateClient approveClientSecrets", KEEPERS, "Đ3.3", Scope.FOCAL_MANAGE),
        DutyKind.ENTER_WORDING: _registry("enterProvisionWording", OFFICERS, "Đ2.1", Scope.LAW_EDIT),
        DutyKind.ACTIVATE_PROVISION: _registry("activateProvision", OFFICERS, "Đ2.1", Scope.LAW_EDIT),
        DutyKind.NAME_OFFICER: _registry("nominateOfficer", ADMINS, "Đ3.3", Scope.FOCAL_MANAGE),
        DutyKind.RENEW_APPOINTMENT: _registry("nominateOfficer", ADMINS, "Đ3.3", Scope.FOCAL_MANAGE, ahead=MONTH),
        DutyKind.RENEW_COMPETENCE: _registry("grantCompetence", ADMINS, "Đ2.1", Scope.FOCAL_MANAGE, ahead=MONTH),
        DutyKind.ANSWER_RECUSAL: _recorded("answerRecusal", OFFICERS | SPEAKERS, INTERNAL, "Đ2.2"),
        DutyKind.DECIDE_RECUSAL: _recorded("decideRecusal", SIGNATORIES, INTERNAL, "Đ2.2, Đ5.1.h"),
        DutyKind.CONFIRM_WITHDRAWAL: _within("confirmWithdrawal refuseWithdrawal", OFFICERS, 5, "Đ2.2"),
        DutyKind.CONFIRM_RESCREENING: _within("confirmRescreening refuseRescreening", OFFICERS, 3, "Đ5.1.a"),
        DutyKind.CONFIRM_RELEASE: _within("confirmRelease keepRelease", SPEAKERS, 1, "Đ4.5, Đ5.7.c"),
        DutyKind.DECIDE_ACCUSATION: _recorded("reopenAccused declineAccusation", SIGNATORIES, INTERNAL, "Đ2.2, Đ5.1.h"),
        DutyKind.EXPLAIN_DELAY: _within("explainDelay", HANDLERS, 3, "Đ2.2, Đ3.1"),
        DutyKind.CONFIRM_ROW: _registry(
            "confirmAgency confirmAgencyPart confirmSuccession confirmArea confirmLead compareLead confirmHolidays "
            "confirmRegulation confirmSchedule",
            ADMINS,
            "Đ8.1",
            Scope.ADMIN_CONFIG,
        ),
        DutyKind.ENTER_DAYS_OFF: _registry(
            "setHolidays", ADMINS, "Bộ luật Lao động 45/2019/QH14, Điều 112", Scope.ADMIN_CONFIG, ahead=MONTH
        ),
    }
)
"""Rule of each kind of duty. A recorded deadline was computed by the act that began the duty."""

AHEAD_MOST: Final = max(rule.ahead for rule in RULES.values())
"""Longest time between a warning and its deadline."""
SIGNATURES: Final = frozenset(kind for kind, rule in RULES.items() if rule.posts == SIGNATORIES)
"""Duties in which a signatory acts as the second person."""


def deadline_of(duty: Duty, days: WorkingDays) -> datetime | None:
    """Return the deadline of a duty, with the days off known now: the recorded deadline, otherwise the internal term.

    None for a duty without a term.
    """
    length = RULES[duty.kind].days
    if duty.due_at is not None:
        return days.end_of(duty.due_at, duty.since)
    return days.known.due(duty.since, length) if duty.since and length is not None else None


def not_before(duty: Duty) -> datetime | None:
    """Return an instant before which a duty cannot be overdue, whatever the days off. An index uses it as its sort
    key."""
    days = RULES[duty.kind].days
    if duty.due_at is not None or duty.since is None or days is None:
        return duty.due_at
    return duty.since + timedelta(days)


S = TypeVar("S")
Owed = Callable[[Any], Iterable[Duty]]
OWED_BY: dict[Kind, Owed] = {}
"""Functions marked `owes`, by the kind of stream."""
OF_ROLES: dict[Kind, frozenset[str]] = {}
"""Roles that alone can have duties in a kind of stream. In other kinds any agency can have duties."""


def owes(kind: Kind, *roles: Role) -> Callable[[Callable[[S], Iterable[Duty]]], Callable[[S], Iterable[Duty]]]:
    """Mark the one function that derives the duties of a kind of stream from its state.

    With `roles`, it addresses duties only to these. The inboxes of other agencies do not read the kind.
    """

    def mark(rule: Callable[[S], Iterable[Duty]]) -> Callable[[S], Iterable[Duty]]:
        assert kind not in OWED_BY, kind
        OWED_BY[kind] = rule
        if roles:
            OF_ROLES[kind] = frozenset(roles)
        return rule

    return mark


def duties_in(kind: Kind, state: Any) -> tuple[Duty, ...]:
    """Return every duty in a stream. Its kind must have duties. Raise AssertionError for a duty that no inbox would
    show."""
    found = tuple(OWED_BY[kind](state))
    assert kind not in OF_ROLES or OF_ROLES[kind].issuperset(duty.agency for duty in found), (kind, found)
    return found
