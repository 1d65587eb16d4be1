"""The domain's vocabularies as GraphQL enums: one list, the domain's own; each value with both its labels."""

from enum import EnumMeta
from typing import Any

import strawberry

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
from domain.messages import label
from domain.official import DocumentFormat, DocumentKind, DocumentState
from domain.press.exchange import ExchangeState, QuestionKind, RefusalGround, TermSource
from domain.press.masking import Personal
from domain.press.outcomes import Obstacle
from domain.press.publication import Harmless, NoticeForm, PublicationState, PublicChange, RetractionGround
from domain.press.spokesperson import Mandate
from domain.publications import PublicStatus
from domain.redress.complaint import RedressOutcome, RedressState, RejectionGround
from domain.refusals import Guard
from domain.registrar.client import ClientState
from domain.registrar.grant import GrantState
from domain.registrar.provision import ProvisionKind, ProvisionStatus
from domain.registrar.user import UserState
from domain.registry import Certainty, LeadPart, Task
from domain.reporting.consolidated import CompileStage, ConsolidatedState, ConsolidatedType, ReportPart
from domain.reporting.periods import PeriodBasis, PeriodKind
from domain.reporting.report import ReportFigure, ReportSection, ReportState, ReportType
from domain.reporting.tables import Table
from domain.retry import Retry
from domain.roles import AgencyKind, Post, Role
from domain.telling.mailing import MailingState, MailLanguage, MailPurpose
from domain.telling.webhook import KeyKind, Topic, WebhookState
from domain.warnings import WarningKind

ENUMS: tuple[EnumMeta, ...] = (
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
    Table,
    DataRequestKind,
    DifficultyState,
    DirectiveState,
    DocumentFormat,
    DocumentKind,
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
    Mandate,
    JobState,
    KeyKind,
    MailLanguage,
    MailPurpose,
    MailingState,
    Measure,
    Medium,
    Merit,
    MinistryAnswer,
    NoticeForm,
    Obstacle,
    OwnMeasureKind,
    PeriodBasis,
    PeriodKind,
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
    Service,
    Standing,
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

for each in ENUMS:
    # An enum without a docstring of its own would answer with the manual of the enum module.
    strawberry.enum(each, description=vars(each).get("__doc__"))
    for value in each.__strawberry_definition__.values:  # type: ignore[attr-defined]
        shown: Any = each[value.name]
        value.description = f"{label(shown, 'vi')} · {label(shown, 'en')}"
