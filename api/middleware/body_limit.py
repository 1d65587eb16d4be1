"""Limits of a request's body: its size, the time to receive it, and the time to send the answer.

A body may take GRACE_SECONDS, and one second more for each LEAST_RATE bytes received. Only time spent waiting for the
client counts, not time in a queue or in the database.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors.responses import RequestRefused, response_of
from api.web.waiting import limited
from domain.case.attachments import ATTACHMENT_MOST
from store.files.uploads import DOCUMENT_MOST, FILE_MOST
from store.process import logs

BODY_MOST = 256 * 1024
EXCHANGE_MOST = 2 * DOCUMENT_MOST
"""Largest number of bytes of an exchange file. Encoding makes a document a third larger, and a file may contain several
documents."""
FORM_MOST = 64 * 1024 * 1024
"""Largest number of bytes of a form with a file. Most of a file that is too large is skipped, so that the page can show
the typed values again."""
FORM_DATA = b"multipart/form-data"
FORM = re.compile(r"/report/(file|write|add|answer)")
"""Paths of forms that may have a file. These forms are read as a stream. A form of another type is read whole, up to
BODY_MOST."""
ACT = re.compile(r"/desk/matters/[^/]+/[^/]+")
ACT_MOST = ATTACHMENT_MOST + BODY_MOST
"""Largest number of bytes of the form of an act with a file. Such a form is read whole. Larger files are sent to
`/evidence`."""
FILES = (
    (re.compile(r"/evidence|/uploads/[^/]+"), FILE_MOST),
    (re.compile(r"/documents/[^/]+/signed"), DOCUMENT_MOST),
    (re.compile(r"/documents/[^/]+/answer"), EXCHANGE_MOST),
)
"""Other paths with larger bodies: evidence, signed documents and exchange files."""
BEGINNINGS = ("/evidence", "/uploads/", "/report/", "/documents/", "/desk/")
GRACE_SECONDS, LEAST_RATE = 20.0, 16 * 1024
"""Seconds allowed for every body, and the bytes that earn one second more."""
SEND_SECONDS = 60.0
"""Seconds that the client may leave a piece of an answer unread. After this time the connection is closed."""
CLOSED = {"Connection": "close"}

log = logging.getLogger("casebook.bodies")


class BodyTooLarge(Exception):
    """The body exceeds its limit."""


class BodyTooSlow(Exception):
    """The body took longer than allowed."""


class NotTaken(Exception):
    """The client does not read the answer."""


Page = Callable[[Request, str, int, Mapping[str, str]], Response]
"""Function that makes the page of a refused form, given the key of its texts, the status and the headers."""


class BodyLimit:
    """Answers 413 to a body over the limit of its path, even if the length was not announced. Answers 408 to a body
    that arrives too slowly.

    The answer to a form of the public pages is a page.
    """

    def __init__(self, app: ASGIApp, page: Page) -> None:
        self.app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body is within its limits."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        most = _most(scope)
        announced = _field(scope, b"content-length") or b"0"
        if not announced.isdigit() or int(announced) > most:
            return await self._refuse(_too_large(most), scope, receive, send)
        try:
            await self.app(scope, _Body(receive, most).receive, _patient(send))
        except NotTaken:
            log.info("answer not taken %s", logs.current())
        except BodyTooLarge:
            await self._refuse(_too_large(most), scope, receive, send)
        except BodyTooSlow:
            log.info("slow body %s", logs.current())
            slow = RequestRefused(code="BODY_TOO_SLOW", status=408, headers=CLOSED)
            await self._refuse(slow, scope, receive, send)

    async def _refuse(self, refusal: RequestRefused, scope: Scope, receive: Receive, send: Send) -> None:
        form = _is_form_data(scope) or b"urlencoded" in _field(scope, b"content-type")
        if scope["path"].startswith("/report/") and form:
            words = refusal.code.lower().removeprefix("body_")
            answer = self._page(Request(scope), words, refusal.status, refusal.headers)
        else:
            answer = response_of(refusal)
        await answer(scope, receive, send)


def _too_large(most: int) -> RequestRefused:
    return RequestRefused(code="BODY_TOO_LARGE", status=413, extra={"most": most})


class _Body:
    """A body as it arrives: its bytes, and the seconds spent waiting for them."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most = receive, most
        self._size, self._waited, self._over = 0, 0.0, False

    async def receive(self) -> Message:
        """Return the next message. Raise BodyTooLarge, BodyTooSlow."""
        if self._over:  # from here on only a disconnect is awaited
            return await self._receive()
        since = asyncio.get_running_loop().time()
        try:
            message = await limited(GRACE_SECONDS + self._size / LEAST_RATE - self._waited, self._receive())
        except TimeoutError:
            raise BodyTooSlow from None
        self._waited += asyncio.get_running_loop().time() - since
        self._size += len(message.get("body", b""))
        self._over = not message.get("more_body", False)
        if self._size > self._most:
            raise BodyTooLarge
        return message


def _patient(send: Send) -> Send:
    async def patient(message: Message) -> None:
        try:
            await limited(SEND_SECONDS, send(message))
        except TimeoutError:
            raise NotTaken from None

    return patient


def _field(scope: Scope, wanted: bytes) -> bytes:
    """Return the first header field with this name, which is the only one that is read; empty if the field is
    missing."""
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
    if ACT.fullmatch(path) and _is_form_data(scope):
        return ACT_MOST
    return next((most for pattern, most in FILES if pattern.fullmatch(path)), BODY_MOST)
