"""The size of a request's body is bounded before anything reads it."""

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors.masking import RequestRefused
from api.errors.responses import response_of
from store.files.uploads import DOCUMENT_MOST, FILE_MOST

BODY_MOST = 256 * 1024
EXCHANGE_MOST = 2 * DOCUMENT_MOST
"""Bytes of an exchange file: a document takes a third more in it, and it may bring several."""
FORM_MOST = 64 * 1024 * 1024
"""Bytes of a form with a file. Of a file that is too large most is passed over, so that its words come back."""
FORM_DATA = b"multipart/form-data"
FORM = re.compile(r"/report/(file|write|answer)")
"""Forms that may hold a file. They are read as they come; one of another type is held whole, and has BODY_MOST."""
FILES = (
    (re.compile(r"/evidence"), FILE_MOST),
    (re.compile(r"/documents/[^/]+/signed"), DOCUMENT_MOST),
    (re.compile(r"/documents/[^/]+/answer"), EXCHANGE_MOST),
)
"""Evidence, signed documents and exchange files are the other bodies that may be larger."""
BEGINNINGS = ("/evidence", "/report/", "/documents/")
"""How the paths of all these begin."""


class BodyTooLarge(Exception):
    """More arrived than may be read."""


class BodyLimit:
    """Answer 413 to a body over the limit of its path, announced or not; to a form of the public door with a page."""

    def __init__(self, app: ASGIApp, page: Callable[[Request], Response]) -> None:
        self.app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body stays small enough."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        most = _most(scope)
        announced = _field(scope, b"content-length") or b"0"
        if not announced.isdigit() or int(announced) > most:
            return await self._refuse(most, scope, receive, send)
        try:
            await self.app(scope, _counted(receive, most), send)
        except BodyTooLarge:
            await self._refuse(most, scope, receive, send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        form = _is_form_data(scope) or b"urlencoded" in _field(scope, b"content-type")
        if scope["path"].startswith("/report/") and form:
            answer = self._page(Request(scope))
        else:
            answer = response_of(RequestRefused(code="BODY_TOO_LARGE", status=413, extra={"most": most}))
        await answer(scope, receive, send)


def _field(scope: Scope, wanted: bytes) -> bytes:
    """The first field of a name, which is the one that is read; nothing without one."""
    found: bytes = next((value for name, value in scope["headers"] if name == wanted), b"")
    return found


def _is_form_data(scope: Scope) -> bool:
    return _field(scope, b"content-type").lstrip().lower().startswith(FORM_DATA)


def _most(scope: Scope) -> int:
    path: str = scope["path"]
    if not path.startswith(BEGINNINGS):
        return BODY_MOST
    if FORM.fullmatch(path) and _is_form_data(scope):
        return FORM_MOST
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
