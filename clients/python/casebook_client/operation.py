"""What can be asked: a document of the register's schema with its variables, and the type of its answer.

The functions that make these come from a folder of operations: `scripts/casebook operations FOLDER --python FILE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import uuid4

Data = TypeVar("Data")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Document:
    """An operation with its fragments; `id` is the SHA-256 of its text."""

    name: str
    id: str
    text: str


@dataclass(frozen=True)
class Asked(Generic[Data]):
    """A document with its variables."""

    document: Document
    variables: Mapping[str, Any]


class Query(Asked[Data]):
    """Reads."""


class Page(Query[Data], Generic[Data, Row]):
    """Reads one page of a list, of rows of that type."""


class Subscription(Asked[Data]):
    """Tells what happens, each time with a cursor to go on from."""


class Command(Asked[Data]):
    """What somebody decided, once: however often it is sent, it is carried out once.

    It has its `commandId` from the moment it is made. To decide again, make another one.
    """

    def __init__(self, document: Document, variables: Mapping[str, Any]) -> None:
        fields = dict(variables["input"])
        fields.setdefault("commandId", str(uuid4()))
        super().__init__(document, {**variables, "input": fields})

    @property
    def command_id(self) -> str:
        """Keep it beside what is to be done, if that has to outlive this process."""
        return str(self.variables["input"]["commandId"])


def given(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that were given: what is None is left out, so that the schema's own defaults hold."""
    return {name: value for name, value in variables.items() if value is not None}
