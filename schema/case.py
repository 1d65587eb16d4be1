"""GraphQL types of a case: its current state, an earlier version, and search results. They also list the objects that
refer to the case."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from inspect import Parameter, Signature
from typing import Annotated, Any

import strawberry

from domain.case.state import case as domain
from domain.erasure.state import ERASURE_SCOPES
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from domain.notification.due import next_in
from domain.rules.duty import RULES, DutyKind
from schema.case_content import CaseContent
from schema.changes import ChangeRow, FieldChange
from schema.complaint import Redress
from schema.connection import Connection
from schema.context import ContextInfo, Page, Row
from schema.cost import LIST, PAGE, TEXTS, reads
from schema.deadlines import PROVISIONAL
from schema.document import OfficialDocument
from schema.erasure import Erasure
from schema.history import HistoryConnection
from schema.lists import PAGE_SIZE, After, First, asked
from schema.needs import CASE_SCOPES, DOCUMENT_SCOPES, PRESS_SCOPES, RECORD_SCOPES, Needs, in_words
from schema.node import ActionNode, StreamNode
from schema.oversight import InspectionFinding
from schema.press_notice import PressNotice, PressQuestion
from schema.record_names import Action
from schema.registry import Agency, agency_field
from schema.row_keys import of_row

LISTED = reads(2, page=3)
"""Reads of a case in a list. Each row is read with the key of its texts. One more read follows if the lists of several
cases exceed one read."""


def about_case(node: type[StreamNode], key: str, description: str, scopes: Collection[Scope]) -> Any:
    """Return a field that lists the objects of a kind whose value under `key` is the case's id. The field is null if
    the caller may not read the kind's root list."""
    kind = node.kind_of_stream

    async def resolve(root: Row, info: ContextInfo, **given: Any) -> Page | None:
        return await info.context.about(kind, key, root["_id"], given)

    own = (Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=type) for name, type in OWN.items())
    arguments = (argument for argument in asked(kind, node) if argument.name not in {"last", "before"})
    resolve.__signature__ = Signature([*own, *arguments])  # type: ignore[attr-defined]  # Strawberry reads it
    return strawberry.field(
        resolver=resolve,
        graphql_type=Connection[node] | None,  # type: ignore[valid-type]  # a type by its kind
        description=f"{description} Null without the scope {in_words(scopes)}.",
        directives=[Needs(scopes=list(scopes))],
        metadata=LISTED | of_row(),
    )


OWN: dict[str, Any] = {"root": Row, "info": ContextInfo}


@strawberry.type
class CaseVersion(CaseContent):
    """A case at one of its versions. It has no id of its own: `caseId` is the id of the case."""

    id: strawberry.ID = strawberry.field(name="caseId", description="Id of the case.")
    n: int = strawberry.field(name="version", description="Number of this version.")

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        return isinstance(value, Mapping)


@strawberry.input(one_of=True)
class CaseMoment:
    """The requested version of a case, selected by its number or by a time."""

    version: int | None = strawberry.field(default=strawberry.UNSET, description="Number of the version.")
    at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Moment at which the requested version was the newest version."
    )


@strawberry.type
class NextStep:
    """A step of the procedure that the case needs next."""

    kind: DutyKind = strawberry.field(description="Kind of step.")
    agency: Agency = agency_field("Agency that must take the step.", "agency")
    due_at: datetime | None = strawberry.field(
        description="Deadline: the first moment that is too late; null if the step has no deadline. A term in days "
        "ends at 00:00 in Việt Nam on the day after the last day."
    )
    overdue: bool = strawberry.field(description="True if the deadline has passed.")
    provisional: bool = strawberry.field(description=PROVISIONAL)
    actions: list[Action] = strawberry.field(description="Actions that complete the step, the usual one first.")


@strawberry.type
class Case(ActionNode, CaseContent):
    """A report of online content, with all acts of the agencies that handle the report."""

    kind_of_stream = Kind.CASE

    redresses = about_case(Redress, "case", "Complaints against decisions in the case, newest first.", CASE_SCOPES)
    official_documents = about_case(
        OfficialDocument, "source", "Documents made from the case, newest first.", DOCUMENT_SCOPES
    )
    inspections = about_case(
        InspectionFinding, "case", "Findings of inspections about the case, newest first.", RECORD_SCOPES
    )
    press_questions = about_case(
        PressQuestion, "case", "Questions of the press about the case, newest first.", PRESS_SCOPES
    )
    press_notices = about_case(
        PressNotice, "case", "Notices of the caller's own office about the case, newest draft first.", PRESS_SCOPES
    )
    erasures = about_case(Erasure, "target", "Erasures of the case's texts, newest first.", ERASURE_SCOPES)

    @strawberry.field(
        description="Steps that lead the case to its end, earliest deadline first. Each step has an agency and a "
        "deadline. Requests between agencies are in `requests` and `referrals`.",
        graphql_type=list[NextStep],
        metadata=of_row("duties", "category", "areas", "receipt", "code"),
    )
    @staticmethod
    def next_steps(parent: strawberry.Parent[Row], info: ContextInfo) -> list[Row]:
        context = info.context
        steps = next_in(parent, context.registry, context.now)
        return [
            {**vars(due), "kind": due.kind, "agency": due.duty.agency, "actions": RULES[due.kind].actions}
            for due in steps
        ]

    @strawberry.field(
        graphql_type=list[Annotated["Case", strawberry.lazy("schema.case")]],
        description="Cases linked with this one as duplicates, in either direction, that the caller may see.",
        metadata=reads(50, rows=50) | of_row("hidden", "duplicate_of"),
    )
    @staticmethod
    async def duplicates(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row]:
        return await info.context.cases.duplicates(parent)

    @strawberry.field(
        graphql_type=HistoryConnection | None,
        description="Events of the case, oldest first. Needs the scope `audit:read` or `audit:read:all`, and the "
        "header `Casebook-Purpose`. The reading is recorded before the answer.",
        metadata=PAGE | of_row("n"),
    )
    @staticmethod
    async def history(
        parent: strawberry.Parent[Row], info: ContextInfo, first: First = PAGE_SIZE, after: After = None
    ) -> Page:
        return await info.context.cases.history(parent, first, after)

    @strawberry.field(
        graphql_type=CaseVersion | None,
        description="The case at an earlier version or moment. Null before the first version. Needs the same scope and "
        "header as `history`.",
        metadata=reads(3 + 2 * TEXTS) | of_row(),
    )
    @staticmethod
    async def as_of(
        parent: strawberry.Parent[Row],
        info: ContextInfo,
        moment: Annotated[
            CaseMoment, strawberry.argument(description="Version to return, selected by its number or by a moment.")
        ],
    ) -> Row | None:
        return await info.context.cases.as_of(parent, moment.version or None, moment.at or None)

    @strawberry.field(
        graphql_type=list[FieldChange] | None,
        description="Changes between two versions. Needs the same scope and header as `history`.",
        metadata=reads(LIST + 2 * TEXTS, rows=LIST // 2) | of_row("n"),
    )
    @staticmethod
    async def diff(
        parent: strawberry.Parent[Row],
        info: ContextInfo,
        older: Annotated[
            int, strawberry.argument(description="Earlier version; 0 for the state before the first version.")
        ],
        newer: Annotated[int, strawberry.argument(description="Later version.")],
    ) -> Sequence[ChangeRow]:
        return await info.context.cases.diff(parent, older, newer)


@strawberry.type
class CaseConnection(Connection[Case]):
    """One page of a list of cases."""

    truncated: bool = strawberry.field(
        description="True if the filter's `search` contains a very frequent word. Only the newest 1,000 cases with the "
        "rarest word were then searched."
    )


@strawberry.input
class CaseFilter:
    """Conditions that cases must meet. Cases cannot be selected by accounts, hosts, paths or persons."""

    states: list[domain.CaseState] | None = strawberry.field(
        default=None, description="Only cases in one of these states."
    )
    category: domain.Category | None = strawberry.field(
        default=None, description="Only cases of this field of administration."
    )
    agency: strawberry.ID | None = strawberry.field(
        default=None, description="Only cases in which this agency takes part."
    )
    lead: strawberry.ID | None = strawberry.field(default=None, description="Only cases that this lead agency leads.")
    assigned: strawberry.ID | None = strawberry.field(
        default=None, description="Only cases that this agency was assigned to check."
    )
    concerned: strawberry.ID | None = strawberry.field(
        default=None, description="Only cases whose claim is about this agency."
    )
    areas: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only cases in one of these areas; at most 50."
    )
    opened_since: datetime | None = strawberry.field(
        default=None, description="Only cases received at or after this moment."
    )
    opened_before: datetime | None = strawberry.field(
        default=None, description="Only cases received before this moment."
    )
    changed_since: datetime | None = strawberry.field(
        default=None, description="Only cases that last changed at or after this moment."
    )
    due_since: datetime | None = strawberry.field(
        default=None, description="Only cases whose earliest open deadline is at or after this moment."
    )
    due_before: datetime | None = strawberry.field(
        default=None,
        description="Only cases whose earliest open deadline is before this moment. The current time selects the "
        "overdue cases.",
    )
    search: str | None = strawberry.field(
        default=None,
        description="Words of the claim, with or without diacritics. A case must contain all words. Only the newest "
        "1,000 cases with the rarest word are searched; `truncated` is true if there are more. Needs the header "
        "`Casebook-Purpose`. The words are recorded under seal, and inspectors can read them. Numbers and accounts of "
        "people cannot be searched.",
    )


@strawberry.type
class SearchResult:
    """The best matches of a search."""

    cases: list[Case] = strawberry.field(
        description="Cases that contain all the words. Cases with the same diacritics come first, then the newest."
    )
    total: int = strawberry.field(description="Number of cases that contain all the words, among the searched cases.")
    truncated: bool = strawberry.field(
        description="True if more than 1,000 cases contain the rarest word. Only the newest 1,000 of them were then "
        "searched."
    )


@strawberry.type
class SimilarCase:
    """A case that is similar to another. A person decides whether to link the two."""

    same_address: bool = strawberry.field(description="True if both cases have an address in common.")
    likeness: int | None = strawberry.field(
        description="Similarity of the claims in per cent; null when they are not similar."
    )
    case: Case = strawberry.field(description="The similar case.")
