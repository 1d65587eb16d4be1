"""Errors as clients see them: a code, a correlation id, and a text in both languages if the client can act on it.

UNAUTHENTICATED   401: no acceptable token (before GraphQL)
FORBIDDEN         a scope, post, person or purpose is missing; `missing` says which
BAD_INPUT         an argument of a query is wrong; `path` says which
INVALID_REQUEST   the document or its variables do not fit the schema
LIMIT_EXCEEDED    the request passes a limit; `limit` and `most` say which
RECORD_ALTERED    stored bytes do not open to what was recorded: logged as an alarm, and counted
OUTDATED          this process is of an older version than the data, or its clock is wrong: another one answers
INTERNAL          everything else: masked here, logged under the correlation id
The others, and what each says, are in `domain/messages/`; `errorCatalogue` gives all of them.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.tokens import Unauthenticated
from domain.kernel.refusals import InvalidInput, MissingRight, NotAllowed, Problem, Refused, constant
from domain.messages import Language, message, sentences
from store.driver.clocks import ClockWrong
from store.files.uploads import FileTampered
from store.heads.shape import ProcessOutdated
from store.process import logs
from store.process.counters import refused as count_refusal
from store.record.revision import RevisionAltered
from store.record.sealing import VaultTampered

ALTERED = (VaultTampered, RevisionAltered, InvalidTag, InvalidUnwrap)
"""Errors that show that a stored text, key or revision was tampered with."""

OUTDATED_SECONDS = 2
"""Seconds after which a proxy has noticed that this process is not ready."""

log = logging.getLogger("casebook.errors")


class RequestRefused(Exception):
    """A request that is not executed or not answered, for a code of the catalogue, with a status and details."""

    def __init__(
        self,
        *,
        code: str,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.status, self.headers, self.extra = code, status, dict(headers or {}), dict(extra or {})

    def as_error(self, correlation: str) -> dict[str, Any]:
        count_refusal(self.code)
        vi, en = (sentences("codes", language)[self.code] for language in LANGUAGES)
        return _error(vi, en, {"code": self.code, **self.extra}, correlation)


LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


def _error(vi: str, en: str, about: Mapping[str, Any], correlation: str) -> dict[str, Any]:
    extensions = {**about, "messageVi": vi, "messageEn": en, "correlationId": correlation}
    return {"message": en, "extensions": extensions}


def _said(code: str, params: Mapping[str, Any], about: Mapping[str, Any], correlation: str) -> dict[str, Any]:
    """Return an error with the sentence of a code in both languages."""
    vi, en = (message(code, params, language) for language in LANGUAGES)
    return _error(vi, en, about, correlation)


def over(limit: str, most: int, *, status: int = 400, retry_after: int | None = None, **extra: int) -> RequestRefused:
    """Return the refusal of a request that exceeds a limit; `retry_after` is in seconds."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if retry_after is not None:
        extra["retryAfter"] = retry_after
    return RequestRefused(
        code="LIMIT_EXCEEDED", status=status, headers=headers, extra={"limit": limit, "most": most, **extra}
    )


def too_long() -> RequestRefused:
    return RequestRefused(code="TIMEOUT", status=503)


def altered(error: BaseException, correlation: str) -> RequestRefused:
    """Log the alarm for tampered bytes, and return the refusal of the read. `casebook verify` reports such bytes."""
    log.error("altered: stored bytes do not open to what was recorded, %s (%s)", correlation, type(error).__name__)
    return RequestRefused(code="RECORD_ALTERED", status=500)


def outdated() -> RequestRefused:
    return RequestRefused(code="OUTDATED", status=503, headers={"Retry-After": str(OUTDATED_SECONDS)})


def invalid_document_error(error: GraphQLError, correlation: str) -> dict[str, Any]:
    """Return an error of a document or of its variables that was found before execution."""
    entry = RequestRefused(code="INVALID_REQUEST").as_error(correlation)
    return {**entry, "message": error.message, **_places(error)}


def formatted(error: GraphQLError, correlation: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"message": "", **_places(error), "extensions": {}}
    cause = _cause(error)
    match cause:
        case NotAllowed():
            entry |= _counted(cause.code, {}, _forbidden(cause.problem), correlation)
        case Refused(problems=(problem, *_)):
            entry |= _counted(problem.code, problem.params, _bad_input(problem), correlation)
        case RequestRefused():
            entry |= cause.as_error(correlation)
        case VaultTampered() | RevisionAltered() | InvalidTag() | InvalidUnwrap():
            entry |= altered(cause, correlation).as_error(correlation)
        case ProcessOutdated() | ClockWrong():
            entry |= outdated().as_error(correlation)
        case None:
            entry = invalid_document_error(error, correlation)
        case _:
            log.error("masked error %s", correlation, exc_info=cause)
            entry |= _counted("internal", {}, {"code": "INTERNAL"}, correlation)
    return entry


def _forbidden(missing: MissingRight) -> dict[str, Any]:
    """Return the missing right in the spelling of `MissingRight` in payloads."""
    scopes, posts = ([one.name for one in some] for some in (missing.scopes, missing.posts))
    return {"code": "FORBIDDEN", "reason": constant(missing.code), "scopes": scopes, "posts": posts}


def _places(error: GraphQLError) -> dict[str, Any]:
    places: dict[str, Any] = {}
    if error.locations:
        places["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        places["path"] = error.path
    return places


def _cause(error: GraphQLError) -> BaseException | None:
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _bad_input(problem: Problem) -> dict[str, Any]:
    path = problem.path.removeprefix("input.") if isinstance(problem, InvalidInput) else None
    return {"code": "BAD_INPUT", "reason": constant(problem.code), "path": path}


def _counted(code: str, params: Mapping[str, Any], about: Mapping[str, Any], correlation: str) -> dict[str, Any]:
    count_refusal(code)
    return _said(code, params, about, correlation)


CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
"""Challenge of a 401 (RFC 6750 section 3). The challenge gives no reason, because a reason could help to forge a
token."""


def unauthenticated(error: Unauthenticated, correlation: str | None = None) -> Response:
    """Return 401 with the same body for every reason. The reason itself is logged under the correlation id."""
    correlation = correlation or logs.current()
    log.info("unauthenticated %s: %s", correlation, error)
    count_refusal("UNAUTHENTICATED")
    told = _said("unauthenticated", {}, {"code": "UNAUTHENTICATED"}, correlation)
    return JSONResponse({"errors": [told]}, 401, CHALLENGE)


def forbidden(denied: NotAllowed, correlation: str | None = None) -> Response:
    """Return 403: the token is valid, but its agency or person has no rights now, or lacks the right for this
    request."""
    correlation = correlation or logs.current()
    log.info("forbidden %s: %s", correlation, denied.code)
    told = _counted(denied.code, {}, {"code": "FORBIDDEN", "reason": constant(denied.code)}, correlation)
    return JSONResponse({"errors": [told]}, 403)


def refused(code: str, status: int, **params: int) -> Response:
    """Return the refusal of a request to a path outside GraphQL. Its text is in both languages."""
    return JSONResponse({"errors": [_said(code, params, {"code": constant(code)}, logs.current())]}, status)


def file_altered(altered: FileTampered) -> Response:
    """Log and count a file whose bytes differ from the record. Return the refusal."""
    log.error("altered: the stored bytes of file %s are not those that the record names", altered)
    count_refusal("file-altered")
    return refused("file-altered", 500)


def response_of(refusal: RequestRefused) -> Response:
    """Return the response to a request that was refused before GraphQL."""
    return JSONResponse({"errors": [refusal.as_error(logs.current())]}, refusal.status, refusal.headers)


async def broken(request: Request, error: Exception) -> Response:
    """Return 500 for an unforeseen error. The error is masked in the response, and logged under the correlation id."""
    if isinstance(error, ALTERED):
        return response_of(altered(error, logs.current()))
    if isinstance(error, ProcessOutdated | ClockWrong):
        return response_of(outdated())
    log.error("masked error %s: %s", logs.current(), type(error).__name__)  # the server logs its traceback
    return response_of(RequestRefused(code="INTERNAL", status=500))


async def gone(request: Request, error: Exception) -> Response:
    """Answer a client that left before its request was complete. The client no longer receives this answer."""
    log.info("gone %s", logs.current())
    return Response(status_code=400)


async def wrong_method(request: Request, error: Exception) -> Response:
    """Return 405, with the methods that the path accepts (RFC 9110 section 15.5.6)."""
    headers = error.headers if isinstance(error, HTTPException) else None
    return response_of(RequestRefused(code="METHOD_NOT_ALLOWED", status=405, headers=headers))
