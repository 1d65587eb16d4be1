"""The lead agency's guidance on giving information to the press (Đ5.1.e): to agencies, never to the press (X5)."""

from dataclasses import dataclass
from typing import Annotated

from domain.activity.state.activity import Guidance, Recording, recording
from domain.kernel.event import Event
from domain.kernel.fields import Items, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import AgencyKind, Post
from domain.rules.action import Action
from domain.rules.facts import Facts

NOT_GUIDED = frozenset({AgencyKind.PRESS, AgencyKind.JOURNALISTS, AgencyKind.MINISTRY})
"""Kinds that no guidance is addressed to: the press is not instructed, a ministry is not bound."""


class GuidanceIssued(Event, type="activity.guidance-issued"):
    """The lead agency gave guidance."""

    by: Recording
    guidance: Guidance


@dataclass(frozen=True, kw_only=True)
class IssueGuidance:
    """Guide kinds of agencies in giving information to the press (Đ5.1.e)."""

    title: Annotated[str, Words(doc="Its title.", least=5, most=300)]
    text: Annotated[str, Words(doc="Its text.", least=20, most=20_000)]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    addressees: Annotated[
        tuple[AgencyKind, ...],
        Items(doc="The kinds of agency it is for; never the press or its association (X5).", most=len(AgencyKind)),
    ]


def guide(state: None, command: IssueGuidance, facts: Facts) -> tuple[Event, ...]:
    """Give guidance."""
    if faults := addressee_faults(command.addressees):
        raise Refused(*faults)
    guidance = Guidance(
        title=facts.sealed["title"],
        text=facts.sealed["text"],
        document_number=facts.sealed["document_number"],
        addressees=command.addressees,
    )
    return (GuidanceIssued(by=recording(facts), guidance=guidance),)


def addressee_faults(addressees: tuple[AgencyKind, ...]) -> list[InvalidInput]:
    """A fault without addressees, and with one that is not guided."""
    if not addressees:
        return [invalid("addressees", "addressee-needed")]
    return [invalid("addressees", "not-guided-here")] if NOT_GUIDED.intersection(addressees) else []


ACTIONS = (
    Action(
        command=IssueGuidance,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=guide,
        scope=Scope.GUIDANCE_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
    ),
)
