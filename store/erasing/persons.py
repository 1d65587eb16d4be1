"""The persons behind an erasure: whether two who might approved it, neither of whom had another word in it (G5).

Their authority is played again from the registry's rows of that time, as `casebook verify` does.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Final

from domain.book import STATES
from domain.erasure.erasures import APPROVALS, ErasureApproved
from domain.erasure.state import Erasure
from domain.kernel.actor import ActorKind
from domain.kernel.kind import REGISTRY, Kind
from domain.registry.registry import Registry
from store.authority.past import Change, Past, without_authority
from store.authority.rules import Act, said_in
from store.driver.connection import Connection
from store.erasing.doubt import Doubt, Doubted
from store.erasing.sealed import SealedStream, SealedVersion
from store.facts.registry_rows import RegistryRows
from store.record.canonical import from_bytes

KINDS: Final = sorted(kind.value for kind in REGISTRY)


async def registry_past(connection: Connection) -> Past:
    """The registry at every moment, from all versions of its rows."""
    changes = []
    found = connection.revisions.find({"kind": {"$in": KINDS}}, {"kind": 1, "state": 1, "at": 1})
    async for row in found:
        kind = Kind(row["kind"])
        changes.append(Change(row["at"].replace(tzinfo=UTC), kind, from_bytes(STATES[kind], bytes(row["state"]))))
    named = [change.state for change in changes if change.kind in (Kind.OFFICER, Kind.USER)]
    return Past(changes, await RegistryRows(connection).names(named, None))


def check_authority(versions: Iterable[SealedVersion], past: Past) -> None:
    """Raise Doubted for the first act of a person that had no authority."""
    for sealed in versions:
        act = act_of(sealed)
        if act.kind == ActorKind.PERSON and (why := without_authority(act, sealed.version.at, past)):
            raise Doubted(Doubt.NO_AUTHORITY, f"{sealed.version.id}: {why}")


def check_approvals(order: SealedStream, registry: Registry) -> None:
    """Raise Doubted unless two persons approved who had no other word in it. `registry` tells who is whom."""
    erasure: Erasure = order.state
    approved = {approval.officer for approval in erasure.approvals}
    others = {word.officer for word in erasure.words if word not in erasure.approvals}
    others |= {erasure.request.officer} if erasure.request and erasure.request.officer else set()
    persons = set(map(registry.person, approved)) - set(map(registry.person, others))
    if len(persons) < APPROVALS:
        raise Doubted(Doubt.NO_AUTHORITY, f"{order.id} was approved by {len(persons)} of {APPROVALS} persons")
    for sealed in _approving(order.versions):
        said = act_of(sealed).subject
        event = sealed.version.event
        assert isinstance(event, ErasureApproved)
        if said != event.approval.officer:
            raise Doubted(Doubt.NO_AUTHORITY, f"{sealed.version.id} names another officer than the one who acted")


def _approving(versions: Sequence[SealedVersion]) -> Iterable[SealedVersion]:
    return (sealed for sealed in versions if isinstance(sealed.version.event, ErasureApproved))


def act_of(sealed: SealedVersion) -> Act:
    return Act.of(said_in(sealed.version.body))
