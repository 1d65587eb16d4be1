"""The registry on a day: agencies and who follows them, official pages, the Regulation in force."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.event import Sealed
from domain.kernel.policy import Scope
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Post, Role
from domain.registry.accounts import Client, Grant, GrantState, User, UserState
from domain.registry.agency import Competence, Lead, Name, Succession, Task, of_everybody, same_or_under
from domain.registry.entry import Certainty
from domain.registry.registry import NO_REGISTRY, SUCCESSIONS_MOST, Registry
from domain.registry.regulation import FIRST, Regulation, cited_on, regulation_on
from domain.registry.working_days import Holidays
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, POLICE, PROVINCE, agency, registry, with_agency
from tests.support.world import LEAD, officer, subject

DAY = date(2026, 7, 1)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def lead(id: str, agency: str, since: date, until: date | None = None, sure: bool = True) -> Lead:
    certainty = Certainty.CONFIRMED if sure else Certainty.UNCONFIRMED
    return Lead(id=id, agency=agency, span=Span(since=since, until=until), source="test", certainty=certainty)


def led_by(*rows: Lead) -> str | None:
    return registry(leads={row.id: row for row in rows}).lead_on(DAY)


class TestSpan:
    @pytest.mark.parametrize(
        ("span", "covered"),
        [
            (Span(since=DAY), [False, True, True]),
            (Span(since=DAY, until=AFTER), [False, True, False]),
            (Span(since=BEFORE, until=DAY), [True, False, False]),
        ],
    )
    def test_the_end_is_exclusive(self, span: Span, covered: list[bool]) -> None:
        assert [span.covers(day) for day in (BEFORE, DAY, AFTER)] == covered

    @given(days, days, days)
    def test_follow_on_spans_cover_each_day_once(self, since: date, change: date, day: date) -> None:
        if since < change:
            covers = [Span(since=since, until=change).covers(day), Span(since=change).covers(day)]
            assert covers.count(True) == (day >= since)


class TestLeadOn:
    def test_nobody_without_an_assignment(self) -> None:
        assert led_by() is None
        assert NO_REGISTRY.lead_on(DAY) is None

    def test_the_confirmed_one_in_force_that_began_last(self) -> None:
        old = lead("lead-1", LEAD, BEFORE)
        assert led_by(old) == LEAD
        assert led_by(old, lead("lead-2", HEALTH, DAY)) == HEALTH
        assert led_by(old, lead("lead-2", HEALTH, AFTER)) == LEAD
        assert led_by(old, lead("lead-2", HEALTH, DAY, sure=False)) == LEAD
        assert led_by(lead("lead-1", LEAD, BEFORE, DAY)) is None

    def test_the_order_of_rows_makes_no_difference(self) -> None:
        rows = [lead("lead-1", LEAD, DAY), lead("lead-2", HEALTH, DAY)]
        assert led_by(*rows) == led_by(*reversed(rows)) == HEALTH


class TestRoleOn:
    def test_the_lead_is_the_lead_while_it_is_assigned(self) -> None:
        assert PROVINCE.role_on(LEAD, DAY) is Role.LEAD
        assert registry(leads={}).role_on(LEAD, DAY) is Role.DEPT

    def test_police_never_become_the_lead(self) -> None:
        assert registry(leads={"lead-1": lead("lead-1", POLICE, BEFORE)}).role_on(POLICE, DAY) is Role.CAT

    def test_an_agency_out_of_force_has_none(self) -> None:
        assert PROVINCE.role_on("agency-nobody", DAY) is None
        assert with_agency(HEALTH, span=Span(since=BEFORE, until=DAY)).role_on(HEALTH, DAY) is None
        assert with_agency(HEALTH, certainty=Certainty.UNCONFIRMED).role_on(HEALTH, DAY) is None

    def test_a_ministry_has_none(self) -> None:
        rows = {"agency-ministry": agency("agency-ministry", AgencyKind.MINISTRY)}
        assert registry(agencies=rows).role_on("agency-ministry", DAY) is None


class TestAppointments:
    SUBJECTS: ClassVar = {subject(HEALTH, post): (officer(HEALTH, post),) for post in Post}

    def test_are_found_by_the_subject_of_the_token_in_that_agency_only(self) -> None:
        rows = registry(subjects=self.SUBJECTS)
        someone = subject(HEALTH, Post.HANDLER)
        assert [appointment.id for appointment in rows.appointments(someone, HEALTH, DAY)] == [
            officer(HEALTH, Post.HANDLER)
        ]
        assert rows.appointments(someone, LAND, DAY) == ()
        assert rows.appointments("nobody", HEALTH, DAY) == ()

    def test_of_one_person_are_all_found(self) -> None:
        first, second = officer(HEALTH, Post.HANDLER), officer(HEALTH, Post.SIGNATORY)
        rows = registry(subjects={"someone": (first, second, officer(LAND, Post.HANDLER))})
        assert [appointment.id for appointment in rows.appointments("someone", HEALTH, DAY)] == [first, second]
        ended = {**rows.officers, first: replace(rows.officers[first], span=Span(since=BEFORE, until=DAY))}
        rows = replace(rows, officers=ended)
        found = [[appointment.id for appointment in rows.appointments("someone", HEALTH, day)] for day in (BEFORE, DAY)]
        assert found == [[first, second], [second]]


class TestNames:
    ROWS = tuple(
        Name(name=name, short=name, span=Span(since=since), source="test")
        for name, since in (("Một", date(2021, 1, 1)), ("Hai", DAY))
    )

    @pytest.mark.parametrize(
        ("day", "name"), [(date(2020, 12, 31), None), (BEFORE, "Một"), (DAY, "Hai"), (AFTER, "Hai")]
    )
    def test_the_latest_that_had_begun(self, day: date, name: str | None) -> None:
        found = replace(PROVINCE.agencies[HEALTH], names=self.ROWS).name_on(day)
        assert (found and found.name) == name


class TestCompetent:
    def covers(self, row: Competence, category: str | None, areas: tuple[str, ...]) -> bool:
        return replace(PROVINCE.agencies[HEALTH], competences=(row,)).competent(Task.VERIFY, category, areas, DAY)

    @each(
        ("categories", "areas", "asked", "among", "good"),
        [
            ((), (), None, (), True),
            ((), (), "LAND", ("area-1", "area-2"), True),
            (("LAND",), (), "LAND", ("area-1",), True),
            (("LAND",), (), "HEALTH", (), False),
            (("LAND",), (), None, (), False),
            ((), ("area-1",), "LAND", ("area-1",), True),
            ((), ("area-1",), "LAND", ("area-1", "area-2"), False),
            ((), ("area-1",), "LAND", (), False),
        ],
    )
    def test_empty_lists_mean_all(
        self, categories: tuple[str, ...], areas: tuple[str, ...], asked: str | None, among: tuple[str, ...], good: bool
    ) -> None:
        row = Competence(task=Task.VERIFY, span=ALWAYS, source="test", categories=categories, areas=areas)
        assert self.covers(row, asked, among) is good

    @pytest.mark.parametrize(
        ("rows", "good"),
        [
            ([(Task.VERIFY, Span(since=DAY))], True),
            ([(Task.VERIFY, Span(since=BEFORE, until=DAY))], False),
            ([(Task.DECIDE, Span(since=DAY))], False),
            ([(Task.DECIDE, Span(since=DAY)), (Task.VERIFY, Span(since=BEFORE, until=DAY))], False),
            ([(Task.DECIDE, Span(since=DAY)), (Task.VERIFY, Span(since=DAY))], True),
        ],
    )
    def test_by_a_row_of_this_task_and_day(self, rows: list[tuple[Task, Span]], good: bool) -> None:
        competences = tuple(Competence(task=task, span=span, source="test") for task, span in rows)
        row = replace(PROVINCE.agencies[HEALTH], competences=competences)
        assert (row.may_on(Task.VERIFY, DAY), row.competent(Task.VERIFY, None, (), DAY)) == (good, good)
        gone = replace(row, span=Span(since=BEFORE, until=DAY))
        assert (gone.may_on(Task.VERIFY, DAY), gone.competent(Task.VERIFY, None, (), DAY)) == (False, False)


@pytest.mark.parametrize(
    ("areas", "remote"),
    [((), False), (("near",), False), (("far",), True), (("near", "far"), True), (("unknown", "far"), True)],
)
def test_travel_is_hard_when_it_is_to_one_of_the_areas(areas: tuple[str, ...], remote: bool) -> None:
    near = PROVINCE.areas["area-north"]
    assert registry(areas={"near": near, "far": replace(near, remote=True)}).remote(areas) is remote


def test_a_grant_gives_all_its_scopes() -> None:
    scopes = (Scope.CASE_READ_OWN, Scope.CASE_REPORT)
    asked: Any = {"asked_by": officer(LEAD, Post.ADMIN), "asked_at": NOW}
    grant = Grant(id="grant-1", agency=HEALTH, scopes=scopes, source="QĐ 1", state=GrantState.ACTIVE, **asked)
    assert registry(grants={grant.id: grant}).granted == {HEALTH: {scope.value for scope in scopes}}


def test_officers_of_an_account_are_those_of_all_its_names() -> None:
    names = {"one": "user-1", "other": "user-1", "third": "user-2"}
    people = {"one": ("officer-1",), "other": ("officer-2", "officer-3"), "third": ("officer-4",)}
    found = registry(accounts=names, people=people)
    assert found.officers_of("user-1") == {"officer-1", "officer-2", "officer-3"}
    assert found.officers_of("user-2") == {"officer-4"}


@pytest.mark.parametrize(
    ("account", "client", "expected"),
    [
        ("enrolled", "client-elsewhere", True),
        ("enrolled", "client-here", True),
        ("invited", "client-elsewhere", False),
        ("invited", "client-here", True),
        ("client-here", "client-elsewhere", True),
        ("nobody", "client-elsewhere", False),
    ],
)
def test_who_was_enrolled_here_or_comes_by_a_program_of_here_signs_in_here(
    account: str, client: str, expected: bool
) -> None:
    row = User(id="user-1", subject=Sealed("s", ""), agency=LEAD, state=UserState.ACTIVE, opened_by="officer-1")
    users = {"user-1": row, "user-2": replace(row, id="user-2", enrolled_at=NOW)}
    program = Client(id="client-here", agency=LEAD, name="Trang", redirects=(), scopes=(), registered_by="officer-1")
    names = {"invited": "user-1", "enrolled": "user-2"}
    found = registry(users=users, accounts=names, clients={program.id: program})
    assert found.signs_in_here(account, client) is expected


def test_the_calendar_holds_all_years() -> None:
    rows = {
        str(year): Holidays(id=str(year), year=year, days=(date(year, 1, 1),), source="s", worked=(date(year, 1, 3),))
        for year in (2026, 2027)
    }
    calendar = registry(holidays=rows).calendar
    assert [calendar.is_working(date(year, 1, 1)) for year in (2025, 2026, 2027)] == [True, False, False]
    assert calendar.is_working(date(2026, 1, 3))


OPEN = replace(FIRST, id="open", span=Span(since=BEFORE))
ENDED = replace(FIRST, id="ended", span=Span(since=DAY, until=AFTER))
VAGUE = replace(ENDED, id="vague", certainty=Certainty.UNCONFIRMED)


def test_is_the_confirmed_one_that_covers_the_day_and_began_last() -> None:
    cases: list[tuple[tuple[Regulation, ...], date, str | None, str]] = [
        ((), DAY, "", ""),
        ((), FIRST.span.since - timedelta(1), None, ""),
        ((OPEN, ENDED), BEFORE, "open", "open"),
        ((OPEN, ENDED), DAY, "ended", "ended"),
        ((OPEN, ENDED), AFTER, "open", "open"),
        ((OPEN, VAGUE), DAY, "open", "open"),
        ((ENDED,), BEFORE, "", ""),
        ((ENDED,), AFTER, None, "ended"),
    ]
    wrong = []
    for rows, day, in_force, cited in cases:
        known = registry(others={Regulation: {row.id: row for row in rows}})
        found = regulation_on(known, day)
        if ((found.id if found else None), cited_on(known, day).id) != (in_force, cited):
            wrong.append((rows, day, found))
    assert wrong == []


PAGE, PROFILE = "https://facebook.com/soyte.caobang", "https://facebook.com/profile.php?id=123"


@pytest.mark.parametrize(
    ("address", "page", "belongs"),
    [
        ("https://facebook.com/soyte.caobang/posts/7?comment_id=2", PAGE, False),
        ("https://m.facebook.com/soyte.caobang?ref=a", PAGE, True),
        ("https://facebook.com/soyte.caobang", PAGE, True),
        ("https://facebook.com/soyte.caobang.gia/posts/7", PAGE, False),
        ("https://facebook.com/soyte.caobang/../khac/posts/7", PAGE, False),
        ("https://facebook.com/soyte.caobang/%2e%2e/khac", PAGE, False),
        ("https://facebook.com/soyte.caobang/%252e%252e/khac", PAGE, False),
        ("https://facebook.com/soyte.caobang/..%2fkhac", PAGE, False),
        ("https://facebook.com/groups/1?page=soyte.caobang", PAGE, False),
        ("https://facebook.com@khac.example/soyte.caobang", "https://khac.example/soyte", False),
        ("https://facebook.com/profile.php?id=123", PROFILE, True),
        ("https://facebook.com/profile.php?id=124", PROFILE, False),
        ("https://facebook.com/profile.php?id=999&id=123", PROFILE, False),
        ("https://facebook.com/profile.php", PROFILE, False),
        ("https://so.example/tin/1", "https://so.example/", True),
    ],
)
def test_belongs(address: str, page: str, belongs: bool) -> None:
    try:
        found = same_or_under(address, page)
    except ValueError:  # no address of a page at all
        found = False
    assert found is belongs


@pytest.mark.parametrize(
    ("address", "everybody"),
    [
        ("https://facebook.com", True),
        ("https://www.facebook.com/groups/caobang", True),
        ("https://m.facebook.com/GROUPS/caobang", True),
        ("https://facebook.com/soyte.caobang", False),
        ("https://so.example", False),
    ],
)
def test_of_everybody(address: str, everybody: bool) -> None:
    assert of_everybody(address) is everybody


FORMER, SECOND, THIRD = "agency-first", "agency-second", "agency-third"


def to(successor: str, on: date = DAY, *, whole: bool = True) -> Succession:
    return Succession(successor=successor, on=on, whole=whole, source="QĐ 9")


def with_successions(**rows: tuple[Succession, ...]) -> Registry:
    """The province in which agencies, named without their prefix, were taken over."""
    agencies = dict(PROVINCE.agencies)
    for name, successions in rows.items():
        id = f"agency-{name}"
        agencies[id] = replace(agencies.get(id, PROVINCE.agencies[HEALTH]), id=id, successions=successions)
    return replace(PROVINCE, agencies=agencies)


class TestHeir:
    """The last succession that has begun says who acts for an agency."""

    @pytest.mark.parametrize(
        ("successions", "heir"),
        [
            ((), HEALTH),
            ((to(FORMER),), FORMER),
            ((to(FORMER, BEFORE), to(SECOND)), SECOND),
            ((to(FORMER, BEFORE), to(SECOND, AFTER)), FORMER),
            ((to(FORMER, BEFORE), to(SECOND, whole=False)), FORMER),
            ((to(FORMER, BEFORE), to(SECOND), to(THIRD)), THIRD),
        ],
    )
    def test_of_several_successions(self, successions: tuple[Succession, ...], heir: str) -> None:
        registry = with_successions(health=successions)
        assert registry.heir(HEALTH, DAY) == heir
        assert registry.taken_over(heir, DAY) == ({HEALTH} - {heir})

    def test_of_an_heir(self) -> None:
        registry = with_successions(health=(to(FORMER, BEFORE),), first=(to(SECOND),))
        assert registry.heir(HEALTH, BEFORE) == FORMER
        assert registry.heir(HEALTH, DAY) == SECOND

    def test_a_circle_ends(self) -> None:
        registry = with_successions(first=(to(SECOND),), second=(to(FORMER),))
        assert registry.heir(FORMER, DAY) == (FORMER if SUCCESSIONS_MOST % 2 == 0 else SECOND)


class TestTouches:
    """A claim about an agency is about its heirs too, and about whoever one of them acts as today."""

    def test_an_agency_asked_about_under_its_former_name(self) -> None:
        """Land took health's work over, wholly; an appointment still names the health department."""
        registry = with_successions(health=(to(LAND),))
        assert registry.touches(HEALTH, (LAND,), DAY)
        assert not registry.touches(HEALTH, (LAND,), BEFORE)
        assert not registry.touches(HEALTH, (POLICE,), DAY)

    def test_an_heir_is_touched_by_what_is_about_the_former(self) -> None:
        for whole in (True, False):
            registry = with_successions(health=(to(LAND, whole=whole),))
            assert registry.touches(LAND, (HEALTH,), DAY)
            assert not registry.touches(LAND, (HEALTH,), BEFORE)

    def test_a_part_passes_no_claim_backwards(self) -> None:
        registry = with_successions(health=(to(LAND, whole=False),))
        assert not registry.touches(HEALTH, (LAND,), DAY)

    def test_two_former_agencies_of_one_heir_touch_each_other(self) -> None:
        registry = with_successions(health=(to(FORMER),), land=(to(FORMER),))
        assert registry.touches(HEALTH, (LAND,), DAY)
