"""Generates the TypeScript module of `casebook-client`'s own operations: types, and a constant for each operation.

It is made from the SDL, without Node. Authors of other operations use graphql-codegen.
"""

import json
from collections.abc import Iterator

from scripts.cli.operations.model import SCALARS, Choice, Member, Model, Operation, Shape, spelled

NAMES = {"text": "string", "whole": "number", "number": "number", "truth": "boolean"}
HEADER = """\
// Operations of a client, with their types. Made by `scripts/generate`: do not edit.
import { operation } from "./operation.js";
"""


def module(model: Model) -> str:
    """Return the text of the module."""
    parts = [
        *(f"export type {name} = {_either(values)};" for name, values in sorted(model.enums.items())),
        *(_object(shape, "") for shape in model.inputs.values()),
        *(_shape(shape) for shape in model.shapes.values()),
        *(part for made in model.operations for part in _operation(made)),
    ]
    return HEADER + "".join(f"\n{part}\n" for part in parts)


def _either(values: tuple[str, ...]) -> str:
    return " | ".join(json.dumps(value) for value in values)


def _type(member: Member) -> str:
    leaf = member.leaf
    if isinstance(leaf, tuple):
        text = f"({_either(leaf)})" if len(leaf) > 1 else _either(leaf)
    else:
        text = NAMES[SCALARS[leaf]] if leaf in SCALARS else leaf

    def listed(inner: str) -> str:
        return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"

    return spelled(member.of, text, "null", listed)


def _shape(shape: Shape | Choice) -> str:
    if isinstance(shape, Choice):
        return f"export type {shape.name} = {' | '.join(shape.shapes)};"
    return _object(shape, "readonly ")


def _object(shape: Shape, before: str) -> str:
    lines = (f"  {before}{_member(member)};" for member in shape.members)
    return "\n".join([f"export type {shape.name} = {{", *lines, "};"])


def _member(member: Member) -> str:
    name = member.name if member.name.isidentifier() else json.dumps(member.name)
    return f"{name}{'?' if member.optional else ''}: {_type(member)}"


def _operation(made: Operation) -> Iterator[str]:
    variables = Shape(f"{made.name}Variables", made.variables)
    yield _object(variables, "readonly ") if made.variables else f"export type {made.name}Variables = {{}};"
    about = f"/** {made.about.replace('*/', '* /')} */\n" if made.about else ""
    kind = f"/* @__PURE__ */ operation<{made.data}, {variables.name}>"
    yield f'{about}export const {made.name} = {kind}("{made.id}", {json.dumps(made.text)});'
