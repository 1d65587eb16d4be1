"""Files sent with a message by the holder of a code: from a page's form, or by `POST /report/file` for programs.

POST /report/file     a form with `code`, then `file` -> {"upload": ID, "size", "sha256", "mediaType"}

The file is stored before the message is sent. If the message is refused the file stays, and the form that comes back
names it. A file that no message used is removed after a day.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.callers.networks import whence
from api.errors.responses import RequestRefused, refused, response_of
from api.pages.forms.multipart import FormFile, form_of, is_form_data
from api.pages.forms.posted import Unreadable
from api.pages.report.page_request import PageRequest
from api.pages.report.places import COMMANDS, Attaching
from api.pages.report.shares import Sender, Shares, Standing
from domain.case.attachments import ATTACHMENT_MOST, FILE_NAME_MOST, STATEMENT_FILE_MOST, media_type_of
from domain.case.state.case import Case
from domain.complaint.state import RedressState
from domain.kernel.refusals import InvalidInput, Problem, Refused, invalid
from resolvers.public import PublicContext, by_anybody, holder, opened, opens
from store.files.uploads import Holder, Taken, UploadsUsedUp

MEGABYTE = 1024 * 1024
LOOKED_AT = frozenset({RedressState.ACCEPTED, RedressState.EXAMINING})
"""States of a complaint after an officer began to handle it."""
Found = Mapping[str, Any]


async def keep(page: PageRequest, found: Found, file: FormFile, form: str | None = None) -> tuple[Taken, str]:
    """Store a file encrypted with a key of its stream. Return the stored file with its media type. Raise Refused."""
    if file.passed_over:
        raise Refused(invalid("upload", "attachment-passed-over"))
    small = by_anybody(found)
    if small and len(file.content) > STATEMENT_FILE_MOST:
        raise Refused(invalid("upload", "statement-file-size"))
    if file.too_large or not file.content:
        raise Refused(invalid("upload", "attachment-size", most=ATTACHMENT_MOST // MEGABYTE))
    media_type = media_type_of(bytes(file.content[:16]))
    if media_type is None:
        raise Refused(invalid("upload", "attachment-type"))
    share = await Shares(page.rates).take(_sender(page, found), len(file.content))
    try:
        stream, holds = found["stream"], Holder(name=holder(found), small=small)
        return await page.store.uploads.attach(stream, bytes(file.content), media_type, form, holds), media_type
    except UploadsUsedUp as used_up:
        await share.give_back()
        raise Refused(invalid("upload", "uploads-used-up", most=used_up.most)) from None


def _sender(page: PageRequest, found: Found) -> Sender:
    return Sender(whence(page.host), holder(found), _standing(found))


def _standing(found: Found) -> Standing:
    if by_anybody(found):
        return Standing.ANYBODY
    if found["asked"] or found["state"].state in LOOKED_AT:
        return Standing.TAKEN_UP
    state = found["state"]
    begun = state.receipt.received_at if isinstance(state, Case) else state.at
    return Standing.EARLIER if begun <= found["now"] - timedelta(days=1) else Standing.HOLDER


async def with_file(page: PageRequest, found: Found) -> tuple[Mapping[str, str], list[InvalidInput]]:
    """Return the typed values with the form's file. The file may be new, stored before, or absent."""
    values = {**page.values}
    if page.values.get("drop") == "yes" or page.file is not None:
        values = {name: value for name, value in values.items() if name not in ("upload", "file_name", "drop")}
    if page.file is None:
        chosen = values.pop("file", "")  # a browser may send the file's name without a file
        return values, [invalid("upload", "attachment-not-sent")] if chosen else []
    try:
        kept, _ = await keep(page, found, page.file, page.values.get("command_id"))
    except Refused as refusal:
        return values, [problem for problem in refusal.problems if isinstance(problem, InvalidInput)]
    return {**values, "upload": kept.id, "file_name": page.file.name[-FILE_NAME_MOST:]}, []


async def post_file(request: Request) -> Response:
    """Store a program's file, for the holder of the code of a complaint or of a hearing."""
    if not is_form_data(request):
        return refused("attachment-form", 415)
    async with Attaching(request) as attaching:
        try:
            page = PageRequest(request, *await form_of(request, attaching))
            return await _kept(page, await page.context())
        except Unreadable:
            return refused("attachment-form", 415)
        except RequestRefused as refusal:
            return response_of(refusal)


async def _kept(page: PageRequest, context: PublicContext) -> Response:
    found = await opened(context, page.values.get("code", ""))
    if found is None or not any(opens(found, command) for command in COMMANDS):
        return refused("not-found", 404)
    if page.file is None:
        return refused("attachment-form", 415)
    try:
        kept, media_type = await keep(page, found, page.file)
    except Refused as refusal:
        return _refused(refusal)
    return JSONResponse({"upload": kept.id, "size": kept.size, "sha256": kept.sha256, "mediaType": media_type}, 201)


STATUS: Mapping[str, int] = {
    "attachment-size": 413,
    "attachment-type": 415,
    "statement-file-size": 413,
    "attachment-passed-over": 429,
    "attachment-waits": 429,
    "uploads-used-up": 429,
}


def _refused(refusal: Refused) -> Response:
    [problem] = refusal.problems
    params: Mapping[str, Any] = problem.params
    return refused(problem.code, STATUS[problem.code], **params)


def sentences(problems: Sequence[Problem], words: Callable[[Problem], str]) -> Mapping[str, list[str]]:
    """Return the faults of the file and of the text, each to be shown beside its field."""
    found: dict[str, list[str]] = {"file": [], "text": []}
    for problem in problems:
        of_file = isinstance(problem, InvalidInput) and problem.path in ("input.upload", "input.fileName")
        found["file" if of_file else "text"].append(words(problem))
    return found
