"""One rumour at several addresses: a linked case reuses the verification of the earlier case, but gets its own decision
(G8).

The truth of the claim is verified once. A second person, who did not link the cases, confirms that this address shows
the same content. Each case has its own expression review, finding and decision. The reused verification stops counting
if the link is removed, or if the original verification no longer counts (`counting`).
"""

from dataclasses import replace
from typing import Annotated, Any

from domain.case.appraisal import VERIFICATIONS_MOST, VerificationRecorded
from domain.case.command import UNDER_CHECK, CaseCommand
from domain.case.guards import (
    asked_to_protect,
    competent_to,
    counting,
    found_by_concerned,
    led_or_assigned,
    of_its_own_word,
    this_cycle,
)
from domain.case.links import linked
from domain.case.state.case import Case, CheckMethod, CheckOutcome
from domain.case.state.measures import Carried, Verification
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, unguarded
from domain.kernel.vocabulary import Post
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import not_of, room_for, second_person


def linked_by_a_second_person(case: Case, facts: Facts) -> Problem | None:
    """Another person linked the case to the earlier case (G5)."""
    return second_person(case.links[-1].linked.officer, facts) if case.duplicate_of else None


def seen_here(case: Case, facts: Facts) -> Problem | None:
    """After the cases were linked, an officer viewed this address and saw the reported content (G2)."""
    since = case.links[-1].linked.at if case.links else case.receipt.received_at
    for check in this_cycle(case.checks, case):
        viewed = check.method is CheckMethod.VIEWED_CONTENT and check.outcome is CheckOutcome.AS_REPORTED
        if viewed and check.at >= since and not case.of_other_words(check.at):
            return None
    return unguarded(Guard.G2_EVIDENCE, "address-not-viewed")


def neither_leads_nor_reported(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency neither leads the case nor reported it, so that its finding is independent (G2)."""
    if not_of((case.lead, case.reporter), facts):
        return unguarded(Guard.G2_EVIDENCE, "independent-source-needed")
    return None


class CarryVerification(
    CaseCommand,
    scope=Scope.CASE_VERIFY,
    posts={Post.HANDLER},
    states=UNDER_CHECK,
    requires=(
        linked,
        led_or_assigned,
        neither_leads_nor_reported,
        room_for("verifications", VERIFICATIONS_MOST, "too-many-verifications"),
        competent_to(Task.VERIFY),
        linked_by_a_second_person,
        seen_here,
    ),
):
    """Use the verification of the earlier linked case for this address, so that the same claim is not verified twice.
    Somebody must have viewed the content at this address. This case still needs its own expression review, finding and
    decision. The register offers this action before it reads the earlier case. The command is refused if no
    verification counts in the earlier case, or if that verification would not count in this case."""

    sources: Annotated[
        str,
        Words(
            doc=(
                "Reasons why the content at this address makes the verified claim. Quote the content word for word "
                "where the wording matters."
            ),
            least=20,
            most=5_000,
        ),
    ]
    contrary: Annotated[
        str,
        Words(
            doc=(
                "Differences between the content at this address and the verified content. "
                "If nothing differs, write so."
            ),
            least=5,
            most=5_000,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> VerificationRecorded:
        """Copy the result of the verification, and nothing else.

        Raises Refused if no verification of the earlier case counts, or if it would not count in this case.
        """
        earlier: Any = facts.linked.get(case.duplicate_of or "")
        found = counting(earlier, facts) if earlier and _may_be_carried(earlier, case, facts) else None
        if found is None or found_by_concerned(found, case, facts) or of_its_own_word(found, case, facts):
            raise Refused(RuleNotMet(code="nothing-to-carry"))
        row = facts.record(Verification, self, case, result=found.result, independent=True)
        carried = Carried(verification=found.id, agency=found.agency, officer=found.officer)
        return VerificationRecorded(verification=replace(row, carried=carried))


def _may_be_carried(earlier: Case, case: Case, facts: Facts) -> bool:
    """Return whether the actor may use the earlier verification.

    The actor's agency must take part in the earlier case, which must not be hidden. Both cases must be in the same
    field. Neither case may contain a request to protect a person.
    """
    member = bool(facts.actor.agencies & facts.heirs(earlier.members))
    protects = earlier.hidden or asked_to_protect(earlier) or asked_to_protect(case)
    return member and not protects and earlier.category is case.category
