"""Legal grounds for a step in a case, in force on the day of the act (G4), and the limitation period of a sanction.

After the limitation period no sanction is possible. Another restriction is possible if its proposal explains why the
measure is still needed (Điều 65.2). A measure that restricts nobody is exempt. The period begins on the day of
publication. It ends in its last month on the day with the same number (Bộ luật Dân sự 2015, Điều 148.3). A day off does
not extend the period. The time during which the police have the file counts too (Điều 6.1.c), so nothing suspends the
period.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from domain.case.guards import HARM_STANDS, harms_person
from domain.case.state.case import Case, Medium
from domain.case.state.measures import MILD, Limitation, Measure
from domain.kernel.calendar import local_date, months_after
from domain.kernel.fields import Refs
from domain.kernel.refusals import Guard, Problem, Refused, SafeguardNotMet, invalid, unguarded
from domain.kernel.vocabulary import Kind
from domain.registry.entry import LawStatus
from domain.registry.law import SANCTIONS, TermOf, term_on
from domain.registry.provision import Provision, ProvisionKind, ProvisionReach
from domain.registry.registry import Registry
from domain.rules.facts import Facts
from domain.rules.guards import demand, refusal_of

USERS = frozenset({Medium.SOCIAL_NETWORK, Medium.FORUM, Medium.VIDEO, Medium.MESSAGING})
CARRIES: Final = {
    ProvisionReach.ANYBODY: frozenset(Medium),
    ProvisionReach.PRESS: frozenset({Medium.PRESS}),
    ProvisionReach.SITE: frozenset({Medium.WEBSITE}),
    ProvisionReach.USERS: USERS,
    ProvisionReach.OPERATOR: frozenset[Medium](),
}
"""Media that a ground of each reach applies to. A measure on that ground is possible only against content in these
media."""
PROCEDURES_MOST = 10
"""Largest number of provisions of procedure in a decision."""


def act_day(case: Case) -> date:
    """Return the day whose law applies: the day of publication, else of detection, else of receipt."""
    receipt = case.receipt
    return local_date(case.published_at or receipt.detected_at or receipt.received_at)


def usable(row: Provision, kind: ProvisionKind) -> bool:
    """Return whether a provision has the given kind and was confirmed."""
    return row.kind is kind and row.status is LawStatus.ACTIVE


def milder_today(provision: str, facts: Facts) -> Provision | None:
    """Return the confirmed milder rule that replaces an earlier provision today; None if there is no milder rule."""
    today = local_date(facts.now)
    rows = (row for row in facts.registry.provisions.values() if provision in row.milder_than)
    return next((row for row in rows if row.status is LawStatus.ACTIVE and row.span.covers(today)), None)


def applies_to(row: Provision, case: Case, facts: Facts) -> bool:
    """Return whether a ground was in force on the day of the act, or is the milder rule that replaces such a ground
    today. A draft never was in force."""
    day, rows = act_day(case), facts.registry.provisions
    former = (rows[id] for id in row.milder_than if id in rows and usable(rows[id], row.kind))
    return row.span.covers(day) or (
        row.span.covers(local_date(facts.now)) and any(before.span.covers(day) for before in former)
    )


def grounds_in_force(
    case: Case,
    provisions: Iterable[str],
    facts: Facts,
    field: str = "provisions[{}]",
    *,
    protecting: bool | None = None,
) -> None:
    """Raise Refused unless the step has a ground and all its grounds were in force on the day of the act (G4).

    A ground supports a measure only against content within its reach. If a later law is milder, it replaces the law of
    the day of the act (Luật BHVBQPPL; Luật Xử lý vi phạm hành chính).

    Content found to harm a person needs grounds that protect persons, and their request (G3). A step against other
    content may not use such a ground. `protecting` states which grounds are required before a finding. `field` is the
    name of an input field, with `{}` for the position.
    """
    if harms_person(case):
        demand(HARM_STANDS, case, facts)
    person = harms_person(case) if protecting is None else protecting
    named = list(provisions)
    if not named:
        raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "ground-needed", of=field.partition("[")[0]))
    for place, provision in enumerate(named):
        row, here = facts.registry.provisions.get(provision), field.format(place)
        if row is None:
            raise Refused(invalid(here, "provision-unknown"))
        if person and not usable(row, ProvisionKind.PERSON_GROUND):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-protects-nobody", of=here))
        if not person and not usable(row, ProvisionKind.GROUND):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-no-ground", of=here))
        if not applies_to(row, case, facts):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-not-in-force", of=here))
        if case.medium is not None and case.medium not in CARRIES[row.reach]:
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "provision-other-publisher", of=here))
        if milder_today(provision, facts):
            raise Refused(unguarded(Guard.G4_LEGAL_BASIS, "milder-law-applies", of=here))


def is_ground(provision: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless this provision alone supports a step in the case (G4)."""
    grounds_in_force(case, [provision], facts)


GROUNDS: Final = Refs(
    doc="Provisions that were in force when the content was published, or else when it was noticed (G4).",
    most=10,
    to=Kind.PROVISION,
    fits=is_ground,
)
"""Field of a step for the provisions that support it."""


def protects_somebody(provision: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the provision protects a person from the content (G3)."""
    grounds_in_force(case, (provision,), facts, "provision", protecting=True)


def procedures_on(day: date, facts: Facts) -> tuple[str, ...]:
    """Return the confirmed provisions of procedure in force on a day.

    A decision follows the procedure in force on the day of the decision.
    """
    rows = facts.registry.provisions.values()
    found = (row.id for row in rows if usable(row, ProvisionKind.PROCEDURE) and row.span.covers(day))
    return tuple(sorted(found)[:PROCEDURES_MOST])


def still_grounded(case: Case, provisions: Iterable[str], facts: Facts) -> Problem | None:
    """Return the problem if the recorded grounds no longer apply (G4). The problem refers to no field of the input."""
    problem = refusal_of(lambda: grounds_in_force(case, provisions, facts))
    return replace(problem, field=None) if isinstance(problem, SafeguardNotMet) else problem


def limitation_from(begins: date, medium: Medium | None, registry: Registry) -> Limitation:
    """Return the limitation period for an act on a day, from the registry row in force on that day.

    For an act earlier than all rows, the first row applies.
    """
    press = medium is Medium.PRESS
    term = TermOf.LIMITATION_SANCTION_PRESS if press else TermOf.LIMITATION_SANCTION
    row = term_on(term, max(begins, SANCTIONS.since), registry)
    return Limitation(
        begins=begins,
        last_day=months_after(begins, row.amount),
        months=row.amount,
        source=row.source,
        certainty=row.certainty,
    )


def limitation_of(case: Case, registry: Registry) -> Limitation:
    return limitation_from(act_day(case), case.medium, registry)


def check_limitation(period: Limitation, measure: Measure, day: date, *, explained: bool, decided: bool) -> None:
    """Raise Refused after the limitation period, for a sanction or for another restriction whose proposal gives no
    reason.

    A decision cannot add the reason, so the lead agency must propose again.
    """
    if day <= period.last_day or measure in MILD:
        return
    last = period.last_day.isoformat()
    if measure is Measure.SANCTION_FILE:
        raise Refused(invalid("measure", "limitation-over", latest=last))
    if not explained and decided:
        raise Refused(invalid("measure", "limitation-passed-since", latest=last))
    if not explained:
        raise Refused(invalid("after_limitation", "limitation-reason-needed", latest=last))
