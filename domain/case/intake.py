"""Intake: a report arrives through one of six channels, and the lead agency screens it (Đ3.1, Đ5.1.a)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

from domain.case.command import CaseEvent, LeadCommand, OpeningCaseCommand, told
from domain.case.dates import date_faults, in_time, noticed, postmarked, published, regulation_in_force
from domain.case.leadership import LeadPassed, passing
from domain.case.state.case import Case, CaseState, Category, Channel, Import, Medium, Receipt, with_members
from domain.case.timely import notify_by
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Job, Sealed, filled
from domain.kernel.fields import Address, Beside, ContactText, Dated, Ref, Refs, ReportedText, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Kind, Post
from domain.kernel.wording import Exempt
from domain.registry.agency import Task
from domain.registry.regulation import regulation_on
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, areas_known, competent, competent_somewhere, may_be_asked, refuse_for

REPORTS_A_DAY = 40
"""Most reports that one officer may enter in a day. The limit prevents mass reporting that no officer checks."""
CLAIM_LEAST, CLAIM_MOST = 10, 20_000
AS_WRITTEN = "claim_as_written"
"""Field with the whole text of a claim that contains numbers or accounts."""
AREAS_MOST, CONCERNS_MOST = 20, 10
NOTED = frozenset({Channel.PHONE, Channel.SMS, Channel.OTHER_ELECTRONIC})
BY_WORD: Final = tuple(("channel", channel) for channel in sorted(NOTED))
BY_POST: Final = (("channel", Channel.POST),)
"""Pair of field and value that identifies a report by post, for the rules on required fields."""


def lead_today(facts: Facts) -> str:
    """Return the lead agency. Raises Refused if no assignment is in force."""
    lead = facts.registry.lead_on(local_date(facts.now))
    if lead is None:
        raise Refused(RuleNotMet(code="no-lead-agency"))
    return lead


def regulation_today(facts: Facts) -> str:
    """Return the number of the Decision that puts the Regulation into force. Raises Refused if no Decision is in
    force.
    """
    found = regulation_on(facts.registry, local_date(facts.now))
    if found is None:
        raise Refused(RuleNotMet(code="no-regulation"))
    return found.number


def content_faults(free_of_secrets: bool, url: str | None, place: str | None) -> Iterator[InvalidInput]:
    """Yield the faults that any report can have: classified material in it (Đ2.2), or no place of the content."""
    if not free_of_secrets:
        yield invalid("free_of_secrets", "secrets-not-admitted")
    if url is None and place is None:
        yield invalid("url", "where-needed")


def concerns_known(agencies: Iterable[str], facts: Facts, field: str = "concerns") -> Iterator[InvalidInput]:
    """Yield a fault for each agency concerned that does not exist today."""
    for place, agency in enumerate(agencies):
        yield from agency_known(f"{field}[{place}]", agency, facts)


class CaseReported(Begins[Case], type="case.reported"):
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
    claim_as_written: Sealed | None = None

    def begin(self, id: str) -> Case:
        members = tuple(dict.fromkeys((self.lead, self.reporter)))
        return filled(Case, self, id=id, state=CaseState.RECEIVED, members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the lead agency, unless it entered the report itself."""
        if self.lead != self.reporter or self.receipt.channel is Channel.PUBLIC:
            yield told(self.lead, self)


def door_faults(channel: Channel) -> list[InvalidInput]:
    return [invalid("channel", "channel-of-the-public-door")] if channel is Channel.PUBLIC else []


def used_by_agencies(channel: str, case: None, facts: Facts) -> None:
    """Raise Refused for the public channel, which has its own command."""
    refuse_for(*door_faults(Channel(channel)))


class ReportCase(OpeningCaseCommand, scope=Scope.CASE_REPORT, posts={Post.HANDLER}, daily=REPORTS_A_DAY):
    """Report online content to the lead agency (Đ3.1). A reporter who called or left a contact gets a code to follow
    the case."""

    claim: Annotated[
        str,
        ReportedText(
            doc="Claim of the content, in the reporter's words.",
            least=CLAIM_LEAST,
            most=CLAIM_MOST,
            as_written=AS_WRITTEN,
        ),
    ]
    channel: Annotated[Channel, Spec(doc="Channel of the report (Đ3.1.a, Đ3.1.b).", fits=used_by_agencies)]
    detected_at: Annotated[
        datetime,
        Dated(
            doc=("Time when somebody noticed the content. The time limit for the report begins at that moment."),
            since=regulation_in_force,
        ),
    ]
    free_of_secrets: Annotated[
        bool, Spec(doc="Declaration that the report contains no classified material (Đ2.2). Must be true.")
    ]
    medium: Annotated[Medium, Spec(doc="Kind of medium that shows the content, such as a web page. Never an account.")]
    url: Annotated[str | None, Address(doc="Address of the content. Stored as text; the register never opens it.")] = (
        None
    )
    place: Annotated[
        str | None,
        Words(doc="Place of the content, if it has no address.", least=3, most=500, exempt=Exempt.REPORTED),
    ] = None
    published_at: Annotated[
        datetime | None, Dated(doc="Time when the content was published, if known.", since=None, until=noticed)
    ] = None
    category: Annotated[Category | None, Spec(doc="Field of administration of the claim, if clear.")] = None
    areas: Annotated[
        tuple[str, ...], Refs(doc="Areas of the province that the claim is about.", most=AREAS_MOST, to=Kind.AREA)
    ] = ()
    concerns: Annotated[
        tuple[str, ...], Refs(doc="Agencies whose actions the claim is about.", most=CONCERNS_MOST, to=Kind.AGENCY)
    ] = ()
    channel_note: Annotated[
        str | None,
        Words(
            doc="The reporter's words by telephone, text message or another means. Required for these channels.",
            least=10,
            most=5_000,
            exempt=Exempt.REPORTED,
            needed_with=BY_WORD,
        ),
    ] = None
    document_number: Annotated[
        str | None, Words(doc="Number of the letter. Required for POST.", least=1, most=60, needed_with=BY_POST)
    ] = None
    postmark_on: Annotated[
        date | None, Dated(doc="Date of the postmark. Required for POST.", since=published, needed_with=BY_POST)
    ] = None
    delivered_on: Annotated[
        date | None,
        Dated(doc="Date on which the letter arrived. Required for POST.", since=postmarked, needed_with=BY_POST),
    ] = None
    contact: Annotated[
        str | None,
        ContactText(
            doc=(
                "Contact of the person who called or wrote, if they wish to give one. It is stored apart from the case."
            ),
            most=300,
        ),
    ] = None

    delay_reason: Annotated[
        str | None,
        Words(doc=("Reason why the lead agency is informed late, if the report is late (Đ3.1)."), least=10, most=2_000),
    ] = None

    def joint_faults(self) -> Iterator[InvalidInput]:
        """Yield the faults in combinations of channel and content (Đ3.1)."""
        yield from self._channel_faults()
        yield from content_faults(self.free_of_secrets, self.url, self.place)

    def decide(self, case: None, facts: Facts) -> tuple[CaseReported | LeadPassed, ...]:
        refuse_for(*self._faults(facts))
        lead = lead_today(facts)
        reported = facts.record(
            CaseReported,
            self,
            claim_as_written=facts.sealed.get(AS_WRITTEN),
            regulation=regulation_today(facts),
            receipt=self._receipt(facts),
            reporter=facts.actor.own,
            lead=lead,
            ticket=facts.ticket if self.channel in NOTED or self.contact else None,
        )
        return (reported, *passing(lead, self.concerns, facts))

    def _receipt(self, facts: Facts) -> Receipt:
        return facts.record(
            Receipt,
            self,
            received_at=facts.now,
            note=facts.sealed.get("channel_note"),
            notify_by=notify_by(self.detected_at, self.delivered_on, facts.registry),
            delay=facts.step(note="delay_reason") if self.delay_reason else None,
        )

    def _faults(self, facts: Facts) -> Iterator[InvalidInput]:
        """Yield the faults of the report beyond those of single fields."""
        yield from self.joint_faults()
        yield from date_faults(None, self, facts)
        yield from areas_known(self.areas, facts)
        yield from concerns_known(self.concerns, facts)

    def _channel_faults(self) -> Iterator[InvalidInput]:
        """Yield a fault for each field that the channel requires and the report lacks (Đ3.1.a, Đ3.1.b)."""
        yield from door_faults(self.channel)
        if self.channel in NOTED and self.channel_note is None:
            yield invalid("channel_note", "channel-note-needed")
        if self.channel is Channel.POST:
            for name in ("document_number", "postmark_on", "delivered_on"):
                if getattr(self, name) is None:
                    yield invalid(name, "post-detail-needed")


class CaseImported(Begins[Case], type="case.imported"):
    reported: CaseReported
    imported: Import

    def begin(self, id: str) -> Case:
        return replace(self.reported.begin(id), imported=self.imported)


class ImportCase(OpeningCaseCommand, by={ActorKind.OPERATOR}):
    """Import an older report from a file (an act of the operator)."""

    claim: Annotated[
        str, ReportedText(doc="Claim of the content.", least=CLAIM_LEAST, most=CLAIM_MOST, as_written=AS_WRITTEN)
    ]
    url: Annotated[str, Address(doc="Address of the content.")]
    source: Annotated[str, Words(doc="Name of the file.", most=200, exempt=Exempt.ACCOUNT)]
    row: Annotated[int, Spec(doc="Number of the record in the file, from 1.")]
    reporter: Annotated[str, Ref(doc="Agency that owned the older record.", to=Kind.AGENCY)]
    published_at: Annotated[datetime | None, Dated(doc=("Time of publication, according to the file."), since=None)] = (
        None
    )

    def decide(self, case: None, facts: Facts) -> CaseImported:
        """Import the report with the dates of its file. The history records the import."""
        in_time(None, self, facts)
        refuse_for(*agency_known("reporter", self.reporter, facts))
        reported = facts.record(
            CaseReported,
            self,
            claim_as_written=facts.sealed.get(AS_WRITTEN),
            regulation=regulation_today(facts),
            receipt=Receipt(received_at=facts.now),
            lead=lead_today(facts),
            medium=Medium.WEBSITE,
        )
        return CaseImported(reported=reported, imported=facts.record(Import, self, undated=self.published_at is None))


class CaseScreened(CaseEvent, type="case.screened"):
    category: Category
    areas: tuple[str, ...]
    assigned: str
    concerns: tuple[str, ...] = ()
    note: Sealed | None = None
    corruption: bool = False

    def fold(self, case: Case) -> Case:
        """Return the screened case, with the checking agency as a member."""
        return replace(
            case,
            state=CaseState.SCREENED,
            category=self.category,
            areas=self.areas,
            assigned=self.assigned,
            concerns=self.concerns,
            corruption=case.corruption or self.corruption,
            screening_note=self.note,
            members=with_members(case, self.assigned),
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.assigned, self)


def verifies_there(agency: str, beside: Beside, case: Case, facts: Facts) -> None:
    """Raise Refused unless the agency may check today in the chosen field and areas."""
    if category := next(iter(beside.get("category", ())), case.category):
        competent(agency, Task.VERIFY, category, beside.get("areas") or case.areas, facts)


def verifies_something(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the agency may check some field today. The chosen field is compared after it is entered."""
    refuse_for(*may_be_asked("assigned", agency, facts))
    competent_somewhere(agency, Task.VERIFY, facts)


class ScreenCase(LeadCommand, scope=Scope.CASE_INTAKE, posts={Post.HANDLER}, states={CaseState.RECEIVED}):
    """Screen a report: enter its field, its areas and the agency that checks it (Đ5.1.a)."""

    category: Annotated[Category, Spec(doc="The field of administration.")]
    assigned: Annotated[
        str,
        Ref(
            doc="Agency that checks. It must be competent in the field and the areas (G1).",
            to=Kind.AGENCY,
            fits=verifies_something,
            narrowed_by=("category", "areas"),
            fits_beside=verifies_there,
        ),
    ]
    areas: Annotated[
        tuple[str, ...] | None,
        Refs(
            doc=("Areas of the province; null leaves the areas of the report unchanged."), most=AREAS_MOST, to=Kind.AREA
        ),
    ] = None
    concerns: Annotated[
        tuple[str, ...], Refs(doc="Agencies whose actions the claim is about.", most=CONCERNS_MOST, to=Kind.AGENCY)
    ] = ()
    note: Annotated[str | None, Words(doc="A note to the agency that checks.", most=2_000)] = None

    def decide(self, case: Case, facts: Facts) -> tuple[CaseScreened | LeadPassed, ...]:
        """Assign a competent agency to check the case (G1). Agencies concerned are only added, never removed (G5).

        An allegation of corruption in the report remains recorded, whatever the field.
        """
        areas = case.areas if self.areas is None else self.areas
        refuse_for(
            *areas_known(areas, facts),
            *may_be_asked("assigned", self.assigned, facts),
            *concerns_known(self.concerns, facts),
        )
        competent(self.assigned, Task.VERIFY, self.category, areas, facts)
        concerns = tuple(dict.fromkeys((*case.concerns, *self.concerns)))
        screened = facts.record(
            CaseScreened,
            self,
            areas=areas,
            concerns=concerns,
            corruption=case.category is Category.ANTI_CORRUPTION and self.category is not Category.ANTI_CORRUPTION,
        )
        return (screened, *passing(case.lead, concerns, facts))
