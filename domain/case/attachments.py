"""Files attached to a message for an examiner, or to an answer in a hearing: accepted types and limits.

The holder of the code first uploads a file, with `POST /report/file` or with the form. The command then refers to the
upload. The file is encrypted under a key of the complaint or the case, so that erasing the complaint or the case erases
the file. The register never opens a file. The register only compares the first bytes of a file with the signatures of
the accepted types.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from domain.case.state.case import Case
from domain.case.state.evidence import BY_CODE, Attachment, Uploaded
from domain.kernel.fields import Upload, Words
from domain.kernel.refusals import Refused, invalid
from domain.kernel.wording import Exempt
from domain.rules.facts import Facts

ATTACHMENT_MOST = 5 * 1024 * 1024
"""Largest size of one file, in bytes."""
STATEMENT_FILE_MOST = 1024 * 1024
"""Largest size, in bytes, of one file from a sender without a proof of being the person concerned."""
ATTACHMENTS_MOST = 10
"""Largest number of files in one complaint or one hearing. Each message has at most one file."""
FILE_NAME_MOST = 150

SIGNATURES: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
"""Accepted media types, and the first bytes of each."""

UPLOAD = Upload(
    doc=("Reference to the file that accompanies the text: the value `upload` in the response of `POST /report/file`."),
    hashed=True,
)
FILE_NAME = Words(doc="Name of the file, if there is a file.", most=FILE_NAME_MOST, exempt=Exempt.REPORTED)


def media_type_of(content: bytes) -> str | None:
    """Return the media type that the first bytes of a file indicate; None for a type that is not accepted."""
    return next((name for name, begins in SIGNATURES.items() if content.startswith(begins)), None)


def of_case(case: Case) -> Iterator[Attachment | None]:
    """Yield the files that all senders attached to messages and hearings of the case."""
    yield from (message.attachment for message in case.messages)
    for hearing in case.hearings:
        yield from (row.attachment for row in (*hearing.answers, *hearing.statements))


def attached(
    upload: str | None,
    file_name: str | None,
    stream: str,
    already: Iterable[Attachment | None],
    facts: Facts,
    elsewhere: Iterable[Attachment | None] = (),
) -> Attachment | None:
    """Return the file of a command; None if it has no file. Raises Refused for an inadmissible file.

    `already` contains the sender's earlier files. `elsewhere` contains the files of other senders: a file belongs to
    one sender only.
    """
    if upload is None and file_name is None:
        return None
    if upload is None or file_name is None:
        raise Refused(invalid("file_name" if file_name is None else "upload", "field-needed"))
    rows = [row for row in already if row is not None]
    found = facts.known(Uploaded)
    if found is None or found.case != stream or found.agency != BY_CODE or found.file.media_type not in SIGNATURES:
        raise Refused(invalid("upload", "attachment-unknown"))
    if any(row is not None and row.file.group == found.group for row in (*rows, *elsewhere)):
        raise Refused(invalid("upload", "attachment-there-already"))
    if len(rows) >= ATTACHMENTS_MOST:
        raise Refused(invalid("upload", "too-many-attachments", most=ATTACHMENTS_MOST))
    file = replace(found.file, plain=facts.sealed.get("upload"))
    return Attachment(id=facts.new_id, name=facts.reference("file_name"), file=file)
