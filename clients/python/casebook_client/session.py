"""A person's sign-in: its begin, its finish, its continuation at a later start, its renewal and its end."""

from collections.abc import Callable, Sequence
from threading import Lock
from urllib.parse import urlencode

from casebook_client.errors import SignedOut
from casebook_client.oauth import Begun, Issued, Program


class Session:
    """The tokens of a person. Several threads may share it.

    `keep` gets each issued refresh token, and None at the end. The next start resumes with the last refresh token.
    Workers that resume with the same refresh token get the same next one, if they renew within ten seconds.
    """

    def __init__(self, program: Program, keep: Callable[[str | None], None] = lambda refresh: None) -> None:
        self._program, self._keep, self._lock = program, keep, Lock()
        self._issued: Issued | None = None

    def begin(self, redirect: str, scopes: Sequence[str] = ()) -> Begun:
        """Begin a sign-in: send the person to `address`, and store the rest until they return to `redirect`."""
        return self._program.begin(redirect, scopes)

    def finish(self, begun: Begun, returned: str) -> None:
        """Finish the sign-in with the address to which the person returned. Raise SignedOut for an answer to another
        request."""
        with self._lock:
            self._take(self._program.finish(begun, returned))

    def resume(self, refresh_token: str) -> None:
        self._issued = Issued("", 0.0, refresh_token)

    def current(self) -> str:
        """Return a token that stays valid for a while. Raise SignedOut, Unreachable."""
        with self._lock:
            return self._issued.access_token if self._issued and self._issued.lasts() else self._renewed()

    def renew(self, refused: str) -> str:
        """Return another token than the refused one. Raise SignedOut, Unreachable."""
        with self._lock:
            if self._issued and self._issued.access_token not in ("", refused):
                return self._issued.access_token
            return self._renewed()

    def end(self, back: str | None = None) -> str | None:
        """Revoke the tokens. Return the address that also ends the session at the sign-in pages."""
        with self._lock:
            held, self._issued = self._issued, None
            self._keep(None)
        if held:
            self._program.end(held.refresh_token or held.access_token)
        asked = {"client_id": self._program.client_id, **({"post_logout_redirect_uri": back} if back else {})}
        address = self._program.server.end_session_endpoint
        return f"{address}?{urlencode(asked)}" if address else None

    def _renewed(self) -> str:
        if self._issued is None or self._issued.refresh_token is None:
            raise SignedOut("nobody is signed in")
        try:
            return self._take(self._program.renewed(self._issued.refresh_token))
        except SignedOut:
            self._issued = None
            self._keep(None)
            raise

    def _take(self, issued: Issued) -> str:
        self._issued = issued
        if issued.refresh_token:
            self._keep(issued.refresh_token)
        return issued.access_token
