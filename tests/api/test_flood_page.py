"""The form of the public door in a flood, in Chromium at the width of a telephone: with a script, and without one."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import presence_of_element_located, text_to_be_present_in_element
from selenium.webdriver.support.wait import WebDriverWait

from api.app import create
from api.pages.report import prices
from api.pages.report.page_request import TEXTS
from store.process.settings import Settings
from tests.support import web
from tests.support.chromium import PHONE, chromium
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until
from tests.support.public import forgive

pytestmark = pytest.mark.slow

CLAIM = "Bài viết nói trạm y tế xã đóng cửa, nhưng trạm vẫn mở."
BITS = 12


@pytest.fixture
def flooded(installation: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an installation at which everybody together has filed as much as pages may without a proof."""
    forgive(installation)
    monkeypatch.setattr(prices, "FREE_BY_NETWORK", 0)
    config = uvicorn.Config(
        create(Settings.from_env({**installation, "CASEBOOK_PROOF_BITS": str(BITS)})), port=free_port(), log_config=None
    )
    server = uvicorn.Server(config)
    serving = Thread(target=server.run)
    serving.start()
    url = f"http://127.0.0.1:{config.port}"
    until(lambda: serves(url), url)
    yield url
    server.should_exit = True
    serving.join()
    forgive(installation)


def serves(url: str) -> bool:
    with suppress(httpx.TransportError):
        return web.get(f"{url}/livez").status_code == 200
    return False


def filled_in(browser: Chrome, url: str) -> None:
    browser.get(f"{url}/report/content?lang=vi")
    browser.find_element(By.ID, "claim").send_keys(CLAIM)
    browser.find_element(By.ID, "place").send_keys("Tờ rơi ở chợ")
    browser.find_element(By.ID, "free_of_secrets").click()
    send(browser)


def send(browser: Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()


def there(browser: Chrome, place: str) -> WebElement:
    """What is there once the next page is."""
    try:
        return WebDriverWait(browser, PATIENCE).until(presence_of_element_located((By.CSS_SELECTOR, place)))
    except TimeoutException:
        raise AssertionError(browser.find_element(By.TAG_NAME, "body").text) from None


def pictured(browser: Chrome, folder: Path, name: str) -> str:
    """A picture of the page for who looks at it, and its words."""
    browser.save_screenshot(str(folder / f"{name}.png"))
    return browser.find_element(By.TAG_NAME, "body").text


def test_a_script_finds_the_proof_and_the_form_goes_through(flooded: str, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile", PHONE, scripts=True) as browser:
        filled_in(browser, flooded)
        there(browser, "form[data-puzzle]")
        assert browser.find_element(By.ID, "claim").get_attribute("value") == CLAIM
        pictured(browser, tmp_path, "working")
        solved = text_to_be_present_in_element((By.CSS_SELECTOR, "form [role=status]"), TEXTS["vi"]["wait"]["done"])
        WebDriverWait(browser, PATIENCE).until(solved)
        pictured(browser, tmp_path, "solved")
        send(browser)
        assert there(browser, "dd.code").text


def test_without_a_script_nothing_is_lost_and_the_page_says_when_to_come_again(
    flooded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chromium(tmp_path / "profile", PHONE) as browser:
        filled_in(browser, flooded)
        there(browser, "form[data-puzzle]")
        shown = pictured(browser, tmp_path, "without")
        assert "phút" in shown
        assert browser.find_element(By.ID, "claim").get_attribute("value") == CLAIM
        button = browser.find_element(By.CSS_SELECTOR, "button[type=submit]")
        assert button.is_enabled(), "it can be sent again after the wait"
        monkeypatch.setattr(prices, "FREE_BY_NETWORK", 100)
        send(browser)
        assert there(browser, "dd.code").text
