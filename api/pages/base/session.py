"""Session at a desk: the claims of an access token, encrypted in a cookie that no script can read. The token itself is
stored nowhere. The claims are valid only while none of them is revoked. Every page checks the revocations, like every
request with a token (`auth/authenticator.py`). A session ends after a working day, or after half an hour without a
request. It also ends when the session at the sign-in pages ends, from which it came. With a foreign issuer's token, the
session ends when the token expires."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidTag

from auth.server.server import FAMILY_LIFE
from auth.tokens import Viewer
from domain.access.record import Purpose
from domain.messages import Language
from store.keys.master import MasterKey
from store.oauth.sessions import IDLE

COOKIE_MOST: Final = 4_000
"""Largest number of characters of a cookie that are read. Browsers store no more."""
SEEN_AGAIN: Final = timedelta(minutes=1)
"""Interval at which a session records its use."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """Session of one person in one browser. `purpose` is the stated purpose of reading; it is absent until the person
    states one."""

    viewer: Viewer
    until: datetime
    seen: datetime
    purpose: Purpose | None = None
    language: Language | None = None

    @classmethod
    def begun(cls, viewer: Viewer, now: datetime, *, own: bool) -> "Session":
        """Return the session for a new token. With a foreign issuer's token it lasts no longer than the token."""
        until = now + FAMILY_LIFE if own else viewer.expires_at
        return cls(viewer=viewer, until=until, seen=now)

    def is_open(self, now: datetime) -> bool:
        """Return True if the session has neither ended nor been idle for too long."""
        return self.seen <= now < min(self.until, self.seen + IDLE)

    def used(self, now: datetime) -> "Session":
        return replace(self, seen=now) if now - self.seen >= SEEN_AGAIN else self

    def reading_for(self, purpose: Purpose) -> "Session":
        return replace(self, purpose=purpose)

    def speaking(self, language: Language) -> "Session":
        return replace(self, language=language)

    def sealed(self, master: MasterKey, cookie: str) -> str:
        """Return the session encrypted for this cookie. The cookie of another desk cannot contain it."""
        said = {
            **self.viewer.said(),
            "until": self.until.timestamp(),
            "seen": self.seen.timestamp(),
            "purpose": self.purpose,
            "language": self.language,
        }
        return seal(master, said, cookie)


def session_in(master: MasterKey, value: str, cookie: str) -> Session | None:
    """Return the session in a cookie's value. Return None for a value that this installation did not encrypt for this
    cookie."""
    said = unseal(master, value, cookie)
    if said is None:
        return None
    purpose = Purpose(said["purpose"]) if said["purpose"] else None
    return Session(
        viewer=Viewer.read(said),
        until=_moment(said["until"]),
        seen=_moment(said["seen"]),
        purpose=purpose,
        language=said["language"],
    )


def seal(master: MasterKey, said: dict[str, Any], about: str) -> str:
    """Return the content of a cookie, encrypted and authenticated for one purpose."""
    return urlsafe_b64encode(master.close(json.dumps(said).encode(), about)).decode()


def unseal(master: MasterKey, cookie: str, about: str) -> dict[str, Any] | None:
    """Return the content of a cookie; None if this installation did not encrypt it for this purpose."""
    try:
        found: dict[str, Any] = json.loads(master.open(urlsafe_b64decode(cookie[:COOKIE_MOST].encode()), about))
    except (ValueError, InvalidTag):
        return None
    return found


def cookie_name(cookie: str, *, secure: bool) -> str:
    """Return the name of a cookie. Over TLS it begins with `__Host-`, so that only this host can set it (RFC 6265bis,
    4.1.3.2)."""
    return f"__Host-{cookie}" if secure else cookie


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
