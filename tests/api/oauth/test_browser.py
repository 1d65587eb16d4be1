"""The pages in a real browser: without scripts, a person signs in, agrees, and is sent back; with one, by a passkey."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pyotp
import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

from auth.passwords import Passwords
from domain.administration.clients import EnterClient
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import Scope
from store.oauth.credentials import Credentials
from store.process.settings import Settings
from store.store import opened_store
from tests.support.chromium import DESKTOP, PHONE, chromium
from tests.support.installation import Api, free_port
from tests.support.patience import PATIENCE
from tests.support.signing_in import PASSWORD, PEOPLE, SEED, Program
from tests.support.world import LEAD, subject

pytestmark = pytest.mark.slow


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Yield a program's own address, and what comes back to it."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"back")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/ve", came
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def callback() -> Iterator[tuple[str, list[str]]]:
    with listening() as came:
        yield came


async def registered(server: Api, redirect: str) -> Program:
    client = f"client-{uuid4().hex}"
    scopes, redirects = (Scope.CASE_READ_OWN, Scope.CASE_REPORT), (redirect,)
    command = EnterClient(agency=LEAD, name="Trang của Sở", scopes=scopes, redirects=redirects, shared=True)
    async with opened_store(Settings.from_env(server.env)) as store:
        await store.execute(OPERATOR, command, command_id=uuid4(), target=client)
    return Program(server.url, client, redirect)


def typed(browser: Chrome, **fields: str) -> None:
    """Fill the fields in and send the form with the keyboard."""
    for name, value in fields.items():
        browser.find_element(By.ID, name).send_keys(value)
    left(browser, lambda: browser.switch_to.active_element.send_keys(Keys.ENTER))


def left(browser: Chrome, do: Callable[[], None]) -> None:
    """Do something that leads to another page, and wait for it."""
    old = browser.find_element(By.TAG_NAME, "html")
    do()
    # Between two pages the browser may answer with an error of its own inspector: then it is asked again.
    WebDriverWait(browser, PATIENCE, ignored_exceptions=[WebDriverException]).until(staleness_of(old))


def labelled(browser: Chrome) -> list[str]:
    """Fields that are shown and have no label."""
    fields = browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden])")
    labels = {element.get_attribute("for") for element in browser.find_elements(By.TAG_NAME, "label")}
    return [str(field.get_attribute("id")) for field in fields if field.get_attribute("id") not in labels]


def sound(browser: Chrome) -> None:
    """What every page has to have."""
    assert labelled(browser) == []
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "vi"
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert browser.find_elements(By.CSS_SELECTOR, "[lang=en]")
    assert browser.title


@pytest.mark.parametrize(("size", "ahead"), [(DESKTOP, 0), (PHONE, 30)], ids=["desktop", "phone"])
async def test_the_pages_are_walked(
    server: Api, callback: tuple[str, list[str]], tmp_path: Path, size: tuple[int, int], ahead: int
) -> None:
    redirect, came = callback
    program = await registered(server, redirect)
    place, verifier = program.request(scope="case:read:own case:report")
    with chromium(tmp_path / "profile", size) as browser:
        browser.get(server.url + place)
        sound(browser)
        browser.save_screenshot(str(tmp_path / "1-sign-in.png"))
        typed(browser, name=subject(*PEOPLE["browser"]), password="not this one")
        assert browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
        assert browser.switch_to.active_element.get_attribute("id") == "password"
        browser.save_screenshot(str(tmp_path / "2-failed.png"))
        typed(browser, password=PASSWORD)
        sound(browser)
        assert browser.switch_to.active_element.get_attribute("id") == "code"
        browser.save_screenshot(str(tmp_path / "3-code.png"))
        typed(browser, code=pyotp.TOTP(SEED).at(time.time() + ahead))
        sound(browser)
        assert "Trang của Sở" in browser.find_element(By.TAG_NAME, "h1").text
        assert "Xem vụ việc của cơ quan mình" in browser.page_source
        browser.save_screenshot(str(tmp_path / "4-consent.png"))
        width = browser.find_element(By.TAG_NAME, "main").size["width"]
        assert width <= browser.get_window_size()["width"]
        left(browser, browser.find_element(By.CSS_SELECTOR, "button[value=allow]").click)
        assert browser.current_url.startswith(redirect)
        browser.get(f"{server.url}/oauth/enrol")
        sound(browser)
        browser.save_screenshot(str(tmp_path / "5-enrol.png"))
    back = dict(parse_qsl(urlsplit(came[-1] if "code=" in came[-1] else came[-2]).query))
    assert program.exchange(back["code"], verifier).status_code == 200


@pytest.fixture
def named(server: Api, tmp_path: Path) -> Iterator[str]:
    """The same installation at a name, which keys need; where it is."""
    port = free_port()
    place = f"http://localhost:{port}"
    api = Api({**server.env, "CASEBOOK_SIGN_IN_URL": f"{place}/oauth"}, tmp_path / "named.log", port)
    try:
        api.wait_ready()
        yield place
    finally:
        api.kill()


def attach_key(browser: Chrome, *, verifies: bool = True) -> None:
    """Put a USB key into the browser's machine; one that does not verify has no PIN."""
    options = VirtualAuthenticatorOptions()
    options.has_user_verification = options.is_user_verified = verifies
    browser.add_virtual_authenticator(options)


async def test_a_key_is_added_and_signs_in_by_keyboard_alone(server: Api, named: str, tmp_path: Path) -> None:
    name = subject(*PEOPLE["browser"])
    async with opened_store(Settings.from_env(server.env)) as store:  # a code of before may be used up
        await Credentials(store.connection).set("user-browser", await Passwords().hashed(PASSWORD), SEED)
    with chromium(tmp_path / "profile", DESKTOP, scripts=True) as browser:
        attach_key(browser)
        browser.get(f"{named}/oauth/")
        typed(browser, name=name, password=PASSWORD)
        typed(browser, code=pyotp.TOTP(SEED).at(time.time()))
        sound(browser)
        typed(browser, label="USB xanh", holder=PASSWORD)
        assert "Đã thêm khóa." in browser.page_source
        browser.save_screenshot(str(tmp_path / "1-keys.png"))
        left(browser, browser.find_element(By.CSS_SELECTOR, "form[action='/oauth/sign-out'] button").click)
        typed(browser, name=name, password=PASSWORD)
        sound(browser)
        assert browser.find_element(By.TAG_NAME, "h1").text.startswith("Khóa đăng nhập")
        assert browser.switch_to.active_element.tag_name == "button"
        browser.save_screenshot(str(tmp_path / "2-key.png"))
        left(browser, lambda: browser.switch_to.active_element.send_keys(Keys.ENTER))
        assert "Bạn đã đăng nhập" in browser.page_source
        assert "dùng lần cuối" in browser.page_source
        typed(browser, **{"end-1": PASSWORD})
        assert "Khóa đã bị hủy." in browser.page_source
        browser.remove_virtual_authenticator()
        attach_key(browser, verifies=False)
        for field, value in (("label", "Không PIN"), ("holder", PASSWORD)):
            browser.find_element(By.ID, field).send_keys(value)
        browser.find_element(By.ID, "holder").send_keys(Keys.ENTER)
        failed = browser.find_element(By.CSS_SELECTOR, "form[data-passkey] [data-when=failed]")
        WebDriverWait(browser, PATIENCE).until(lambda _: failed.is_displayed())
        assert "USB xanh" not in browser.page_source
