"""What comes broken is refused in a sentence; none of it is an error of ours."""

import json
import logging
import socket
from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest

from api.app import create
from api.graphql.parameters import read_json
from store.process.settings import Settings
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.loop import Sent
from tests.support.patience import PATIENCE
from tests.support.tokens import Issuer

HALF = "\ud800"
"""Half a pair of surrogates: JSON can hold it, UTF-8 cannot."""
FILING = "mutation($input: ReportContentInput!) { reportContent(input: $input) { code } }"
REPORTING = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { replayed } }"
HALVES = (
    {"query": FILING, "variables": {"input": {"concern": HALF}}},
    {"query": FILING, "variables": {"input": {HALF: 1}}},
    {"query": REPORTING, "variables": {"input": {"channel": HALF}}},
    {"query": f"{{ __typename }} # {HALF}"},
    {"query": "{ __typename }", "operationName": HALF},
)


@pytest.mark.parametrize("body", HALVES, ids=range(len(HALVES)))
@pytest.mark.parametrize("path", ["/graphql", "/report/graphql"])
def test_half_a_pair_of_surrogates_is_no_request(api: Api, issuer: Issuer, path: str, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}", "Content-Type": "application/json"}
    answer = web.post(api.url + path, content=json.dumps(body), headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/report/content", "application/x-www-form-urlencoded"),
        ("/report/matter", "application/x-www-form-urlencoded"),
        ("/report/graphql", "application/json"),
        ("/graphql", "application/json"),
        ("/evidence", "image/png"),
    ],
)
async def test_a_body_that_breaks_off_is_no_error(
    installation: dict[str, str], issuer: Issuer, path: str, media: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent = list[MutableMapping[str, Any]]()

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    token = {"authorization": f"Bearer {issuer.officer('agency-lead')}"}
    headers = {"content-type": media, "content-length": "999", **token}
    scope = Sent(method="POST", path=path, headers=headers).scope()
    app = create(Settings.from_env(installation))
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    assert next(message["status"] for message in sent if "status" in message) < 500
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        *(({"Origin": origin}, 403) for origin in ("https://other.example", "null", "http://[")),
        *(({"Sec-Fetch-Site": site}, 403) for site in ("cross-site", "same-site")),
        *((headers, 422) for headers in ({"Origin": "HERE"}, {"Sec-Fetch-Site": "same-origin"}, {})),
    ],
)
def test_a_form_of_another_site_is_refused(api: Api, headers: dict[str, str], status: int) -> None:
    here = f"http://{httpx.URL(api.url).netloc.decode()}"
    sent = {name: value.replace("HERE", here) for name, value in headers.items()}
    assert web.post(f"{api.url}/report/content", data={"claim": "x"}, headers=sent).status_code == status


@pytest.mark.parametrize(
    "text",
    [
        *('{"a":1,"a":2}', "-0", "-0.0", "1E5", "1e400", "NaN", "[[[]]]", f"{'[' * 200}{']' * 200}"),
        *("9" * 19, "9" * 20, f"-{'9' * 20}", f"[{'1' * 30}]", f'{{"a":1, "b": {"7" * 21}}}', f'"case-{"0" * 32}"'),
        *("18446744073709551616", "123456789012345678901.5", '"\\ud83d\\ude00"'),
    ],
)
def test_bytes_are_read_as_text_is_whichever_decoder_takes_them(text: str) -> None:
    assert repr(read_json(text.encode())) == repr(read_json(text))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("Content-Length: 2", "404"),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked", "400"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 2", "400"),
        ("Content-Length: 1\r\nContent-Length: 2", "400"),
        ("Content-Length : 2", "400"),
        ("Content-Length: +2", "400"),
        ("Transfer-Encoding: xchunked", "400"),
        ("A: b\nContent-Length: 2", "400"),
    ],
)
def test_a_message_whose_end_others_could_read_otherwise_is_refused(api: Api, fields: str, status: str) -> None:
    """RFC 9112, section 11.2: what one reader takes for a body another one takes for the next request."""
    with socket.create_connection(("127.0.0.1", api.port), PATIENCE) as line:
        line.sendall(f"POST /nowhere HTTP/1.1\r\nHost: a\r\n{fields}\r\nConnection: close\r\n\r\nab".encode())
        assert line.makefile("rb").readline().split()[1].decode() == status


@pytest.mark.parametrize("broken", ["claim=%", "claim=100%25%", "%zz=a"])
def test_a_form_with_a_broken_escape_is_refused(api: Api, broken: str) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": api.url}
    assert web.post(api.url + "/report/content", content=broken, headers=headers).status_code == 415
