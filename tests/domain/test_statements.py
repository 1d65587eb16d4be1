"""What the public learns of each public act in `tests/golden`: a line each in `statements.txt`, read by hand.

A line never changes: what was told once is computed again by every verification.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from domain.kernel.event import folded
from domain.statement.measures import MEASURES, Told, told
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
