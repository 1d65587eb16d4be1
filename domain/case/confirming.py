"""Confirmations of a request for protection: others saw who asks, inspectors saw it handled (Đ2.2).

Nobody is believed about a request that they recorded. An agency that neither leads the case nor recorded the request
saw the paper of who asks. An inspector sees each case in which content was tested as harmful.
"""

from datetime import datetime
from typing import Annotated

from domain.case.at_once import ProtectionLapsed, lapsed, with_request
from domain.case.command import CaseCommand
from domain.case.guards import asked_to_protect, member, not_concerned, protection_asked, took_no_part_in_it
from domain.case.notification import ToldToLead
from domain.case.protection import BEFORE_DECISION
from domain.case.state.case import Case
from domain.case.state.protection import Confirmation, Inspected, ProtectionRequest, ShownBy
from domain.kernel.fields import Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.kernel.roles import INSPECTING, OFFICERS
from domain.rules.facts import Facts
from domain.rules.guards import not_of


class ProtectionConfirmed(ToldToLead, type="case.protection-confirmed"):
    """An agency that neither leads the case nor recorded the request saw who asks."""

    confirmation: Confirmation

    def fold(self, case: Case) -> Case:
        return with_request(case, case.protections[-1].id, confirmed=self.confirmation)


def neither_led_nor_recorded_by_actor(case: Case, facts: Facts) -> Problem | None:
    """No agency in which the actor holds a post leads the case or recorded the request for protection (G1)."""
    asked = asked_to_protect(case)
    recorded = (asked.agency,) if asked and asked.agency else ()
    own = not_of((case.lead, *recorded), facts)
    return unguarded(Guard.G1_COMPETENCE, "confirmed-by-another-agency") if own else None


def not_confirmed(case: Case, facts: Facts) -> Problem | None:
    """Nobody confirmed the request for protection yet."""
    asked = asked_to_protect(case)
    return RuleNotMet(code="protection-confirmed-already") if asked and asked.confirmed else None


class ConfirmProtection(
    CaseCommand,
    scope=Scope.CASE_VERIFY,
    posts=OFFICERS,
    states=BEFORE_DECISION,
    additive=True,
    requires=(
        member,
        not_concerned,
        protection_asked,
        neither_led_nor_recorded_by_actor,
        not_confirmed,
        took_no_part_in_it,
    ),
):
    """Confirm that the person harmed or their guardian asks to be protected, as another agency that saw their paper
    (Đ2.2)."""

    shown: Annotated[ShownBy, Spec(doc="Which paper you saw.")]
    reasons: Annotated[
        str,
        Words(
            doc="How and when the paper was shown, and how it fits the content. Do not copy a name or number from it.",
            least=20,
            most=2_000,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> ProtectionConfirmed:
        return ProtectionConfirmed(confirmation=facts.record(Confirmation, self))


class ProtectionInspected(ToldToLead, type="case.protection-inspected"):
    request: str
    inspected: Inspected

    def fold(self, case: Case) -> Case:
        return with_request(case, self.request, inspected=self.inspected)


def to_inspect(case: Case) -> ProtectionRequest | None:
    """The first request on which content was tested as harmful, and which no inspector has seen; None without one."""
    unseen = (row for row in case.protections if row.inspected is None)
    return next((row for row in unseen if tested_on(case, row)), None)


def tested_on(case: Case, request: ProtectionRequest) -> datetime | None:
    """Return when content was first found harmful, in words, after a request; None without such a test."""
    harms = (row.at for row in case.expression_reviews if row.harm and row.harm.passed and row.harm.in_words)
    return next((at for at in harms if at >= request.at), None)


def some_protection_to_inspect(case: Case, facts: Facts) -> Problem | None:
    """Content was tested as harmful on a request that no inspector has seen."""
    return None if to_inspect(case) else RuleNotMet(code="no-protection-to-inspect")


class InspectProtection(
    CaseCommand,
    scope=Scope.INSPECTION_RECORD,
    posts=INSPECTING,
    additive=True,
    requires=(some_protection_to_inspect,),
):
    """Record what you saw of how content was tested that harms a person, as an inspector (Đ2.2)."""

    reasons: Annotated[str, Words(doc="What you looked at, and what you found.", least=20, most=5_000)]
    objects: Annotated[
        bool, Spec(doc="Whether what was asked at once must end because the content is protected or nobody may ask.")
    ] = False

    def decide(self, case: Case, facts: Facts) -> tuple[ProtectionInspected | ProtectionLapsed, ...]:
        """An objection ends what was asked at once."""
        row = to_inspect(case)
        assert row is not None  # required
        seen = ProtectionInspected(request=row.id, inspected=facts.record(Inspected, self))
        return (seen, *(lapsed(case, facts) if self.objects else ()))
