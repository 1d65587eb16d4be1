"""Legal grounds for a step in a case: in force on the day of the act (G4)."""

from collections.abc import Iterable
from datetime import date

from domain.case.guards import HARM_STANDS, harms_person
from domain.case.state.case import Case
from domain.kernel.calendar import local_date
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.registry.provision import Provision, ProvisionKind, ProvisionStatus
from domain.rules.facts import Facts
from domain.rules.guards import refusal_of
from domain.rules.requirement import demand

PROCEDURES_MOST = 10
"""Provisions of procedure that a decision names."""


def act_day(case: Case) -> date:
    """The day whose law applies: of publication, else of detection, else of receipt."""
    receipt = case.receipt
    return local_date(case.published_at or receipt.detected_at or receipt.received_at)


def usable(row: Provision, kind: ProvisionKind) -> bool:
    """Whether a provision is of the kind and was confirmed."""
    return row.kind is kind and row.status is ProvisionStatus.ACTIVE


def grounds_in_force(
    case: Case,
    provisions: Iterable[str],
    facts: Facts,
    field: str = "provisions",
    *,
    protecting: bool | None = None,
) -> None:
    """Raises Refused unless at least one ground is named and all were in force on the day of the act (G4).

    Content that was found to harm a person needs grounds that protect persons, and their request (G3); no other content
    may rest on such a ground. `protecting` says which are asked for before there is a finding.
    """
    if harms_person(case):
        demand(HARM_STANDS, case, facts)
    person = harms_person(case) if protecting is None else protecting
    named = list(provisions)
    if not named:
        raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "ground-needed"))
    for provision in named:
        row = facts.registry.provisions.get(provision)
        if row is None:
            raise Refused(invalid(field, "provision-unknown"))
        if person and not usable(row, ProvisionKind.PERSON_GROUND):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-protects-nobody"))
        if not person and not usable(row, ProvisionKind.GROUND):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-no-ground"))
        if not row.span.covers(act_day(case)):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-not-in-force"))


def procedures_on(day: date, facts: Facts) -> tuple[str, ...]:
    """The confirmed provisions of procedure in force on a day: a decision is made by the procedure of its own day."""
    rows = facts.registry.provisions.values()
    found = (row.id for row in rows if usable(row, ProvisionKind.PROCEDURE) and row.span.covers(day))
    return tuple(sorted(found)[:PROCEDURES_MOST])


def still_grounded(case: Case, provisions: Iterable[str], facts: Facts) -> Problem | None:
    """What was written on grounds still rests on them: none has turned out not to hold (G4)."""
    return refusal_of(lambda: grounds_in_force(case, provisions, facts))
