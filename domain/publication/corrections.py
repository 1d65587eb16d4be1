"""Correction, retraction and review of a public notice, each with a public reason.

A reopening puts the public notices of the case under review at once. An upheld complaint against a notice also puts the
notice under review, in public. Such a notice must be corrected or retracted, and can no longer be confirmed unchanged.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.state.case import Case
from domain.case.state.pathways import STANDING, PublicationState, ReopeningGround
from domain.complaint.acts import ACTS, Undone
from domain.complaint.examination import RedressDecided
from domain.complaint.state import GRANTED, ContestedKind, Redress, StreamAct
from domain.kernel.calendar import local_date
from domain.kernel.event import Follows, Step, Topic
from domain.kernel.fields import Spec, Words
from domain.kernel.masking import spans
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.wording import Exempt
from domain.publication.command import SpeakerCommand, WriterCommand, wording_of
from domain.publication.drafting import REDRESS
from domain.publication.ground import (
    TELLABLE,
    PageIn,
    findings_answered,
    ground_to_tell,
    not_recused,
    on_official_page,
    own_result,
    page_of,
    redress_of,
    told_now,
)
from domain.publication.public import complaint_code
from domain.publication.publishing import person_served, speaks, written_by_others
from domain.publication.state import (
    CaseResult,
    CorrectionDraft,
    Publication,
    PublicChange,
    Retraction,
    RetractionGround,
)
from domain.rules.facts import Facts
from domain.rules.guards import room_for
from domain.rules.linking import LinkedEvent, reacts_to

VERSIONS_MOST = 50


def naming_nobody(reasons: str) -> None:
    """Raise Refused if the masking check has a finding in the reason, because the reason is public at once."""
    if spans(reasons):
        raise Refused(invalid("reasons", "reason-points-at-somebody"))


class CorrectionDrafted(Follows[Publication], type="publication.correction-drafted"):
    correction: CorrectionDraft


class DraftCorrection(
    WriterCommand, states=STANDING, requires=(room_for("versions", VERSIONS_MOST, "too-many-versions"), not_recused)
):
    """Draft a correction of a public notice. The correction replaces the notice in the same form and place (Đ4.5)."""

    title: Annotated[str, Words(doc="Headline.", least=10, most=200, exempt=Exempt.MASKED)]
    claim: Annotated[str, Words(doc="The claim that was examined.", least=10, most=1_000, exempt=Exempt.MASKED)]
    text: Annotated[
        str, Words(doc=("Findings and actions of the agencies."), least=20, most=10_000, exempt=Exempt.MASKED)
    ]
    reasons: Annotated[
        str, Words(doc="Reason for the correction, for the public to read.", least=10, most=2_000, exempt=Exempt.MASKED)
    ]
    redress: Annotated[str | None, REDRESS] = None
    page: PageIn = None

    def decide(self, notice: Publication, facts: Facts) -> CorrectionDrafted:
        """Draft the correction. The masking check covers the reason too, because the public reads the reason."""
        redress_of(self.redress, notice.case, facts)
        wording = wording_of(self, "reasons", facts)
        page = page_of(self.page, notice.page, notice.form, notice.agency, facts)
        correction = facts.record(CorrectionDraft, self, wording=wording, reason=facts.sealed["reasons"], page=page)
        return CorrectionDrafted(correction=correction)


def correction_drafted(notice: Publication, facts: Facts) -> Problem | None:
    """A correction is drafted."""
    return None if notice.correction else RuleNotMet(code="no-correction")


class PublicationCorrected(Follows[Publication], type="publication.corrected", topic=Topic.PUBLICATION_CORRECTED):
    step: Step
    result: CaseResult

    def fold(self, notice: Publication) -> Publication:
        correction = notice.correction
        if correction is None:
            raise TypeError(f"{self.TYPE} does not follow {notice}")
        return replace(
            notice,
            state=PublicationState.CORRECTED,
            wording=correction.wording,
            result=self.result,
            page=correction.page or notice.page,
            approved=self.step,
            correction=None,
            review_since=None,
            upheld=None,
        ).showing(PublicChange.CORRECTED, self.step.at, correction.reason)


class IssueCorrection(
    SpeakerCommand,
    states=STANDING,
    requires=(
        *(correction_drafted, speaks, written_by_others, person_served),
        *(findings_answered, *TELLABLE, on_official_page),
    ),
    signed=True,
):
    """Issue a correction, which replaces the notice, as the spokesperson (Đ4.5)."""

    def decide(self, notice: Publication, facts: Facts) -> PublicationCorrected:
        """Issue the correction with the current result of the case, or of the complaint that is its ground."""
        return PublicationCorrected(step=facts.step(), result=told_now(notice, facts))


class ReviewBegun(Follows[Publication], type="publication.under-review", topic=Topic.PUBLICATION_CORRECTED):
    """The notice is under review, which is public at once. The case was reopened, or a complaint against the notice was
    upheld."""

    at: datetime
    ground: ReopeningGround
    redress: str | None = None
    """Complaint against the notice; None if its case was reopened."""

    def fold(self, notice: Publication) -> Publication:
        notice = replace(notice, review_since=self.at, upheld=self.redress or notice.upheld)
        return notice.showing(PublicChange.UNDER_REVIEW, self.at, ground=self.ground)


class PublicationConfirmed(Follows[Publication], type="publication.confirmed", topic=Topic.PUBLICATION_CORRECTED):
    """The notice remains unchanged, because the reopened case had the same result."""

    step: Step
    result: CaseResult

    def fold(self, notice: Publication) -> Publication:
        notice = replace(notice, result=self.result, review_since=None)
        return notice.showing(PublicChange.CONFIRMED, self.step.at, self.step.note)


def complaint_not_upheld(notice: Publication, facts: Facts) -> Problem | None:
    """No complaint against the words of the notice was upheld."""
    return RuleNotMet(code="notice-complaint-upheld") if notice.upheld else None


def under_review(notice: Publication, facts: Facts) -> Problem | None:
    """The notice is under review."""
    return None if notice.review_since else RuleNotMet(code="not-under-review")


def ground_as_issued(notice: Publication, facts: Facts) -> Problem | None:
    """The ground of the issued notice, not of its drafted correction, has a result to publish today (G6)."""
    return ground_to_tell(replace(notice, correction=None), facts)


def served_as_issued(notice: Publication, facts: Facts) -> Problem | None:
    """The person concerned was informed of the decision that the issued notice reports, or the record states why not
    (G6)."""
    return person_served(replace(notice, correction=None), facts)


def same_result(notice: Publication, facts: Facts) -> Problem | None:
    """The current result of the case is the same as in the public notice (G6)."""
    now, said = own_result(replace(notice, correction=None), facts), notice.versions[-1].result
    if now is None:
        return None
    same = (now.finding, now.measure, now.outcome) == (said.finding, said.measure, said.outcome)
    return None if same else unguarded(Guard.G6_PUBLICATION, "result-changed")


class ConfirmPublication(
    SpeakerCommand,
    states=STANDING,
    requires=(complaint_not_upheld, under_review, speaks, served_as_issued, ground_as_issued, not_recused, same_result),
):
    """Confirm a notice under review, because the case has the same result again (Đ4.5)."""

    reasons: Annotated[
        str,
        Words(
            doc=("Reasons why the notice remains valid, for the public to read."),
            least=10,
            most=2_000,
            exempt=Exempt.MASKED,
        ),
    ]

    def decide(self, notice: Publication, facts: Facts) -> PublicationConfirmed:
        naming_nobody(self.reasons)
        result = told_now(replace(notice, correction=None), facts)
        return PublicationConfirmed(step=facts.step(note="reasons"), result=result)


class PublicationRetracted(Follows[Publication], type="publication.retracted", topic=Topic.PUBLICATION_RETRACTED):
    """The agency retracted the notice. A public entry in its place announces the retraction."""

    retraction: Retraction

    def fold(self, notice: Publication) -> Publication:
        made = self.retraction
        notice = replace(notice, state=PublicationState.RETRACTED, retraction=made, correction=None, review_since=None)
        notice = replace(notice, upheld=None)
        return notice.showing(PublicChange.RETRACTED, made.at, made.reason)


class RetractPublication(SpeakerCommand, states=STANDING, requires=(speaks,), signed=True):
    """Retract a notice. A public entry in its place states the retraction and the reasons. Earlier texts stay readable,
    except personal data (Đ4.5)."""

    ground: Annotated[RetractionGround, Spec(doc="Ground of the retraction.")]
    reasons: Annotated[str, Words(doc="Reasons, for the public to read.", least=10, most=2_000, exempt=Exempt.MASKED)]

    def decide(self, notice: Publication, facts: Facts) -> PublicationRetracted:
        """Retract the notice. Raises Refused for a reason that identifies a person."""
        naming_nobody(self.reasons)
        return PublicationRetracted(retraction=facts.record(Retraction, self, reason=facts.sealed["reasons"]))


def act_of_notice(notice: Publication, case: Case) -> StreamAct | None:
    """Return the notice as an act that a person can complain about; None if the notice was never public."""
    if not notice.versions:
        return None
    return StreamAct(
        kind=ContestedKind.NOTICE,
        stream=notice.id,
        public_code=complaint_code(notice.id),
        agency=notice.agency,
        on=local_date(notice.versions[0].at),
        cycle=case.cycle,
    )


@reacts_to(RedressDecided)
def reviewed(redress: Redress, event: RedressDecided, facts: Facts) -> Iterator[LinkedEvent[ReviewBegun]]:
    """Put the notice of an upheld complaint under review, unless it was retracted."""
    notice = facts.linked.get(redress.subject or "")
    if ACTS[redress.about].undone is not Undone.UNDER_REVIEW or event.ruling.outcome not in GRANTED:
        return
    if isinstance(notice, Publication) and notice.state in STANDING:
        begun = ReviewBegun(at=event.ruling.at, ground=ReopeningGround.REDRESS, redress=redress.id)
        yield LinkedEvent(stream=notice.id, event=begun)
