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
        graphql_type=ProblemCode, description="Code of the problem. `@refuses` says which ones a mutation may answer."
    )
    @staticmethod
    def code(parent: strawberry.Parent[refusals.Problem]) -> str:
        return shown_code(parent.code)

    @strawberry.field(description="What is wrong and what to do, in Vietnamese.")
    @staticmethod
    def message_vi(parent: strawberry.Parent[refusals.Problem]) -> str:
        return message(parent.code, parent.params, "vi")

    @strawberry.field(description="What is wrong and what to do, in English.")
    @staticmethod
    def message_en(parent: strawberry.Parent[refusals.Problem]) -> str:
        return message(parent.code, parent.params, "en")


@strawberry.type
class Labelled(Problem):
    """A problem with a field. The problem includes the label with which forms show the field."""

    @strawberry.field(description="What the field is called, in Vietnamese; null outside of the input of a mutation.")
    @staticmethod
    def label_vi(parent: strawberry.Parent[refusals.InvalidInput]) -> str | None:
        return _label(parent, "vi")

    @strawberry.field(description="What the field is called, in English; null outside of the input of a mutation.")
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
        "path": "Field of the input that is wrong, such as `input.claim`; of a list the item, counted from 0: "
        "`input.areas[2]`.",
        "at": "Position in the text, counted in characters from 1; null when the whole field is wrong.",
        "length": "Number of characters in question; null when that is not known.",
        "current_version": "Number of the newest version.",
        "state": "State of the object.",
        "allowed": "States in which the action is possible.",
        "guard": "Safeguard that prevents the action.",
        "field": "Field of the input that lacks what the safeguard asks for, spelled as `path` of `InvalidInput`; null "
        "where no value would do.",
        "limit": "The limit that was reached, as a number. The messages say what it limits.",
        "retry_at": "When there is room again; null where no time brings it.",
        "scopes": "Scopes of which the caller needs one; empty when no scope is missing.",
        "command": "What is signed, as text. The challenge is SHA-256 of `casebook/signed-act/v1`, a line feed and "
        "this text. Send it back unchanged.",
        "salts": "The salts of the texts that the command commits to, as JSON. Send it back unchanged.",
        "page": "Origin of the page on which it is signed.",
        "end": "Until when it can be carried out. Send the command again without a signature to get a later one.",
        "address": "Page of the register that shows the command in words, asks for the key and carries the act out. "
        "Send the person there with `redirect_uri` and `state`; null where the register has no such page.",
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
    leaf: str = strawberry.field(description="Leaf hash that the transparency log will hold, in hexadecimal.")
    to_be_sealed_by: datetime = strawberry.field(description="Time by which the log will hold the version.")
    promise: str | None = strawberry.field(
        description="The same promise as a note signed by the register (`casebook/promise/v1`); null when it signs "
        "none."
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
        description="Whether an earlier request with the same `commandId` already carried the command out. "
        "Nothing was done again.",
    )
    receipt: WriteReceipt | None = strawberry.field(
        default=None, description="Receipt for the new version; null when the command was refused."
    )
