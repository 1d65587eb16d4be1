"""GraphQL types of the registry's rows for administrators, with version, certainty, and the persons who entered and
confirmed them.

The public view of agencies, areas, days off and lead assignments is in `schema/registry.py`. Rows have no `id`: `node`
returns the agency for an agency's id.
"""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from domain.kernel.vocabulary import AgencyKind, Kind
from domain.registry.agency import AreaLevel, LeadPart
from domain.registry.entry import Certainty
from domain.report.periods import PeriodBasis, PeriodKind
from schema.context import ContextInfo, Row
from schema.cost import ACTIONS, LINKED, RULES, reads
from schema.node import OFFERS, PREFIXES, ROWS, AllowedAction, IfAllowed, Offer, Only, Versioned, chosen
from schema.record_names import Action
from schema.registry import Competence
from schema.scalars import DateRange


@strawberry.type
class RegistryEntry:
    """The entry of a row: the person who entered it, and the second person who confirmed or refused it."""

    by: strawberry.ID | None = strawberry.field(
        name="enteredById", description="Officer who entered the row; null if the operator of the register entered it."
    )
    at: datetime | None = strawberry.field(
        name="enteredAt",
        description="Time at which the row was entered; null if the operator of the register entered it.",
    )
    settled_by: strawberry.ID | None = strawberry.field(
        name="settledById", description="Second person, who confirmed or refused the row; null while the row waits."
    )
    settled_at: datetime | None = strawberry.field(
        description="Time at which the second person confirmed or refused the row; null while the row waits."
    )
    refused_for: str | None = strawberry.field(
        description="Reason why the row was refused; null if the row was not refused."
    )


@strawberry.interface
class RegistryRow(Versioned):
    """A row of the registry. It takes effect once it is confirmed."""

    kind_of_stream: ClassVar[Kind]

    _id: strawberry.ID = strawberry.field(name="rowId", description="Id of the row. It never changes.")
    certainty: Certainty = strawberry.field(description="Certainty of the row. Only a confirmed row has an effect.")
    source: str = strawberry.field(description="Legal act that the row is based on.")
    entry: RegistryEntry | None = strawberry.field(
        description="Entry of the row, and its confirmation or refusal; null for a row that only the operator of the "
        "register handled."
    )

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        return isinstance(value, ROWS) and str(value["_id"]).startswith(PREFIXES[cls.kind_of_stream])

    @strawberry.field(
        graphql_type=list[AllowedAction],
        description=OFFERS,
        metadata=reads(LINKED, rows=ACTIONS, work=RULES),
    )
    @staticmethod
    async def allowed_actions(
        parent: strawberry.Parent[Row], info: ContextInfo, only: Only = None, allowed: IfAllowed = None
    ) -> list[Offer]:
        return chosen(await info.context.allowed(parent), parent, only, allowed)


@strawberry.type
class AgencyName:
    """A name of an agency, with the days on which the name is valid. A document shows the name that is valid on the
    document's date."""

    name: str = strawberry.field(description="Full name.")
    short: str = strawberry.field(name="shortName", description="Short name.")
    span: DateRange = strawberry.field(description="Days on which the name is valid.")
    source: str = strawberry.field(description="Legal act that the name is based on.")


@strawberry.type
class AgencyLetterhead:
    """The head of an agency's documents and the receivers of copies, in a period (Decree 30/2020/NĐ-CP, Annex I)."""

    symbol: str = strawberry.field(description="Letters of the agency in the symbols of its documents.")
    head: str = strawberry.field(
        description="Title of the agency's head, as printed above a signature; empty for the usual title."
    )
    code: str = strawberry.field(
        name="officeCode",
        description="The agency's code for electronic documents between offices (Decision 20/2020/QĐ-TTg); empty when "
        "unknown.",
    )
    copies: list[str] = strawberry.field(description="Receivers of a copy of each document.")
    by_order: str = strawberry.field(
        description="Office of the person who signs by order of the head (TL.); empty to leave a blank."
    )
    by_delegation: str = strawberry.field(
        description="Office of the person who signs by delegation of the head (TUQ.); empty to leave a blank."
    )
    seal: str = strawberry.field(
        description="Text in the space for signature and seal; empty to leave the space blank."
    )
    unit: str = strawberry.field(description="Letters of the unit that keeps a copy; empty when none is printed.")
    span: DateRange = strawberry.field(description="Days on which the letterhead is valid.")
    source: str = strawberry.field(description="Legal act that the letterhead is based on.")


@strawberry.type
class OfficialPage:
    """A page or channel of an agency that is official in a period. Everything under its address belongs to it."""

    address: str = strawberry.field(description="Address of the page or channel.")
    title: str = strawberry.field(description="Title of the page, as the page shows it.")
    span: DateRange = strawberry.field(description="Days on which the page is official.")
    source: str = strawberry.field(description="Legal act that the page is based on.")


@strawberry.type
class AgencySuccession:
    """A transfer of all or some functions of this agency to another."""

    successor: strawberry.ID = strawberry.field(name="successorId", description="Id of the agency that took over.")
    on: date = strawberry.field(description="First day on which the successor acts.")
    whole: bool = strawberry.field(description="True if the successor took over all functions.")
    functions: list[str] = strawberry.field(
        description="Functions that the successor took over, if it did not take over all."
    )
    certainty: Certainty = strawberry.field(
        description="Certainty of the succession. Only a confirmed succession has an effect."
    )
    source: str = strawberry.field(description="Legal act that the succession is based on.")


@strawberry.type
class ProposedAgencyPart:
    """A change of an agency's row that waits for a second person. One of `name`, `letterhead`, `page`, `competence` and
    `succession` is set."""

    key: str = strawberry.field(description="Key of the part within the agency, in the form that commands accept.")
    entry: RegistryEntry = strawberry.field(description="Entry of the proposed part.")
    name: AgencyName | None = strawberry.field(description="Proposed name.")
    competence: Competence | None = strawberry.field(
        description="New competence; with `until`, an existing competence that is to end."
    )
    until: date | None = strawberry.field(
        description="First day without the competence; null for a competence that is not to end."
    )
    succession: AgencySuccession | None = strawberry.field(description="Proposed succession.")
    letterhead: AgencyLetterhead | None = strawberry.field(description="Proposed letterhead.")
    page: OfficialPage | None = strawberry.field(description="Proposed official page.")


@strawberry.type
class AgencyRow(RegistryRow):
    """The row of an agency in the registry, with its names, competences, letterheads, pages and successors (Đ1.2)."""

    kind_of_stream = Kind.AGENCY

    kind: AgencyKind = strawberry.field(description="Kind of agency.")
    span: DateRange = strawberry.field(description="Days on which the agency exists.")
    area: strawberry.ID | None = strawberry.field(
        name="areaId", description="Id of the area that the agency governs; null for other agencies."
    )
    names: list[AgencyName] = strawberry.field(description="Names of the agency, including earlier ones.")
    competences: list[Competence] = strawberry.field(description="Competences of the agency, including ended ones.")
    successions: list[AgencySuccession] = strawberry.field(description="Agencies that took over from this one.")
    letterheads: list[AgencyLetterhead] = strawberry.field(
        description="Letterheads of the agency, including earlier ones."
    )
    pages: list[OfficialPage] = strawberry.field(description="Official pages of the agency, including ended ones.")
    proposed: list[ProposedAgencyPart] = strawberry.field(description="Parts that wait for a second person.")


@strawberry.type
class AreaRow(RegistryRow):
    """The row of an area of the province in the registry."""

    kind_of_stream = Kind.AREA

    name: str = strawberry.field(description="Name of the area.")
    level: AreaLevel = strawberry.field(description="Level of the area.")
    span: DateRange = strawberry.field(description="Days on which the area exists.")
    remote: bool = strawberry.field(
        description="True if the area is remote. Time limits for complaints are longer there."
    )


@strawberry.type
class LeadRow(RegistryRow):
    """The row of an assignment of the lead agency, or of its substitute (Đ5.1)."""

    kind_of_stream = Kind.LEAD

    agency: strawberry.ID = strawberry.field(name="agencyId", description="Agency that is assigned.")
    part: LeadPart = strawberry.field(description="Role of the agency: lead agency or substitute.")
    span: DateRange = strawberry.field(description="Days on which the assignment is valid.")


@strawberry.type
class ProposedHolidays:
    """A correction of the days off of a year, which waits for a second person."""

    days: list[date] = strawberry.field(description="Days on which agencies are closed.")
    worked: list[date] = strawberry.field(description="Weekend days that are working days instead.")
    source: str = strawberry.field(description="Legal act that the correction is based on.")
    on: date = strawberry.field(description="Date of the legal act.")
    entry: RegistryEntry = strawberry.field(description="Entry of the correction.")


@strawberry.type
class HolidaysRow(RegistryRow):
    """The row of one year's public holidays in the registry."""

    kind_of_stream = Kind.HOLIDAYS

    year: int = strawberry.field(description="The year.")
    days: list[date] = strawberry.field(description="Days on which agencies are closed.")
    worked: list[date] = strawberry.field(description="Weekend days that are working days instead.")
    correction: ProposedHolidays | None = strawberry.field(description="A correction that waits for a second person.")
    read_in: str | None = strawberry.field(
        description="Publication in which the second person read the act; null for a row that only the operator "
        "handled, and for a row that is older than this field."
    )
    read_on: date | None = strawberry.field(description="Day on which the second person read the act.")


@strawberry.type
class SigningRule:
    """A rule on which acts must be signed by the person who acts. It applies until a later rule begins."""

    actions: list[Action] = strawberry.field(
        description="Actions that must be signed; empty when no action must be signed."
    )
    since: datetime = strawberry.field(description="Acts from this moment on must be signed.")
    page: str = strawberry.field(description="Origin of the page on which officers sign.")
    synced: bool = strawberry.field(description="True if keys that can be copied to another device are accepted.")
    proposed_by: strawberry.ID = strawberry.field(
        name="proposedById", description="Administrator who proposed the rule."
    )
    by: strawberry.ID | None = strawberry.field(
        name="requiredById", description="Administrator who put the rule into force; null while the rule is proposed."
    )


@strawberry.type
class Regulation(RegistryRow):
    """A Decision that issues the Regulation. A case refers to the Decision in force on the day of its report."""

    kind_of_stream = Kind.REGULATION

    number: str = strawberry.field(description="Number of the Decision.")
    title: str = strawberry.field(description="Title of the Regulation.")
    issued_on: date = strawberry.field(description="Day on which the Decision was signed.")
    span: DateRange = strawberry.field(description="Days on which the Decision is in force.")
    signing: list[SigningRule] = strawberry.field(description="Rules on signing, in the order of their beginnings.")
    signing_proposed: SigningRule | None = strawberry.field(
        description="A rule on signing that waits for a second administrator; null without one."
    )


@strawberry.type
class ProposedEnding:
    """A proposed end of a schedule, which waits for a second person."""

    until: date = strawberry.field(description="First day on which the schedule is no longer valid.")
    source: str = strawberry.field(description="Legal act that the proposed end is based on.")
    entry: RegistryEntry = strawberry.field(description="Entry of the proposed end.")


@strawberry.type
class ScheduleRow(RegistryRow):
    """The row of a schedule: the periodic reports that agencies owe, and the deadlines (Đ6.2, Đ6.3). If two schedules
    require the same report, the schedule that began last applies."""

    kind_of_stream = Kind.SCHEDULE

    period: PeriodKind = strawberry.field(description="Kind of period that the reports cover.")
    basis: PeriodBasis = strawberry.field(description="Calendar that determines when the periods begin and end.")
    span: DateRange = strawberry.field(
        description="Days that determine the periods: a report is owed for each period whose last day is one of these "
        "days."
    )
    kinds: list[AgencyKind] = strawberry.field(
        description="Kinds of agency that owe the report; empty for all that submit reports."
    )
    agency_days: int | None = strawberry.field(
        description="Days after the period within which agencies report; null when the default applies."
    )
    committee_days: int | None = strawberry.field(
        description="Days after the period within which the lead agency reports; null when the default applies."
    )
    ending: ProposedEnding | None = strawberry.field(description="An end that waits for a second person.")


@strawberry.input
class RegistryRowFilter:
    """Conditions that rows of the registry must meet."""

    certainty: Certainty | None = strawberry.field(default=None, description="Only rows with this certainty.")
