"""One act of the operator: a command on one row of the registry, recorded like every other one."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from domain.book import BY_COMMAND
from domain.kernel.kind import Kind, kind_of
from scripts.cli.acting.operating import operate
from scripts.cli.errors import WrongUse
from scripts.cli.seed.load import unknown_areas
from scripts.cli.seed.registry_row import Row, row_of
from store.heads.collection import heads_of
from store.store import Store
from store.write.command_handler import ID_BYTES
from store.write.command_ids import Outcome


def row(command: type, stream: str | None, given: Mapping[str, Any]) -> Row:
    """The act as a row; an act that opens a stream may draw its id. Raises WrongUse, RegistryRefused."""
    kind = BY_COMMAND[command].stream
    chosen = stream or f"{kind}-{secrets.token_hex(ID_BYTES)}"
    if kind_of(chosen) is not kind:
        raise WrongUse(f"{chosen}: an id of this kind begins with {kind}-")
    return row_of(chosen, command, given)


async def carry_out(store: Store, act: Row) -> Outcome:
    """Do it as the operator. Raises WrongUse for a row or an area that is not there, Refused by the rules.

    Repeated by this process alone until its fate is known: after a crash, look at the row before doing it again.
    """
    if unknown := await unknown_areas(store, [act]):
        raise WrongUse("; ".join(unknown))
    expected = None if act.creates else await _version(store, act.stream)
    return await operate(store, act.command, uuid4(), target=act.stream, expected=expected)


async def _version(store: Store, stream: str) -> int:
    kind = kind_of(stream)
    assert kind is not None  # row
    head = await heads_of(store.connection, Kind(kind)).find_one({"_id": stream}, {"n": 1})
    if head is None:
        raise WrongUse(f"{stream} is not in the registry")
    return int(head["n"])
