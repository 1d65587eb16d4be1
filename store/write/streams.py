"""The streams that one command knows and may write to: its own, and those that must stay at one with it.

Each is read once, in the snapshot of the transaction (`domain/rules/linking.py` says which).
"""

from collections.abc import Mapping
from typing import Any

from domain.book import linked_streams
from domain.kernel.kind import Kind, kind_of
from domain.kernel.refusals import NotFound, Refused
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.write.stream_writer import StreamWriter, read


class Streams:
    def __init__(self, connection: Connection, session: Session) -> None:
        self._connection, self._session = connection, session
        self._writers: dict[str, StreamWriter] = {}

    @property
    def states(self) -> Mapping[str, object]:
        return {id: writer.state for id, writer in self._writers.items()}

    @property
    def changed(self) -> list[StreamWriter]:
        return [writer for writer in self._writers.values() if writer.tip.n > writer.before]

    async def read_linked(self, kind: Kind, state: Any, command: Any) -> None:
        """Read the streams linked to one. Raises Refused with NotFound for a missing one."""
        for stream in linked_streams(kind, state, command):
            if stream not in self._writers:
                self._writers[stream] = await self._read(stream)

    async def linked(self, stream: str) -> StreamWriter:
        """A stream that an event writes to, read with those linked to it. Raises Refused with NotFound."""
        if stream not in self._writers:
            self._writers[stream] = await self._read(stream)
            await self.read_linked(self._writers[stream].kind, self._writers[stream].state, None)
        return self._writers[stream]

    async def _read(self, stream: str) -> StreamWriter:
        kind = kind_of(stream)
        heads = heads_of(self._connection, kind) if kind else None
        head = await heads.find_one({"_id": {"$eq": stream}}, session=self._session) if heads is not None else None
        if kind is None or head is None:
            raise Refused(NotFound())
        tip = await read(self._connection, stream, head, self._session)
        return StreamWriter(id=stream, kind=kind, tip=tip, head=head)
