"""GraphQL types of the events of objects and of access records, for readers with the right to read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypedDict

import strawberry

from domain.access.record import Purpose, Reading, SignInOutcome
from domain.book import ACTIONS as domain_actions
from domain.book import EVENTS
from domain.kernel.actor import ActorKind
from domain.kernel.policy import Scope
from domain.kernel.refusals import constant
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import Harmless
from domain.messages.history import event_label
from domain.registry import agency as rows
from schema.accounts import User
from schema.changes import ChangeRow, FieldChange
from schema.connection import Connection
from schema.context import ContextInfo, Row
from schema.cost import FIELDS_CHANGED, reads
from schema.edges import object_field
from schema.log import RegisterVerification, Seal
from schema.node import Node
from schema.record_names import Action, EventType
from schema.registry import Agency, OfficerReference, agency_field, officer_field
from schema.row_keys import of_row

READING: Final = "read:"
"""Prefix of a field's name in the record of a refusal."""
ACTIONS: Final = frozenset(action.name for action in domain_actions)


class EventRow(TypedDict):
    """Keys of the store's row that the fields of `HistoryEvent` read."""

    stream: str
    n: int
    type: str
    signed: Mapping[str, str] | None


@strawberry.type
class ConfirmedName:
    """A part of a text that looks like a person's name, with the writer's reason for keeping it."""

    field: str = strawberry.field(description="Field of the command that contains the text.")
    start: int = strawberry.field(description="Position of the part's first character in the text, counted from 0.")
    end: int = strawberry.field(description="Position after the part's last character.")
    harmless: Harmless = strawberry.field(description="Reason why the part may remain in the text.")


@strawberry.type
class ActSignature:
    """The signature of an act: made with a key of the person who acted, or on paper while that person had no key."""

    key: str | None = strawberry.field(
        default=None, description="SHA-256 of the key's credential id, in hexadecimal; null for an act on paper."
    )
    command: str | None = strawberry.field(
        default=None, description="SHA-256 of the signed data, in hexadecimal; null for an act on paper."
    )
    paper: str | None = strawberry.field(
        default=None, description="Number of the paper; null for a signature made with a key."
    )


@strawberry.type
class HistoryEvent:
    """An event that created a new version of a case or of another object. Nobody can change an event later."""

    stream: strawberry.ID = strawberry.field(name="streamId", description="Object of the event.")
    stream_shown: Node | None = object_field("Object of the event, as it is now.", "stream", name="stream")
    n: int = strawberry.field(name="version", description="Version that the event created.")
    type: EventType = strawberry.field(description="Type of the event.")
    action: Action = strawberry.field(description="Action that led to the event.")
    at: datetime = strawberry.field(description="Time of the event, by the clock of the register.")
    actor: ActorKind = strawberry.field(
        description="Kind of actor: an officer, a program, the register, or its operator."
    )
    leaf: str = strawberry.field(description="Leaf hash in the transparency log, in hexadecimal.")
    officer: OfficerReference | None = officer_field(
        "Officer who acted. Only the officer's own agency and inspectors see it; null for others."
    )
    agency: Agency | None = agency_field("Agency that acted; null when the register itself acted.", "agency")

    names: list[ConfirmedName] = strawberry.field(
        name="confirmedNames", description="Names in the command's texts that the writer confirmed."
    )

    @strawberry.field(
        description="Signature of the act, with a key or on paper; null for an act without a signature. The record "
        "pack contains the proof."
    )
    @staticmethod
    def signed(parent: strawberry.Parent[EventRow]) -> ActSignature | None:
        return ActSignature(**parent["signed"]) if parent["signed"] else None

    @strawberry.field(description="Sentence that describes the event, in Vietnamese.")
    @staticmethod
    def label_vi(parent: strawberry.Parent[EventRow]) -> str:
        return event_label(parent["type"], "vi")

    @strawberry.field(description="Sentence that describes the event, in English.")
    @staticmethod
    def label_en(parent: strawberry.Parent[EventRow]) -> str:
        return event_label(parent["type"], "en")

    @strawberry.field(
        description="True if the register only recorded something for itself, such as a notification that it sent."
    )
    @staticmethod
    def bookkeeping(parent: strawberry.Parent[EventRow]) -> bool:
        return EVENTS[parent["type"]].BOOKKEEPING

    @strawberry.field(description="The event's place in the transparency log.", metadata=reads(20))
    @staticmethod
    async def seal(parent: strawberry.Parent[EventRow], info: ContextInfo) -> Seal:
        return await info.context.versions.seal(parent["stream"], parent["n"])

    @strawberry.field(
        graphql_type=list[FieldChange],
        description="Changes that the event made, field by field.",
        metadata=reads(10 * FIELDS_CHANGED, rows=FIELDS_CHANGED),
    )
    @staticmethod
    async def changes(parent: strawberry.Parent[EventRow], info: ContextInfo) -> Sequence[ChangeRow]:
        return await info.context.versions.changes(parent["stream"], parent["n"] - 1, parent["n"])


@strawberry.type
class HistoryConnection(Connection[HistoryEvent]):
    """One page of a list of events."""


@strawberry.input
class EventFilter:
    """Conditions that events must meet."""

    kind: Kind = strawberry.field(
        default=Kind.CASE,
        description="Only events of this kind of object, such as AGENCY. Only inspectors may select kinds other than "
        "CASE.",
    )
    agency: strawberry.ID | None = strawberry.field(default=None, description="Only events of actions by this agency.")
    type: EventType | None = strawberry.field(default=None, description="Only events of this type.")
    stream_id: strawberry.ID | None = strawberry.field(default=None, description="Only events of this object.")
    since: datetime | None = strawberry.field(default=None, description="Only events at or after this moment.")
    before: datetime | None = strawberry.field(default=None, description="Only events before this moment.")
    registry: bool = strawberry.field(
        default=False,
        description="True to select only events of the registry's rows: agencies, officers, accounts, grants, "
        "provisions and so on. Administrators or the operator caused them. `kind` and `streamId` are then ignored. "
        "Only inspectors may use this condition.",
    )
    operator: bool = strawberry.field(
        default=False,
        description="True to select only events that the operator of the register caused in rows of the registry, such "
        "as agencies, officers and accounts. `kind`, `agency` and `streamId` are then ignored. Only inspectors may use "
        "this condition.",
    )


@strawberry.type
class StreamFinding:
    """A discrepancy that the verification found. `docs/log-findings.md` lists the codes."""

    code: str = strawberry.field(description="Code of the discrepancy, such as `body-differs`.")
    place: str = strawberry.field(description="Version that the discrepancy is about, or the object.")
    detail: str = strawberry.field(description="Details of the discrepancy.")


@strawberry.type
class StreamVerification:
    """The verification of all versions of an object. The versions are checked against each other, the log, the vault,
    and the state that the register shows."""

    versions: int = strawberry.field(description="Number of versions.")
    sealed: int = strawberry.field(description="Number of versions under the newest checkpoint of the log.")
    log_size: int = strawberry.field(description="Number of log entries under the newest checkpoint.")
    newest_place: int | None = strawberry.field(
        description="Log index of the last sealed version, counted from 0; null when no version is sealed."
    )
    checkpoint: str | None = strawberry.field(
        description="Newest checkpoint of the log, as a signed note. Store the note as evidence of the versions that "
        "were sealed by then."
    )
    first_places: int = strawberry.field(
        description="Number of versions that are proved to have no earlier entry in the log. The number can be less "
        "than `sealed` when the log grew much between writing and sealing. A verification of the whole log then proves "
        "the rest."
    )
    erased: int = strawberry.field(
        description="Number of destroyed keys of texts. For each of them, an event records the destruction."
    )
    findings: list[StreamFinding] = strawberry.field(description="Discrepancies; empty when there are none.")


@strawberry.type
class AccessReading:
    """One reading of the register by an officer or a program."""

    reading: Reading = strawberry.field(name="kind", description="Kind of reading.")
    at: datetime = strawberry.field(description="Time of the reading.")
    subject: str = strawberry.field(description="Officer who made the reading, or a pseudonym of another caller.")
    client: str = strawberry.field(description="Program that the caller used.")
    streams: list[strawberry.ID] = strawberry.field(
        name="streamIds", description="Ids of the objects that were opened."
    )
    filters: list[str] = strawberry.field(description="Names of the conditions of a list, without their values.")
    count: int = strawberry.field(description="Number of objects in the answer, if the answer was a list.")
    purpose: Purpose | None = strawberry.field(description="Purpose of the reading; null when no purpose is needed.")

    @strawberry.field(
        graphql_type=str | None,
        description="Words of a search for cases; null for another reading, and for every caller who is not an "
        "inspector.",
        metadata=of_row("words"),
    )
    @staticmethod
    def words(parent: strawberry.Parent[Row], info: ContextInfo) -> str | None:
        """Return the words of a search if the caller may read every event; else None."""
        sought: str | None = parent.get("words")
        return sought if Scope.AUDIT_READ_ALL in info.context.actor.scopes else None


class RefusalRow(TypedDict):
    """Keys of the store's row that the fields of `AccessRefusal` read."""

    action: str
    code: str


@strawberry.type
class AccessRefusal:
    """A refusal for lack of a scope or a competence, or for a conflict of interest."""

    at: datetime = strawberry.field(description="Time of the refusal.")
    subject: str = strawberry.field(description="Pseudonym of the caller.")
    client: str = strawberry.field(description="Program that the caller used.")
    stream: strawberry.ID | None = strawberry.field(
        name="streamId", description="Object of the action; null without an object."
    )

    @strawberry.field(description="Code of the refusal.")
    @staticmethod
    def code(parent: strawberry.Parent[RefusalRow]) -> str:
        return constant(parent["code"])

    @strawberry.field(description="Action that was refused; null when a reading was refused.")
    @staticmethod
    def action(parent: strawberry.Parent[RefusalRow]) -> Action | None:
        return parent["action"] if parent["action"] in ACTIONS else None

    @strawberry.field(
        description="Refused request, if it was not an action; null for an action. For a reading it is the field, such "
        "as `cases`. It is `enter` for a caller whose agency or account is not valid today. It is `query` for a query "
        "that is not on the list of trusted queries."
    )
    @staticmethod
    def field(parent: strawberry.Parent[RefusalRow]) -> str | None:
        """Return the field's name without the prefix READING."""
        return None if parent["action"] in ACTIONS else parent["action"].removeprefix(READING)


@strawberry.type
class SignIn:
    """Attempts within one minute to sign in to one account, or to set its password, with the same result."""

    user: strawberry.ID = strawberry.field(name="userId", description="Account that somebody tried to sign in to.")
    user_shown: User | None = object_field(
        "Account that somebody tried to sign in to.", "user", name="user", graphql_type=User
    )
    outcome: SignInOutcome = strawberry.field(description="Result of the attempts.")
    at: datetime = strawberry.field(description="Time of the first attempt.")
    count: int = strawberry.field(description="Number of attempts.")


def _agency_of_callers() -> Any:
    def resolve(root: Row, info: ContextInfo) -> rows.Agency | None:
        """Return the agency; None if it is unknown. A token may name any agency, and a refusal is recorded under the
        name in the token."""
        return info.context.registry.agencies.get(root["agency"])

    return strawberry.field(
        resolver=resolve,
        description="Agency of the callers, or of the accounts; null for a verification, and for callers who named an "
        "agency that is not registered.",
        metadata=of_row("agency"),
    )


@strawberry.type
class AccessRecord:
    """An entry of the access log, of one of four kinds. It contains readings by callers of one agency, one refusal,
    attempts to sign in to accounts of one agency, or the result of a verification."""

    id: strawberry.ID = strawberry.field(description="Id of the record.")
    at: datetime = strawberry.field(description="Last moment that the record covers.")
    reads: list[AccessReading] = strawberry.field(name="readings", description="Readings; empty for a refusal.")
    refused: AccessRefusal | None = strawberry.field(name="refusal", description="Refusal; null for readings.")
    sign_ins: list[SignIn] = strawberry.field(description="Attempts to sign in; empty for readings and a refusal.")
    verification: RegisterVerification | None = strawberry.field(
        description="Verification of the whole register; null for an entry of another kind. Only inspectors see the "
        "verification."
    )
    agency: Agency | None = _agency_of_callers()


@strawberry.input
class AccessFilter:
    """Conditions that access records must meet."""

    case: strawberry.ID | None = strawberry.field(default=None, description="Only readings of this case.")
    searches: bool = strawberry.field(
        default=False, description="True to select only searches of cases by words. `case` is then ignored."
    )
    agency: strawberry.ID | None = strawberry.field(default=None, description="Only readings by this agency.")
    since: datetime | None = strawberry.field(default=None, description="Only records at or after this moment.")
    before: datetime | None = strawberry.field(default=None, description="Only records before this moment.")


@strawberry.type
class AccessConnection(Connection[AccessRecord]):
    """One page of a list of access records, newest first."""
