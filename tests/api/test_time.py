"""What takes too long is given up with a typed error, by the API and by the database both."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api.graphql import engine, http, socket
from api.graphql.context import Connections
from api.graphql.limits import DATABASE_SECONDS_MORE
from store.driver.meter import Timing
from store.process.settings import Settings
from store.store import opened_store
from tests.api.line import Line, line_to
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.inside import serving
from tests.support.tokens import Issuer

PATIENCE = 60.0
CASES = "{ cases(first: 5) { totalCount } }"
REPORT = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { replayed } }"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing takes too long because the machine is busy; a test says where it wants less."""
    for module in (engine, http, socket):
        monkeypatch.setattr(module, "SECONDS_MOST", PATIENCE)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """The commands sent to the database, and how long it was told that each may take, in milliseconds."""
    said: list[tuple[str, int | None]] = []
    monkeypatch.setattr(Timing, "started", lambda _, e: said.append((e.command_name, e.command.get("maxTimeMS"))))
    return said


@pytest.fixture
async def line(installation: dict[str, str]) -> AsyncIterator[Line]:
    async with line_to(urlsplit(installation["CASEBOOK_MONGO_URI"]).port or 0) as made:
        yield made


@pytest.fixture
async def url(installation: dict[str, str], line: Line, issuer: Issuer) -> AsyncIterator[str]:
    """The address, with its database at the other end of the line."""
    settings = Settings.from_env(installation)
    port = urlsplit(settings.mongo_uri).port
    uri = settings.mongo_uri.replace(f":{port}/", f":{line.port}/") + "&directConnection=true"
    async with opened_store(replace(settings, mongo_uri=uri)) as store, serving(store, issuer, Connections()) as made:
        yield made
        line.go_on()


async def post(url: str, issuer: Issuer, query: str, **variables: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-land')}"}
    async with web.AsyncClient(timeout=2 * PATIENCE) as client:
        asked = {"query": query, "variables": variables}
        return await client.post(url + "/graphql", json=asked, headers=headers)


async def test_the_database_is_told_how_long_a_query_may_take(
    url: str, issuer: Issuer, told: list[tuple[str, int | None]]
) -> None:
    assert (await post(url, issuer, CASES)).json()["data"]["cases"]
    limited = [most for _, most in told if most is not None]
    assert limited
    assert all(0 < most <= (PATIENCE + DATABASE_SECONDS_MORE) * 1000 for most in limited)


async def test_a_commit_is_not_cut(url: str, issuer: Issuer, told: list[tuple[str, int | None]]) -> None:
    answer = await post(url, issuer, REPORT, input={**A_REPORT, "commandId": str(uuid4())})
    assert answer.json()["data"]["reportCase"] == {"replayed": False}
    assert {most for name, most in told if name == "commitTransaction"} == {None}, (
        "that of the readings may be there, too"
    )


async def test_an_operation_that_takes_too_long_is_given_up(
    url: str, line: Line, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(url, issuer, CASES)
    monkeypatch.setattr(engine, "SECONDS_MOST", 0.3)
    asked = engine.Engine._executed  # the moment when the caller is known and the work begins

    async def hung(*given: Any) -> Any:
        line.hang()
        return await asked(*given)

    monkeypatch.setattr(engine.Engine, "_executed", hung)
    answer = await post(url, issuer, CASES)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (503, "TIMEOUT")
    assert error["extensions"]["messageVi"] != error["extensions"]["messageEn"]
    monkeypatch.setattr(engine.Engine, "_executed", asked)
    monkeypatch.setattr(engine, "SECONDS_MOST", PATIENCE)
    line.go_on()
    assert (await post(url, issuer, CASES)).json()["data"]["cases"]


async def test_a_database_that_hangs_keeps_nobody_waiting(
    url: str, line: Line, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(url, issuer, CASES)
    for module in (http, socket):
        monkeypatch.setattr(module, "SECONDS_MOST", 0.3)
    line.hang()
    answer = await post(url, issuer, CASES)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "TIMEOUT")
    address, protocol = url.replace("http", "ws") + "/graphql", Subprotocol("graphql-transport-ws")
    async with connect(address, subprotocols=[protocol], proxy=None) as open:
        payload = {"authorization": f"Bearer {issuer.officer('agency-land')}"}
        await open.send(json.dumps({"type": "connection_init", "payload": payload}))
        with pytest.raises(ConnectionClosed):
            await open.recv()
        assert open.close_code == 1013
