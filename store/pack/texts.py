"""Sealed texts of a version in a pack: salt and text if the text can be decrypted, otherwise the event that erased
it."""

from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from store.driver.connection import Connection
from store.driver.paced import paced
from store.pack.lines import Row
from store.pack.parsed import Parsed, Part
from store.pack.readers import Given
from store.record.sealing import VaultTampered, opening


class Texts:
    """Texts of one stream, each given once. A text that cannot be decrypted is left out, and a verifier reports it as
    `missing`."""

    def __init__(self, connection: Connection, stream: str, gone: Mapping[str, str]) -> None:
        self._connection, self._stream, self._gone = connection, stream, gone
        self._told: set[str] = set()

    async def of(self, versions: Sequence[Parsed], given: Sequence[Given]) -> list[tuple[list[Row], list[Row]]]:
        """Return two lists for each version: decrypted texts, and erased ones. Each text is listed with the first
        version that contains it."""
        named: list[dict[str, str]] = []
        for version, told in zip(versions, given, strict=True):
            parts = [version.body] * told.body + [version.state] * told.state
            parts += [Part.of(version.shown)] if told.shown else []
            found = {name: group for part in parts for name, group in part.texts.items()}
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
        async for value in paced(values):
            try:
                salt, text = opening(value, connection.master.unwrap(wrapped[value["group"]]))
            except (InvalidTag, InvalidUnwrap, VaultTampered, LookupError, TypeError, ValueError):
                continue
            made[value["_id"]] = {"commitment": value["_id"], "salt": salt.hex(), "value": text}
        return made
