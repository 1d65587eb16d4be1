"""Intake: a report comes in through one of six channels, and the lead agency screens it (Đ3.1, Đ5.1.a)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from domain.case.dates import date_faults, in_time
from domain.case.guards import led_by_actor
from domain.case.leadership import passing
from domain.case.state.case import Case, CaseState, Category, Channel, Import, Medium, Receipt
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Address, Bound, Dated, Items, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, areas_known, competent

REPORTS_A_DAY = 40
"""Reports that one officer may enter in a day; more is a campaign, and no officer checks so many."""
REGULATION = "14/2021/QĐ-UBND"
CLAIM_LEAST, CLAIM_MOST = 10, 20_000
AREAS_MOST, CONCERNS_MOST = 20, 10
NOTED = frozenset({Channel.PHONE, Channel.SMS, Channel.OTHER_ELECTRONIC})
"""Channels that leave no document: the receiver writes down what was said (Đ3.1.a)."""


class CaseReported(Event, type="case.reported"):
    """A report was entered by an agency."""

    code: str
    regulation: str
    claim: Sealed
    receipt: Receipt
    reporter: str
    lead: str
    medium: Medium
    url: Sealed | None = None
    place: Sealed | None = None
    published_at: datetime | None = None
    category: Category | None = None
    areas: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    ticket: str | None = None
    contact: str | None = None


class CaseImported(Event, type="case.imported"):
    """An older report was taken over from a file, with the dates it had there."""

    reported: CaseReported
    imported: Import


class CaseScreened(Event, type="case.screened"):
    """The lead agency named the field, the areas and the agency that checks."""

    category: Category
    areas: tuple[str, ...]
    assigned: str
    concerns: tuple[str, ...] = ()
    note: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ReportCase:
    """Report online content to the lead agency (Đ3.1)."""

    claim: Annotated[
        str,
        Words(doc="What the content claims, in the reporter's words.", least=CLAIM_LEAST, most=CLAIM_MOST),
    ]
    channel: Annotated[Channel, Spec(doc="How the report came in (Đ3.1.a, Đ3.1.b).")]
    detected_at: Annotated[
        datetime,
        Dated(doc="When the content was noticed; the duty to notify starts here.", since=Bound.REGULATION),
    ]
    free_of_secrets: Annotated[bool, Spec(doc="Declares that no classified matter is entered (Đ2.2). Must be true.")]
    medium: Annotated[Medium, Spec(doc="What kind of place the content stands in.")]
    url: Annotated[str | None, Address(doc="Address of the content. Stored as text; the register never opens it.")] = (
        None
    )
    place: Annotated[str | None, Words(doc="Where the content stands when it has no address.", least=3, most=500)] = (
        None
    )
    published_at: Annotated[
        datetime | None, Dated(doc="When it was published, if known.", since=None, until=Bound.DETECTION)
    ] = None
    category: Annotated[Category | None, Spec(doc="The field of administration, if clear.")] = None
    areas: Annotated[tuple[str, ...], Items(doc="Areas of the province that the claim is about.", most=AREAS_MOST)] = ()
    concerns: Annotated[tuple[str, ...], Items(doc="Agencies whose acts the claim is about.", most=CONCERNS_MOST)] = ()
    channel_note: Annotated[
        str | None,
        Words(doc="What was said by phone, message or another means (needed there).", least=10, most=5_000),
    ] = None
    document_number: Annotated[str | None, Words(doc="Number of the letter (needed for POST).", least=1, most=60)] = (
        None
    )
    postmark_on: Annotated[
        date | None, Dated(doc="Day of the postmark (needed for POST).", since=Bound.PUBLICATION)
    ] = None
    delivered_on: Annotated[
        date | None, Dated(doc="Day the letter arrived (needed for POST).", since=Bound.POSTMARK)
    ] = None


@dataclass(frozen=True, kw_only=True)
class ImportCase:
    """Take over an older report from a file (an operator's act)."""

    claim: Annotated[str, Words(doc="What the content claims.", least=CLAIM_LEAST, most=CLAIM_MOST)]
    url: Annotated[str, Address(doc="Address of the content.")]
    source: Annotated[str, Words(doc="Name of the file.", most=200)]
    row: Annotated[int, Spec(doc="Number of the record in the file, from 1.")]
    reporter: Annotated[str, Ref(doc="The agency that kept the older record.")]
    published_at: Annotated[datetime | None, Dated(doc="Publication, as the file says.", since=None)] = None


@dataclass(frozen=True, kw_only=True)
class ScreenCase:
    """Screen a report: name its field, its areas and the agency that checks it (Đ5.1.a)."""

    category: Annotated[Category, Spec(doc="The field of administration.")]
    assigned: Annotated[str, Ref(doc="The agency that checks; competent in field and areas (G1).")]
    areas: Annotated[tuple[str, ...], Items(doc="Areas of the province.", most=AREAS_MOST)] = ()
    concerns: Annotated[tuple[str, ...], Items(doc="Agencies whose acts the claim is about.", most=CONCERNS_MOST)] = ()
    note: Annotated[str | None, Words(doc="A note to the agency that checks.", most=2_000)] = None


def channel_faults(command: ReportCase) -> list[Problem]:
    """What the channel demands and the report lacks (Đ3.1.a, Đ3.1.b)."""
    faults: list[Problem] = []
    if command.channel is Channel.PUBLIC:
        faults.append(invalid("channel", "channel-of-the-public-door"))
    if command.channel in NOTED and command.channel_note is None:
        faults.append(invalid("channel_note", "channel-note-needed"))
    if command.channel is Channel.POST:
        needed = {
            "document_number": command.document_number,
            "postmark_on": command.postmark_on,
            "delivered_on": command.delivered_on,
        }
        faults += [invalid(name, "post-detail-needed") for name, value in needed.items() if value is None]
    return faults


def report_faults(command: ReportCase, facts: Facts) -> list[Problem]:
    """Everything wrong with a report beyond its single fields."""
    faults = channel_faults(command)
    if not command.free_of_secrets:
        faults.append(invalid("free_of_secrets", "secrets-not-admitted"))
    if command.url is None and command.place is None:
        faults.append(invalid("url", "where-needed"))
    faults += date_faults(None, command, facts)
    faults += areas_known(command.areas, facts)
    faults += [fault for each in command.concerns for fault in agency_known("concerns", each, facts)]
    return faults


def report(case: None, command: ReportCase, facts: Facts) -> tuple[Event, ...]:
    """Enter a report (Đ3.1)."""
    if faults := report_faults(command, facts):
        raise Refused(*faults)
    receipt = Receipt(
        channel=command.channel,
        received_at=facts.now,
        detected_at=command.detected_at,
        note=facts.sealed.get("channel_note"),
        document_number=facts.sealed.get("document_number"),
        postmark_on=command.postmark_on,
        delivered_on=command.delivered_on,
    )
    return (
        CaseReported(
            code=facts.code,
            regulation=REGULATION,
            claim=facts.sealed["claim"],
            receipt=receipt,
            reporter=facts.actor.own,
            lead=lead_today(facts),
            medium=command.medium,
            url=facts.sealed.get("url"),
            place=facts.sealed.get("place"),
            published_at=command.published_at,
            category=command.category,
            areas=command.areas,
            concerns=command.concerns,
        ),
        *passing(lead_today(facts), command.concerns, facts),
    )


def lead_today(facts: Facts) -> str:
    """The lead agency now. Raises Refused when no assignment is in force."""
    lead = facts.registry.lead_on(local_date(facts.now))
    if lead is None:
        raise Refused(RuleNotMet(code="no-lead-agency"))
    return lead


def take_over(case: None, command: ImportCase, facts: Facts) -> tuple[Event, ...]:
    """Enter an older report with the dates its file gives; the history says that it was imported."""
    in_time(None, command, facts)
    if faults := agency_known("reporter", command.reporter, facts):
        raise Refused(*faults)
    reported = CaseReported(
        code=facts.code,
        regulation=REGULATION,
        claim=facts.sealed["claim"],
        receipt=Receipt(received_at=facts.now),
        reporter=command.reporter,
        lead=lead_today(facts),
        medium=Medium.WEBSITE,
        url=facts.sealed["url"],
        published_at=command.published_at,
    )
    origin = Import(source=facts.sealed["source"], row=command.row, undated=command.published_at is None)
    return (CaseImported(reported=reported, imported=origin),)


def screen(case: Case, command: ScreenCase, facts: Facts) -> tuple[Event, ...]:
    """Name field, areas and the agency that checks (Đ5.1.a, G1); agencies concerned are added, never dropped (G5)."""
    faults = [
        *areas_known(command.areas, facts),
        *agency_known("assigned", command.assigned, facts),
        *(fault for each in command.concerns for fault in agency_known("concerns", each, facts)),
    ]
    if faults:
        raise Refused(*faults)
    competent(command.assigned, Task.VERIFY, command.category, command.areas, facts)
    concerns = tuple(dict.fromkeys((*case.concerns, *command.concerns)))
    return (
        CaseScreened(
            category=command.category,
            areas=command.areas,
            assigned=command.assigned,
            concerns=concerns,
            note=facts.sealed.get("note"),
        ),
        *passing(case.lead, concerns, facts),
    )


def received(id: str, event: CaseReported, imported: Import | None = None) -> Case:
    """The first state of a case."""
    return Case(
        id=id,
        code=event.code,
        state=CaseState.RECEIVED,
        regulation=event.regulation,
        claim=event.claim,
        receipt=event.receipt,
        reporter=event.reporter,
        lead=event.lead,
        members=tuple(dict.fromkeys((event.lead, event.reporter))),
        medium=event.medium,
        url=event.url,
        place=event.place,
        published_at=event.published_at,
        category=event.category,
        areas=event.areas,
        concerns=event.concerns,
        imported=imported,
        ticket=event.ticket,
        contact=event.contact,
    )


def screened(case: Case, event: CaseScreened) -> Case:
    """The case after screening: the agency that checks joins it."""
    return replace(
        case,
        state=CaseState.SCREENED,
        category=event.category,
        areas=event.areas,
        assigned=event.assigned,
        concerns=event.concerns,
        screening_note=event.note,
        members=tuple(dict.fromkeys((*case.members, event.assigned))),
    )


ACTIONS = (
    Action(
        command=ReportCase,
        stream=Kind.CASE,
        creates=True,
        decide=report,
        scope=Scope.CASE_REPORT,
        daily=REPORTS_A_DAY,
        posts=frozenset({Post.HANDLER}),
    ),
    Action(
        command=ImportCase,
        stream=Kind.CASE,
        creates=True,
        decide=take_over,
        by=frozenset({ActorKind.OPERATOR}),
    ),
    Action(
        command=ScreenCase,
        stream=Kind.CASE,
        decide=screen,
        scope=Scope.CASE_INTAKE,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.RECEIVED}),
        may=led_by_actor,
    ),
)
