"""The page of the first day, command by command: from an empty folder and empty servers to a case that was reported."""

import asyncio
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from pymongo import AsyncMongoClient

from scripts.embedded import database
from scripts.embedded.queue import Queue
from tests.docs.pages import ROOT
from tests.support import web
from tests.support.installation import START_SECONDS, free_port
from tests.support.shell import Shell, blocks, in_place_of
from tests.support.signing_in import Browser, Program, let_the_second_pass

pytestmark = pytest.mark.slow
PAGE = ROOT / "docs/operate/first-day.md"
BACK = "https://work.example.org/back"
PASSWORD = "một mật khẩu đủ dài 7"
SCOPES = "case:report case:read:own registry:read query:adhoc"
REPORT = """mutation($input: ReportCaseInput!) {
  reportCase(input: $input) { case { code state } problems { code messageEn } } }"""
CASE = {
    "commandId": "5b0c1f7e-8f4e-4d0e-9a53-6d2b6d3f1a24",
    "claim": "Tin đồn rằng trạm y tế xã ngừng tiêm chủng.",
    "channel": "EMAIL",
    "detectedAt": "2026-01-05T08:00:00+07:00",
    "freeOfSecrets": True,
    "medium": "WEBSITE",
    "url": "https://tin.example/tiem-chung",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A database with an administrator and nothing else; its address, as the administrator."""

    async def appoint(uri: str) -> None:
        async with AsyncMongoClient[dict[str, Any]](uri) as client:
            await client.admin.command("createUser", "root", pwd="first", roles=["root"])

    open_one = database.launch(tmp_path / "server")
    try:
        asyncio.run(appoint(open_one.uri()))
    finally:
        open_one.halt()
    closed = database.launch(tmp_path / "server", auth=True)
    try:
        yield closed.uri("root", "first")
    finally:
        closed.kill()


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    made = Shell(tmp_path / "operator")
    try:
        yield made
    finally:
        made.end()


def wait_ready(base: str, shell: Shell) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if web.get(f"{base}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the API did not get ready")


def wait_well(shell: Shell, doctor: str) -> None:
    """Until the page's own command finds nothing: each process has then been seen at work."""
    deadline = time.monotonic() + START_SECONDS
    while "doctor: 0 faults" not in (said := shell.run(f"{doctor.strip()} || true")):
        assert time.monotonic() < deadline, said


def enrol(base: str, account: str, sheets: Path) -> str:
    """Set a password with two codes, as the person does in a browser; the secret for one-time codes."""
    codes = [dict(line.split(" ") for line in (sheets / sheet).read_text().splitlines()) for sheet in SHEETS]
    browser = Browser(base)
    browser.open("/oauth/enrol")
    given = {"first": codes[0][account], "second": codes[1][account]}
    shown = browser.send(name=account, password=PASSWORD, again=PASSWORD, **given)
    found = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", shown.text)
    assert found, shown.text
    seed = found[1].replace(" ", "")
    assert browser.send(code=pyotp.TOTP(seed).now()).status_code == 200
    browser.http.close()
    let_the_second_pass()
    return seed


SHEETS = ("first", "second")


def token(base: str, account: str, seed: str) -> str:
    """A token, for a person who signs in with a password and the next one-time code."""
    browser, program = Browser(base), Program(base, client="client-first-day", redirect=BACK)
    place, verifier = program.request(scope=SCOPES)
    browser.open(place)
    browser.send(name=account, password=PASSWORD)
    browser.send(code=pyotp.TOTP(seed).at(int(time.time()) + 30))
    code = program.returned(browser.send(decision="allow"))["code"]
    browser.http.close()
    made: str = program.exchange(code, verifier).json()["access_token"]
    return made


def ask(base: str, bearer: str, query: str, **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {bearer}"}
    answer = web.post(f"{base}/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=30)
    body = answer.json()
    assert "errors" not in body, body
    return body["data"]


def test_the_page_leads_to_a_reported_case(server: str, own_redis: Queue, shell: Shell, tmp_path: Path) -> None:
    home, port = tmp_path / "etc" / "casebook", free_port()
    base = f"http://127.0.0.1:{port}"
    own, answers, init, start, doctor, officer = blocks(PAGE)
    values = {
        "CASEBOOK_HOME": str(home),
        "CASEBOOK_ADMIN_URI": server,
        "ADDRESS": base,
        "PORT": str(port),
        "DATABASE": f"mongodb://{server.partition('@')[2].partition('/')[0]}/",
        "QUEUE": own_redis.url,
    }
    shell.run(in_place_of(own, values))
    shell.run(answers)
    said = shell.run(init)
    assert "doctor: 0 faults" in said, said
    assert closed_to_others(home)
    again = shell.run(init)
    assert "registry: 0 new rows" in again
    assert "accounts: 0 opened" in again

    shell.run(start)
    wait_ready(base, shell)
    wait_well(shell, doctor)

    assert ask(base, token(base, "an.nguyen", enrol(base, "an.nguyen", home / "codes")), "{ me { agency { id } } }")
    shell.run(officer)
    nurse = token(base, "chi.trieu", enrol(base, "chi.trieu", home / "codes"))
    payload = ask(base, nurse, REPORT, input=CASE)["reportCase"]
    assert payload["problems"] == []
    assert payload["case"]["code"].endswith("-000001")


def closed_to_others(home: Path) -> bool:
    """Whether nobody else may read a file or enter a folder."""
    return not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (home, *home.rglob("*")))
