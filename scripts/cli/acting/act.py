"""Acts of the operator on the registry: their options, made from the fields of a command, and codes that open an
account.

The register gets only the SHA-256 of a code. A sheet has a line for each account: its name, a space, the code. A code
is written on its sheet before the register gets the digest, so that a crash loses no code.
"""

import secrets
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import UUID, uuid4

from domain.book import BY_COMMAND
from domain.kernel.actor import OPERATOR
from domain.kernel.fields import Field, fields_of
from domain.kernel.vocabulary import kind_of
from scripts.cli.environment import WrongUse
from scripts.cli.seed.ids import patiently, versions_of
from scripts.cli.seed.registry_row import COMMANDS, Row, row_of, unknown_areas
from store.log.admitted import entered
from store.log.storage import LogStorage
from store.process.private_files import is_kept, private_folder, write_private
from store.store import Store
from store.tlog.succession import LogKeys
from store.write.command_ids import Outcome
from store.write.ordering import ID_BYTES


async def operate(
    store: Store, command: Any, id: UUID, *, target: str | None = None, expected: int | None = None
) -> Outcome:
    """Execute a command as the operator, retrying until its outcome is known. Raise WrongUse, Refused."""
    await check_window(store)
    return await patiently(lambda: store.execute(OPERATOR, command, command_id=id, target=target, expected=expected))


async def check_window(store: Store) -> None:
    """Raise WrongUse if the log names persons and no window is open. The sealer would then hold the entry back."""
    connection, storage = store.connection, LogStorage.of(store.connection)
    if connection.log_key is None or connection.author is None or (newest := await storage.newest()) is None:
        return
    keys = LogKeys.following(connection.log_key, await storage.handed_over())
    known, _ = await entered(storage, newest.size, connection.origin, keys)
    if known.authors.persons and known.authors.bound(newest.size, connection.author.short) is None:
        raise WrongUse("the command line may not write now: two persons open a window (docs/operate/sealer.md)")


def row(command: type, stream: str | None, given: Mapping[str, Any]) -> Row:
    """Return the act as a row, with a new id if it opens a stream and none is given. Raise WrongUse,
    RegistryRefused."""
    kind = BY_COMMAND[command].stream
    chosen = stream or f"{kind}-{secrets.token_hex(ID_BYTES)}"
    if kind_of(chosen) is not kind:
        raise WrongUse(f"{chosen}: an id of this kind begins with {kind}-")
    return row_of(chosen, command, given)


async def carry_out(store: Store, act: Row) -> Outcome:
    """Execute an act as the operator. Raise WrongUse for a missing row or area, and Refused if the rules refuse the
    act.

    Only this process retries until the outcome is known. After a crash, check the row before you run the act again.
    """
    if unknown := await unknown_areas(store, [act]):
        raise WrongUse("; ".join(unknown))
    expected = None if act.creates else (await versions_of(store.connection, [act.stream])).get(act.stream)
    if expected is None and not act.creates:
        raise WrongUse(f"{act.stream} is not in the registry")
    return await operate(store, act.command, uuid4(), target=act.stream, expected=expected)


def add_act(steps: Any, name: str, act: str, without: Collection[str]) -> ArgumentParser:
    """Add a subcommand for a command of the domain. It has the row, and an option for each field. `not_before` becomes
    `--not-before`."""
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
    """Return the given options by the names of the command's fields."""
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


CODE_BYTES = 16
SHEETS = ("first", "second")


class Sheets:
    """The two sheets of codes in a folder. The folder is created if it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def code(self, sheet: str, account: str, *, fresh: bool) -> str:
        """Return the code of an account on a sheet. Draw a new code if there is none, or if `fresh` is True.

        Raise WrongUse for a folder or a sheet that cannot be used.
        """
        try:
            private_folder(self.folder)
            codes = self._read(sheet)
            if fresh or account not in codes:
                codes[account] = secrets.token_hex(CODE_BYTES)
                write_private(self.folder / sheet, "".join(f"{name} {code}\n" for name, code in codes.items()))
            return codes[account]
        except (OSError, ValueError) as error:
            raise WrongUse(f"{self.folder / sheet} cannot be used: {error}") from None

    def _read(self, sheet: str) -> dict[str, str]:
        path = self.folder / sheet
        lines = path.read_text(encoding="utf-8").splitlines() if is_kept(path) else []
        return {name: code for name, _, code in (line.partition(" ") for line in lines)}
