"""A real browser, if the machine has one: Chromium and its driver, without a user profile."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.support.browser import FLAGS as OF_ALL

FLAGS = ("--headless=new", *OF_ALL, "--disable-dev-shm-usage")
PHONE, DESKTOP = (360, 800), (1280, 900)


@contextmanager
def chromium(
    folder: Path, size: tuple[int, int] = DESKTOP, *, scripts: bool = False, language: str = "en"
) -> Iterator[Chrome]:
    """Yield the browser in a window of this size. Scripts are off unless a test needs them to inspect pages."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None:
        pytest.skip("no Chromium: install chromium")
    if driver is None:
        pytest.fail("Chromium is here without its driver: install chromium-driver", pytrace=False)
    options = ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}"):
        options.add_argument(flag)
    without = {} if scripts else {"profile.managed_default_content_settings.javascript": 2}
    options.add_experimental_option("prefs", {"intl.accept_languages": language, **without})
    made = Chrome(options=options, service=Service(driver))
    try:
        made.set_window_size(*size)
        yield made
    finally:
        made.quit()


def spoken(browser: Chrome) -> Iterator[tuple[str, str]]:
    """Yield role and name of each element in the accessibility tree, in order."""
    nodes = {node["nodeId"]: node for node in browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]}

    def below(id: str) -> Iterator[tuple[str, str]]:
        node = nodes[id]
        if not node.get("ignored"):
            yield node["role"]["value"], node.get("name", {}).get("value", "")
        for child in node.get("childIds", ()):
            yield from below(child) if child in nodes else ()

    yield from below(next(iter(nodes)))
