"""What the database is asked when somebody without an account asks: the same, whether there is nothing or something
that is not told."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from domain.case.closing import CloseCase
from domain.case.links import LinkDuplicate
from domain.case.reports import CorrectReport
from domain.case.state.case import ClosureReason, Informed
from domain.complaint.acts import masked
from domain.complaint.appeal import AppealRedress
from domain.complaint.filing import FileRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import PUBLIC, holder_of
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from store.heads.collection import heads_of
from store.read import public_door
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import TEXT, act, appoint_others, complaint, decide, decided, ruled
from tests.support.handling_facts import LONG
from tests.support.listener import Listener, filters, listened
from tests.support.record import head_of
from tests.support.world import LEAD, caller, checking

DECIDED, UNDECIDED, HIDDEN, UNKNOWN = (f"https://tin.example/{name}" for name in ("co", "chua", "kin", "khong"))


@pytest.fixture
async def codes(store: Store) -> dict[str, str]:
    """A case decided on, one that is checked, and one whose decision a complaint undid before it closed unfounded."""
    await appoint_others(store)
    await decided(store, url=DECIDED)
    await checking(store, url=UNDECIDED)
    hidden = await decided(store, url=HIDDEN)
    redress = await complaint(store, hidden)
    await ruled(store, redress, RedressOutcome.DISMISSED)
    await act(store, holder_of(redress), AppealRedress(text=LONG), redress)
    await ruled(store, redress, RedressOutcome.UPHELD, "agency-ppc")
    closing = CloseCase(ground=ClosureReason.NO_GROUNDS, reasons=LONG, informed=Informed.BY_DOCUMENT)
    await act(store, caller(LEAD), closing, hidden)
    rows = await heads_of(store.connection, Kind.CASE).find({"decisions": {"$ne": []}}).to_list(None)
    return {row["url"]: row["decisions"][-1]["public_code"] for row in rows}


DRAW = ("findAndModify", "counters")
"""Drawing numbers."""


def shape(commands: list[Mapping[str, Any]]) -> list[tuple[str, Any, list[list[str]]]]:
    """What was sent, without the values; of signing in, the driver shows nothing."""
    named = [(next(iter(command)), command) for command in commands if command]
    return [(name, item[name], [sorted(found) for found in filters(item)]) for name, item in named]


async def asked(store: Store, listener: Listener, url: str) -> tuple[Any, list[Any], int]:
    registry = await store.registry.current()
    listener.empty()
    found = await store.public_door.decision_for(url, registry)
    return found, shape(listener.commands), listener.documents


async def test_an_address_not_told_costs_what_an_unknown_one_does(
    store: Store, codes: dict[str, str], root_uri: str
) -> None:
    async with listened(store.connection, root_uri) as (connection, listener):
        through = Store(connection)
        nothing = await asked(through, listener, UNKNOWN)
        assert nothing == (None, [("find", "cases", [["decision_keys"]])], 0)
        assert await asked(through, listener, UNDECIDED) == nothing
        assert await asked(through, listener, HIDDEN) == nothing
        found, commands, documents = await asked(through, listener, DECIDED)
        assert (found["code"], len(commands), documents) == (codes[DECIDED], 3, 3), "its ground and its line too"


async def test_of_two_cases_about_an_address_the_last_decision_is_told(store: Store, clock: TestClock) -> None:
    early = (await checking(store, url=DECIDED)).stream
    clock.forward(minutes=1)
    late = await decided(store, url=DECIDED)
    clock.forward(minutes=1)
    await act(store, caller(LEAD), LinkDuplicate(of=early, reasons=LONG), late)
    await decide(store, early)
    found: Any = await store.public_door.decision_for(DECIDED, await store.registry.current())
    head = await head_of(store.connection, early)
    assert found["code"] == head["decisions"][-1]["public_code"], f"not that of {late}, opened later and decided before"


async def test_texts_of_a_decision_are_masked_beside_the_loop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest ones take 0.2 seconds, and anybody may ask for them."""
    await decided(store, url=DECIDED)
    own, threads = threading.get_ident(), set()

    def noted(text: str | None) -> str | None:
        threads.add(threading.get_ident())
        return masked(text)

    monkeypatch.setattr(public_door, "masked", noted)
    assert await store.public_door.decision_for(DECIDED, await store.registry.current())
    assert threads
    assert own not in threads


async def test_a_hidden_decision_s_code_costs_what_an_invented_one_does(
    store: Store, codes: dict[str, str], root_uri: str
) -> None:
    async with listened(store.connection, root_uri) as (connection, listener):
        through = Store(connection)
        seen = []
        for code in ("1" * 12, "0" * 12, codes[HIDDEN]):
            listener.empty()
            with pytest.raises(Refused) as refused:
                await act(through, PUBLIC, FileRedress(decision=code, text=TEXT))
            assert [problem.code for problem in refused.value.problems] == ["decision-unknown"]
            drawn = [command for command in shape(listener.commands) if command[:2] == DRAW]
            rest = [command for command in shape(listener.commands) if command[:2] != DRAW]
            seen.append((rest, listener.documents - len(drawn)))  # numbers are drawn several at a time
        assert seen[1] == seen[2], "the first one looked for the newest checkpoint as well"
        assert seen[1][0]


async def test_a_code_of_nothing_costs_the_same_whatever_it_looks_like(store: Store, root_uri: str) -> None:
    async with listened(store.connection, root_uri) as (connection, listener):
        through = Store(connection)
        registry = await through.registry.current()
        seen = []
        for code in ("0" * 20, "zzzzz-zzzzz-zzzzz-zzzzz", "x", ""):
            listener.empty()
            assert await through.public_door.request(code, registry) is None
            seen.append(shape(listener.commands))
        assert all(item == seen[0] for item in seen)


async def test_a_decision_is_found_by_each_address_of_the_content(store: Store) -> None:
    """In whatever spelling; one that was replaced finds nothing, and what stood there is kept for who may read it."""
    stream = (await checking(store, url=UNDECIDED)).stream
    other = f"{DECIDED}?utm_source=tin"
    await act(store, caller(LEAD), CorrectReport(reasons=LONG, url=DECIDED, other_url=HIDDEN), stream)
    await act(store, caller(LEAD), CorrectReport(reasons=LONG, other_url=f"{HIDDEN}/ban-sao"), stream)
    await decide(store, stream)
    registry = await store.registry.current()
    found = [await store.public_door.decision_for(url, registry) for url in (other, HIDDEN, f"{HIDDEN}/ban-sao")]
    assert len({row["code"] for row in found if row}) == 1
    assert None not in found
    assert await store.public_door.decision_for(UNDECIDED, registry) is None
    head = await head_of(store.connection, stream)
    assert [kept["url"] for kept in head["report_corrections"]] == [UNDECIDED, None]
