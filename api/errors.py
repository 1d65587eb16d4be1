"""Errors as clients see them: a code, both languages where they can act on it, a correlation id, nothing else.

UNAUTHENTICATED   401: no acceptable token (before GraphQL)
FORBIDDEN         a scope, post, person or purpose is missing; `missing` says which
BAD_INPUT         an argument of a query is wrong; `path` says which
INVALID_REQUEST   the document or its variables do not fit the schema
INTERNAL          everything else: masked here, logged under the correlation id
"""

import logging
from typing import Any

from graphql import GraphQLError

from domain.messages import message
from domain.refusals import InvalidInput, NotAllowed, Problem, Refused

log = logging.getLogger("casebook.errors")


def formatted(error: GraphQLError, correlation: str) -> dict[str, Any]:
    """An error of an execution result."""
    shown: dict[str, Any] = {"message": "", "extensions": {}}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    cause = _cause(error)
    match cause:
        case NotAllowed():
            params = {"missing": cause.missing} if cause.missing else {}
            extra = {"code": "FORBIDDEN", "reason": cause.code, "missing": cause.missing or None}
            _say(shown, cause.code, params, extra)
        case Refused(problems=(problem, *_)):
            _say(shown, problem.code, dict(problem.params), _bad_input(problem))
        case None:
            shown["message"] = error.message
            shown["extensions"] = {"code": "INVALID_REQUEST"}
        case _:
            log.error("masked error %s", correlation, exc_info=cause)
            _say(shown, "internal", {}, {"code": "INTERNAL"})
    shown["extensions"]["correlationId"] = correlation
    return shown


def _cause(error: GraphQLError) -> BaseException | None:
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _bad_input(problem: Problem) -> dict[str, Any]:
    path = problem.path.removeprefix("input.") if isinstance(problem, InvalidInput) else None
    return {"code": "BAD_INPUT", "reason": problem.code, "path": path}


def _say(shown: dict[str, Any], code: str, params: dict[str, Any], extra: dict[str, Any]) -> None:
    vi, en = message(code, params, "vi"), message(code, params, "en")
    shown["message"] = en
    shown["extensions"] = {**extra, "messageVi": vi, "messageEn": en}
