"""Chromium without a window, in which pages are opened and photographed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

T = TypeVar("T")
SECONDS = 30
FLAGS = ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu")


class Browser:
    """One window."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, address: str, width: int, height: int) -> None:
        """Show a page at this size, in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.get(address)

    def find(self, selector: str) -> WebElement:
        """The first element that fits, once it is there."""
        return self._until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector))

    def wait(self, text: str) -> None:
        """Wait until the page says something."""
        self._until(lambda driver: text in driver.find_element(By.TAG_NAME, "body").text)

    def press(self, selector: str) -> None:
        """Press a button or follow a link, once it is there and nothing covers it."""

        def pressed(driver: Chrome) -> bool:
            driver.find_element(By.CSS_SELECTOR, selector).click()
            return True

        self._until(pressed)

    def _until(self, look: Callable[[Chrome], T]) -> T:
        """What is wanted, as soon as it is there; a page may be on its way to another one."""
        return WebDriverWait(self.driver, SECONDS, ignored_exceptions=[WebDriverException]).until(look)

    def fill(self, **fields: str) -> None:
        """Fill in the form on the page and send it."""
        for name, value in fields.items():
            self.find(f"[name={name}]").send_keys(value)
        self.press("form button")

    def take(self, place: Path) -> None:
        """Keep what is seen."""
        self.driver.save_screenshot(str(place))


@contextmanager
def browser(chromium: str) -> Iterator[Browser]:
    """A browser, closed at the end."""
    options = ChromeOptions()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    driver = Chrome(options=options)
    try:
        yield Browser(driver)
    finally:
        driver.quit()
