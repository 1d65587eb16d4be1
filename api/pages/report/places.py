"""Limits the number of files from the public that one process has in memory. A form gets a place after its code was
read, and each network has only a few places."""

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
"""Most files in the memory of one process: in total, and from one network."""
ANYBODY = ""
"""Key of the senders who wait for one of the places that all networks share."""
PLACE_SECONDS = 60
"""Seconds that a form waits for a place. After this time its file is skipped, and the page shows the typed values
again."""
HOLD_SECONDS = 20
"""Seconds that a file may keep a place while others wait. After this time the file is skipped."""
TO_ATTACH = Allowance(30, 3600)
"""Rate limit of files with one code from one network."""


class Places:
    """Places for files in memory. A network first waits for one of its own few places, so that other networks get
    places too."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(PLACES)
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._left = asyncio.Condition()

    async def take(self, network: str) -> bool:
        """Take a place. Return False if no place became free in time."""
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                return await self._take(network)
        except TimeoutError:
            return False

    def wanted(self, network: str) -> bool:
        """Return whether other senders wait for a place that this network has."""
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
    """A form that may contain a file. It takes a place once its code was read, and gives the place back at the end."""

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
        """Return whether the form has had its place for too long while other forms wait."""
        held = asyncio.get_running_loop().time() - self._since
        return self._holds and held > HOLD_SECONDS and self._places.wanted(self._network)

    async def leave(self) -> None:
        """Give the place back, if the form has one."""
        if self._holds:
            self._holds = False
            await self._places.leave(self._network)

    async def admit(self, values: Mapping[str, str]) -> bool:
        """Take a place if the code in the values allows a file. Return False if the file must be skipped."""
        registry = await self._store.registry.current()
        found = await self._store.public_door.request(values.get("code", ""), registry)
        if found is None or not found["acts"] or not any(opens(found, command) for command in COMMANDS):
            return False
        if await self._rates.wait("attach", TO_ATTACH, f"{holder(found)} {self._network}"):
            return False
        self._holds = await self._places.take(self._network)
        self._since = asyncio.get_running_loop().time()
        return self._holds
