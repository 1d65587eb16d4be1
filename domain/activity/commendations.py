"""Proposing a commendation (Đ7.1): for work well done, never for how much was removed or reported.

An individual is commended by a document and has no name here; there is no field for one.
"""

from dataclasses import dataclass
from typing import Annotated

from domain.activity.state.activity import Commendation, Commended, Merit, Recording, recording
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known


class CommendationProposed(Event, type="activity.commendation-proposed"):
    """An agency proposed a commendation."""

    by: Recording
    commendation: Commendation


@dataclass(frozen=True, kw_only=True)
class ProposeCommendation:
    """Propose to commend an organisation or an individual for their part in the work (Đ7.1)."""

    commended: Annotated[Commended, Spec(doc="Who is commended, as a kind.")]
    merit: Annotated[Merit, Spec(doc="What for; how much was removed is no merit.")]
    document_number: Annotated[
        str, Words(doc="Number of the document that proposes or decides it; only there is anybody named.", most=60)
    ]
    organisation: Annotated[
        str | None, Ref(doc="The agency commended, when it is one of the registry; none for an individual.")
    ] = None


def propose(state: None, command: ProposeCommendation, facts: Facts) -> tuple[Event, ...]:
    """Propose a commendation."""
    if faults := _organisation_faults(command, facts):
        raise Refused(*faults)
    commendation = Commendation(
        commended=command.commended,
        merit=command.merit,
        document_number=facts.sealed["document_number"],
        organisation=command.organisation,
    )
    return (CommendationProposed(by=recording(facts), commendation=commendation),)


def _organisation_faults(command: ProposeCommendation, facts: Facts) -> list[InvalidInput]:
    if command.organisation is None:
        return []
    if command.commended is Commended.INDIVIDUAL:
        return [invalid("organisation", "individual-without-agency")]
    return agency_known("organisation", command.organisation, facts)


ACTIONS = (
    Action(
        command=ProposeCommendation,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=propose,
        scope=Scope.MERIT_PROPOSE,
        posts=frozenset({Post.HANDLER}),
    ),
)
