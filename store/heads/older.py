"""Heads of an older shape, as the record gives them today: until `casebook migrate` has made them again.

So a reader or a writer never meets a head without what its code asks for. It costs three reads for a page.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from domain.kernel.kind import Kind
from store.driver.transaction import Session
from store.heads.head_texts import Head
from store.heads.heads import commitments, head_of
from store.keys.master import MasterKey
from store.record.opening import opened_texts
from store.record.revision import state_of

Collection = AsyncCollection[dict[str, Any]]


class OlderHeads:
    """Makes the heads of a kind from the record."""

    def __init__(
        self, kind: Kind, revisions: Collection, sealed: Collection, wrapped: Collection, master: MasterKey
    ) -> None:
        self._kind, self._revisions, self._sealed = kind, revisions, sealed
        self._wrapped, self._master = wrapped, master

    async def made(self, heads: Iterable[Head], session: Session | None) -> Mapping[str, Head]:
        """The whole heads at the versions of those given, by their ids; their texts stay under the keys they have.

        One without its revision is left out: that is for a verification to name. Raises as `opened_texts` does.
        """
        before = {f"{head['_id']}:{head['n']}": head for head in heads}
        found = self._revisions.find({"_id": {"$in": list(before)}}, session=session)
        states = {row["_id"]: (state_of(row), row) async for row in found}
        wanted = {row["stream"]: commitments(state) for state, row in states.values()}
        clear = await opened_texts(self._sealed, self._wrapped, self._master, wanted, session)
        made: dict[str, Head] = {}
        for id, (state, row) in states.items():
            head = Head(head_of(self._kind, state, row["n"], row["at"], clear, self._master))
            head.key = before[id].key
            made[row["stream"]] = head
        return made
