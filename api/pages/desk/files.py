"""Files of an act's form. They are stored encrypted, as with `POST /evidence` and `POST /documents/ID/signed`, and need
the same rights."""

from collections.abc import Mapping
from typing import Final

from api.files.documents import document_seen
from api.files.evidence import case_for_evidence
from api.pages.base.page_request import PageRequest
from api.pages.forms.multipart import FormFile
from domain.case.attachments import ATTACHMENT_MOST, media_type_of
from domain.kernel.vocabulary import Kind, kind_of
from domain.messages import message
from store.files.uploads import UploadsUsedUp

MEGABYTE: Final = 1024 * 1024


class Open:
    """Admits the files of every form: its sender has signed in, and the body has a limit."""

    async def admit(self, values: Mapping[str, str]) -> bool:
        return True

    @property
    def lost(self) -> bool:
        return False

    async def leave(self) -> None:
        """Do nothing: no place was taken."""


async def kept(page: PageRequest, id: str, file: FormFile) -> tuple[str, str]:
    """Store a file. Return the file's id, or the fault of the file. Raise NotAllowed."""
    if file.too_large or not file.content:
        return "", message("attachment-size", {"most": ATTACHMENT_MOST // MEGABYTE}, page.language)
    media_type = media_type_of(bytes(file.content[:16]))
    if media_type is None:
        return "", message("attachment-type", {}, page.language)
    if (stream := await _source_of(page, id)) is None:
        return "", message("not-found", {}, page.language)
    try:
        return await page.store.uploads.store(page.context.actor, stream, bytes(file.content), media_type), ""
    except UploadsUsedUp as used_up:
        return "", message("uploads-used-up", {"most": used_up.most}, page.language)


async def _source_of(page: PageRequest, id: str) -> str | None:
    """Return the stream that a file belongs to: a case, or the source of a document. Raise NotAllowed."""
    actor = page.context.actor
    if kind_of(id) is not Kind.DOCUMENT:
        return id if await case_for_evidence(page.store, actor, id) else None
    found = await document_seen(page.store, actor, id) if actor.officer else None
    return str(found["source"]) if found else None
