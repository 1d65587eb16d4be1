"""Clients, people and secrets, as Authlib's thread needs them."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, ParamSpec, TypeVar

from anyio import from_thread
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin

from auth.tokens import Viewer
from domain.kernel.policy import PERSONAL
from domain.registry.accounts import Client, ClientState
from store.oauth.once import Leave, digest


@dataclass(frozen=True)
class Owner:
    """Person who signs in, with the account's agency and the family of the requested tokens."""

    subject: str
    agency: str
    family: str | None = None

    def get_user_id(self) -> str:
        return self.subject


class OAuthClient(ClientMixin):
    def __init__(self, row: Client) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return self.row.id

    @property
    def agency(self) -> str:
        return self.row.agency

    def get_default_redirect_uri(self) -> str | None:
        """Return None, because a request must contain its redirect address."""
        return None

    def get_allowed_scope(self, scope: str) -> str:
        """Return the requested scopes that the client may have; all of its scopes if none is requested."""
        own = [scope_name.value for scope_name in self.row.scopes]
        return " ".join(scope_name for scope_name in own if not scope or scope_name in scope.split())

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare every character (RFC 9700 section 2.1), except the port of addresses on this machine."""
        return self.row.returns_to(redirect_uri)

    def check_client_secret(self, client_secret: str) -> bool:
        given = digest(client_secret)
        return any(compare_digest(given, secret) for secret in self.row.secrets)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Require the secret of a client that has one. A client without a secret cannot introspect tokens (RFC
        7662)."""
        return (method == "none") is not bool(self.row.secrets)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and bool(self.row.redirects)

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == "client_credentials":
            return self.row.machine
        return grant_type in ("authorization_code", "refresh_token") and bool(self.row.redirects)


def client_of(clients: Mapping[str, Client], id: str) -> OAuthClient | None:
    row = clients.get(id)
    return OAuthClient(row) if row is not None and row.state is ClientState.ACTIVE else None


def without_persons(scope: str) -> str:
    personal = {scope_name.value for scope_name in PERSONAL}
    return " ".join(scope_name for scope_name in scope.split() if scope_name not in personal)


class Code(AuthorizationCodeMixin):
    def __init__(self, leave: Leave) -> None:
        self.leave = leave
        self.code_challenge, self.code_challenge_method = leave.challenge, "S256"

    def get_redirect_uri(self) -> str | None:
        return self.leave.redirect

    def get_scope(self) -> str:
        return self.leave.scope


class Refresh(TokenMixin):
    def __init__(self, leave: Leave) -> None:
        self.leave = leave

    def check_client(self, client: OAuthClient) -> bool:
        return self.leave.client == client.get_client_id()

    def get_scope(self) -> str:
        return self.leave.scope

    def is_expired(self) -> bool:
        """Return False: the store returns no expired token."""
        return False

    def is_revoked(self) -> bool:
        """Return False: the store returns no revoked token."""
        return False

    def claims(self) -> dict[str, Any]:
        """Return the claims for introspection (RFC 7662 section 2.2)."""
        leave = self.leave
        return {
            "active": True,
            "client_id": leave.client,
            "scope": leave.scope,
            "sub": leave.subject,
            "exp": int(leave.until.timestamp()),
        }


class Access(TokenMixin):
    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def check_client(self, client: OAuthClient) -> bool:
        return self.viewer.caller.client == client.get_client_id()

    def get_scope(self) -> str:
        return " ".join(sorted(self.viewer.caller.scopes))

    def is_expired(self) -> bool:
        """Return False: the token was just checked."""
        return False

    def is_revoked(self) -> bool:
        """Return False: the token was just checked."""
        return False

    def claims(self) -> dict[str, Any]:
        """Return the claims for introspection (RFC 7662 section 2.2)."""
        viewer = self.viewer
        return {
            "active": True,
            "token_type": "Bearer",
            "iss": viewer.issuer,
            "client_id": viewer.caller.client,
            "scope": self.get_scope(),
            "sub": viewer.caller.subject,
            "agency": viewer.caller.agency,
            "jti": viewer.token,
            "iat": int(viewer.issued_at.timestamp()),
            "exp": int(viewer.expires_at.timestamp()),
        }


P = ParamSpec("P")
T = TypeVar("T")


def in_loop(function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run an asynchronous function in the loop that started this thread. Return its result."""
    return from_thread.run(lambda: function(*args, **kwargs))
