from datetime import date, datetime

import pytest

from domain.messages import Language
from domain.messages.dates import local_day, local_deadline, local_month, local_time
from tests.domain.codes import ROOT

MADE_HERE = {"domain/messages/dates.py", "api/pages/forms/values.py"}
"""How days are written for people, and how people type them."""


@pytest.mark.parametrize(
    ("language", "day", "second", "minute", "deadline"),
    [
        ("vi", "09/01/2027", "03:04:05, 09/01/2027", "03:04, 09/01/2027", "hết ngày 08/01/2027"),
        ("en", "9 January 2027", "9 January 2027, 03:04:05", "9 January 2027, 03:04", "the end of 8 January 2027"),
    ],
)
def test_each_language_has_one_way(language: Language, day: str, second: str, minute: str, deadline: str) -> None:
    moment = "2027-01-08T20:04:05.000Z"
    assert [local_day(given, language) for given in ("2027-01-09", date(2027, 1, 9))] == [day, day]
    stored = datetime.fromisoformat("2027-01-08T17:00:00")
    assert local_day(stored, language) == day, "the store gives moments in UTC without a zone"
    assert local_time(moment, language) == second
    assert local_time(moment, language, seconds=False) == minute
    assert local_deadline(moment, language) == second
    assert local_deadline("2027-01-08T17:00:00.000Z", language) == deadline


def test_a_month_of_a_year() -> None:
    assert [local_month(date(2027, 1, 9), language) for language in ("vi", "en")] == ["01/2027", "January 2027"]


def test_nobody_else_writes_days() -> None:
    rooms = ("api", "auth", "domain", "resolvers", "schema", "store", "workers", "scripts")
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".html", ".txt")]
    by_hand = {str(path.relative_to(ROOT)) for path in files if "%d/%m" in path.read_text(encoding="utf-8")}
    assert by_hand == MADE_HERE
