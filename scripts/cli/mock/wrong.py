"""Faults on request: the problems and errors of the register, with its own sentences."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import (
    CommandReused,
    Guard,
    LimitReached,
    MissingRight,
    NotFound,
    Problem,
    RuleNotMet,
    SignatureNeeded,
    TransitionNotAllowed,
    Unsettled,
    VersionConflict,
    camel,
    constant,
    invalid,
    unguarded,
)
from domain.kernel.roles import Post
from domain.messages import message, sentences

EXAMPLES: Final[Mapping[str, Problem]] = {
    type(problem).__name__: problem
    for problem in (
        invalid("claim", "text-name", at=1, length=12),
        NotFound(),
        VersionConflict(current_version=1),
        CommandReused(),
        TransitionNotAllowed(of=Kind.CASE, state="CLOSED", allowed=("DECIDED", "EXECUTING")),
        unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"),
        LimitReached(code="daily-limit", limit=50),
        RuleNotMet(code="lead-agency-only"),
        MissingRight(code="post-missing", posts=(Post.SIGNATORY,)),
        Unsettled(),
        SignatureNeeded(
            command="{}", salts="{}", page="https://casebook.example", end=datetime(2026, 7, 1, tzinfo=UTC)
        ),
    )
}
"""One problem of each type, by its name."""

DETAILS: Final[Mapping[str, Mapping[str, str | int | list[str]]]] = {
    "FORBIDDEN": {"reason": "scope-missing", "scopes": [Scope.CASE_READ_ALL.name], "posts": []},
    "BAD_INPUT": {"reason": "cursor", "path": "after"},
    "LIMIT_EXCEEDED": {"limit": "COST", "most": 6000},
    "TOO_MANY_REQUESTS": {"retryAfter": 1},
}
"""Data beside the code of an error."""

BY_STATUS: Final[Mapping[int, str]] = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "ADDRESS_UNKNOWN",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "BODY_TOO_SLOW",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS",
    503: "TIMEOUT",
}
"""The code of an answer with a status; INTERNAL for any other."""


def problem(name: str, field: str, newest: int) -> Mapping[str, Any]:
    """The fields of a problem, about a field of the input and an object with its newest version."""
    example = EXAMPLES[name]
    texts = {f"message{lang.title()}": message(example.code, example.params, lang) for lang in ("vi", "en")}
    own = {camel(each.name): getattr(example, each.name) for each in fields(example)}
    own["code"] = constant(example.code)
    return {**own, **texts, **({"path": f"input.{field}"} if "path" in own else {}), "currentVersion": newest}


def error(code: str, said: str = "", **places: Any) -> dict[str, Any]:
    """An error with a code of the catalogue; `said` is what the machinery says of it."""
    details = DETAILS.get(code, {})
    if reason := details.get("reason"):
        vi, en = (message(str(reason), {}, "vi"), message(str(reason), {}, "en"))
        details = {**details, "reason": constant(str(reason))}
    else:
        vi, en = (sentences("codes", "vi")[code], sentences("codes", "en")[code])
    told = {"code": code, **details, "messageVi": vi, "messageEn": en, "correlationId": "mock"}
    return {"message": said or en, **places, "extensions": told}


def known(code: str) -> bool:
    """Return whether errors can have this code."""
    return code in sentences("codes", "en")
