"""The pages in Chromium: nothing that axe-core objects to, nothing wider than the screen, nothing from elsewhere."""

import os
import re
from typing import Any

import httpx as web
import pytest

from tests.conftest import api as api
from tests.support.browser import PICTURES, Looker
from tests.support.installation import Api
from tests.support.newsroom import Newsroom
from tests.support.play import Play
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

PHONE, DESK = 360, 1280
BYTES_MOST = 50_000


@pytest.fixture(scope="module")
def play(api: Api, issuer: Issuer) -> Play:
    return Play.with_decision(api, issuer)


@pytest.fixture(scope="module")
def pages(api: Api, issuer: Issuer, play: Play) -> list[str]:
    """The addresses of lists, a notice that stands corrected, a line, a tombstone, and of nothing."""
    gone, stands = Newsroom(api, issuer, play.case), Newsroom(api, issuer, play.case)
    gone.name_spokesperson()
    gone.issued(title="Bảng giá nước sinh hoạt chưa thay đổi")
    gone.retracted("Số liệu gốc bị nhầm lẫn.")
    stands.issued()
    stands.corrected("Sở Y tế đã kiểm tra: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày làm việc.")
    register = web.get(f"{api.url}/register/").text
    (line, *_) = re.findall(r'href="/(register/statement-[^"?]+)', register)
    paths = ("press/", f"press/{stands.notice}", "register/", line, f"press/{gone.notice}", "press/nothing")
    return [f"{api.url}/{path}" for path in paths]


def test_no_page_is_heavy(pages: list[str]) -> None:
    sizes = {url: len(web.get(url).content) for url in pages}
    assert {url: size for url, size in sizes.items() if size > BYTES_MOST} == {}


def test_no_page_has_a_fault(looker: Looker, pages: list[str]) -> None:
    asked: list[dict[str, Any]] = [
        {"url": f"{url}?lang={language}", "width": width, "scheme": scheme}
        for url in pages
        for language, width, scheme in (("vi", PHONE, "light"), ("en", DESK, "dark"))
    ]
    found = looker.flawless(asked)
    assert min(item["passes"] for item in found) > 10
    assert [item["status"] for item in found] == [200] * 8 + [410, 410, 404, 404]


def test_who_finds_a_decision_by_address_reads_its_line_in_the_register(looker: Looker, api: Api, play: Play) -> None:
    folder = os.environ.get(PICTURES, ".")
    typed = ["Tab:#url", f"={play.url}", "Tab:button", "Enter:See this decision in the public register"]
    opened = {"url": f"{api.url}/report/decision?lang=en", "width": DESK, "keys": typed}
    line, on = {"keys": ["Tab:a[href^='/register/statement-']", "Enter"]}, "decision-and-line.png"
    found, act = looker.flawless([opened | {"picture": f"{folder}/decision.png"}, line | {"picture": f"{folder}/{on}"}])
    (number,) = re.findall(r"In the public register No\. (\d+/\d{4})", found["words"])
    assert f"No. {number}" in act["words"]
