"""The table of acts: made from the commands, whole, and never shorter than what was ever written."""

import csv
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from domain.acts import ACTS, misfit, triples, types_of
from domain.administration.signing import signable
from domain.book import ACTIONS, BY_COMMAND, EVENTS
from domain.case.closing import CloseCase
from domain.case.recusal import OfficerRecused
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import ActorKind, Process
from domain.kernel.event import OWN_ACTS, Event
from domain.kernel.fields import Items, fields_of, normalised
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import COMMANDS, Action, CommandOn
from domain.rules.facts import Facts
from domain.signed_fields import OTHERWISE, SIGNED_FIELDS
from store.authority.signed_acts import member
from store.record.canonical import JSON
from tests.domain.scenes import CHECKED, HANDLER
from tests.domain.worlds import World, worlds
from tests.support.facts import NOW, attempt, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG, knowing, said
from tests.support.handling_past import PLAIN, Cast, case_at

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


ME = HANDLER.subject


FOR_PERSONS = [row for row in ACTIONS if row.stream is Kind.CASE and ActorKind.PERSON in row.by and not row.creates]


class TestRecused:
    """Whatever a person may do in a case, a recused officer is refused."""

    OUT = OfficerRecused(officer=ME, by=ME, at=NOW, reasons=sealed(LONG))

    def heard(self, row: Action, state: CaseState) -> str:
        able = replace(HANDLER, scopes=frozenset(Scope), posts=frozenset(Post))
        return said(case_at(state, Cast(), PLAIN, self.OUT), object(), knowing(able, None), row)

    def test_from_every_action(self) -> None:
        cells = list(product(FOR_PERSONS, CaseState))
        heard = [(row.name, state, self.heard(row, state)) for row, state in cells]
        assert [cell for cell in heard if cell[-1] != "G5 recused"] == []


LISTS = {
    ("ScreenCase", "areas"),
    ("ScreenCase", "concerns"),
    ("RescreenCase", "areas"),
    ("OpenRound", "invited"),
    ("RecordMeeting", "attended"),
    ("ProposeHandling", "provisions"),
    ("ProposeHandling", "alternatives"),
    ("DraftTakedown", "provisions"),
    ("NameConcerned", "concerns"),
    ("ProposeTransfer", "provisions"),
}
"""The lists that a command on a case may hold: agencies, areas, grounds and measures, and never cases."""


def lists(command: type) -> set[tuple[str, str]]:
    """The fields of a command that hold several things."""
    return {(command.__name__, field.name) for field in fields_of(command) if isinstance(field.spec, Items)}


class TestNoBulk:
    """G8: a command is about one case, and a rule changes the one state it is given."""

    def test_no_command_on_a_case_holds_several(self) -> None:
        found = {item for row in ACTIONS if row.stream is Kind.CASE and not row.creates for item in lists(row.command)}
        assert found == LISTS

    def test_a_rule_is_given_one_state_and_no_way_to_another(self) -> None:
        given: list[Any] = []

        def noting(*arguments: Any) -> tuple[()]:
            given.extend(arguments)
            return ()

        command = good(CloseCase)
        known = knowing(HANDLER, command)
        attempt(CHECKED, command, known, replace(BY_COMMAND[CloseCase], decide=noting))
        assert given == [CHECKED, command, known]


SIGNED = tuple(action for action in ACTIONS if action.signed)
LIST = frozenset(
    {
        *("activateClient", "activateLevel", "activateProvision", "activateTerm", "approveClientSecrets"),
        *("approveErasure", "approveGrant", "approvePublication", "approveTakedown", "approveUser"),
        *("closeCase", "compareLead", "confirmAgency", "confirmAgencyPart", "confirmLead"),
        *("confirmOfficer", "confirmRegulation", "confirmSigningKey", "confirmSuccession", "decideCase"),
        *("decideRecusal", "decideRedress", "endSigningKey", "issueCorrection", "issueDirective"),
        *("issuePublication", "justifyOwnMeasure", "recordInspection", "refuseErasure", "refuseProposal"),
        *("refuseTakedown", "refuseTransfer", "rejectRedress", "reopenAccused", "reopenByCommittee"),
        *("reopenCase", "requireSigning", "retractPublication", "signConsolidated", "signTakedown"),
        *("signTransfer", "submitReport", "undoRecusal"),
        *("nominateOfficer", "proposeGrant", "proposeHandling", "proposeSigning", "registerClient"),
    }
)
"""The acts that bind somebody or unlock power, by hand."""
NOWHERE = {
    "activateProvision": {"wording"},
    "confirmSigningKey": {"words"},
    "issueDirective": {"due_days"},
    "recordInspection": {"answer_days"},
    "undoRecusal": {"officer"},
}
"""Fields that no event holds: a day is computed from them, or they are compared and forgotten."""


def test_the_list_of_acts() -> None:
    assert sorted(action.name for action in SIGNED) == sorted(LIST) == sorted(signable())


OTHER_DOORS = {
    "case.own-measure-ended": {"appraiseCase", "endOwnMeasure", "lapseOwnMeasure", "reviewExpression", "reviewHarm"},
    "case.protection-lapsed": {
        *("appraiseCase", "confirmWithdrawal", "endAtOnce", "inspectProtection", "reviewExpression", "reviewHarm"),
        "withdrawProtection",
    },
    "client.activated": {"enterClient"},
    "client.registered": {"enterClient"},
    "client.secrets-set": {"setClientSecrets"},
    "publication.issued": {"issueOnTime"},
    "user.approved": {"enterUser"},
}
"""Actions that nobody signs and that write what signed acts write, by hand: in each, who can is said on the page."""


def test_what_else_writes_the_events_of_signed_acts() -> None:
    types = {type for events in SIGNED_FIELDS.values() for type in events}
    found = {type: {name for name, row in ACTS.items() if type in row} - LIST for type in types}
    assert {type: names for type, names in found.items() if names} == OTHER_DOORS


def test_what_no_rule_compares() -> None:
    missing = {
        action.name: {field.name for field in fields_of(action.command)}
        - {name for rules in SIGNED_FIELDS[action.name].values() for name in rules.values()}
        for action in SIGNED
    }
    assert {name: fields for name, fields in missing.items() if fields} == NOWHERE
    assert {action for action, _ in OTHERWISE} <= LIST


@pytest.mark.parametrize("action", SIGNED, ids=lambda action: action.name)
def test_the_rules_hold_wherever_the_act_is_carried_out(action: Action) -> None:
    found = list(worlds(action.command))
    assert [wrong for world in found for wrong in _unlike(action, world)] == []


def _unlike(action: Action, world: World) -> list[str]:
    given = JSON.unstructure(normalised(world.command))
    given |= {name: sealed.commitment for name, sealed in world.facts.sealed.items() if name in given}
    wrong = []
    for event in action.decide(world.state, normalised(world.command), world.facts):
        rules, data = SIGNED_FIELDS[action.name][event.TYPE], JSON.unstructure(event)
        wrong += [f"{event.TYPE} {path}" for path, name in rules.items() if member(data, path) != given.get(name)]
    return wrong
