"""Files of objects at the desk: served as by the API, and pictures redrawn for the page.

GET  /desk/files/ADDRESS       the file that the API has at that address; the reading is recorded first
GET  /desk/pictures/ADDRESS    the same file as a new picture: no byte of an uploaded file reaches the browser
"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.callers.authentication import Giver
from api.files import attachments, documents, evidence
from api.pages.base.page_request import NotFound, PageRequest, seated
from api.pages.desk.facts import PICTURE_TYPES
from api.web.headers import NO_STORE
from domain.case.attachments import ATTACHMENT_MOST
from domain.messages import message

FILES: Final[Mapping[str, Giver]] = {
    "evidence/{case}/{item}": evidence.given,
    "attachments/{stream}/{key}": attachments.given,
    "documents/{document}": documents.given,
    "documents/{document}/signed": documents.given_signed,
}
"""Paths of files at the API, with the handler of each path."""
PICTURES: Final = ("evidence/{case}/{item}", "attachments/{stream}/{key}")
PIXELS_MOST: Final = 24_000_000
"""Most pixels of a picture that is redrawn: it takes about 100 MB of memory."""
DRAWING: Final = '#set page(width: 640pt, height: auto, margin: 0pt)\n#image("/picture.svg", width: 100%)'
WRAPPED: Final = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">
<image width="{width}" height="{height}" href="data:{type};base64,{content}"/></svg>"""
PNG_SIZE: Final = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(....)(....)", re.DOTALL)
JPEG_SEGMENT: Final = re.compile(rb"\xff+([\xc0-\xfe])(..)", re.DOTALL)
JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the JPEG segment that contains the picture's size (ITU-T T.81, table B.1)."""
_drawing: Final = asyncio.Semaphore(1)
"""Semaphore that allows one picture at a time to be redrawn in this process."""


def routes() -> list[Route]:
    files = [Route(f"/desk/files/{path}", seated(partial(_file, give))) for path, give in FILES.items()]
    return files + [Route(f"/desk/pictures/{path}", seated(partial(_picture, FILES[path]))) for path in PICTURES]


async def _file(give: Giver, page: PageRequest) -> Response:
    assert page.session is not None
    assert page.session.purpose is not None  # the purpose was asked for before the handler runs
    found = await give(page.request, page.store, page.context.actor, page.session.purpose)
    if found.status_code == 404:
        raise NotFound
    if found.status_code < 400 or found.status_code == 416:
        return found
    [error] = json.loads(bytes(found.body))["errors"]
    return page.trouble("unanswered", found.status_code, page.said(error["extensions"], "message"))


async def _picture(give: Giver, page: PageRequest) -> Response:
    found = await _file(give, page)
    if not isinstance(found, StreamingResponse) or found.status_code != 200:
        return found
    content = b""
    async for piece in found.body_iterator:
        content += piece.encode() if isinstance(piece, str) else bytes(piece)
        if len(content) > ATTACHMENT_MOST:
            break
    size = size_of(content) if len(content) <= ATTACHMENT_MOST else None
    if size is None or size[0] * size[1] > PIXELS_MOST or found.media_type not in PICTURE_TYPES:
        return page.trouble("unanswered", 422, message("attachment-type", {}, page.language))
    async with _drawing:
        drawn = await asyncio.to_thread(drawn_again, content, str(found.media_type), size)
    return Response(drawn, 200, {**NO_STORE, "X-Content-Type-Options": "nosniff"}, media_type="image/png")


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels from the head of a PNG or JPEG file. Return None if the head has no size."""
    if found := PNG_SIZE.match(content):
        size = (int.from_bytes(found[1]), int.from_bytes(found[2]))
        return size if all(size) else None
    at = 2
    while segment := JPEG_SEGMENT.match(content, at):
        start = segment.start(2)
        if segment[1][0] in JPEG_FRAMES:
            height, width = content[start + 3 : start + 5], content[start + 5 : start + 7]
            return (int.from_bytes(width), int.from_bytes(height)) if any(width) and any(height) else None
        at = start + max(int.from_bytes(segment[2]), 2)
    return None


def drawn_again(content: bytes, media_type: str, size: tuple[int, int]) -> bytes:
    """Redraw a picture as a PNG with a width of at most 640 pixels. The result is blank if the file is not a
    picture."""
    import typst  # 8 MB that an API without such pictures does not need

    held = b64encode(content).decode()
    svg = WRAPPED.format(width=size[0], height=size[1], type=media_type, content=held)
    files: Any = {"main": DRAWING.encode(), "picture.svg": svg.encode()}
    made: bytes = typst.compile(files, format="png", ppi=72.0)
    return made
