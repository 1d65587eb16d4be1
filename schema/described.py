"""GraphQL classes whose description is their docstring: said once, for readers of code and of the schema."""

from typing import TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField, field

T = TypeVar("T")


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def output(cls: type[T]) -> type[T]:
    """An object type."""
    return strawberry.type(cls, description=cls.__doc__)


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def given(cls: type[T]) -> type[T]:
    """An input type."""
    return strawberry.input(cls, description=cls.__doc__)


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(field, StrawberryField))
def shared(cls: type[T]) -> type[T]:
    """An interface."""
    return strawberry.interface(cls, description=cls.__doc__)
