"""What each command says when it is in order, and what its fields may say besides."""

from datetime import timedelta
from itertools import combinations
from typing import Any

from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.assignment import NameFocalOfficer, ReassignCase
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.committee import RefuseTakedown, SendTakedown, SignTakedown
from domain.case.concerned import NameConcerned
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.duplicates import LinkDuplicate, UnlinkDuplicate
from domain.case.evidence import AddEvidence
from domain.case.execution import OpenRemedy, ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.intake import ScreenCase
from domain.case.leadership import PassLead
from domain.case.ministry import NoteNoReply, NoteReviewDue, RecordMinistryReply, RecordTakedownOutcome, ReviewTakedown
from domain.case.notification import NotifyAgency
from domain.case.own_measures import JustifyOwnMeasure, TakeOwnMeasure
from domain.case.recusal import RecuseOfficer
from domain.case.referrals import AnswerReferral, ReferCase, RerouteAllegation
from domain.case.regrouping import RegroupCase
from domain.case.requests import AnswerRequest, NoteRequestOverdue, RequestCoordination
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound, RecordMeeting
from domain.case.state.case import Category, ClosureReason, ExpressionConclusion, PublicationChoice
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.measures import Measure
from domain.case.state.pathways import AllegationRoute, MinistryAnswer, ReferralOutcome, TakedownOutcome
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.case.takedowns import AddTakedownItem, ApproveTakedown, DraftTakedown, SubmitTakedown, WithdrawTakedown
from domain.case.transfers import (
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RecordPoliceOutcome,
    RecordTransferReturn,
    RefuseTransfer,
    SignTransfer,
)
from domain.kernel.roles import Post
from tests.support.case_people import AGENCIES, ALL_GROUNDS, EVERYBODY, INTERNAL, JOURNALISTS, MINISTRY, NOBODY, SIGNING
from tests.support.facts import HEALTH, LAND, NOW, POLICE
from tests.support.handling_commands import GOOD
from tests.support.handling_facts import (
    DISTRICT,
    GROUND,
    LONG,
    PPC,
)
from tests.support.world import LEAD, officer

# The defaults of commands that `handling_commands` does not need.
MORE: dict[type, dict[str, Any]] = {
    ScreenCase: {"category": Category.HEALTH, "assigned": HEALTH},
    StartChecking: {"focal": officer(HEALTH, Post.HANDLER)},
    ReassignCase: {"assigned": DISTRICT, "reasons": LONG},
    NameFocalOfficer: {"focal": officer(HEALTH, Post.SIGNATORY), "reasons": LONG},
    AddEvidence: {**GOOD[AddEvidence], "upload": f"case-1/{LAND}/a"},
    NotifyAgency: {"agency": LEAD, "about": "case.reported"},
    PassLead: {},
    RegroupCase: {"former": HEALTH, "successor": DISTRICT},
    ProposeTransfer: {"police": POLICE, "provisions": (GROUND,), "reasons": LONG, "file_index": LONG},
    SignTransfer: {"document_number": "1/CV"},
    RefuseTransfer: {"reasons": LONG},
    HandOverTransfer: {"record": LONG, "document_number": "1/BB"},
    ReceiveTransfer: {},
    RecordTransferReturn: {"document_number": "1/CA"},
    RecordPoliceOutcome: {"document_number": "2/CA"},
    DraftTakedown: {"provisions": (GROUND,), "necessity": LONG, "alternatives": LONG},
    AddTakedownItem: {
        "takedown": "",
        "url": "https://tin.example/bai-1",
        "captured_text": "Trạm y tế đóng cửa.",
        "captured_at": NOW,
    },
    ApproveTakedown: {"takedown": ""},
    SubmitTakedown: {"takedown": "", "committee": PPC, "document_number": "1/TTr"},
    WithdrawTakedown: {"takedown": "", "reasons": LONG},
    SignTakedown: {"takedown": "", "document_number": "1/UBND"},
    RefuseTakedown: {"takedown": "", "reasons": LONG},
    SendTakedown: {"takedown": "", "ministry": MINISTRY, "document_number": "2/UBND", "due_days": 2},
    RecordMinistryReply: {"takedown": "", "answer": MinistryAnswer.ACCEPTED, "document_number": "1/BTTTT"},
    NoteNoReply: {"takedown": ""},
    RecordTakedownOutcome: {"takedown": "", "outcome": TakedownOutcome.REMOVED, "note": LONG},
    NoteReviewDue: {"takedown": ""},
    ReviewTakedown: {"takedown": "", "reasons": LONG},
    RequestCoordination: {"agency": POLICE, "content": LONG, "due_days": 2},
    AnswerRequest: {"request": "", "text": LONG, "document_number": "1/CA"},
    NoteRequestOverdue: {"request": ""},
    ReferCase: {"agency": JOURNALISTS, "subject": LONG},
    AnswerReferral: {"referral": "", "outcome": next(iter(ReferralOutcome)), "document_number": "1/HNB"},
    RerouteAllegation: {"agency": INTERNAL, "route": AllegationRoute.PETITION, "document_number": "1/NC"},
    LinkDuplicate: {"of": "case-0", "reasons": LONG},
    UnlinkDuplicate: {"reasons": LONG},
}

DEFAULTS = {**GOOD, **MORE}
"""What each command says when it is in order."""


def several(*values: str, most: int = 3) -> tuple[tuple[str, ...], ...]:
    """Every choice of some of them, in this order and, of two, in the other."""
    chosen = [combination for n in range(most + 1) for combination in combinations(values, n)]
    return tuple(chosen + [item[::-1] for item in chosen if len(item) == 2])


VERIFIED = (*(VerificationResult.FALSE,) * 9, *VerificationResult)
DAYS = tuple(NOW.date() + timedelta(days=item) for item in (-2, 0, 1, 3, 9, 400))
MAYBE = (None, LONG)


VARIED: dict[type, dict[str, tuple[Any, ...]]] = {
    ScreenCase: {"assigned": (*AGENCIES, NOBODY), "concerns": several(*AGENCIES, NOBODY)},
    StartChecking: {"focal": (*(officer(agency, Post.HANDLER) for agency in AGENCIES), "officer-nobody")},
    ReassignCase: {"assigned": (*AGENCIES, NOBODY)},
    NameFocalOfficer: {
        "focal": (*(officer(agency, post) for agency in AGENCIES for post in SIGNING), "officer-nobody")
    },
    RecordVerification: {"result": tuple(VerificationResult), "independent": (True, False), "outside_source": MAYBE},
    ReviewExpression: {
        "conclusion": tuple(ExpressionConclusion),
        "false_fact": MAYBE,
        "provision": (None, *ALL_GROUNDS),
    },
    AppraiseCase: {"finding": tuple(Finding), "deviation": MAYBE},
    OpenRound: {"invited": several(*AGENCIES, NOBODY), "method": tuple(RoundMethod), "due_days": (1, 3)},
    GiveOpinion: {"position": tuple(Position)},
    RecordMeeting: {"held_on": DAYS, "attended": several(*AGENCIES)},
    ConcludeRound: {"outcome": tuple(RoundOutcome), "agreed_option": MAYBE, "dissent": MAYBE},
    SuggestHandling: {"provision": ALL_GROUNDS},
    ProposeHandling: {
        "measure": tuple(Measure),
        "provisions": several(*ALL_GROUNDS, most=2),
        "alternatives": several(*Measure),
    },
    DecideCase: {"measure": tuple(Measure), "decided_on": DAYS},
    StartExecution: {"agency": (*AGENCIES, NOBODY), "served_on": DAYS},
    OpenRemedy: {"agency": (*AGENCIES, NOBODY)},
    ReportResult: {"done_on": DAYS},
    CloseCase: {"ground": tuple(ClosureReason), "publication": (None, *PublicationChoice)},
    NameConcerned: {"concerns": several(*AGENCIES, NOBODY, most=2), "corruption": (False, False, True)},
    RecuseOfficer: {"officer": (*(item.id for item in EVERYBODY if item.posts), "officer-nobody")},
    TakeOwnMeasure: {
        "taken_at": (NOW, NOW - timedelta(days=2), NOW + timedelta(days=999)),
        "served_on": DAYS,
        "own_page": (True, True, False),
    },
    JustifyOwnMeasure: {"provision": ALL_GROUNDS},
    AddEvidence: {
        "upload": tuple(f"{case}/{who}/{n}" for case in ("case-1", "case-2") for who in AGENCIES for n in "ab")
    },
    NotifyAgency: {"agency": (*AGENCIES, NOBODY)},
    RegroupCase: {"former": (HEALTH, LAND), "successor": (DISTRICT, LEAD)},
    ProposeTransfer: {"police": (POLICE, HEALTH, NOBODY), "provisions": several(*ALL_GROUNDS, most=2)},
    DraftTakedown: {"provisions": several(*ALL_GROUNDS, most=2)},
    AddTakedownItem: {"url": ("https://tin.example/bai-1", "https://tin.example/")},
    SubmitTakedown: {"committee": (PPC, LAND)},
    SendTakedown: {"ministry": (MINISTRY, LAND)},
    RecordMinistryReply: {"answer": tuple(MinistryAnswer)},
    RecordTakedownOutcome: {"outcome": tuple(TakedownOutcome)},
    RequestCoordination: {"agency": (*AGENCIES, NOBODY)},
    ReferCase: {"agency": (JOURNALISTS, LAND)},
    AnswerReferral: {"outcome": tuple(ReferralOutcome)},
    RerouteAllegation: {"agency": (INTERNAL, LAND)},
    LinkDuplicate: {"of": ("case-0", "case-1")},
}
"""What a field may say, good and bad, where it says more than words."""


def good(command: type, **changes: Any) -> Any:
    """A command that is in order, with changes."""
    return command(**(DEFAULTS[command] | changes))
