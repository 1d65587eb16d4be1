"""Signing keys of the embedded authorization server: public parts unencrypted, private parts encrypted under the master
key.

A key is published before it signs, and remains published until all tokens signed with it have expired. So verifiers of
tokens know every key. Rows are added and never changed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING

from store.driver.connection import Connection

KEYS_MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """Signing key of the server (RFC 7517), and the time from which it is used to sign."""

    kid: str
    private: Mapping[str, Any]
    signs_from: datetime


class SigningKeys:
    def __init__(self, connection: Connection) -> None:
        self._rows, self._master = connection.collection("oauth_keys"), connection.master

    async def add(self, key: SigningKey) -> None:
        private = self._master.close(json.dumps(dict(key.private)).encode(), f"key {key.kid}")
        signs_from = key.signs_from.replace(tzinfo=None)
        await self._rows.insert_one({"_id": key.kid, "private": private, "signs_from": signs_from})

    async def all(self) -> list[SigningKey]:
        found = await self._rows.find({}).sort([("signs_from", ASCENDING), ("_id", ASCENDING)]).to_list(KEYS_MOST)
        return [
            SigningKey(
                kid=row["_id"],
                private=json.loads(self._master.open(bytes(row["private"]), f"key {row['_id']}")),
                signs_from=row["signs_from"].replace(tzinfo=UTC),
            )
            for row in found
        ]
