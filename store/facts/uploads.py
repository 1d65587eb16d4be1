"""The upload that a command names."""

from typing import Any

from domain.case.state.evidence import SealedFile, Uploaded
from domain.kernel.fields import Upload, fields_of
from store.driver.connection import Connection
from store.driver.transaction import Session


async def uploaded(connection: Connection, command: Any, session: Session | None) -> Uploaded | None:
    """The upload that a command names, as the session's snapshot has it; None when there is no such one.

    It is marked as used in the command's own transaction, and so only if the command is carried out. The eraser, which
    removes what nobody used, reads the mark: of the two, one loses and looks again.
    """
    [id] = [getattr(command, field.name) for field in fields_of(command.__class__) if isinstance(field.spec, Upload)]
    if id is None:
        return None
    there = {"_id": {"$eq": id}, "closed": None, "digest": {"$ne": None}}  # one without a digest is still being stored
    row = await connection.uploads.find_one_and_update(there, {"$set": {"used": True}}, session=session)
    if row is None:
        return None
    file = SealedFile(group=row["_id"], digest=row["digest"], size=row["size"], media_type=row["media_type"])
    return Uploaded(case=row["case"], agency=row["agency"], file=file)
