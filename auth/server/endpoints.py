"""Revocation (RFC 7009) and introspection (RFC 7662)."""

from typing import Any

from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from auth.server.bridge import in_loop
from auth.server.grants import METHODS
from auth.server.models import Access, OAuthClient, Refresh

Token = Access | Refresh


class Revocation(RevocationEndpoint):
    """A client gives its own tokens back. A refresh token takes all that came of it along."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        found: Token | None = in_loop(self.server.find_token, token_string, used=True)
        return found

    def revoke_token(self, token: Token, request: Any) -> None:
        in_loop(self.server.end_token, token)


class Introspection(IntrospectionEndpoint):
    """A client with a secret asks whether a token is good: its own, or one of its agency's."""

    CLIENT_AUTH_METHODS = METHODS[1:]

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        found: Token | None = in_loop(self.server.find_token, token_string)
        return found

    def check_permission(self, token: Token, client: OAuthClient, request: Any) -> bool:
        agency = token.viewer.caller.agency if isinstance(token, Access) else token.leave.agency
        return token.check_client(client) or in_loop(self.server.one_agency, agency, client.agency)

    def introspect_token(self, token: Token) -> dict[str, Any]:
        return token.claims()
