"""Search of the record for a file's key: an upload's row alone never proves that nobody uses it."""

from bson import encode

from domain.kernel.kind import Kind, kind_of
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.collection import heads_of


async def is_named(connection: Connection, group: str, session: Session) -> bool:
    """Return True if a key of this name opens anything but a file that no version names.

    Whoever may write the rows of uploads could put the name of any key there; so texts, contacts, every version of the
    stream that the key belongs to, and every document are looked through.
    """
    key = await connection.wrapped.find_one({"_id": {"$eq": group}}, {"stream": 1}, session=session)
    stream = {"$eq": key["stream"]} if key else {"$eq": ""}
    if await connection.sealed.find_one({"stream": stream, "group": {"$eq": group}}, {"_id": 1}, session=session):
        return True
    if await connection.contacts.find_one({"_id": {"$eq": group}}, {"_id": 1}, session=session):
        return True
    name = group.encode()
    kind = kind_of(key["stream"]) if key else None
    head = await heads_of(connection, kind).stored.find_one({"_id": stream}, session=session) if kind else None
    if head and _raw(group) in encode(head):  # the key of the head's own texts, which has its name before each of them
        return True
    for query in ({"stream": stream}, {"kind": {"$eq": Kind.DOCUMENT.value}}):
        async for revision in connection.revisions.find(query, {"body": 1}, session=session):
            if name in bytes(revision["body"]):
                return True
    return False


def _raw(group: str) -> bytes:
    """A key's name as heads have it; itself where it is none of ours."""
    try:
        return bytes.fromhex(group)
    except ValueError:
        return group.encode()
