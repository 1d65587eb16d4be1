"""Addresses below a desk that no page takes: whoever mistyped one stays at the desk."""

from urllib.parse import quote

import pytest

from tests.support.in_process import InProcess
from tests.support.reader import Reader

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "vi"}
PATHS = ("/inspect/xyz", "/administer/xyz", "/inspect/cases/x/y/z")


def test_who_sits_there_is_led_to_the_first_page_of_the_desk(inspector: Reader) -> None:
    answer = inspector.open("/inspect/xyz?lang=vi", BROWSER["Accept"])
    assert answer.status_code == 404
    assert "<h1>Không có trang này</h1>" in answer.text
    assert '<a href="/inspect/">' in answer.text
    assert '<a href="/inspect/board">' in answer.text, "the sections are there as on each page"
    assert "/report/" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_without_a_session_may_sign_in_there(api: InProcess, path: str) -> None:
    answer = api.send("GET", path, headers=BROWSER)
    home = f"/{path.split('/')[1]}/"
    assert answer.status_code == 404
    assert "<h1>Không có trang này</h1>" in answer.text
    assert f'href="{home}sign-in?to={quote(home, safe="")}"' in answer.text
    assert "/report/" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_a_program_is_told_as_everywhere(api: InProcess, path: str) -> None:
    answer = api.send("GET", path, headers={"Accept": "application/json"})
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (404, "ADDRESS_UNKNOWN")
