"""The domain's vocabularies as GraphQL enums. Each value is described by its labels in both languages."""

from collections import defaultdict
from collections.abc import Mapping
from enum import EnumMeta, StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import strawberry

from domain.access.record import Purpose, Reading
from domain.case.state.case import ClosureReason
from domain.case.state.evidence import Weight
from domain.case.state.measures import Service
from domain.case.state.pathways import Part, PublicationState, TakedownStatus, TransferStatus
from domain.case.state.round import Position
from domain.complaint.acts import Standing
from domain.document.state import Signing
from domain.kernel.event import Topic
from domain.kernel.masking import Personal
from domain.kernel.vocabulary import Kind, Role
from domain.kernel.wording import Harmless
from domain.messages import LABELLED, label
from domain.press_question.questions import Mandate
from domain.press_question.state import ExchangeState, QuestionKind, RefusalGround
from domain.publication.public import PublicStatus
from domain.publication.publishable import Obstacle
from domain.publication.state import NoticeForm, PublicChange
from domain.registry.agency import Task
from domain.registry.entry import LawStatus
from domain.report.periods import Month
from domain.report.tables import Line, Table, Unit
from schema.derive import description_of

PLAIN: tuple[EnumMeta, ...] = (Line, Month, Part, Role)
"""Vocabularies with labels that are not enums of the schema: rows and columns of numbers, names of objects in refusals,
and roles, which follow from an agency's kind."""
ENUMS: tuple[EnumMeta, ...] = tuple(kind for kind in LABELLED if kind not in PLAIN)

SHOWN_AS: Mapping[EnumMeta, str] = {
    ClosureReason: "ClosureGround",
    ExchangeState: "PressQuestionState",
    Harmless: "HarmlessReason",
    Kind: "ObjectKind",
    LawStatus: "LawState",
    Mandate: "SpokespersonMandate",
    NoticeForm: "PressNoticeForm",
    Obstacle: "PublicationObstacle",
    Personal: "PersonalDataKind",
    Position: "OpinionPosition",
    PublicChange: "PublicationChangeKind",
    PublicStatus: "PublicationState",
    PublicationState: "PressNoticeState",
    Purpose: "ReadingPurpose",
    QuestionKind: "PressQuestionKind",
    Reading: "ReadingKind",
    RefusalGround: "PressRefusalGround",
    Service: "ServiceMethod",
    Signing: "SigningCapacity",
    Standing: "DecisionStanding",
    Table: "ReportTableName",
    TakedownStatus: "TakedownState",
    Task: "CompetenceTask",
    Topic: "WebhookTopic",
    Unit: "ReportUnit",
    TransferStatus: "PoliceTransferState",
    Weight: "EvidenceWeight",
}
"""Names in the schema for vocabularies whose own names would be too vague in the schema."""


def name_of(vocabulary: EnumMeta) -> str:
    return SHOWN_AS.get(vocabulary, vocabulary.__name__)


OF_OFFICERS: Final = ("APPOINTED", "NOMINATED", "REFUSED")
"""States of an appointment, for which the domain has no vocabulary."""


def _any_state() -> Any:
    """Return the enum of every state that a refusal can mention. Each state is described by the enums that contain
    it."""
    having: dict[str, list[str]] = defaultdict(list)
    for vocabulary in ENUMS:
        if name_of(vocabulary).endswith("State"):
            for value in vocabulary.__members__:
                having[value].append(name_of(vocabulary))
    for value in OF_OFFICERS:
        having[value].append("an appointment")
    enum: Any = StrEnum  # the functional form, for which mypy accepts literals only
    made = strawberry.enum(
        enum("ObjectState", [(value, value) for value in sorted(having)]),
        description="State of an object of any kind, in a refusal. The description of each value names the enums that "
        "contain it.",
    )
    definition: Any = vars(made)["__strawberry_definition__"]
    for value in definition.values:
        value.description = f"State of {', '.join(sorted(having[value.name]))}."
    return made


if TYPE_CHECKING:
    ObjectState: TypeAlias = str
else:
    ObjectState = _any_state()

for vocabulary in ENUMS:
    strawberry.enum(vocabulary, name=name_of(vocabulary), description=description_of(vocabulary))
    definition: Any = vars(vocabulary)["__strawberry_definition__"]
    for value in definition.values:
        member: Any = vocabulary[value.name]
        value.description = f"{label(member, 'vi')} · {label(member, 'en')}"
