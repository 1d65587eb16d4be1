"""How many commands a write takes, and what a lost answer takes besides."""

from uuid import uuid4

import pytest

from domain.kernel.actor import Caller
from domain.kernel.kind import Kind
from store.record.numbers import AT_ONCE_MOST, Numbers
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
    monkeypatch.setattr("store.record.numbers.BURST_SECONDS", 1e9)


@pytest.mark.parametrize("who", [machine("agency-land"), caller("agency-land")], ids=["program", "officer"])
async def test_a_report_takes_as_few_commands_as_the_bare_driver_needs(
    store: Store, root_uri: str, who: Caller
) -> None:
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
