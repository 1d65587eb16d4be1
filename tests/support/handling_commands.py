"""Commands on cases that are in order."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.administration.complaint_levels import ActivateLevel, DraftLevel, EndLevel
from domain.administration.legal_terms import ActivateTerm, DraftTerm, EndTerm
from domain.administration.provisions import (
    ActivateProvision,
    DraftProvision,
    EndProvision,
    EnterProvisionWording,
    ListProvision,
)
from domain.case.appraisal import AppraiseCase, RecordVerification, WithdrawAppraisal
from domain.case.checks import RecordCheck
from domain.case.closing import CloseCase
from domain.case.concerned import NameConcerned
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal, SuggestHandling, WithdrawProposal
from domain.case.evidence import AddEvidence
from domain.case.execution import OpenRemedy, ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.harm import FindHarm, ReviewHarm
from domain.case.hearing import OpenHearing
from domain.case.own_measures import EndOwnMeasure, JustifyOwnMeasure, LapseOwnMeasure, TakeOwnMeasure
from domain.case.protection import PassOnProtection, RecordProtectionRequest, RecordProtectionWithdrawal
from domain.case.recusal import RecuseOfficer
from domain.case.reopening import ReopenByCommittee, ReopenCase
from domain.case.report_corrections import CorrectReport
from domain.case.round_ends import ConcludeRound, LapseRound
from domain.case.rounds import GiveOpinion, OpenRound, RecordMeeting
from domain.case.secrecy import NamePaperFile
from domain.case.state.case import (
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
)
from domain.case.state.evidence import EvidenceKind, SealedFile, Uploaded, Weight
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Measure, Service
from domain.case.state.own_measure import OwnMeasureKind
from domain.case.state.protection import Asker, HarmKind
from domain.case.state.reopening import ReopeningGround
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.case.transfers import ProposeTransfer, SignTransfer
from domain.kernel.term import TermSource
from domain.registry.complaint_level import DecidedBy, WayOn
from domain.registry.legal_term import TermOf
from domain.registry.provision import NOT_AT_HAND, ProvisionKind
from tests.support.facts import NOW, POLICE
from tests.support.handling_facts import CHANGE_OF_LAW, COMMUNE, GROUND, LONG, OTHER, TODAY

GOOD: dict[type, dict[str, Any]] = {
    RecordCheck: {"method": CheckMethod.OWN_RECORDS, "outcome": CheckOutcome.AS_REPORTED, "summary": LONG},
    RecordVerification: {
        "result": VerificationResult.FALSE,
        "independent": True,
        "sources": "Sổ khám bệnh của trạm y tế.",
        "contrary": "Không có.",
        "outside_source": "Báo cáo công khai của bệnh viện trung ương.",
    },
    ReviewExpression: {
        "expression": ExpressionKind.FACT,
        "conclusion": ExpressionConclusion.NOT_PROTECTED,
        "reasons": LONG,
        "false_fact": "Trạm y tế đóng cửa là sai.",
        "provision": GROUND,
    },
    CorrectReport: {"reasons": LONG, "other_url": "https://tin.example/bai/2"},
    WithdrawAppraisal: {"reasons": LONG},
    RecordProtectionRequest: {"harm": HarmKind.CHILD_DATA, "asker": Asker.GUARDIAN, "words": LONG},
    RecordProtectionWithdrawal: {"reasons": LONG},
    PassOnProtection: {"agency": OTHER, "document_number": "7/CV"},
    ReviewHarm: {
        "criticism": False,
        "public_interest": False,
        "office": False,
        "reasons": LONG,
        "provision": "provision-person",
    },
    FindHarm: {"standing": LONG, "reasons": LONG},
    WithdrawProposal: {"reasons": LONG},
    OpenHearing: {
        "way": HearingWay.ADDRESS,
        "question": "Bài đăng nói trạm y tế đóng cửa; sổ trực cho thấy trạm vẫn mở. Ông bà có ý kiến gì?",
        "note": "Hiện tại cửa công khai theo địa chỉ của nội dung.",
    },
    AppraiseCase: {"finding": Finding.FALSE, "reasons": LONG},
    OpenRound: {
        "method": RoundMethod.WRITTEN_OPINION,
        "method_reason": "Việc đơn giản, không cần họp.",
        "question": "Đề nghị cho ý kiến về phương án xử lý.",
        "invited": (OTHER, COMMUNE),
        "due_days": 3,
    },
    GiveOpinion: {"position": Position.AGREE, "text": "Đồng ý với phương án."},
    RecordMeeting: {"held_on": TODAY, "attended": (), "minutes": LONG},
    ConcludeRound: {"outcome": RoundOutcome.NOT_AGREED},
    SuggestHandling: {"measure": Measure.CORRECTION_REQUEST, "provision": GROUND, "reasons": LONG},
    ProposeHandling: {
        "measure": Measure.CORRECTION_REQUEST,
        "provisions": (GROUND,),
        "alternatives": (),
        "weighing": LONG,
        "necessity": LONG,
    },
    RefuseProposal: {"reasons": LONG},
    DecideCase: {
        "measure": Measure.CORRECTION_REQUEST,
        "number": "12/QĐ",
        "decided_on": TODAY,
        "reasons": LONG,
        "redress_notice": LONG,
    },
    StartExecution: {
        "agency": OTHER,
        "service": Service.PUBLISHER_NOTIFIED,
        "service_note": "Đã gửi văn bản.",
        "served_on": TODAY,
    },
    OpenRemedy: {"agency": OTHER, "problem": "Trạm y tế thiếu thuốc.", "due_days": 10},
    ReportResult: {"document_number": "5/BC", "done_on": TODAY, "summary": LONG},
    CloseCase: {"ground": ClosureReason.NO_GROUNDS, "reasons": LONG, "informed": Informed.BY_DOCUMENT},
    ReopenByCommittee: {"ground": ReopeningGround.COMMITTEE_REQUEST, "document_number": "9/UBND", "reasons": LONG},
    ReopenCase: {"ground": ReopeningGround.REDRESS, "document_number": "9/KN", "reasons": LONG},
    DraftProvision: {
        "kind": ProvisionKind.GROUND,
        "instrument": "Nghị định 174/2026/NĐ-CP ngày 15/5/2026",
        "place": "Điều 95 khoản 1 điểm a",
        "wording": "Cung cấp, chia sẻ thông tin sai sự thật.",
        "source": "Công báo",
        "since": CHANGE_OF_LAW,
    },
    ListProvision: {
        "kind": ProvisionKind.GROUND,
        "instrument": "Nghị định thử số 2/2026/NĐ-CP",
        "place": "Điều 2 khoản 1",
        "wording": f"{NOT_AT_HAND} Hành vi bị cấm về thông tin thử.",
        "source": "Danh mục ban đầu",
        "since": CHANGE_OF_LAW,
    },
    EnterProvisionWording: {
        "place": "Điều 2 khoản 1 điểm a",
        "wording": "Cấm đăng thông tin thử sai sự thật.",
        "source": "Công báo số 1",
    },
    ActivateProvision: {},
    DraftTerm: {
        "term": TermOf.COMPLAINT_FILE,
        "amount": 90,
        "basis": TermSource.LAW,
        "source": "Luật Khiếu nại 02/2011/QH13, Điều 9",
        "since": CHANGE_OF_LAW,
    },
    ActivateTerm: {},
    EndTerm: {"until": date(2027, 1, 1), "reasons": "Luật được sửa đổi."},
    DraftLevel: {
        "decided_by": DecidedBy.COMMITTEE,
        "second": WayOn.MINISTER,
        "basis": TermSource.LAW,
        "source": "Luật Khiếu nại 02/2011/QH13, Điều 7.3",
        "since": CHANGE_OF_LAW,
    },
    ActivateLevel: {},
    EndLevel: {"until": date(2027, 1, 1), "reasons": "Luật được sửa đổi."},
    EndProvision: {"until": date(2027, 1, 1), "reasons": "Bị thay thế."},
    TakeOwnMeasure: {
        "kind": OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN,
        "page": "https://trang.example/bai-1#binh-luan-2",
        "own_page": True,
        "taken_at": NOW,
        "service": Service.NOT_POSSIBLE,
        "service_note": "Người bình luận không để lại cách liên hệ.",
        "served_on": TODAY,
        "proportionality": "Bình luận lộ số điện thoại của người khác.",
    },
    JustifyOwnMeasure: {"measure": "measure-1", "provision": GROUND, "reasons": LONG},
    EndOwnMeasure: {"measure": "measure-1"},
    LapseOwnMeasure: {"measure": "measure-1"},
    LapseRound: {"round": "round-1"},
    AddEvidence: {
        "upload": "upload-1",
        "kind": EvidenceKind.CAPTURE,
        "weight": Weight.CONTRADICTS,
        "source": "Ảnh chụp màn hình.",
        "redacted": True,
    },
    NameConcerned: {"concerns": (OTHER,), "reasons": "Nội dung nói về việc của cơ quan này."},
    RecuseOfficer: {"officer": "officer-other-handler", "reasons": "Người thân liên quan đến vụ việc."},
    ProposeTransfer: {"police": POLICE, "provisions": (GROUND,), "reasons": LONG, "file_index": LONG},
    SignTransfer: {"document_number": "1/CV"},
    NamePaperFile: {"pointer": "Tủ 3, hồ sơ 12/M"},
}


def good(command: type, **changes: Any) -> Any:
    """A command that is in order, with changes."""
    return command(**(GOOD[command] | changes))


def an_upload(agency: str, **changes: Any) -> Uploaded:
    """A file that the agency uploaded for the case of these tests."""
    file = SealedFile(group="a" * 32, digest="b" * 64, size=1_000, media_type="image/png")
    return replace(Uploaded(case="case-1", agency=agency, file=file), **changes)
