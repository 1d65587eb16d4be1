"""A decision signed in a real browser with its virtual authenticator, from the key to a pack that a stranger checks."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pyotp
import pytest
import uvicorn
from pymongo import AsyncMongoClient
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.support.wait import WebDriverWait

from api import app
from api.pages.inspect.pages import INSPECT
from api.pages.sign.pages import SIGN
from auth.passwords import Passwords
from domain.administration.clients import EnterClient
from domain.administration.province import ConfirmRegulation, EnterRegulation
from domain.administration.signing import ProposeSigning, RequireSigning
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import local_date
from domain.kernel.policy import ACTING, READING, Scope
from domain.kernel.vocabulary import Post
from store.driver.connection import Names, wall_clock
from store.log.sealing.directory import create_directory
from store.process.settings import Settings
from store.store import opened_store
from tests.api.oauth.test_browser import left, listening, typed
from tests.sealer.processes import start
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.browser import tools
from tests.support.chromium import DESKTOP, chromium, spoken
from tests.support.clock import keep_passing_rows
from tests.support.installation import environment, free_port
from tests.support.patience import PATIENCE, until
from tests.support.reader import cookie_of, session
from tests.support.server import running_database
from tests.support.signing_in import PASSWORD, SEED, Program, open_account
from tests.support.template import Template, running_queue
from tests.support.tokens import Issuer
from tests.support.verifiers import run_alone
from tests.support.world import LEAD, SINCE, build, subject
from tests.support.world import caller as officers

pytestmark = pytest.mark.slow
REASONS = "Nội dung phản ánh không có cơ sở, theo tài liệu đã kiểm tra."
CLOSURE = {"ground": "NO_GROUNDS", "reasons": REASONS, "informed": "BY_MESSAGE"}
FAST = "{ const now = Date.now; Date.now = () => now() + 3600000; }"
"""Script by which the computer's clock is an hour fast: the page counts by the register's."""
CLOSE = """mutation($input: CloseCaseInput!) { closeCase(input: $input) { replayed case { state }
  problems { code messageVi ... on SignatureNeeded { page end address } } } }"""
REPORT = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id version } problems { code } } }"
CLIENTS = {
    "client-sign": ("/sign/back", (Scope.FOCAL_MANAGE,)),
    "client-desk": ("/desk/back", ACTING),
    "client-read": ("/inspect/back", READING),
}


@dataclass
class Here:
    """The register at a name, a program at another origin, and what came back to it."""

    url: str
    env: Mapping[str, str]
    issuer: Issuer
    program: Program
    came: list[str]
    folder: Path
    key: str
    clock: "Clock"

    def ask(self, token: str, query: str, **given: Any) -> Any:
        return web.ask(self.url, token, query, **given)

    def case(self) -> tuple[str, int]:
        """A case that was reported, and its version."""
        fields = {**A_REPORT, "commandId": str(uuid4()), "url": f"https://tin.example/{uuid4().hex}"}
        made = self.ask(self.issuer.officer("agency-land"), REPORT, input=fields)["reportCase"]["case"]
        return made["id"], made["version"]

    def cookie(self, pages: Any, agency: str, post: Post) -> dict[str, str]:
        caller = {"client": "client-sign" if pages is SIGN else "client-read"}
        made = session(agency, post, pages=pages, now=self.clock(), issuer=f"{self.url}/oauth", caller=caller)
        return cookie_of(pages, made)


@dataclass
class Clock:
    """The register's clock; it begins a day and an hour ago, for a key counts a day after it was confirmed."""

    behind: timedelta = timedelta(hours=25)

    def __call__(self) -> datetime:
        return wall_clock() - self.behind


async def kept(root: str, env: Mapping[str, str]) -> None:
    """Let the sessions of a day ago stay, which the database would delete by its own clock."""
    async with AsyncMongoClient[dict[str, Any]](root, tz_aware=False) as admin:
        await keep_passing_rows(admin, Names(env["CASEBOOK_MONGO_PREFIX"]))


async def prepare(env: Mapping[str, str], url: str, redirect: str, clock: Clock) -> None:
    """The province, an account for who signs, and the programs."""
    async with opened_store(Settings.from_env(env), lambda: clock() - timedelta(hours=1)) as store:
        await build(store)
        await open_account(store, "user-lead", LEAD, Post.HANDLER, await Passwords().hashed(PASSWORD))
        clients = {id: (url + path, scopes) for id, (path, scopes) in CLIENTS.items()}
        clients["client-program"] = (redirect, (Scope.CASE_READ_ALL, Scope.CASE_CLOSE))
        for id, (address, scopes) in clients.items():
            given = EnterClient(agency=LEAD, name=f"Trang {id}", scopes=scopes, redirects=(address,), shared=True)
            await store.execute(OPERATOR, given, command_id=uuid4(), target=id)


async def ruled(env: Mapping[str, str], page: str) -> None:
    """Two administrators have cases closed by a signature, from in a moment on."""
    async with opened_store(Settings.from_env(env)) as store:
        entered = EnterRegulation(number="14/2021/QĐ-UBND", title="Quy chế", issued_on=SINCE, since=SINCE, source="CB")
        made = await store.execute(officers(LEAD, Post.ADMIN), entered, command_id=uuid4())
        since = store.connection.clock() + timedelta(seconds=2)
        version = made.version
        acts: tuple[tuple[str, Any], ...] = (
            ("agency-ppc", ConfirmRegulation(source="CB", on=local_date(since))),
            (LEAD, ProposeSigning(actions=("closeCase",), since=since, page=page)),
            ("agency-ppc", RequireSigning()),
        )
        for agency, command in acts:
            who = officers(agency, Post.ADMIN)
            done = await store.execute(who, command, command_id=uuid4(), target=made.stream, expected=version)
            version = done.version
        await asyncio.sleep(2.1)


@pytest.fixture
def here(bare: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    clock = Clock()
    monkeypatch.setattr(app, "opened_store", lambda settings: opened_store(settings, clock))
    port, issuer = free_port(), Issuer()
    url, home = f"http://localhost:{port}", create_directory(tmp_path / "sealer", "casebook.test/log", wall_clock())

    with (
        listening() as (redirect, came),
        running_database(tmp_path / "data", bare, sync=False) as database,
        running_queue(tmp_path / "queue") as queue,
    ):
        env = {
            **environment(tmp_path, bare.uri(database, "api"), queue.url, issuer),
            "CASEBOOK_SIGN_IN_URL": f"{url}/oauth",
            "CASEBOOK_SIGN_CLIENT": "client-sign",
            "CASEBOOK_DESK_CLIENT": "client-desk",
            "CASEBOOK_INSPECT_CLIENT": "client-read",
            "CASEBOOK_LOG_KEY_FILE": str(home.path / "vkey"),
        }
        asyncio.run(kept(bare.uri(database, "root"), env))
        asyncio.run(prepare(env, url, redirect, clock))
        config = uvicorn.Config(app.create(Settings.from_env(env)), port=port, log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        serving = threading.Thread(target=server.run, daemon=True)
        serving.start()
        until(lambda: server.started, "the API does not serve")
        apart = {"CASEBOOK_MONGO_URI": bare.uri(database, "sealer"), "CASEBOOK_SEALER_HOME": str(home.path)}
        sealer = start({**env, **apart}, tmp_path / "sealer.log")
        key = (home.path / "vkey").read_text().strip()
        yield Here(url, env, issuer, Program(url, "client-program", redirect), came, tmp_path, key, clock)
        sealer.terminate()
        server.should_exit = True
        serving.join(PATIENCE)


def authenticator() -> VirtualAuthenticatorOptions:
    """A USB key with a PIN, on which the browser finds the key by itself."""
    options = VirtualAuthenticatorOptions()
    options.protocol = "ctap2"
    options.has_resident_key = options.has_user_verification = options.is_user_verified = True
    return options


def seen(browser: Chrome, css: str, wanted: Callable[[Any], bool] = lambda found: bool(found.is_displayed())) -> Any:
    """An element, once it is as wanted."""
    WebDriverWait(browser, PATIENCE).until(lambda _: wanted(browser.find_element(By.CSS_SELECTOR, css)))
    return browser.find_element(By.CSS_SELECTOR, css)


def press(browser: Chrome, css: str) -> None:
    """Press a button with the keyboard, and wait for the page that it leads to."""
    left(browser, lambda: browser.find_element(By.CSS_SELECTOR, css).send_keys(Keys.ENTER))


def signed(browser: Chrome) -> None:
    """Read the words on the page for signing, then sign with the keyboard alone."""
    seen(browser, "#words")
    assert REASONS in browser.find_element(By.ID, "words").text
    assert browser.find_element(By.ID, "act").text == "Kết thúc vụ việc"
    seen(browser, "#go", lambda button: bool(button.is_enabled()))
    readable(browser)
    press(browser, "#go")


def readable(browser: Chrome) -> None:
    """axe-core objects to nothing, a small screen holds it, and a screen reader says the words before the button."""
    if folder := tools():
        browser.execute_script((folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        run = "const done = arguments[0]; axe.run().then((said) => done(said.violations.map((one) => one.id)));"
        assert browser.execute_async_script(run) == []
    small = {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", small)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= small["width"]
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    told = list(spoken(browser))
    order = (("heading", "Kết thúc vụ việc"), ("StaticText", REASONS), ("button", "Ký bằng khóa"))
    places = [told.index(line) for line in order]
    assert places == sorted(places), "the words come before the button"


def test_a_decision_is_signed_and_a_stranger_sees_it(here: Here) -> None:
    with chromium(here.folder / "profile", DESKTOP, scripts=True) as browser:
        browser.add_virtual_authenticator(authenticator())
        words = entered(browser, here)
        confirmed(browser, here, words)
        here.clock.behind = timedelta()
        browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": FAST})
        asyncio.run(ruled(here.env, here.url))
        case, version = here.case()
        token = granted(browser, here)
        sent = {"commandId": str(uuid4()), "caseId": case, "expectedVersion": version, **CLOSURE}
        [problem] = here.ask(token, CLOSE, input=sent)["closeCase"]["problems"]
        back = urlencode({"redirect_uri": here.program.redirect, "state": "một", "lang": "vi"})
        browser.get(f"{problem['address']}?{back}")
        press(browser, "main a.button")
        press(browser, "button[value=allow]")
        browser.save_screenshot(str(here.folder / "3-sign.png"))
        signed(browser)
        press(browser, "main a.button")
        came = dict(parse_qsl(urlsplit(here.came[-1] if "result" in here.came[-1] else here.came[-2]).query))
        assert (came["result"], came["state"], came["iss"]) == ("done", "một", f"{here.url}/oauth")
        again = here.ask(token, CLOSE, input=sent)["closeCase"]
        assert (again["problems"], again["replayed"], again["case"]["state"]) == ([], True, "CLOSED")
        at_the_desk(browser, here)
        inspected(browser, here, case)
    proved(here, case)


def entered(browser: Chrome, here: Here) -> str:
    """An officer signs in and makes a key; the words on this device."""
    browser.get(f"{here.url}/sign/?lang=vi")
    press(browser, "main a.button")
    known(browser, here)
    press(browser, "button[value=allow]")
    browser.find_element(By.ID, "label").send_keys("khóa USB đen")
    left(browser, lambda: browser.find_element(By.ID, "label").send_keys(Keys.ENTER))
    said = seen(browser, "[data-waits]", lambda found: len(found.text.split()) == 8).text
    browser.save_screenshot(str(here.folder / "1-words.png"))
    return str(said)


def known(browser: Chrome, here: Here) -> None:
    """Sign in by the register's clock."""
    typed(browser, name=subject(LEAD, Post.HANDLER), password=PASSWORD)
    typed(browser, code=pyotp.TOTP(SEED).at(here.clock().timestamp()))


def confirmed(browser: Chrome, here: Here, words: str) -> None:
    """A second person types the words at another device: other ones first."""
    cookie = here.cookie(SIGN, LEAD, Post.ADMIN)
    with web.Client(base_url=here.url, cookies=cookie, follow_redirects=True) as other:
        for given, good in ((f"{words} ba", False), (words, True)):
            form = fields_of(other.get("/sign/").text)
            answer = other.post("/sign/keys/confirmSigningKey", data={**form, "words": given})
            assert ("Đã xác nhận khóa" in answer.text) is good, answer.text
    browser.refresh()
    assert "Có hiệu lực từ" in browser.find_element(By.TAG_NAME, "main").text
    browser.save_screenshot(str(here.folder / "2-keys.png"))


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the form by which a key is confirmed."""
    form = page.partition('action="/sign/keys/confirmSigningKey"')[2].partition("</form>")[0]
    parts = (part.split('"') for part in form.split("<input type=hidden ")[0].split('<input type="hidden" ')[1:])
    return {part[1]: part[3] for part in parts}


def granted(browser: Chrome, here: Here) -> str:
    """The program at another origin gets a token of the person who is signed in."""
    place, verifier = here.program.request(scope="case:close case:read:all")
    browser.get(here.url + place)
    known(browser, here)
    press(browser, "button[value=allow]")
    code = next(dict(parse_qsl(urlsplit(path).query))["code"] for path in here.came if "code=" in path)
    return str(here.program.exchange(code, verifier).json()["access_token"])


def at_the_desk(browser: Chrome, here: Here) -> None:
    """The officer closes another case at the desk, signs, and is back at the case."""
    case, _ = here.case()
    browser.get(f"{here.url}/desk/matters/{case}/closeCase?lang=vi")
    press(browser, "main a.button")
    press(browser, "button[value=allow]")
    browser.find_element(By.NAME, "purpose").click()
    press(browser, "main form button")
    for name, value in (("ground", "NO_GROUNDS"), ("informed", "BY_MESSAGE")):
        browser.find_element(By.CSS_SELECTOR, f"[name={name}][value={value}], [name={name}] [value={value}]").click()
    browser.find_element(By.NAME, "reasons").send_keys(REASONS)
    for sure in browser.find_elements(By.ID, "sure"):
        sure.click()
    press(browser, "#send")
    signed(browser)
    press(browser, "main a.button")
    assert urlsplit(browser.current_url).path == f"/desk/matters/{case}"
    assert "Đã ghi" in browser.find_element(By.TAG_NAME, "main").text


def inspected(browser: Chrome, here: Here, case: str) -> None:
    """An inspector sees in the case's life that it was signed."""
    for name, value in here.cookie(INSPECT, "agency-inspection", Post.INSPECTOR).items():
        browser.add_cookie({"name": name, "value": value})
    browser.get(f"{here.url}/inspect/cases/{case}?lang=vi")
    assert "Người thực hiện đã ký bằng khóa riêng" in browser.find_element(By.TAG_NAME, "main").text
    browser.save_screenshot(str(here.folder / "4-inspected.png"))


def proved(here: Here, case: str) -> None:
    """A stranger checks the pack without the register."""
    token = here.issuer.officer("agency-inspection", Post.INSPECTOR)
    sent = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "INSPECTION"}

    def pack() -> bytes:
        return web.get(f"{here.url}/cases/{case}/record", headers=sent).content

    def sealed() -> bool:
        lines = [json.loads(line) for line in pack().splitlines()]
        return all("place" in line for line in lines if line["kind"] == "version")

    until(sealed, "the case is sealed")
    lines = [json.loads(line) for line in pack().splitlines()]
    assert [line["assertion"]["command"] for line in lines if line.get("assertion")]
    (here.folder / "pack.jsonl").write_bytes(pack())
    promised = web.get(f"{here.url}/log/promise-key").text.strip()
    keys = ["--key", here.key, "--promise-key", promised, "--stream", case, "--need", "nothing-withheld"]
    done = run_alone(here.folder, "pack.jsonl", *keys, "--at-least", "1")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "signed with a key of their own, and that are what was signed: 1" in done.stdout
