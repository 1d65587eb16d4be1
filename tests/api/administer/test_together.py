"""Rows of one source are confirmed together: each shown, each by an act of its own, and only what was ticked."""

import re
from html import unescape

from tests.api.administer.conftest import Seated
from tests.api.administer.test_two_people import begin, place_of
from tests.support.reader import Reader, said

SOURCE = "Nghị quyết số 7/2025, Điều 2"
AREA = {"level": "COMMUNE", "since": "01/07/2025", "source": SOURCE}
NAMES = ("Xã Thử Một", "Xã Thử Hai", "Xã Thử Ba")


def together(reader: Reader) -> str:
    """The page that the list of what waits leads to."""
    found = re.findall(r'href="(/administer/areas/together[^"]+)"', reader.open("/administer/").text)
    return unescape(found[0]) if found else ""


def test_what_is_ticked_counts_and_nothing_else(seated: Seated) -> None:
    first, second = seated("lead"), seated("ppc")
    places = [place_of(begin(first, "areas", "defineArea", **AREA, name=name)) for name in NAMES]
    assert together(first) == "", "nobody confirms what they entered"
    shown = second.open(together(second))
    assert all(f"<ins>{name}</ins>" in shown.text for name in NAMES), "each is compared"
    assert shown.text.count('<p class="quiet">Người nhập: ') == len(NAMES), "and says who entered it"
    ticks = [unescape(tick) for tick in re.findall(r'name="row" value="([^"]+)"', shown.text)]
    one, two = (next(tick for tick in ticks if tick.startswith(place.rpartition("/")[2])) for place in places[:2])
    empty = second.send(row=[one, two], source="", on="01/07/2026")
    assert empty.status_code == 422, "what was compared with has to be said"
    assert re.search(r'class="field bad" id="field-source"', empty.text)
    assert (empty.text.count(" checked"), "01/07/2026" in empty.text) == (2, True), "nothing is lost"
    answer = second.send(row=[one, two], source="Nghị quyết số 7/2025, bản gốc", on="01/07/2026")
    assert answer.status_code == 200, said(answer)
    for place, counts in zip(places, (True, True, False), strict=True):
        words = second.words(place)
        assert ("Đang có hiệu lực" in words) is counts
    assert together(second) == "", "one is left, which has a page of its own"


def test_what_changed_since_is_left_as_it_is(seated: Seated) -> None:
    first, second, third = seated("lead"), seated("ppc"), seated("ppc")
    places = [place_of(begin(first, "areas", "defineArea", **AREA, name=f"Xã Khác {name}")) for name in NAMES]
    path = together(second)
    shown = second.open(path)
    ticks = [unescape(tick) for tick in re.findall(r'name="row" value="([^"]+)"', shown.text)]
    third.open(f"{places[0]}/refuseArea")
    third.send(reasons="Không có xã này trong nghị quyết.")
    answer = second.send(row=ticks, source="Nghị quyết số 7/2025, bản gốc", on="01/07/2026")
    assert answer.status_code == 200
    assert "Không được xác nhận" in second.words(places[0]), "its box named another version"
    assert "Đang có hiệu lực" in second.words(places[1])
