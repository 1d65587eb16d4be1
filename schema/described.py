"""Types of the schema whose description is their docstring: written once, for readers of the code and of the schema."""

import inspect

from graphql import GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition


def description_of(cls: type) -> str | None:
    """A class's own docstring, with the same indentation whichever Python compiled it; None without one.

    Python 3.13 takes the indentation of docstrings away itself, earlier ones leave it.
    """
    written = vars(cls).get("__doc__")
    return inspect.cleandoc(written) if written else None


def describe(schema: GraphQLSchema) -> None:
    """Describe each type that says nothing else by the docstring of its class."""
    for kind in schema.type_map.values():
        definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if isinstance(definition, StrawberryObjectDefinition) and kind.description is None:
            kind.description = description_of((definition.concrete_of or definition).origin)
