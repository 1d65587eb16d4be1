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
        query = {"_id": {"$in": list(ids[start : start + IDS_AT_ONCE])}}
        documents = await collection.find(query, shown and list(shown)).to_list(None)
        found |= {document["_id"]: document for document in documents}
    return found


async def in_chunks(cursor: AsyncCursor[Document]) -> AsyncIterator[list[Document]]:
    """What a cursor gives, CHUNK documents at a time."""
    while chunk := await cursor.to_list(CHUNK):
        yield chunk
