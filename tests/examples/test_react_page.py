"""The page of another origin, built as its team would and used in a real browser, beside a program that is faster."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from casebook_client import Casebook, FixedToken
from casebook_client import operations as op
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from selenium.webdriver.support.wait import WebDriverWait

from domain.case.state.case import CaseState
from domain.messages import label
from domain.messages.history import event_label
from store.process.settings import Settings
from store.store import opened_store
from tests.support.chromium import chromium
from tests.support.house import ROOT
from tests.support.installation import Api, free_port, running_api
from tests.support.node import built
from tests.support.patience import PATIENCE
from tests.support.play import Play
from tests.support.signing_in import LOOPBACK, NATIVE, PASSWORD, PEOPLE, Browser, enter
from tests.support.site import Site, sealed_site
from tests.support.template import Template
from tests.support.world import subject

pytestmark = pytest.mark.slow
RETURN = LOOPBACK.removeprefix("http://127.0.0.1")
PICTURE = b"\x89PNG\r\n\x1a\n a picture of what the page said"


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose sealer runs, and where people sign in."""
    folder = tmp_path_factory.mktemp("page")
    with sealed_site(folder, provisioned) as made:
        yield made


@pytest.fixture(scope="module")
def api(site: Site) -> Iterator[Api]:
    """Its API, with accounts and programs."""
    port = free_port()
    manifest = ROOT / "clients" / "operations" / "manifest.json"
    env = {
        **site.env,
        "CASEBOOK_SIGN_IN_URL": f"http://127.0.0.1:{port}/oauth",
        "CASEBOOK_DOCUMENTS_FILE": str(manifest),
    }

    async def prepare() -> None:
        async with opened_store(Settings.from_env(env)) as store:
            await enter(store)

    asyncio.run(prepare())
    with running_api(env, site.folder / "sign-in.log", port) as running:
        yield running


class Files(SimpleHTTPRequestHandler):
    """The page at each path that is no file, as hosts of such pages do."""

    def do_GET(self) -> None:
        """Give a file, or the page."""
        if not Path(self.translate_path(self.path)).is_file():
            self.path = "/index.html"
        super().do_GET()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """The origin of a host that serves a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def page(api: Api) -> Iterator[str]:
    """The page, built for this register, on an origin of its own."""
    told = {"VITE_CASEBOOK_ADDRESS": api.url, "VITE_CASEBOOK_CLIENT": NATIVE, "VITE_CASEBOOK_RETURN": RETURN}
    folder = built("clients/typescript", "docs/examples/react", more=told)
    with hosted(folder / "dist") as origin:
        yield origin


class Person:
    """Somebody at the page."""

    def __init__(self, browser: Chrome, pictures: Path) -> None:
        self.browser, self.pictures, self.taken = browser, pictures, 0

    def sees(self, selector: str, *words: str) -> None:
        """Wait until a place holds some words."""

        def shown(_: Chrome) -> bool:
            text = " ".join(found.text for found in self.browser.find_elements(By.CSS_SELECTOR, selector))
            return all(word in text for word in words)

        WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[Exception]).until(shown, f"{selector}: {words}")
        self.taken += 1
        self.browser.save_screenshot(str(self.pictures / f"page-{self.taken}.png"))

    def presses(self, words: str) -> None:
        """Press the button with some words."""
        found = f"//button[contains(., '{words}')]"
        WebDriverWait(self.browser, PATIENCE).until(lambda _: self.browser.find_elements(By.XPATH, found))
        self.browser.find_element(By.XPATH, found).click()

    def signs_in(self, url: str) -> None:
        """Name and password, a code, and leave for the program."""
        for fields in (
            {"name": subject(*PEOPLE["lead"]), "password": PASSWORD},
            {"code": Browser(url).code()},
        ):
            WebDriverWait(self.browser, PATIENCE).until(lambda _, ids=fields: self._all(ids))  # type: ignore[misc]
            for id, value in fields.items():
                self.browser.find_element(By.ID, id).send_keys(value)
            self.browser.find_element(By.CSS_SELECTOR, "form button").click()
        allow = "button[name=decision][value=allow]"
        WebDriverWait(self.browser, PATIENCE).until(lambda _: self.browser.find_elements(By.CSS_SELECTOR, allow))
        self.browser.find_element(By.CSS_SELECTOR, allow).click()

    def _all(self, ids: dict[str, str]) -> bool:
        return all(self.browser.find_elements(By.ID, id) for id in ids)


def evidence(play: Play) -> None:
    """Another program of the same officer adds a file to the case."""
    with Casebook(play.api.url, FixedToken(play.token("lead"))) as register:
        upload = register.upload(play.case, PICTURE, "image/png")
        fields: op.AddEvidenceInput = {
            "caseId": play.case,
            "upload": upload,
            "kind": "CAPTURE",
            "redacted": True,
            "source": "Ảnh chụp màn hình.",
            "weight": "NEITHER",
        }
        assert register.send(op.add_evidence(input=fields))["addEvidence"]["problems"] == []


def test_it_signs_in_lists_opens_acts_meets_a_conflict_follows_and_uploads(
    site: Site, api: Api, page: str, tmp_path: Path
) -> None:
    play = Play(site.api, site.issuer)  # as another program: there people sign in elsewhere
    play.report()
    code = play.shown("code")
    with chromium(tmp_path / "profile", scripts=True) as browser:
        person = Person(browser, tmp_path)
        browser.get(page)
        person.presses("Đăng nhập")
        person.signs_in(api.url)
        person.sees("ul", code, label(CaseState.RECEIVED, "vi"))
        assert "code=" not in browser.current_url
        person.presses(code)
        person.sees("section", code, "Tệp: 0")
        person.presses("Xem diễn biến")
        person.sees("[aria-label='Diễn biến']", event_label("case.reported", "vi"))
        Select(browser.find_element(By.NAME, "assigned")).select_by_value("agency-health")
        evidence(play)
        person.sees("[role=status]", "1")
        person.presses("Sàng lọc")
        person.sees("[role=alertdialog]", "Trong lúc đó")
        person.presses("Vẫn gửi")
        person.sees("section", label(CaseState.SCREENED, "vi"), "Tệp: 1")
        person.sees("ul", label(CaseState.SCREENED, "vi"))
        picture = tmp_path / "picture.png"
        picture.write_bytes(PICTURE)
        browser.find_element(By.NAME, "file").send_keys(str(picture))
        browser.find_element(By.NAME, "source").send_keys("Ảnh chụp màn hình của cán bộ.")
        person.presses("Thêm tệp")
        person.sees("section", "Tệp: 2")
        said = browser.get_log("browser")  # type: ignore[no-untyped-call]
        assert [item for item in said if item["level"] == "SEVERE"] == []
    assert [item["source"] for item in play.shown("evidence { source }")["evidence"]][1:] == [
        "Ảnh chụp màn hình của cán bộ."
    ]
