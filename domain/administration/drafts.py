"""Rows of law: drafts until a second person compared them with their source (Đ8.1, G5); terms and levels of complaint.

Each kind of row adds its fields, its descriptions and its special rules, like other dated rows (`dated_rows`).

The source of the row is the text with which the number was compared. Terms computed before a row began do not change.

Each step of a complaint uses the row that is valid on the day of the step.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Generic, TypedDict, TypeVar

from domain.administration.dated_rows import ADMINISTRATORS, SOURCE_MOST, ReadIn, ReadOn, only_shortened, read
from domain.kernel.calendar import TermSource
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Spec, Whole
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, TransitionNotAllowed, invalid
from domain.kernel.span import Span, span_of
from domain.kernel.vocabulary import OFFICERS, Kind, kind_of
from domain.kernel.wording import Exempt
from domain.registry.entry import LawStatus, named_text
from domain.registry.law import ComplaintLevel, DecidedBy, LegalRow, LegalTerm, TermOf, WayOn
from domain.registry.provision import Provision
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import required, second_person

Basis = Annotated[TermSource, Spec(doc="Source of the value: a law, or a choice of the province.")]
Source = Annotated[
    str,
    named_text(
        "Law and article that set it, with their words; or the document in which the province chose it.",
        SOURCE_MOST,
        Exempt.LAW,
    ),
]
Since = Annotated[date, Spec(doc="First day. Terms that begin on this day or later use this row.")]
Until = Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")]
End = Annotated[date, Spec(doc="First day on which it is no longer valid.")]


Drafted = Provision | LegalRow
"""Rows that are drafts until a second person confirms them."""
S = TypeVar("S")
D = TypeVar("D", bound=Drafted)
L = TypeVar("L", bound=LegalRow)


class FirstHalf(TypedDict):
    """Common fields of drafts."""

    span: Span
    drafted_by: str
    drafted_at: datetime


def drafted(since: date, until: date | None, facts: Facts) -> FirstHalf:
    """Return the days, author and time of a draft. Raises Refused for impossible days."""
    return FirstHalf(span=span_of(since, until), drafted_by=facts.actor.subject, drafted_at=facts.now)


class DraftLaw(OpeningCommand, scope=Scope.LAW_EDIT, posts=OFFICERS, by=ADMINISTRATORS):
    """Command that drafts a row of law. The operator may only enter drafts (G5)."""


class LawCommand(CommandOn[S], Generic[S], scope=Scope.LAW_EDIT, posts=OFFICERS):
    """Command on a row of law."""


def draft_of_another(row: Drafted, facts: Facts) -> Problem | None:
    """The row is a draft, and another person drafted it (G5)."""
    if row.status is not LawStatus.DRAFT:
        kind = required(kind_of(row.id))
        return TransitionNotAllowed(of=kind, state=row.status, allowed=(LawStatus.DRAFT,))
    return second_person(row.drafted_by, facts)


class DraftActivated(Follows[D], Generic[D]):
    activated_by: str
    activated_at: datetime
    read_in: str | None = None
    read_on: date | None = None

    def fold(self, row: D) -> D:
        return replace(row, status=LawStatus.ACTIVE, **vars(self))


class ActivateDraft(LawCommand[D], Generic[D]):
    """Command that confirms a draft as a second person."""

    WRITES: ClassVar[type[DraftActivated[Any]]]
    read_in: ReadIn = None
    read_on: ReadOn = None

    def decide(self, row: D, facts: Facts) -> DraftActivated[D]:
        read(self.read_in, self.read_on, facts)
        who, now = facts.actor.subject, facts.now
        return self.WRITES(activated_by=who, activated_at=now, read_in=self.read_in, read_on=self.read_on)


class LawEnded(Follows[L], Generic[L]):
    """The row of law is not valid from `until` on."""

    until: date
    reason: str

    def fold(self, row: L) -> L:
        return replace(row, span=replace(row.span, until=self.until), ended_for=self.reason)


class EndLaw(LawCommand[L], Generic[L]):
    """Command that ends a row of law. Terms already computed by the row do not change."""

    WRITES: ClassVar[type[LawEnded[Any]]]
    until: End
    reasons: Annotated[str, named_text("Event or act that ended the validity.", SOURCE_MOST, Exempt.LAW)]

    def decide(self, row: L, facts: Facts) -> LawEnded[L]:
        """Enter the end of the row.

        Raises Refused for an end later than the recorded end, because nobody confirmed the row for longer.
        """
        only_shortened(row.span, self.until)
        return self.WRITES(until=self.until, reason=self.reasons)


def check_article(basis: TermSource, source: str) -> None:
    """Raise Refused for a row that cites a law without an article."""
    if basis is TermSource.LAW and not any(sign.isdigit() for sign in source):
        raise Refused(invalid("source", "article-needed"))


AMOUNT_MOST = 36_500
"""Longest term: a hundred years in days, more than any retention."""


class LegalTermDrafted(Begins[LegalTerm], type="term.drafted"):
    term: TermOf
    amount: int
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime
    remote_amount: int | None = None


class DraftTerm(DraftLaw, kind=Kind.TERM):
    """Enter the length of a term. It has no effect until a second person confirms it."""

    term: Annotated[TermOf, Spec(doc="Subject of the term. The subject decides the unit.")]
    amount: Annotated[
        int,
        Whole(
            doc="Length of the term, in the unit of `term`: hours, days, working days or months.",
            least=1,
            most=AMOUNT_MOST,
        ),
    ]
    basis: Basis
    source: Source
    since: Since
    until: Until = None
    remote_amount: Annotated[
        int | None, Whole(doc="Length in remote areas, if it differs.", least=1, most=AMOUNT_MOST)
    ] = None

    def decide(self, state: None, facts: Facts) -> LegalTermDrafted:
        """Draft the term. Raises Refused for a term of a law without its article."""
        check_article(self.basis, self.source)
        return facts.record(LegalTermDrafted, self, **drafted(self.since, self.until, facts))


class LegalTermActivated(DraftActivated[LegalTerm], type="term.activated"):
    """A second person compared the term with its source."""


class ActivateTerm(
    ActivateDraft[LegalTerm],
    kind=Kind.TERM,
    requires=(draft_of_another,),
    writes=LegalTermActivated,
    signed=True,
):
    """Confirm a term, after comparing it with its source, as a second person."""


class LegalTermEnded(LawEnded[LegalTerm], type="term.ended"):
    """No term is computed by this row from that day on."""


class EndTerm(EndLaw[LegalTerm], kind=Kind.TERM, writes=LegalTermEnded):
    """Record the day from which this length of a term no longer applies."""


SECONDS = {
    DecidedBy.AGENCY: frozenset({WayOn.COMMITTEE, WayOn.COURT}),
    DecidedBy.COMMITTEE: frozenset({WayOn.MINISTER, WayOn.COURT}),
}
"""Possible second levels for each deciding level. No agency decides on a complaint against its own decision."""


class LevelDrafted(Begins[ComplaintLevel], type="level.drafted"):
    decided_by: DecidedBy
    second: WayOn
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime


class DraftLevel(DraftLaw, kind=Kind.LEVEL):
    """Enter which agency hears a second complaint. It has no effect until a second person confirms it."""

    decided_by: Annotated[DecidedBy, Spec(doc="Author of the decision or act that the complaint is against.")]
    second: Annotated[
        WayOn,
        Spec(
            doc=(
                "Body that hears the second complaint. Use COURT if there is no second level and only a court remains."
            )
        ),
    ]
    basis: Basis
    source: Source
    since: Since
    until: Until = None

    def decide(self, state: None, facts: Facts) -> LevelDrafted:
        """Draft the level.

        Raises Refused for a second level that is not above the first level, and for a source without an article.
        """
        check_article(self.basis, self.source)
        if self.second not in SECONDS[self.decided_by]:
            raise Refused(invalid("second", "no-level-above"))
        return facts.record(LevelDrafted, self, **drafted(self.since, self.until, facts))


class LevelActivated(DraftActivated[ComplaintLevel], type="level.activated"):
    """A second person compared the level with its source."""


class ActivateLevel(
    ActivateDraft[ComplaintLevel],
    kind=Kind.LEVEL,
    requires=(draft_of_another,),
    writes=LevelActivated,
    signed=True,
):
    """Confirm which agency hears a second complaint, after comparing the row with its source, as a second person."""


class LevelEnded(LawEnded[ComplaintLevel], type="level.ended"):
    """The level is not valid from that day on."""


class EndLevel(EndLaw[ComplaintLevel], kind=Kind.LEVEL, writes=LevelEnded):
    """Record the day from which this level of complaints no longer applies."""
