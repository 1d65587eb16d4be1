"""Documents by their ids, in as few questions as that takes, and what a cursor gives in chunks."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.cursor import AsyncCursor

Document = dict[str, Any]

IDS_AT_ONCE = 2_000
"""Ids that are asked for with one query: some 150 KB."""
CHUNK = 500


async def by_id(
    collection: AsyncCollection[Document], ids: Sequence[Any], shown: Collection[str] | None = None
) -> dict[Any, Document]:
    """Those of the documents that are there; of each all fields, or those to be shown."""
    found: dict[Any, Document] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        wanted = list(ids[start : start + IDS_AT_ONCE])
        documents = await at_once(collection.find({"_id": {"$in": wanted}}, shown and list(shown)), len(wanted))
        found |= {document["_id"]: document for document in documents}
    return found


async def at_once(cursor: AsyncCursor[Document], most: int) -> list[Document]:
    """Read a cursor of at most `most` documents in one answer, as far as it holds them.

    Without a limit MongoDB gives 101 documents, and then all others of the query, wanted or not.
    """
    return await cursor.batch_size(most + 1).to_list(None)  # of a whole batch it is not known whether it was the last


async def in_chunks(cursor: AsyncCursor[Document]) -> AsyncIterator[list[Document]]:
    """Read a cursor, CHUNK documents at a time."""
    cursor = cursor.batch_size(CHUNK)
    while chunk := await cursor.to_list(CHUNK):
        yield chunk
