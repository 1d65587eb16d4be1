"""Reports by anybody: content is reported without an account and followed with a code (Đ3.1, Đ3.2)."""

from collections.abc import Iterator
from typing import Annotated

from domain.case.command import OpeningCaseCommand
from domain.case.intake import (
    AS_WRITTEN,
    CLAIM_LEAST,
    CLAIM_MOST,
    CaseReported,
    content_faults,
    lead_today,
    regulation_today,
)
from domain.case.state.case import Channel, Medium, Receipt
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Address, ContactText, ReportedText, Spec, Words
from domain.kernel.impersonal import Exempt
from domain.kernel.refusals import InvalidInput, Refused
from domain.rules.facts import Facts


class PublicReport(OpeningCaseCommand, by={ActorKind.PUBLIC}):
    """Report content without an account."""

    claim: str
    free_of_secrets: Annotated[
        bool, Spec(doc="Declaration that the text contains no classified material (Đ2.2). Must be true.")
    ]
    medium: Annotated[
        Medium, Spec(doc="Kind of medium that shows the content, such as a web page. Never an account.")
    ] = Medium.OTHER
    url: Annotated[str | None, Address(doc="Address of the content. Stored as text; the register never opens it.")] = (
        None
    )
    place: Annotated[
        str | None,
        Words(doc="Where the content is, when it has no address.", least=3, most=500, exempt=Exempt.REPORTED),
    ] = None

    def joint_faults(self) -> Iterator[InvalidInput]:
        """Yield faults that the content causes between fields (Đ3.1)."""
        return content_faults(self.free_of_secrets, self.url, self.place)

    def reported(self, facts: Facts) -> CaseReported:
        """Enter it as received by the lead agency. Raises Refused."""
        if faults := list(self.joint_faults()):
            raise Refused(*faults)
        lead = lead_today(facts)
        return facts.record(
            CaseReported,
            self,
            claim_as_written=facts.sealed.get(AS_WRITTEN),
            regulation=regulation_today(facts),
            receipt=Receipt(received_at=facts.now, channel=Channel.PUBLIC),
            reporter=lead,
            lead=lead,
            ticket=facts.ticket,
        )


class ReportContent(PublicReport):
    """Report online content. You need no account."""

    claim: Annotated[
        str,
        ReportedText(
            doc="What the content claims and why it seems false.",
            least=CLAIM_LEAST,
            most=CLAIM_MOST,
            as_written=AS_WRITTEN,
        ),
    ]
    contact: Annotated[
        str | None, ContactText(doc="How to reach you, if you wish. It is stored apart from the case.", most=300)
    ] = None

    def decide(self, case: None, facts: Facts) -> CaseReported:
        return self.reported(facts)
