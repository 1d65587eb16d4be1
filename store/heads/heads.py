"""Heads: one document a stream for reading, in the clear, with fields derived for search.

A head mirrors the state (same keys), with each sealed reference replaced by its text, or None once erased. It
is never the truth: it can be rebuilt from the record and the vault at any time.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from domain.kernel.event import Sealed
from domain.kernel.kind import PUBLIC_REQUESTS, RECORDS, REGISTRY, Kind
from store.heads.case_heads import case_fields
from store.record.canonical import plain, to_bytes
from store.record.keys import MasterKey

Document = dict[str, Any]


def head_of(kind: Kind, state: Any, n: int, at: datetime, clear: Mapping[str, str], master: MasterKey) -> Document:
    """The head of a state at version `n`, written at a moment, with the clear texts by commitment."""
    document: Document = _filled(plain(state), clear)
    document |= {"_id": state.id, "n": n}
    if kind is Kind.CASE:
        document |= case_fields(state, document, at, master)
    elif kind in REGISTRY:
        document |= {"bytes": to_bytes(state)}
    elif kind in RECORDS:
        document |= {"readers": list(state.readers), "reader_kinds": list(getattr(state, "reader_kinds", ()))}
    elif kind in PUBLIC_REQUESTS:
        document |= {"readers": list(state.readers), "ticket": ticket_of(document)}
    elif kind is Kind.PUBLICATION:
        document |= _moments(document)
    elif kind is Kind.CONSOLIDATED:
        document |= {"shown": "SENT" if state.sending else "NO"}
    elif kind is Kind.ACCESS:
        document |= {"at": _last_moment(document)}
    return document


def _filled(value: Any, clear: Mapping[str, str]) -> Any:
    if isinstance(value, Sealed):
        return clear.get(value.commitment)
    if isinstance(value, Mapping):
        return {key: _filled(each, clear) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(each, clear) for each in value]
    return value


def ticket_of(document: Document) -> str | None:
    """The keyed hash of the code that the person who began it holds; None for what no person began."""
    request = document.get("request")
    found: str | None = document.get("ticket") or (request["ticket"] if request else None)
    return found


def _moments(document: Document) -> Document:
    """When a notice came before the public and when that last changed; None while it never did."""
    moments = [each["at"] for each in document["versions"]]
    return {"issued_at": min(moments, default=None), "changed_at": max(moments, default=None)}


def _last_moment(document: Document) -> Any:
    reads = document["reads"]
    return max(read["at"] for read in reads) if reads else document["refused"]["at"]


def clear_texts(state: Any, head: Document) -> dict[str, str]:
    """The texts a head holds, by commitment: the head has the same shape as the state it mirrors."""
    return dict(_pairs(plain(state), head))


def _pairs(value: Any, shown: Any) -> Iterator[tuple[str, str]]:
    if shown is None:  # erased, or a field that the head is too old to have: such a field is still empty
        return
    if isinstance(value, Sealed):
        yield value.commitment, shown
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _pairs(each, shown.get(key))
    elif isinstance(value, list | tuple):
        for each, other in zip(value, shown, strict=True):
            yield from _pairs(each, other)


def commitments(state: Any) -> frozenset[str]:
    """The commitments a state refers to."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, Sealed):
            found.add(value.commitment)
        elif isinstance(value, Mapping):
            for each in value.values():
                walk(each)
        elif isinstance(value, list | tuple):
            for each in value:
                walk(each)

    walk(plain(state))
    return frozenset(found)
