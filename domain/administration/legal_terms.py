"""Terms of the law and of the province as data: entered by one person, confirmed by another, valid by date (Đ8.1).

The text that the number was compared with stands in the row's source. What was counted before a row began stays.
"""

from datetime import date, datetime
from typing import Annotated

from domain.administration.confirming import ADMINISTRATORS, DraftActivated, draft_of_another, only_shortened
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Spec, Whole
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, invalid
from domain.kernel.replacing import replace
from domain.kernel.roles import OFFICERS
from domain.kernel.span import Span, span_of
from domain.kernel.term import TermSource
from domain.registry.legal_term import LegalTerm, TermOf
from domain.registry.texts import named_text
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

AMOUNT_MOST = 36_500
"""A hundred years in days: longer than anything is kept."""
SOURCE_MOST = 500
ENTERED_BY = ADMINISTRATORS
"""The operator enters drafts from the command line; no other act on a row of law is the operator's (G5)."""
BASIS = Spec(doc="Whether a law sets it, or the province chose it.")
SOURCE = named_text(
    "Law and article that set it, with their words; or the document in which the province chose it.",
    SOURCE_MOST,
    Exempt.LAW,
)
SINCE = Spec(doc="First day: what begins on it or later is counted by this row.")
UNTIL = Spec(doc="First day on which it is no longer valid; null for no end.")
END_REASON = named_text("What ended it.", SOURCE_MOST, Exempt.LAW)


def check_article(basis: TermSource, source: str) -> None:
    """Raises Refused for a row of a law that names no article."""
    if basis is TermSource.LAW and not any(sign.isdigit() for sign in source):
        raise Refused(invalid("source", "article-needed"))


class LegalTermDrafted(Begins[LegalTerm], type="term.drafted"):
    """A term was entered."""

    term: TermOf
    amount: int
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime
    remote_amount: int | None = None


class DraftTerm(OpeningCommand, kind=Kind.TERM, scope=Scope.LAW_EDIT, posts=OFFICERS, by=ENTERED_BY):
    """Enter the length of a term. It has no effect until a second person confirms it."""

    term: Annotated[TermOf, Spec(doc="What the term is for. It decides the unit.")]
    amount: Annotated[
        int,
        Whole(
            doc="Length of the term, in the unit of `term`: hours, days, working days or months.",
            least=1,
            most=AMOUNT_MOST,
        ),
    ]
    basis: Annotated[TermSource, BASIS]
    source: Annotated[str, SOURCE]
    since: Annotated[date, SINCE]
    until: Annotated[date | None, UNTIL] = None
    remote_amount: Annotated[
        int | None, Whole(doc="Length in remote areas, if it differs.", least=1, most=AMOUNT_MOST)
    ] = None

    def decide(self, state: None, facts: Facts) -> LegalTermDrafted:
        """A term of a law names its article."""
        check_article(self.basis, self.source)
        return facts.record(
            LegalTermDrafted,
            self,
            span=span_of(self.since, self.until),
            drafted_by=facts.actor.subject,
            drafted_at=facts.now,
        )


class TermCommand(CommandOn[LegalTerm], kind=Kind.TERM, scope=Scope.LAW_EDIT, posts=OFFICERS):
    """What is done with a term."""


class LegalTermActivated(DraftActivated[LegalTerm], type="term.activated"):
    """A second person compared it with its source."""


class ActivateTerm(TermCommand):
    """Confirm a term, after comparing it with its source, as a second person."""

    may = staticmethod(draft_of_another)

    def decide(self, term: LegalTerm, facts: Facts) -> LegalTermActivated:
        return LegalTermActivated(activated_by=facts.actor.subject, activated_at=facts.now)


class LegalTermEnded(Follows[LegalTerm], type="term.ended"):
    """Nothing that begins from a day on is counted by it."""

    until: date
    reason: str

    def fold(self, term: LegalTerm) -> LegalTerm:
        return replace(term, span=replace(term.span, until=self.until), ended_for=self.reason)


class EndTerm(TermCommand):
    """Record the day from which this length of a term no longer applies."""

    until: Annotated[date, Spec(doc="First day on which it is no longer valid.")]
    reasons: Annotated[str, END_REASON]

    def decide(self, term: LegalTerm, facts: Facts) -> LegalTermEnded:
        """Never prolongs it: that would be a term that nobody confirmed. What was counted stays."""
        only_shortened(term.span, self.until)
        return LegalTermEnded(until=self.until, reason=self.reasons)
