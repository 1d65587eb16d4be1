"""Record packs of a store whose record is sealed when a test says so."""

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.log.record_pack import public
from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Post
from store.log.sealing.indexer import Indexer
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.pack.readers import Official, Reader
from store.store import Store
from tests.support.clock import TestClock
from tests.support.press import Life, a_spokesperson, decided, issued
from tests.support.verifiers import NODE, checked, checked_by_script
from tests.support.world import caller

ORIGIN = "casebook.test/log"


@dataclass
class Sealing:
    store: Store
    sealer: Sealer
    indexer: Indexer
    vkey: str

    @property
    def pins(self) -> dict[str, Any]:
        promising: Any = self.store.connection.promising
        return {"key": self.vkey, "promiseKey": promising.signer.vkey()}

    async def seal(self) -> None:
        while await self.sealer.tick():
            pass

    async def case(self, clock: TestClock) -> str:
        case = (await decided(self.store, clock)).id
        await self.seal()
        return case

    async def notice(self, clock: TestClock) -> Life:
        await a_spokesperson(self.store)
        notice = await issued(await decided(self.store, clock))
        await self.seal()
        return notice

    async def inspector(self) -> Official:
        return await self.official(caller("agency-inspection", Post.INSPECTOR))

    async def pack(self, stream: str, reader: Reader, *, apart: bool = False, **asked: Any) -> bytes:
        plan = await self.store.packs.plan(stream, **asked)
        return b"".join([line async for line in self.store.packs.lines(plan, reader, self.vkey, apart=apart)])

    async def parts(self, pack: bytes, reader: Reader) -> list[bytes]:
        names = [row["of"] for row in map(json.loads, pack.splitlines()) if row["kind"] == "shared"]
        newest: Any = await LogStorage.of(self.store.connection).newest()
        made = [await self.store.packs.shared(name, reader, newest.size) for name in names]
        return [part.data for part in made if part]

    async def official(self, who: Caller) -> Official:
        return Official(await self.store.actor(who), self.store.publications)

    async def holds(self, stream: str, reader: Reader, **asked: Any) -> list[dict[str, Any]]:
        """The versions of a pack, in which both verifiers find nothing."""
        made = await self.pack(stream, reader, **asked)
        report = checked(made, self.pins)
        assert report["findings"] == []
        if NODE:
            assert checked_by_script([made], self.pins)[0] == report
        return [row for row in map(json.loads, made.splitlines()) if row["kind"] == "version"]


async def answered(sealing: Sealing, notice: str, **headers: str) -> tuple[StreamingResponse, bytes]:
    """What anybody gets who asks for the pack of a notice."""

    async def free(*_: Any) -> int:
        return 0

    state = SimpleNamespace(store=sealing.store, log_key=sealing.vkey, rates=SimpleNamespace(wait=free))
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": f"/press/{notice}/record", "query_string": b"", "headers": sent}
    answer = await public(Request({**scope, "path_params": {"id": notice}, "app": SimpleNamespace(state=state)}))
    assert isinstance(answer, StreamingResponse)
    return answer, b"".join([bytes(part) async for part in answer.body_iterator if isinstance(part, bytes)])


async def over_http(sealing: Sealing, notice: str) -> bytes:
    """The pack that anybody gets of a notice."""
    return (await answered(sealing, notice))[1]
