"""GraphQL types of the law in the registry: provisions, terms and levels of complaints, read from rows of the store."""

from datetime import date, datetime

import strawberry

from domain.kernel.calendar import TermSource
from domain.kernel.vocabulary import Kind
from domain.registry.entry import LawStatus
from domain.registry.law import DecidedBy, TermCertainty, TermOf, TermUnit, WayOn, certainty_of, unit_of
from domain.registry.provision import ProvisionKind, ProvisionReach
from schema.context import ContextInfo, Row
from schema.node import ActionNode
from schema.registry import OfficerReference, officer_field
from schema.scalars import DateRange


@strawberry.type
class LegalRow(ActionNode):
    """A row of law, entered by one person and confirmed by another."""

    status: LawStatus = strawberry.field(name="state", description="State of the row. A draft has no effect.")
    basis: TermSource = strawberry.field(description="Basis of the row: a law, or a choice of the province.")
    source: str = strawberry.field(
        description="Law, article and clause; or the document in which the province made its choice."
    )
    span: DateRange = strawberry.field(
        description="Days that limit the application: the row applies to matters that begin on one of these days."
    )
    drafted_by: OfficerReference | None = officer_field("Officer who entered the row.", "drafted_by", name="draftedBy")
    drafted_at: datetime = strawberry.field(description="Time at which the row was entered.")
    activated_by: OfficerReference | None = officer_field(
        "Second person, who compared the row with its source.", "activated_by", name="activatedBy"
    )
    activated_at: datetime | None = strawberry.field(
        description="Time at which the row was confirmed; null for a draft."
    )
    read_in: str | None = strawberry.field(
        description="Publication in which the second person read the text; null for a draft, and for a row that is "
        "older than this field."
    )
    read_on: date | None = strawberry.field(description="Day on which the second person read the text.")
    ended_for: str | None = strawberry.field(
        description="Reason why the row was ended; null while the row is in force."
    )

    @strawberry.field(
        description="Certainty of the row: confirmed from a law, confirmed as a choice, or not confirmed."
    )
    @staticmethod
    def certainty(parent: strawberry.Parent[Row]) -> TermCertainty:
        """Return the certainty that follows from the row's basis. Only a confirmed row can be certain."""
        return certainty_of(LawStatus(parent["status"]), TermSource(parent["basis"]))


@strawberry.type
class LegalTerm(LegalRow):
    """The length of a legal term, with the period in which it applies. A confirmed row replaces the register's built-in
    length."""

    kind_of_stream = Kind.TERM

    term: TermOf = strawberry.field(description="Purpose of the term.")
    amount: int = strawberry.field(description="Length of the term, in `unit`.")
    remote_amount: int | None = strawberry.field(
        description="Length in areas where travel is hard, in `unit`; null if the length is the same."
    )

    @strawberry.field(description="Unit of `amount` and `remoteAmount`.")
    @staticmethod
    def unit(parent: strawberry.Parent[Row]) -> TermUnit:
        """Return the unit, which follows from the purpose of the term."""
        return unit_of(TermOf(parent["term"]))


@strawberry.type
class ComplaintLevel(LegalRow):
    """The body that hears second complaints, with the period in which this rule applies. A confirmed row replaces the
    register's built-in rule."""

    kind_of_stream = Kind.LEVEL

    decided_by: DecidedBy = strawberry.field(description="Body whose act the complaint is against.")
    second: WayOn = strawberry.field(
        description="Body that hears the second complaint; COURT when only a court remains after the first complaint."
    )


@strawberry.type
class Provision(ActionNode):
    """An article, clause and point of a legal act. A decision needs an active provision of the kind GROUND."""

    kind_of_stream = Kind.PROVISION

    kind: ProvisionKind = strawberry.field(description="Use of the provision.")
    status: LawStatus = strawberry.field(name="state", description="State of the provision. Nobody can use a draft.")
    instrument: str | None = strawberry.field(description="Type, number, date and issuer of the legal act.")
    place: str | None = strawberry.field(description="Article, clause and point in the legal act, as entered.")
    article: str | None = strawberry.field(
        description="Number of the article; null in older rows, and where `place` names several articles."
    )
    clause: str | None = strawberry.field(description="Number of the clause; null where `place` names no clause.")
    point: str | None = strawberry.field(description="Letter of the point; null where `place` names no point.")

    @strawberry.field(
        description="Text of the provision. While `wordingNeeded` is true, the text begins with `[CHƯA CÓ NGUYÊN VĂN]` "
        "and only states the subject of the provision. Only the drafter can read the text of a draft, because the "
        "second person types the text from the source."
    )
    @staticmethod
    def wording(parent: strawberry.Parent[Row], info: ContextInfo) -> str | None:
        """Return the text; null if the caller may have to type the text to confirm it."""
        hidden = parent["status"] == LawStatus.DRAFT and parent["drafted_by"] != info.context.actor.subject
        return None if hidden else parent["wording"]

    wording_needed: bool = strawberry.field(
        description="True if the text is not available yet. The text must be entered from the official gazette before "
        "the provision can be activated."
    )
    reach: ProvisionReach = strawberry.field(
        description="Content against which the ground can support a measure, by the place of the content."
    )
    milder_than: list[strawberry.ID] = strawberry.field(
        name="milderThanIds",
        description="Earlier provisions that are less favourable to the person. This provision therefore also applies "
        "to acts from their days.",
    )
    compared: str | None = strawberry.field(
        description="Text as the second person entered it from the source; null before that, in older rows, and for a "
        "provision that is not a ground."
    )
    source: str | None = strawberry.field(description="Source of the text.")
    read_in: str | None = strawberry.field(
        description="Publication in which the second person read the text; null for a draft, and for a provision that "
        "is older than this field."
    )
    read_on: date | None = strawberry.field(description="Day on which the second person read the text.")
    span: DateRange = strawberry.field(description="Days on which the provision is in force.")
