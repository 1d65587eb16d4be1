"""Which events a reader is shown for which safeguard."""

from datetime import UTC, datetime

from domain.book import STATES
from domain.case.safeguards import PROVEN_BY, Act, safeguards
from domain.kernel.event import EVENTS
from domain.kernel.refusals import Guard
from domain.kernel.vocabulary import Kind

AT = datetime(2026, 7, 1, tzinfo=UTC)


def act(version: int, type: str, officer: str | None = "officer-a") -> Act:
    return Act(version=version, type=type, at=AT, agency="agency-a", officer=officer)


LIFE = [
    act(1, "case.reported"),
    act(2, "case.screened"),
    act(3, "case.verification-recorded"),
    act(4, "case.expression-reviewed", "officer-b"),
    act(5, "case.appraised", "officer-c"),
    act(6, "case.handling-proposed", "officer-c"),
    act(7, "case.decided", "officer-d"),
]


def shown(acts: list[Act], same: dict[str, str] | None = None) -> dict[Guard, tuple[list[int], int | None]]:
    return {row.guard: ([act.version for act in row.acts], row.persons) for row in safeguards(acts, same or {})}


def test_each_safeguard_has_the_events_whose_rules_ask_for_it() -> None:
    found = shown(LIFE)
    assert list(found) == list(Guard)
    assert found[Guard.G1_COMPETENCE][0] == [2, 7]
    assert found[Guard.G2_EVIDENCE][0] == [3, 5]
    assert found[Guard.G3_EXPRESSION][0] == [4]
    assert found[Guard.G4_LEGAL_BASIS][0] == [6, 7]
    assert found[Guard.G5_TWO_PERSONS] == ([4, 5, 6, 7], 3)
    assert found[Guard.G6_PUBLICATION][0] == [7]
    assert [row.guard for row in safeguards(LIFE, {}) if row.every] == [Guard.G7_AUDIT, Guard.G8_NO_BULK]


def test_appointments_of_one_person_are_one_person() -> None:
    assert shown(LIFE, {"officer-d": "officer-c"})[Guard.G5_TWO_PERSONS][1] == 2


def test_persons_are_not_counted_where_one_is_not_shown() -> None:
    assert shown([*LIFE[:-1], act(7, "case.decided", None)])[Guard.G5_TWO_PERSONS][1] is None
    assert shown(LIFE[:1])[Guard.G5_TWO_PERSONS] == ([], None)


def test_a_reopening_begins_anew() -> None:
    again = [*LIFE, act(8, "case.reopened"), act(9, "case.expression-reviewed")]
    assert shown(again)[Guard.G3_EXPRESSION][0] == [9]
    assert shown(again)[Guard.G4_LEGAL_BASIS][0] == []


def test_only_events_of_cases_are_named() -> None:
    assert Kind.CASE in STATES, "all rooms are read"
    assert {type for types in PROVEN_BY.values() for type in types} <= EVENTS.keys()
