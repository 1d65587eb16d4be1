"""How many bytes of files without an account a day takes, shared so that nobody's files shut out another's.

Each network has its first file, as long as anything is left, and of what is left then no more than a part: the fuller
the day is, the less one gets, and the last of it goes to those who sent nothing yet. In the same way networks share
what one matter takes, for the code of a hearing is known to whoever knows the content's address. Complaints and
requests for protection have a part that hearings cannot use. Whoever finds the day full has waited: the next day has a
part for them alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from api.callers.networks import network_of
from api.callers.rates import Allowance, Count, Rates
from domain.kernel.kind import Kind, kind_of
from domain.kernel.refusals import Refused, invalid
from store.files.uploads import HOLDERS_DAY_MOST, MATTER_DAY_MOST, SMALL, SMALL_DAY_MOST

DAY_SECONDS = 24 * 3600
A_DAY = Allowance(1, DAY_SECONDS)
PART, PART_OF_MATTER = 16, 2
"""What a network may use of what is left of a day: a sixteenth; and of what is left of one matter's: half."""


@dataclass(frozen=True)
class Pool:
    """Bytes of a day that networks share."""

    name: str
    most: int
    part: int


REDRESS_MOST = WAITED_MOST = HOLDERS_DAY_MOST // 8
REDRESS, WAITED = Pool("redress", REDRESS_MOST, PART), Pool("waited", WAITED_MOST, PART)
LARGE = Pool("large", HOLDERS_DAY_MOST - REDRESS_MOST - WAITED_MOST, PART)
SMALLS = Pool("small", SMALL_DAY_MOST, PART)


class Shares:
    def __init__(self, rates: Rates) -> None:
        self._rates = rates

    async def take(self, host: str | None, stream: str, size: int) -> None:
        """Count a file. Raises Refused for one that is more than the network may send now; then it has waited."""
        network, matter = network_of(host), Pool(f"matter {stream}", MATTER_DAY_MOST, PART_OF_MATTER)
        within = await self._within(matter, network, size)
        if within is not None:
            waited = await self._rates.count("waited", DAY_SECONDS, network, 0)
            for pool in _pools(stream, size, waited=waited.number > 0):
                if await self._within(pool, network, size):
                    return
            await self._give_back(within, size)
        if not (await self._rates.count("bytes", DAY_SECONDS, f"{LARGE.name} {network}", 0)).number:
            await self._rates.count("waited", DAY_SECONDS, network, ahead=1)  # only who got nothing has waited
        hours = -(-self._rates.left(A_DAY) // 3600)
        raise Refused(invalid("upload", "attachment-waits", hours=hours))

    async def _within(self, pool: Pool, network: str, size: int) -> tuple[Count, Count] | None:
        """Count a file in a pool; None, and nothing counted, for one that is more than the network's share."""
        own = await self._rates.count("bytes", DAY_SECONDS, f"{pool.name} {network}", size)
        everybody = await self._rates.count("bytes", DAY_SECONDS, pool.name, size)
        used, left = own.number - size, pool.most - (everybody.number - size)
        if size <= left and (not used or own.number * pool.part <= left):
            return own, everybody
        await self._give_back((own, everybody), size)
        return None

    async def _give_back(self, counts: tuple[Count, Count], size: int) -> None:
        for count in counts:
            await self._rates.give_back(count, DAY_SECONDS, size)


def _pools(stream: str, size: int, *, waited: bool) -> Iterator[Pool]:
    """Yield the pools that a file may come from, the one that it should come from first."""
    if waited:
        yield WAITED
    if size <= SMALL:
        yield SMALLS
    yield LARGE
    if kind_of(stream) is Kind.REDRESS:
        yield REDRESS
