"""Terms as data: entered by one person, confirmed by another, and counted by on their days alone (Đ8.1, G5)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from domain.administration.drafts import DraftLevel, DraftTerm, EndLevel, EndTerm
from domain.administration.officers import (
    AppointOfficer,
    ConfirmOfficer,
    NominateOfficer,
    OfficerAppointed,
    OfficerConfirmed,
    OfficerDismissed,
    RefuseOfficer,
)
from domain.administration.provisions import EndProvision
from domain.complaint.terms import Stage, deadline
from domain.erasure.retention import Kept, retention_on, retentions
from domain.erasure.state import DataRequestKind
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import TermSource, local_date, start_of
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.press_question.questions import term_for
from domain.press_question.state import QuestionKind
from domain.registry.accounts import Officer
from domain.registry.entry import Certainty, LawStatus
from domain.registry.law import (
    ComplaintLevel,
    DecidedBy,
    LegalTerm,
    NoRow,
    TermCertainty,
    TermOf,
    TermUnit,
    WayOn,
    level_on,
    term_on,
    unit_of,
)
from domain.registry.registry import Registry
from domain.rules.facts import Term
from domain.rules.linking import LinkedEvent, linked_events, linked_streams
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, PROVINCE, attempt, done, facts, faults, person, verdict
from tests.support.handling_commands import good
from tests.support.handling_facts import DRAFTER, hear, knowing, provision
from tests.support.world import LEAD, officer

PRESS = {
    QuestionKind.EVENT: Term(TermSource.LAW, span=timedelta(hours=24)),
    QuestionKind.QUESTION: Term(TermSource.INTERNAL, days=5),
    QuestionKind.ACCESS_ELECTRONIC: Term(TermSource.LAW, days=3),
    QuestionKind.ACCESS_POST: Term(TermSource.LAW, days=5),
    QuestionKind.PETITION: Term(TermSource.LAW, calendar_days=30),
}
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def a_term(term: TermOf = TermOf.COMPLAINT_FILE, amount: int = 7, **changes: Any) -> LegalTerm:
    """A confirmed row."""
    made = LegalTerm(
        id=f"term-{term.lower().replace('_', '-')}-{amount}",
        term=term,
        amount=amount,
        basis=TermSource.LAW,
        source="Luật mẫu, Điều 1",
        span=Span(since=JULY),
        drafted_by=DRAFTER,
        drafted_at=NOW,
        status=LawStatus.ACTIVE,
        activated_by="officer-other",
        activated_at=NOW,
    )
    return replace(made, **changes)


DRAFTED = a_term(status=LawStatus.DRAFT, activated_by=None, activated_at=None)


A_LEVEL = replace(level_on(DecidedBy.COMMITTEE, JULY, PROVINCE), id="level-one", drafted_by=DRAFTER, drafted_at=NOW)


def with_terms(*rows: LegalTerm) -> Registry:
    return replace(PROVINCE, others={LegalTerm: {row.id: row for row in rows}})


def test_a_term_of_a_law_names_its_article() -> None:
    for kind in (DraftTerm, DraftLevel):
        for basis, expected in ((TermSource.LAW, "input.source article-needed"), (TermSource.INTERNAL, "ok")):
            command = good(kind, source="Luật Khiếu nại", basis=basis)
            assert hear(None, command, person(LEAD)) == expected


@pytest.mark.parametrize(
    ("until", "end", "expected"),
    [
        (None, date(2026, 7, 2), "ok"),
        (None, JULY, "input.until ends-before-it-begins"),
        (None, date(2025, 1, 1), "input.until ends-before-it-begins"),
        (AUGUST, AUGUST - timedelta(1), "ok"),
        (AUGUST, AUGUST, "ok"),
        (AUGUST, AUGUST + timedelta(1), "input.until ended-earlier"),
    ],
)
def test_its_end_shortens_and_never_prolongs(until: date | None, end: date, expected: str) -> None:
    """A longer life would be a row that no second person confirmed."""
    span = Span(since=JULY, until=until)
    for command, state in (
        (good(EndTerm, until=end), a_term(span=span)),
        (good(EndLevel, until=end), replace(A_LEVEL, span=span)),
        (good(EndProvision, until=end), provision("provision-1", span=span)),
    ):
        assert hear(state, command, person(LEAD)) == expected


class TestWhatCounts:
    @pytest.mark.parametrize("stage", Stage)
    def test_a_confirmed_row_goes_before_the_code_for_each_stage_of_a_complaint(self, stage: Stage) -> None:
        row = a_term(TermOf(f"COMPLAINT_{stage}"), 7, remote_amount=9)
        plain, far = (deadline(stage, JULY, with_terms(row), remote=remote) for remote in (False, True))
        assert (plain.days, far.days) == (7, 9)
        assert (plain.source, plain.certainty, plain.basis) == (row.source, Certainty.CONFIRMED, TermSource.LAW)
        assert deadline(stage, JULY, PROVINCE).certainty is Certainty.UNCONFIRMED

    @pytest.mark.parametrize(
        ("row", "day", "counts"),
        [
            (a_term(), JULY, True),
            (a_term(), JULY - timedelta(1), False),
            (a_term(span=Span(since=JULY, until=AUGUST)), AUGUST - timedelta(1), True),
            (a_term(span=Span(since=JULY, until=AUGUST)), AUGUST, False),
            (DRAFTED, JULY, False),
            (a_term(TermOf.COMPLAINT_ACCEPT), JULY, False),
        ],
    )
    def test_on_its_days_alone_and_once_confirmed(self, row: LegalTerm, day: date, counts: bool) -> None:
        assert (deadline(Stage.FILE, day, with_terms(row)).days == row.amount) is counts

    def test_the_one_that_began_last(self) -> None:
        rows = a_term(), a_term(amount=8, span=Span(since=AUGUST)), a_term(amount=6, span=Span(since=date(2026, 1, 1)))
        assert [deadline(Stage.FILE, day, with_terms(*rows)).days for day in (JULY, AUGUST)] == [7, 8]

    def test_without_a_number_for_remote_places_the_number_is_the_same(self) -> None:
        assert deadline(Stage.FILE, JULY, with_terms(a_term()), remote=True).days == 7

    @each("kept", Kept)
    def test_retention_by_the_row_of_the_day_of_the_end(self, kept: Kept) -> None:
        usual = retention_on(kept, JULY).days
        known = with_terms(a_term(TermOf(f"KEPT_{kept}"), 30, span=Span(since=JULY, until=AUGUST)))
        found = [retention_on(kept, day, known).days for day in (JULY - timedelta(1), JULY, AUGUST)]
        assert found == [usual, 30, usual]
        assert retention_on(kept, JULY, known).certainty is TermCertainty.LAW

    def test_retention_has_no_gaps_and_no_more_rows_than_it_needs(self) -> None:
        drafted = with_terms(replace(DRAFTED, term=TermOf.KEPT_CONTACT))
        filed = (Kept.COMPLETED, Kept.REMEDIED, Kept.POLICE_OUTCOME, Kept.COMPLAINT)  # two Laws on Archives
        assert [row.kept for row in retentions(drafted)] == [kept for kept in Kept for _ in range(1 + (kept in filed))]
        known = with_terms(a_term(TermOf.KEPT_CONTACT, 30, span=Span(since=JULY, until=AUGUST)))
        spans = [(row.span.since, row.span.until, row.days) for row in retentions(known) if row.kept is Kept.CONTACT]
        assert spans == [(date(2021, 7, 4), JULY, 90), (JULY, AUGUST, 30), (AUGUST, None, 90)]
        with pytest.raises(NoRow):
            retention_on(Kept.CONTACT, date(2021, 7, 3), known)

    @pytest.mark.parametrize("kind", QuestionKind)
    def test_the_press_in_the_unit_of_the_rule(self, kind: QuestionKind) -> None:
        term = TermOf(f"PRESS_{kind}")
        row = a_term(term, 6, basis=TermSource.INTERNAL)
        known = replace(knowing(person(LEAD), None), registry=with_terms(row))
        found = term_for(kind, NOW, known)
        assert found.source is TermSource.INTERNAL
        asked = datetime(2026, 7, 1, 2, tzinfo=UTC)  # a Wednesday, nine in the morning
        expected = {
            TermUnit.HOURS: asked + timedelta(hours=6),
            TermUnit.DAYS: start_of(date(2026, 7, 8)),
            TermUnit.WORKING_DAYS: known.registry.calendar.due(asked, 6),
        }
        assert found.due(asked, known) == expected[unit_of(term)]
        own = term_on(term, JULY - timedelta(1), PROVINCE)
        before = term_for(kind, NOW - timedelta(days=1), known)
        assert before == term_for(kind, NOW, knowing(person(LEAD), None)) == PRESS[kind]
        assert (before.source, own.certainty) == (own.basis, TermCertainty.UNCONFIRMED)


def test_every_term_of_the_code_can_be_confirmed() -> None:
    named = (
        {"COMPLAINT_SUSPEND", "NOTIFY_LEAD"}
        | {f"COMPLAINT_{stage}" for stage in Stage}
        | {f"KEPT_{kept}" for kept in Kept}
    )
    named |= {f"PRESS_{kind}" for kind in QuestionKind} | {"LIMITATION_SANCTION", "LIMITATION_SANCTION_PRESS"}
    named |= {f"DATA_{kind}" for kind in (*DataRequestKind, "REPLY", "EXTENSION")}
    assert named == {term.value for term in TermOf}


def test_a_day_is_one_in_vietnam() -> None:
    evening = datetime(2026, 6, 30, 17, tzinfo=UTC)
    assert local_date(evening) == JULY
    known = replace(knowing(person(LEAD), None), registry=with_terms(a_term(TermOf.PRESS_PETITION, 3)))
    assert term_for(QuestionKind.PETITION, evening, known).calendar_days == 3


@each(("decided_by", "second"), tuple(product(DecidedBy, WayOn)))
def test_a_level_is_above_who_decided(decided_by: DecidedBy, second: WayOn) -> None:
    above = {DecidedBy.AGENCY: WayOn.COMMITTEE, DecidedBy.COMMITTEE: WayOn.MINISTER}[decided_by]
    expected = "ok" if second in (above, WayOn.COURT) else "input.second no-level-above"
    assert hear(None, good(DraftLevel, decided_by=decided_by, second=second), person(LEAD)) == expected


def test_a_confirmed_level_goes_before_the_registers_own() -> None:
    """On its days alone; a draft counts for nothing."""
    court = replace(A_LEVEL, second=WayOn.COURT, span=Span(since=JULY, until=AUGUST))
    for status, expected in ((LawStatus.DRAFT, WayOn.MINISTER), (LawStatus.ACTIVE, WayOn.COURT)):
        known = replace(PROVINCE, others={ComplaintLevel: {"level-one": replace(court, status=status)}})
        days = (JULY - timedelta(1), JULY, AUGUST)
        found = [level_on(DecidedBy.COMMITTEE, day, known).second for day in days]
        assert found == [WayOn.MINISTER, expected, WayOn.MINISTER]
        assert level_on(DecidedBy.AGENCY, JULY, known).second is WayOn.COMMITTEE


OLD, ADMIN, SECOND = officer(LAND, Post.HANDLER), person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY)
NAME, DAY = "an@land.example", date(2027, 1, 1)
CHANGE = NominateOfficer(subject=NAME, posts=(Post.SIGNATORY,), since=DAY, appointment="QĐ 2", replaces=OLD)
BY_OPERATOR = AppointOfficer(
    subject=NAME, agency=LAND, posts=(Post.SIGNATORY,), since=DAY, appointment="QĐ 2", replaces=OLD
)


def with_old(**changes: Any) -> Registry:
    """The province in which the account has one appointment, with some fields changed."""
    old = replace(PROVINCE.officers[OLD], **changes)
    return replace(PROVINCE, officers={**PROVINCE.officers, OLD: old}, subjects={NAME: (OLD,)})


def nominee(registry: Registry | None = None) -> Officer:
    made: Officer = done(None, CHANGE, ADMIN, registry=registry or with_old())
    return made


@pytest.mark.parametrize(
    ("changes", "old", "expected"),
    [
        ({}, {}, []),
        ({"replaces": None}, {}, []),
        ({"replaces": "officer-nobody"}, {}, ["input.replaces appointment-of-another"]),
        ({"replaces": officer(LAND, Post.SIGNATORY)}, {}, ["input.replaces appointment-of-another"]),
        ({}, {"agency": HEALTH}, ["input.replaces appointment-of-another"]),
        ({"since": ALWAYS.since}, {}, ["input.replaces not-replaced-then"]),
        ({"since": ALWAYS.since + timedelta(1)}, {}, []),
        ({}, {"span": Span(since=ALWAYS.since, until=DAY)}, ["input.replaces not-replaced-then"]),
        ({}, {"span": Span(since=ALWAYS.since, until=DAY + timedelta(1))}, []),
    ],
)
def test_it_replaces_what_the_person_has_on_its_first_day(
    changes: dict[str, Any], old: dict[str, Any], expected: list[str]
) -> None:
    known = with_old(**old)
    for actor, whole in ((ADMIN, CHANGE), (OPERATOR, BY_OPERATOR)):
        command = replace(whole, **changes)
        assert faults(None, command, actor, registry=known) == expected


def test_the_operator_ends_one_and_begins_the_other_in_one_act() -> None:
    given = facts(OPERATOR, BY_OPERATOR, registry=with_old())
    made = attempt(None, BY_OPERATOR, given)
    assert (made.replaces, made.appointed, linked_streams(Kind.OFFICER, None, BY_OPERATOR)) == (OLD, True, (OLD,))
    appointed = given.record(OfficerAppointed, BY_OPERATOR, span=made.span)
    ends = LinkedEvent(stream=OLD, event=OfficerDismissed(on=DAY))
    assert [*linked_events(made, appointed, given)] == [ends]


def test_the_second_person_ends_one_and_begins_the_other() -> None:
    made, given = nominee(), facts(SECOND, registry=with_old())
    assert (made.replaces, made.appointed, linked_streams(Kind.OFFICER, made, ConfirmOfficer())) == (OLD, False, (OLD,))
    ends = LinkedEvent(stream=OLD, event=OfficerDismissed(on=DAY))
    assert [*linked_events(made, OfficerConfirmed(by=SECOND.subject), given)] == [ends]
    old = ends.event.fold(given.registry.officers[OLD])
    days = (DAY - timedelta(1), DAY)
    assert [(old.span.covers(day), made.span.covers(day)) for day in days] == [(True, False), (False, True)]


def test_an_additional_appointment_ends_none() -> None:
    made = replace(nominee(), replaces=None)
    assert linked_streams(Kind.OFFICER, made, ConfirmOfficer()) == ()
    assert [*linked_events(made, OfficerConfirmed(by=SECOND.subject), facts(SECOND))] == []


def test_a_refused_replacement_ends_nothing() -> None:
    """The appointment in force keeps its days, and a right nomination may replace it."""
    refusal = RefuseOfficer(reasons="Số quyết định không đúng với văn bản.")
    known = with_old()
    made = nominee()
    assert linked_streams(Kind.OFFICER, made, refusal) == ()
    refused = done(made, refusal, SECOND, registry=known)
    known = replace(known, nominated={refused.id: refused})
    assert verdict(nominee(known), ConfirmOfficer(), facts(SECOND, registry=known)) == "ok"


def test_of_two_that_replace_one_the_first_to_be_confirmed_does() -> None:
    known = with_old()
    other = replace(nominee(), id="officer-other", confirmed_by=SECOND.subject)
    known = replace(known, officers={**known.officers, other.id: other})
    assert verdict(nominee(), ConfirmOfficer(), facts(SECOND, registry=known)) == "not-replaced-then"
