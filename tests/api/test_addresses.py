"""Addresses that no page takes: a browser is given a page with a way on, all others a typed refusal.

The installation of these tests has no desks; `inspect/test_sign_in.py` has.
"""

import pytest

from tests.support.in_process import InProcess as Api

BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "vi"}
PATHS = ("/xyz", "/report/xyz", "/inspect/xyz", "/graphql/xyz")


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_is_told_where_to_begin(api: Api, path: str) -> None:
    answer = api.send("GET", path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Không có trang này</h1>" in answer.text
    assert '<a href="/report/?lang=vi">Trang đầu</a>' in answer.text
    assert path not in answer.text.replace("/report/", ""), "what somebody made up is not shown"


@pytest.mark.parametrize("path", PATHS)
def test_a_program_is_told_in_both_languages(api: Api, path: str) -> None:
    answer = api.send("GET", path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "ADDRESS_UNKNOWN"
    assert {"messageVi", "messageEn", "correlationId"} <= set(error["extensions"])


def test_the_host_alone_leads_to_the_first_page(api: Api) -> None:
    answer = api.send("GET", "/?lang=en", headers=BROWSER, follow_redirects=True)
    assert (answer.status_code, "<h1>What do you need?</h1>" in answer.text) == (200, True)
