"""Complaints against a notice itself: its words, where the decision that it tells of is not what is wrong (Đ4.5).

An upheld complaint puts the notice under review at once, in public; then it is corrected or taken back, and can no
longer be confirmed as it is.
"""

from collections.abc import Iterator

from domain.case.state.case import Case
from domain.case.state.publication_link import STANDING
from domain.case.state.reopening import ReopeningGround
from domain.complaint.acts import ACTS, Undone
from domain.complaint.examination import RedressDecided
from domain.complaint.state import GRANTED, ContestedKind, Redress, StreamAct
from domain.kernel.calendar import local_date
from domain.publication.corrections import ReviewBegun
from domain.publication.public import complaint_code
from domain.publication.state import Publication
from domain.rules.facts import Facts
from domain.rules.linking import LinkedEvent, reacts_to


def act_of_notice(notice: Publication, case: Case) -> StreamAct | None:
    """The notice as what a complaint is against; None for one that never reached the public."""
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
    """The notice of an upheld complaint is under review, unless it was taken back."""
    notice = facts.linked.get(redress.subject or "")
    if ACTS[redress.about].undone is not Undone.UNDER_REVIEW or event.ruling.outcome not in GRANTED:
        return
    if isinstance(notice, Publication) and notice.state in STANDING:
        begun = ReviewBegun(at=event.ruling.at, ground=ReopeningGround.REDRESS, redress=redress.id)
        yield LinkedEvent(stream=notice.id, event=begun)
