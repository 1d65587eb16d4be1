"""Heads: one document a stream for reading, with fields derived for search; also of an older shape.

A head mirrors the state (same keys), with each sealed reference replaced by its text, or None once erased. It
is never the truth: it can be rebuilt from the record and the vault at any time. The database holds the texts encrypted
(`store/heads/head_texts.py`); what is made and read here is the row in the clear.

A head of an older shape is read as the record has it, until `casebook migrate` has made it. So a reader or a writer
never meets a head without what its code asks for. It costs three reads for a page.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from domain.book import OWING
from domain.kernel.event import Sealed
from domain.kernel.kind import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.head_texts import Head, pairs
from store.heads.shape import SHAPE, shape_of
from store.keys.master import MasterKey
from store.kinds.case_heads import owed_fields
from store.kinds.entries import KINDS
from store.record.canonical import plain
from store.record.revision import state_of
from store.record.sealing import opened_texts

Document = dict[str, Any]

AS_THEY_ARE = frozenset({str, int, bool, type(None), datetime})
"""Types of plain data with nothing inside, which are most of a state."""


def head_of(
    kind: Kind, state: Any, n: int, at: datetime, clear: Mapping[str, str], master: MasterKey, *, sealed: bool = True
) -> Document:
    """The head of a state at version `n`, written at a moment, with the clear texts by commitment.

    `sealed` is False for a state that is known to refer to no sealed text.
    """
    document: Document = _filled(plain(state), clear) if sealed else plain(state)
    document |= {"_id": state.id, "n": n, SHAPE: shape_of(kind)}
    document |= KINDS[kind].derived(state, document, at, master)
    return document | owed_fields(kind, state) if kind in OWING else document


def _filled(value: Any, clear: Mapping[str, str]) -> Any:
    of = type(value)
    if of in AS_THEY_ARE:
        return value
    if of is Sealed:
        return clear.get(value.commitment)
    if of is dict or isinstance(value, Mapping):
        return {key: _filled(inner, clear) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(inner, clear) for inner in value]
    return value


def clear_texts(state: Any, head: Document) -> dict[str, str]:
    """The texts a head holds, by commitment: the head has the same shape as the state it mirrors."""
    return dict(pairs(plain(state), head))


def commitments(state: Any) -> frozenset[str]:
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, Sealed):
            found.add(value.commitment)
        elif isinstance(value, Mapping):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner)

    walk(plain(state))
    return frozenset(found)


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
