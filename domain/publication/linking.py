"""Links between notices and cases. An event of a notice also writes an event to the case, or the reverse, in the same
transaction.

A case without a live notice causes no extra work.
"""

from collections.abc import Iterator
from typing import Any

from domain.case.carrying import CarryVerification
from domain.case.closing import CaseReopened
from domain.case.links import PublicationNoted
from domain.case.state.case import Case
from domain.case.state.pathways import IN_HAND, STANDING, ReopeningGround
from domain.complaint.examination import RedressDecided, reopening_by
from domain.complaint.state import ContestedDecision, Redress
from domain.kernel.event import Event, Step
from domain.kernel.vocabulary import Kind
from domain.publication.corrections import PublicationConfirmed, PublicationCorrected, PublicationRetracted, ReviewBegun
from domain.publication.drafting import PublicationDrafted, PublicationHalted, PublicationWithdrawn
from domain.publication.publishing import PublicationIssued
from domain.publication.state import Publication
from domain.rules.facts import Facts
from domain.rules.linking import LinkedEvent, links_streams, reacts_to


@links_streams(Kind.PUBLICATION)
def of_notice(notice: Publication | None, command: Any) -> Iterator[str]:
    """Yield the case of a notice, and the complaints whose rulings it reports or will report."""
    yield notice.case if notice else command.case
    yield from notice.grounds if notice else ()
    if redress := getattr(command, "redress", None):
        yield redress


@links_streams(Kind.CASE, guards_look=False)
def of_case(case: Case | None, command: Any) -> Iterator[str]:
    """Yield the notices of a case that are public or in preparation, and the earlier case whose verification the case
    uses."""
    if (
        case
        and case.duplicate_of
        and (isinstance(command, CarryVerification) or any(row.carried for row in case.verifications))
    ):
        yield case.duplicate_of
    yield from (link.publication for link in (case.live_notices if case else ()))


@reacts_to(
    PublicationDrafted,
    PublicationIssued,
    PublicationCorrected,
    PublicationConfirmed,
    PublicationRetracted,
    PublicationWithdrawn,
)
def noted_in_case(notice: Publication, event: Event, facts: Facts) -> Iterator[LinkedEvent[PublicationNoted]]:
    """Yield the event for the case: a notice was begun, or its public state changed."""
    noted = PublicationNoted(publication=notice.id, state=notice.state, redress=notice.result.redress)
    yield LinkedEvent(stream=notice.case, event=noted)


@reacts_to(CaseReopened)
def halted_or_reviewed(
    case: Case, event: CaseReopened, facts: Facts
) -> Iterator[LinkedEvent[PublicationHalted | ReviewBegun]]:
    """Yield the events after a reopening. A notice in preparation is withdrawn, and a public notice is put under
    review."""
    reopening = event.reopening
    for id, notice in facts.linked.items():
        if isinstance(notice, Publication):
            step = Step(agency=notice.agency, officer=reopening.officer, at=reopening.at)
            review = ReviewBegun(at=reopening.at, ground=reopening.ground)
            halted = notice.state in IN_HAND
            yield LinkedEvent(stream=id, event=PublicationHalted(step=step) if halted else review)


@reacts_to(RedressDecided)
def contradicted(redress: Redress, event: RedressDecided, facts: Facts) -> Iterator[LinkedEvent[ReviewBegun]]:
    """Yield the review of a notice about the previous ruling. Yield nothing if the case is reopened, because the
    reopening covers all its notices."""
    known, ruling = facts.known(ContestedDecision), event.ruling
    if known is None or reopening_by(redress, ruling, known.case):
        return
    for link in known.case.live_notices:
        if link.redress == redress.id and link.state in STANDING:
            review = ReviewBegun(at=ruling.at, ground=ReopeningGround.REDRESS)
            yield LinkedEvent(stream=link.publication, event=review)
