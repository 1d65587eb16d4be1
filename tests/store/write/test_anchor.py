"""Anchors that a process remembers: never more than some, and never an older one after a newer."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest

from store.record.revision import StreamHead
from store.write import anchor
from store.write.anchor import Anchor

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)


class Log:
    """A log whose newest checkpoint is another one each time it is read."""

    size = 0
    clock = staticmethod(lambda: NOW)

    @property
    def checkpoints(self) -> Any:
        return SimpleNamespace(find_one=self._newest)

    async def _newest(self, *_: object, **__: object) -> dict[str, bytes]:
        self.size += 1
        return {"note": str(self.size).encode()}


def hash_of(size: int) -> str:
    return sha256(str(size).encode()).hexdigest()


async def test_a_process_remembers_a_limited_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(anchor, "KNOWN_MOST", 5)
    known = Anchor(Log())  # type: ignore[arg-type]
    for _ in range(50):
        newest = await known.current()
    assert len(known._known) <= 5
    for size in (48, 49, 50):
        tip = StreamHead(n=1, at=NOW, anchor=hash_of(size))
        assert (await known.no_older(newest, tip)) in {newest, known._hash}, "never older than the tip"
    forgotten = StreamHead(n=1, at=NOW - timedelta(days=1), anchor=hash_of(1))
    assert await known.no_older(newest, forgotten) == newest
