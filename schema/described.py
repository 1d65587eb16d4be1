"""GraphQL classes whose description is their docstring: written once, for readers of the code and of the schema."""

import inspect
from collections.abc import Callable
from typing import TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField, field

T = TypeVar("T")


def description_of(cls: type) -> str | None:
    """A class's own docstring, with the same indentation whichever Python compiled it; None without one.

    Python 3.13 takes the indentation of docstrings away itself, earlier ones leave it.
    """
    written = vars(cls).get("__doc__")
    return inspect.cleandoc(written) if written else None


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def output(cls: type[T]) -> type[T]:
    """An object type."""
    return strawberry.type(cls, description=description_of(cls))


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def named(name: str) -> Callable[[type[T]], type[T]]:
    """An object type that clients know by another name than its class has."""
    return lambda cls: strawberry.type(cls, name=name, description=description_of(cls))


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def given(cls: type[T]) -> type[T]:
    """An input type."""
    return strawberry.input(cls, description=description_of(cls))


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def one_of(cls: type[T]) -> type[T]:
    """An input type of which exactly one field is given. GraphQL checks it; the others are UNSET."""
    return strawberry.input(cls, description=description_of(cls), one_of=True)


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def shared(cls: type[T]) -> type[T]:
    """An interface."""
    return strawberry.interface(cls, description=description_of(cls))
