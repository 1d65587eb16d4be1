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
    basis: TermSource = strawberry.field(description="Whether a law sets it, or the province chose it.")
    source: str = strawberry.field(
        description="Law, article and clause; or the document in which the province chose it."
    )
    span: DateRange = strawberry.field(description="The row applies to what begins on these days.")
    drafted_by: OfficerReference | None = officer_field("Officer who entered it.", "drafted_by", name="draftedBy")
    drafted_at: datetime = strawberry.field(description="When it was entered.")
    activated_by: OfficerReference | None = officer_field(
        "Second person, who compared it with its source.", "activated_by", name="activatedBy"
    )
    activated_at: datetime | None = strawberry.field(description="When it was confirmed; null for a draft.")
    read_in: str | None = strawberry.field(
        description="Where that person read the text; null for a draft, and for a row from before this was kept."
    )
    read_on: date | None = strawberry.field(description="Day on which that person read it.")
    ended_for: str | None = strawberry.field(description="Why it was ended; null while it is in force.")

    @strawberry.field(description="How sure it is: confirmed against a law, confirmed as a choice, or not confirmed.")
    @staticmethod
    def certainty(parent: strawberry.Parent[Row]) -> TermCertainty:
        """Return the certainty that follows from the row's basis. Only a confirmed row can be certain."""
        return certainty_of(LawStatus(parent["status"]), TermSource(parent["basis"]))


@strawberry.type
class LegalTerm(LegalRow):
    """The length of a legal term, with the period in which it applies. A confirmed row replaces the register's built-in
    length."""

    kind_of_stream = Kind.TERM

    term: TermOf = strawberry.field(description="What the term is for.")
    amount: int = strawberry.field(description="Length of the term, in `unit`.")
    remote_amount: int | None = strawberry.field(
        description="Length in areas where travel is hard, in `unit`; null when it is the same."
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

    decided_by: DecidedBy = strawberry.field(description="Who decided what the complaint is against.")
    second: WayOn = strawberry.field(
        description="Who hears the second complaint; COURT when only a court is left after the first."
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
        description="Number of the article; null in rows of before, and where `place` names several."
    )
    clause: str | None = strawberry.field(description="Number of the clause; null where `place` names none.")
    point: str | None = strawberry.field(description="Letter of the point; null where `place` names none.")

    @strawberry.field(
        description="Text of the provision. While `wordingNeeded`, it begins with `[CHƯA CÓ NGUYÊN VĂN]` and says only "
        "what the provision is about. Of a draft only its drafter reads it: the second person types it from the source."
    )
    @staticmethod
    def wording(parent: strawberry.Parent[Row], info: ContextInfo) -> str | None:
        """Return the text; null if the caller may have to type the text to confirm it."""
        hidden = parent["status"] == LawStatus.DRAFT and parent["drafted_by"] != info.context.actor.subject
        return None if hidden else parent["wording"]

    wording_needed: bool = strawberry.field(
        description="Whether the text is not at hand yet. It has to be entered from the official gazette before the "
        "provision can be activated."
    )
    reach: ProvisionReach = strawberry.field(
        description="Whose content the ground can carry a measure against, by where the content is."
    )
    milder_than: list[strawberry.ID] = strawberry.field(
        name="milderThanIds",
        description="Provisions of before for which it is more favourable to the person: it applies to acts of their "
        "days too.",
    )
    compared: str | None = strawberry.field(
        description="Text as the second person entered it from the source; null while nobody has, in older rows, and "
        "for a provision that is not a ground."
    )
    source: str | None = strawberry.field(description="Where the text was taken from.")
    read_in: str | None = strawberry.field(
        description="Where the person who compared it read the text; null for a draft, and for a provision that is "
        "older than this field."
    )
    read_on: date | None = strawberry.field(description="Day on which that person read it.")
    span: DateRange = strawberry.field(description="Days on which the provision is in force.")
