"""Proposing a commendation (Đ7.1): for work well done, never for how much was removed or reported.

An individual is commended by a document and has no name here; there is no field for one.
"""

from typing import Annotated

from domain.activity.command import RecordCommand, recorded, recording
from domain.activity.state.activity import Activity, ActivityType, Commendation, Commended, Merit, Recording
from domain.kernel.event import Begins
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import Post
from domain.rules.facts import Facts
from domain.rules.guards import agency_known


class CommendationProposed(Begins[Activity], type="activity.commendation-proposed"):
    by: Recording
    commendation: Commendation

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.COMMENDATION, commendation=self.commendation)


class ProposeCommendation(RecordCommand, scope=Scope.MERIT_PROPOSE, posts={Post.HANDLER}):
    """Propose to commend an organisation or an individual for their part in the work (Đ7.1)."""

    commended: Annotated[Commended, Spec(doc="Kind of person or organisation to commend.")]
    merit: Annotated[Merit, Spec(doc="Merit to commend. How much content was removed is not a merit.")]
    document_number: Annotated[
        str, Words(doc="Number of the document that proposes or decides it. Only the document names anybody.", most=60)
    ]
    organisation: Annotated[
        str | None, Ref(doc="Agency to commend, when it is in the registry. Null for an individual.", to=Kind.AGENCY)
    ] = None

    def decide(self, state: None, facts: Facts) -> CommendationProposed:
        if faults := self._organisation_faults(facts):
            raise Refused(*faults)
        return CommendationProposed(by=recording(facts), commendation=facts.record(Commendation, self))

    def _organisation_faults(self, facts: Facts) -> list[InvalidInput]:
        if self.organisation is None:
            return []
        if self.commended is Commended.INDIVIDUAL:
            return [invalid("organisation", "individual-without-agency")]
        return agency_known("organisation", self.organisation, facts)
