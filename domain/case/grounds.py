"""Legal grounds for a step in a case: in force on the day of the act (G4)."""

from collections.abc import Iterable
from datetime import date

from domain.case.state.case import Case
from domain.kernel.calendar import local_date
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.registry.provision import ProvisionKind, ProvisionStatus
from domain.rules.facts import Facts
from domain.rules.guards import refusal_of


def act_day(case: Case) -> date:
    """The day whose law applies: of publication, else of detection, else of receipt."""
    receipt = case.receipt
    return local_date(case.published_at or receipt.detected_at or receipt.received_at)


def grounds_in_force(case: Case, provisions: Iterable[str], facts: Facts, field: str = "provisions") -> None:
    """Raises Refused unless at least one ground is named and all were in force on the day of the act (G4)."""
    named = list(provisions)
    if not named:
        raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "ground-needed"))
    for provision in named:
        row = facts.registry.provisions.get(provision)
        if row is None:
            raise Refused(invalid(field, "provision-unknown"))
        if row.kind is not ProvisionKind.GROUND or row.status is not ProvisionStatus.ACTIVE:
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-no-ground"))
        if not row.span.covers(act_day(case)):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-not-in-force"))


def still_grounded(case: Case, provisions: Iterable[str], facts: Facts) -> Problem | None:
    """What was written on grounds still rests on them: none has turned out not to hold (G4)."""
    return refusal_of(lambda: grounds_in_force(case, provisions, facts))
