"""Succession: when an agency takes over another, its open cases pass to it, each by an event (Đ5).

Past acts keep the name of who did them. Officers and tokens of the former agency act for its heir by the registry's
own rule; nothing is rewritten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import open_round
from domain.case.leadership import passing
from domain.case.rounds import with_round
from domain.case.state.case import Case, CaseState, with_members
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Ref
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet
from domain.rules.action import Action
from domain.rules.facts import Facts


class CaseRegrouped(Event, type="case.regrouped"):
    """An agency's part in the case passed to its successor."""

    former: str
    successor: str


@dataclass(frozen=True, kw_only=True)
class RegroupCase:
    """Pass a former agency's part in a case to its successor (an act of the register itself)."""

    former: Annotated[str, Ref(doc="The agency that was taken over.")]
    successor: Annotated[str, Ref(doc="The agency that took over.")]


def regroup(case: Case, command: RegroupCase, facts: Facts) -> tuple[Event, ...]:
    """Pass the part on; refused when there is none, or the registry knows of no such succession."""
    if facts.registry.heir(command.former, local_date(facts.now)) != command.successor:
        raise Refused(RuleNotMet(code="no-such-succession"))
    if command.former not in case.members or (command.successor in case.members and _settled(case, command.former)):
        raise Refused(RuleNotMet(code="regrouped-already"))
    lead = command.successor if case.lead == command.former else case.lead
    event = CaseRegrouped(former=command.former, successor=command.successor)
    return (event, *passing(lead, case.concerns, facts))


def _settled(case: Case, former: str) -> bool:
    current = open_round(case)
    return former not in (
        case.lead,
        case.assigned,
        *(current.silent if current else ()),
        *case.concerns,
        *_awaited(case),
    )


def _awaited(case: Case) -> Iterator[str]:
    """The agencies that something in the case waits for."""
    yield from (each.committee for each in case.takedowns if each.open and each.committee)
    yield from (each.police for each in case.transfers if not each.over)
    yield from (each.agency for each in case.requests if not each.answered)
    yield from (each.agency for each in case.referrals if not each.answered)


def _passed_on(case: Case, former: str, successor: str) -> Case:
    """The case in which what waited for the former agency waits for its successor."""
    return replace(
        case,
        takedowns=tuple(
            replace(each, committee=successor) if each.open and each.committee == former else each
            for each in case.takedowns
        ),
        transfers=tuple(
            replace(each, police=successor) if not each.over and each.police == former else each
            for each in case.transfers
        ),
        requests=tuple(
            replace(each, agency=successor) if not each.answered and each.agency == former else each
            for each in case.requests
        ),
        referrals=tuple(
            replace(each, agency=successor) if not each.answered and each.agency == former else each
            for each in case.referrals
        ),
    )


def regrouped(case: Case, event: CaseRegrouped) -> Case:
    """The case with the successor in the place of the former agency; who has spoken has spoken."""
    heir = {event.former: event.successor}
    current = open_round(case)
    rounds = case.rounds
    if current and event.former in current.silent:
        invited = tuple(dict.fromkeys(heir.get(each, each) for each in current.invited))
        rounds = with_round(case, replace(current, invited=invited))
    passed = case.assigned == event.former
    return replace(
        _passed_on(case, event.former, event.successor),
        lead=heir.get(case.lead, case.lead),
        assigned=event.successor if passed else case.assigned,
        focal=None if passed else case.focal,
        concerns=tuple(dict.fromkeys(heir.get(each, each) for each in case.concerns)),
        rounds=rounds,
        members=with_members(case, event.successor),
    )


ACTIONS = (
    Action(
        command=RegroupCase,
        stream=Kind.CASE,
        decide=regroup,
        states=frozenset(CaseState) - {CaseState.CLOSED},
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
