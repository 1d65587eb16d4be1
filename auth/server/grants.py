"""The grants: authorization code with PKCE for every client, refresh with rotation, client credentials."""

from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, InvalidScopeError, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7636.challenge import compare_s256_code_challenge

from auth.server.models import Code, OAuthClient, Owner, Refresh, in_loop, without_persons

METHODS = ["none", "client_secret_basic", "client_secret_post"]


class Pkce(CodeChallenge):
    """S256, required of every client; a client can neither choose `plain` nor omit it (RFC 9700 section 2.1.1)."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)
    CODE_CHALLENGE_METHODS = {"S256": compare_s256_code_challenge}  # noqa: RUF012 - Authlib's own attribute

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(grants.AuthorizationCodeGrant):
    """Codes, valid for a minute and one use."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def generate_authorization_code(self) -> str:
        return str(self.server.fresh_secret())

    def save_authorization_code(self, code: str, request: Any) -> None:
        in_loop(self.server.keep_code, code, request)

    def query_authorization_code(self, code: str, client: OAuthClient) -> Code | None:
        """Use up the code and return it. A second use revokes all tokens that the first use issued."""
        leave = in_loop(self.server.use_code, code, client.get_client_id())
        return Code(leave) if leave else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Do nothing: the code is already used up."""

    def authenticate_user(self, authorization_code: Code) -> Owner | None:
        """Return the person, if the account and an appointment are still valid."""
        leave = authorization_code.leave
        self.request.leave = leave
        return Owner(leave.subject, leave.agency, leave.family) if in_loop(self.server.counts, leave) else None


class RefreshGrant(grants.RefreshTokenGrant):
    """Refresh tokens with rotation: each is valid for one use and has a successor."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Refresh | None:
        """Use up the token and return it. A second use that is not a retry revokes the family (RFC 9700 section
        4.14.2)."""
        client = self.request.client.get_client_id()
        leave = in_loop(self.server.use_refresh, refresh_token, client)
        return Refresh(leave) if leave else None

    def authenticate_user(self, refresh_token: Refresh) -> Owner:
        """Return the person, if the account and an appointment are still valid."""
        leave = refresh_token.leave
        if not in_loop(self.server.counts, leave):
            raise InvalidGrantError("The account no longer counts.")
        self.request.leave = leave
        return Owner(leave.subject, leave.agency, leave.family)

    def generate_token(self, **asked: Any) -> dict[str, Any]:
        """Return a fresh access token, and the refresh token that follows the used one."""
        token: dict[str, Any] = super().generate_token(**asked)
        return token | {"refresh_token": self.server.following(self.request.payload.data["refresh_token"])}

    def revoke_old_credential(self, refresh_token: Refresh) -> None:
        """Do nothing: the token is already used up."""


class MachineGrant(grants.ClientCredentialsGrant):
    """Grant for a client itself. Such a client reads, reports and receives, but does nothing that needs a person."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS[1:]

    def validate_token_request(self) -> None:
        """Limit the requested scope to scopes that need no person. Raise InvalidScopeError if no scope is left."""
        super().validate_token_request()
        asked = self.request.payload.scope
        allowed = without_persons(self.request.client.get_allowed_scope(asked))
        if not allowed:
            raise InvalidScopeError()
        self.request.payload.data["scope"] = allowed
