"""Texts of the register for people, in both languages: a sentence for each refusal, a label for each value.

The texts are data of this package (`vi.toml`, `en.toml`). A sentence says what to do; the refusal's path names the
field.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from domain.access.record import Purpose, Reading, SignInOutcome
from domain.activity.difficulties import DifficultyState
from domain.activity.directives import DirectiveState
from domain.activity.inspections import InspectionKind, InspectionState
from domain.activity.recounts import Recount
from domain.activity.state.activity import ActivityState, ActivityType, Audience, BreachKind, Commended, Merit
from domain.case.order import CaseOrder
from domain.case.state.case import (
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
from domain.case.state.evidence import EvidenceKind, Weight
from domain.case.state.hearing import HearingWay, WordPlace
from domain.case.state.measures import Finding, Measure, OwnMeasureKind, Service, SourceKind, VerificationResult
from domain.case.state.pathways import (
    AllegationRoute,
    MinistryAnswer,
    Part,
    PublicationState,
    ReferralOutcome,
    ReopeningGround,
    RestorationOutcome,
    RestorationStatus,
    TakedownAsk,
    TakedownOutcome,
    TakedownStatus,
    TransferStatus,
)
from domain.case.state.protection import Asker, HarmKind, OwnPart, ShownBy
from domain.case.state.recusal import RecusalGround
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.complaint.accusations import AccusationState
from domain.complaint.acts import Standing, TermStart
from domain.complaint.state import ContestedKind, RedressOutcome, RedressState, RejectionGround, SuspensionGround
from domain.document.state import DocumentFormat, DocumentKind, DocumentState, SignedCopyState, Signing
from domain.erasure.state import DataRequestKind, ErasureGround, ErasureState
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import TermSource
from domain.kernel.event import JobState, Topic
from domain.kernel.fields import FieldKind
from domain.kernel.masking import Personal
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Retry
from domain.kernel.vocabulary import AgencyKind, IdOrder, Kind, ListOrder, Outcome, Post, Role
from domain.kernel.witnessing import WitnessState
from domain.kernel.wording import Harmless
from domain.notification.digests import WarningKind
from domain.notification.state.receivers import KeyKind, MailingState, MailLanguage, MailPurpose, WebhookState
from domain.press_question.questions import Mandate
from domain.press_question.state import ExchangeState, QuestionKind, RefusalGround
from domain.publication.public import PublicStatus
from domain.publication.publishable import Obstacle
from domain.publication.state import NoticeForm, PublicChange, RetractionGround
from domain.registry.accounts import ClientState, GrantState, KeyEnd, UserState
from domain.registry.agency import AreaLevel, LeadPart, Task
from domain.registry.entry import Certainty, LawStatus, RegistryRowKind
from domain.registry.law import DecidedBy, TermCertainty, TermOf, TermUnit, WayOn
from domain.registry.provision import ProvisionKind, ProvisionReach
from domain.report.periods import Month, PeriodBasis, PeriodKind
from domain.report.state.consolidated import CompileStage, ConsolidatedState, ReportPart
from domain.report.state.report import ReportFigure, ReportSection, ReportState, ReportType
from domain.report.tables import Line, Table, Unit
from domain.rules.duty import DutyKind
from domain.statement.state import StatementKind

Language = Literal["vi", "en"]

LABELLED: Final[tuple[type[StrEnum], ...]] = (
    ActivityState,
    ActivityType,
    ActorKind,
    AgencyKind,
    AreaLevel,
    AllegationRoute,
    Audience,
    BreachKind,
    CaseOrder,
    IdOrder,
    ListOrder,
    CaseState,
    Category,
    Certainty,
    LeadPart,
    RegistryRowKind,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClientState,
    KeyEnd,
    ClosureReason,
    Commended,
    CompileStage,
    ConsolidatedState,
    ContestedKind,
    ReportPart,
    DataRequestKind,
    DifficultyState,
    DirectiveState,
    DocumentFormat,
    DocumentKind,
    SignedCopyState,
    Signing,
    DocumentState,
    DutyKind,
    ErasureGround,
    ErasureState,
    EvidenceKind,
    ExchangeState,
    ExpressionConclusion,
    ExpressionKind,
    FieldKind,
    Finding,
    InspectionKind,
    InspectionState,
    Recount,
    GrantState,
    Guard,
    RecusalGround,
    AccusationState,
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
    Outcome,
    PeriodBasis,
    PeriodKind,
    Part,
    Personal,
    Position,
    Post,
    ProvisionKind,
    ProvisionReach,
    LawStatus,
    TermCertainty,
    DecidedBy,
    TermOf,
    TermUnit,
    PublicChange,
    PublicStatus,
    PublicationChoice,
    PublicationState,
    Purpose,
    QuestionKind,
    Reading,
    SignInOutcome,
    WitnessState,
    RedressOutcome,
    RedressState,
    ReferralOutcome,
    RejectionGround,
    SuspensionGround,
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
    Asker,
    HarmKind,
    OwnPart,
    HearingWay,
    WordPlace,
    RestorationOutcome,
    RestorationStatus,
    Standing,
    TermStart,
    WayOn,
    Table,
    Unit,
    TakedownAsk,
    TakedownOutcome,
    TakedownStatus,
    Task,
    TermSource,
    Topic,
    TransferStatus,
    UserState,
    VerificationResult,
    SourceKind,
    StatementKind,
    ShownBy,
    WarningKind,
    WebhookState,
    Weight,
)
"""Vocabularies that have labels; the files hold one section for each."""


def texts_of(name: str) -> Any:
    """Return the texts of a file of this package, such as `forms`."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


# Read when the package is imported: a process with a broken file does not start.
_TEXTS: Final[Mapping[str, Mapping[str, Any]]] = {language: texts_of(language) for language in get_args(Language)}


class TextMissing(KeyError):
    """A text is missing from a file. The message says which, and where to add it."""

    def __init__(self, language: str, section: str, key: str, what: str) -> None:
        super().__init__(f'domain/messages/{language}.toml has no text for {what}: add {key} = "…" to [{section}].')

    def __str__(self) -> str:
        """Return the sentence itself; a plain KeyError would quote it."""
        return str(self.args[0])


def message(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """Return the sentence of a refusal.

    Raises TextMissing for an unknown code, KeyError for a missing parameter.
    """
    try:
        sentence: str = _TEXTS[language]["refusals"][code]
    except KeyError:
        raise TextMissing(language, "refusals", code, f"the refusal {code}") from None
    return sentence.format_map({name: _said(value, language) for name, value in params.items()})


def _said(value: str | int, language: Language) -> str | int:
    """Return a parameter of a sentence: an object by its noun, every other value unchanged."""
    return label(value, language) if isinstance(value, Kind | Part) else value


def sentences(section: Literal["codes", "refusals", "scope"], language: Language) -> Mapping[str, str]:
    """Return the sentences of a section by code, placeholders unfilled."""
    found: Mapping[str, str] = _TEXTS[language][section]
    return found


def action_label(name: str, language: Language) -> str:
    try:
        found: str = _TEXTS[language]["actions"][name]
    except KeyError:
        raise TextMissing(language, "actions", name, f"the action {name}") from None
    return found


def label(value: StrEnum, language: Language) -> str:
    """Return the name of a value. Raises TextMissing for a value or a vocabulary without labels."""
    kind = type(value).__name__
    if kind == "Action":
        return action_label(value.value, language)
    try:
        found: str = _TEXTS[language]["labels"][kind][value.value]
    except KeyError:
        raise TextMissing(language, f"labels.{kind}", value.value, f"{kind}.{value.name}") from None
    return found
