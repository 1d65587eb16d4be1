"""The desks in Chromium: nothing that axe-core objects to, nothing wider than a small screen, an act by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.pages.administer.sections import ADMINISTER
from api.pages.base.pages import DeskPages
from api.pages.desk.pages import DESK
from api.pages.inspect.pages import INSPECT
from api.pages.sign.pages import SIGN
from domain.kernel.vocabulary import Post
from tests.support.browser import Looker
from tests.support.installation import Api, free_port, running_api
from tests.support.newsroom import Newsroom
from tests.support.play import Play
from tests.support.reader import CLIENT, cookie_of, session
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

SMALL, ZOOMED, WIDE = 320, 640, 1280
"""ZOOMED is a desk's screen at 200 % (WCAG 1.4.4), SMALL that of 1.4.10."""
PAGE_MOST = 50_000
"""Bytes of a page."""


@pytest.fixture(scope="module")
def served(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    port = free_port()
    clients = {f"CASEBOOK_{name}_CLIENT": CLIENT for name in ("DESK", "ADMINISTER", "SIGN", "INSPECT")}
    env = {**installation, **clients, "CASEBOOK_SIGN_IN_URL": f"http://127.0.0.1:{port}/oauth"}
    with running_api(env, tmp_path_factory.mktemp("desk") / "api.log", port) as running:
        yield running


@pytest.fixture(scope="module")
def play(served: Api, issuer: Issuer) -> Play:
    return Play.with_decision(served, issuer)


def faultless(looker: Looker, served: Api, pages: DeskPages, who: tuple[str, Post], paths: list[str]) -> None:
    """`case-0` is a case that nobody has, and `compare` alone has columns to look for beside the screen."""
    cookies = cookie_of(pages, session(*who, pages=pages))
    asked: list[dict[str, Any]] = [
        {"url": f"{served.url}{path}{'&' if '?' in path else '?'}lang={language}", "cookies": cookies} | look
        for path in paths
        for language, look in (
            ("vi", {"width": WIDE, "also": [{"width": SMALL, "contrast": False, "forced": "active"}]}),
            ("en", {"width": ZOOMED, "scheme": "dark"}),
        )
    ]
    found = looker.look(asked)
    assert [(item["url"], item["violations"]) for item in found if item["violations"]] == []
    assert [(item["url"], item["width"]) for item in found if item["wide"] > 0] == []
    assert [(item["url"], item["bytes"]) for item in found if item["bytes"] > PAGE_MOST] == []
    there = [item for item in found if "case-0" not in item["url"]]
    assert [(item["url"], item["status"]) for item in there if item["status"] != 200] == []
    assert [item["url"] for item in found if item["hidden"] and "/compare" not in item["url"]] == []


def test_no_page_of_the_case_desk_has_a_fault(looker: Looker, served: Api, play: Play, issuer: Issuer) -> None:
    newsroom = Newsroom.decided(served, issuer)
    newsroom.issued()
    case = f"/desk/matters/{play.case}"
    paths = ["", "?show=agency", "cases", "calendar", "press", "reports", "numbers", "begin", "first-day", "purpose"]
    acts = [f"{case}/{act}" for act in ("startExecution", "addEvidence", "linkDuplicate")]
    begun = [f"/desk/begin/{act}" for act in ("reportCase", "draftPressNotice", "requestOfficialDocument")]
    pages = [*(f"/desk/{path}" for path in paths), case, *acts, *begun, f"/desk/matters/{newsroom.notice}"]
    faultless(looker, served, DESK, ("agency-lead", Post.HANDLER), pages)


def test_no_page_of_the_administrators_or_for_signing_has_a_fault(looker: Looker, served: Api, play: Play) -> None:
    pages = ["", "agencies", "officers", "holidays", "agencies/agency-lead", "first-day"]
    faultless(looker, served, ADMINISTER, ("agency-lead", Post.ADMIN), [f"/administer/{page}" for page in pages])
    faultless(looker, served, SIGN, ("agency-lead", Post.SIGNATORY), ["/sign/"])


def test_no_page_of_the_inspectors_has_a_fault(looker: Looker, served: Api, play: Play) -> None:
    case = f"cases/{play.case}"
    pages = ["", "board", "acts", "acts?about=registry&since=2020-01-01", "patterns", "patterns/quick", "readings"]
    pages += [
        "done?type=case.decided",
        "rows/agency-lead",
        "patterns/silent",
        "findings",
        "first-day",
        "purpose",
        "cases/case-0",
        case,
    ]
    pages += [f"{case}/{page}" for page in ("compare?older=0", "proof", "file", "take", "verify")]
    who = ("agency-inspection", Post.INSPECTOR)
    faultless(looker, served, INSPECT, who, [f"/inspect/{page}" for page in pages])


def test_an_act_is_done_by_keyboard_alone(looker: Looker, served: Api, play: Play) -> None:
    """From the list of what waits to the recorded act; what is printed of the page after it is one file."""
    cookies = cookie_of(DESK, session("agency-lead", Post.HANDLER, pages=DESK))
    keys = ["Tab:[name=q]", f"={play.shown('code')}", "Enter", "Tab:a[href*='/startExecution']", "Enter"]
    keys += ["Tab:[name=agency]", "Space", "Tab:[name=service]", "Space", "Tab:[name=serviceNote]", "=Đã gửi văn bản."]
    keys += ["Tab:[name=servedOn]", f"={play.today}", "Tab:#send", "Enter:Đã ghi"]
    [done] = looker.look([{"url": f"{served.url}/desk/?lang=vi", "cookies": cookies, "width": WIDE, "keys": keys}])
    assert (done["at"].partition("?")[0], done["violations"]) == (f"{served.url}/desk/matters/{play.case}", [])
    assert play.shown("state") == "EXECUTING"
