"""Reports by anybody: content is reported without an account and followed with a code (Đ3.1, Đ3.2)."""

from dataclasses import dataclass
from typing import Annotated

from domain.case.intake import CLAIM_LEAST, CLAIM_MOST, REGULATION, CaseReported, lead_today
from domain.case.state.case import Channel, Medium, Receipt
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Address, Confided, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused, invalid
from domain.rules.action import Action
from domain.rules.facts import Facts


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """Report online content; no account is needed."""

    claim: Annotated[
        str, Words(doc="What the content claims and why it seems false.", least=CLAIM_LEAST, most=CLAIM_MOST)
    ]
    free_of_secrets: Annotated[bool, Spec(doc="Declares that no classified matter is entered (Đ2.2). Must be true.")]
    medium: Annotated[Medium, Spec(doc="What kind of place the content stands in.")] = Medium.OTHER
    url: Annotated[str | None, Address(doc="Address of the content. Stored as text; the register never opens it.")] = (
        None
    )
    place: Annotated[str | None, Words(doc="Where the content stands when it has no address.", least=3, most=500)] = (
        None
    )
    contact: Annotated[
        str | None, Confided(doc="How to reach the person, if wished; kept apart from the case.", most=300)
    ] = None


def report(state: None, command: ReportContent, facts: Facts) -> tuple[Event, ...]:
    """Enter the report as received by the lead agency."""
    faults: list[Problem] = []
    if not command.free_of_secrets:
        faults.append(invalid("free_of_secrets", "secrets-not-admitted"))
    if command.url is None and command.place is None:
        faults.append(invalid("url", "where-needed"))
    if faults:
        raise Refused(*faults)
    lead = lead_today(facts)
    made = CaseReported(
        code=facts.code,
        regulation=REGULATION,
        claim=facts.sealed["claim"],
        receipt=Receipt(received_at=facts.now, channel=Channel.PUBLIC),
        reporter=lead,
        lead=lead,
        medium=command.medium,
        url=facts.sealed.get("url"),
        place=facts.sealed.get("place"),
        ticket=facts.ticket,
        contact=facts.contact_details.get("contact"),
    )
    return (made,)


ACTIONS = (
    Action(
        command=ReportContent,
        stream=Kind.CASE,
        creates=True,
        decide=report,
        by=frozenset({ActorKind.PUBLIC}),
    ),
)
