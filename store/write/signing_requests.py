"""Commands that wait for their sender's signature, for the page on which officers sign (`api/pages/sign`).

A row contains the command with its texts, encrypted under the master key, and expires after `KEPT`. Each command id of
a person has one row, so a client that sends the command again gets the same address. The address is a secret derived
from the master key; the row is found by its hash. The address is useless without the session of the command's sender.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from pymongo import ASCENDING

from domain.book import BY_COMMAND, BY_NAME
from domain.kernel.wording import ConfirmedName, Harmless
from store.driver.connection import Connection
from store.oauth.once import digest
from store.record.canonical import JSON

KEPT: Final = timedelta(minutes=30)
"""Time within which the command can be signed: longer than the five minutes of one signature."""
OPEN_MOST: Final = 20
"""Most waiting commands of a person. A further command replaces the oldest."""
SECRET: Final = "casebook signing request"


@dataclass(frozen=True, kw_only=True)
class SigningRequest:
    command: Any
    command_id: UUID
    target: str | None = None
    expected: int | None = None
    confirmed: Sequence[ConfirmedName] = ()
    secret: str | None = None
    drawn: str | None = None
    """Code that a page drew for the command. It is shown once, when the command is executed."""

    @property
    def given(self) -> Mapping[str, Any]:
        names = ("command_id", "target", "expected", "confirmed", "secret")
        return {name: getattr(self, name) for name in names}

    def said(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in ("target", "expected", "secret", "drawn")},
            "command_id": str(self.command_id),
            "confirmed": [asdict(one) for one in self.confirmed],
            "action": BY_COMMAND[type(self.command)].name,
            "command": JSON.unstructure(self.command),
        }


def _read(said: Mapping[str, Any]) -> SigningRequest:
    names = [ConfirmedName(**{**one, "harmless": Harmless(one["harmless"])}) for one in said["confirmed"]]
    return SigningRequest(
        command=JSON.structure(said["command"], BY_NAME[said["action"]].command),
        command_id=UUID(said["command_id"]),
        confirmed=tuple(names),
        **{name: said[name] for name in ("target", "expected", "secret", "drawn")},
    )


class SigningRequests:
    """Store of commands that wait for a signature. `page` is the origin of this installation's page for signing; None
    if there is none."""

    def __init__(self, connection: Connection) -> None:
        self._rows, self._master = connection.collection("signing_requests"), connection.master
        self._clock = connection.clock
        self.page: str | None = None

    async def begin(self, subject: str, viewer: Mapping[str, Any], request: SigningRequest) -> str:
        """Store a person's command until it is signed. Return the secret of its address."""
        await self._make_room(subject)
        id = self._master.repeatable(f"{SECRET}\n{subject}\n{request.command_id}").hex()
        content = json.dumps({"viewer": viewer, "request": request.said()}).encode()
        until = self._clock().replace(tzinfo=None) + KEPT
        row = {"user": self._user(subject), "until": until, "sealed": self._master.close(content, f"{SECRET} {id}")}
        await self._rows.replace_one({"_id": digest(id)}, row, upsert=True)
        return id

    async def find(self, id: str) -> tuple[Mapping[str, Any], SigningRequest] | None:
        """Return the viewer who sent the command, and the command; None once its time has passed."""
        now = self._clock().replace(tzinfo=None)
        row = await self._rows.find_one({"_id": {"$eq": digest(id)}, "until": {"$gt": now}})
        if row is None:
            return None
        try:
            said = json.loads(self._master.open(bytes(row["sealed"]), f"{SECRET} {id}"))
        except InvalidTag:
            return None
        return said["viewer"], _read(said["request"])

    async def end(self, id: str) -> None:
        await self._rows.delete_one({"_id": {"$eq": digest(id)}})

    async def _make_room(self, subject: str) -> None:
        mine = self._rows.find({"user": {"$eq": self._user(subject)}}, {"_id": 1}).sort([("until", ASCENDING)])
        rows = await mine.to_list(OPEN_MOST + 1)
        surplus = [row["_id"] for row in rows[: max(0, len(rows) - OPEN_MOST + 1)]]
        if surplus:
            await self._rows.delete_many({"_id": {"$in": surplus}})

    def _user(self, subject: str) -> str:
        return self._master.repeatable(f"{SECRET} of {subject}").hex()
