"""Metadata of the sign-in server (RFC 8414, RFC 9728), its endpoints, and its keys during a change."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests

from auth.keyring import add_key
from store.oauth.keys import SigningKeys
from store.process.settings import Settings
from store.store import opened_store
from tests.support import web
from tests.support.installation import Api, free_port
from tests.support.patience import PATIENCE
from tests.support.signing_in import MACHINE, SECRET, Program, parts


@pytest.fixture
def about(server: Api) -> dict[str, Any]:
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
    assert about["authorization_response_iss_parameter_supported"] is True
    for name, address in about.items():
        if name.endswith("_endpoint"):
            assert requests.post(address, timeout=PATIENCE).status_code in (400, 401, 405), name


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
    assert (about["issuer"], about["token_endpoint"]) == (issuer, f"{issuer}/token")


pytestmark = pytest.mark.slow
CLIENTS = 50
AHEAD = timedelta(seconds=7)
"""Longer than a process keeps its copy of the keys; in real life it is a quarter of an hour."""


@pytest.fixture(scope="module")
def second(server: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A second process of the same installation: it checks what the first one signed."""
    api = Api(server.env, tmp_path_factory.mktemp("second") / "api.log", free_port())
    try:
        api.wait_ready()
        yield api
    finally:
        api.kill()


def published(api: Api) -> set[str]:
    return {key["kid"] for key in web.get(f"{api.url}/oauth/jwks.json").json()["keys"]}


async def test_fifty_clients_work_through_a_rotation(server: Api, second: Api) -> None:
    stop, statuses, kids = threading.Event(), Counter[int](), Counter[str]()
    program = Program(server.url, MACHINE, secret=SECRET)

    def work(number: int) -> None:
        with web.Client() as http:
            auth = (MACHINE, SECRET)
            while not stop.is_set():
                asked = http.post(f"{server.url}/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
                statuses[asked.status_code] += 1
                token = asked.json()["access_token"]
                kids[parts(token)[0]["kid"]] += 1
                for api in (second, server):
                    headers = {"Authorization": f"Bearer {token}"}
                    answer = http.post(f"{api.url}/graphql", json={"query": "{ me { isPerson } }"}, headers=headers)
                    statuses[answer.status_code] += 1
                stop.wait(0.5)

    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(work, number) for number in range(CLIENTS)]
        try:
            async with opened_store(Settings.from_env(server.env)) as store:
                kid = await add_key(SigningKeys(store.connection), store.connection.clock(), AHEAD)
            until = time.monotonic() + PATIENCE
            while kids[kid] < CLIENTS and time.monotonic() < until:
                time.sleep(0.2)  # noqa: ASYNC251 - nothing else runs in this loop
        finally:
            stop.set()
        for item in running:
            item.result()
    assert len(kids) == 2
    assert kids[kid] >= CLIENTS
    assert set(statuses) == {200}
    assert set(kids) <= published(second)
    assert parts(program.token(grant_type="client_credentials").json()["access_token"])[0]["kid"] == kid
