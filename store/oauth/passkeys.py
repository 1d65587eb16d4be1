"""A person's passkeys, in addition to the password: one list, encrypted under the master key and bound to the account.

They are deleted with the password when the account is suspended, or when the person enrols again with the codes of two
officers.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from store.driver.connection import Connection, Document

PASSKEYS_MOST = 10
TRIES = 5
"""Most attempts of a change that conflicts with another change."""
Keys = tuple["Passkey", ...]


class TooManyChanges(Exception):
    """Other changes of the list conflicted with this one TRIES times."""


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """Passkey: id and public key (COSE) in base64url, its label, and the times of creation and last use.

    `host` is the host name for which it was made: it is not valid under another name.
    """

    id: str
    public: str
    count: int
    host: str
    label: str
    made: str
    used: str | None = None


class Passkeys:
    def __init__(self, connection: Connection) -> None:
        self._rows, self._master = connection.collection("oauth_credentials"), connection.master
        self._clock = connection.clock

    async def of(self, user: str, host: str) -> Keys:
        row = await self._rows.find_one({"_id": {"$eq": user}})
        return tuple(key for key in self._read(row) if key.host == host) if row else ()

    async def add(self, user: str, key: Passkey) -> bool:
        """Add a key. Return False if it is known already or the limit is reached. Keys for another host name are
        removed."""

        def added(keys: Keys) -> Keys:
            own = tuple(one for one in keys if one.host == key.host)
            known = len(own) >= PASSKEYS_MOST or any(one.id == key.id for one in own)
            return keys if known else (*own, key)

        return await self._change(user, added)

    async def end(self, user: str, id: str) -> bool:
        """Remove a key. Return False for an unknown one."""
        return await self._change(user, lambda keys: tuple(one for one in keys if one.id != id))

    async def note_use(self, user: str, key: Passkey, count: int) -> bool:
        """Record a use. Return False if the key was removed, or was already used with the same count."""
        now = self._clock().isoformat(timespec="milliseconds")

        def used(keys: Keys) -> Keys:
            return tuple(replace(one, count=count, used=now) if one == key else one for one in keys)

        return await self._change(user, used)

    async def accounts_elsewhere(self, host: str) -> int:
        """Return the number of accounts with keys for another host name, with which nobody can sign in here."""
        return await self._rows.count_documents({"passkey_hosts": {"$elemMatch": {"$ne": host}}})

    async def _change(self, user: str, change: Callable[[Keys], Keys]) -> bool:
        """Write the changed list. Return False if the list stays the same. Raise TooManyChanges."""
        for _ in range(TRIES):
            row = await self._rows.find_one({"_id": {"$eq": user}})
            before = self._read(row) if row else ()
            after = change(before)
            if row is None or after == before:
                return False
            closed = self._master.close(json.dumps([asdict(key) for key in after]).encode(), f"passkeys {user}")
            same = {"_id": {"$eq": user}, "passkeys": row.get("passkeys", {"$exists": False})}
            hosts = sorted({key.host for key in after})
            wrote = await self._rows.update_one(same, {"$set": {"passkeys": closed, "passkey_hosts": hosts}})
            if wrote.modified_count:
                return True
        raise TooManyChanges

    def _read(self, row: Document) -> Keys:
        if "passkeys" not in row:
            return ()
        return tuple(
            Passkey(**key) for key in json.loads(self._master.open(bytes(row["passkeys"]), f"passkeys {row['_id']}"))
        )
