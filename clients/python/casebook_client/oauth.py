"""Sign-in: OAuth 2.0 with PKCE for people, client credentials for machines, and tokens that renew themselves.

RFC 6749, RFC 7636 (S256), RFC 8414 and RFC 9728 (metadata), RFC 9207 (`iss`). A library of your framework works as
well; anything that gives a token can be a `Tokens`.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from casebook_client.errors import CasebookError, SignedOut, Unreachable

EARLY_SECONDS = 30.0
"""Seconds before its expiry at which a token is renewed."""
REQUEST_SECONDS = 30.0
REFUSALS = frozenset({400, 401})


class Tokens(Protocol):
    """Source of access tokens."""

    def current(self) -> str:
        """Return a valid token. Raise SignedOut."""

    def renew(self, refused: str) -> str:
        """Return another token than the refused one. Raise SignedOut."""


@dataclass(frozen=True)
class FixedToken:
    """A given token, as in `dev.json`."""

    token: str

    def current(self) -> str:
        return self.token

    def renew(self, refused: str) -> str:
        """Raise SignedOut, because there is no other token."""
        raise SignedOut("the token has ended")


@dataclass(frozen=True)
class Server:
    """The authorization server of a register, according to its metadata."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    end_session_endpoint: str | None = None

    @classmethod
    def of(cls, register: str) -> "Server":
        """Return the authorization server of a register such as `https://casebook.example`. Raise CasebookError."""
        about = _json(f"{register.rstrip('/')}/.well-known/oauth-protected-resource/graphql")
        issuer = about["authorization_servers"][0]
        place = urlsplit(issuer)
        known = f"{place.scheme}://{place.netloc}/.well-known/oauth-authorization-server{place.path}"
        found = _json(known)
        if found["issuer"] != issuer:
            raise CasebookError(f"{known} speaks for another issuer")
        return cls(**{field.name: found[field.name] for field in fields(cls) if field.name in found})


def _json(address: str) -> dict[str, Any]:
    try:
        response = httpx.get(address, timeout=REQUEST_SECONDS)
        found: dict[str, Any] = response.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise CasebookError(f"{address}: {error}") from error
    return found


@dataclass(frozen=True)
class Issued:
    access_token: str
    expires_at: float
    """Time of expiry according to `time.monotonic`."""
    refresh_token: str | None

    def lasts(self) -> bool:
        return self.expires_at - monotonic() > EARLY_SECONDS


class MachineTokens:
    """Tokens of a machine. Concurrent threads share one request."""

    def __init__(self, ask: Callable[[], Issued]) -> None:
        self._issued: Issued | None = None
        self._ask, self._lock = ask, Lock()

    def current(self) -> str:
        """Return a token that stays valid for a while. Raise SignedOut, Unreachable."""
        with self._lock:
            if self._issued is None or not self._issued.lasts():
                self._issued = self._ask()
            return self._issued.access_token

    def renew(self, refused: str) -> str:
        """Return another token than the refused one. Raise SignedOut, Unreachable."""
        with self._lock:
            if self._issued is None or self._issued.access_token == refused:
                self._issued = self._ask()
            return self._issued.access_token


@dataclass(frozen=True)
class Program:
    """A registered program. A public program has no secret."""

    server: Server
    client_id: str
    secret: str | None = None

    def machine(self) -> Tokens:
        """Return tokens of a program that acts for its agency without a person."""
        return MachineTokens(lambda: self._issued({"grant_type": "client_credentials"}))

    def begin(self, redirect: str, scopes: Sequence[str] = ()) -> "Begun":
        """Begin a sign-in. Send the person to the result's `address`. Store the rest of the result until the person
        returns to `redirect`."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect,
            "state": state,
            "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **({"scope": " ".join(scopes)} if scopes else {}),
        }
        return Begun(f"{self.server.authorization_endpoint}?{urlencode(asked)}", redirect, state, verifier)

    def finish(self, begun: "Begun", returned: str) -> Issued:
        """Exchange the code in the address to which a person returned.

        Raise SignedOut for an answer to another request.
        """
        answer = {name: values[0] for name, values in parse_qs(urlsplit(returned).query).items()}
        if answer.get("state") != begun.state or answer.get("iss") != self.server.issuer:
            raise SignedOut("the answer is not the one to our request")
        if "code" not in answer:
            raise SignedOut(answer.get("error", "no code"))
        form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": begun.redirect}
        return self._issued({**form, "code_verifier": begun.verifier})

    def renewed(self, refresh_token: str) -> Issued:
        """Renew tokens.

        If no answer comes, the same token is sent once more. The register repeats a renewal for ten seconds.

        Raise SignedOut, Unreachable.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        try:
            return self._issued(form)
        except Unreachable:
            return self._issued(form)

    def end(self, token: str) -> None:
        """Revoke a token (RFC 7009)."""
        self._sent(self.server.revocation_endpoint, {"token": token})

    def _issued(self, form: Mapping[str, str]) -> Issued:
        found = self._sent(self.server.token_endpoint, form).json()
        return Issued(found["access_token"], monotonic() + found["expires_in"], found.get("refresh_token"))

    def _sent(self, address: str, form: Mapping[str, str]) -> httpx.Response:
        auth = (self.client_id, self.secret) if self.secret else None
        sent = {**form, **({} if self.secret else {"client_id": self.client_id})}
        try:
            response = httpx.post(address, data=sent, auth=auth, timeout=REQUEST_SECONDS)
        except httpx.TransportError as error:
            raise Unreachable(str(error)) from error
        if response.is_error:
            raise _refused(response)
        return response


def _refused(response: httpx.Response) -> CasebookError:
    """Return the error of an answer. Only a refusal of RFC 6749 (section 5.2) ends a sign-in; a proxy's page does
    not."""
    try:
        if response.status_code in REFUSALS:
            return SignedOut(response.json()["error"])
    except (ValueError, LookupError, TypeError):
        pass
    return Unreachable(f"status {response.status_code}")


@dataclass(frozen=True)
class Begun:
    """A sign-in that waits for its answer. Store it in the person's own session."""

    address: str
    redirect: str
    state: str
    verifier: str
