"""Read the record and verify it, as tests need."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from pymongo.asynchronous.collection import AsyncCollection

from domain.kernel.refusals import NotAllowed, Problem, Refused
from domain.kernel.vocabulary import kind_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.rebuilding import findings, rebuilt
from store.log.audit.finding import Finding
from store.log.audit.ledger import Ledger
from store.provisioning.provision import COLLECTIONS
from store.record.chain import chain_findings
from store.store import Store
from store.verification.record import Record
from store.write.command_ids import Outcome

Found = TypeVar("Found")


def there(found: Found | None) -> Found:
    """Return what must have been found."""
    assert found is not None
    return found


async def faults(connection: Connection) -> list[str]:
    """Return all findings of the audit."""
    return [finding async for finding in findings(connection)]


async def faults_of(connection: Connection, stream: str) -> list[str]:
    """Return the audit's findings in one stream, for stores that many tests fill."""
    revisions = await connection.revisions.find({"stream": stream}).sort("n", 1).to_list(None)
    kind = kind_of(stream)
    assert kind is not None
    head = await heads_of(connection, kind).find_one({"_id": stream})
    if not revisions:
        return [] if head is None else ["head without a record"]
    same = head == await rebuilt(connection, revisions[-1])
    return chain_findings(revisions) + ([] if same else ["head differs"])


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


async def record_findings(connection: Connection) -> list[Finding]:
    """Return the findings of a full verification of the record, without its log."""
    with closing(Ledger()) as ledger:
        found = [finding async for finding in Record(connection, ledger).findings()]
    return [item for item in found if (item.code, item.place) != ("job-missing", LEFT_OUT)]
