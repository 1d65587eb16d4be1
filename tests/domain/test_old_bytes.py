"""What every version of the record reads: old codes, old bytes."""

import csv
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.book import ACTIONS, STATES
from domain.case.codes import may_act
from domain.case.intake import CaseScreened
from domain.case.state.case import Case
from domain.complaint.filing import TakeUpRedressAgain
from domain.complaint.state import RedressState
from domain.kernel.actor import ActorKind, holder_of
from domain.kernel.event import EVENTS, Event, fold
from domain.kernel.refusals import RuleNotMet
from domain.kernel.vocabulary import Kind, kind_of
from domain.rules.command import Action, standing
from resolvers.public import OF_HEARINGS
from store.record import canonical
from store.record.canonical import event_of, from_bytes, to_bytes
from tests.domain.redress import at, knowing
from tests.support.facts import A_TICKET, a_case
from tests.support.golden import OLD, streams
from tests.support.told import lines_for, nothing_missing

LINES = [(name, data) for events, _ in OLD.values() for name, data in events]
STATES_THEN = [(stream, state) for stream, (_, state) in OLD.items()]


def kind(stream: str) -> Kind:
    found = kind_of(stream)
    assert found is not None
    return found


def events_of(stream: str) -> list[Event]:
    return [event_of(name, json.loads(data)) for name, data in OLD[stream][0]]


def written_again(name: str, data: str) -> str:
    return to_bytes(event_of(name, json.loads(data))).decode()


def sorted_plainly(text: str) -> str:
    """RFC 8785 for data without fractions and with ASCII keys, by other code than ours."""
    return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class TestOldBytes:
    def test_of_every_kind_of_event_are_kept(self) -> None:
        ours = {name for name, event in EVENTS.items() if event.__module__.startswith("domain.")}
        line = "a stream of the kind with an event of type {}, and the state it leaves"
        lines_for(ours, {name for name, _ in LINES}, "tests/golden/", line)

    def test_of_every_kind_of_state_are_kept(self) -> None:
        assert {kind(stream) for stream in OLD} == set(Kind)

    def test_of_an_event_are_written_again_the_same(self) -> None:
        assert [(name, data) for name, data in LINES if written_again(name, data) != data] == []

    def test_of_a_state_are_written_again_the_same(self) -> None:
        again = {stream: to_bytes(from_bytes(STATES[kind(stream)], data.encode())) for stream, data in STATES_THEN}
        assert [(stream, data) for stream, data in STATES_THEN if again[stream] != data.encode()] == []

    def test_of_events_fold_to_the_state_they_left_then(self) -> None:
        folded = {stream: to_bytes(fold(stream, events_of(stream))) for stream in OLD}
        assert [(stream, folded[stream]) for stream, data in STATES_THEN if folded[stream] != data.encode()] == []

    def test_are_sorted_as_rfc_8785_says(self) -> None:
        assert [data for _, data in (*LINES, *STATES_THEN) if sorted_plainly(data) != data] == []

    def test_use_every_field_there_is(self) -> None:
        """A field that no old line sets could change its meaning unseen."""
        used: dict[str, set[str]] = {}
        for name, data in LINES:
            used.setdefault(name, set()).update(json.loads(data))
        there: dict[str, set[str]] = {name: {field.name for field in fields(EVENTS[name])} for name in used}  # type: ignore[arg-type]
        nothing_missing(
            f"tests/golden/ has no line of {name} that sets {field}. Add a stream with one, and the state it leaves."
            for name in used
            for field in sorted(there[name] - used[name])
        )
        assert {name: used[name] - there[name] for name in used if used[name] - there[name]} == {}


class TestFiles:
    STREAM = "case-1 case.reported {}\ncase-1 state {}\n"

    def test_hold_streams_with_the_state_they_leave(self) -> None:
        assert dict(streams(f"# why\n{self.STREAM}")) == {"case-1": ((("case.reported", "{}"),), "{}")}


class Wider(CaseScreened, type="test.wider"):
    """An old event with one field more, which has a default."""

    more: str | None = None


del EVENTS[Wider.TYPE]  # known to these tests only


class TestChanges:
    """What these lines are for: each planted change of a class is seen."""

    DATA = dict(LINES)[CaseScreened.TYPE]

    def test_a_field_that_is_gone(self) -> None:
        with pytest.raises(Exception, match="gone"):
            event_of(CaseScreened.TYPE, {**json.loads(self.DATA), "gone": "1"})

    @pytest.mark.parametrize("name", [field.name for field in fields(CaseScreened) if field.default is MISSING])
    def test_a_field_that_is_needed_and_was_not_there(self, name: str) -> None:
        data = {key: value for key, value in json.loads(self.DATA).items() if key != name}
        with pytest.raises(KeyError):
            event_of(CaseScreened.TYPE, data)

    def test_a_new_field_with_a_default_leaves_old_bytes_alone(self) -> None:
        assert to_bytes(canonical.JSON.structure(json.loads(self.DATA), Wider)) == self.DATA.encode()

    def test_another_spelling_of_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _, state = OLD["case-plain"]
        other = canonical._record_converter()
        other.register_unstructure_hook(datetime, str)
        monkeypatch.setattr(canonical, "JSON", other)
        assert to_bytes(from_bytes(STATES[Kind.CASE], state.encode())) != state.encode()


ONLY_READS = RuleNotMet(code="code-only-reads")
BY_CODE = [
    action
    for action in ACTIONS
    if ActorKind.PUBLIC in action.by and not action.creates and action.command not in OF_HEARINGS
]
"""The acts of whoever holds a code; those of a hearing have rules of their own."""
OF_THE_KIND: dict[Kind, Any] = {Kind.CASE: a_case(), Kind.REDRESS: at(RedressState.EXAMINING)}


def told(action: Action, state: Any) -> Any:
    return standing(action, state, knowing(holder_of(state.id), None))


def test_there_are_such_acts_on_both_kinds() -> None:
    assert {action.stream for action in BY_CODE} == set(OF_THE_KIND)
    assert isinstance(OF_THE_KIND[Kind.CASE], Case)


@pytest.mark.parametrize("action", BY_CODE, ids=lambda action: action.name)
@pytest.mark.parametrize("ticket", ["0" * 64, "", "S-0", "xs-0"])
def test_an_old_code_takes_none(action: Action, ticket: str) -> None:
    state = OF_THE_KIND[action.stream]
    state = at(RedressState.WITHDRAWN) if action.command is TakeUpRedressAgain else state
    assert told(action, replace(state, ticket=ticket)) == ONLY_READS
    assert told(action, replace(state, ticket=A_TICKET)) != ONLY_READS


def test_nor_does_one_of_a_case_that_nobody_follows() -> None:
    assert (may_act(None), may_act(A_TICKET)) == (ONLY_READS, None)


NEEDED: Mapping[str, str] = {
    "AccusedCase": "accuseAgency accuseByCode declineAccusation reopenAccused",
    "AddressInUse": "enterMailing",
    "CaseAddresses": "addTakedownItem approveTakedown askReporter concludeRound decideCase draftTakedown openHearing "
    "openRound proposeHandling proposeTransfer recordVerification referCase requestCoordination reviewTakedown",
    "ContestedDecision": "acceptRedress askComplainant beginExamination decideRedress fileRedress rejectRedress "
    "requestData resumeRedress suspendRedress",
    "DecidedElsewhere": "decideCase proposeHandling",
    "Duplicates": "addTakedownItem draftTakedown linkDuplicate",
    "ErasureTarget": "answerDataRequest approveErasure endRetention proposeErasure recordDataRequest",
    "InspectionOf": "reopenByCommittee reopenCase",
    "KnownSources": "recordVerification",
    "LoopbackAdmitted": "changeWebhook registerWebhook",
    "NoticesUnderReview": "closeCase",
    "Source": "requestDocument",
    "TableOf": "recordInspection",
    "TextOfDraft": "activateProvision",
    "Uploaded": "finishDocument submitSignedCopy",
}


def test_every_action_names_what_its_rule_must_know() -> None:
    """Without it, who examines a complaint could not be held against who had part in what it is about (G5)."""
    found: dict[str, list[str]] = {}
    for action in ACTIONS:
        for need in action.needs:
            found.setdefault(need.__name__, []).append(action.name)
    assert {need: " ".join(sorted(names)) for need, names in found.items()} == NEEDED


def test_what_no_agency_is_offered_says_whose_it_is_and_in_which_states() -> None:
    with (Path(__file__).parent / "not_offered.csv").open(encoding="utf-8", newline="") as file:
        written = sorted(tuple(line.values()) for line in csv.DictReader(file))
    found = [
        (action.stream.value, action.name, " ".join(sorted(action.by)), " ".join(sorted(action.states or ())))
        for action in ACTIONS
        if not action.public
    ]
    assert sorted(found) == written
