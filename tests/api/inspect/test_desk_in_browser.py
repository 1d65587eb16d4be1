"""The desk in Chromium: nothing that axe-core objects to, nothing wider than the screen, a walk by keyboard alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.pages.inspect.pages import INSPECT
from domain.kernel.vocabulary import Post
from store.keys.master import MasterKey
from tests.support.browser import Looker
from tests.support.installation import MASTER, Api, free_port
from tests.support.play import Play, a_ground
from tests.support.reader import CLIENT, session
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

PHONE, HALF, DESK = 360, 640, 1280
"""HALF is a desk's screen at 200 % (WCAG 1.4.4)."""


@pytest.fixture(scope="module")
def served(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API with a desk, as a process."""
    port = free_port()
    env = {
        **installation,
        "CASEBOOK_SIGN_IN_URL": f"http://127.0.0.1:{port}/oauth",
        "CASEBOOK_INSPECT_CLIENT": CLIENT,
    }
    api = Api(env, tmp_path_factory.mktemp("desk") / "api.log", port)
    try:
        api.wait_ready()
        yield api
    finally:
        api.kill()


@pytest.fixture(scope="module")
def cookies() -> dict[str, str]:
    """An inspector's session."""
    return {
        INSPECT.cookie: session("agency-inspection", Post.INSPECTOR).sealed(
            MasterKey(bytes.fromhex(MASTER)), INSPECT.cookie
        )
    }


@pytest.fixture(scope="module")
def play(served: Api, issuer: Issuer) -> Play:
    """A decided case."""
    play = Play(served, issuer)
    play.report()
    play.check()
    play.proposed(a_ground(served, issuer))
    play.decided()
    return play


def test_no_page_has_a_fault(looker: Looker, served: Api, play: Play, cookies: dict[str, str]) -> None:
    case = f"cases/{play.case}"
    pages = [
        "done?type=case.decided",
        "",
        "board",
        "acts",
        "acts?about=registry&since=2020-01-01",
        "rows/agency-lead",
        "patterns",
        "patterns/quick",
        "patterns/silent",
        "readings",
        "purpose",
        "cases/case-0",
        case,
    ]
    pages += [f"{case}/{page}" for page in ("compare?older=0", "proof", "file", "take", "verify")]
    asked: list[dict[str, Any]] = [
        {"url": f"{served.url}/inspect/{page}{'&' if '?' in page else '?'}lang={language}", "cookies": cookies} | look
        for page in pages
        for language, look in (
            # The colours of a telephone are those of a desk: `tests/api/web/test_styles.py`.
            ("vi", {"width": DESK, "also": [{"width": PHONE, "contrast": False}]}),
            ("en", {"width": HALF, "scheme": "dark"}),
        )
    ]
    found = looker.look(asked)
    assert len(found) == 3 * len(pages)
    assert [(item["url"], item["violations"]) for item in found if item["violations"]] == []
    assert [item["url"] for item in found if item["wide"] > 0] == []
    hides = [item["url"] for item in found if item["hidden"] and "/compare" not in item["url"]]
    assert hides == [], "columns that somebody has to look for beside the screen"
    assert [item["url"] for item in found if item["status"] != 200 and "case-0" not in item["url"]] == []
