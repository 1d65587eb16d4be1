"""Read the record and verify it, as tests need."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from pymongo.asynchronous.collection import AsyncCollection

from domain.kernel.refusals import NotAllowed, Problem, Refused
from domain.kernel.vocabulary import kind_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.log.audit.finding import Finding, Level
from store.provisioning.provision import COLLECTIONS
from store.store import Store
from store.verification.record import record_findings as verified
from store.verification.stream import audit_stream
from store.write.command_ids import Outcome

Found = TypeVar("Found")


def there(found: Found | None) -> Found:
    """Return what must have been found."""
    assert found is not None
    return found


async def faults(connection: Connection, erased: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Return the faults of a verification of the record, each by its place and code."""
    return told(await record_findings(connection, erased))


async def faults_of(connection: Connection, stream: str) -> list[str]:
    """Return the faults of one stream, for stores that many tests fill."""
    revisions = await connection.revisions.find({"stream": stream}).sort("n", 1).to_list(None)
    return told((await audit_stream(connection, revisions)).findings)


def told(findings: Iterable[Finding]) -> list[str]:
    return [f"{item.place}: {item.code}" for item in findings if item.level is not Level.NOTE]


async def problems(awaitable: Any) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as caught:
        await awaitable
    return caught.value.problems


async def problem(awaitable: Any) -> Problem:
    [found] = await problems(awaitable)
    return found


async def denied(awaitable: Any) -> str:
    with pytest.raises(NotAllowed) as caught:
        await awaitable
    return caught.value.code


async def done(store: Store, who: Any, command: Any, on: Outcome | None = None, **changes: Any) -> Outcome:
    """Execute a command under a new id, on the version after another outcome. Return its outcome."""
    given: dict[str, Any] = {"command_id": uuid4()}
    if on is not None:
        given |= {"target": on.stream, "expected": on.version}
    return await store.execute(who, command, **(given | changes))


def stored(connection: Connection) -> Iterator[AsyncCollection[Document]]:
    """Yield every collection of every database."""
    for part, collections in COLLECTIONS.items():
        yield from (connection.client[getattr(connection.names, part)][name] for name in collections)


async def counts(connection: Connection) -> dict[str, int]:
    """Return the number of documents in each collection, with heads by kind."""
    return {collection.name: await collection.count_documents({}) for collection in stored(connection)}


async def everything(connection: Connection) -> dict[str, list[Document]]:
    """Return every document of every collection except the counters, which may have gaps."""
    kept = (collection for collection in stored(connection) if collection.name != "counters")
    return {collection.name: await collection.find({}).sort("_id", 1).to_list(None) for collection in kept}


async def versions(connection: Connection, stream: str) -> list[int]:
    return [item["n"] async for item in connection.revisions.find({"stream": stream}).sort("n", 1)]


async def head_of(connection: Connection, stream: str) -> Document:
    """Return a stream's head, which must exist, without checking rights."""
    kind = kind_of(stream)
    assert kind is not None
    found = await heads_of(connection, kind).find_one({"_id": stream})
    assert found is not None
    return found


async def revision_of(connection: Connection, id: str) -> Document:
    found = await connection.revisions.find_one({"_id": id})
    assert found is not None
    return found


LEFT_OUT = "lead-2021:1:0"
"""Job of the first lead assignment, which `tests/store/conftest.py` removes from the province."""


async def record_findings(connection: Connection, erased: Mapping[str, str] = MappingProxyType({})) -> list[Finding]:
    """Return the findings of a full verification of the record, without its log."""
    found = [finding async for finding in verified(connection, erased)]
    return [item for item in found if (item.code, item.place) != ("job-missing", LEFT_OUT)]
