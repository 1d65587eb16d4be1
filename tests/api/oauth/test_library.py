"""An independent client library completes every grant against the running server."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from oauthlib.oauth2 import BackendApplicationClient, InvalidGrantError, WebApplicationClient
from requests_oauthlib import OAuth2Session

from tests.support.installation import Api
from tests.support.patience import PATIENCE
from tests.support.signing_in import MACHINE, REDIRECT, SECRET, SITE, WEB, Browser

ME = {"query": "{ me { agency { id } isPerson } }"}


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library refuses http, but for tests on the machine itself."""
    monkeypatch.setitem(os.environ, "OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setitem(os.environ, "OAUTHLIB_RELAX_TOKEN_SCOPE", "1")


@pytest.fixture
def about(server: Api) -> dict[str, Any]:
    """What the library's user reads first."""
    found: dict[str, Any] = requests.get(
        f"{server.url}/.well-known/oauth-authorization-server/oauth", timeout=PATIENCE
    ).json()
    return found


@pytest.fixture
def sessions() -> Iterator[list[OAuth2Session]]:
    """The sessions of a test, closed at its end."""
    made: list[OAuth2Session] = []
    yield made
    for item in made:
        item.close()


def agreed(session: OAuth2Session, about: dict[str, Any], browser: Browser) -> str:
    """Where the browser was sent back to, after the person agreed."""
    address, state = session.authorization_url(about["authorization_endpoint"])
    back = browser.allow(address).headers["location"]
    query = parse_qs(urlsplit(back).query)
    assert query["state"] == [state]
    assert query["iss"] == [about["issuer"]]
    return str(back)


@pytest.mark.parametrize(("client", "secret"), [(WEB, None), (SITE, SECRET)])
def test_code_refresh_and_revocation(
    server: Api,
    about: dict[str, Any],
    signed_in: Browser,
    sessions: list[OAuth2Session],
    client: str,
    secret: str | None,
) -> None:
    scope = ["case:read:own", "registry:read"]
    session = OAuth2Session(client=WebApplicationClient(client), redirect_uri=REDIRECT, scope=scope, pkce="S256")
    sessions.append(session)
    back = agreed(session, about, signed_in)
    secrets = {"client_secret": secret} if secret else {"include_client_id": True}
    token = session.fetch_token(about["token_endpoint"], authorization_response=back, **secrets)
    assert session.post(f"{server.url}/graphql", json=ME).json()["data"]["me"]["isPerson"] is True
    auth = (client, secret) if secret else None
    fresh = session.refresh_token(about["token_endpoint"], client_id=client, auth=auth)
    assert fresh["refresh_token"] != token["refresh_token"]
    session.refresh_token(about["token_endpoint"], client_id=client, auth=auth)
    with pytest.raises(InvalidGrantError):
        session.refresh_token(
            about["token_endpoint"], refresh_token=token["refresh_token"], client_id=client, auth=auth
        )
    back = agreed(session, about, signed_in)
    token = session.fetch_token(about["token_endpoint"], authorization_response=back, **secrets)
    given = {"token": token["refresh_token"], "client_id": client}
    assert requests.post(about["revocation_endpoint"], data=given, auth=auth, timeout=PATIENCE).status_code == 200
    assert session.post(f"{server.url}/graphql", json=ME).status_code == 401


def test_client_credentials_and_introspection(
    server: Api, about: dict[str, Any], sessions: list[OAuth2Session]
) -> None:
    session = OAuth2Session(client=BackendApplicationClient(MACHINE))
    sessions.append(session)
    token = session.fetch_token(about["token_endpoint"], client_secret=SECRET, auth=(MACHINE, SECRET))
    me = session.post(f"{server.url}/graphql", json=ME).json()["data"]["me"]
    assert me == {"agency": {"id": "agency-land"}, "isPerson": False}
    asked = {"token": token["access_token"]}
    told = requests.post(about["introspection_endpoint"], data=asked, auth=(MACHINE, SECRET), timeout=PATIENCE).json()
    assert (told["active"], told["sub"]) == (True, MACHINE)


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
