"""Credentials of a person: a password, stored as argon2id, and a secret for one-time codes, encrypted under the master
key.

If a crash comes before the enrolment is recorded, the enrolment codes remain valid, and the person repeats the page.
"""

from dataclasses import dataclass

from store.driver.connection import Connection
from store.oauth.once import digest

DEVICES_MOST = 10


@dataclass(frozen=True)
class Credential:
    password: str
    seed: str
    devices: tuple[str, ...]

    def knows(self, device: str) -> bool:
        return digest(device) in self.devices


class Credentials:
    def __init__(self, connection: Connection) -> None:
        self._rows, self._master = connection.collection("oauth_credentials"), connection.master

    async def set(self, user: str, password: str, seed: str) -> None:
        """Replace the password and the secret, and forget all known browsers."""
        closed = self._master.close(seed.encode(), f"seed {user}")
        row = {"password": password, "seed": closed, "last": 0, "devices": []}
        await self._rows.replace_one({"_id": {"$eq": user}}, row, upsert=True)

    async def of(self, user: str) -> Credential | None:
        row = await self._rows.find_one({"_id": {"$eq": user}})
        if row is None:
            return None
        seed = self._master.open(bytes(row["seed"]), f"seed {user}").decode()
        return Credential(password=row["password"], seed=seed, devices=tuple(row["devices"]))

    async def change_password(self, user: str, password: str) -> None:
        """Set another password, and forget all known browsers."""
        await self._rows.update_one({"_id": {"$eq": user}}, {"$set": {"password": password, "devices": []}})

    async def spend(self, user: str, step: int) -> bool:
        """Use the one-time code of a time step. Return False if that code, or a later one, was used before."""
        changed = await self._rows.update_one({"_id": {"$eq": user}, "last": {"$lt": step}}, {"$set": {"last": step}})
        return changed.modified_count == 1

    async def forget_browsers(self, user: str) -> None:
        await self._rows.update_one({"_id": {"$eq": user}}, {"$set": {"devices": []}})

    async def remember(self, user: str, device: str) -> None:
        push = {"devices": {"$each": [digest(device)], "$slice": -DEVICES_MOST}}
        await self._rows.update_one({"_id": {"$eq": user}}, {"$push": push})
