"""What a filing without an account costs, by what its network and then everybody files in the hour.

    quiet      the pages take a form as it is; programs bring a proof of work (`api/pages/report/proof.py`)
    crowded    a proof, whose price doubles with the load; by the pages also a turn, which is waited for
Nobody is refused: what was typed comes back with a puzzle and a turn. Each channel has its own counts, so that a flood
of reports uses up nothing of complaints and requests for protection. A filing that was refused, or carried out before,
is taken out of the counts again. What is counted is a keyed hash of the network, which is forgotten with its hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from api.callers.networks import network_of
from api.callers.rates import Allowance, Count, Rates
from api.pages.report.proof import Proofs
from domain.case.protection import RequestProtection
from domain.case.public_reports import ReportContent
from domain.complaint.filing import FileRedress
from domain.erasure.data_requests import RequestData, RequestDataByAddress

HOUR_SECONDS = 3600
FREE_BY_NETWORK, FREE_BY_ALL = 10, 300
"""Filings in an hour that the pages take as they are: of one network, and of all together."""
NETWORK_STEP, ALL_STEP = 10, 1_000
"""Filings in an hour after which the price doubles, and again whenever they double: of one network, and of all."""
CROWDED_LEAST, BITS_MOST = 16, 24
"""Zero bits of the cheapest proof once there is a load, and of the dearest: a telephone finds it in half a minute."""
SLACK = 2
"""Zero bits by which the price may have risen since a puzzle was made."""
TRIES = Allowance(20, HOUR_SECONDS)
"""How often one proof may come: a form that was refused is mended and sent again with the same proof."""
TURN_SECONDS, TURN_MOST = 60, 900
"""How long a turn waits: a minute more with each turn that its network got in the hour, and the longest wait."""
TURNS_BY_NETWORK, TURNS_BY_ALL = 20, 600
"""Turns that are taken in an hour; with more, another one is waited for."""


class Channel(StrEnum):
    """What is filed; each has counts of its own."""

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


@dataclass(frozen=True, kw_only=True)
class Filing:
    """Something that somebody wants to file, and what they bring for it. Programs have no `turn`: it is None."""

    command: type
    command_id: UUID
    host: str | None
    proof: str
    turn: str | None = None


@dataclass(frozen=True)
class Admitted:
    """A filing that was let in, with the counts that it stands in."""

    counts: tuple[Count, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a filing has to bring: a number for the puzzle, or its turn, in so many seconds."""

    puzzle: str
    bits: int
    turn: str
    seconds: int


class Prices:
    """Lets filings in."""

    def __init__(self, rates: Rates, proofs: Proofs, bits: int) -> None:
        self._rates, self._proofs, self._bits = rates, proofs, bits

    async def admit(self, filing: Filing) -> Admitted | Asked:
        """Let a filing in and count it, or say what it has to bring."""
        channel, network = CHANNELS[filing.command], network_of(filing.host)
        of_network = await self._count(f"file-{channel}", network)
        of_all = await self._count(f"file-{channel}", "all")
        price = self._price(of_network.number - 1, of_all.number - 1)
        if await self._pays(filing, price):
            return Admitted((of_network, of_all))
        free = of_network.number <= FREE_BY_NETWORK
        if filing.turn is not None and (unproven := await self._unproven(filing, filing.turn, free=free)):
            return Admitted((of_network, of_all, *unproven))
        await self.give_back(Admitted((of_network, of_all)))
        return await self._asked(filing, price or CROWDED_LEAST, channel, network)

    async def give_back(self, admitted: Admitted) -> None:
        """Take a filing out of the counts: it was refused, or had been carried out before."""
        for count in admitted.counts:
            await self._rates.give_back(count, HOUR_SECONDS)

    def _price(self, of_network: int, of_all: int) -> int:
        """Return the zero bits of a proof, by what was filed before in the hour."""
        load = (of_network // NETWORK_STEP).bit_length() + (of_all // ALL_STEP).bit_length()
        return min(max(self._bits, CROWDED_LEAST) + load, BITS_MOST) if load else self._bits

    async def _pays(self, filing: Filing, price: int) -> bool:
        if not price:
            return True
        paid = self._proofs.paid(filing.command_id, filing.proof)
        if paid is None or paid < price - SLACK:
            return False
        return not await self._rates.wait("proof", TRIES, filing.proof)

    async def _unproven(self, filing: Filing, turn: str, *, free: bool) -> tuple[Count, ...]:
        """Return the counts of a form that brings no proof; none when it has to bring one, or a turn that has come."""
        channel, network = CHANNELS[filing.command], network_of(filing.host)
        if free and (counts := await self._within((f"unproven-{channel}", "all", FREE_BY_ALL))):
            return counts
        if self._proofs.waits(filing.command_id, turn) != 0:
            return ()
        return await self._within(
            (f"turn-{channel}", network, TURNS_BY_NETWORK), (f"turn-{channel}", "all", TURNS_BY_ALL)
        )

    async def _within(self, *limits: tuple[str, str, int]) -> tuple[Count, ...]:
        """Count one use under each limit; none when one is used up."""
        counts = [(await self._count(what, who), most) for what, who, most in limits]
        found = tuple(count for count, _ in counts)
        if all(count.number <= most for count, most in counts):
            return found
        await self.give_back(Admitted(found))
        return ()

    async def _asked(self, filing: Filing, bits: int, channel: Channel, network: str) -> Asked:
        seconds, turn = 0, filing.turn or ""
        if filing.turn is not None and not (seconds := self._proofs.waits(filing.command_id, turn) or 0):
            given = await self._count(f"turns-{channel}", network)
            seconds = min(TURN_SECONDS * given.number, TURN_MOST)
            turn = self._proofs.turn(filing.command_id, seconds)
        puzzle = self._proofs.puzzle(filing.command_id, bits)
        return Asked(puzzle=puzzle, bits=bits, turn=turn, seconds=seconds)

    async def _count(self, what: str, who: str) -> Count:
        return await self._rates.count(what, HOUR_SECONDS, who)
