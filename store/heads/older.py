"""Heads of an older shape, as the record gives them today: until `casebook migrate` has made them again.

So a reader or a writer never meets a head without what its code asks for. It costs three reads for a page.
"""

from collections.abc import Iterable, Mapping

from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.from_state import commitments, head_of
from store.heads.head_texts import Head
from store.record.revision import state_of
from store.record.vault import opened_texts


async def heads_today(
    connection: Connection, kind: Kind, heads: Iterable[Head], session: Session | None
) -> Mapping[str, Head]:
    """Return the whole heads at the versions of those given, by id. Their texts stay under the keys they have.

    One without its revision is left out: that is for a verification to name. Raises as `opened_texts` does.
    """
    before = {f"{head['_id']}:{head['n']}": head for head in heads}
    found = connection.revisions.find({"_id": {"$in": list(before)}}, session=session)
    states = {row["_id"]: (state_of(row), row) async for row in found}
    wanted = {row["stream"]: commitments(state) for state, row in states.values()}
    clear = await opened_texts(connection, wanted, session)
    made: dict[str, Head] = {}
    for id, (state, row) in states.items():
        head = Head(head_of(kind, state, row["n"], row["at"], clear, connection.master))
        head.key = before[id].key
        made[row["stream"]] = head
    return made
