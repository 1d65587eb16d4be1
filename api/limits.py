"""The size of a request's body is bounded before anything reads it."""

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import RequestRefused
from api.refusals import response_of
from api.report.page_request import refused
from store.files.uploads import DOCUMENT_MOST, FILE_MOST

BODY_MOST = 256 * 1024
EXCHANGE_MOST = 2 * DOCUMENT_MOST
"""Bytes of an exchange file: a document takes a third more in it, and it may bring several."""
FORM_MOST = 64 * 1024 * 1024
"""Bytes of a form with a file. Of a file that is too large most is passed over, so that its words come back."""
FILES = (
    (re.compile(r"/evidence"), FILE_MOST),
    (re.compile(r"/report/(file|write|answer)"), FORM_MOST),
    (re.compile(r"/documents/[^/]+/signed"), DOCUMENT_MOST),
    (re.compile(r"/documents/[^/]+/answer"), EXCHANGE_MOST),
)
"""Evidence, forms that may hold a file, signed documents and exchange files are the bodies that may be larger."""
BEGINNINGS = ("/evidence", "/report/", "/documents/")
"""How their paths begin."""


class BodyTooLarge(Exception):
    """More arrived than may be read."""


class BodyLimit:
    """Answers 413 to a body over the limit of its path, announced or not; to a form of the public door as a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body stays small enough."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        most = _most(scope["path"])
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > most:
            return await _refuse(most, scope, receive, send)
        try:
            await self.app(scope, _counted(receive, most), send)
        except BodyTooLarge:
            await _refuse(most, scope, receive, send)


def _most(path: str) -> int:
    if not path.startswith(BEGINNINGS):
        return BODY_MOST
    return next((most for pattern, most in FILES if pattern.fullmatch(path)), BODY_MOST)


def _counted(receive: Receive, most: int) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise BodyTooLarge
        return message

    return counted


async def _refuse(most: int, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"].startswith("/report/") and any(
        kind in dict(scope["headers"]).get(b"content-type", b"") for kind in (b"urlencoded", b"form-data")
    ):
        answer = refused(Request(scope), "too_large", 413)
    else:
        answer = response_of(RequestRefused(code="BODY_TOO_LARGE", status=413, extra={"most": most}))
    await answer(scope, receive, send)
