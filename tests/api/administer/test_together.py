"""Rows of one source are confirmed by one form: each was shown, each by an act of its own, none that changed since."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from api.pages.administer import together as confirming
from domain.kernel.actor import OPERATOR
from domain.registry.entry import Certainty
from store.process.settings import Settings
from store.store import opened_store
from tests.api.administer.conftest import Seated
from tests.api.administer.test_two_people import an_area, begin, place_of
from tests.support.reader import Reader, said

SOURCE = "Nghị quyết số 7/2025, Điều 2"
AREA = {"level": "COMMUNE", "since": "01/07/2025"}
NAMES = ("Xã Thử Một", "Xã Thử Hai", "Xã Thử Ba")
SENT: dict[str, Any] = {"source": "Nghị quyết số 7/2025, bản gốc", "on": "01/07/2026", "compared": "yes"}
FIRST_DAY = 137
"""Rows of one source that wait on the first day of a province."""


def together(reader: Reader, source: str) -> str:
    """The page of a source that the list of what waits leads to; empty if there is none."""
    text = reader.open("/administer/").text
    paths = map(unescape, re.findall(r'href="(/administer/areas/together[^"]+)"', text))
    return next((path for path in paths if path.endswith(urlencode({"source": source}))), "")


def entered(first: Reader, source: str) -> list[str]:
    """The pages of three areas that wait."""
    return [place_of(begin(first, "areas", "defineArea", **{**AREA, "source": source}, name=name)) for name in NAMES]


def test_all_that_is_shown_counts_but_what_is_marked_to_be_left(seated: Seated) -> None:
    first, second = seated("lead"), seated("ppc")
    places = entered(first, SOURCE)
    assert together(first, SOURCE) == "", "nobody confirms what they entered"
    shown = second.open(together(second, SOURCE))
    words = said(shown)
    assert all(name in words for name in NAMES)
    assert "Mọi dòng đều có: " in words, "what all share comes once"
    assert words.count("Người nhập") == 1, "and says who entered it"
    left = places[2].rpartition("/")[2]
    for missing, error in (({"source": ""}, 'id="field-source"'), ({"compared": ""}, "so các dòng với văn bản")):
        second.shown = shown
        sent: dict[str, Any] = {name: value for name, value in {**SENT, **missing}.items() if value or name == "source"}
        empty = second.send(leave=left, **sent)
        assert empty.status_code == 422, "what was compared has to be said"
        assert error in empty.text
        assert (f'value="{left}" checked' in empty.text, "01/07/2026" in empty.text) == (True, True), "nothing is lost"
    answer = second.send(leave=left, **SENT)
    assert answer.status_code == 200, said(answer)
    assert "Số dòng đã xác nhận: 2" in said(answer)
    counting = ["Đang có hiệu lực" in second.words(place) for place in places]
    assert counting == [True, True, False]
    assert together(second, SOURCE) == "", "one is left, which has a page of its own"


def test_what_changed_since_is_left_as_it_is(seated: Seated) -> None:
    first, second, third = seated("lead"), seated("ppc"), seated("ppc")
    source = f"{SOURCE} khoản 1"
    places = entered(first, source)
    shown = second.open(together(second, source))
    third.open(f"{places[0]}/refuseArea")
    third.send(reasons="Không có xã này trong nghị quyết.")
    entered(first, source)
    answer = second.send(**SENT)
    assert (answer.status_code, "1: dòng khác đã được người khác xem xét" in said(answer)) == (422, True)
    assert "Số dòng đã xác nhận: 2" in said(answer), "rows that came later were not shown"
    assert "Không được xác nhận" in second.words(places[0])
    assert ["Đang có hiệu lực" in second.words(place) for place in places[1:]] == [True, True]
    second.shown = shown
    again = second.send(**SENT)
    assert "3: dòng khác đã được người khác xem xét" in said(again), "sent again it changes nothing"


@pytest.mark.parametrize("altered", [r":(\d+):", r"[0-9a-f]{64}"], ids=["another version", "other content"])
def test_what_is_not_as_it_was_shown_is_refused(seated: Seated, altered: str) -> None:
    first, second = seated("lead"), seated("ppc")
    source = f"{SOURCE} điểm {len(altered)}"
    places = entered(first, source)
    second.open(together(second, source))
    found = re.search(r'name="rows" value="([^"]+)"', second.shown.text)
    assert found
    one, *others = found[1].split()
    wrong = re.sub(altered, ":9:" if altered.startswith(":") else "0" * 64, one)
    answer = second.send(rows=" ".join([wrong, *others]), **SENT)
    assert (answer.status_code, said(answer).count("đã thay đổi sau khi bạn mở trang này")) == (422, 1)
    waiting = [place for place in places if "Đang có hiệu lực" not in second.words(place)]
    assert [place.rpartition("/")[2] for place in waiting] == [one.partition(":")[0]]


def test_a_longer_source_goes_on_after_the_first_rows(seated: Seated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "TOGETHER_MOST", 2)
    first, second = seated("lead"), seated("ppc")
    source = f"{SOURCE} khoản 2"
    entered(first, source)
    path = together(second, source)
    assert "Còn 1 dòng nữa" in second.words(path)
    assert "Số dòng đã xác nhận: 2" in said(second.send(**SENT))
    assert "Tất cả 1 dòng" in second.words(path)


def test_what_takes_too_long_goes_on_by_the_same_form(seated: Seated, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = seated("lead"), seated("ppc")
    source = f"{SOURCE} khoản 3"
    entered(first, source)
    second.open(together(second, source))
    with monkeypatch.context() as slow:
        slow.setattr(confirming, "TOGETHER_SECONDS", -1.0)
        answer = second.send(**SENT)
    assert (answer.status_code, "3: dòng chưa kịp xác nhận" in said(answer)) == (422, True)
    assert SENT["source"] in answer.text, "nothing is lost"
    assert "Số dòng đã xác nhận: 3" in said(second.send(**SENT))


async def test_the_rows_of_the_first_day_take_one_form(seated: Seated, installation: dict[str, str]) -> None:
    """Before: three forms of fifty rows, a tick for each row, source and day typed thrice."""
    source = "Nghị quyết số 137/2025"
    async with opened_store(Settings.from_env(installation)) as store:
        for number in range(FIRST_DAY):
            await store.execute(OPERATOR, an_area(f"Xã Ngày Đầu {number:03}", source), command_id=uuid4())
    second = seated("ppc")
    shown = second.words(together(second, source))
    assert all(f"Xã Ngày Đầu {number:03}" in shown for number in range(FIRST_DAY))
    assert f"Tôi đã so cả {FIRST_DAY} dòng" in shown
    confirmed = 0
    while confirmed < FIRST_DAY:  # a slow machine takes the form more than once
        told = said(second.send(source="Nghị quyết số 137/2025, bản gốc", on="01/07/2026", compared="yes"))
        told_of = re.search(r"Số dòng đã xác nhận: (\d+)", told)
        assert told_of, told
        confirmed += int(told_of[1])
    assert confirmed == FIRST_DAY
    async with opened_store(Settings.from_env(installation)) as store:
        rows = [row for row in (await store.registry.current()).areas.values() if row.name.startswith("Xã Ngày Đầu")]
        acts = await store.connection.revisions.distinct("command", {"type": "area.confirmed"})
    assert [row.certainty for row in rows] == [Certainty.CONFIRMED] * FIRST_DAY
    assert len(acts) >= FIRST_DAY, "each by an act of its own"
