"""Forms with a file (RFC 7578, as browsers send them), read as they arrive.

A file is read up to its limit. The rest is skipped, so that the typed values beside the file are not lost. Nothing is
written to a disk, where everything must be encrypted. Before a file is read, a place in memory is reserved. The values
typed before the file decide whether the form gets a place. Without a place the file is skipped.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request

from api.pages.forms.posted import FIELDS_MOST, Unreadable
from api.web.media_types import media_type
from domain.case.attachments import ATTACHMENT_MOST

FORM_DATA = "multipart/form-data"
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{1,70}", re.ASCII)
NAME = re.compile(r'(?:^|;)\s*name="([^"]*)"')
FILE_NAME = re.compile(r'(?:^|;)\s*filename="([^"]*)"')
HEADERS_MOST = 4_096
"""Most bytes of the header fields of one part."""
TYPED_MOST = 256 * 1024
"""Most bytes of all typed values, the same as in a form without a file."""


@dataclass
class FormFile:
    """A file of a form, and whether the file exceeded its limit."""

    name: str
    content: bytearray = field(default_factory=bytearray)
    too_large: bool = False
    passed_over: bool = False
    """True if the file was skipped, because its form got no place."""


class Room(Protocol):
    async def admit(self, values: Mapping[str, str]) -> bool:
        """Take a place, according to the values before the file. Return False if the file must be skipped."""

    @property
    def lost(self) -> bool:
        """Return whether this form must give up its place, because others have waited too long for one."""

    async def leave(self) -> None:
        """Give the place back, if the form has one. No file of the form is in memory any more."""


@dataclass
class _Form:
    """Form as read so far, and the part that receives the next bytes."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[FormFile] = field(default_factory=list)
    parts: int = 0
    typed: int = 0
    into: bytearray | FormFile | None = None
    name: str = ""

    @property
    def values(self) -> dict[str, str]:
        """Return the values read so far. If a field occurs several times, the last value counts."""
        return dict(self.pairs)

    @property
    def of_no_use(self) -> bool:
        """Return whether the next bytes belong to a file that is skipped."""
        return isinstance(self.into, FormFile) and (self.into.passed_over or self.into.too_large)

    def begin(self, head: bytes) -> None:
        """Begin a part with these header fields. Raise Unreadable."""
        self.parts += 1
        if self.parts > FIELDS_MOST:
            raise Unreadable
        fields = dict(line.split(":", 1) for line in _text(head).split("\r\n") if ":" in line)
        said = next((value for key, value in fields.items() if key.strip().lower() == "content-disposition"), "")
        name, file_name = NAME.search(said), FILE_NAME.search(said)
        if name is None:
            raise Unreadable
        self.name, self.into = name[1], bytearray()
        if file_name is not None:
            self.into = FormFile(_base(file_name[1]))

    def take(self, content: bytes) -> None:
        """Add bytes to the part. Bytes before the first part are ignored. Raise Unreadable if the typed values are too
        long."""
        if isinstance(self.into, FormFile):
            if self.of_no_use:
                return
            self.into.content += content
            if len(self.into.content) > ATTACHMENT_MOST:
                self.into.too_large, self.into.content = True, bytearray()
        elif self.into is not None:
            self.typed += len(content)
            if self.typed > TYPED_MOST:
                raise Unreadable
            self.into += content

    def end(self) -> None:
        """End a part. A file without a name means that the person chose none."""
        if isinstance(self.into, FormFile):
            self.files += [self.into] if self.into.name else []
        elif self.into is not None:
            self.pairs.append((self.name, _text(self.into)))
        self.into = None


def is_form_data(request: Request) -> bool:
    found = media_type(request.headers.get("content-type", ""))
    return found is not None and found.name == FORM_DATA


async def form_of(request: Request, room: Room) -> tuple[dict[str, str], FormFile | None]:
    """Return the fields of a form, each once, and the chosen file if there is one. Raise Unreadable."""
    form = await _form_of(request, room, 1)
    return form.values, form.files[-1] if form.files else None


async def form_with_files(request: Request, room: Room, most: int) -> tuple[list[tuple[str, str]], list[FormFile]]:
    """Return all values of a form in their order, and at most `most` chosen files. Raise Unreadable."""
    form = await _form_of(request, room, most)
    return form.pairs, form.files


async def _form_of(request: Request, room: Room, files_most: int) -> _Form:
    """Read a form. Bytes after its end are ignored, and are not waited for."""
    found = media_type(request.headers.get("content-type", ""))
    boundary = (found.parameter("boundary") if found else None) or ""
    if not BOUNDARY.fullmatch(boundary):
        raise Unreadable
    form = _Form()
    await _read(form, request.stream(), b"\r\n--" + boundary.encode(), room, files_most)
    return form


async def _read(form: _Form, pieces: AsyncIterator[bytes], mark: bytes, room: Room, files_most: int) -> None:
    waiting, inside = bytearray(b"\r\n"), True  # the first boundary is at the beginning of a line, too
    asked = 0
    async for piece in pieces:
        waiting += piece
        begun = True
        while begun:
            inside, ended, begun = _advance(form, waiting, mark, inside)
            if begun and isinstance(form.into, FormFile):  # a file beyond the allowed number is skipped
                form.into.passed_over = asked >= files_most or not await room.admit(form.values)
                asked += 1
                if form.into.passed_over:
                    form.files.clear()
        if ended:
            return
        if isinstance(form.into, FormFile) and room.lost:
            form.into.passed_over, form.into.content = True, bytearray()
        if form.of_no_use:
            await room.leave()
    raise Unreadable


def _advance(form: _Form, waiting: bytearray, mark: bytes, inside: bool) -> tuple[bool, bool, bool]:
    """Read as far as the received bytes go, or to the beginning of a file.

    Return whether reading stopped inside a part's content, whether the form has ended, and whether a file begins.
    """
    while True:
        if inside:
            at = waiting.find(mark)
            sure = at if at >= 0 else max(len(waiting) - len(mark) + 1, 0)
            form.take(bytes(waiting[:sure]))
            del waiting[:sure]
            if at < 0 or len(waiting) < len(mark) + 2:
                return True, False, False
            form.end()
            if waiting[len(mark) : len(mark) + 2] == b"--":
                return False, True, False
            del waiting[: len(mark)]
            inside = False
        end = waiting.find(b"\r\n\r\n")
        if end < 0:
            if len(waiting) > HEADERS_MOST:
                raise Unreadable
            return False, False, False
        form.begin(bytes(waiting[:end]))
        del waiting[: end + 4]
        inside = True
        if isinstance(form.into, FormFile) and form.into.name:
            return True, False, True


def _text(content: bytes | bytearray) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Unreadable from None


def _base(name: str) -> str:
    """Return a file's own name, without folders. Browsers write quotes and ends of lines as `%22`, `%0D` and `%0A`."""
    plain = name.replace("%22", '"').replace("%0D", "").replace("%0A", "")
    return re.split(r"[/\\]", plain)[-1].strip()
