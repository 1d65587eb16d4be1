"""Self-measures: on one's own page, and gone unless a second person justifies them in two working days (Đ3.1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase
from domain.case.own_measures import (
    JustifyOwnMeasure,
    LapseOwnMeasure,
    OwnMeasureEnded,
    OwnMeasureJustified,
    OwnMeasureTaken,
    TakeOwnMeasure,
)
from domain.case.state.case import Case, CaseState, ClosureReason, ExpressionConclusion, PublicationChoice
from domain.case.state.measures import OwnMeasure, OwnMeasureKind, ServiceRecord
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Post
from domain.registry.working_days import Holidays
from tests.support.each import each
from tests.support.facts import LAND, NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import GROUND, LATER, LONG, REVIEWER, TODAY, a_registry, attempt, hear, knowing, left
from tests.support.handling_past import (
    PLAIN,
    Cast,
    Past,
    a_review,
    a_verification,
    an_own_measure,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD, officer


def taken(state: CaseState, cast: Cast, agency: str) -> Case:
    """A case found unprotected in which the agency took a self-measure."""
    measure = OwnMeasureTaken(measure=an_own_measure(agency, due_at=LATER + timedelta(days=1)))
    return case_at(state, cast, Past(), a_verification(cast), a_review(cast), measure)


class TestTaking:
    @pytest.mark.parametrize("kind", OwnMeasureKind)
    def test_is_of_ones_own_page(self, kind: OwnMeasureKind) -> None:
        assert kind.value.startswith("OWN_")
        command = good(TakeOwnMeasure, kind=kind)
        made = left(case_at(CaseState.CHECKING), command, person(LAND), new_id="measure-7")
        (it,) = made.own_measures
        assert (it.id, it.kind, it.agency, it.officer) == ("measure-7", kind, LAND, officer(LAND, Post.HANDLER))
        assert (it.taken_at, it.recorded_at, it.cycle) == (NOW, NOW, 1)
        assert (it.justified_by, it.provision, it.ended_at, it.lapsed) == (None, None, None, False)
        told = ServiceRecord(service=command.service, note=sealed(command.service_note), on=TODAY)
        assert (it.page, it.served) == (sealed(command.page), told)

    @each(
        ("taken", "off", "last"),
        [
            ("2026-07-01T02:00", (), date(2026, 7, 3)),
            ("2026-07-02T02:00", (), date(2026, 7, 6)),
            ("2026-07-01T02:00", (date(2026, 7, 2),), date(2026, 7, 6)),
            ("2026-07-01T02:00", (date(2026, 7, 2), date(2026, 7, 3)), date(2026, 7, 7)),
            ("2026-07-01T16:59", (), date(2026, 7, 3)),
            ("2026-07-01T17:00", (), date(2026, 7, 6)),
        ],
    )
    @each("late", [0, 1, 30])
    def test_two_working_days_from_when_it_was_taken(
        self, taken: str, off: tuple[date, ...], last: date, late: int
    ) -> None:
        """To the end of the second working day in Việt Nam, whenever it is recorded; days off do not count."""
        moment = datetime.fromisoformat(taken).replace(tzinfo=UTC)
        recorded = moment + timedelta(days=late)
        holidays = Holidays(id="holidays-2026", year=2026, days=off, source="t")
        command = good(TakeOwnMeasure, taken_at=moment, served_on=local_date(moment))
        known = knowing(person(LAND), command, now=recorded, registry=a_registry(holidays={holidays.id: holidays}))
        (it,) = attempt(case_at(CaseState.CHECKING), command, known).own_measures
        assert (it.due_at, it.recorded_at) == (datetime(last.year, last.month, last.day, 17, tzinfo=UTC), recorded)


def retaking(case: Case, now: datetime) -> str:
    return hear(case, good(TakeOwnMeasure, taken_at=now, served_on=local_date(now)), person(LAND), now=now)


class TestTakingAgain:
    """Taking a measure again gives one person no more than the first two working days."""

    ENDED = OwnMeasureEnded(measure="measure-1", at=NOW, lapsed=False)

    @each(
        ("measure", "ended", "now", "expected"),
        [
            (an_own_measure(LAND), None, NOW, "ok"),
            (an_own_measure(LAND), ENDED, NOW, "ok"),
            (an_own_measure(LAND), None, LATER, "G5 own-measure-again"),
            (an_own_measure(LAND), ENDED, LATER, "G5 own-measure-again"),
            (an_own_measure(LAND, provision=GROUND), None, LATER, "ok"),
            (an_own_measure(LAND, provision=GROUND), replace(ENDED, redress="redress-1"), NOW, "G5 own-measure-again"),
            (an_own_measure(LEAD), None, LATER, "ok"),
            (an_own_measure(LAND, cycle=2), None, LATER, "ok"),
        ],
    )
    def test_not_after_the_time_of_an_unjustified_one_or_a_complaint(
        self, measure: OwnMeasure, ended: OwnMeasureEnded | None, now: datetime, expected: str
    ) -> None:
        events = (OwnMeasureTaken(measure=measure), *([ended] if ended else []))
        assert retaking(case_of(*until(CaseState.CHECKING), *events), now) == expected

    def test_after_the_appraisal_of_another_person(self) -> None:
        earlier = OwnMeasureTaken(measure=an_own_measure(LAND, recorded_at=NOW - timedelta(days=4), due_at=NOW))
        assert retaking(case_of(*until(CaseState.CHECKING), earlier), LATER) == "G5 own-measure-again"
        assert retaking(case_of(*until(CaseState.APPRAISED), earlier), LATER) == "ok"

    def test_gives_no_new_time(self) -> None:
        now = NOW + timedelta(days=1)
        command = good(TakeOwnMeasure, taken_at=now, served_on=local_date(now))
        case = case_at(CaseState.CHECKING, Cast(), PLAIN, OwnMeasureTaken(measure=MINE))
        made = attempt(case, command, knowing(person(LAND), command, now=now))
        assert [it.due_at for it in made.own_measures] == [MINE.due_at, MINE.due_at]

    @each("cycle", [1, 2])
    def test_not_of_protected_content(self, cycle: int) -> None:
        protected = a_review(Cast(), conclusion=ExpressionConclusion.PROTECTED)
        case = case_of(*until(CaseState.CHECKING), protected)
        assert retaking(replace(case, cycle=cycle), NOW) == "G3 found-protected"


def with_measure(measure: OwnMeasure, state: CaseState = CaseState.CHECKING, past: Past = PLAIN) -> Case:
    return case_at(state, Cast(), past, OwnMeasureTaken(measure=measure))


MINE = an_own_measure(LAND)
SIGNATORY = person(LAND, Post.SIGNATORY)


def justifying(case: Case, actor: Actor = SIGNATORY, now: datetime = NOW, **changes: Any) -> str:
    return hear(case, good(JustifyOwnMeasure, **changes), actor, now=now)


class TestJustifying:
    @pytest.mark.parametrize("conclusion", [None, *ExpressionConclusion])
    def test_only_when_this_cycles_newest_review_found_it_unprotected(
        self, conclusion: ExpressionConclusion | None
    ) -> None:
        cast, taken = Cast(), OwnMeasureTaken(measure=MINE)
        before = [a_review(cast, conclusion=item) for item in ExpressionConclusion if item is not conclusion]
        reviews = [*before, a_review(cast, conclusion=conclusion)] if conclusion else []
        expected = {
            None: "G3 expression-review-needed",
            ExpressionConclusion.PROTECTED: "G3 found-protected",
            ExpressionConclusion.NOT_PROTECTED: "ok",
            ExpressionConclusion.HARMS_PERSON: "G3 harm-has-its-own-way",
        }
        case = case_of(*until(CaseState.SCREENED, cast), taken, a_verification(cast), *reviews)
        assert justifying(case) == expected[conclusion]
        earlier = replace(case, cycle=2)
        assert justifying(earlier) == "G3 expression-review-needed"

    def test_once_and_what_it_leaves(self) -> None:
        made = left(with_measure(MINE), good(JustifyOwnMeasure), SIGNATORY)
        (it,) = made.own_measures
        assert (it.justified_by, it.provision, it.justification) == (SIGNATORY.subject, GROUND, sealed(LONG))
        assert (it.ended_at, it.lapsed) == (None, False)
        assert justifying(made) == "RuleNotMet own-measure-over"
        assert justifying(with_measure(MINE), measure="measure-2") == "input.measure own-measure-unknown"


class TestLapse:
    def lapsing(self, case: Case, now: datetime) -> str:
        return hear(case, good(LapseOwnMeasure), SYSTEM, now=now)

    def test_not_when_it_was_justified(self) -> None:
        justified = OwnMeasureJustified(
            measure=MINE.id, officer=REVIEWER, at=NOW, provision=GROUND, reasons=sealed(LONG)
        )
        case = case_at(CaseState.CHECKING, Cast(), Past(), OwnMeasureTaken(measure=MINE), justified)
        assert self.lapsing(case, LATER) == "RuleNotMet own-measure-over"

    @pytest.mark.parametrize("lapsed", [True, False])
    def test_not_twice_and_not_when_it_was_undone(self, lapsed: bool) -> None:
        over = OwnMeasureEnded(measure=MINE.id, at=NOW, lapsed=lapsed)
        case = case_at(CaseState.CHECKING, Cast(), Past(), OwnMeasureTaken(measure=MINE), over)
        assert self.lapsing(case, LATER) == "input.measure own-measure-unknown"
        assert justifying(case) == "RuleNotMet no-own-measure"


class TestEndsWithWhatCarriedIt:
    """Justified or not: what is protected, true or closed is not held back on anybody's page."""

    @pytest.mark.parametrize("command", [good(AppraiseCase), good(CloseCase, ground=ClosureReason.COMPLETED)])
    def test_not_while_it_is_false(self, command: Any) -> None:
        state = CaseState.CHECKING if isinstance(command, AppraiseCase) else CaseState.RESULT_REPORTED
        command = replace(command, publication=PublicationChoice.PUBLISH) if isinstance(command, CloseCase) else command
        case = with_measure(MINE, state)
        assert left(case, command, person(LEAD)).own_measures == case.own_measures
