"""Reports by anybody, followed with a code (Đ3.1), and corrections of a report before its appraisal.

The earlier words stay sealed. A reworded claim is verified and reviewed again, because findings on the earlier words no
longer count.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.command import CaseEvent, LeadCommand, OpeningCaseCommand
from domain.case.intake import (
    AS_WRITTEN,
    CLAIM_LEAST,
    CLAIM_MOST,
    CaseReported,
    content_faults,
    lead_today,
    regulation_today,
)
from domain.case.state.case import Case, CaseState, Channel, Medium, Receipt, ReportCorrection
from domain.kernel.actor import ActorKind
from domain.kernel.event import Sealed, Step
from domain.kernel.fields import Address, ContactText, ReportedText, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, LimitReached, Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Post
from domain.kernel.wording import Exempt
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for, room_for


class PublicReport(OpeningCaseCommand, by={ActorKind.PUBLIC}):
    """Command that reports content without an account."""

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
        Words(doc="Place of the content, if it has no address.", least=3, most=500, exempt=Exempt.REPORTED),
    ] = None

    def joint_faults(self) -> Iterator[InvalidInput]:
        """Yield faults that concern several fields of the content (Đ3.1)."""
        return content_faults(self.free_of_secrets, self.url, self.place)

    def reported(self, facts: Facts) -> CaseReported:
        """Return the event of the report to the lead agency. Raises Refused if the report has a fault."""
        refuse_for(*self.joint_faults())
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
            doc="Claim of the content, and the reasons why it seems false.",
            least=CLAIM_LEAST,
            most=CLAIM_MOST,
            as_written=AS_WRITTEN,
        ),
    ]
    contact: Annotated[
        str | None,
        ContactText(doc=("How to reach you, if you wish. The contact is stored apart from the case."), most=300),
    ] = None

    def decide(self, case: None, facts: Facts) -> CaseReported:
        return self.reported(facts)


CORRECTIONS_MOST, ADDRESSES_MOST = 20, 20
BEFORE_APPRAISAL = frozenset({CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING})


class ReportCorrected(CaseEvent, type="case.report-corrected"):
    """The lead agency corrected the report, or entered another address of the same content."""

    step: Step
    claim: Sealed | None = None
    url: Sealed | None = None
    other_url: Sealed | None = None
    place: Sealed | None = None
    medium: Medium | None = None

    def fold(self, case: Case) -> Case:
        """Replace the report's words, and store the earlier words with the reason."""
        replaced = ReportCorrection(
            step=self.step,
            claim=case.claim if self.claim else None,
            url=case.url if self.url else None,
            place=case.place if self.place else None,
            medium=case.medium if self.medium else None,
            claim_as_written=case.claim_as_written if self.claim else None,
        )
        return replace(
            case,
            claim=self.claim or case.claim,
            claim_as_written=None if self.claim else case.claim_as_written,
            url=self.url or case.url,
            place=self.place or case.place,
            medium=self.medium or case.medium,
            addresses=(*case.addresses, self.other_url) if self.other_url else case.addresses,
            report_corrections=(*case.report_corrections, replaced),
        )


def not_appraised(case: Case, facts: Facts) -> Problem | None:
    """The case is not appraised yet."""
    return RuleNotMet(code="report-appraised") if case.appraisal else None


class CorrectReport(
    LeadCommand,
    scope=Scope.CASE_INTAKE,
    posts={Post.HANDLER},
    states=BEFORE_APPRAISAL,
    requires=(not_appraised, room_for("report_corrections", CORRECTIONS_MOST, "too-many-corrections")),
):
    """Correct what a report says, or add another address of the same content, before it is appraised (Đ3.1)."""

    reasons: Annotated[str, Words(doc="Reason for the correction, and its source.", least=10, most=2_000)]
    claim: Annotated[
        str | None,
        Words(
            doc="New claim; null leaves the claim unchanged. A new claim must be verified and reviewed again.",
            least=CLAIM_LEAST,
            most=CLAIM_MOST,
        ),
    ] = None
    url: Annotated[
        str | None,
        Address(
            doc=("New address of the content, which replaces the present address; null leaves the address unchanged.")
        ),
    ] = None
    other_url: Annotated[str | None, Address(doc="Further address of the same content.")] = None
    place: Annotated[
        str | None,
        Words(doc=("New place of content without an address; null leaves the place unchanged."), least=3, most=500),
    ] = None
    medium: Annotated[
        Medium | None,
        Spec(doc=("New kind of medium that shows the content; null leaves the kind unchanged. Never an account.")),
    ] = None

    def decide(self, case: Case, facts: Facts) -> ReportCorrected:
        if not any((self.claim, self.url, self.other_url, self.place, self.medium)):
            raise Refused(invalid("claim", "report-unchanged"))
        if self.other_url and len(case.addresses) >= ADDRESSES_MOST:
            raise Refused(LimitReached(code="too-many-case-addresses", limit=ADDRESSES_MOST))
        return facts.record(ReportCorrected, self)


class ContactForgotten(CaseEvent, type="case.contact-forgotten"):
    """The reporter's contact was destroyed on the order that the event names."""

    erasure: str

    def fold(self, case: Case) -> Case:
        return replace(case, contact=None)
