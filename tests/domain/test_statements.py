"""What the public learns of each public act in `tests/golden`: a line each in `statements.txt`, read by hand.

A line never changes: what was told once is computed again by every verification.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase
from domain.case.protection import RecordProtectionRequest
from domain.case.state.case import CaseState
from domain.case.transfers import SignTransfer, TransferReturned
from domain.kernel.event import folded
from domain.rules.command import COMMANDS
from domain.statement.measures import MEASURES, Told, is_apart, told
from domain.statement.state import PublicAct, Statement, StatementKind, StatementMade, StatementStream, Waiting
from store.record.canonical import event_of, to_bytes
from tests.support.golden import OLD

FILE = Path(__file__).parent / "statements.txt"
ACTING = "agency-acts"
"""The agency of the actor, where the event does not say it."""


def lines() -> Iterator[str]:
    for stream, (events, _) in sorted(OLD.items()):
        state = None
        for n, (name, data) in enumerate(events, start=1):
            event = event_of(name, json.loads(data))
            state = folded(state, event, stream)
            if name in MEASURES:
                yield " ".join([f"{stream}:{n}", name, *said(told(event, state, ACTING))])


def said(row: Told | None) -> Sequence[str]:
    if row is None:
        return ["nothing"]
    return [row.agency or "province", "served" if row.served else "withheld", to_bytes(row.act).decode()]


def test_each_act_is_told_as_it_was() -> None:
    there, ever = [*lines()], FILE.read_text(encoding="utf-8").splitlines()
    assert [line for line in ever if line not in there] == []
    assert {line.split()[1] for line in there} == set(MEASURES)


UNDECIDED = {
    *(CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING),
    *(CaseState.COORDINATING, CaseState.APPRAISED, CaseState.PROPOSED),
}


def test_a_case_comes_to_be_told_for_the_province_only_while_none_of_its_lines_is_withheld() -> None:
    """A withheld line is opened in full: its case must not go to the police, or harm somebody, in between."""
    began = set[str]()
    for stream, (events, _) in OLD.items():
        state: Any = None
        for name, data in events if stream.startswith("case-") else ():
            before, state = state, folded(state, event_of(name, json.loads(data)), stream)
            if before is not None and is_apart(state) and not is_apart(before):
                began.add(before.state)
    assert began
    for command in (SignTransfer, RecordProtectionRequest, AppraiseCase):
        began |= COMMANDS[command].states or set(CaseState)
    assert began <= UNDECIDED


def test_a_file_that_the_police_gave_back_is_told_by_its_agency() -> None:
    """Else whoever signs a transfer first and takes it back would act for the province ever after."""
    found = []
    for stream, (events, _) in OLD.items():
        state: Any = None
        for name, data in events:
            state = folded(state, event_of(name, json.loads(data)), stream)
            found += [is_apart(state)] if name == TransferReturned.TYPE else []
    assert False in found


ACT = PublicAct(kind=StatementKind.DECISION)
FIRST = Statement(v=1, n=1, on="2026-07-01")


@pytest.mark.parametrize("n", [1, 3])
def test_a_number_that_is_not_the_next_does_not_follow(n: int) -> None:
    stream = StatementStream(id="statement-x-2026", newest=FIRST)
    with pytest.raises(TypeError, match="does not follow"):
        StatementMade(line=Statement(v=1, n=n, on="2026-07-01")).fold(stream)


@pytest.mark.parametrize(("opens", "salt"), [(1, "aa"), (2, "bb")])
def test_only_what_is_withheld_so_is_opened(opens: int, salt: str) -> None:
    waiting = Waiting(n=1, cause="case-1:1", act=ACT, salt="bb", due=date(2026, 7, 15))
    stream = StatementStream(id="statement-x-2026", newest=FIRST, waiting=(waiting,))
    line = Statement(v=1, n=2, on="2026-07-02", opens=opens, salt=salt, act=ACT)
    with pytest.raises(TypeError, match="is not withheld"):
        StatementMade(line=line).fold(stream)
