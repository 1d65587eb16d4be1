"""The sealer: moves pending revisions into the log, in batches, so that no crash loses or doubles a revision.

  - read      pending markers, oldest first; markers of sealed revisions are removed
  - check     each marker against its revision and the state; a stream with a fault is skipped, the others continue
  - build     tiles and root, from the right edge that was verified at the start
  - stage     tiles and root, under a name made of size and root
  - prove     that the new tree begins with the last signed tree
  - sign      the checkpoint; the signature is not public yet
  - swap      the last checkpoint in the state for the new one, with the streams' ends: from here on the new one counts
  - apply     the staged objects: insert, or find equal
  - witness   request cosignatures
  - publish   the checkpoint
  - clear     pending markers and staging

A failure before `swap` fails the batch, and everything is loaded and verified again before the next one. A failure from
`swap` on ends the process; the next start continues through the same code. `store/log/faults.py` explains the errors.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta

from store.driver.connection import Clock, wall_clock
from store.keys.authors import STREAM, Alone, Entered
from store.log.admitted import entered
from store.log.faults import (
    BatchFailed,
    ClockRefused,
    DirectoryRefused,
    Doubt,
    Forked,
    PublishedAhead,
    Restored,
    SealerFault,
    StagingLost,
    Tampered,
    Unwitnessed,
)
from store.log.sealing.batch import Bounds, Due, Entry, Marker
from store.log.sealing.directory import SealerDirectory
from store.log.sealing.right_edge import RightEdge, checked_staging, load_right_edge
from store.log.sealing.state import StreamEnd, relearn
from store.log.storage import LogStorage, Staging, staging_id
from store.log.witnessing.policies import read_policy, signed_policy
from store.log.witnessing.witness import Witnesses
from store.process.setting_values import Uncosigned
from store.tlog.checkpoint import Checkpoint, Signed
from store.tlog.merkle import consistency_proof, leaf_hash
from store.tlog.policy import NONE, Policy
from store.tlog.strict import LogFault
from store.tlog.tiles import full

log = logging.getLogger("casebook.sealer")

STEPS = ("read", "check", "build", "stage", "prove", "sign", "swap", "apply", "witness", "publish", "clear")
BATCH_MOST = 256

Hook = Callable[[str], Awaitable[None]]
"""Function that is called with `before-<step>` and `after-<step>`. Tests use it to fail or stop at a step."""


async def no_hook(point: str) -> None:
    """Do nothing. Only tests use another hook."""


class Sealer:
    """Working sealer. After any error except BatchFailed and Unwitnessed it must not be used again."""

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
        quiet: timedelta = timedelta(0),
        bounds: Bounds | None = None,
    ) -> None:
        """Prepare a sealer. Quiet markers cause no batch before they are as old as `quiet`.

        `bounds` decide which acts may be sealed; without them only bytes and authors are checked.
        """
        self._storage, self._directory, self._clock, self._most, self._hook = storage, directory, clock, most, hook
        self._uncosigned = uncosigned
        self._edge: RightEdge | None = None
        self._swapping = False
        self._greeted = False
        self._bounds = bounds
        self._due = Due(storage, directory, most, quiet, bounds)
        self._policy = policy or Policy()
        self.witnesses = Witnesses(self._policy)
        self.last: Signed | None = None
        self.published: tuple[int, bool] | None = None
        self._entered, self._waiting = Entered(), b""
        self._alone: str | None = None
        """Reason why a change of the authors must wait; None if no change waits."""
        self._asked: datetime | None = None
        """Time of the last request to witnesses, whether first or repeated."""

    @property
    def held(self) -> dict[str, str]:
        """Return the skipped streams and invalid markers, with the reason."""
        return {**self._due.held, **({STREAM: self._alone} if self._alone else {})}

    async def tick(self) -> int:
        """Seal one batch. Return the number of its revisions. Raise only SealerFault."""
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
            self._edge = None  # everything is read again before anything is signed
            fault = Doubt if self._swapping else BatchFailed
            raise fault(f"{type(error).__name__}: {error}") from error

    async def due(self) -> bool:
        """Return True if a marker is pending that is not skipped. The result is only a hint; the next batch checks it.

        Raise the database's errors.
        """
        return bool(self._waiting) or await self._due.any(self._clock())

    async def recosign(self, every: timedelta) -> bool:
        """Have the last checkpoint cosigned again if that is due and nothing was sealed since. Return True if it was
        cosigned.

        With this cosignature, anybody can distinguish a quiet log from an old view of the log. Raise only SealerFault.
        """
        last, now = self.last, self._clock()
        if (
            last is None
            or self.published is None
            or self.published[0] != last.checkpoint.size
            or not last.checkpoint.size
        ):
            return False
        if self._asked is not None and now - self._asked < every:
            return False
        try:
            self._asked = now
            note, enough = await self.witnesses.cosigned(last, self._consistency(last.checkpoint))
            if note == last.note:
                return False
            await self._storage.keep_recosigned(last.checkpoint.size, note, now, enough)
        except SealerFault:
            raise
        except LogFault as wrong:
            raise Tampered(str(wrong)) from wrong
        except Exception as error:
            raise BatchFailed(f"{type(error).__name__}: {error}") from error
        return True

    async def _load(self) -> None:
        """Compare state and database, finish the steps that a crash interrupted, and verify the right edge."""
        last = self._directory.locked()
        if await self._storage.restored():
            raise Restored("the database comes from a backup: show the newest checkpoint there is (--resume-from)")
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
        await relearn(self._storage, self._directory.state, last.checkpoint)
        if self._bounds:
            await self._bounds.load(self._storage, self._directory.state)
        await self._storage.keep_successions(self._directory.handed_over())
        await self._publish_policy(last.checkpoint.size)
        await self._storage.prune({full(path) for path in await self._storage.partial()})
        await self._learn_authors(last.checkpoint.size)
        await self._greet(last)
        self.last, self._edge = last, edge

    async def _publish_policy(self, size: int) -> None:
        """Publish the current policy of witnesses, unless it is already the newest published one."""
        notes, origin = await self._storage.policies(), self._directory.origin
        with suppress(LogFault, IndexError):  # the previous key's note, an altered one, or none
            if read_policy(notes[-1], origin, [self._directory.verifier])[1].text() == self._policy.text():
                return
        await self._storage.keep_policy(signed_policy(self._policy, origin, size, self._directory.signer))

    async def _learn_authors(self, size: int) -> None:
        """Read the log's authors and their next change. Raise Tampered if the log differs from the sealed entries.

        Raise DirectoryRefused for a file of authors that is no valid next entry.
        """
        directory, origin = self._directory, self._directory.origin
        self._entered, wrong = await entered(self._storage, size, origin, directory.keys())
        known = directory.state.ends([STREAM]).get(STREAM, StreamEnd(0, b""))
        if wrong or (self._entered.number, self._entered.leaf) != (known.n, known.leaf):
            raise Tampered(f"the entries that say who may write are not what was sealed: {wrong}")
        self._due.authors, self._waiting, self._alone = self._entered.authors, b"", None
        wanted = directory.authors()
        if wanted.text() == self._entered.authors.text():
            return
        entry = directory.next_authors(self._entered.draft(origin, wanted))
        try:
            self._entered.after(entry, size, origin, directory.keys())
            self._waiting = entry
        except Alone as wrong_alone:
            self._alone = f"who may write is not changed yet: {wrong_alone}"
        except LogFault as refused:
            raise DirectoryRefused(f"the file of authors {refused}") from refused

    def _admitting(self) -> Sequence[Entry]:
        """Return the pending entry on authors, which needs a separate batch; empty without such an entry."""
        n = self._entered.number + 1
        marker = Marker(f"{STREAM}:{n}", STREAM, n, leaf_hash(self._waiting))
        return [Entry(marker, self._waiting)] if self._waiting else []

    def _take_authors(self, entry: bytes, place: int) -> None:
        self._entered = self._entered.after(entry, place, self._directory.origin, self._directory.keys())
        self._due.authors, self._waiting = self._entered.authors, b""

    async def _unchanged(self) -> bool:
        """Return True if the database is as this sealer left it. It may have been restored in the meantime."""
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
        """Before this process signs anything, ask the witnesses whether one has a newer checkpoint than state and
        database."""
        if not self._greeted:
            shown = await self._storage.shown()  # with the cosignatures it has: a witness that lost its own sees it
            asked = replace(last, note=shown.note) if shown and shown.size == last.checkpoint.size else last
            await self.witnesses.cosigned(asked, self._consistency(last.checkpoint))
            self._greeted = True

    async def _seal(self) -> int:
        assert self._edge is not None
        assert self.last is not None
        if self._alone:
            await self._learn_authors(self.last.checkpoint.size)
        entries = self._admitting() or await self._chosen(self.last)
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
        ends = {entry.marker.stream: StreamEnd(entry.marker.n, entry.marker.leaf) for entry in entries}
        await self._swap(self.last, signed, ends)
        await self._finish(signed, staging)
        if self._waiting:
            self._take_authors(self._waiting, start)
        self._edge, self.last = edge, signed
        return len(entries)

    async def _swap(self, old: Signed, new: Signed, ends: Mapping[str, StreamEnd]) -> None:
        await self._hook("before-swap")
        self._swapping = True
        # A crash inside leaves the old or the new checkpoint in the state; the next start continues from either.
        self._directory.state.swap(old.note, new, ends)
        await self._hook("after-swap")

    async def _finish(self, signed: Signed, staging: Staging) -> None:
        """Publish a signed checkpoint. Every step may be repeated."""
        async with self._step("apply"):
            await self._storage.apply(staging)
        async with self._step("witness"):
            self._asked = self._clock()
            note, enough = await self.witnesses.cosigned(signed, self._consistency(signed.checkpoint))
            if not enough and self._uncosigned is Uncosigned.REFUSE:
                raise Unwitnessed(f"{signed.checkpoint.size} entries: {self.witnesses.states}")
        async with self._step("publish"):
            cosigned = enough and self._policy.quorum != NONE
            await self._storage.publish(signed, note, cosigned)
            self.published = signed.checkpoint.size, cosigned
        async with self._step("clear"):
            await self._storage.forget([row["event"] for row in staging.rows])
            await self._storage.clear(signed.checkpoint.size)
            await self._storage.prune([path for path in staging.objects if path == full(path)])

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

    async def _chosen(self, last: Signed) -> Sequence[Entry]:
        now = self._clock()
        async with self._step("read"):
            markers = await self._due.markers(now)
        if markers:
            self._moment(last)  # a clock that was set back: every act would count as one of the future
        async with self._step("check"):
            choice = await self._due.choice(markers, last, now)
        return choice.entries

    @asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[None]:
        await self._hook(f"before-{name}")
        yield
        await self._hook(f"after-{name}")
