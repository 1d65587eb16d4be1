"""Shares of the bytes that the public may send as files in a day, so that no sender's files exclude another's.

Each network may send its first file while anything is left, and after that only up to a part of the rest. The fuller
the day is, the smaller that part: the last bytes go to networks that sent nothing yet. A block of networks has such a
limit too, because a provider rents out many. Networks share the bytes of one matter in the same way.

    anybody    statements by people who only know the content's address have a pool of their own, and no other
    earlier    a report or complaint that was filed at least a day ago has a pool that new codes cannot use, also
               in a flood
    taken up   a complaint that an officer accepted, or an answer of the proven person concerned, has a pool that no
               flood reaches: an officer looked at each of them
A person for whom the day is full can try the next day: their complaint then counts as an earlier one and has a pool.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from api.callers.networks import Whence
from api.callers.rates import Allowance, Count, Rates
from domain.kernel.refusals import Refused, invalid
from store.files.uploads import ANYBODY_DAY_MOST, HOLDERS_DAY_MOST, MATTER_DAY_MOST, SMALL, SMALL_DAY_MOST

DAY_SECONDS = 24 * 3600
A_DAY = Allowance(1, DAY_SECONDS)
PART, PART_OF_BLOCK, PART_OF_MATTER = 16, 3, 2
"""Divisors of the remaining bytes. Of a day's bytes, a network may use a sixteenth and a block of networks a third. Of
one matter's bytes, a network may use half."""


class Standing(Enum):
    """Standing of a file's sender. It determines the pools in which the file may be counted."""

    ANYBODY = auto()
    HOLDER = auto()
    EARLIER = auto()
    TAKEN_UP = auto()


@dataclass(frozen=True)
class Sender:
    """Sender of a file: the matter for which the file counts, and the network."""

    whence: Whence
    matter: str
    standing: Standing


@dataclass(frozen=True)
class Pool:
    """Bytes of a day that networks share, and the parts of the remaining bytes that a network and a block may use."""

    name: str
    most: int
    part: int = PART
    part_of_block: int = PART_OF_BLOCK


TAKEN_UP, WAITED = Pool("taken-up", HOLDERS_DAY_MOST // 8), Pool("waited", HOLDERS_DAY_MOST // 8)
OF_EARLIER = Pool("earlier", HOLDERS_DAY_MOST // 4)
LARGE = Pool("large", HOLDERS_DAY_MOST // 2)
SMALLS = Pool("small", SMALL_DAY_MOST, SMALL_DAY_MOST // SMALL)
"""Pool for the first file of each network. Further files use the pool that all networks share."""
ANYBODY = Pool("anybody", ANYBODY_DAY_MOST)


class Share:
    """Share in which a file was counted. The share is given back if the file was not stored."""

    def __init__(self, rates: Rates, counts: tuple[Count, ...], size: int) -> None:
        self._rates, self._counts, self._size = rates, counts, size

    async def give_back(self) -> None:
        for count in self._counts:
            await self._rates.give_back(count, DAY_SECONDS, self._size)


class Shares:
    def __init__(self, rates: Rates) -> None:
        self._rates = rates

    async def take(self, sender: Sender, size: int) -> Share:
        """Count a file. If the file exceeds the present share, wait and then raise Refused."""
        network = sender.whence.network
        matter = Pool(f"matter {sender.matter}", MATTER_DAY_MOST, PART_OF_MATTER, part_of_block=1)
        within = await self._within(matter, sender.whence, size)
        if within is not None:
            waited = await self._rates.count("waited", DAY_SECONDS, network, 0)
            for pool in _pools(sender.standing, size, waited=waited.number > 0):
                if (counts := await self._within(pool, sender.whence, size)) is not None:
                    return Share(self._rates, (*within, *counts), size)
            await Share(self._rates, within, size).give_back()
        if not (await self._rates.count("bytes", DAY_SECONDS, f"{LARGE.name} {network}", 0)).number:
            await self._rates.count("waited", DAY_SECONDS, network, ahead=1)  # only a sender who got nothing has waited
        hours = -(-self._rates.left(A_DAY) // 3600)
        raise Refused(invalid("upload", "attachment-waits", hours=hours))

    async def _within(self, pool: Pool, whence: Whence, size: int) -> tuple[Count, ...] | None:
        """Count a file in a pool. If the file exceeds the share of a network or block, count nothing and return None.

        The narrowest share is counted first. A file over a network's share therefore never counts for others, not even
        briefly.
        """
        used = await self._rates.count("bytes", DAY_SECONDS, pool.name, 0)
        left = pool.most - used.number
        counts: list[Count] = []
        for who, part in ((whence.network, pool.part), (f"block {whence.block}", pool.part_of_block)):
            counts.append(await self._rates.count("bytes", DAY_SECONDS, f"{pool.name} {who}", size))
            number = counts[-1].number
            if size > left or (number != size and number * part > left):
                break
        else:
            counts.append(await self._rates.count("bytes", DAY_SECONDS, pool.name, size))
            if counts[-1].number <= pool.most:
                return tuple(counts)
        await Share(self._rates, tuple(counts), size).give_back()
        return None


def _pools(standing: Standing, size: int, *, waited: bool) -> Iterator[Pool]:
    """Yield the pools in which a file may be counted, the preferred one first."""
    if standing is Standing.ANYBODY:
        yield ANYBODY
        return
    if waited:
        yield WAITED
    if size <= SMALL:
        yield SMALLS
    yield LARGE
    if standing is not Standing.HOLDER:
        yield TAKEN_UP if standing is Standing.TAKEN_UP else OF_EARLIER
