"""What somebody without scripts waits in a flood, what the flood gets, and what becomes of both without Redis."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from api.callers.networks import Whence
from api.callers.rates import Rates, SharedCounters
from api.pages.report import prices
from api.pages.report.prices import Admitted, Asked, Filing, Prices
from api.pages.report.proof import Proofs
from domain.case.reports import ReportContent
from tests.support.clock import TestClock


def filing(
    command: UUID, caller: str = "192.0.2.1", proof: str = "", turn: str = "", kind: type = ReportContent
) -> Filing:
    return Filing(kind, command, Whence(caller.rpartition(".")[0], caller, "192.0"), proof, turn)


class Door:
    """The prices alone, under a clock."""

    def __init__(self, shared: SharedCounters, clock: TestClock) -> None:
        self.clock = clock
        proofs = Proofs(lambda text: sha256(text.encode()).hexdigest(), clock)
        self.prices = Prices(Rates(shared, f"{uuid4()} ".__add__, clock), proofs, 0)
        self.turns = dict[UUID, str]()

    async def crowd(self) -> None:
        """File as much as pages of a network may without a proof."""
        for _ in range(prices.FREE_BY_NETWORK):
            await self.send(uuid4())

    async def send(self, command: UUID, caller: str = "192.0.2.1", kind: type = ReportContent) -> int | None:
        """Send a form without scripts: None once it is in, else the seconds until it is to be sent again."""
        found = await self.prices.admit(filing(command, caller, turn=self.turns.get(command, ""), kind=kind))
        if isinstance(found, Admitted):
            await found(True)
            return None
        self.turns[command] = found.turn
        return found.seconds

    async def wait_for(self, caller: str, kind: type = ReportContent) -> int:
        """How long somebody waits who does what the page says."""
        command, waited = uuid4(), 0
        while (seconds := await self.send(command, caller, kind)) is not None:
            self.clock.forward(seconds=seconds)
            waited += seconds
        return waited


class TestWithoutScripts:
    """Turns: what somebody waits who does what the page says, and what a flood gets."""

    @pytest.fixture
    async def door(self, installation: dict[str, str], clock: TestClock) -> AsyncIterator[Door]:
        shared = SharedCounters(installation["CASEBOOK_REDIS_URL"])
        yield Door(shared, clock)
        await shared.close()

    async def test_many_at_once_pass_no_step_of_the_price(self, door: Door) -> None:
        found = await asyncio.gather(*(door.send(uuid4()) for _ in range(4 * prices.NETWORK_STEP)))
        assert found.count(None) == prices.NETWORK_STEP

    async def test_what_is_refused_is_free_again_for_others_and_costs_its_sender(self, door: Door) -> None:
        asked = filing(uuid4())
        for _ in range(prices.REFUSED_FREE):
            admitted = await door.prices.admit(asked)
            assert isinstance(admitted, Admitted)
            await admitted(False)
        assert isinstance(await door.prices.admit(asked), Asked)
        assert await door.send(uuid4(), "192.0.2.2") is None, "another caller of the network"

    async def test_a_flood_of_unpaid_forms_is_not_counted(self, door: Door) -> None:
        await door.crowd()
        await asyncio.gather(*(door.send(uuid4()) for _ in range(200)))
        asked = await door.prices.admit(filing(uuid4(), "192.0.2.2"))
        assert isinstance(asked, Asked)
        assert asked.bits == prices.CROWDED_LEAST + 1

    async def test_a_turn_that_has_come_is_taken_whatever_the_load_is(self, door: Door) -> None:
        await door.crowd()
        command = uuid4()
        seconds = await door.send(command)
        assert seconds is not None
        for caller in range(50):
            await door.send(uuid4(), f"192.0.2.{caller}")
        door.clock.forward(seconds=seconds)
        assert await door.send(command) is None

    async def test_a_turn_is_good_for_some_tries_whatever_else_is_sent_with_it(self, door: Door) -> None:
        await door.crowd()
        command = uuid4()
        seconds = await door.send(command)
        assert seconds is not None
        door.clock.forward(seconds=seconds)
        for number in range(2 * prices.TRIES.uses):
            found = await door.prices.admit(filing(command, proof=f"x{number}", turn=door.turns[command]))
            assert isinstance(found, Admitted) is (number < prices.TRIES.uses)
            if isinstance(found, Admitted):
                await found(False)

    async def test_a_caller_gets_few_turns_however_many_it_asks_for(self, door: Door) -> None:
        await door.crowd()
        hoarded = [uuid4() for _ in range(2_000)]
        for command in hoarded:
            await door.send(command)
        for command in (command for command in hoarded if not door.turns[command]):
            del door.turns[command]
        given = len(door.turns)
        door.clock.forward(seconds=prices.HOUR_SECONDS)
        taken = [await door.send(command) for command in list(door.turns)]
        assert taken == [None] * given
        hour = prices.HOUR_SECONDS // prices.TURN_SECONDS
        assert given < 10 * hour, "one core finds four times as many of the dearest proofs"


class TestWithoutRedis:
    """It is as if there were a crowd: slower, not shut and not free."""

    @pytest.fixture
    async def door(self, clock: TestClock) -> AsyncIterator[Door]:
        shared = SharedCounters("redis://127.0.0.1:1/0")
        yield Door(shared, clock)
        await shared.close()

    async def test_a_form_waits_for_its_turn(self, door: Door) -> None:
        assert await door.send(uuid4()) == prices.TURN_SECONDS
        assert 0 < await door.wait_for("192.0.2.2") <= prices.TURN_MOST

    async def test_a_program_brings_a_proof_even_where_none_is_asked_for(self, door: Door) -> None:
        asked = await door.prices.admit(filing(uuid4()))
        assert isinstance(asked, Asked)
        assert asked.bits == prices.CROWDED_LEAST

    async def test_more_networks_than_kept_shut_nobody_out(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("api.callers.rates.KEPT_MOST", 10)
        for network in range(50):
            await door.send(uuid4(), f"198.51.{network}.1")
        assert await door.wait_for("203.0.113.2") <= prices.TURN_MOST
