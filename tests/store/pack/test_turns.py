"""A pack is made in turns: other requests are served in between, whatever the number and size of its versions.

The clock moves only by work, so that the test measures no speed.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from store.driver.paced import PIECE_SECONDS, paced
from store.pack import lines
from store.pack.parsed import Part
from tests.store.pack.packing import Sealing
from tests.support.world import a_check, caller, checking

VERSIONS: Final = 50
PART_SECONDS: Final = PIECE_SECONDS / 2
LONGEST: Final = 3 * PIECE_SECONDS
"""A piece, and two parts of a version that ended it: the last piece of one loop may touch the first of the next."""


class Hand:
    """A clock that only work moves."""

    def __init__(self) -> None:
        self.now = self.longest = self._before = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self) -> None:
        self.now += PART_SECONDS

    async def watched(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do the work, and note the longest work between two rounds of the loop."""
        self._before = self.now
        looking = asyncio.create_task(self._look())
        await asyncio.sleep(0)
        await work
        self._note()
        looking.cancel()

    async def _look(self) -> None:
        while True:
            self._note()
            await asyncio.sleep(0)

    def _note(self) -> None:
        self.longest, self._before = max(self.longest, self.now - self._before), self.now


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    made, parse, line = Hand(), Part.of, lines.version

    def parsed(data: Any) -> Part:
        made.work()
        return parse(data)

    def written(*given: Any) -> bytes:
        made.work()
        return line(*given)

    monkeypatch.setattr("store.driver.paced.perf_counter", made)
    monkeypatch.setattr(Part, "of", parsed)
    monkeypatch.setattr(lines, "version", written)
    return made


async def a_long_case(sealing: Sealing) -> str:
    made = await checking(sealing.store)
    while made.version < VERSIONS:
        made = await sealing.store.execute(
            caller("agency-health"), a_check(), command_id=uuid4(), target=made.stream, expected=made.version
        )
    await sealing.seal()
    return made.stream


async def test_a_pack_of_fifty_versions_is_made_in_turns(sealing: Sealing, hand: Hand) -> None:
    case = await a_long_case(sealing)
    reader = await sealing.official(caller("agency-health", Post.AUDITOR))
    await hand.watched(sealing.pack(case, reader))
    assert hand.now >= 3 * VERSIONS * PART_SECONDS, "each body and state was parsed, and each line written"
    assert hand.longest <= LONGEST


@pytest.mark.parametrize("items", [0, 1, 100])
async def test_paced_work_lets_others_run_after_each_piece(hand: Hand, items: int) -> None:
    found = list[int]()

    async def work(numbers: AsyncIterator[int]) -> None:
        async for number in numbers:
            hand.work()
            found.append(number)

    await hand.watched(work(paced(range(items))))
    assert found == [*range(items)]
    assert hand.longest <= PIECE_SECONDS + PART_SECONDS
