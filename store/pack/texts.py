"""Sealed texts of a version in a pack: salt and text if the text can be decrypted, otherwise the event that erased
it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from store.driver.connection import Connection, Document
from store.pack.lines import Row
from store.pack.readers import Given
from store.record.canonical import newest_public
from store.record.sealing import VaultTampered, opening


class Texts:
    """Texts of one stream, each given once. A text that cannot be decrypted is left out, and a verifier reports it as
    `missing`."""

    def __init__(self, connection: Connection, stream: str, gone: Mapping[str, str]) -> None:
        self._connection, self._stream, self._gone = connection, stream, gone
        self._told: set[str] = set()

    async def of(self, revisions: Sequence[Document], given: Sequence[Given]) -> list[tuple[list[Row], list[Row]]]:
        """Return two lists for each revision: decrypted texts, and erased ones. Each text is listed with the first
        revision that contains it."""
        named: list[dict[str, str]] = []
        for revision, told in zip(revisions, given, strict=True):
            parts = [revision["body"]] * told.body + [revision["state"]] * told.state
            parts += [part] if told.shown and (part := shown_part(revision)) else []
            found = {name: group for part in parts for name, group in _references(_read(part))}
            named.append({name: found[name] for name in sorted(found.keys() - self._told)})
            self._told |= found.keys()
        openings = await self._openings({name for names in named for name in names})
        return [
            (
                [openings[name] for name in names if name in openings],
                [
                    {"commitment": name, "event": self._gone[group]}
                    for name, group in names.items()
                    if group in self._gone
                ],
            )
            for names in named
        ]

    async def _openings(self, wanted: set[str]) -> Mapping[str, Row]:
        if not wanted:
            return {}
        connection = self._connection
        values = await connection.sealed.find({"_id": {"$in": sorted(wanted)}}).to_list(None)
        groups = sorted({value["group"] for value in values} - self._gone.keys())
        keys = connection.wrapped.find({"_id": {"$in": groups}, "stream": {"$eq": self._stream}})
        wrapped = {key["_id"]: bytes(key["key"]) async for key in keys}
        made = {}
        for value in values:
            try:
                salt, text = opening(value, connection.master.unwrap(wrapped[value["group"]]))
            except (InvalidTag, InvalidUnwrap, VaultTampered, LookupError, TypeError, ValueError):
                continue
            made[value["_id"]] = {"commitment": value["_id"], "salt": salt.hex(), "value": text}
        return made


def shown_part(revision: Document) -> bytes | None:
    """Return the public part of a version if its entry commits to the part; None for an altered part."""
    try:
        if "shown" not in json.loads(bytes(revision["envelope"])):
            return None
        return newest_public(json.loads(bytes(revision["state"])))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _read(part: Any) -> Any:
    """Parse a body or a state. Return None for an altered one, which a verifier reports."""
    try:
        return json.loads(bytes(part))
    except (TypeError, ValueError):
        return None


def _references(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if value.keys() == {"commitment", "group"}:
            yield value["commitment"], value["group"]
            return
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _references(part)
