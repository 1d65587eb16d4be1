"""Terms of the law and of the province as data: entered by one person, confirmed by another, valid by date (Đ8.1).

The text that the number was compared with stands in the row's source. What was counted before a row began stays.
"""

from datetime import datetime
from typing import Annotated

from domain.administration import drafts
from domain.kernel.event import Begins
from domain.kernel.fields import Spec, Whole
from domain.kernel.kind import Kind
from domain.kernel.span import Span
from domain.kernel.term import TermSource
from domain.registry.legal_term import LegalTerm, TermOf
from domain.rules.facts import Facts

AMOUNT_MOST = 36_500
"""A hundred years in days: longer than anything is kept."""


class LegalTermDrafted(Begins[LegalTerm], type="term.drafted"):
    term: TermOf
    amount: int
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime
    remote_amount: int | None = None


class DraftTerm(drafts.DraftLaw, kind=Kind.TERM):
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
    basis: drafts.Basis
    source: drafts.Source
    since: drafts.Since
    until: drafts.Until = None
    remote_amount: Annotated[
        int | None, Whole(doc="Length in remote areas, if it differs.", least=1, most=AMOUNT_MOST)
    ] = None

    def decide(self, state: None, facts: Facts) -> LegalTermDrafted:
        """A term of a law names its article."""
        drafts.check_article(self.basis, self.source)
        return facts.record(LegalTermDrafted, self, **drafts.drafted(self.since, self.until, facts))


class LegalTermActivated(drafts.DraftActivated[LegalTerm], type="term.activated"):
    """A second person compared it with its source."""


class ActivateTerm(
    drafts.ActivateDraft[LegalTerm],
    kind=Kind.TERM,
    requires=(drafts.draft_of_another,),
    writes=LegalTermActivated,
    signed=True,
):
    """Confirm a term, after comparing it with its source, as a second person."""


class LegalTermEnded(drafts.LawEnded[LegalTerm], type="term.ended"):
    """Nothing that begins from a day on is counted by it."""


class EndTerm(drafts.EndLaw[LegalTerm], kind=Kind.TERM, writes=LegalTermEnded):
    """Record the day from which this length of a term no longer applies."""
