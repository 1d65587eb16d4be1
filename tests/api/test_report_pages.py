"""The public door in Chromium, by keyboard alone: nothing that axe-core objects to, nothing typed is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import api as api
from tests.support.browser import Looker, looking, tools
from tests.support.examiner import executed
from tests.support.installation import Api
from tests.support.play import Play, a_ground
from tests.support.public import forgive
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

PHONE, DESK = 360, 1280
PAGES = ("", "content", "decision", "complaint", "matter", "data", "statistics")
ADDRESS = "https://tin.example/ban-phim"
TO_FIELDS = ["Tab"] * 4
"""Past the way to the content, the site's name and the other language."""
WRONG = "Trạm y tế có đóng cửa thật, tôi đã đến nơi."


@pytest.fixture(scope="module")
def looker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looker]:
    """The browser of this file."""
    modules = tools(tmp_path_factory.mktemp("node"))
    if modules is None:
        pytest.skip("needs chromium, node and npm with its registry")
    with looking(modules) as running:
        yield running


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    forgive(installation)
    yield
    forgive(installation)


def seen(looker: Looker, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pages, without a fault."""
    found = looker.look(pages)
    assert [(item["url"], item["violations"]) for item in found if item["violations"]] == []
    assert [item["url"] for item in found if item["wide"] > 0] == []
    assert [(item["url"], item["noise"]) for item in found if item["noise"]] == []
    return found


def both(api: Api, page: str, *keys: str) -> list[dict[str, Any]]:
    """A page on a telephone in Vietnamese, and on a desk in English and dark."""
    return [
        {"url": f"{api.url}/report/{page}?lang={language}", "width": width, "scheme": scheme, "keys": list(keys)}
        for language, width, scheme in (("vi", PHONE, "light"), ("en", DESK, "dark"))
    ]


def test_no_page_has_a_fault(api: Api, looker: Looker) -> None:
    found = seen(looker, [item for page in PAGES for item in both(api, page)])
    assert {item["status"] for item in found} == {200}
    assert min(item["passes"] for item in found) > 10


def test_found_complained_against_and_followed_by_keyboard_alone(api: Api, issuer: Issuer, looker: Looker) -> None:
    executed(Play(api, issuer), a_ground(api, issuer), ADDRESS)
    for language, told in (("vi", "Còn hiệu lực"), ("en", "In force")):
        at = {"width": PHONE, "url": f"{api.url}/report/decision?lang={language}"}
        (page,) = seen(looker, [at | {"keys": [*TO_FIELDS, f"={ADDRESS}", "Enter"]}])
        assert told in page["words"]

        # The way to the complaint is the first thing after the head of the page; the code is filled in.
        keys = [*TO_FIELDS, "Enter", *TO_FIELDS, "Tab", "=ngắn", "Tab", "Tab", "=toi@mau.example", "Enter"]
        (page,) = seen(looker, [{"keys": keys}])
        assert page["status"] == 422
        assert (page["typed"]["text"], page["typed"]["contact"]) == ("ngắn", "toi@mau.example")
        assert re.fullmatch("[0-9A-F]{12}", page["typed"]["decision"])
        assert {"vi": "Nội dung quá ngắn", "en": "The text is too short"}[language] in page["words"]

        # From the summary of faults one key leads to the field; mended, it is taken in.
        keys = [*["Tab"] * 4, "Enter:#text", "Control+A", f"={WRONG}", "Tab", "Tab", "Enter"]
        (page,) = seen(looker, [{"keys": keys}])
        code = re.search(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}", page["words"])
        assert code, page["words"]
        at = {"width": PHONE, "url": f"{api.url}/report/matter?lang={language}"}
        (page,) = seen(looker, [at | {"keys": [*TO_FIELDS, f"={code[0].lower()}", "Enter"]}])
        assert {"vi": "Đã gửi", "en": "Filed"}[language] in page["words"]
