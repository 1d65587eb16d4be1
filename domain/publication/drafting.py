"""Drafts of notices: written for a case with a result, checked for personal data, submitted to the spokesperson (Đ4.5,
G6)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.state.pathways import IN_HAND, STANDING, PublicationState
from domain.case.state.related import CaseRef
from domain.kernel.event import Begins, Follows, Sealed, Step, filled
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import Exempt, Harmless
from domain.publication.command import WRITERS, WriterCommand, wording_of
from domain.publication.ground import (
    FIT_TO_PRINT,
    TELLABLE,
    PageIn,
    case_of,
    page_of,
    redress_of,
    result_to_tell,
    told_now,
)
from domain.publication.state import CaseResult, NoticeForm, Publication, Wording
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts

NOTICES_MOST = 10
"""Largest number of notices of one case, not counting withdrawn and retracted notices."""
DRAFTED = frozenset({PublicationState.DRAFT})
REDRESS = Ref(
    doc="Complaint whose ruling the notice is about. Null when it is about the result of the case itself.",
    to=Kind.REDRESS,
)


class PublicationDrafted(Begins[Publication], type="publication.drafted"):
    agency: str
    case: str
    form: NoticeForm
    redress_notice: Sealed
    wording: Wording
    result: CaseResult
    at: datetime
    page: str | None = None

    def begin(self, id: str) -> Publication:
        return filled(Publication, self, id=id, state=PublicationState.DRAFT, drafted_at=self.at)


class DraftPublication(OpeningCommand, kind=Kind.PUBLICATION, scope=Scope.PRESS_ISSUE, posts=WRITERS):
    """Draft a notice to the press about the result of a case (Đ4.5, Đ5.1.e, Đ5.7.c)."""

    case: Annotated[str, CaseRef(doc="Case with a result of your agency.")]
    form: Annotated[NoticeForm, Spec(doc="Form in which the press is informed.")]
    title: Annotated[str, Words(doc="Headline.", least=10, most=200, exempt=Exempt.MASKED)]
    claim: Annotated[
        str, Words(doc="Claim that was examined, in your own words.", least=10, most=1_000, exempt=Exempt.MASKED)
    ]
    text: Annotated[
        str,
        Words(
            doc="Findings and actions of the agencies. Write nothing that identifies a person.",
            least=20,
            most=10_000,
            exempt=Exempt.MASKED,
        ),
    ]
    redress_notice: Annotated[
        str,
        Words(
            doc="How, where and by when to complain about the result (G6).", least=20, most=2_000, exempt=Exempt.MASKED
        ),
    ]
    redress: Annotated[str | None, REDRESS] = None
    page: PageIn = None

    def decide(self, state: None, facts: Facts) -> PublicationDrafted:
        """Draft the notice. Raises Refused unless the case has a result that the agency may publish."""
        case, redress = case_of(self.case, facts), redress_of(self.redress, self.case, facts)
        result = result_to_tell(case, redress, facts.actor.own, facts)
        if len(case.live_notices) >= NOTICES_MOST:
            raise Refused(LimitReached(code="too-many-notices", limit=NOTICES_MOST))
        return facts.record(
            PublicationDrafted,
            self,
            case=case.id,
            wording=wording_of(self, "redress_notice", facts),
            result=result,
            page=page_of(self.page, None, self.form, facts.actor.own, facts),
        )


class PublicationReworded(Follows[Publication], type="publication.reworded"):
    redress_notice: Sealed
    wording: Wording
    result: CaseResult
    page: str | None = None

    def fold(self, notice: Publication) -> Publication:
        return replace(
            notice,
            state=PublicationState.DRAFT,
            redress_notice=self.redress_notice,
            wording=self.wording,
            result=self.result,
            checked=None,
            approved=None,
            release_at=None,
            page=self.page,
        )


class RewordPublication(WriterCommand, states=IN_HAND - {PublicationState.EMBARGOED}, requires=(*TELLABLE,)):
    """Rewrite a draft. Earlier confirmations and checks of it no longer count. For an embargo, use
    `changePressNoticeRelease`."""

    title: Annotated[str, Words(doc="Headline.", least=10, most=200, exempt=Exempt.MASKED)]
    claim: Annotated[str, Words(doc="The claim that was examined.", least=10, most=1_000, exempt=Exempt.MASKED)]
    text: Annotated[
        str, Words(doc=("Findings and actions of the agencies."), least=20, most=10_000, exempt=Exempt.MASKED)
    ]
    redress_notice: Annotated[
        str, Words(doc="Way, place and time limit to complain (G6).", least=20, most=2_000, exempt=Exempt.MASKED)
    ]
    page: PageIn = None

    def decide(self, notice: Publication, facts: Facts) -> PublicationReworded:
        """Reword the notice, with the current result of the case or of the complaint."""
        result, wording = told_now(notice, facts), wording_of(self, "redress_notice", facts)
        page = page_of(self.page, notice.page, notice.form, notice.agency, facts)
        return facts.record(PublicationReworded, self, wording=wording, result=result, page=page)


def some_finding_open(notice: Publication, facts: Facts) -> Problem | None:
    """The masking check has a finding that nobody has confirmed."""
    return RuleNotMet(code="findings-confirmed") if notice.open_wording.masked else None


class FindingConfirmed(Follows[Publication], type="publication.finding-confirmed"):
    """An officer confirmed that one finding of the masking check may stay."""

    key: str
    harmless: Harmless
    officer: str

    def fold(self, notice: Publication) -> Publication:
        if notice.correction:
            wording = self._answered(notice.correction.wording)
            return replace(notice, correction=replace(notice.correction, wording=wording))
        return replace(notice, wording=self._answered(notice.wording))

    def _answered(self, wording: Wording) -> Wording:
        findings = tuple(
            replace(finding, harmless=self.harmless, officer=self.officer) if finding.key == self.key else finding
            for finding in wording.findings
        )
        return replace(wording, findings=findings)


class ConfirmFinding(WriterCommand, states=DRAFTED | STANDING, additive=True, requires=(some_finding_open,)):
    """Confirm that one finding of the check for personal data is harmless. Reword the text to remove any other finding
    (G6)."""

    finding: Annotated[str, Ref(doc="Key of the finding.", to="open_wording.findings")]
    harmless: Annotated[Harmless, Spec(doc="Reason why the finding is harmless.")]

    def decide(self, notice: Publication, facts: Facts) -> FindingConfirmed:
        """Confirm the finding. Raises Refused if it is confirmed already."""
        found = next((finding for finding in notice.open_wording.findings if finding.key == self.finding), None)
        if found is None:
            raise Refused(invalid("finding", "finding-unknown"))
        if found.harmless:
            raise Refused(RuleNotMet(code="finding-confirmed"))
        return facts.record(FindingConfirmed, self, key=found.key)


class PublicationChecked(
    Follows[Publication], type="publication.checked", state=PublicationState.CHECKED, sets={"checked": "step"}
):
    """The draft was submitted to the spokesperson."""

    step: Step


class CheckPublication(WriterCommand, states=DRAFTED, writes=PublicationChecked, requires=(*FIT_TO_PRINT,)):
    """Submit a draft to the spokesperson. Every finding must be confirmed, and the case must still have the reported
    result."""


class GivenUp(Follows[Publication]):
    """The notice was withdrawn before publication."""

    step: Step

    def fold(self, notice: Publication) -> Publication:
        return replace(
            notice, state=PublicationState.WITHDRAWN, withdrawn=self.step, release_at=None, release_change=None
        )


class PublicationWithdrawn(GivenUp, type="publication.withdrawn"):
    """The agency withdrew the draft before publication."""


class PublicationHalted(GivenUp, type="publication.halted"):
    """The case was reopened before publication, which withdraws the notice."""


class WithdrawPublication(WriterCommand, states=IN_HAND, writes=PublicationWithdrawn):
    """Withdraw a notice that is not public yet."""

    reasons: Annotated[str, Words(doc="Reasons for the withdrawal.", least=10, most=2_000)]
