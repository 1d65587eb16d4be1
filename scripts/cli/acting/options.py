"""Options of the command line from the fields of a command, so that an act has the same meaning everywhere."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin

from domain.book import BY_COMMAND
from domain.kernel.fields import Field, fields_of
from scripts.cli.seed.registry_row import COMMANDS


def add_act(steps: Any, name: str, act: str, without: Collection[str]) -> ArgumentParser:
    """A step that is a command: its row, and an option for each of its fields: `not_before` is `--not-before`."""
    command = COMMANDS[act]
    words = " ".join((command.__doc__ or "").split()).replace("%", "%%")
    step: ArgumentParser = steps.add_parser(name, help=words, description=words)
    step.set_defaults(act=act)
    if BY_COMMAND[command].creates:
        step.add_argument("--id", metavar="ID", help="id of the new row (drawn)")
    else:
        step.add_argument("id", metavar="ID", help="id of the row")
    for field in fields_of(command):
        if field.name not in without:
            step.add_argument(f"--{field.name.replace('_', '-')}", **_option(field))
    return step


def given_by(options: Namespace, command: type) -> dict[str, Any]:
    """The values that were given, by the names of the fields."""
    values = {field.name: getattr(options, field.name, None) for field in fields_of(command)}
    return {name: value for name, value in values.items() if value is not None}


def _option(field: Field) -> Mapping[str, Any]:
    option: dict[str, Any] = {"help": field.spec.doc.replace("%", "%%"), "dest": field.name, "default": None}
    if field.type is bool:
        return {**option, "action": "store_const", "const": True}
    several = get_origin(field.type) is tuple
    kind = get_args(field.type)[0] if several else field.type
    option["required"] = field.default is MISSING
    if issubclass(kind, StrEnum):
        option["choices"] = [member.value for member in kind]
        option["help"] += f" One of {', '.join(option['choices'])}."
    option["type"] = READERS.get(kind, str)
    option["metavar"] = field.name.upper()
    return {**option, "nargs": "*"} if several else option


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"must be a day, as 2026-03-01, not {text!r}") from None


READERS: Mapping[type, Callable[[str], Any]] = {date: _day, int: int}
