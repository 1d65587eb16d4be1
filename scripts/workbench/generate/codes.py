"""Generates the codes of each mutation for both client packages, so that programs can switch on them by type; and every
code."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from domain.kernel.refusals import constant
from resolvers.released import CODES, known_codes
from schema.codes import OF_CALLERS, OF_FORM, codes_by_name, codes_of
from schema.mutations import MUTATIONS
from scripts.cli.operations.python import snake

MADE: Final = "Made by scripts/generate: do not edit."
TYPESCRIPT: Final = f"""\
// The codes that each mutation may answer (`@refuses` in the SDL). {MADE}
"""
PYTHON: Final = f'''\
"""The codes that each mutation may answer (`@refuses` in the SDL). {MADE}"""

# fmt: off
# ruff: noqa: E501

from typing import Final, Literal, TypeAlias, get_args

from casebook_client.codes import Codes
'''

KNOWN: Final = "Codes.known = frozenset((*get_args(AnyCode), *get_args(FormCode)))\n\n"


def _spelled(codes: Iterable[str]) -> list[str]:
    return sorted(map(constant, codes))


def _lists() -> Mapping[str, list[str]]:
    """Return the codes of each mutation by its name, without the shared codes."""
    return {one.name: _spelled(codes_of([member.action for member in one.members])) for one in MUTATIONS}


def _shared() -> Mapping[str, list[str]]:
    """Return the codes of every mutation, and the codes for a malformed field."""
    return {"ANY": _spelled(OF_CALLERS), "FORM": _spelled(codes_by_name()[OF_FORM])}


def typescript() -> str:
    """Return the module for TypeScript: lists, from which the types are derived."""
    shared = (f"export const {name} = {json.dumps(codes)} as const;\n" for name, codes in _shared().items())
    rows = (f"  {name}: {json.dumps(codes)},\n" for name, codes in _lists().items())
    return TYPESCRIPT + "".join(shared) + "export const REFUSALS = {\n" + "".join(rows) + "} as const;\n"


def python() -> str:
    """Return the module for Python: a type and an object for each mutation."""
    shared = (f"{name.title()}Code: TypeAlias = {_literal(codes)}\n" for name, codes in _shared().items())
    rows = (_of(name, codes) for name, codes in _lists().items())
    return PYTHON + "\n" + "".join(shared) + KNOWN + "".join(rows)


def _of(name: str, codes: list[str]) -> str:
    if not codes:
        return f"{snake(name)}: Final[Codes[AnyCode | FormCode]] = Codes()\n"
    own = name[0].upper() + name[1:]
    made = f"{snake(name)}: Final[Codes[{own} | AnyCode | FormCode]] = Codes(*get_args({own}))\n"
    return f"{own}: TypeAlias = {_literal(codes)}\n{made}"


def _literal(codes: Iterable[str]) -> str:
    return f"Literal[{', '.join(map(json.dumps, codes))}]"


FILES: Final = {
    f"schema/{CODES}": lambda: "".join(f"{code}\n" for code in known_codes()),
    "clients/typescript/src/refusals.ts": typescript,
    "clients/python/casebook_client/refusals.py": python,
}
"""Function that returns the text of each file, by the file's path."""
