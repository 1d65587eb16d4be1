"""Make a register's process keys, and a store that signs each act with the key of its process."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.book import BY_COMMAND
from domain.kernel.actor import WRITES_FOR, Actor, ActorKind, Caller, Process
from store.driver.connection import Connection
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Authors
from store.store import Store
from store.write.command_ids import Outcome


def keys(origin: str) -> Mapping[Process, Author]:
    return {process: Author.of(origin, process, bytes([number]) * 32) for number, process in enumerate(Process, 1)}


def admitted(keys: Mapping[Process, Author], place: int) -> Authors:
    """Return authors in which all keys may write from log index `place` on."""
    authors = Authors()
    for process, key in keys.items():
        authors = authors.admitted(AuthorVerifier.from_vkey(key.vkey()), place, process)
    return authors


class Writers(Store):
    """Store that signs with the API's key, or with that of the process that executes the command."""

    def __init__(self, connection: Connection, keys: Mapping[Process, Author]) -> None:
        super().__init__(replace(connection, author=keys[Process.API]))
        self.of = {process: Store(replace(connection, author=key)) for process, key in keys.items()}
        self.of[Process.API] = self

    async def execute(self, who: Caller | Actor, command: Any, **given: Any) -> Outcome:
        kind = who.kind if isinstance(who, Actor) else ActorKind.PERSON
        own = BY_COMMAND[type(command)].process if kind is ActorKind.SYSTEM else None
        process = own or WRITES_FOR[kind]
        if process is Process.API:
            return await super().execute(who, command, **given)
        return await self.of[process].execute(who, command, **given)
