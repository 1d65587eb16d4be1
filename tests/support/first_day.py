"""Steps of the pages for operators: a person enrols, signs in and reports a case."""

import json
import re
import time
from pathlib import Path

import pyotp

from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.patience import until
from tests.support.shell import Shell
from tests.support.signing_in import Browser, Program, let_the_second_pass

BACK = "https://work.example.org/back"
PASSWORD = "một mật khẩu đủ dài 7"
SCOPES = "case:report case:read:own registry:read query:adhoc"
REPORT = """mutation($input: ReportCaseInput!) {
  reportCase(input: $input) { case { code state } problems { code messageEn } } }"""
CASE = {**A_REPORT, "commandId": "5b0c1f7e-8f4e-4d0e-9a53-6d2b6d3f1a24", "detectedAt": "2026-01-05T08:00:00+07:00"}
SHEETS = ("first", "second")
TABLES = """\

[sign_in]
program = "Trang làm việc"
redirect = "{back}"

[lead]
agency = "{agency}"
since = {since}
source = "{source}"

[[administrator]]
account = "an.nguyen"
appointment = "Quyết định số 2"
since = 2025-03-01

[[administrator]]
account = "binh.hoang"
appointment = "Quyết định số 3"
since = 2025-03-01
"""
STEP_SECONDS = 30
USED: dict[str, int] = {}
"""Time step of the last code that each secret gave."""


def answers(agency: str, since: str, source: str, **named: str | int) -> str:
    """Return the file of answers for `casebook init`: of the lead agency, and by name."""
    told = "".join(f"{name} = {json.dumps(value)}\n" for name, value in named.items())
    return told + TABLES.format(back=BACK, agency=agency, since=since, source=source)


def wait_ready(base: str) -> None:
    until(lambda: web.serves(f"{base}/readyz"), "the API did not get ready")


def wait_well(shell: Shell, doctor: str) -> None:
    """Wait until the page's own command finds nothing: each process then has given a sign of life."""
    until(lambda: shell.run(f"{doctor.strip()} || true"), wanted=lambda said: "doctor: 0 faults" in said)


def enrol(base: str, account: str, sheets: Path) -> str:
    """Set a password with two codes, as a person does in a browser. Return the secret for one-time codes."""
    codes = [dict(line.split(" ") for line in (sheets / sheet).read_text().splitlines()) for sheet in SHEETS]
    browser = Browser(base)
    browser.open("/oauth/enrol")
    given = {"first": codes[0][account], "second": codes[1][account]}
    shown = browser.send(name=account, password=PASSWORD, again=PASSWORD, **given)
    found = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", shown.text)
    assert found, shown.text
    seed = found[1].replace(" ", "")
    assert browser.send(code=next_code(seed)).status_code == 200
    browser.http.close()
    let_the_second_pass()
    return seed


def next_code(seed: str) -> str:
    """Return an unused one-time code, for this time step or the next, which the register accepts as well."""
    step = max(_step(), USED.get(seed, 0) + 1)
    while step > _step() + 1:  # the clock of the register is that of this machine
        time.sleep(0.1)
    USED[seed] = step
    return pyotp.TOTP(seed).at(step * STEP_SECONDS)


def _step() -> int:
    return int(time.time()) // STEP_SECONDS


def token(base: str, account: str, seed: str, scope: str = SCOPES) -> str:
    """Return a token for a person who signs in with a password and the next one-time code."""
    browser, program = Browser(base), Program(base, client="client-first-day", redirect=BACK)
    place, verifier = program.request(scope=scope)
    browser.open(place)
    browser.send(name=account, password=PASSWORD)
    browser.send(code=next_code(seed))
    code = program.returned(browser.send(decision="allow"))["code"]
    browser.http.close()
    return str(program.exchange(code, verifier).json()["access_token"])
