"""The driver's share of some work: every query that it made is noted, and asked again without a use of the answer."""

import time
from collections.abc import Mapping
from typing import Any

from pymongo import AsyncMongoClient, monitoring

ROUND_TRIPS = {"find", "getMore", "aggregate", "count"}


class Asked(monitoring.CommandListener):
    """The questions that a client asks of its database."""

    def __init__(self) -> None:
        self.count = 0
        self.finds: list[tuple[str, Mapping[str, Any]]] = []

    def clear(self) -> None:
        """Forget what was asked so far."""
        self.count, self.finds = 0, []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """A question goes out."""
        self.count += event.command_name in ROUND_TRIPS
        if event.command_name == "find":
            self.finds.append((event.database_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing is noted of an answer."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing is noted of a failure."""


async def driver_seconds(client: AsyncMongoClient[dict[str, Any]], asked: Asked) -> float:
    """Processor time of asking the same again and reading all answers."""
    finds, start = list(asked.finds), time.process_time()
    for database, said in finds:
        cursor = client[database][said["find"]].find(said.get("filter"), said.get("projection"))
        if order := said.get("sort"):
            cursor = cursor.sort(list(order.items()))
        await cursor.limit(said.get("limit", 0)).batch_size(said.get("batchSize", 0)).to_list(None)
    return time.process_time() - start
