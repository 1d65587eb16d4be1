"""Answers of every path to callers without the right, and to requests that no path takes."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.errors.masking import ALTERED, RequestRefused, altered, outdated
from auth.tokens import Unauthenticated
from domain.kernel.refusals import NotAllowed, constant
from domain.messages import message
from store.files.uploads import FileTampered
from store.heads.shape import ProcessOutdated
from store.process import logs
from store.process.counters import refused as count_refusal

CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
"""RFC 6750 section 3, without a reason that would help to forge."""

log = logging.getLogger("casebook.errors")


def unauthenticated(error: Unauthenticated, correlation: str | None = None) -> Response:
    """401, the same for every reason; the reason is in the log, under the correlation id."""
    correlation = correlation or logs.current()
    log.info("unauthenticated %s: %s", correlation, error)
    count_refusal("UNAUTHENTICATED")
    vi, en = message("unauthenticated", {}, "vi"), message("unauthenticated", {}, "en")
    extensions = {"code": "UNAUTHENTICATED", "messageVi": vi, "messageEn": en, "correlationId": correlation}
    return JSONResponse({"errors": [{"message": en, "extensions": extensions}]}, 401, CHALLENGE)


def forbidden(denied: NotAllowed, correlation: str | None = None) -> Response:
    """403: the token is good, but its agency or person counts for nothing today, or may not ask for this."""
    correlation = correlation or logs.current()
    log.info("forbidden %s: %s", correlation, denied.code)
    count_refusal(denied.code)
    vi, en = message(denied.code, {}, "vi"), message(denied.code, {}, "en")
    extensions = {"code": "FORBIDDEN", "reason": constant(denied.code), "messageVi": vi, "messageEn": en}
    error = {"message": en, "extensions": {**extensions, "correlationId": correlation}}
    return JSONResponse({"errors": [error]}, 403)


def refused(code: str, status: int, **params: int) -> Response:
    """A refusal of a path of its own, in both languages."""
    vi, en = message(code, params, "vi"), message(code, params, "en")
    extensions = {"code": constant(code), "messageVi": vi, "messageEn": en, "correlationId": logs.current()}
    return JSONResponse({"errors": [{"message": en, "extensions": extensions}]}, status)


def file_altered(altered: FileTampered) -> Response:
    """The refusal of a file that is not what the record names: logged as an error and counted, for somebody to look."""
    log.error("altered: the stored bytes of file %s are not those that the record names", altered)
    count_refusal("file-altered")
    return refused("file-altered", 500)


def response_of(refusal: RequestRefused) -> Response:
    """The response to a request that never came as far as GraphQL."""
    return JSONResponse({"errors": [refusal.as_error(logs.current())]}, refusal.status, refusal.headers)


async def broken(request: Request, error: Exception) -> Response:
    """500: an unforeseen error, masked, and logged under the correlation id."""
    correlation = logs.current()
    if isinstance(error, ALTERED):
        refusal = altered(error, correlation)
        return JSONResponse({"errors": [refusal.as_error(correlation)]}, refusal.status)
    if isinstance(error, ProcessOutdated):
        return response_of(outdated())
    refusal = RequestRefused(code="INTERNAL", status=500)
    log.error("masked error %s: %s", correlation, type(error).__name__)  # its trace is logged by the server
    return JSONResponse({"errors": [refusal.as_error(correlation)]}, refusal.status)


async def gone(request: Request, error: Exception) -> Response:
    """The client left before its request was whole. Nobody reads this answer."""
    log.info("gone %s", logs.current())
    return Response(status_code=400)


async def wrong_method(request: Request, error: Exception) -> Response:
    """405, with the methods that the path takes (RFC 9110 section 15.5.6)."""
    headers = error.headers if isinstance(error, HTTPException) else None
    return response_of(RequestRefused(code="METHOD_NOT_ALLOWED", status=405, headers=headers))
