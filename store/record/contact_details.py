"""Contact details, stored apart from all other data. No head, case or history contains them.

All contacts are in a separate collection, each encrypted under its own key and bound to its stream. Destroying the key
erases the contact.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel.fields import contact_fields
from store.driver.connection import Connection, Document
from store.keys.master import KEY_BYTES, MasterKey
from store.record.sealing import GROUP_BYTES, NONCE_BYTES


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """Contact as stored. The record contains only its `group`."""

    field: str
    group: str
    value: Mapping[str, Any]
    wrapped: Mapping[str, Any]


def contact_details_of(stream: str, command: Any, master: MasterKey) -> tuple[ContactDetails, ...]:
    given = {name: getattr(command, name) for name in contact_fields(type(command))}
    return tuple(_seal_contact(stream, name, text, master) for name, text in given.items() if text is not None)


def _seal_contact(stream: str, field: str, text: str, master: MasterKey) -> ContactDetails:
    group, key = secrets.token_hex(GROUP_BYTES), secrets.token_bytes(KEY_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), _bound_to(stream, group))
    return ContactDetails(
        field=field,
        group=group,
        value={"_id": group, "stream": stream, "nonce": nonce, "sealed": sealed},
        wrapped={"_id": group, "stream": stream, "key": master.wrap(key)},
    )


def _bound_to(stream: str, group: str) -> bytes:
    return f"contact\n{stream}\n{group}".encode()


async def opened_contact(connection: Connection, stream: str, group: str) -> str | None:
    """Return a contact; None if its key was destroyed. Raise cryptography's InvalidTag if the contact was altered."""
    value: Document | None = await connection.contacts.find_one({"_id": {"$eq": group}})
    wrapped = await connection.wrapped.find_one({"_id": {"$eq": group}})
    if value is None or wrapped is None:
        return None
    return opened(value, connection.master.unwrap(bytes(wrapped["key"])), stream)


def opened(value: Document, key: bytes, stream: str) -> str:
    """Decrypt a stored value. Raise cryptography's InvalidTag if the value was altered or belongs to another stream."""
    return AESGCM(key).decrypt(value["nonce"], value["sealed"], _bound_to(stream, value["_id"])).decode()
