"""Metadata for programs about the server (RFC 8414) and about the API that it protects (RFC 9728)."""

from typing import Any
from urllib.parse import urlsplit

from domain.kernel.policy import Scope

SCOPES = sorted(scope.value for scope in Scope)


def server_metadata(issuer: str) -> dict[str, Any]:
    methods = ["client_secret_basic", "client_secret_post"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "revocation_endpoint": f"{issuer}/revoke",
        "introspection_endpoint": f"{issuer}/introspect",
        "end_session_endpoint": f"{issuer}/end-session",
        "jwks_uri": f"{issuer}/jwks.json",
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["none", *methods],
        "revocation_endpoint_auth_methods_supported": ["none", *methods],
        "introspection_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["vi", "en"],
    }


def resource_metadata(resource: str, issuers: list[str]) -> dict[str, Any]:
    return {
        "resource": resource,
        "authorization_servers": issuers,
        "scopes_supported": SCOPES,
        "bearer_methods_supported": ["header"],
        "resource_name": "Casebook",
    }


def well_known(name: str, address: str) -> str:
    """Return the path of a well-known document for an address (RFC 8615): the document's name comes before the
    address's own path."""
    return f"/.well-known/{name}{urlsplit(address).path.rstrip('/')}"
