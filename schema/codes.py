"""Codes of problems as an enum of the schema, and the directive that lists the codes of a mutation.

`schema/refusals.toml` contains the codes of each action. `scripts/generate` derives that file from the rules.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import strawberry
from graphql import GraphQLEnumType, GraphQLSchema
from strawberry.schema_directive import Location

from domain.kernel.refusals import constant
from domain.messages import sentences
from domain.rules.command import Action

OF_ANYBODY: Final = frozenset({"not-found", "version-conflict", "command-reused", "unsettled"})
"""Codes that every mutation can return to any caller."""
OF_CALLERS: Final = frozenset(
    {
        *OF_ANYBODY,
        "account-stopped",
        "actor-not-admitted",
        "agency-inactive",
        "not-appointed",
        "person-needed",
        "scope-missing",
        "signs-in-here",
    }
)
"""Codes that every mutation can return to a caller who is signed in."""
OF_SIGNED: Final = frozenset(
    {
        *("signature-needed", "signature-not-needed", "signature-invalid", "signed-otherwise", "signing-ended"),
        *("signing-key-not-yours", "paper-not-allowed", "paper-number-needed"),
    }
)
"""Codes of mutations that can require a signature."""
OF_JOINED: Final = frozenset({"field-needed", "field-not-taken", "no-such-act"})
"""Codes of mutations that serve several actions."""
OF_FORM: Final = "InvalidInput"
OTHER: Final = "OTHER"


@cache
def codes_by_name() -> Mapping[str, Collection[str]]:
    """Return the codes of each action without the shared codes. The key `InvalidInput` has the codes that any field of
    an input can cause."""
    return tomllib.loads((Path(__file__).parent / "refusals.toml").read_text(encoding="utf-8"))


def _enum(codes: Iterable[str]) -> Any:
    """Return the enum of these codes. The description of each value is the sentence of its code."""
    english = sentences("refusals", "en")
    values = {constant(code): code for code in sorted(codes)}
    enum: Any = Enum  # the functional form, for which mypy accepts literals only
    made = strawberry.enum(
        enum("ProblemCode", [*values.items(), (OTHER, OTHER)]),
        description="Code of a problem, for programs. A code never changes its meaning. A release may add codes: treat "
        "an unknown code as OTHER, and show the message of the problem.",
    )
    definition: Any = vars(made)["__strawberry_definition__"]
    for value in definition.values:
        said = "Another reason, which the messages explain." if value.name == OTHER else english[values[value.name]]
        value.description = said
    return made


if TYPE_CHECKING:
    ProblemCode: TypeAlias = str
else:
    ProblemCode = _enum({*OF_CALLERS, *OF_SIGNED, *OF_JOINED, *chain.from_iterable(codes_by_name().values())})
KNOWN: Final[frozenset[str]] = frozenset(code.value for code in ProblemCode) if not TYPE_CHECKING else frozenset()


def shown_code(code: str) -> str:
    """Return the enum's value for a code. A code that no mutation lists becomes OTHER, and the problem's message is
    unchanged."""
    return code if code in KNOWN else OTHER


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    name="refuses",
    description="Codes of the problems that a mutation may answer with. The codes of the type `Mutation` apply to each "
    "of its fields. The codes of `InvalidInput` mean that a text, list, number, time or reference of an input is "
    "malformed.",
)
class Refuses:
    """The codes of problems that the mutation may return."""

    codes: list[ProblemCode] = strawberry.directive_field(name="codes")


def refuses(codes: Iterable[str]) -> Refuses:
    """Return the directive with these codes, sorted."""
    return Refuses(codes=[ProblemCode(code) for code in sorted(codes)])


def keep_codes(schema: GraphQLSchema, actions: Iterable[str]) -> None:
    """Remove from the schema's enum every code that none of the schema's mutations lists."""
    lists = codes_by_name()
    kept = {OTHER, *OF_ANYBODY, *lists[OF_FORM], *chain.from_iterable(lists[action] for action in actions)}
    made = cast(GraphQLEnumType, schema.type_map["ProblemCode"])
    made.values = {name: value for name, value in made.values.items() if value.value in kept}


def codes_of(actions: Collection[Action]) -> set[str]:
    """Return the codes of a mutation that serves these actions, except the codes that every mutation has."""
    found = set(chain.from_iterable(codes_by_name()[action.name] for action in actions))
    found |= OF_SIGNED if any(action.signed for action in actions) else set()
    return found | (OF_JOINED if len(actions) > 1 else set())


def refuses_of(actions: Collection[Action]) -> list[Refuses]:
    """Return the directive of a mutation in a list. The list is empty if the mutation has only the codes that every
    mutation has."""
    codes = codes_of(actions)
    return [refuses(codes)] if codes else []
