"""Operations: a document of the register's schema with its variables, and the type of its answer.

The functions that make them are generated from a folder of operations: `scripts/casebook operations FOLDER --python
FILE`.
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
    document: Document
    variables: Mapping[str, Any]


class Query(Asked[Data]):
    """Operation that reads."""


class Page(Query[Data], Generic[Data, Row]):
    """Operation that reads one page of a list. `Row` is the type of the list's rows."""


class Subscription(Asked[Data]):
    """Operation that returns events, each with a cursor from which to continue."""


class Command(Asked[Data]):
    """A command, which is executed once even if it is sent several times.

    A command gets its `commandId` when it is made. For another decision make a new command.
    """

    def __init__(self, document: Document, variables: Mapping[str, Any]) -> None:
        fields = dict(variables["input"])
        fields.setdefault("commandId", str(uuid4()))
        super().__init__(document, {**variables, "input": fields})

    @property
    def command_id(self) -> str:
        """Return the command's id. Store the id with the task if the task must outlive this process."""
        return str(self.variables["input"]["commandId"])


def given(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given variables. A variable that is None is left out, so that the schema's own default applies."""
    return {name: value for name, value in variables.items() if value is not None}
