"""How many commands a write takes, and what a lost answer takes besides."""

import asyncio
from uuid import uuid4

import pytest

from domain.kernel.actor import Caller
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from store.kinds.numbers import AT_ONCE_MOST, Numbers
from store.store import Store
from tests.support.listener import Listener, listened
from tests.support.world import a_report, caller, machine

FEWEST = ["find counters", "bulkWrite", "commitTransaction"]


def sent(listener: Listener) -> list[str]:
    """The commands, but for the look at the newest checkpoint every few seconds."""
    names = []
    for command in filter(None, listener.commands):
        name = next(iter(command))
        if command[name] != "checkpoints":
            names.append(f"{name} {command[name]}" if isinstance(command[name], str) else name)
    listener.empty()
    return names


@pytest.fixture(autouse=True)
def burst(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every draw comes soon after the last one, however slow the machine is."""
    monkeypatch.setattr("store.kinds.numbers.BURST_SECONDS", 1e9)


@pytest.mark.parametrize("who", [machine("agency-land"), caller("agency-land")], ids=["program", "officer"])
async def test_a_report_takes_as_few_commands_as_a_bare_driver(store: Store, root_uri: str, who: Caller) -> None:
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        for _ in range(2):  # the first numbers are drawn one by one
            await heard.execute(who, a_report(), command_id=uuid4())
        listener.empty()
        id = uuid4()
        made = await heard.execute(who, a_report(), command_id=id)
        assert sent(listener) == FEWEST
        again = await heard.execute(who, a_report(), command_id=id)
        assert (again.stream, again.version, again.replayed) == (made.stream, made.version, True)
        assert "find commands" in sent(listener), "only now it is asked for"


async def test_numbers_are_given_out_in_their_order_and_each_once(store: Store) -> None:
    now, processes = store.connection.clock(), [Numbers(store.connection) for _ in range(2)]
    drawn = [[await numbers.next_code(Kind.CASE, now) for _ in range(3 * AT_ONCE_MOST)] for numbers in processes]
    assert all(codes == sorted(codes) for codes in drawn)
    assert len({*drawn[0], *drawn[1]}) == 6 * AT_ONCE_MOST
    assert len({code[:8] for codes in drawn for code in codes}) == 1


async def test_a_refused_command_and_one_sent_again_leave_no_gap(store: Store) -> None:
    who, first, again = caller("agency-land"), uuid4(), uuid4()
    codes = [(await store.execute(who, a_report(), command_id=first)).document["code"]]
    await store.execute(who, a_report(), command_id=first)
    with pytest.raises(Refused):
        await store.execute(who, a_report(free_of_secrets=False), command_id=uuid4())
    codes += [(await store.execute(who, a_report(), command_id=id)).document["code"] for id in (again, uuid4())]
    numbers = [int(code[-6:]) for code in codes]
    assert numbers == [*range(numbers[0], numbers[0] + 3)]


async def test_a_process_that_ends_returns_what_it_kept_unless_another_one_drew(store: Store) -> None:
    now, ended, after = store.connection.clock(), Numbers(store.connection), Numbers(store.connection)
    drawn = [await ended.next_code(Kind.CASE, now) for _ in range(4)]  # draws 1, 2 and 4 at once
    await ended.return_kept()
    assert int((await after.next_code(Kind.CASE, now))[-6:]) == int(drawn[-1][-6:]) + 1
    ended.take_back(Kind.CASE, drawn[-1])
    await ended.return_kept()
    assert await Numbers(store.connection).next_code(Kind.CASE, now) > drawn[-1]


async def test_a_number_is_not_given_out_while_it_is_returned(store: Store) -> None:
    now, ending = store.connection.clock(), Numbers(store.connection)
    for _ in range(4):  # draws 1, 2 and 4 at once
        await ending.next_code(Kind.CASE, now)
    _, late = await asyncio.gather(ending.return_kept(), ending.next_code(Kind.CASE, now))
    drawn = [await Numbers(store.connection).next_code(Kind.CASE, now) for _ in range(4)]
    assert late not in drawn
