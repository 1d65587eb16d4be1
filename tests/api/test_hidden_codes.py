"""What a filing leaves outside of the record: no log line and nothing in Redis holds its id, its secret or its code."""

import logging
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import redis

from tests.api.at_the_door import ask
from tests.support.in_process import InProcess
from tests.support.public import code_in
from tests.support.web import hidden_in

pytestmark = pytest.mark.usefixtures("forgiven")

PROTECTION = {
    "harm": "PRIVATE_DATA",
    "asker": "GUARDIAN",
    "claim": "Trang đăng ảnh thẻ học sinh và địa chỉ nhà của con tôi.",
    "free_of_secrets": "yes",
    "medium": "WEBSITE",
    "url": "https://tin.example/the-hoc-sinh-2",
}
FILE = "mutation($input: RequestProtectionInput!) { requestProtection(input: $input) { code problems { code } } }"
MATTER = "query($code: String!) { matter(code: $code) { report { number protection { canWithdraw } } } }"


def by_page(api: InProcess) -> set[str]:
    """Filed, sent again, read, a file of no use sent, and taken back: what has to stay hidden."""
    form = hidden_in(api.send("GET", "/report/protection").text)
    made, again = (api.send("POST", "/report/protection", data={**form, **PROTECTION}) for _ in range(2))
    code = code_in(made)
    assert code_in(again) == code, "whoever has the form has its secret"
    other = {**form, **PROTECTION, "code_secret": uuid4().hex}
    shown = unescape(api.send("POST", "/report/protection", data=other).text)
    assert (code in shown, "không hiện lại" in shown) == (False, True)
    assert api.send("POST", "/report/matter", data={"code": code}).status_code == 200
    typed = {"code": code, "command_id": str(uuid4()), "text": "Lời."}
    api.send("POST", "/report/write", data=typed, files={"file": ("a.png", b"x", "image/png")})
    taken_back = api.send("POST", "/report/unprotect", data=typed)
    assert (taken_back.status_code, "Đã rút yêu cầu bảo vệ." in unescape(taken_back.text)) == (200, True)
    assert ask(api, MATTER, code=code)["matter"]["report"]["protection"] == {"canWithdraw": False}
    return {form["command_id"], form["code_secret"], code, code.replace("-", "")}


def by_program(api: InProcess) -> set[str]:
    given: dict[str, Any] = {"commandId": str(uuid4()), "codeSecret": uuid4().hex, "freeOfSecrets": True}
    given |= {name: PROTECTION[name] for name in ("harm", "asker", "claim", "url")}
    body = {"query": FILE, "variables": {"input": given}}
    answer = api.send("POST", "/report/graphql", json=body).json()
    code = answer["data"]["requestProtection"]["code"]
    api.send("POST", "/report/graphql", json={"query": MATTER, "variables": {"code": code}})
    api.send("GET", "/report/graphql", params={"query": MATTER, "variables": f'{{"code": "{code}"}}'})
    broken = {"query": FILE + " {", "variables": {"input": given}}
    api.send("POST", "/report/graphql", json=broken)
    return {given["commandId"], given["codeSecret"], code, code.replace("-", "")}


def in_redis(installation: dict[str, str]) -> str:
    client: Any = redis.Redis.from_url(installation["CASEBOOK_REDIS_URL"])
    keys = client.keys("*")
    values = [client.dump(key) or b"" for key in keys]
    client.close()
    return "\n".join(repr(each) for each in [*keys, *values])


@pytest.mark.parametrize("way", [by_page, by_program])
def test_nothing_beside_the_record_holds_it(
    api: InProcess, installation: dict[str, str], caplog: pytest.LogCaptureFixture, way: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        hidden = way(api)
    # The client of this test logs its own address. The driver logs what it asks, as the database's server may.
    lines = [line for line in caplog.text.splitlines() if " httpx:" not in line]
    assert any('"commandName": "find"' in line for line in lines)
    assert len(hidden) == 4
    assert [secret for secret in hidden if any(secret in line for line in lines)] == []
    assert [secret for secret in hidden if secret in in_redis(installation)] == []
