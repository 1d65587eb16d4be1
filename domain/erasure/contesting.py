"""Complaints against the refusal to show, correct or erase personal data: what is upheld is answered again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.case.state.case import Case
from domain.complaint.acts import ACTS, Undone
from domain.complaint.examination import RedressDecided
from domain.complaint.state import GRANTED, ContestedKind, Redress, StreamAct
from domain.complaint.terms import Deadline
from domain.erasure.command import ErasureEvent
from domain.erasure.data_terms import late_after, terms_of
from domain.erasure.state import DataRequest, Erasure, ErasureState, Word
from domain.kernel.calendar import local_date
from domain.kernel.job import Job
from domain.rules.facts import Facts
from domain.rules.linking import LinkedEvent, reacts_to


def refusal_of(erasure: Erasure) -> Word | None:
    """The word that refused what a person asked for; None while it was not refused."""
    return (erasure.refusal or erasure.answer) if erasure.public_code else None


def act_of_refusal(erasure: Erasure, case: Case) -> StreamAct | None:
    """The refusal as what a complaint is against; None without one."""
    refused = refusal_of(erasure)
    if refused is None or erasure.public_code is None:
        return None
    return StreamAct(
        kind=ContestedKind.REFUSED_REQUEST,
        stream=erasure.id,
        public_code=erasure.public_code,
        agency=refused.agency,
        on=local_date(refused.at),
        cycle=case.cycle,
    )


class DataRequestAskedAgain(ErasureEvent, type="erasure.asked-again"):
    """A complaint against the refusal was upheld: another person has to answer."""

    redress: str
    at: datetime
    reply_by: datetime
    done_by: Deadline | None = None

    def fold(self, erasure: Erasure) -> Erasure:
        """As it was when it came in; what was said before stays on record."""
        request, refused = erasure.request, refusal_of(erasure)
        if request is None or refused is None:
            raise TypeError(f"{self.TYPE} does not follow {erasure}")
        return replace(
            erasure,
            state=ErasureState.REQUESTED,
            request=self._asked(request),
            former=(*erasure.former, refused),
            overdue_at=None,
            replied=None,
            extended=None,
            undone_at=None,
            answer=None,
            approvals=(),
            refusal=None,
            public_code=None,
            upheld=self.redress,
        )

    def jobs(self, erasure: Erasure) -> Iterator[Job]:
        assert erasure.request is not None  # it was asked for
        return late_after(erasure.request)

    def _asked(self, request: DataRequest) -> DataRequest:
        """The request with its new terms; an event of before says nothing of the second."""
        if self.done_by is None:
            return replace(request, reply_by=self.reply_by)
        return replace(request, begun=self.at, reply_by=self.reply_by, done_by=self.done_by)


@reacts_to(RedressDecided)
def asked_again(redress: Redress, event: RedressDecided, facts: Facts) -> Iterator[LinkedEvent[DataRequestAskedAgain]]:
    """The refusal of an upheld complaint falls; the terms begin again."""
    request = facts.linked.get(redress.subject or "")
    if ACTS[redress.about].undone is not Undone.ANSWERED_AGAIN or event.ruling.outcome not in GRANTED:
        return
    if isinstance(request, Erasure) and request.public_code == redress.decision:
        assert request.request is not None  # it was asked for
        terms = terms_of(request.request.kind, event.ruling.at, facts.registry)
        again = DataRequestAskedAgain(
            redress=redress.id, at=terms["begun"], reply_by=terms["reply_by"], done_by=terms["done_by"]
        )
        yield LinkedEvent(stream=request.id, event=again)
