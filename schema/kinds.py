"""An entry for each kind of object that clients change: its GraphQL type, and its names in mutations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import strawberry

from domain.kernel.vocabulary import Kind
from domain.messages import label
from schema.accounts import Client, Grant, Officer, User
from schema.activity import Activity
from schema.agency_report import AgencyReport
from schema.case import Case
from schema.case_intake import FollowCode
from schema.complaint import Accusation, Redress
from schema.consolidated_report import ConsolidatedReport
from schema.derive import class_from
from schema.document import OfficialDocument
from schema.erasure import Erasure
from schema.law import ComplaintLevel, LegalTerm, Provision
from schema.mutations import Mutation
from schema.node import StreamNode, Versioned
from schema.notification import Mailing, Webhook, WebhookSecret
from schema.oversight import Difficulty, Directive, InspectionFinding
from schema.press_notice import PressNotice, PressQuestion, Spokesperson
from schema.problems import Payload
from schema.registry_row import AgencyRow, AreaRow, HolidaysRow, LeadRow, RegistryRow, Regulation, ScheduleRow


@dataclass(frozen=True, kw_only=True)
class KindEntry:
    """Schema of one kind of stream."""

    node: type[StreamNode | RegistryRow]
    name: str
    """Name in payloads and inputs, in Python's spelling."""
    payload: type
    shown: str
    """Name of the payload's field with the object."""

    @property
    def target(self) -> str:
        """Return the field of an input that names the object to act on."""
        return f"{self.name}_id"


def entry_of(mutation: Mutation) -> KindEntry:
    """Return the entry for the objects of a mutation. The payload shows a row if the objects are of several kinds."""
    entry = KINDS[mutation.first.stream]
    return replace(entry, payload=RowPayload, shown="row") if mutation.of_kinds else entry


def target_of(mutation: Mutation) -> str | None:
    """Return the field of the input that names the object to act on, in Python's spelling; None if the action begins an
    object."""
    return None if mutation.first.creates else mutation.of_kinds or entry_of(mutation).target


def _entry(node: type[StreamNode | RegistryRow], name: str, base: type[Payload] = Payload) -> KindEntry:
    kind = label(node.kind_of_stream, "en")
    shown: Any = node | None
    body: dict[str, Any] = {
        "__annotations__": {name: shown},
        name: strawberry.field(
            default=None,
            description=f"The {kind} as it is now; null when the command was refused. If the command had been executed "
            "before, the object may have changed since. `receipt` states the version that the command wrote.",
        ),
    }
    made = class_from(f"{node.__name__}Payload", (base,), body)
    payload = strawberry.type(made, description=f"The answer to a command: the {kind}, or the problems.")
    return KindEntry(node=node, name=name, payload=payload, shown=name)


@strawberry.type
class RowPayload(Payload):
    """The result of a command on a row of the registry: the row, or the problems."""

    row: Versioned | None = strawberry.field(
        default=None,
        description="The row as it is now; null when the command was refused. If the command had been executed before, "
        "the object may have changed since. `receipt` states the version that the command wrote.",
    )


def _row(node: type[StreamNode | RegistryRow], name: str) -> KindEntry:
    """Return the entry of a kind whose rows are entered, confirmed and ended in the registry."""
    return KindEntry(node=node, name=name, payload=RowPayload, shown="row")


_ENTRIES = (
    _entry(Case, "case", FollowCode),
    _row(Provision, "provision"),
    _row(LegalTerm, "term"),
    _row(ComplaintLevel, "level"),
    _row(AgencyRow, "agency"),
    _row(AreaRow, "area"),
    _row(LeadRow, "lead"),
    _row(HolidaysRow, "holidays"),
    _row(Regulation, "regulation"),
    _row(ScheduleRow, "schedule"),
    _row(Grant, "grant"),
    _entry(Directive, "directive"),
    _entry(Activity, "activity"),
    _entry(Difficulty, "difficulty"),
    _entry(InspectionFinding, "inspection"),
    _entry(Accusation, "accusation"),
    _entry(Redress, "redress"),
    _entry(Erasure, "erasure", FollowCode),
    _entry(Officer, "officer"),
    _entry(User, "user"),
    _entry(Client, "client"),
    _entry(Webhook, "webhook", WebhookSecret),
    _entry(Mailing, "mailing"),
    _entry(Spokesperson, "spokesperson"),
    _entry(PressNotice, "press_notice"),
    _entry(PressQuestion, "press_question"),
    _entry(AgencyReport, "report"),
    _entry(OfficialDocument, "document"),
    _entry(ConsolidatedReport, "consolidated_report"),
)
KINDS: Mapping[Kind, KindEntry] = {entry.node.kind_of_stream: entry for entry in _ENTRIES}
