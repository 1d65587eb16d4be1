"""An hour at the inspector's desk, in Chromium: find, read, compare, see who read, take the file, verify it offline.
`CASEBOOK_PICTURES=FOLDER` keeps the pictures, to be looked at.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from api.pages.inspect.pages import INSPECT
from domain.kernel.vocabulary import Post
from tests.support import web
from tests.support.browser import PICTURES, Looker, looking
from tests.support.patience import until
from tests.support.play import Play
from tests.support.reader import SETTINGS, cookie_of, session
from tests.support.site import Site, sealed_site
from tests.support.template import Template

pytestmark = pytest.mark.slow
ADDRESS = "https://tin.example/mot-gio-thanh-tra"
PHONE, DESK = 360, 1280
WIDTHS = {"phone": PHONE, "desk": DESK}
PAGE_MOST = 100_000


@dataclass
class Desk:
    """A register with its worker and sealer, a decided case, and somebody at the desk with a browser."""

    site: Site
    looker: Looker
    folder: Path
    case: str

    @property
    def cookies(self) -> dict[str, str]:
        return cookie_of(INSPECT, session("agency-inspection", Post.INSPECTOR))

    def page(self, path: str, width: int, name: str, **more: Any) -> dict[str, Any]:
        """A page to look at, in English, with a picture of it."""
        joint = "&" if "?" in path else "?"
        url = f"{self.site.api.url}/inspect/{path}{joint}lang=en"
        return {
            "url": url,
            "width": width,
            "cookies": self.cookies,
            "picture": str(self.folder / f"{name}.png"),
            **more,
        }

    def look(self, *pages: dict[str, Any]) -> list[dict[str, Any]]:
        """What is on the pages, after nothing was found that is wrong with one."""
        return self.looker.flawless(list(pages), PAGE_MOST)

    def get(self, path: str) -> Any:
        """A file of the desk, or a page as a program gets it."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return web.get(f"{self.site.api.url}{path}", headers={"Cookie": cookie})


@pytest.fixture(scope="module")
def desk(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The register, with a decided case in the log."""
    folder = tmp_path_factory.mktemp("hour")
    more = {**SETTINGS, "CASEBOOK_LOG_KEY_FILE": str(folder / "sealer" / "vkey")}
    pictures = Path(os.environ.get(PICTURES, folder))
    with sealed_site(folder, provisioned, more=more) as site, looking() as looker:
        play = Play.with_decision(site.api, site.issuer, url=ADDRESS)
        made = Desk(site, looker, pictures, play.case)
        assert asyncio.run(site.drained(30))
        until(lambda: "not sealed yet" not in made.get(f"/inspect/cases/{play.case}/proof?lang=en").text, "all sealed")
        yield made


def test_an_hour(desk: Desk) -> None:
    case = f"cases/{desk.case}"
    for name, width in WIDTHS.items():
        found, life, compared, readings, proved, printed = desk.look(
            desk.page("", width, f"{name}-1-find", keys=["Tab:input[name=q]", f"={ADDRESS}", "Enter"]),
            desk.page(case, width, f"{name}-2-life"),
            desk.page(f"{case}/compare?older=3&newer=5", width, f"{name}-3-compare"),
            desk.page("readings", width, f"{name}-4-readings"),
            desk.page(f"{case}/proof", width, f"{name}-5-proof"),
            desk.page(f"{case}/file", width, f"{name}-6-file", printed=str(desk.folder / f"{name}-file.pdf")),
        )
        assert "Cases: 1" in found["words"]
        assert desk.case in desk.get(f"/inspect/?q={ADDRESS}").text
        for words in ("The case was decided", "Safeguards G1–G8", "Who read", "agency-inspection.inspector"):
            assert words in life["words"]
        assert "was added" in compared["words"]
        assert "Inspection and supervision" in readings["words"]
        assert "Nothing unusual" in proved["words"]
        assert "sealed" in printed["words"].lower()
        with pdfplumber.open(desk.folder / f"{name}-file.pdf") as paper:
            text = "".join(page.extract_text() for page in paper.pages)
        assert "The case was decided" in text
        assert "Sign out" not in text, "no forms on paper"
