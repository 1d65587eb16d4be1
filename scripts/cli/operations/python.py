"""Generates a Python module of operations: typed dictionaries, and a function for each operation."""

import json
import re
from collections.abc import Iterator
from keyword import iskeyword
from textwrap import fill

from scripts.cli.operations.model import SCALARS, Choice, Member, Model, Operation, Shape, spelled

NAMES = {"text": "str", "whole": "int", "number": "float", "truth": "bool"}
BASES = {"query": "Query", "mutation": "Command", "subscription": "Subscription"}
HEADER = '''\
"""Operations of a client, with their types. Made by `scripts/casebook operations`: do not edit."""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from casebook_client.operation import Command, Document, Page, Query, Subscription, given
'''


def module(model: Model) -> str:
    """Return the text of the module."""
    parts = [
        *(f"{name}: TypeAlias = {_literal(values)}" for name, values in sorted(model.enums.items())),
        *(_typed_dict(shape) for shape in model.inputs.values()),
        *(_typed_dict(shape) for shape in model.shapes.values() if isinstance(shape, Shape)),
        *(_choice(choice) for choice in model.shapes.values() if isinstance(choice, Choice)),
        *(part for operation in model.operations for part in _operation(operation)),
    ]
    return HEADER + "\n" + "\n\n".join(f"{part}\n" for part in parts)


def _literal(values: tuple[str, ...]) -> str:
    return f"Literal[{', '.join(json.dumps(value) for value in values)}]"


def _type(member: Member) -> str:
    leaf = member.leaf
    text = _literal(leaf) if isinstance(leaf, tuple) else NAMES[SCALARS[leaf]] if leaf in SCALARS else leaf
    return spelled(member.of, text, "None", lambda inner: f"list[{inner}]")


def _typed_dict(shape: Shape) -> str:
    if any(
        not member.name.isidentifier() or iskeyword(member.name) or member.name[:2] == "__" for member in shape.members
    ):
        fields = ", ".join(f"{json.dumps(member.name)}: {json.dumps(_field(member))}" for member in shape.members)
        return f'{shape.name} = TypedDict("{shape.name}", {{{fields}}})'
    lines = [f"    {member.name}: {_field(member)}" for member in shape.members]
    return "\n".join([f"class {shape.name}(TypedDict):", *lines])


def _field(member: Member) -> str:
    return f"NotRequired[{_type(member)}]" if member.optional else _type(member)


def _choice(choice: Choice) -> str:
    return f'{choice.name}: TypeAlias = "{" | ".join(choice.shapes)}"'


def snake(name: str) -> str:
    """Return a name in snake case. A keyword gets an underscore at its end."""
    made = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{made}_" if iskeyword(made) else made


def _operation(operation: Operation) -> Iterator[str]:
    constant = snake(operation.name).upper()
    yield f'{constant} = Document("{operation.name}", "{operation.id}", {json.dumps(operation.text)})'
    arguments = [
        _argument(variable) for variable in sorted(operation.variables, key=lambda variable: variable.optional)
    ]
    kind = f"{BASES[operation.kind]}[{operation.data}]"
    base = BASES[operation.kind]
    if operation.row is not None:
        kind, base = f"Page[{operation.data}, {_type(operation.row)}]", "Page"
    sent = ", ".join(f'"{variable.name}": {snake(variable.name)}' for variable in operation.variables)
    yield "\n".join(
        [
            f"def {snake(operation.name)}({'*, ' if arguments else ''}{', '.join(arguments)}) -> {kind}:",
            *fill(f'"""{operation.about}"""', 116, initial_indent="    ", subsequent_indent="    ").splitlines(),
            f"    return {base}({constant}, given({{{sent}}}))",
        ]
    )


def _argument(variable: Member) -> str:
    made = _type(variable)
    if not variable.optional:
        return f"{snake(variable.name)}: {made}"
    return f"{snake(variable.name)}: {made if made.endswith('| None') else made + ' | None'} = None"
