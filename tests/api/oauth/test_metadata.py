"""What the server says of itself to programs that are yet to know it (RFC 8414, RFC 9728)."""

from typing import Any

import pytest
import requests

from tests.support.installation import Api
from tests.support.patience import PATIENCE


@pytest.fixture
def about(server: Api) -> dict[str, Any]:
    """What the library's user reads first."""
    found: dict[str, Any] = requests.get(
        f"{server.url}/.well-known/oauth-authorization-server/oauth", timeout=PATIENCE
    ).json()
    return found


def test_metadata_say_what_is_so(server: Api, about: dict[str, Any]) -> None:
    assert about["issuer"] == f"{server.url}/oauth"
    resource = requests.get(f"{server.url}/.well-known/oauth-protected-resource/graphql", timeout=PATIENCE).json()
    assert resource["authorization_servers"] == [about["issuer"]]
    assert resource["resource"] == "https://casebook.example/graphql"
    assert requests.get(about["jwks_uri"], timeout=PATIENCE).json()["keys"]
    assert about["code_challenge_methods_supported"] == ["S256"]
    for name, address in about.items():
        if name.endswith("_endpoint"):
            assert requests.post(address, timeout=PATIENCE).status_code in (400, 401, 405), name
