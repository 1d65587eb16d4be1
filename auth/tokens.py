"""Access tokens (RFC 9068) and their callers. The tokens are JWTs with one algorithm; of their header only `kid` is
used.

A refusal states only that the token is not acceptable; the log contains the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import KeySet

from domain.kernel.actor import Caller
from domain.kernel.text import forbidden
from store.oauth.revocations import Marked, family_marks, mark

CALLER: Final = ("subject", "client", "agency", "person", "foreign")


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Caller with the token's lifetime. `family` is the chain of refresh tokens from which the token was issued, if
    any."""

    caller: Caller
    issuer: str
    token: str
    """The token's id (jti), which reveals nothing."""
    issued_at: datetime
    expires_at: datetime
    family: str | None = None

    def said(self) -> dict[str, Any]:
        """Return the viewer as plain data, to store where only this installation can read it."""
        caller = self.caller
        return {
            **{name: getattr(caller, name) for name in CALLER},
            "scopes": sorted(caller.scopes),
            "issuer": self.issuer,
            "token": self.token,
            "family": self.family,
            "issued": self.issued_at.timestamp(),
            "expires": self.expires_at.timestamp(),
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Viewer":
        return cls(
            caller=Caller(scopes=frozenset(said["scopes"]), **{name: said[name] for name in CALLER}),
            issuer=said["issuer"],
            token=said["token"],
            issued_at=datetime.fromtimestamp(said["issued"], UTC),
            expires_at=datetime.fromtimestamp(said["expires"], UTC),
            family=said["family"],
        )

    @property
    def person(self) -> str:
        """Return the key of the account to which the token belongs, whatever program has the token."""
        return f"{self.issuer}\n{self.caller.subject}"

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Return the marks whose revocation revokes this token."""
        caller, made = self.caller, [mark(Marked.TOKEN, self.issuer, self.token)]
        if self.family:
            made.extend(family_marks(self.issuer, self.family))
        if caller.person:
            made.append(mark(Marked.SUBJECT, self.issuer, caller.subject))
            made.append(mark(Marked.ACCOUNT, "", caller.subject))
        return (*made, mark(Marked.CLIENT, self.issuer, caller.client))


ALGORITHM = "ES256"
TYPES = frozenset({"at+jwt", "application/at+jwt"})  # RFC 9068 section 4
TOKEN_MOST = 8_192
CLAIM_MOST = 255
SCOPE_MOST = 4_096
SKEW_SECONDS = 5
LIFE_MOST = 24 * 3600
"""Most seconds from issue to expiry. No issuer that follows RFC 9068 issues a token for longer than a day."""
REQUIRED = ("iss", "aud", "sub", "client_id", "iat", "exp", "jti", "agency")


class Unauthenticated(Exception):
    """The token is missing or not acceptable. The message is for the log, never for the caller."""


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Verifier of one issuer's tokens for one audience."""

    keys: KeySet
    issuer: str
    audience: str
    clock: Callable[[], datetime]
    algorithm: str = ALGORITHM
    """Algorithm with which this issuer must sign its tokens. A token does not choose its algorithm."""

    def viewer(self, token: str) -> Viewer:
        """Return a token's caller and lifetime. Raise Unauthenticated; revocation is checked elsewhere."""
        if len(token) > TOKEN_MOST:
            raise Unauthenticated("too long")
        try:
            decoded = jwt.decode(token, self.keys, algorithms=[self.algorithm])
        except Exception as error:  # a hostile token may break the parser anywhere
            raise Unauthenticated(type(error).__name__) from error
        if str(decoded.header.get("typ", "")).lower() not in TYPES:
            raise Unauthenticated("typ")
        return self._viewer(decoded.claims)

    def _viewer(self, claims: Mapping[str, Any]) -> Viewer:
        if missing := [name for name in REQUIRED if name not in claims]:
            raise Unauthenticated(f"without {missing[0]}")
        self._check_parties(claims)
        issued_at, expires_at = self._times(claims)
        subject, client = _text(claims, "sub"), _text(claims, "client_id")
        scope = claims.get("scope", "")
        if not isinstance(scope, str) or len(scope) > SCOPE_MOST:
            raise Unauthenticated("scope")
        caller = Caller(
            subject=subject,
            client=client,
            agency=_text(claims, "agency"),
            scopes=frozenset(scope.split()),
            person=subject != client,  # RFC 9068 section 2.2: a client acting for itself is its own subject
        )
        return Viewer(
            caller=caller,
            issuer=self.issuer,
            token=_text(claims, "jti"),
            issued_at=issued_at,
            expires_at=expires_at,
            family=_text(claims, "sid") if "sid" in claims else None,
        )

    def _check_parties(self, claims: Mapping[str, Any]) -> None:
        audience = claims["aud"]
        audiences = audience if isinstance(audience, list) else [audience]
        if claims["iss"] != self.issuer:
            raise Unauthenticated("iss")
        if self.audience not in audiences:
            raise Unauthenticated("aud")

    def _times(self, claims: Mapping[str, Any]) -> tuple[datetime, datetime]:
        now = self.clock().timestamp()
        issued, expires = claims["iat"], claims["exp"]
        begins = claims.get("nbf", issued)
        if any(type(time) not in (int, float) for time in (issued, expires, begins)):
            raise Unauthenticated("times")
        if not now < expires <= issued + LIFE_MOST or issued > now + SKEW_SECONDS:
            raise Unauthenticated("expired, not yet valid, or good for too long")
        if not begins <= now + SKEW_SECONDS:  # this form also refuses NaN, which JSON parsers accept
            raise Unauthenticated("not yet valid")
        return datetime.fromtimestamp(issued, UTC), datetime.fromtimestamp(expires, UTC)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims[name]
    if not isinstance(value, str) or not 0 < len(value) <= CLAIM_MOST or forbidden(value) is not None:
        raise Unauthenticated(name)
    return value


def bearer(authorization: list[str]) -> str:
    """Return the token of the Authorization header fields (RFC 6750). Raise Unauthenticated unless there is exactly
    one."""
    if len(authorization) != 1:
        raise Unauthenticated("no single Authorization field")
    scheme, _, token = authorization[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("not a bearer token")
    return token.strip()
