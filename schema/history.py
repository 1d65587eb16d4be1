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
from schema.changes import FieldChange
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

    field: str = strawberry.field(description="Field of the command.")
    start: int = strawberry.field(description="Position of its first character, counted from 0.")
    end: int = strawberry.field(description="Position after its last character.")
    harmless: Harmless = strawberry.field(description="Why it may stay.")


@strawberry.type
class ActSignature:
    """The signature of an act: made with a key of the person who acted, or on paper while that person had no key."""

    key: str | None = strawberry.field(
        default=None, description="SHA-256 of the key's credential id, in hexadecimal; null for an act on paper."
    )
    command: str | None = strawberry.field(
        default=None, description="SHA-256 of what was signed, in hexadecimal; null for an act on paper."
    )
    paper: str | None = strawberry.field(default=None, description="Number of the paper; null for a signature.")


@strawberry.type
class HistoryEvent:
    """An event that created a new version of a case or of another object. Nobody can change an event later."""

    stream: strawberry.ID = strawberry.field(name="streamId", description="Object of the event.")
    stream_shown: Node | None = object_field("Object of the event, as it is now.", "stream", name="stream")
    n: int = strawberry.field(name="version", description="Version that the event made.")
    type: EventType = strawberry.field(description="Type of the event.")
    action: Action = strawberry.field(description="Action that led to the event.")
    at: datetime = strawberry.field(description="When it happened, by the clock of the register.")
    actor: ActorKind = strawberry.field(description="Who acted: an officer, a program, the register, its operator.")
    leaf: str = strawberry.field(description="Leaf hash in the transparency log, in hexadecimal.")
    officer: OfficerReference | None = officer_field(
        "Officer who acted. Only the officer's own agency and inspectors see it; null for others."
    )
    agency: Agency | None = agency_field("Agency that acted; null when the register acted itself.", "agency")

    names: list[ConfirmedName] = strawberry.field(
        name="confirmedNames", description="Names in the command's texts that its writer answered for."
    )

    @strawberry.field(
        description="How whoever acted signed the act; null for an act without a signature. The record pack has the "
        "proof."
    )
    @staticmethod
    def signed(parent: strawberry.Parent[EventRow]) -> ActSignature | None:
        return ActSignature(**parent["signed"]) if parent["signed"] else None

    @strawberry.field(description="What happened, as a sentence in Vietnamese.")
    @staticmethod
    def label_vi(parent: strawberry.Parent[EventRow]) -> str:
        return event_label(parent["type"], "vi")

    @strawberry.field(description="What happened, as a sentence in English.")
    @staticmethod
    def label_en(parent: strawberry.Parent[EventRow]) -> str:
        return event_label(parent["type"], "en")

    @strawberry.field(
        description="Whether the register only recorded something for itself, such as a notification that it sent."
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
        description="What the event changed, field by field.",
        metadata=reads(10 * FIELDS_CHANGED, rows=FIELDS_CHANGED),
    )
    @staticmethod
    async def changes(parent: strawberry.Parent[EventRow], info: ContextInfo) -> Sequence[FieldChange]:
        return await info.context.versions.changes(parent["stream"], parent["n"] - 1, parent["n"])


@strawberry.type
class HistoryConnection(Connection[HistoryEvent]):
    """One page of a list of events."""


@strawberry.input
class EventFilter:
    """Conditions that events must meet."""

    kind: Kind = strawberry.field(
        default=Kind.CASE,
        description="Only events of this kind of object, such as AGENCY. Only inspectors may ask for kinds other "
        "than CASE.",
    )
    agency: strawberry.ID | None = strawberry.field(default=None, description="Only events of actions by this agency.")
    type: EventType | None = strawberry.field(default=None, description="Only events of this type.")
    stream_id: strawberry.ID | None = strawberry.field(default=None, description="Only events of this object.")
    since: datetime | None = strawberry.field(default=None, description="Only events at or after this moment.")
    before: datetime | None = strawberry.field(default=None, description="Only events before this moment.")
    registry: bool = strawberry.field(
        default=False,
        description="Only what was done to rows of the registry, of every kind: agencies, officers, accounts, grants, "
        "provisions and so on, by administrators and by the operator. `kind` and `streamId` are ignored then. Only "
        "inspectors may ask for it.",
    )
    operator: bool = strawberry.field(
        default=False,
        description="Only what the operator of the register did to agencies, officers, accounts and other rows of the "
        "registry; `kind`, `agency` and `streamId` are ignored then. Only inspectors may ask for it.",
    )


@strawberry.type
class StreamFinding:
    """A discrepancy that the verification found. `docs/log-findings.md` lists the codes."""

    code: str = strawberry.field(description="Code of the discrepancy, such as `body-differs`.")
    place: str = strawberry.field(description="Version that it is about, or the object.")
    detail: str = strawberry.field(description="What the verification found.")


@strawberry.type
class StreamVerification:
    """The verification of all versions of an object. The versions are checked against each other, the log, the vault,
    and the state that the register shows."""

    versions: int = strawberry.field(description="Number of versions.")
    sealed: int = strawberry.field(description="Number of versions under the newest checkpoint of the log.")
    log_size: int = strawberry.field(description="Number of entries under that checkpoint.")
    newest_place: int | None = strawberry.field(
        description="Place in the log of the last sealed version, from 0; null when none is sealed."
    )
    checkpoint: str | None = strawberry.field(
        description="Newest checkpoint of the log, as a signed note. Keep it: it shows later what was sealed by then."
    )
    first_places: int = strawberry.field(
        description="Number of versions that are proved to have no earlier entry in the log. It can be less than "
        "`sealed` when the log grew much between writing and sealing; a verification of the whole log "
        "then proves the rest."
    )
    erased: int = strawberry.field(description="Number of destroyed keys of texts, each with an event that says so.")
    findings: list[StreamFinding] = strawberry.field(description="Discrepancies; empty when there are none.")


@strawberry.type
class AccessReading:
    """One reading of the register by an officer or a program."""

    reading: Reading = strawberry.field(name="kind", description="What was read, in a record of access.")
    at: datetime = strawberry.field(description="When it happened.")
    subject: str = strawberry.field(description="Officer who read, or a pseudonym of another caller.")
    client: str = strawberry.field(description="Program that the caller used.")
    streams: list[strawberry.ID] = strawberry.field(
        name="streamIds", description="Ids of the objects that were opened."
    )
    filters: list[str] = strawberry.field(
        description="Names of the conditions with which a list was asked for, without their values."
    )
    count: int = strawberry.field(description="Number of objects in the answer, if it was a list.")
    purpose: Purpose | None = strawberry.field(description="Purpose of the reading; null when none is needed.")

    @strawberry.field(
        graphql_type=str | None,
        description="Words by which cases were sought; null for another reading, and for everybody but inspectors.",
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

    at: datetime = strawberry.field(description="When it happened.")
    subject: str = strawberry.field(description="Pseudonym of the caller.")
    client: str = strawberry.field(description="Program that the caller used.")
    stream: strawberry.ID | None = strawberry.field(
        name="streamId", description="Object of the action; null when there is none."
    )

    @strawberry.field(description="Code of the refusal.")
    @staticmethod
    def code(parent: strawberry.Parent[RefusalRow]) -> str:
        return constant(parent["code"])

    @strawberry.field(description="Action that was refused; null when it was a reading.")
    @staticmethod
    def action(parent: strawberry.Parent[RefusalRow]) -> Action | None:
        return parent["action"] if parent["action"] in ACTIONS else None

    @strawberry.field(
        description="The refused request, if it was not an action: the field that was read, such as `cases`; `enter` "
        "for a caller whose agency or account is not valid today; `query` for a query that is not on the "
        "list of trusted queries. Null for an action."
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
    outcome: SignInOutcome = strawberry.field(description="How they ended.")
    at: datetime = strawberry.field(description="When the first of them was made.")
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
        description="Verification of the whole register; null for an entry of another sort. Only inspectors see it."
    )
    agency: Agency | None = _agency_of_callers()


@strawberry.input
class AccessFilter:
    """Conditions that access records must meet."""

    case: strawberry.ID | None = strawberry.field(default=None, description="Only readings of this case.")
    searches: bool = strawberry.field(
        default=False, description="Only searches of cases by words; `case` is ignored then."
    )
    agency: strawberry.ID | None = strawberry.field(default=None, description="Only readings by this agency.")
    since: datetime | None = strawberry.field(default=None, description="Only records of this moment or later.")
    before: datetime | None = strawberry.field(default=None, description="Only records before this moment.")


@strawberry.type
class AccessConnection(Connection[AccessRecord]):
    """One page of a list of access records, newest first."""
