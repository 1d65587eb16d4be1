"""The sealer: moves pending revisions into the log, in batches, so that a crash anywhere loses and doubles nothing.

    read      pending markers, oldest first; those of sealed revisions are only cleared away
    check     each against its revision and its predecessor; a stream that does not fit is held, the others go on
    build     tiles and root, from the right edge that was verified at the start
    stage     all of it, under a name made of size and root
    prove     to ourselves, that the new tree begins with the one signed last
    sign      the checkpoint; the signature is not public yet
    swap      the last checkpoint in the state for the new one: from here on it exists
    apply     the staged objects: insert, or find equal
    witness   ask for cosignatures
    publish   the checkpoint
    clear     pending markers and staging
A failure before `swap` fails the batch, and everything is loaded and verified again before the next one. A failure
from `swap` on ends the process; the next start continues through the same code. What the errors mean is told in
`store/log/state.py`.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from store.log.batch import Entry, Marker, choose, missing_predecessors, read_marker
from store.log.checkpoint import Checkpoint
from store.log.faults import LogFault
from store.log.merkle import consistency_proof
from store.log.policy import Policy, Uncosigned
from store.log.right_edge import RightEdge, checked_staging, load_right_edge
from store.log.sealer_directory import SealerDirectory
from store.log.state import (
    BatchFailed,
    ClockRefused,
    Doubt,
    Forked,
    PublishedAhead,
    SealerFault,
    Signed,
    StagingLost,
    Tampered,
    Unwitnessed,
)
from store.log.storage import LogStorage, Staging, staging_id
from store.log.witness import Witnesses
from store.mongo.connection import Clock, wall_clock

log = logging.getLogger("casebook.sealer")

STEPS = ("read", "check", "build", "stage", "prove", "sign", "swap", "apply", "witness", "publish", "clear")
BATCH_MOST = 256
HELD_SECONDS = 10.0
"""After this a held stream is looked at again."""
HELD_MOST = 1_000
"""So many held streams are passed over when reading; beyond, they take places in the batch."""

Hook = Callable[[str], Awaitable[None]]
"""Called with `before-<step>` and `after-<step>`: tests fail or stop there."""


async def no_hook(point: str) -> None:
    """Nothing happens at any point."""


class Sealer:
    """One sealer at work. After any error but BatchFailed and Unwitnessed it must not be used again."""

    def __init__(
        self,
        storage: LogStorage,
        directory: SealerDirectory,
        *,
        policy: Policy | None = None,
        uncosigned: Uncosigned = Uncosigned.REFUSE,
        clock: Clock = wall_clock,
        most: int = BATCH_MOST,
        hook: Hook = no_hook,
    ) -> None:
        self._storage, self._directory, self._clock, self._most, self._hook = storage, directory, clock, most, hook
        self._uncosigned = uncosigned
        self._edge: RightEdge | None = None
        self._swapping = False
        self._greeted = False
        self._held: dict[str, tuple[str, datetime]] = {}
        self.witnesses = Witnesses(policy or Policy())
        self.last: Signed | None = None
        self.published: tuple[int, bool] | None = None

    @property
    def held(self) -> dict[str, str]:
        """Streams (and invalid markers) that are passed over, and why."""
        return {stream: why for stream, (why, _) in self._held.items()}

    async def tick(self) -> int:
        """Seal one batch of what is due; how many revisions it held. Raises SealerFault and nothing else."""
        self._swapping = False
        try:
            if self._edge is None or not await self._unchanged():
                await self._load()
            return await self._seal()
        except SealerFault:
            self._edge = None
            raise
        except LogFault as wrong:
            raise Tampered(str(wrong)) from wrong
        except Exception as error:
            self._edge = None  # whatever was believed is read again before anything is signed
            fault = Doubt if self._swapping else BatchFailed
            raise fault(f"{type(error).__name__}: {error}") from error

    async def _load(self) -> None:
        """Compare state and database, finish what a crash left half done, verify the right edge."""
        last = self._directory.locked()
        if last.at > self._clock():
            raise ClockRefused(f"the last checkpoint is dated {last.at.isoformat()}, in the future")
        published = await self._newest()
        if published and published.checkpoint.size > last.checkpoint.size:
            raise PublishedAhead(f"published: {published.checkpoint.size} entries, state: {last.checkpoint.size}")
        if published and published.checkpoint.size == last.checkpoint.size:
            if published.checkpoint != last.checkpoint:
                raise Forked(f"published and signed roots of size {last.checkpoint.size} differ")
            await self._storage.clear(last.checkpoint.size)
        else:
            await self._finish(last, await self._staged(last, published))
        edge = await load_right_edge(self._storage, last.checkpoint)
        await self._greet(last)
        self.last, self._edge = last, edge

    async def _unchanged(self) -> bool:
        """Whether the database is still as this sealer left it: it may have been restored in between."""
        newest = await self._newest()
        return newest is not None and self.last is not None and newest.checkpoint == self.last.checkpoint

    async def _newest(self) -> Signed | None:
        newest = await self._storage.newest()
        if newest is None:
            return None
        found = self._directory.read(newest.note, newest.at)
        if found.checkpoint.size != newest.size:
            raise Tampered(f"the checkpoint of {newest.size} entries says {found.checkpoint.size}")
        self.published = newest.size, newest.cosigned
        return found

    async def _staged(self, last: Signed, published: Signed | None) -> Staging:
        if last.checkpoint.size == 0:
            if not await self._storage.empty():
                raise StagingLost("nothing was signed, yet the database holds a log")
            return Staging(staging_id(last.checkpoint), 0, {}, ())
        staging = await self._storage.staged(staging_id(last.checkpoint))
        if staging is None or published is None or staging.old_size != published.checkpoint.size:
            stands = published.checkpoint.size if published else 0
            raise StagingLost(f"state: {last.checkpoint.size} entries, database: {stands}; the staged ones are gone")
        return await checked_staging(self._storage, published.checkpoint, staging, last.checkpoint)

    async def _greet(self, last: Signed) -> None:
        """Before the first signature of this process, ask whether a witness knows better than state and database."""
        if not self._greeted:
            await self.witnesses.cosigned(last, self._consistency(last.checkpoint))
            self._greeted = True

    async def _seal(self) -> int:
        assert self._edge is not None
        assert self.last is not None
        entries = await self._due()
        if not entries:
            return 0
        at = self._moment(self.last)
        async with self._step("build"):
            edge, made = self._edge.extended([entry.data for entry in entries])
            start = self._edge.checkpoint.size
            rows = tuple(entry.row(place) for place, entry in enumerate(entries, start))
        staging = Staging(staging_id(edge.checkpoint), edge.checkpoint.size, made, rows)
        async with self._step("stage"):
            await self._storage.stage(staging)
        async with self._step("prove"):
            self._edge.begins(edge.checkpoint, made)
        async with self._step("sign"):
            signed = Signed(self._directory.sign(edge.checkpoint), edge.checkpoint, at)
        await self._swap(self.last, signed)
        await self._finish(signed, staging)
        self._edge, self.last = edge, signed
        return len(entries)

    async def _swap(self, old: Signed, new: Signed) -> None:
        await self._hook("before-swap")
        self._swapping = True
        # A crash inside: the state holds the old or the new checkpoint, and the next start goes on from either.
        self._directory.state.swap(old.note, new.note, new.at)
        await self._hook("after-swap")

    async def _finish(self, signed: Signed, staging: Staging) -> None:
        """From a signed checkpoint to a published one; every step may be repeated."""
        async with self._step("apply"):
            await self._storage.apply(staging)
        async with self._step("witness"):
            note, enough = await self.witnesses.cosigned(signed, self._consistency(signed.checkpoint))
            if not enough and self._uncosigned is Uncosigned.REFUSE:
                raise Unwitnessed(f"{signed.checkpoint.size} entries: {self.witnesses.states}")
        async with self._step("publish"):
            await self._storage.publish(signed, note, enough)
            self.published = signed.checkpoint.size, enough
        async with self._step("clear"):
            await self._storage.forget([row["event"] for row in staging.rows])
            await self._storage.clear(signed.checkpoint.size)

    def _consistency(self, checkpoint: Checkpoint) -> Callable[[int], Awaitable[Sequence[bytes]]]:
        async def proof(old: int) -> Sequence[bytes]:
            size = checkpoint.size
            return await self._storage.computed(size, lambda read: consistency_proof(old, size, read))

        return proof

    def _moment(self, last: Signed) -> datetime:
        now = self._clock()
        if now <= last.at:
            raise ClockRefused(f"it is {now.isoformat()}, the last checkpoint is dated {last.at.isoformat()}")
        return now

    async def _due(self) -> Sequence[Entry]:
        now = self._clock()
        self._held = {stream: (why, until) for stream, (why, until) in self._held.items() if until > now}
        async with self._step("read"):
            markers = await self._read()
        async with self._step("check"):
            events = {marker.id for marker in markers}
            before = {marker.previous for marker in markers if marker.previous}
            sealed = await self._storage.sealed(before - events)
            choice = choose(markers, await self._storage.envelopes(events), sealed, self._directory.origin)
        for stream, why in choice.held.items():
            self._hold(stream, why, now)
        return choice.entries[: self._most]

    async def _read(self) -> list[Marker]:
        passed = list(self._held)[:HELD_MOST]
        markers = self._parsed(await self._storage.due(self._most, passed))
        # A marker may be older by its clock than the one before it: fetch that one, and the one before it, …
        while len(markers) < 2 * self._most:
            before = {marker.previous for marker in markers if marker.previous}
            missing = missing_predecessors(markers, await self._storage.sealed(before))
            if not missing or not (found := self._parsed(await self._storage.markers(missing))):
                break
            markers += found
        return await self._unsealed(markers)

    async def _unsealed(self, markers: Sequence[Marker]) -> list[Marker]:
        """Without those sealed by a run that crashed before it could clear them, or marked again: once is enough."""
        sealed = await self._storage.sealed({marker.id for marker in markers})
        await self._storage.forget([marker.id for marker in markers if sealed.get(marker.id) == marker.leaf])
        for marker in markers:
            if sealed.get(marker.id, marker.leaf) != marker.leaf:
                self._hold(marker.stream, f"{marker.id}: was sealed with other content", self._clock())
        return [marker for marker in markers if marker.id not in sealed]

    def _parsed(self, documents: Sequence[dict[str, object]]) -> list[Marker]:
        markers = []
        for document in documents:
            if (marker := read_marker(document)) is None:
                self._hold(str(document.get("_id")), "not a marker", self._clock())
            else:
                markers.append(marker)
        return markers

    def _hold(self, stream: str, why: str, now: datetime) -> None:
        log.warning("held %s: %s", stream, why)
        self._held[stream] = (why, now + timedelta(seconds=HELD_SECONDS))

    @asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[None]:
        await self._hook(f"before-{name}")
        yield
        await self._hook(f"after-{name}")
