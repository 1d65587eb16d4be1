"""Places in memory for the files of the public door: given after the code was read, and limited for each network."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from starlette.requests import Request

from api.callers.networks import network_of
from api.callers.rates import Allowance, Rates
from domain.case.hearing import AnswerHearing
from domain.case.messages import WriteToAgency
from domain.complaint.filing import WriteToExaminer
from resolvers.public import holder, opens
from store.store import Store

COMMANDS = (WriteToExaminer, WriteToAgency, AnswerHearing)
PLACES, PLACES_OF_NETWORK = 16, 2
"""Files that one process holds at the same time: all of them, and those of one network."""
ANYBODY = ""
"""Key of waiters for one of all places."""
PLACE_SECONDS = 60
"""Seconds that a form waits for a place; after that its file is skipped, and its typed values come back."""
HOLD_SECONDS = 20
"""Seconds that a file may hold a place while another waits; after that it is skipped."""
TO_ATTACH = Allowance(30, 3600)
"""Rate limit of files with one code from one network."""


class Places:
    """Places for files in memory: a network waits for its own few places first, so that others keep theirs."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(PLACES)
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._left = asyncio.Condition()

    async def take(self, network: str) -> bool:
        """Take a place; False if none became free in time."""
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                return await self._take(network)
        except TimeoutError:
            return False

    def wanted(self, network: str) -> bool:
        """Return whether somebody waits for a place that this network holds."""
        return bool(self._waiting[ANYBODY] or self._waiting[network])

    async def _take(self, network: str) -> bool:
        async with self._counted(network), self._left:
            await self._left.wait_for(lambda: self._taken[network] < PLACES_OF_NETWORK)
            self._taken[network] += 1
        try:
            async with self._counted(ANYBODY):
                return await self._all.acquire()
        except asyncio.CancelledError:
            await self._leave(network)
            raise

    @asynccontextmanager
    async def _counted(self, whose: str) -> AsyncIterator[None]:
        self._waiting[whose] += 1
        try:
            yield
        finally:
            self._waiting[whose] -= 1

    async def leave(self, network: str) -> None:
        self._all.release()
        await self._leave(network)

    async def _leave(self, network: str) -> None:
        async with self._left:
            self._taken[network] -= 1
            if not self._taken[network]:
                del self._taken[network]
            self._left.notify_all()


class Attaching:
    """A form that may hold a file: it gets a place once its code was read, and gives it back at the end."""

    def __init__(self, request: Request) -> None:
        state = request.app.state
        self._store: Store = state.store
        self._rates: Rates = state.rates
        self._places: Places = state.places
        self._network = network_of(request.client.host if request.client else None)
        self._holds, self._since = False, 0.0

    async def __aenter__(self) -> "Attaching":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.leave()

    @property
    def lost(self) -> bool:
        """Return whether it held its place for long enough while somebody waits for it."""
        held = asyncio.get_running_loop().time() - self._since
        return self._holds and held > HOLD_SECONDS and self._places.wanted(self._network)

    async def leave(self) -> None:
        """Give the place back, if it has one."""
        if self._holds:
            self._holds = False
            await self._places.leave(self._network)

    async def admit(self, values: Mapping[str, str]) -> bool:
        """Get a place for the holder of a code that admits a file."""
        registry = await self._store.registry.current()
        found = await self._store.public_door.request(values.get("code", ""), registry)
        if found is None or not found["acts"] or not any(opens(found, command) for command in COMMANDS):
            return False
        if await self._rates.wait("attach", TO_ATTACH, f"{holder(found)} {self._network}"):
            return False
        self._holds = await self._places.take(self._network)
        self._since = asyncio.get_running_loop().time()
        return self._holds
