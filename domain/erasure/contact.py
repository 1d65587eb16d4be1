"""Right to see the contact of a person. Only the officer who needs the contact has it, never an agency that the claim
is about (Đ2.2, G5).

The officer in charge may see the contact: the focal officer of a case, or the examiner of a complaint. Without an
officer in charge, any handler of the agency may. A data request is answered by the data protection officer, if the
agency has one. Signatories, spokespersons, auditors and administrators never need a contact.
"""

from collections.abc import Collection

from domain.case.state.case import Case
from domain.complaint.state import ContestedDecision, Redress
from domain.erasure.command import appointed, barred
from domain.erasure.state import Erasure
from domain.kernel.calendar import local_date
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.kernel.vocabulary import Post
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, not_of, persons


def contact_problem(state: Case | Redress | Erasure, facts: Facts) -> Problem | None:
    """Return the reason why the actor may not see the person's contact, or None.

    A reporter's contact is open to the lead agency. If the claim is about the lead agency or alleges corruption, the
    contact is open only to the substitute. A complainant's contact is open to the second level, which the complaint is
    not about. The contact in a data request is open to the officers who answer data requests.
    """
    match state:
        case Case():
            closed = not _reaches_reporter(state, facts)
        case Redress():
            closed = not _reaches_complainant(state, facts)
        case Erasure():
            closed = Scope.ERASURE_APPROVE not in facts.actor.scopes
    if closed:
        return unguarded(Guard.G5_TWO_PERSONS, "contact-closed")
    return None if _needs_it(_at_work(state, facts), facts) else unguarded(Guard.G5_TWO_PERSONS, "contact-of-another")


def _reaches_reporter(case: Case, facts: Facts) -> bool:
    """Return whether the actor may contact the reporter: as the lead agency, or as its substitute if the claim is about
    the lead agency."""
    actor, about = facts.actor, case.concerns
    substitute = Scope.CASE_INTAKE in actor.deputy and facts.deputises(about)
    lead = Scope.CASE_INTAKE in actor.scopes and not case.alleges_corruption
    return (lead or substitute) and _stands_for(case.lead, about, facts)


def _reaches_complainant(redress: Redress, facts: Facts) -> bool:
    """Return whether the actor may contact the complainant: as the examining agency, never as the contested agency."""
    contested = facts.known(ContestedDecision)
    about = (redress.agency, *(contested.case.concerns if contested else ()))
    return Scope.REDRESS_DECIDE in facts.actor.scopes and _stands_for(redress.examining, about, facts)


def _stands_for(agency: str, about: Collection[str], facts: Facts) -> bool:
    """Return whether the actor acts for the agency today, and belongs to no agency that the claim is about."""
    return facts.acts_for(agency) and not_of(about, facts) is None


def _at_work(state: Case | Redress | Erasure, facts: Facts) -> frozenset[str]:
    """Return the officers in charge who are still in office; empty without such officers."""
    match state:
        case Case(lead=agency, focal=focal):
            named = {focal} if focal and not persons({focal}, facts) & persons(state.recused, facts) else set()
        case Redress(examining=agency, level=level):
            named = {examination.officer for examination in state.examinations if examination.level == level}
        case Erasure():
            return appointed(facts, barred(state))
    return frozenset(officer for officer in named if _in_office(officer, agency, facts))


def _in_office(officer: str, agency: str, facts: Facts) -> bool:
    """Return whether the person has an appointment today, in the agency or in an agency for which it acts."""
    return facts.heir(agency) in facts.registry.agencies_of(officer, local_date(facts.now))


def _needs_it(at_work: frozenset[str], facts: Facts) -> bool:
    """Return whether the actor is an officer in charge, or a handler while no officer is in charge."""
    return actor_among(at_work, facts) if at_work else Post.HANDLER in facts.actor.posts
