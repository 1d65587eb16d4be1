"""An hour at the inspector's desk, in Chromium: find, read, compare, see who read, take the file, verify it offline.

Then the same desk over a register to which somebody with all rights did something: each page says what.
`CASEBOOK_PICTURES=FOLDER` keeps the pictures, to be looked at.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from api.pages.inspect.pages import INSPECT
from domain.kernel.vocabulary import Post
from store.driver.connection import wall_clock
from store.log.sealing.directory import SealerDirectory, create_directory
from tests.sealer.processes import start
from tests.support import web
from tests.support.browser import PICTURES, Looker, looking
from tests.support.forked import Child
from tests.support.patience import until
from tests.support.play import Play, a_ground
from tests.support.reader import SETTINGS, cookie_of, session
from tests.support.site import Site, running_site
from tests.support.template import Template
from tests.tamperings.outside import head_claims, key_gone, row_gone, text_other
from tests.tamperings.record import body_alone, middle_gone
from tests.tamperings.scene import Tamper

pytestmark = pytest.mark.slow
ORIGIN = "casebook.test/log"
ADDRESS = "https://tin.example/mot-gio-thanh-tra"
PHONE, DESK = 360, 1280
WIDTHS = {"phone": PHONE, "desk": DESK}
PAGE_MOST = 100_000
TAMPERINGS: dict[str, tuple[Tamper, str, str]] = {
    "signatory": (body_alone, "body-differs", "What the event says is not what was committed to."),
    "gone": (middle_gone, "revision-missing", "A sealed version is gone from the record."),
    "claim": (text_other, "value-altered", "A sealed text is not the one that was sealed."),
    "key": (key_gone, "key-missing", "no event of an erasure says why"),
    "log": (row_gone, "revision-unsealed", "This version is neither sealed nor waiting for it."),
    "shown": (head_claims, "head-differs", "What is shown differs from what the record gives."),
}
"""By name: what is done to a case of its own, and how the page of its proof names it."""


@dataclass
class Desk:
    """A register with its worker and sealer, and somebody at the desk with a browser."""

    site: Site
    sealer: Child
    home: SealerDirectory
    looker: Looker
    root: str
    folder: Path
    cases: dict[str, str] = field(default_factory=dict)

    @property
    def cookies(self) -> dict[str, str]:
        """An inspector's session."""
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
        found = self.looker.look(list(pages))
        for seen in found:
            assert seen["violations"] == [], (seen["at"], seen["violations"])
            assert seen["wide"] <= 0, seen["at"]
            assert seen["bytes"] < PAGE_MOST, (seen["at"], seen["bytes"])
        return found

    def get(self, path: str) -> Any:
        """A file of the desk, or a page as a program gets it."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return web.get(f"{self.site.api.url}{path}", headers={"Cookie": cookie})


@pytest.fixture(scope="module")
def desk(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The register, with seven decided cases in the log."""
    folder = tmp_path_factory.mktemp("hour")
    home = create_directory(folder / "sealer", ORIGIN, wall_clock())
    more = {**SETTINGS, "CASEBOOK_LOG_KEY_FILE": str(home.path / "vkey")}
    pictures = Path(os.environ.get(PICTURES, folder))
    with running_site(folder, provisioned, more=more) as site, looking() as looker:
        uri = provisioned.uri(site.database, "sealer")
        env = site.env | {"CASEBOOK_MONGO_URI": uri, "CASEBOOK_SEALER_HOME": str(home.path)}
        root = provisioned.uri(site.database, "root")
        made = Desk(site, start(env, folder / "sealer.log"), home, looker, root, pictures)
        ground = a_ground(site.api, site.issuer)
        for name in ("hour", *TAMPERINGS):
            play = Play(site.api, site.issuer)
            play.report(url=f"{ADDRESS}-{name}")
            play.check()
            play.proposed(ground)
            play.decided()
            made.cases[name] = play.case
        assert asyncio.run(site.drained(30))
        until(lambda: all("not sealed yet" not in proof(made, case).text for case in made.cases.values()), "all sealed")
        yield made
        made.sealer.kill()


def proof(desk: Desk, case: str) -> Any:
    """The page of a case's proof."""
    return desk.get(f"/inspect/cases/{case}/proof?lang=en")


def test_an_hour(desk: Desk) -> None:
    id, address = desk.cases["hour"], f"{ADDRESS}-hour"
    case = f"cases/{id}"
    for name, width in WIDTHS.items():
        found, life, compared, readings, proved, printed = desk.look(
            desk.page("", width, f"{name}-1-find", keys=["Tab:input[name=q]", f"={address}", "Enter"]),
            desk.page(case, width, f"{name}-2-life"),
            desk.page(f"{case}/compare?older=3&newer=5", width, f"{name}-3-compare"),
            desk.page("readings", width, f"{name}-4-readings"),
            desk.page(f"{case}/proof", width, f"{name}-5-proof"),
            desk.page(f"{case}/file", width, f"{name}-6-file", printed=str(desk.folder / f"{name}-file.pdf")),
        )
        assert "Cases: 1" in found["words"]
        assert id in desk.get(f"/inspect/?q={address}").text
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
