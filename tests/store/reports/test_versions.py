"""Versions for a count: a batch of states is parsed in pieces, so that other requests have their turn."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.kernel.vocabulary import Kind
from store.reports import versions
from store.reports.versions import Versions

STREAMS = [(f"case-{number}", 1) for number in range(20)]


class Stored(Versions):
    def __init__(self) -> None:
        """Without a database."""

    async def _rows(self, versions: Sequence[tuple[str, int]]) -> Mapping[str, dict[str, Any]]:
        one = {"n": 1, "at": datetime(2026, 1, 1), "kind": Kind.CASE, "leaf": b"1", "state": b"{}"}  # noqa: DTZ001
        return {stream: {**one, "stream": stream} for stream, _ in versions}


@pytest.mark.parametrize("exactly", [True, False])
async def test_others_have_their_turn_while_states_are_parsed(monkeypatch: pytest.MonkeyPatch, exactly: bool) -> None:
    monkeypatch.setattr("store.driver.paced.PIECE_SECONDS", -1.0)
    monkeypatch.setattr(versions, "state_of", lambda row: row["stream"])
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    looking = asyncio.create_task(others())
    read = Stored()
    found = await (read.exactly(STREAMS) if exactly else read.standing(STREAMS, datetime(2026, 2, 1, tzinfo=UTC)))
    looking.cancel()
    assert [version.stream for version in found] == [stream for stream, _ in STREAMS]
    assert turns >= len(STREAMS)
