"""What the register says to people: a sentence for each refusal, a label for each value, in both languages.

The texts are data of this package (`vi.toml`, `en.toml`). A sentence says what to do; which field it is about
stands beside it, in the refusal's path.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from domain.access import Purpose, Reading
from domain.activities.activity import ActivityState, ActivityType, Audience, BreachKind, Commended, Merit
from domain.activities.difficulty import DifficultyState
from domain.activities.directive import DirectiveState
from domain.case import (
    CaseState,
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
    Medium,
    PublicationChoice,
)
from domain.casework.coordination import Position, RoundMethod, RoundOutcome
from domain.casework.evidence_item import EvidenceKind, Weight
from domain.casework.findings import Finding, VerificationResult
from domain.casework.measures import Measure, Service
from domain.casework.own_measure import OwnMeasureKind
from domain.casework.pathways import (
    AllegationRoute,
    MinistryAnswer,
    ReferralOutcome,
    TakedownOutcome,
    TakedownStatus,
    TransferStatus,
)
from domain.casework.public_decisions import Standing
from domain.casework.reopened import ReopeningGround
from domain.duties import DutyKind
from domain.erasure import DataRequestKind, ErasureGround, ErasureState
from domain.jobs import JobState
from domain.listing import CaseOrder
from domain.official import DocumentFormat, DocumentKind, DocumentState, Signing
from domain.policy import Scope
from domain.press.exchange import ExchangeState, QuestionKind, RefusalGround, TermSource
from domain.press.masking import Personal
from domain.press.outcomes import Obstacle
from domain.press.publication import Harmless, NoticeForm, PublicationState, PublicChange, RetractionGround
from domain.press.spokesperson import Mandate
from domain.publications import PublicStatus
from domain.redress.complaint import RedressOutcome, RedressState, RejectionGround
from domain.refusals import Guard, Part
from domain.registrar.client import ClientState
from domain.registrar.grant import GrantState
from domain.registrar.provision import ProvisionKind, ProvisionStatus
from domain.registrar.user import UserState
from domain.registry import Certainty, LeadPart, Task
from domain.reporting.consolidated import CompileStage, ConsolidatedState, ConsolidatedType, ReportPart
from domain.reporting.months import Month
from domain.reporting.periods import PeriodBasis, PeriodKind
from domain.reporting.report import ReportFigure, ReportSection, ReportState, ReportType
from domain.reporting.tables import Line, Table
from domain.retry import Retry
from domain.roles import AgencyKind, Post, Role
from domain.streams import Kind
from domain.telling.mailing import MailingState, MailLanguage, MailPurpose
from domain.telling.webhook import KeyKind, Topic, WebhookState
from domain.warnings import WarningKind

Language = Literal["vi", "en"]

LABELLED: Final[tuple[type[StrEnum], ...]] = (
    ActivityState,
    ActivityType,
    AgencyKind,
    AllegationRoute,
    Audience,
    BreachKind,
    CaseOrder,
    CaseState,
    Category,
    Certainty,
    LeadPart,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClientState,
    ClosureReason,
    Commended,
    CompileStage,
    ConsolidatedState,
    ConsolidatedType,
    ReportPart,
    DataRequestKind,
    DifficultyState,
    DirectiveState,
    DocumentFormat,
    DocumentKind,
    Signing,
    DocumentState,
    DutyKind,
    ErasureGround,
    ErasureState,
    EvidenceKind,
    ExchangeState,
    ExpressionConclusion,
    ExpressionKind,
    Finding,
    GrantState,
    Guard,
    Harmless,
    Informed,
    Line,
    Mandate,
    JobState,
    KeyKind,
    Kind,
    MailLanguage,
    MailPurpose,
    MailingState,
    Measure,
    Medium,
    Merit,
    MinistryAnswer,
    Month,
    NoticeForm,
    Obstacle,
    OwnMeasureKind,
    PeriodBasis,
    PeriodKind,
    Part,
    Personal,
    Position,
    Post,
    ProvisionKind,
    ProvisionStatus,
    PublicChange,
    PublicStatus,
    PublicationChoice,
    PublicationState,
    Purpose,
    QuestionKind,
    Reading,
    RedressOutcome,
    RedressState,
    ReferralOutcome,
    RejectionGround,
    RefusalGround,
    ReopeningGround,
    ReportFigure,
    ReportSection,
    ReportState,
    ReportType,
    RetractionGround,
    Retry,
    Role,
    RoundMethod,
    RoundOutcome,
    Scope,
    Service,
    Standing,
    Table,
    TakedownOutcome,
    TakedownStatus,
    Task,
    TermSource,
    Topic,
    TransferStatus,
    UserState,
    VerificationResult,
    WarningKind,
    WebhookState,
    Weight,
)
"""The vocabularies that have labels; the files hold one section for each."""


def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))


# Read when the package is imported: a process with a broken file does not start.
_TEXTS: Final[Mapping[str, Mapping[str, Any]]] = {each: _read(each) for each in get_args(Language)}


def message(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """The sentence of a refusal. Raises KeyError for an unknown code and for a parameter that is missing."""
    sentence: str = _TEXTS[language]["refusals"][code]
    return sentence.format_map({name: _said(value, language) for name, value in params.items()})


def _said(value: str | int, language: Language) -> str | int:
    """A parameter of a sentence: an object by its noun, everything else as it is."""
    return label(value, language) if isinstance(value, Kind | Part) else value


def sentences(section: Literal["codes", "refusals"], language: Language) -> Mapping[str, str]:
    """The sentences of a section by code, placeholders unfilled."""
    found: Mapping[str, str] = _TEXTS[language][section]
    return found


def label(value: StrEnum, language: Language) -> str:
    """The name of a value. Raises KeyError for a vocabulary without labels."""
    found: str = _TEXTS[language]["labels"][type(value).__name__][value.value]
    return found
