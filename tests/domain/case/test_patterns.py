"""Which acts are worth opening."""

from datetime import UTC, datetime, timedelta

from domain.case.patterns import ALONE_LEAST, APPRAISED, DECIDED, QUICK, Deed, by_month, one_signatory, quick_decisions

AT = datetime(2026, 7, 1, 8, tzinfo=UTC)


def deed(stream: str, version: int, type: str, after: timedelta, officer: str | None = "officer-a") -> Deed:
    return Deed(stream=stream, version=version, type=type, at=AT + after, agency="agency-a", officer=officer)


def test_a_decision_soon_after_its_own_appraisal_is_quick() -> None:
    second = timedelta(seconds=1)
    deeds = [
        deed("case-b", 2, DECIDED, QUICK),
        deed("case-b", 1, APPRAISED, timedelta()),
        deed("case-a", 1, APPRAISED, timedelta()),
        deed("case-a", 2, DECIDED, QUICK - second),
        deed("case-c", 1, APPRAISED, timedelta()),
        deed("case-c", 2, APPRAISED, QUICK),
        deed("case-c", 3, DECIDED, QUICK + second),
        deed("case-d", 1, DECIDED, timedelta()),
    ]
    found = [(quick.decided.stream, quick.after) for quick in quick_decisions(deeds)]
    assert found == [("case-c", second), ("case-a", QUICK - second)]


def test_one_person_who_signs_all_is_named_from_the_third_decision_on() -> None:
    signed = [deed(f"case-{number}", 1, DECIDED, timedelta(hours=number)) for number in range(ALONE_LEAST)]
    (found,) = one_signatory(signed)
    assert (found.agency, found.officer, len(found.deeds)) == ("agency-a", "officer-a", ALONE_LEAST)
    assert one_signatory(signed[1:]) == ()
    assert one_signatory([*signed, deed("case-x", 1, DECIDED, timedelta(), "officer-b")]) == ()
    hidden = [deed(f"case-{number}", 1, DECIDED, timedelta(), None) for number in range(ALONE_LEAST)]
    assert one_signatory(hidden) == ()


def test_months_count_each_act_once() -> None:
    months = [(AT, AT + timedelta(days=31)), (AT + timedelta(days=31), AT + timedelta(days=62))]
    days = (-1, 0, 30, 31, 62)
    deeds = [deed(f"case-{day}", 1, DECIDED, timedelta(days=day)) for day in days]
    assert by_month(deeds, months) == [2, 1]
