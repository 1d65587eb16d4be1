"""Verification of an order to destroy keys, computed from the sealed record.

  - the order       its stream is whole, in the log, each event by the process and the actor that may write it
  - approval        two persons with authority approved it; or the law of retention orders it and the term has ended
  - the matter      it has ended, and no complaint about it is open
  - announcement    a day ago, after the last obstacle ended, also according to the sealer's clock

A head, the stored state and the numbers in the ordering event are ignored. Authority is replayed from the registry's
rows of that time, as `casebook verify` does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.administration.drafts import LegalTermActivated
from domain.book import STATES
from domain.complaint.state import Redress
from domain.erasure.erasures import ANNOUNCED_FOR, APPROVALS, ErasureAnnounced, ErasureApproved
from domain.erasure.retention import Kept, retention_on
from domain.erasure.state import Erasure, ErasureGround, ErasureState, ErasureTarget
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import REGISTRY, Kind
from domain.registry.law import LegalTerm, TermOf
from domain.registry.registry import Registry
from store.authority.past import Change, Past, without_authority
from store.authority.rules import Act, misfit_in, said_in
from store.driver.connection import Connection
from store.erasing.sealed import Doubt, Doubted, SealedRecord, SealedStream, SealedVersion, Trust, complaints_about
from store.facts.named import target_from
from store.facts.registry import RegistryRows
from store.record.canonical import from_bytes

KINDS: Final = sorted(kind.value for kind in REGISTRY)


async def registry_past(connection: Connection) -> Past:
    changes = []
    found = connection.revisions.find({"kind": {"$in": KINDS}}, {"kind": 1, "state": 1, "at": 1})
    async for row in found:
        kind = Kind(row["kind"])
        changes.append(Change(row["at"].replace(tzinfo=UTC), kind, from_bytes(STATES[kind], bytes(row["state"]))))
    named = [change.state for change in changes if change.kind in (Kind.OFFICER, Kind.USER)]
    return Past(changes, await RegistryRows(connection).names(named, None))


def check_authority(versions: Iterable[SealedVersion], past: Past) -> None:
    """Raise Doubted for the first version in which a person acted without authority."""
    for sealed in versions:
        act = act_of(sealed)
        if act.kind == ActorKind.PERSON and (why := without_authority(act, sealed.version.at, past)):
            raise Doubted(Doubt.NO_AUTHORITY, f"{sealed.version.id}: {why}")


def check_approvals(order: SealedStream, registry: Registry) -> None:
    """Raise Doubted unless enough persons approved who have no other part in the erasure. `registry` identifies
    persons."""
    erasure: Erasure = order.state
    approved = {approval.officer for approval in erasure.approvals}
    others = {word.officer for word in erasure.words if word not in erasure.approvals}
    others |= {erasure.request.officer} if erasure.request and erasure.request.officer else set()
    persons = set(map(registry.person, approved)) - set(map(registry.person, others))
    if len(persons) < APPROVALS:
        raise Doubted(Doubt.NO_AUTHORITY, f"{order.id} was approved by {len(persons)} of {APPROVALS} persons")
    for sealed in order.versions:
        event = sealed.version.event
        if isinstance(event, ErasureApproved) and act_of(sealed).subject != event.approval.officer:
            raise Doubted(Doubt.NO_AUTHORITY, f"{sealed.version.id} names another officer than the one who acted")


def act_of(sealed: SealedVersion) -> Act:
    return Act.of(said_in(sealed.version.body))


@dataclass(frozen=True)
class Believed:
    order: SealedStream
    target: SealedStream
    known: ErasureTarget
    free_at: datetime
    """End of the last obstacle. Only an announcement after this time counts."""

    @property
    def tips(self) -> dict[str, int]:
        return {stream.id: len(stream.versions) for stream in (self.order, self.target)}


class Judge:
    def __init__(self, connection: Connection, trust: Trust | None = None) -> None:
        self._connection, self._trust = connection, trust
        self._record = SealedRecord(connection, trust)

    async def believe(self, erasure: str, days: int, registry: Registry) -> Believed:
        """Return the order if it is valid, apart from its announcement, which is not checked. Raise Doubted.

        `days` is the retention setting for matters whose term no law sets.
        """
        order = await self._order(erasure)
        state: Erasure = order.state
        assert state.target is not None  # an order names its target
        target = await self._record.stream(state.target)
        complaints = await complaints_about(self._connection, target.id)
        known = await self._known(target, complaints)
        if not known.over:
            raise Doubted(Doubt.MATTER_RUNS, f"{target.id} runs")
        if known.redress_runs:
            raise Doubted(Doubt.COMPLAINT_RUNS, f"a complaint about {target.id} runs")
        past = await registry_past(self._connection)
        _check_grounds(order, past, registry)
        ended_at = _ended_at(target, known)
        if state.ground is ErasureGround.RETENTION:
            await self._check_term(state, known, ended_at, days, past, registry)
        ends = [complaint.ended_at for complaint in complaints if complaint.ended_at]
        return Believed(order, target, known, max([ended_at or order.versions[0].sealed_at, *ends]))

    async def check_announced(self, believed: Believed) -> None:
        """Raise Doubted unless the destruction was announced long enough ago, after the last obstacle."""
        if (now := await self._record.now()) < believed.free_at:
            raise Doubted(Doubt.CLOCK, f"it is {now}, and the last obstacle ended {believed.free_at}")
        announced = [
            sealed.sealed_at
            for sealed in believed.order.versions
            if isinstance(sealed.version.event, ErasureAnnounced) and sealed.sealed_at >= believed.free_at
        ]
        if believed.order.state.announced_at is None or not announced:
            raise Doubted(Doubt.NOT_ANNOUNCED, f"{believed.order.id} was not announced yet")
        if now < announced[-1] + ANNOUNCED_FOR:
            raise Doubted(Doubt.ANNOUNCED, f"{believed.order.id} is announced")

    async def _order(self, erasure: str) -> SealedStream:
        order = await self._record.stream(erasure)
        if order.state.state is not ErasureState.ORDERED:
            raise Doubted(Doubt.NOT_ORDERED, f"{erasure} is {order.state.state} by its events")
        for sealed in order.versions:
            if why := misfit_in(sealed.version.body, sealed.writer):
                raise Doubted(Doubt.WRONG_WRITER, f"{sealed.version.id}: {why}")
        return order

    async def _known(self, target: SealedStream, complaints: Sequence[Redress]) -> ErasureTarget:
        it = target.state
        about = (await self._record.stream(it.case)).state if isinstance(it, Redress) else None
        runs = any(not complaint.over for complaint in complaints if complaint.id != target.id)
        return target_from(target.id, it, about, runs)

    async def _check_term(
        self, state: Erasure, known: ErasureTarget, ended_at: datetime | None, days: int, past: Past, registry: Registry
    ) -> None:
        kept = Kept.CONTACT if state.contact_only else known.kept
        if ended_at is None:
            raise Doubted(Doubt.TERM_RUNS, f"{known.stream} has no end from which a term runs")
        least = days
        if kept is not None:
            await self._check_rows(kept, past, registry)
            least = retention_on(kept, local_date(ended_at), registry).days
        if await self._record.now() - ended_at < timedelta(days=least):
            raise Doubted(Doubt.TERM_RUNS, f"{known.stream} is kept for {least} days")

    async def _check_rows(self, kept: Kept, past: Past, registry: Registry) -> None:
        """Check that the law's rows on the term are whole, sealed, and entered with authority."""
        term = TermOf(f"KEPT_{kept}")
        for id in [row.id for row in registry.rows(LegalTerm).values() if row.term is term]:
            stream = await self._record.stream(id)
            if any(isinstance(sealed.version.event, LegalTermActivated) for sealed in stream.versions):
                check_authority(stream.versions, past)


def _check_grounds(order: SealedStream, past: Past, registry: Registry) -> None:
    """Check that two persons with authority approved, unless the law of retention orders the erasure and nobody
    objected."""
    state: Erasure = order.state
    check_authority(order.versions, past)
    if state.ground is not ErasureGround.RETENTION or state.objections:
        check_approvals(order, registry)


def _ended_at(target: SealedStream, known: ErasureTarget) -> datetime | None:
    """Return the end of the matter, but not earlier than the sealing of that end, whatever time the event states."""
    if known.ended_at is None:
        return None
    ended = target.versions[-1]
    for sealed in reversed(target.versions):
        if _end_in(sealed.version.state) != known.ended_at:
            break
        ended = sealed
    return max(known.ended_at, ended.sealed_at)


def _end_in(state: object) -> datetime | None:
    closure = getattr(state, "closure", None)
    found: datetime | None = closure.at if closure else getattr(state, "ended_at", None)
    return found
