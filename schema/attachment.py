"""Files that people without an account sent with their words, as agencies see them."""

from typing import Any

import strawberry

from schema.case_intake import SealedFile
from schema.context import Row


def _place(root: Any) -> str:
    return f"/attachments/{root['stream']}/{root['id']}"


@strawberry.type
class Attachment:
    """A file that came with a message to an examiner, or with the answer of a hearing."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the file.")
    download: str = strawberry.field(
        resolver=_place,
        description="Address of the file. Download it, or a part of it, with the same token and the header "
        "`Casebook-Purpose`; the reading is recorded.",
    )
    name: str | None = strawberry.field(description="Name that its sender gave it; null once erased.")
    file: SealedFile = strawberry.field(description="The file.")


def placed(row: Row, stream: str) -> Row:
    """What somebody said, with the stream that the address of its file names."""
    file = row.get("attachment")
    return {**row, "attachment": {**file, "stream": stream} if file else None}
