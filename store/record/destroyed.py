"""Destroyed keys with the events that destroyed them: a verifier compares missing keys with them."""

from collections.abc import Mapping

from domain.erasure.erasures import TextsDestroyed
from store.driver.connection import Connection
from store.record.revision import event_in


async def destroyed(connection: Connection) -> Mapping[str, str]:
    """The groups whose keys are said to be gone, with the revision that says so.

    A revision that cannot be read is skipped here: it has a finding of its own.
    """
    found: dict[str, str] = {}
    async for row in connection.revisions.find({"type": {"$eq": TextsDestroyed.TYPE}}):
        try:
            event = event_in(row)
        except Exception:  # a document that somebody changed can break the reading anywhere
            continue
        if isinstance(event, TextsDestroyed):
            found |= dict.fromkeys(event.destruction.groups, str(row["_id"]))
    return found
