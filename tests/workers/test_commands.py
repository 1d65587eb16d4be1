"""Commands that jobs give: which refusals are settled, and what the table of jobs holds."""

from dataclasses import fields
from itertools import product

import pytest

from domain.book import BY_COMMAND
from domain.kernel.actor import ActorKind
from domain.kernel.policy import Scope
from domain.kernel.refusals import (
    CommandReused,
    Guard,
    LimitReached,
    MissingRight,
    NotFound,
    Problem,
    Refused,
    RuleNotMet,
    TransitionNotAllowed,
    Unsettled,
    VersionConflict,
    invalid,
    unguarded,
)
from domain.kernel.vocabulary import Kind
from store.queue.outbox import Claim
from workers.commands import COMMANDS, command_of, is_settled
from workers.deliver import JOBS

PERMANENT: dict[str, Problem] = {
    "a rule": RuleNotMet(code="no-round-open"),
    "a state": TransitionNotAllowed(of=Kind.CASE, state="CLOSED", allowed=()),
    "an id that is gone": invalid("measure", "own-measure-unknown"),
    "a safeguard": unguarded(Guard.G6_PUBLICATION, "result-changed"),
    "done with other content": CommandReused(),
}
PASSING: dict[str, Problem] = {
    "a lost race": VersionConflict(current_version=3),
    "an unknown outcome": Unsettled(),
    "a limit": LimitReached(code="too-many-rounds", limit=1),
    "nothing there yet": NotFound(),
    "a right": MissingRight(code="scope-missing", scopes=(Scope.CASE_VERIFY,)),
}
ALL = PERMANENT | PASSING


@pytest.mark.parametrize("name", ALL)
def test_one_problem_alone(name: str) -> None:
    assert is_settled(Refused(ALL[name]), creates=False) == (name in PERMANENT)


def test_of_two_problems_one_that_stays_decides() -> None:
    """Waiting for the other one to pass would end with a dead job that nobody can revive."""
    wrong = [
        (one, other)
        for one, other in product(ALL, ALL)
        if is_settled(Refused(ALL[one], ALL[other]), creates=False) != bool({one, other} & set(PERMANENT))
    ]
    assert wrong == []


@pytest.mark.parametrize(("creates", "version", "settled"), [(True, 1, True), (True, 0, False), (False, 1, False)])
def test_a_conflict_is_settled_only_where_the_stream_to_create_exists(
    creates: bool, version: int, settled: bool
) -> None:
    assert is_settled(Refused(VersionConflict(current_version=version)), creates=creates) is settled


def test_a_refusal_without_problems_settles_nothing() -> None:
    assert not is_settled(Refused(), creates=True)


def test_every_command_of_the_table_is_one_that_the_register_may_give_at_any_version() -> None:
    actions = [BY_COMMAND[command] for command in COMMANDS.values()]
    assert [action.command.__name__ for action in actions if ActorKind.SYSTEM not in action.by] == []
    assert [action.command.__name__ for action in actions if action.creates or not action.additive] == []
    assert set(COMMANDS) <= set(JOBS)


@pytest.mark.parametrize("job", COMMANDS)
def test_the_data_of_a_job_becomes_the_fields_of_its_command(job: str) -> None:
    names = [field.name for field in fields(COMMANDS[job])]
    claim = Claim(
        id="case-1:2:0", job=job, stream="case-1", data={name: f"its {name}" for name in names}, fence=1, attempts=1
    )
    command = command_of(claim)
    assert {name: getattr(command, name) for name in names} == claim.data
