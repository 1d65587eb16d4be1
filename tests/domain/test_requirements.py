"""Each requirement of each command is missed when it goes: there is a world that nothing else refuses.

`requirements.txt` says what each row requires and how that is refused. A requirement that goes from a row, or refuses
less, leaves a line behind.
"""

from dataclasses import replace

import pytest

from domain.book import BY_COMMAND
from domain.case.guards import no_round_open
from domain.case.transfers import ProposeTransfer, SignTransfer, some_police_impartial
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.rules.command import Action
from tests.domain.lone import NEVER, lines, listed, name_of, written
from tests.support.told import lines_for

ACTIONS = list(listed())


def faults(action: Action) -> list[str]:
    """What the file says of an action otherwise. More refusals than it says are none."""
    known = [line.split(" ") for line in written() if line.startswith(f"{action.name} ")]
    told = {(name, code) for _, name, *codes in known for code in codes}
    enough = () if any(code == NEVER for _, code in told) else told
    found = {name: set(rest) for _, name, *rest in (line.split(" ") for line in lines(action, enough))}
    new = found.keys() - {name for _, name, *_ in known}
    wrong = [f"{action.name} {name} is not in the file: {' '.join(found[name])}" for name in new]
    for _, name, first, *rest in known:
        if name not in found:
            wrong.append(f"{action.name} no longer requires {name}")
        elif first == NEVER:
            wrong += [] if NEVER in found[name] else [f"{action.name} {name} fails alone now"]
        else:
            wrong += [f"{action.name} {name} is not refused alone: {code}" for code in {first, *rest} - found[name]]
    return sorted(wrong)


@pytest.mark.parametrize("action", ACTIONS, ids=[action.name for action in ACTIONS])
def test_each_requirement_is_missed_when_it_goes(action: Action) -> None:
    assert faults(action) == []


def test_the_file_is_of_the_actions_that_require_something() -> None:
    named = {line.split(" ")[0] for line in written()}
    printed = "what `python -m tests.domain.lone {}` prints"
    lines_for((action.name for action in ACTIONS), named, "tests/domain/requirements.txt", printed)
    assert [line for line in written() if line.split(" ")[2:] == [NEVER]] == []


def test_a_requirement_that_went_would_be_noticed() -> None:
    for command, guard in ((SignTransfer, no_round_open), (ProposeTransfer, some_police_impartial)):
        row = BY_COMMAND[command]
        weaker = replace(row, requires=tuple(one for one in row.requires if one is not guard))
        assert faults(weaker) == [f"{row.name} no longer requires {name_of(guard)}"]


def test_a_guard_that_refuses_less_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def weaker(guard: Guard, code: str) -> Problem | None:
        return None if code == "found-protected" else unguarded(guard, code)

    monkeypatch.setattr("domain.case.guards.unguarded", weaker)
    assert faults(BY_COMMAND[SignTransfer]) == ["signTransfer open_to_measures is not refused alone: found-protected"]
