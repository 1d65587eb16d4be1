"""Price of a filing without an account, which rises with the filings and refusals of the last hour. Nobody is refused.

    quiet      pages accept a form without a price; programs need a proof of work (`api/pages/report/proof.py`)
    crowded    a proof, whose price doubles with the load; or on pages a turn, whose wait doubles with the load
A turn is a reservation. A caller's turns come in the order in which they were given, and a turn whose time has come is
accepted at any load. So the sender of a flood waits long, and others at most TURN_MOST; a flood gets no more turns than
a processor would find proofs. Each channel is counted separately. A filing counts only once it is paid. A refused
filing, or one executed before, counts only for its sender. While Redis is unreachable, the load counts as crowded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import SystemRandom
from uuid import UUID

from api.callers.networks import Whence
from api.callers.rates import Allowance, Count, Rates
from api.pages.report.proof import Proofs
from domain.case.protection import RequestProtection
from domain.case.reports import ReportContent
from domain.complaint.filing import FileRedress
from domain.erasure.data_requests import RequestData, RequestDataByAddress

HOUR_SECONDS = 3600
FREE_BY_NETWORK, FREE_BY_ALL = 10, 300
"""Number of filings in an hour that pages accept without a price: from one network, and from all networks together."""
REFUSED_FREE, REFUSED_BY_ALL = 20, 1_000
"""Refused filings in an hour after which pages always require a price: of one caller, and of all callers."""
NETWORK_STEP, ALL_STEP, REFUSED_STEP = 10, 1_000, 20
"""Counts at which the price doubles: filings of a network, filings of all networks, refusals of a caller. Each time
that a count doubles, the price doubles again."""
CROWDED_LEAST, BITS_MOST = 16, 24
"""Zero bits of the cheapest and of the dearest proof under load. A telephone finds the dearest in half a minute."""
SLACK = 2
"""Number of zero bits by which the price may rise between a puzzle and its proof."""
TRIES = Allowance(5, HOUR_SECONDS)
"""Number of uses of one proof or turn. A refused form is corrected and sent again with the same proof or turn."""
TURN_SECONDS, TURN_MOST = 60, 900
"""Seconds before a caller's first turn, and between two turns of the caller: the value in a quiet hour, and the largest
value."""
TURNS_BY_NETWORK = 600
"""Turns that one network gets in an hour, without counting the first of each caller."""
DRAWN_AGAIN = 300
"""Value of Retry-After if the caller got no turn."""
CHANCE = SystemRandom()


class Channel(StrEnum):
    """Kind of filing. Each kind is counted separately."""

    REPORT = "report"
    PROTECTION = "protection"
    REDRESS = "redress"
    DATA = "data"


CHANNELS: Mapping[type, Channel] = {
    ReportContent: Channel.REPORT,
    RequestProtection: Channel.PROTECTION,
    FileRedress: Channel.REDRESS,
    RequestData: Channel.DATA,
    RequestDataByAddress: Channel.DATA,
}


@dataclass(frozen=True)
class Filing:
    """A filing, and its payment. Programs have no turns, so their `turn` is None."""

    command: type
    command_id: UUID
    whence: Whence
    proof: str
    turn: str | None = None

    @property
    def channel(self) -> Channel:
        return CHANNELS[self.command]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Requested price: a puzzle to solve, or a turn in this many seconds. If both are missing, the caller must try
    again later."""

    puzzle: str
    bits: int
    turn: str
    seconds: int


@dataclass(frozen=True)
class Load:
    """Numbers of filings and refusals before a filing, and the counters to which this filing was added."""

    network: int
    all: int
    unproven: int
    refused: int
    refused_by_all: int
    away: bool
    counts: tuple[Count, ...]

    @property
    def steps(self) -> int:
        """Return the number of times that the price is doubled."""
        return (self.network // NETWORK_STEP).bit_length() + self.steps_of_turns

    @property
    def steps_of_turns(self) -> int:
        """Return the number of times that the wait is doubled. A network's own filings do not count, because its turns
        already follow one another."""
        return (self.all // ALL_STEP).bit_length() + (self.refused // REFUSED_STEP).bit_length()

    @property
    def room(self) -> bool:
        """Return whether pages may accept a form without a price."""
        return (
            not self.away
            and self.network < FREE_BY_NETWORK
            and self.unproven < FREE_BY_ALL
            and self.refused < REFUSED_FREE
            and self.refused_by_all < REFUSED_BY_ALL
        )


class Admitted:
    """An admitted filing. Call it with the outcome, because a refused filing counts only for its sender."""

    def __init__(self, rates: Rates, filing: Filing, counts: tuple[Count, ...]) -> None:
        self._rates, self._filing, self._counts = rates, filing, counts

    async def __call__(self, taken: bool) -> None:
        if taken:
            return
        for count in self._counts:
            await self._rates.give_back(count, HOUR_SECONDS)
        for who in (self._filing.whence.caller, "all"):
            await self._rates.count(f"refused-{self._filing.channel}", HOUR_SECONDS, who)


class Prices:
    def __init__(self, rates: Rates, proofs: Proofs, bits: int) -> None:
        self._rates, self._proofs, self._bits = rates, proofs, bits

    async def admit(self, filing: Filing) -> Admitted | Asked:
        """Check the payment of a filing. Admit and count the filing, or return its price."""
        paid, came = await self._brought(filing)
        if paid is None and not came:
            load = await self._load(filing, 0, free=True)
            if not self._free(filing, load):
                return await self._asked(filing, load)
        load = await self._load(filing, 1, free=paid is None and not came)
        if came or self._free(filing, load) or (paid is not None and paid >= self._price(load) - SLACK):
            return Admitted(self._rates, filing, load.counts)
        for count in load.counts:
            await self._rates.give_back(count, HOUR_SECONDS)
        return await self._asked(filing, load)

    async def _brought(self, filing: Filing) -> tuple[int | None, bool]:
        """Return the bits of the proof, and whether the time of the turn has come. Return None and False if the proof
        or turn was used too often."""
        paid = self._proofs.paid(filing.command_id, filing.proof)
        came = paid is None and bool(filing.turn) and self._proofs.waits(filing.command_id, filing.turn or "") == 0
        used = filing.proof if paid is not None else filing.turn if came else None
        worn = used is not None and await self._rates.wait("tries", TRIES, used)
        return (None, False) if worn else (paid, came)

    def _free(self, filing: Filing, load: Load) -> bool:
        if filing.turn is None:
            return not self._price(load)
        return load.room

    def _price(self, load: Load) -> int:
        if not load.steps and not load.away:
            return self._bits
        return min(max(self._bits, CROWDED_LEAST) + load.steps, BITS_MOST)

    async def _load(self, filing: Filing, uses: int, *, free: bool) -> Load:
        """Count uses, and return the load before these uses."""
        channel = filing.channel
        network = await self._count(f"file-{channel}", filing.whence.network, uses)
        everybody = await self._count(f"file-{channel}", "all", uses)
        unproven = await self._count(f"unproven-{channel}", "all", uses if free else 0)
        refused = await self._count(f"refused-{channel}", filing.whence.caller, 0)
        by_all = await self._count(f"refused-{channel}", "all", 0)
        return Load(
            network=network.number - uses,
            all=everybody.number - uses,
            unproven=unproven.number - uses if free else unproven.number,
            refused=refused.number,
            refused_by_all=by_all.number,
            away=not network.shared,
            counts=(network, everybody, unproven) if free else (network, everybody),
        )

    async def _asked(self, filing: Filing, load: Load) -> Asked:
        bits = self._price(load) or CROWDED_LEAST
        turn, seconds = await self._turn(filing, load) if filing.turn is not None else ("", 0)
        return Asked(puzzle=self._proofs.puzzle(filing.command_id, bits), bits=bits, turn=turn, seconds=seconds)

    async def _turn(self, filing: Filing, load: Load) -> tuple[str, int]:
        """Return a turn and the seconds until it: the pending turn, or the caller's next turn. Return an empty turn if
        none was drawn."""
        if filing.turn and (left := self._proofs.waits(filing.command_id, filing.turn)):
            return filing.turn, left
        number = (await self._count(f"turns-{filing.channel}", filing.whence.caller, 1)).number
        seconds = number * min(TURN_SECONDS << load.steps_of_turns, TURN_MOST)
        if number > 1 and not await self._drawn(filing, seconds):
            return "", DRAWN_AGAIN
        seconds = min(seconds, CHANCE.randrange(TURN_MOST, HOUR_SECONDS)) if seconds > HOUR_SECONDS else seconds
        return self._proofs.turn(filing.command_id, seconds), seconds

    async def _drawn(self, filing: Filing, seconds: int) -> bool:
        """Return whether a further turn is given. Beyond an hour's wait, chance decides. Once the network's turns are
        used up, the answer is always False."""
        if seconds > HOUR_SECONDS and CHANCE.random() * seconds > HOUR_SECONDS:
            return False
        given = await self._count(f"turns-{filing.channel}", f"all of {filing.whence.network}", 1)
        return given.number <= TURNS_BY_NETWORK

    async def _count(self, what: str, who: str, uses: int) -> Count:
        return await self._rates.count(what, HOUR_SECONDS, who, uses)
