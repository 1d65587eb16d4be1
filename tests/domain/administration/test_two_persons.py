"""Two persons for what an administrator enters, corrects or grants."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.administration.agencies import ConfirmSuccession, GrantCompetence
from domain.administration.agency_parts import REGROUP, ConfirmAgencyPart, unconfirmed
from domain.administration.grants import ApproveGrant, EnterGrant, ProposeGrant, RefuseGrant
from domain.administration.holidays import ConfirmHolidays, CorrectHolidays
from domain.administration.province import PASS_LEAD, ConfirmArea, ConfirmLead
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.policy import Scope, ceiling
from domain.kernel.vocabulary import Post
from domain.registry.accounts import Grant, GrantState
from domain.registry.agency import Agency, Area, Lead, Task
from domain.registry.entry import Certainty, refused, waits
from domain.registry.regulation import Regulation
from domain.registry.working_days import Holidays
from domain.report.state.schedule import Schedule
from tests.domain.registry_rows import (
    BY_THE_OPERATOR,
    COMMITTEE,
    COMPETENCE,
    CONFIRMING,
    CORRECTED,
    DAYS_OFF,
    ENDING,
    ENTERING,
    ENTRY,
    FIRST,
    OF_LAND,
    OPERATORS,
    REFUSING,
    SECOND,
    SURE,
    TODAY,
    WITH_COMPETENCE,
    WITH_SUCCESSION,
)
from tests.support.decided import READ
from tests.support.facts import (
    ALWAYS,
    HEALTH,
    LAND,
    NOW,
    POLICE,
    PROVINCE,
    attempt,
    facts,
    outcome,
    person,
    registry,
)
from tests.support.handling_facts import PPC, hear, knowing, left
from tests.support.world import KINDS, LEAD


def name(pair: Any) -> str:
    return f"{type(pair[1]).__name__} {getattr(pair[0], 'id', '')}"


@pytest.mark.parametrize("pair", ENTERING, ids=name)
class TestEntering:
    def test_nothing_counts_by_it(self, pair: Any) -> None:
        state, command = pair
        after = left(state, command, FIRST)
        if state is None:
            assert (after.certainty, after.entry) == (Certainty.UNCONFIRMED, ENTRY)
        elif isinstance(after, Agency):
            counting = ("names", "competences", "successions", "certainty", "span")
            assert [getattr(after, part) for part in counting] == [getattr(state, part) for part in counting]
            assert [part.entry for part in after.proposed] == [ENTRY]
        else:
            change = "correction" if after.id == DAYS_OFF.id else "ending"
            assert replace(after, **{change: None}) == state
            assert after.changing == ENTRY

    def test_the_operator_does_it_whole(self, pair: Any) -> None:
        state, command = pair
        after = left(state, command, OPERATOR)
        assert (after.certainty, after.entry) == (Certainty.CONFIRMED, getattr(state, "entry", None))
        assert not getattr(after, "proposed", ())
        assert not getattr(after, "changing", None)


def test_a_competence_of_which_the_operator_is_not_sure_waits_for_an_administrator() -> None:
    """So a province's file can name whom the law seems to empower, before somebody read the article."""
    state = registry().agencies[HEALTH]
    unsure = GrantCompetence(task=Task.ORDER_LABEL, since=TODAY, source="Điều 10", certainty=Certainty.UNCONFIRMED)
    after = left(state, unsure, OPERATOR)
    [part] = after.proposed
    assert (after.competences, part.entry.by) == (state.competences, None)
    assert left(after, ConfirmAgencyPart(part=part.key), FIRST).competences == (*state.competences, part.competence)


@pytest.mark.parametrize("pair", [*CONFIRMING, *REFUSING], ids=name)
class TestSettling:
    def test_by_an_administrator_who_did_not_enter_it(self, pair: Any) -> None:
        state, command = pair
        heard = [hear(state, command, who) for who in (FIRST, SECOND, COMMITTEE, OPERATOR)]
        assert heard == ["G5 second-person-needed", "ok", "ok", "ok"]


@pytest.mark.parametrize("pair", CONFIRMING, ids=name)
def test_what_is_confirmed_counts_and_says_by_whom(pair: Any) -> None:
    state, command = pair
    after = left(state, command, COMMITTEE)
    assert after.certainty is Certainty.CONFIRMED
    assert not waits(after)
    assert not refused(after)
    if state is ENDING:
        assert (after.span.until, after.ending, after.entry) == (ENDING.ending.until, None, ENDING.entry)
    elif not (isinstance(after, Agency) and state.proposed):
        assert (after.entry.by, after.entry.settled_by, after.entry.settled_at) == (
            FIRST.subject,
            COMMITTEE.subject,
            NOW,
        )


@pytest.mark.parametrize("pair", REFUSING, ids=name)
def test_what_is_refused_never_counts(pair: Any) -> None:
    state, command = pair
    after = left(state, command, SECOND)
    if state in (CORRECTED, ENDING):
        assert after == SURE[state.id]
    elif isinstance(after, Agency) and state.proposed:
        assert after == replace(state, proposed=())
    else:
        assert refused(after)
        assert not waits(after)
        assert after.certainty is Certainty.UNCONFIRMED


class TestOwnRights:
    @pytest.mark.parametrize(
        ("state", "command", "gaining"),
        [
            (OF_LAND, CONFIRMING[4][1], LAND),
            (WITH_COMPETENCE, ConfirmAgencyPart(part="part-1"), HEALTH),
            (WITH_SUCCESSION, ConfirmAgencyPart(part="part-1"), LAND),
            (BY_THE_OPERATOR[0], BY_THE_OPERATOR[1], LAND),
        ],
    )
    def test_are_settled_by_others(self, state: Any, command: Any, gaining: str) -> None:
        own = replace(SECOND, agency=gaining)
        assert hear(state, command, own) == "G5 own-rights"
        assert hear(state, command, SECOND) == "ok"


class TestWhatRulesRelyOn:
    def test_a_competence(self) -> None:
        after = left(WITH_COMPETENCE, CONFIRMING[1][1], COMMITTEE)
        before = replace(WITH_COMPETENCE, competences=())
        assert not before.competent(Task.DECIDE, "HEALTH", (), TODAY)
        assert replace(after, competences=after.competences[1:]).competent(Task.DECIDE, "HEALTH", (), TODAY)

    def test_the_end_of_a_competence(self) -> None:
        ends = replace(WITH_COMPETENCE.proposed[0], until=date(2027, 1, 1))
        state = replace(OPERATORS, proposed=(ends,))
        command = ConfirmAgencyPart(part="part-1")
        after = left(state, command, COMMITTEE)
        days = (date(2026, 12, 31), date(2027, 1, 1))
        assert [after.competent(Task.DECIDE, None, (), day) for day in days] == [True, False]
        assert hear(state, command, replace(SECOND, agency=HEALTH)) == "ok", "it gains nothing"

    def test_a_succession_orders_the_regrouping_once_it_is_confirmed(self) -> None:
        command = ConfirmAgencyPart(part="part-1")
        event = command.decide(WITH_SUCCESSION, knowing(COMMITTEE, command))
        assert [job.job for job in event.jobs(event.fold(WITH_SUCCESSION))] == [REGROUP, PASS_LEAD]
        _, entering = ENTERING[4]
        begun = entering.decide(OPERATORS, knowing(FIRST, entering))
        assert list(begun.jobs(begun.fold(OPERATORS))) == []

    def test_a_lead(self) -> None:
        command = CONFIRMING[4][1]
        event = command.decide(OF_LAND, knowing(COMMITTEE, command))
        after = event.fold(OF_LAND)
        assert [job.job for job in event.jobs(after)] == [PASS_LEAD]
        assert registry(leads={"l": OF_LAND}).lead_on(TODAY) is None
        assert registry(leads={"l": after}).lead_on(TODAY) == LAND


def test_all_that_waits_is_listed_once() -> None:
    waiting = replace(WITH_COMPETENCE, id="agency-part")
    known = registry(
        agencies={"agency-part": waiting, HEALTH: BY_THE_OPERATOR[0]},
        leads={OF_LAND.id: OF_LAND},
        holidays={DAYS_OFF.id: DAYS_OFF},
        others={Regulation: {}, Schedule: {ENDING.id: ENDING}},
    )
    found = [(row.stream, row.gives) for row in unconfirmed(known)]
    assert found == [
        (OF_LAND.id, (LAND,)),
        (DAYS_OFF.id, ()),
        ("agency-part", ("agency-part",)),
        (HEALTH, (LAND,)),
        (ENDING.id, ()),
    ]


def test_a_second_entry_of_a_part_has_a_key_of_its_own() -> None:
    _, command = ENTERING[1]
    once = left(WITH_COMPETENCE, command, FIRST)
    refused_one = replace(once, proposed=once.proposed[1:])
    twice = left(refused_one, command, SECOND)
    assert [part.key for part in twice.proposed] == ["part-2", "part-3"]


def test_the_operator_goes_before_what_waits() -> None:
    """A correction by the operator replaces the proposed one."""
    _, command = ENTERING[8]
    days = (date(2028, 1, 26) + timedelta(1),)
    after = attempt(CORRECTED, replace(command, days=days), knowing(OPERATOR, command))
    assert (after.days, after.correction) == (days, None)


def test_a_confirmed_succession_of_the_operator_counts() -> None:
    state, command = BY_THE_OPERATOR
    assert isinstance(command, ConfirmSuccession)
    after = left(state, command, SECOND)
    assert after.successions[0].takes_over(TODAY)
    assert COMPETENCE in after.competences
    event = command.decide(state, knowing(SECOND, command))
    assert [job.job for job in event.jobs(after)] == [REGROUP, PASS_LEAD]


DAY, LATER = date(2026, 7, 1), date(2026, 7, 2)
UNSURE = {"certainty": Certainty.UNCONFIRMED, "source": "?"}
NEW_YEAR, TET, SWAP = date(2026, 1, 1), date(2026, 2, 17), date(2026, 2, 14)
AREA = Area(id="area-1", name="Xã Một", level="COMMUNE", span=ALWAYS, **UNSURE)  # type: ignore[arg-type]
LEAD_ROW = Lead(id="lead-1", agency=LAND, span=ALWAYS, **UNSURE)  # type: ignore[arg-type]
YEAR = Holidays(id="holidays-2026", year=2026, days=(NEW_YEAR,), **UNSURE)  # type: ignore[arg-type]
CONFIRMATIONS: list[tuple[Any, Any]] = [
    (AREA, ConfirmArea(source="NQ 1", on=DAY)),
    (LEAD_ROW, ConfirmLead(source="QĐ 2", on=DAY)),
    (YEAR, ConfirmHolidays(source="TB 3", on=DAY, **READ)),
]
CORRECT = CorrectHolidays(days=(NEW_YEAR, TET), worked=(SWAP,), source="TB 4", on=DAY)


@pytest.mark.parametrize(("state", "command"), CONFIRMATIONS)
class TestConfirming:
    def test_makes_a_row_count_by_a_source_of_its_own(self, state: Any, command: Any) -> None:
        after = left(state, command, OPERATOR)
        counted = {"counted": after.counted, **READ} if isinstance(state, Holidays) else {}
        assert after == replace(state, certainty=Certainty.CONFIRMED, source=command.source, **counted)

    def test_not_by_an_act_to_come(self, state: Any, command: Any) -> None:
        assert hear(state, replace(command, on=LATER), OPERATOR) == "input.on in-the-future"

    def test_one_administrator_is_the_second_person_to_the_operator(self, state: Any, command: Any) -> None:
        """`test_two_persons.py` has what administrators enter."""
        who = person(LEAD, Post.ADMIN)
        after = left(state, command, who)
        assert (after.certainty, after.entry.by, after.entry.settled_by) == (Certainty.CONFIRMED, None, who.subject)


class TestDaysOff:
    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"days": (date(2025, 12, 31),)}, "input.days[0] day-of-another-year"),
            ({"worked": (date(2028, 1, 1),)}, "input.worked[0] day-of-another-year"),
            ({"days": (NEW_YEAR,), "worked": ()}, "input.days nothing-corrected"),
            ({"on": LATER}, "input.on in-the-future"),
        ],
    )
    def test_not_to_nonsense(self, changes: Any, says: str) -> None:
        assert hear(YEAR, replace(CORRECT, **changes), OPERATOR) == says


def asking(agency: str) -> ProposeGrant:
    return ProposeGrant(agency=agency, scopes=(Scope.CASE_REPORT,), source="QĐ 1")


def proposed(by: Actor, agency: str) -> Grant:
    state: Grant = attempt(None, asking(agency), facts(by, asking(agency)))
    return state


def settle(state: Grant, by: Actor, command: Any = None) -> str:
    command = command or ApproveGrant()
    return outcome(state, command, by)


GRANTED = [agency for agency in KINDS if agency not in ("agency-ministry", "agency-inspection")]


@pytest.mark.parametrize("asker", [LEAD, PPC, None])
@pytest.mark.parametrize("decider", [LEAD, PPC])
def test_an_agency_of_another_kind_decides(asker: str | None, decider: str) -> None:
    def heard(agency: str) -> str:
        scope = min(ceiling(PROVINCE.role_on(agency, PROVINCE.agencies[agency].span.since)))
        by = person(asker, Post.ADMIN) if asker else OPERATOR
        command = ProposeGrant(agency=agency, scopes=(scope,), source="QĐ 1")
        if asker == agency:
            return outcome(None, command, by)
        state = attempt(None, command, facts(by, command))
        return settle(state, person(decider, Post.SIGNATORY))

    def expected(agency: str) -> str:
        if agency in (asker, decider):
            return "own-grants"
        same_kind = KINDS[decider] in (KINDS[agency], KINDS.get(asker or ""))
        return "another-kind-needed" if same_kind else "ok"

    assert {agency: heard(agency) for agency in GRANTED} == {agency: expected(agency) for agency in GRANTED}


def test_a_refused_grant_never_counts() -> None:
    state = proposed(person(LEAD, Post.ADMIN), POLICE)
    refusal = RefuseGrant(reasons="Cơ quan đã giải thể theo QĐ 3.")
    state = attempt(state, refusal, facts(person(PPC, Post.ADMIN), refusal))
    assert (state.counts, state.state) == (False, GrantState.REFUSED)


@pytest.mark.parametrize(
    ("scopes", "code"),
    [
        ((), "scope-unknown"),
        ((Scope.CASE_APPRAISE,), "scope-above-ceiling"),
        ((Scope.CASE_REPORT, Scope.POLICE_RECEIVE), "ok"),
    ],
)
def test_within_the_ceiling_only(scopes: tuple[Scope, ...], code: str) -> None:
    assert outcome(None, ProposeGrant(agency=POLICE, scopes=scopes, source="QĐ 1"), person(LEAD, Post.ADMIN)) == code


def test_first_grants_are_the_operators_and_first_only() -> None:
    command = EnterGrant(agency=LAND, scopes=(Scope.CASE_REPORT,), source="QĐ 1")
    state = attempt(None, command, facts(OPERATOR, command))
    assert state.counts
    for known in (state, replace(state, state=GrantState.ENDED)):
        registry = replace(PROVINCE, grants={"grant-1": known})
        assert outcome(None, command, OPERATOR, registry=registry) == "agency-has-grants"
        assert bool(registry.granted.get(LAND)) is known.counts
