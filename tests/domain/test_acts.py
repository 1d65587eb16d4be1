"""The table of acts: made from the commands, whole, and never shorter than what was ever written."""

import csv
from pathlib import Path

import pytest

from domain.acts import ACTS, misfit, triples, types_of
from domain.book import ACTIONS, BY_COMMAND, EVENTS
from domain.case.state.case import Case
from domain.kernel.actor import ActorKind, Process
from domain.kernel.event import OWN_ACTS, Event
from domain.kernel.vocabulary import Kind
from domain.rules.command import COMMANDS, CommandOn
from domain.rules.facts import Facts

EVER = Path(__file__).parents[1] / "golden" / "acts.csv"
"""What each release could write, a line an action, type and kind of actor. A line never changes and never goes."""


def test_each_event_is_written_by_an_act() -> None:
    assert {type for types in ACTS.values() for type in types} == set(EVENTS)


def test_no_act_goes_that_a_release_wrote() -> None:
    """A command that is removed leaves an `OwnAct` behind that is `ended`."""
    with EVER.open(encoding="utf-8", newline="") as file:
        ever = {(row["action"], row["type"], row["kind"]) for row in csv.DictReader(file)}
    assert ever - triples() == set()


def test_what_the_register_does_by_itself_is_never_what_people_do() -> None:
    people = {ActorKind.PERSON, ActorKind.CLIENT, ActorKind.PUBLIC}
    both = {
        type
        for types in ACTS.values()
        for type, writers in types.items()
        if ActorKind.SYSTEM in writers and type in {other for other, by in _of(people)}
    }
    assert both == BOTH


def _of(kinds: set[ActorKind]) -> set[tuple[str, ActorKind]]:
    return {
        (type, kind) for types in ACTS.values() for type, writers in types.items() for kind in writers if kind in kinds
    }


BOTH = {
    *("case.lead-passed", "case.own-measure-ended", "case.publication-noted"),
    *("publication.issued", "report.opened", "consolidated.scheduled", "case.protection-lapsed"),
}
"""Types that the register writes by itself as well, at a time that people set or that the law does."""


@pytest.mark.parametrize(
    ("action", "type", "kind", "process", "why"),
    [
        ("decideCase", "case.decided", "PERSON", "api", None),
        ("decideCase", "case.decided", "PERSON", None, None),
        ("decideAll", "case.decided", "PERSON", "api", "there is no action decideAll"),
        (None, "case.decided", "PERSON", "api", "there is no action None"),
        ("lapseRound", "case.decided", "SYSTEM", "worker", "lapseRound writes no case.decided"),
        ("decideCase", "case.decided", "SYSTEM", "worker", "decideCase is not for SYSTEM"),
        ("decideCase", "case.decided", ["PERSON"], "api", "decideCase is not for ['PERSON']"),
        ("decideCase", "case.decided", "PERSON", "worker", "and was written by worker"),
        ("decideCase", "case.decided", "PERSON", "ap", "and was written by ap"),
        ("appointOfficer", "officer.appointed", "OPERATOR", "api", "and was written by api"),
        ("endRetention", "erasure.retention-ended", "SYSTEM", "eraser", None),
        ("endRetention", "erasure.retention-ended", "SYSTEM", "worker", "and was written by worker"),
        ("decideRedress", "publication.under-review", "PERSON", "api", None),
    ],
)
def test_what_there_cannot_be(action: str, type: str, kind: str, process: str | None, why: str | None) -> None:
    found = misfit(action, type, kind, process)
    assert found == why or (why and found and found.endswith(why))


def test_a_rule_that_does_not_say_what_it_returns_is_refused() -> None:
    class DoAnything(CommandOn[Case], kind=Kind.CASE):
        """Do anything."""

        def decide(self, case: Case, facts: Facts) -> tuple[Event, ...]:
            return ()

    action = COMMANDS.pop(DoAnything)
    with pytest.raises(TypeError, match="has to name the events"):
        types_of(action)


def test_an_act_belongs_to_one_command_or_to_a_process() -> None:
    names = [action.name for action in ACTIONS]
    assert len(names) == len(set(names)) == len(BY_COMMAND)
    assert set(names).isdisjoint(act.action for act in OWN_ACTS)
    assert all(by for types in ACTS.values() for writers in types.values() for by in writers.values())
    assert {process for act in OWN_ACTS for process in act.by} <= set(Process)
