"""Answers of paths other than GraphQL to those who are not let in."""

from starlette.responses import JSONResponse, Response

from domain.messages import message
from domain.refusals import NotAllowed
from store.metrics import refused

CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
"""RFC 6750 section 3, without a reason that would help to forge."""


def unauthenticated() -> Response:
    """401, the same for every reason."""
    refused("UNAUTHENTICATED")
    vi, en = message("unauthenticated", {}, "vi"), message("unauthenticated", {}, "en")
    extensions = {"code": "UNAUTHENTICATED", "messageVi": vi, "messageEn": en}
    return JSONResponse({"errors": [{"message": en, "extensions": extensions}]}, 401, CHALLENGE)


def forbidden(denied: NotAllowed, correlation: str) -> Response:
    """403: the token is good, but its agency or person counts for nothing today."""
    refused(denied.code)
    vi, en = message(denied.code, {}, "vi"), message(denied.code, {}, "en")
    extensions = {"code": "FORBIDDEN", "reason": denied.code, "messageVi": vi, "messageEn": en}
    error = {"message": en, "extensions": {**extensions, "correlationId": correlation}}
    return JSONResponse({"errors": [error]}, 403)
