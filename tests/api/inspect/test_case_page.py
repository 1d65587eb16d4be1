"""A case as inspectors and agencies read it, and two of its versions side by side."""

import re
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import pytest

from api.pages.base.page_request import Unanswered
from api.pages.inspect.case import _findings
from domain.kernel.vocabulary import Post
from tests.support.in_process import InProcess
from tests.support.play import Play, a_ground
from tests.support.reader import Reader
from tests.support.tokens import Issuer
from tests.support.world import subject

CLAIM = "Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới."
ADDRESS = "https://tin.example/ban-thanh-tra"
PAGE_MOST = 100_000


@pytest.fixture(scope="module")
def play(api: InProcess, issuer: Issuer) -> Play:
    play = Play(api, issuer)
    play.report(url=ADDRESS)
    play.check()
    play.act("health", "recordCheck", method="SITE_VISIT", outcome="DIFFERS", summary="Đã đến trạm xem.")
    play.proposed(a_ground(api, issuer))
    play.decided()
    return play


def test_a_life_is_told_line_by_line(play: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{play.case}")
    assert CLAIM in words
    for line in (
        "Phản ánh được tiếp nhận",
        "Sàng lọc phản ánh, giao cơ quan kiểm tra",
        "Thêm lần kiểm tra thứ hai",
        "Đánh giá quyền tự do ngôn luận",
        "Ra quyết định",
        "Đã đến trạm xem.",
    ):
        assert line in words
    assert subject("agency-health", Post.HANDLER) in words, "by name, for an inspector"
    assert "Cán bộ đầu mối xử lý" in words, "by post"
    english = inspector.words(f"/inspect/cases/{play.case}?lang=en")
    assert "A second check was added" in english
    assert "The case was decided" in english
    assert inspector.words(f"/inspect/cases/{play.case}").count("The case was decided"), "the language stays"


def test_a_thing_that_changed_is_not_called_new(play: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{play.case}?lang=en")
    assert words.count("A first round was added") == 1


async def test_only_what_the_reader_may_not_read_is_left_out() -> None:
    async def findings(code: str) -> list[dict[str, Any]]:
        page: Any = SimpleNamespace(ask=AsyncMock(side_effect=Unanswered(code, "")))
        return await _findings(page, "case-1")

    assert await findings("FORBIDDEN") == []
    with pytest.raises(Unanswered):
        await findings("INTERNAL")


def test_each_safeguard_names_the_events_that_satisfied_it(play: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{play.case}?lang=en").partition("Safeguards G1–G8 The register")[2]
    for number in range(1, 9):
        assert f"G{number} ·" in words
    third = words.partition("G3 ·")[2].partition("G4 ·")[0]
    assert re.search(r"Version \d+ : Freedom of expression was reviewed", third)
    assert re.findall(r"Different persons: (\d+)", words) == ["3"]


def test_the_reading_of_the_page_is_on_it(play: Play, api: InProcess) -> None:
    reader = Reader.seated(api, "agency-inspection", Post.INSPECTOR)
    reader.open("/inspect/purpose")
    reader.send(purpose="DATA_SUBJECT_REQUEST")
    words = reader.words(f"/inspect/cases/{play.case}?lang=en").partition("Who read Newest first")[2]
    newest = words.partition("What for")[2][:600]  # readings of one second stand in any order
    assert "data" in newest.lower(), newest
    assert subject("agency-inspection", Post.INSPECTOR) in newest


def test_a_refusal_names_the_officer_and_the_action(play: Play, inspector: Reader) -> None:
    play.refused("health", "withdrawAppraisal", reasons="Phần thẩm định này không còn cần nữa.")
    refused = inspector.words("/inspect/readings?lang=en")
    officer = subject("agency-health", Post.HANDLER)
    assert re.search(rf"{officer}[^:]*Refused: Withdraw the appraisal", refused), refused[:900]
    assert "You have not been granted the right to do this." in refused, "a sentence, not a code"


def test_readings_of_one_case_link_to_it_and_those_of_all_to_searches(play: Play, inspector: Reader) -> None:
    every = inspector.open("/inspect/readings?lang=en").text
    assert ("/inspect/cases/" in every, "/inspect/readings?only=searches" in every) == (False, True)
    assert f'<a href="/inspect/cases/{play.case}">' in inspector.open(f"/inspect/readings?case={play.case}").text


def test_a_term_of_days_ends_with_its_last_day(play: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{play.case}")
    assert re.search(r"Hạn báo cơ quan chủ trì hết ngày \d\d/", words), words[:900]


def test_two_versions_side_by_side_in_words(play: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{play.case}/compare?older=4&newer=5&lang=en")
    assert "A second check was added" in words
    assert "Outcome (nothing)" in words
    assert "checks.2" not in inspector.shown.text
    assert "DIFFERS" not in inspector.shown.text
    assert "Nothing differs" not in words
    for query in ("", "?older=x&newer=-1", "?older=999999999&newer=999999999", "?older=5&newer=4", "?older=3&newer=3"):
        assert inspector.open(f"/inspect/cases/{play.case}/compare{query}").status_code == 200


@pytest.mark.parametrize("path", ["", "/compare"])
@pytest.mark.parametrize("id", ["case-0", "nothing", "agency-lead", "officer-lead-handler", "%22", "case-%00"])
def test_what_is_not_a_visible_case_is_not_found(inspector: Reader, id: str, path: str) -> None:
    assert inspector.open(f"/inspect/cases/{id}{path}").status_code in (404, 422)


def is_found(play: Play, inspector: Reader, query: str) -> bool:
    """Whether the case is listed; its number alone says nothing, for the form shows one as an example."""
    page = inspector.open(f"/inspect/?{query}")
    assert page.status_code == 200, query
    return f'href="/inspect/cases/{play.case}"' in page.text


def test_finding_by_number_address_words_agency_state_and_day(play: Play, inspector: Reader) -> None:
    code = play.shown("code")
    for query in (
        f"q={code}",
        f"q={code.lower()}",
        f"q={ADDRESS}",
        "q=tram+y+te",
        "agency=agency-health",
        "state=DECIDED",
        "since=2020-01-01&until=2100-01-01",
        "since=x&until=9999-12-31&state=NO&show=none",
    ):
        assert is_found(play, inspector, query), query
    for query in ("q=CB-1999-000001", "q=https://tin.example/khac", "until=2020-01-01", "show=erased"):
        assert not is_found(play, inspector, query), query
    decisions = inspector.open("/inspect/?show=decided").text
    assert re.search(rf'href="/inspect/cases/{play.case}#v\d+">{code} · ', decisions)
    for query in ("q=https://", "q=http://[", "q=" + "a" * 300):
        assert inspector.open(f"/inspect/?{query}").status_code in (200, 422), query


def test_a_search_by_part_of_an_address_finds_nothing(play: Play, inspector: Reader) -> None:
    for part in ("https://tin.example", "https://tin.example/", "https://tin.example/ban-thanh-tra?x=1"):
        assert not is_found(play, inspector, f"q={part}")


def test_the_file_to_print_holds_every_step(play: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{play.case}/file?lang=en")
    assert "The file is longer" not in words
    steps = re.findall(r'<section class="step" id="v(\d+)">', inspector.shown.text)
    assert steps == [str(number) for number in range(1, play.shown("version") + 1)]
    assert "<details" not in inspector.shown.text
    assert inspector.open("/inspect/cases/case-0/file").status_code == 404


def test_pages_are_small(play: Play, inspector: Reader) -> None:
    for path in (
        "",
        "readings",
        f"cases/{play.case}",
        f"cases/{play.case}/compare?older=0&newer=9",
        f"cases/{play.case}/file",
    ):
        assert len(inspector.open(f"/inspect/{path}").content) < PAGE_MOST
