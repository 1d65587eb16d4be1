"""The lead agency's guidance on giving information to the press (Đ5.1.e): to agencies, never to the press (X5)."""

from typing import Annotated

from domain.activity.command import RecordCommand, recorded, recording
from domain.activity.state.activity import Activity, ActivityType, Guidance, Recording
from domain.kernel.event import Begins
from domain.kernel.fields import Items, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import AgencyKind, Post
from domain.rules.facts import Facts
from domain.rules.guards import asks_for_no_campaign

NOT_GUIDED = frozenset({AgencyKind.PRESS, AgencyKind.JOURNALISTS, AgencyKind.MINISTRY})
"""Kinds that no guidance is addressed to: the press is not instructed, a ministry is not bound."""


def addressee_faults(addressees: tuple[AgencyKind, ...]) -> list[InvalidInput]:
    """A fault without addressees, and with one that is not guided."""
    if not addressees:
        return [invalid("addressees", "addressee-needed")]
    return [invalid("addressees", "not-guided-here")] if NOT_GUIDED.intersection(addressees) else []


class GuidanceIssued(Begins[Activity], type="activity.guidance-issued"):
    by: Recording
    guidance: Guidance

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.GUIDANCE, guidance=self.guidance)


class IssueGuidance(RecordCommand, scope=Scope.GUIDANCE_ISSUE, posts={Post.SIGNATORY}):
    """Issue guidance for agencies on informing the press (Đ5.1.e)."""

    title: Annotated[str, Words(doc="Its title.", least=5, most=300)]
    text: Annotated[str, Words(doc="Its text.", least=20, most=20_000)]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    addressees: Annotated[
        tuple[AgencyKind, ...],
        Items(doc="Kinds of agency that it is for, never the press or its association (X5).", most=len(AgencyKind)),
    ]

    def decide(self, state: None, facts: Facts) -> GuidanceIssued:
        asks_for_no_campaign(self, "title", "text")
        if faults := addressee_faults(self.addressees):
            raise Refused(*faults)
        return GuidanceIssued(by=recording(facts), guidance=facts.record(Guidance, self))
