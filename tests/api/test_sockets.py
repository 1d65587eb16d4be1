"""Sockets: the protocol, the same checks as over HTTP, and the end of the token."""

import json
import time
from contextlib import ExitStack, suppress
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.graphql.context import CONNECTIONS_MOST, RETRY_SECONDS
from api.graphql.socket import OPERATIONS_MOST
from domain.kernel.vocabulary import Post
from scripts.cli.__main__ import main
from tests.conftest import api as api
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.hostile import bomb
from tests.support.installation import Api
from tests.support.patience import PATIENCE, until
from tests.support.tokens import Issuer
from tests.support.wire import wire
from tests.support.world import caller

pytestmark = pytest.mark.slow

ME = "{ me { isPerson } }"
LIFETIMES = (3, 30, int(PATIENCE))
"""Seconds that a token lives, until something was opened with it: a busy machine takes longer."""
FOLLOW = "subscription { caseChanged { cursor } }"


@pytest.fixture
def token(issuer: Issuer) -> str:
    return issuer.officer("agency-lead")


def test_queries_and_mutations_pass_the_same_checks(api: Api, issuer: Issuer, token: str) -> None:
    with wire(api.url, token) as open:
        open.subscribe("1", ME)
        answer = open.take()
        assert (answer["id"], answer["type"], answer["payload"]["data"]) == ("1", "next", {"me": {"isPerson": True}})
        assert answer["payload"]["extensions"]["cost"]["predicted"] > 0
        assert open.take() == {"id": "1", "type": "complete"}
        open.subscribe("2", bomb(30))
        refused = open.take()
        assert (refused["type"], refused["payload"][0]["extensions"]["limit"]) == ("error", "SELECTIONS")
    with wire(api.url, issuer.officer("agency-lead", Post.AUDITOR)) as open:
        fields = f'commandId: "{uuid4()}", caseId: "case-0", expectedVersion: 1, focal: "officer-0"'
        open.subscribe("3", f"mutation {{ startChecking(input: {{{fields}}}) {{ problems {{ code }} }} }}")
        assert open.take()["payload"]["data"]["startChecking"]["problems"] == [{"code": "POST_MISSING"}]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("nonsense", 4400),
        ("[]", 4400),
        ('{"type": 7}', 4400),
        ('{"type": "nothing"}', 4400),
        ('{"type": "subscribe", "id": ["x"], "payload": {"query": "{ me { isPerson } }"}}', 4400),
        ('{"type": "connection_init"}', 4429),
        ("x" * 300_000, 1009),
    ],
)
def test_what_is_no_message_closes_the_socket(api: Api, token: str, message: str, code: int) -> None:
    with wire(api.url, token) as open:
        open.socket.send(message)
        assert open.closed() == code


def test_a_wrong_payload_is_an_error_of_its_operation(api: Api, token: str) -> None:
    with wire(api.url, token) as open:
        open.send(type="subscribe", id="1", payload=[])
        assert open.take()["payload"][0]["extensions"]["code"] == "BAD_REQUEST"
        open.send(type="ping")
        assert open.take() == {"type": "pong"}


def test_nobody_without_a_token_is_served(api: Api, issuer: Issuer, token: str) -> None:
    with wire(api.url) as open:
        open.subscribe("1", ME)
        assert open.closed() == 4401
    with wire(api.url) as open:
        open.send(type="connection_init", payload={"authorization": "Bearer x"})
        assert open.closed() == 4401
    with wire(api.url) as open:
        stranger = issuer.sign(issuer.claims(caller("agency-lead"), sub="stranger@example.invalid"))
        open.send(type="connection_init", payload={"authorization": f"Bearer {stranger}"})
        assert open.closed() == 4403


def test_the_older_protocol_and_other_sites_are_refused(api: Api) -> None:
    with wire(api.url, protocol="graphql-ws") as open:
        assert open.closed() == 4406
    for origin in ("https://other.example", "null", "http://["):
        with pytest.raises(InvalidStatus), wire(api.url, origin=origin):
            pass


def test_an_id_is_of_one_operation_and_operations_are_few(api: Api, token: str) -> None:
    with wire(api.url, token) as open:
        for n in range(OPERATIONS_MOST):
            open.subscribe(str(n), FOLLOW)
        open.subscribe("more", FOLLOW)
        refused = open.take()
        assert (refused["id"], refused["payload"][0]["extensions"]["limit"]) == ("more", "OPERATIONS")
        open.send(type="complete", id="0")
        open.subscribe("0", ME)
        assert open.take()["type"] == "next"
        assert open.take()["type"] == "complete"
        open.subscribe("1", ME)
        assert open.closed() == 4409


def test_a_caller_has_so_many_connections(api: Api, issuer: Issuer) -> None:
    token = issuer.officer("agency-district")
    with ExitStack() as opened:
        for _ in range(CONNECTIONS_MOST):
            opened.enter_context(wire(api.url, token))
        with wire(api.url) as more:
            more.send(type="connection_init", payload={"authorization": f"Bearer {token}"})
            assert more.closed() == 1013, "clients of the protocol try again later; after 4429 they do not"
    with wire(api.url, token) as again:
        again.send(type="ping")
        assert again.take() == {"type": "pong"}


def test_an_event_stream_too_many_is_refused_before_it_begins(api: Api, issuer: Issuer) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-commune')}", "Accept": "text/event-stream"}
    asked: dict[str, Any] = {"url": api.url + "/graphql", "json": {"query": FOLLOW}, "headers": headers}
    with web.Client() as client, ExitStack() as opened:
        for _ in range(CONNECTIONS_MOST):
            assert opened.enter_context(client.stream("POST", **asked)).status_code == 200
        with client.stream("POST", **asked) as refused:
            assert refused.status_code == 429, "a stream that begins has no end to wait for"
            refused.read()
        assert (refused.status_code, refused.headers["retry-after"]) == (429, str(RETRY_SECONDS))
        assert refused.headers["content-type"].startswith("application/json")
        (error,) = refused.json()["errors"]
        said = [error["extensions"][key] for key in ("code", "limit", "most", "retryAfter")]
        assert said == ["LIMIT_EXCEEDED", "CONNECTIONS", CONNECTIONS_MOST, RETRY_SECONDS]

    def begun() -> bool:
        with web.stream("POST", **asked) as again:
            return again.status_code == 200

    until(begun, "what was closed is still counted")


def cost_in(answer: Any) -> dict[str, int]:
    """The cost of an answer, without the sum of the minute."""
    cost = answer["extensions"]["cost"]
    assert 0 < cost["minute"]["spent"] <= cost["minute"]["limit"]
    return {name: cost[name] for name in ("predicted", "actual")}


def test_an_operation_costs_the_same_on_every_way(api: Api, issuer: Issuer) -> None:
    token = issuer.officer("agency-commune")
    command = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id } } }"
    made = api.ask(token, command, input={**A_REPORT, "commandId": str(uuid4())})["reportCase"]["case"]["id"]
    # Of one case: a page would count a case that an earlier test's command, cut off at its client, brings late.
    query = f'{{ case(id: "{made}") {{ id claim }} agencies {{ id }} }}'
    api.post(token, query)  # the key of its head is read once a process
    by_http = cost_in(api.post(token, query).json())
    with wire(api.url, token) as open:
        open.subscribe("1", query)
        assert cost_in(open.take()["payload"]) == by_http
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    stream = web.post(api.url + "/graphql", json={"query": query}, headers=headers)
    (said,) = [line for line in stream.text.splitlines() if line.startswith("data: {")]
    assert cost_in(json.loads(said[6:])) == by_http
    assert 0 < by_http["actual"] <= by_http["predicted"]


def test_a_command_is_the_same_over_a_socket_and_over_http(api: Api, issuer: Issuer) -> None:
    token = issuer.officer("agency-commune")
    command = (
        "mutation($input: ReportCaseInput!) { reportCase(input: $input) { replayed case { id } problems { code } } }"
    )
    fields = {**A_REPORT, "commandId": str(uuid4())}
    with wire(api.url, token) as open:
        open.subscribe("1", command, input=fields)
        made = open.take()["payload"]["data"]["reportCase"]
        open.subscribe("2", command, input=fields | {"commandId": str(uuid4()), "claim": ""})
        open.take()
        [problem] = open.take()["payload"]["data"]["reportCase"]["problems"]
        assert problem["code"] == "TEXT_TOO_SHORT"
    again = api.ask(token, command, input=fields)["reportCase"]
    assert (made["replayed"], again["replayed"]) == (False, True)
    assert made["case"] == again["case"]


def test_a_socket_and_a_stream_end_with_a_revoked_token(api: Api, issuer: Issuer, installation: dict[str, str]) -> None:
    claims = issuer.claims(caller("agency-land"))
    token, other = issuer.sign(claims), issuer.officer("agency-land")
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    with (
        wire(api.url, token) as open,
        wire(api.url, other) as untouched,
        web.stream("POST", api.url + "/graphql", json={"query": FOLLOW}, headers=headers) as stream,
    ):
        open.subscribe("1", FOLLOW)
        lines = stream.iter_lines()
        assert next(lines) == ":"  # it is open
        assert main(["revoke", "--token", claims["jti"]], dict(installation)) == 0
        assert open.closed() == 4401
        assert [line for line in lines if line not in (":", "")] == ["event: complete", "data: "]
        assert time.time() < claims["exp"], "it would have ended by itself"
        untouched.send(type="ping")
        assert untouched.take() == {"type": "pong"}


def test_an_event_stream_ends_with_its_token(api: Api, issuer: Issuer) -> None:
    for seconds in LIFETIMES:
        ends = int(time.time()) + seconds
        short = issuer.sign(issuer.claims(caller("agency-land")) | {"exp": ends})
        headers = {"Authorization": f"Bearer {short}", "Accept": "text/event-stream"}
        with web.stream("POST", api.url + "/graphql", json={"query": FOLLOW}, headers=headers) as stream:
            if stream.status_code == 200:
                assert list(stream.iter_lines())[-3:-1] == ["event: complete", "data: "]
                assert time.time() >= ends
                return
    raise AssertionError("it is never opened")


def test_a_socket_ends_with_its_token(api: Api, issuer: Issuer) -> None:
    for seconds in LIFETIMES:
        ends = int(time.time()) + seconds
        short = issuer.sign(issuer.claims(caller("agency-land")) | {"exp": ends})
        with suppress(ConnectionClosed), wire(api.url, short) as open:
            open.subscribe("1", FOLLOW)
            assert open.closed() == 4401
            assert time.time() >= ends
            return
    raise AssertionError("it is never opened")
