"""The server under Authlib's grants: clients from the registry, secrets and tokens from the store."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidScopeError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from joserfc import jwt
from joserfc.jwk import ECKey

from auth.authenticator import Authenticator
from auth.keyring import KeyRing
from auth.server.grants import METHODS, CodeGrant, MachineGrant, Pkce, RefreshGrant
from auth.server.models import Access, OAuthClient, Owner, Refresh, client_of, in_loop
from auth.tokens import ALGORITHM, Unauthenticated
from domain.kernel.calendar import local_date
from domain.kernel.policy import effective
from domain.registry.accounts import UserState
from store.oauth.once import Leave, Once, Used, secret
from store.oauth.revocations import Marked, family_marks, mark
from store.oauth.sessions import IDLE
from store.store import Store

Token = Access | Refresh


class Revocation(RevocationEndpoint):
    """Endpoint that revokes a client's own tokens. Revoking a refresh token revokes all tokens that were issued for
    it."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        found: Token | None = in_loop(self.server.find_token, token_string, used=True)
        return found

    def revoke_token(self, token: Token, request: Any) -> None:
        in_loop(self.server.end_token, token)


class Introspection(IntrospectionEndpoint):
    """Endpoint where a client with a secret introspects its own tokens, or its agency's."""

    CLIENT_AUTH_METHODS = METHODS[1:]

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        found: Token | None = in_loop(self.server.find_token, token_string)
        return found

    def check_permission(self, token: Token, client: OAuthClient, request: Any) -> bool:
        agency = token.viewer.caller.agency if isinstance(token, Access) else token.leave.agency
        return token.check_client(client) or in_loop(self.server.one_agency, agency, client.agency)

    def introspect_token(self, token: Token) -> dict[str, Any]:
        return token.claims()


TOKEN_LIFE = timedelta(minutes=10)


def minted(key: ECKey, claims: Mapping[str, Any], now: datetime, life: timedelta = TOKEN_LIFE) -> str:
    times = {"iat": int(now.timestamp()), "exp": int((now + life).timestamp()), "jti": str(uuid4())}
    header = {"typ": "at+jwt", "alg": ALGORITHM, "kid": key.kid}
    return jwt.encode(header, {**claims, **times}, key, algorithms=[ALGORITHM])


CODE_LIFE = timedelta(minutes=1)
FAMILY_LIFE = timedelta(hours=12)
"""Life of a family of refresh tokens: a working day. After that people must sign in again, even if a program refreshed
its tokens."""
REFRESH_IDLE = IDLE
"""Longest time without use. After that, the person must sign in again for the program."""

logging.getLogger("authlib").setLevel(logging.INFO)  # at DEBUG it logs whole tokens


class InvalidTargetError(OAuth2Error):
    """The resource is not this API (RFC 8707 section 2)."""

    error = "invalid_target"


Answer = tuple[int, Any, list[tuple[str, str]]]


class Server(AuthorizationServer):
    """One process's authorization server. Its synchronous methods run in Authlib's thread."""

    def __init__(self, store: Store, authenticator: Authenticator, keys: KeyRing, issuer: str, audience: str) -> None:
        super().__init__()
        self.issuer, self.audience = issuer, audience
        self._store, self._authenticator, self._keys = store, authenticator, keys
        self._codes = Once(store.connection, "oauth_codes")
        self._refresh = Once(store.connection, "oauth_refresh")
        self.register_grant(CodeGrant, [Pkce(required=True)])
        self.register_grant(RefreshGrant)
        self.register_grant(MachineGrant)
        self.register_endpoint(Revocation)
        self.register_endpoint(Introspection)
        self.register_token_generator("default", self._generate)

    # Methods that Authlib requires of an integration

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        """Pass the response to the route unchanged."""
        return status, body, headers

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Do nothing, because no code listens to signals."""

    def query_client(self, client_id: str) -> OAuthClient | None:
        return client_of(in_loop(self._store.registry.current).clients, client_id)

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        if "refresh_token" in token:
            until = request.leave.begun + FAMILY_LIFE
            idle = min(until, self._store.connection.clock() + REFRESH_IDLE)
            in_loop(self._refresh.keep, token["refresh_token"], replace(request.leave, until=until, idle=idle))

    # Methods that the grants use

    def fresh_secret(self) -> str:
        return secret()

    async def keep_code(self, code: str, request: Any) -> None:
        """Store a code with the data against which its use is checked."""
        data, owner, now = request.payload.data, request.user, self._store.connection.clock()
        leave = Leave(
            client=request.client.get_client_id(),
            subject=owner.subject,
            agency=owner.agency,
            scope=request.scope,
            family=owner.family or secret(),
            begun=now,
            until=now + CODE_LIFE,
            idle=now + CODE_LIFE,
            redirect=data["redirect_uri"],
            challenge=data["code_challenge"],
        )
        await self._codes.keep(code, leave)

    async def use_code(self, code: str, client: str) -> Leave | None:
        return await self._once(await self._codes.use(code, client))

    def following(self, token: str) -> str:
        return self._refresh.following(token)

    async def use_refresh(self, token: str, client: str) -> Leave | None:
        return await self._once(await self._refresh.use(token, client))

    async def _once(self, used: Leave | Used | None) -> Leave | None:
        if isinstance(used, Used):
            await self._store.revocations.revoke(mark(Marked.FAMILY, self.issuer, used.leave.family))
            return None
        return used

    async def counts(self, leave: Leave) -> bool:
        """Return True if the family, account and appointment are valid, and none was revoked since the person's
        consent."""
        named = {Marked.SUBJECT: leave.subject, Marked.CLIENT: leave.client}
        marks = [mark(kind, self.issuer, name) for kind, name in named.items()]
        marks.extend(family_marks(self.issuer, leave.family))
        marks.append(mark(Marked.ACCOUNT, "", leave.subject))
        if await self._store.revocations.revoked(marks, leave.begun):
            return False
        return await self.may_sign_in(leave.subject) == leave.agency

    async def may_sign_in(self, subject: str) -> str | None:
        """Return the agency of an active account whose person has an appointment in this agency today; None for any
        other account."""
        registry = await self._store.registry.current()
        user, today = registry.account(subject), local_date(self._store.connection.clock())
        if user is None or user.state is not UserState.ACTIVE:
            return None
        agency = registry.heir(user.agency, today)
        return user.agency if registry.appointments(subject, agency, today) else None

    async def one_agency(self, one: str | None, other: str | None) -> bool:
        """Return True if both ids belong to the same agency today: they are equal, or have the same successor."""
        if one is None or other is None:
            return False
        registry, today = await self._store.registry.current(), local_date(self._store.connection.clock())
        return registry.heir(one, today) == registry.heir(other, today)

    async def usable(self, agency: str, scope: str, *, person: bool) -> str:
        """Return the scopes that are effective for a token of the agency today."""
        registry, today = await self._store.registry.current(), local_date(self._store.connection.clock())
        heir = registry.heir(agency, today)
        granted = registry.granted.get(heir, frozenset())
        held = effective(registry.role_on(heir, today), granted & set(scope.split()), person=person)
        return " ".join(sorted(held_scope.value for held_scope in held))

    async def find_token(self, text: str, *, used: bool = False) -> Token | None:
        """Return a valid token. With `used`, also return a used refresh token, so that its successors can be
        revoked."""
        try:
            viewer = await self._authenticator.viewer_of_token(text)
            return Access(viewer) if viewer.issuer == self.issuer else None
        except Unauthenticated:
            leave = await self._refresh.look(text, used=used)
            return Refresh(leave) if leave and await self.counts(leave) else None

    async def end_token(self, token: Token) -> None:
        """Revoke a token; for a refresh token, revoke the whole family."""
        if isinstance(token, Access):
            ended = mark(Marked.TOKEN, self.issuer, token.viewer.token)
        else:
            ended = mark(Marked.FAMILY, self.issuer, token.leave.family)
        await self._store.revocations.revoke(ended)

    # Tokens

    def _generate(
        self,
        grant_type: str,
        client: OAuthClient,
        user: Owner | None = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, Any]:
        agency = user.agency if user else client.agency
        good_for = in_loop(self.usable, agency, scope or "", person=user is not None)
        if not good_for:
            raise InvalidScopeError()
        key: ECKey = in_loop(self._keys.signer)
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user.subject if user else client.get_client_id(),
            "client_id": client.get_client_id(),
            "scope": good_for,
            "agency": agency,
        }
        if user:
            claims["sid"] = user.family or ""
        token = {"token_type": "Bearer", "expires_in": int(TOKEN_LIFE.total_seconds()), "scope": good_for}
        if user and include_refresh_token:
            token["refresh_token"] = secret()
        return token | {"access_token": minted(key, claims, self._store.connection.clock())}
