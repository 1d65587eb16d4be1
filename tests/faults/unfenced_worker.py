"""A worker whose word counts although its lease has passed to another: what fencing is worth, shown by its lack."""

import asyncio
import logging

from pymongo.asynchronous.collection import AsyncCollection

from store.driver.connection import Document
from store.queue.outbox import Claim, Outbox
from workers.main import main


async def settle(self: Outbox, claim: Claim, change: Document, **more: Document) -> bool:
    """As the outbox settles a row, whoever has it."""
    rows: AsyncCollection[Document] = self._connection.outbox
    return (await rows.update_one({"_id": claim.id}, {"$set": change, **more})).matched_count == 1


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    Outbox.settle = settle  # type: ignore[method-assign]
    asyncio.run(main())
