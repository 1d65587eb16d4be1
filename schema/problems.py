"""Problems, which are foreseeable refusals as typed data in both languages, and the common fields of every mutation's
payload."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

import strawberry

from domain.book import BY_COMMAND
from domain.kernel import refusals
from domain.messages import Language, message
from domain.narrative.forms import words_in
from schema.codes import ProblemCode, codes_by_name, refuses, shown_code
from schema.cost import reads
from schema.derive import annotated, class_from, description_of
from schema.enums import ObjectState

__all__ = ["PROBLEMS", "Problem"]

CLOSED: Final[Mapping[type[refusals.Problem], Mapping[str, Any]]] = {
    refusals.TransitionNotAllowed: {"state": ObjectState, "allowed": list[ObjectState]}
}
"""Enum types for fields of problems whose values the rules return as plain text."""
UNSHOWN = frozenset({"code", "params", "of", "stream", "expected", "input_of"})
"""Fields of a refusal that are not shown to clients: parameters of its sentence, and data for other fields."""


@strawberry.interface
class Problem:
    """A reason why a command was refused. The `code` of a problem never changes. The messages explain what to do."""

    @classmethod
    def resolve_type(cls, problem: refusals.Problem, info: object, abstract: object) -> str:
        """Return the name of the refusal's own class, without testing every type."""
        return type(problem).__name__

    @strawberry.field(
        graphql_type=ProblemCode,
        description="Code of the problem. The directive `@refuses` lists the codes that a mutation may answer with.",
    )
    @staticmethod
    def code(parent: strawberry.Parent[refusals.Problem]) -> str:
        return shown_code(parent.code)

    @strawberry.field(description="Explanation of the problem and of its remedy, in Vietnamese.")
    @staticmethod
    def message_vi(parent: strawberry.Parent[refusals.Problem]) -> str:
        return message(parent.code, parent.params, "vi")

    @strawberry.field(description="Explanation of the problem and of its remedy, in English.")
    @staticmethod
    def message_en(parent: strawberry.Parent[refusals.Problem]) -> str:
        return message(parent.code, parent.params, "en")


@strawberry.type
class Labelled(Problem):
    """A problem with a field. The problem includes the label with which forms show the field."""

    @strawberry.field(
        description="Label of the field, in Vietnamese; null for a field that is not in the input of a mutation."
    )
    @staticmethod
    def label_vi(parent: strawberry.Parent[refusals.InvalidInput]) -> str | None:
        return _label(parent, "vi")

    @strawberry.field(
        description="Label of the field, in English; null for a field that is not in the input of a mutation."
    )
    @staticmethod
    def label_en(parent: strawberry.Parent[refusals.InvalidInput]) -> str | None:
        return _label(parent, "en")


def _label(problem: refusals.InvalidInput, language: Language) -> str | None:
    if problem.input_of is None:
        return None
    words = words_in(BY_COMMAND[problem.input_of], problem.whole.removeprefix("input.").partition(".")[0])
    return words.label[language] if words else None


def of_input(command: type, problems: Iterable[refusals.Problem]) -> list[refusals.Problem]:
    """Return the problems of a command. Each problem with a field also names the input."""
    return [
        replace(problem, input_of=command) if isinstance(problem, refusals.InvalidInput) else problem
        for problem in problems
    ]


def _type_of(problem: type[refusals.Problem]) -> type[Problem]:
    own = [field for field in fields(problem) if field.name not in UNSHOWN]
    body = annotated({field.name: (field.type, _describe(field.name)) for field in own}, problem)
    body["__annotations__"] |= CLOSED.get(problem, {})

    def is_type_of(cls: type, value: object, info: object) -> bool:
        return type(value) is problem

    body["is_type_of"] = classmethod(is_type_of)
    made = class_from(problem.__name__, (Labelled,) if problem is refusals.InvalidInput else (Problem,), body)
    directives = [refuses(codes)] if (codes := codes_by_name().get(problem.__name__)) else []
    return strawberry.type(made, description=description_of(problem), directives=directives)


def _describe(name: str) -> str:
    return {
        "path": "Field of the input that is wrong, such as `input.claim`. An item of a list has its index, counted "
        "from 0: `input.areas[2]`.",
        "at": "Position in the text, counted in characters from 1; null when the whole field is wrong.",
        "length": "Number of characters in question; null when unknown.",
        "current_version": "Number of the newest version of the object.",
        "state": "State of the object.",
        "allowed": "States in which the action is possible.",
        "guard": "Safeguard that prevents the action.",
        "field": "Field of the input that lacks the information required by the safeguard, spelled as `path` of "
        "`InvalidInput`; null if no value would satisfy the safeguard.",
        "limit": "Limit that was reached, as a number. The messages explain the limit.",
        "retry_at": "Time at which the limit admits the next command; null if no time does.",
        "scopes": "Scopes of which the caller needs one; empty when no scope is missing.",
        "command": "Text to sign. The challenge is SHA-256 of `casebook/signed-act/v1`, a line feed and this text. "
        "Send the text back unchanged.",
        "salts": "Salts of the texts that the command commits to, as JSON. Send the salts back unchanged.",
        "page": "Origin of the page on which the command is signed.",
        "end": "Time until which the signed command can be executed. Send the command again without a signature to get "
        "a later time.",
        "address": "Page of the register that shows the command in words, asks for the key and executes the command. "
        "Send the person to this page with `redirect_uri` and `state`; null if the register has no such page.",
        "posts": "Posts of which the caller needs one; empty when no post is missing.",
    }[name]


PROBLEMS: tuple[type[Problem], ...] = tuple(_type_of(problem) for problem in refusals.Problem.__subclasses__())


@strawberry.type
class WriteReceipt:
    """A receipt for a version. Store the receipt: if the version ever disappears, the receipt proves that the register
    had accepted it.

    Sending the same command with the same id again returns the same receipt.
    """

    version: int = strawberry.field(
        description="Number of the version. The receipt covers all earlier versions of the object too."
    )
    leaf: str = strawberry.field(description="Leaf hash of the version in the transparency log, in hexadecimal.")
    to_be_sealed_by: datetime = strawberry.field(description="Time by which the log will contain the version.")
    promise: str | None = strawberry.field(
        description="Promise that the log will contain the version by that time, as a note signed by the register "
        "(`casebook/promise/v1`); null if the register signs no promises."
    )


@strawberry.type
class Payload:
    """The fields that every payload has in addition to its object."""

    problems: list[Problem] = strawberry.field(
        default_factory=list,
        description="Problems that prevented the command; empty when it was executed.",
        metadata=reads(rows=1),  # a conflict is the only problem with reads, and comes alone
    )
    replayed: bool = strawberry.field(
        default=False,
        description="True if an earlier request with the same `commandId` already executed the command. Nothing was "
        "done again.",
    )
    receipt: WriteReceipt | None = strawberry.field(
        default=None, description="Receipt for the new version; null when the command was refused."
    )
