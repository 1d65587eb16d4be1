"""The processes that write to the record, each under a key of its own (`store/keys/author.py`)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.kernel.actor import ActorKind


class Process(StrEnum):
    """A process, by the name that its key has."""

    API = "api"
    WORKER = "worker"
    ERASER = "eraser"
    VERIFIER = "verifier"
    CLI = "cli"


WRITES_FOR: Final[Mapping[ActorKind, Process]] = MappingProxyType(
    {
        ActorKind.PERSON: Process.API,
        ActorKind.CLIENT: Process.API,
        ActorKind.PUBLIC: Process.API,
        ActorKind.SYSTEM: Process.WORKER,
        ActorKind.OPERATOR: Process.CLI,
    }
)
"""The process that carries out what each kind of actor orders, unless a command's row names another."""
