"""Limits on one request without an account: look-ups, wrong codes, and filings.

The key of a counter is a keyed hash of the network, or of the caller within the network. It expires with its window,
and no address is stored. Only short codes can be guessed, so only their failures count. A code of full length has 100
bits. A person is never locked out because others mistyped a code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from api.callers.networks import UNKNOWN, whence
from api.callers.rates import Allowance, Count, Rates
from api.errors.responses import RequestRefused
from api.pages.report.prices import Asked, Filing, Prices
from domain.case.codes import of_hearing
from resolvers.public import Opened, Settle

LOOKS = Allowance(60, 60)
"""Rate limit of a network's look-ups: of addresses, of statistics, and of the schema."""
MISSES, MISSES_OF_NETWORK = Allowance(20, 600), Allowance(1_000, 600)
"""Rate limits of wrong short codes, for one caller and for a network. A short code has 48 bits."""
STATEMENTS = Allowance(5, 24 * 3600)
"""Rate limit of statements in one hearing from one network. It applies to senders who were not shown to be the person
concerned."""
OPENED = Allowance(60, 600)
"""Rate limit for one caller who opens one matter."""


@dataclass(frozen=True)
class Brought:
    """Payment for a filing: a proof for each command, or a turn. Only pages have turns."""

    proofs: Mapping[str, str]
    turn: str | None = None


class ProofNeeded(RequestRefused):
    """A filing needs a proof. On pages it may have its turn instead."""

    def __init__(self, asked: Asked, command_id: UUID) -> None:
        extra: dict[str, str | int] = {"puzzle": asked.puzzle, "bits": asked.bits, "commandId": str(command_id)}
        super().__init__(code="PROOF_NEEDED", extra=extra)
        self.asked = asked


class Spending:
    """Counts the uses of one request. It has Retry-After once a limit is exceeded."""

    def __init__(self, rates: Rates, prices: Prices, host: str | None, brought: Brought) -> None:
        self._rates, self._prices, self._from, self._brought = rates, prices, whence(host), brought
        self.headers: dict[str, str] = {}

    async def look(self) -> None:
        """Count a look-up. Raise RequestRefused once the network's look-ups are used up."""
        if self._from.network == UNKNOWN:
            await self._rates.note_unnamed()
        await self._within("look", LOOKS, self._from.network)

    async def code(self, code: str) -> Opened:
        """Admit an attempt with a code. Return a function that the caller must call with the opened matter. Raise
        RequestRefused after many wrong short codes."""
        short = [await self._missed(*of) for of in self._misses()] if is_short(code) else []

        async def opened(stream: str) -> None:
            for count in short:
                await self._rates.give_back(count, MISSES.seconds)
            await self._within("opened", OPENED, f"{stream} {self._from.caller}")

        return opened

    async def state(self, stream: str) -> Settle:
        """Count a statement in a hearing. Return a function that must be called with True if the statement was
        accepted, else with False.

        Raise RequestRefused once the network's statements of the day are used up.
        """
        count = await self._rates.count("state", STATEMENTS.seconds, f"{stream} {self._from.network}")

        async def settle(taken: bool) -> None:
            if not taken:
                await self._rates.give_back(count, STATEMENTS.seconds)

        if count.number > STATEMENTS.uses:
            await settle(False)
            self._refuse(self._rates.left(STATEMENTS))
        return settle

    async def file(self, command: type, command_id: UUID) -> Settle:
        """Admit a filing. Return a function that must be called with True if the filing was accepted, else with False.
        Raise ProofNeeded."""
        proof = self._brought.proofs.get(str(command_id), "")
        filing = Filing(command, command_id, self._from, proof, self._brought.turn)
        found = await self._prices.admit(filing)
        if isinstance(found, Asked):
            raise ProofNeeded(found, command_id)
        return found

    def _misses(self) -> tuple[tuple[Allowance, str], ...]:
        return (MISSES, self._from.caller), (MISSES_OF_NETWORK, f"all of {self._from.network}")

    async def _missed(self, allowed: Allowance, who: str) -> Count:
        count = await self._rates.count("miss", allowed.seconds, who)
        if count.number > allowed.uses:
            self._refuse(self._rates.left(allowed))
        return count

    async def _within(self, what: str, allowed: Allowance, who: str) -> None:
        if seconds := await self._rates.wait(what, allowed, who):
            self._refuse(seconds)

    def _refuse(self, seconds: int) -> None:
        self.headers = {"Retry-After": str(seconds)}
        raise RequestRefused(code="TOO_MANY_REQUESTS", status=429, headers=self.headers)


def is_short(code: str) -> bool:
    """Return whether a code is short enough to be guessed, or begins with such a code."""
    return bool(of_hearing(code)[0])
