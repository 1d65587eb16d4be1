"""How an agency heads its documents: what may be said, since when it holds, and what one person alone changes."""

from datetime import date, timedelta
from typing import Any

from domain.administration.letterheads import SetLetterhead
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import AgencyKind, Post
from domain.registry.agency import Agency
from tests.support.each import each
from tests.support.facts import agency, attempt, codes, facts, person
from tests.support.world import LEAD

DAY = date(2025, 7, 1)
AGENCY = agency("agency-new", AgencyKind.DEPARTMENT)


def setting(**changes: Any) -> SetLetterhead:
    fields: dict[str, Any] = {"symbol": "SYT", "since": DAY, "source": "QĐ 1"}
    return SetLetterhead(**(fields | changes))


def done(state: Agency, command: SetLetterhead) -> Agency:
    made: Agency = attempt(state, command, facts(OPERATOR, command))
    return made


@each(
    ("changes", "found"),
    [
        ({}, []),
        ({"symbol": "UBND-VX"}, []),
        ({"symbol": "SVHTTDL"}, []),
        ({"symbol": "Đ-ƯĐ"}, []),
        ({"symbol": "S YT"}, ["input.symbol symbol-malformed"]),
        ({"symbol": "SYT-"}, ["input.symbol symbol-malformed"]),
        ({"symbol": "SYT/2"}, ["input.symbol symbol-malformed"]),
        ({"unit": "VX"}, []),
        ({"unit": "V X"}, ["input.unit symbol-malformed"]),
        ({"code": "H14"}, []),
        ({"code": "H14.05"}, []),
        ({"code": "H14.05.001"}, []),
        ({"code": "h14"}, ["input.code office-code-malformed"]),
        ({"code": "H14-05"}, ["input.code office-code-malformed"]),
        ({"until": DAY}, ["input.until ends-before-it-begins"]),
    ],
)
def test_symbols_and_codes_have_a_form(changes: dict[str, Any], found: list[str]) -> None:
    command = setting(**changes)
    assert codes(AGENCY, command, facts(OPERATOR, command)) == found


def test_of_several_the_one_that_began_last_holds() -> None:
    first = done(AGENCY, setting(symbol="SYT"))
    both = done(first, setting(symbol="SYTE", since=DAY + timedelta(9), until=DAY + timedelta(20)))
    shown = {days: both.letterhead_on(DAY + timedelta(days)) for days in (-1, 0, 9, 19, 20)}
    assert {days: row and row.symbol for days, row in shown.items()} == {
        -1: None,
        0: "SYT",
        9: "SYTE",
        19: "SYTE",
        20: "SYT",
    }


def test_an_administrator_alone_changes_nothing() -> None:
    command = setting()
    made: Agency = attempt(AGENCY, command, facts(person(LEAD, Post.ADMIN), command))
    assert made.letterhead_on(DAY) is None
    assert [part.letterhead and part.letterhead.symbol for part in made.proposed] == ["SYT"]
