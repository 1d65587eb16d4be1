"""What typed operations are made of, in no language: names of types, the shapes of answers, and what has to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class OperationsRefused(Exception):
    """Operations from which no types can be made; says where and why."""


class Kind(Enum):
    """What a name in a type stands for."""

    SCALAR = auto()
    ENUM = auto()
    INPUT = auto()
    SHAPE = auto()
    TYPENAME = auto()
    """The value of `__typename`: one of some names of types."""


@dataclass(frozen=True)
class Name:
    """A type by its name; of `__typename` the names that it can be."""

    kind: Kind
    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list."""

    of: "Type"


@dataclass(frozen=True)
class Maybe:
    """Something that may be null."""

    of: "Type"


Type = Name | Listed | Maybe


@dataclass(frozen=True)
class Member:
    """A field of an answer or of an input; one that is `optional` may be left out."""

    name: str
    type: Type
    optional: bool = False


@dataclass(frozen=True)
class Shape:
    """The fields of an object, or of an input."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Choice:
    """One of several shapes, told apart by `__typename`."""

    name: str
    shapes: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """An operation: its document and id, what it is about, what has to be sent, and what comes back."""

    name: str
    kind: str
    """query, mutation or subscription."""
    text: str
    id: str
    """SHA-256 of the text, as the manifest of trusted documents has it."""
    about: str
    """The description of its first field."""
    variables: tuple[Member, ...]
    data: str
    row: Type | None
    """What one row of a list is, if the operation can be read page by page."""


@dataclass
class Model:
    """All that a folder of operations needs."""

    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: dict[str, Shape] = field(default_factory=dict)
    shapes: dict[str, Shape | Choice] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)


SCALARS: Mapping[str, str] = {
    "ID": "text",
    "String": "text",
    "UUID": "text",
    "Date": "text",
    "DateTime": "text",
    "Int": "whole",
    "Float": "number",
    "Boolean": "truth",
}
"""What each scalar is in JSON."""
