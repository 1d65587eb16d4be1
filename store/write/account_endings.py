"""Endings with an account, written in the transaction that suspends it or notes a new enrolment.

So nothing that was issued or remembered before comes back when the account counts again, whatever crashes meanwhile.
Refresh families end by the mark: they are no older than it.
"""

from datetime import datetime

from pymongo import UpdateOne

from domain.administration.users import UserEnrolled, UserSuspended
from domain.kernel.event import Event
from store.driver.connection import Document
from store.oauth.revocations import Marked, denied_from, mark
from store.record.epochs import REVOKED, raised
from store.write.writes import Writes

ENDS = (UserSuspended, UserEnrolled)


def end_with(writes: Writes, event: Event, account: Document, now: datetime) -> None:
    """Add what ends with the event: the account's tokens, its sessions, its password and its known browsers."""
    if not isinstance(event, ENDS):
        return
    main, user = writes.connection.names.main, account["_id"]
    bearing = {"_id": mark(Marked.ACCOUNT, "", account["subject"])}
    writes.also(UpdateOne(bearing, denied_from(now), upsert=True, namespace=f"{main}.oauth_revocations"))
    writes.also(raised(main, REVOKED))
    writes.remove("oauth_sessions", {"user": user})
    writes.remove("oauth_credentials", {"_id": user})
