"""The people at the desk in Chromium: they click what a page shows, and fill in what its form asks for.

No address is typed but that of the first page. `clicks` counts what is pressed, chosen or typed into; `pages` those
that were opened.
"""

import os
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from domain.kernel.vocabulary import Kind
from schema.mutations import shown_action
from tests.journeys.at_the_desk import AtTheDesk
from tests.support.browser import PICTURES
from tests.support.chromium import DESKTOP, PHONE, chromium
from tests.support.installation import Api
from tests.support.patience import until
from tests.support.tokens import Issuer
from tests.support.web_form import written

SCREENS = {"phone": PHONE, "desktop": DESKTOP}
TABS_MOST = 500
"""Presses of a key by which everything on a page can be reached."""


@contextmanager
def screen(name: str, folder: Path) -> Iterator[Chrome]:
    """A browser in Vietnamese with a screen of that name; a telephone runs no scripts."""
    with chromium(folder / "browser", SCREENS[name], scripts=name == "desktop", language="vi") as browser:
        yield browser


Act = tuple[str, str, frozenset[str]]
"""Person, action and names of the fields that are filled in."""


class ByClicks(AtTheDesk):
    """People with a mouse or a finger.

    An act that is in `clicked` was done with this browser before: its form is sent without the browser. Clicks are
    counted where pictures are taken, so there each act is clicked.
    """

    def __init__(
        self, api: Api, issuer: Issuer, browser: Chrome, screen: str, life: str, clicked: set[Act] | None = None
    ) -> None:
        super().__init__(api, issuer)
        self.browser, self.screen, self.pages = browser, screen, 0
        self._clicked = set[Act]() if clicked is None or PICTURES in os.environ else clicked
        self._name = f"{life}-{screen}"
        self._pictures, self._began = 0, time.monotonic()

    def _sent(
        self, who: str, name: str, kind: Kind, id: str | None, fields: dict[str, Any]
    ) -> tuple[str | None, str | None]:
        act = who, name, frozenset(fields)
        if act in self._clicked:
            return super()._sent(who, name, kind, id, fields)
        name = shown_action(name)
        self.arrives(who)
        self._finds(name, id) if id else self._begins(name)
        for field, value in fields.items():
            self._fills(field, value if isinstance(value, list) else [value])
        if sure := self.browser.find_elements(By.ID, "sure"):
            self._ticks(sure[0])
        self.looks(f"{name}-filled")
        self.follow(self.browser.find_element(By.ID, "send"))
        wrong = [one.text for one in self.browser.find_elements(By.CSS_SELECTOR, ".summary, .error")]
        assert not wrong, (who, name, wrong)
        code = [one.text for one in self.browser.find_elements(By.CSS_SELECTOR, ".drawn code")]
        if code:
            self.follow(self.browser.find_element(By.CSS_SELECTOR, "main a.button"))
        made = self.browser.current_url.partition("/desk/matters/")[2].partition("?")[0]
        assert made, (who, name, self.browser.current_url, self.words())
        self._clicked.add(act)
        return self._state(who, kind, made), code[0] if code else None

    def follows(self, code: str) -> str:
        self._opens("/report/?lang=vi")
        self.follow(self._links("/report/matter")[0])
        self._fills("code", [code])
        self._sends()
        return self.words()

    def complains(self, address: str, **typed: str) -> None:
        self._opens("/report/?lang=vi")
        self.follow(self._links("/report/decision")[0])
        self._fills("url", [address])
        self._sends()
        self.follow(self._links("/report/complaint")[0])
        for name, text in typed.items():
            self._fills(name, [text])
        self._sends()
        self._one("dd.code")

    def _sends(self) -> None:
        self.follow(self._one("main form button[type=submit]"))

    def takes_over(self, before: AtTheDesk) -> None:
        super().takes_over(before)
        if isinstance(before, ByClicks):
            self.pages, self._began = before.pages, before._began

    def arrives(self, who: str) -> None:
        """Somebody sits down, signed in, at the first page."""
        self.browser.get(f"{self.api.url}/livez")
        self.browser.delete_all_cookies()
        for name, value in self.cookies(who).items():
            self.browser.add_cookie({"name": name, "value": value, "path": "/"})
        self._opens("/desk/")

    def _opens(self, path: str) -> None:
        self.browser.get(f"{self.api.url}{path}")
        self._came()

    def ends(self) -> None:
        """Say what the journey took, where somebody looks at pictures."""
        if PICTURES in os.environ:
            with (Path(os.environ[PICTURES]) / "counts.txt").open("a") as counts:
                took = round(time.monotonic() - self._began)
                counts.write(
                    f"{self._name}: {self.mutations} acts, {self.clicks} clicks, {self.pages} pages, {took} s\n"
                )

    def words(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "main").text

    def _begins(self, name: str) -> None:
        self.follow(self._links("/desk/begin")[0])
        [link, *_] = self._links(f"/desk/begin/{name}")
        self.follow(link)

    def _finds(self, name: str, id: str) -> None:
        """From the first page to the form: by its line, else by the page of the object."""
        if lines := self._links(f"/desk/matters/{id}/{name}"):
            self.follow(lines[0])
            return
        if not (to := self._links(f"/desk/matters/{id}")):
            self._searches(id)
        else:
            self.follow(to[0])
        acts = self._links(f"/desk/matters/{id}/{name}")
        assert acts, (name, id, self.words())
        self.follow(acts[0])

    def _searches(self, id: str) -> None:
        """What no line is about is found in the list of cases or among what the press asked."""
        for place in ("/desk/cases", "/desk/press", "/desk/reports"):
            if found := self._links(place):
                self.follow(found[0])
                if to := self._links(f"/desk/matters/{id}"):
                    self.follow(to[0])
                    return
        raise AssertionError(f"no way to {id}: {self.words()}")

    def _links(self, path: str) -> list[WebElement]:
        """The links of a page that lead to an address, those that can be seen first."""
        found = self.browser.find_elements(By.CSS_SELECTOR, f'a[href="{path}"], a[href^="{path}?"]')
        return sorted(found, key=lambda one: not one.is_displayed())

    def _fills(self, name: str, values: list[Any]) -> None:
        said = [written(value) for value in values]
        field = self._one(f'[name="{name}"]')
        match field.tag_name, field.get_dom_attribute("type"):
            case "select", _:
                self.chooses(field, said[0])
            case "input", "radio" | "checkbox":
                for value in said:
                    self._ticks(self._one(f'[name="{name}"][value="{value}"]'))
            case _:
                if field.get_property("value") != "\n".join(said):
                    self.types(field, "\n".join(said))
        until(lambda: not self.browser.find_elements(By.CSS_SELECTOR, "[aria-busy]"), "choices do not come")

    def _one(self, selector: str) -> WebElement:
        found = self.browser.find_elements(By.CSS_SELECTOR, selector)
        assert found, (selector, self.browser.current_url, self.words())
        return found[0]

    def _ticks(self, box: WebElement) -> None:
        if not box.is_selected():
            self.clicks += 1
            self.click(box)

    def follow(self, element: WebElement) -> None:
        """Press what leads to another page, until that is there; open first what it lies folded in."""
        if not element.is_displayed():
            for around in element.find_elements(By.XPATH, "ancestor::details[not(@open)]"):
                self.clicks += 1
                self.click(around.find_element(By.TAG_NAME, "summary"))
        self.clicks += 1
        before = self._page()
        self.click(element)
        until(lambda: self._page() != before, "the next page does not come")
        self._came()

    def _page(self) -> str:
        """Tell one loaded page from the next, though both have one address."""
        tree = self.browser.execute_cdp_cmd("Page.getFrameTree", {})["frameTree"]
        return str(tree["frame"]["loaderId"])

    def click(self, element: WebElement) -> None:
        ActionChains(self.browser).scroll_to_element(element).perform()
        element.click()

    def chooses(self, element: WebElement, value: str) -> None:
        options = element.find_elements(By.CSS_SELECTOR, f'option[value="{value}"]')
        assert options, (value, element.text)
        self.clicks += 1
        options[0].click()

    def types(self, element: WebElement, text: str) -> None:
        """Type into a field and leave it, so that choices which the value narrows come."""
        self.clicks += 1
        element.clear()
        element.send_keys(text, Keys.TAB)

    def _came(self) -> None:
        self.pages += 1
        self.heaviest = max(self.heaviest, len(self.browser.page_source.encode()))
        self.looks(self.browser.current_url.partition("?")[0].rstrip("/").rpartition("/")[2])

    def looks(self, what: str) -> None:
        """Take a picture where somebody wants to look at pictures."""
        if PICTURES not in os.environ:
            return
        folder = Path(os.environ[PICTURES]) / self._name
        folder.mkdir(parents=True, exist_ok=True)
        self._pictures += 1
        height = self.browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["height"]
        whole = {"captureBeyondViewport": True, "format": "png"}
        width = self.browser.get_window_size()["width"]
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, 4000), "scale": 1}
        found = self.browser.execute_cdp_cmd("Page.captureScreenshot", {**whole, "clip": clip})["data"]
        (folder / f"{self._pictures:03}-{what}.png").write_bytes(b64decode(found))


class ByKeyboard(ByClicks):
    """People without a mouse. `clicks` counts the keys that are pressed, and each text that is typed once."""

    def click(self, element: WebElement) -> None:
        self._reaches(element)
        kind = element.get_dom_attribute("type") if element.tag_name == "input" else ""
        self._keys(Keys.SPACE if kind in ("radio", "checkbox") else Keys.ENTER)

    def chooses(self, element: WebElement, value: str) -> None:
        self._reaches(element)
        options = [one.get_dom_attribute("value") for one in element.find_elements(By.TAG_NAME, "option")]
        now = options.index(str(element.get_property("value")))
        to = options.index(value)
        for _ in range(abs(to - now)):
            self._keys(Keys.ARROW_DOWN if to > now else Keys.ARROW_UP)

    def types(self, element: WebElement, text: str) -> None:
        self._reaches(element)
        if element.get_property("value"):
            self._keys(Keys.CONTROL + "a")
        self._keys(text)

    def _reaches(self, element: WebElement) -> None:
        """Go there from where the page has the focus; within radio buttons by arrows."""
        for _ in range(TABS_MOST):
            here = self.browser.switch_to.active_element
            if here == element:
                return
            group = here.get_dom_attribute("name") if here.get_dom_attribute("type") == "radio" else None
            inside = group is not None and group == element.get_dom_attribute("name")
            self._keys(Keys.ARROW_DOWN if inside else Keys.TAB)
        raise AssertionError(f"no key leads to {element.get_dom_attribute('name') or element.text}")

    def _keys(self, keys: str) -> None:
        self.clicks += 1
        ActionChains(self.browser).send_keys(keys).perform()
