"""Whoever is turned away is told where to read how to get in."""

import re

from tests.support import web
from tests.support.installation import Api


def test_a_program_that_knows_nothing_finds_the_token_endpoint(server: Api) -> None:
    """RFC 9728: from the refusal to the metadata of the API, to those of the server."""
    turned_away = web.post(f"{server.url}/graphql", json={"query": "{ me { isPerson } }"})
    assert turned_away.status_code == 401
    found = re.search(r'^Bearer .*resource_metadata="([^"]*)"', turned_away.headers["www-authenticate"])
    assert found, turned_away.headers["www-authenticate"]
    resource = web.get(found[1]).json()
    (issuer,) = resource["authorization_servers"]
    origin, path = issuer[: -len("/oauth")], "/oauth"
    about = web.get(f"{origin}/.well-known/oauth-authorization-server{path}").json()
    assert about["issuer"] == issuer
    assert about["token_endpoint"] == f"{issuer}/token"
