"""The signed index of streams against the entries: the newest one is made again when the walk comes to its size.

Older ones are checked for their signature only: making each again would cost a pass over all streams an hour.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

from store.log.audit.finding import Finding
from store.log.storage import LogStorage
from store.tlog.faults import LogFault
from store.tlog.note import Ed25519Verifier, verify
from store.tlog.stream_index import StreamIndex, read_index


class EndsAudit:
    def __init__(self, storage: LogStorage, origin: str, verifiers: Sequence[Ed25519Verifier]) -> None:
        """`verifiers` are the log's own keys, those of before and today's."""
        self._storage, self._origin = storage, origin
        self._keys = list(verifiers)
        self._root, self._made = b"", b""
        self.size = 0
        """The size of the newest index; 0 without one."""

    async def signed(self, most: int) -> AsyncIterator[Finding]:
        """Indexes that the log's key did not sign. The newest one of at most that size will be made again."""
        async for document in self._storage.stream_indexes.find({}).sort("_id", 1):
            place = f"stream_indexes {document['_id']}"
            try:
                size, root = read_index(verify(bytes(document.get("note") or b""), self._keys).text, self._origin)
            except (LogFault, TypeError) as wrong:
                yield Finding("streams-unsigned", place, str(wrong))
                continue
            if size != document["_id"]:
                yield Finding("streams-unsigned", place, f"says {size} entries")
            elif size <= most:
                self.size, self._root = size, root

    def reached(self, ends: Iterable[tuple[str, int, bytes]]) -> None:
        """The walk came to the size of the newest index: where every stream ends by then."""
        self._made = StreamIndex.of(ends).root()

    def findings(self) -> Iterator[Finding]:
        """Yield a finding if the newest index differs from the entries. Call it after the walk."""
        if self.size and self._made != self._root:
            yield Finding("streams-differ", f"stream_indexes {self.size}", "the entries give another root, or too few")
