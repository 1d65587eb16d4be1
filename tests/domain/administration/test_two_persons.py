"""One administrator enters a row of the registry, another one settles it; only then rules rely on it (Đ8.1, G5)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.administration.agencies import ConfirmSuccession, GrantCompetence
from domain.administration.agency_parts import REGROUP, ConfirmAgencyPart, unconfirmed
from domain.administration.province import PASS_LEAD
from domain.kernel.actor import OPERATOR
from domain.registry.agency import Agency, Task
from domain.registry.entry import Certainty, refused, waits
from domain.registry.regulation import Regulation
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
    SUCCESSION,
    SURE,
    TODAY,
    WITH_COMPETENCE,
    WITH_SUCCESSION,
)
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, registry
from tests.support.handling_facts import a_registry, attempt, knowing, said
from tests.support.world import LEAD


def name(pair: Any) -> str:
    return f"{type(pair[1]).__name__} {getattr(pair[0], 'id', '')}"


@pytest.mark.parametrize("pair", ENTERING, ids=name)
class TestEntering:
    def test_nothing_counts_by_it(self, pair: Any) -> None:
        state, command = pair
        after = attempt(state, command, knowing(FIRST, command))
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
        after = attempt(state, command, knowing(OPERATOR, command))
        assert (after.certainty, after.entry) == (Certainty.CONFIRMED, getattr(state, "entry", None))
        assert not getattr(after, "proposed", ())
        assert not getattr(after, "changing", None)


def test_a_competence_of_which_the_operator_is_not_sure_waits_for_an_administrator() -> None:
    """So a province's file can name whom the law seems to empower, before somebody read the article."""
    state = registry().agencies[HEALTH]
    unsure = GrantCompetence(task=Task.ORDER_LABEL, since=TODAY, source="Điều 10", certainty=Certainty.UNCONFIRMED)
    after = attempt(state, unsure, knowing(OPERATOR, unsure))
    [part] = after.proposed
    assert (after.competences, part.entry.by) == (state.competences, None)
    confirm = ConfirmAgencyPart(part=part.key)
    assert attempt(after, confirm, knowing(FIRST, confirm)).competences == (*state.competences, part.competence)


@pytest.mark.parametrize("pair", [*CONFIRMING, *REFUSING], ids=name)
class TestSettling:
    def test_by_an_administrator_who_did_not_enter_it(self, pair: Any) -> None:
        state, command = pair
        heard = [said(state, command, knowing(who, command)) for who in (FIRST, SECOND, COMMITTEE, OPERATOR)]
        assert heard == ["G5 second-person-needed", "ok", "ok", "ok"]


@pytest.mark.parametrize("pair", CONFIRMING, ids=name)
def test_what_is_confirmed_counts_and_says_by_whom(pair: Any) -> None:
    state, command = pair
    after = attempt(state, command, knowing(COMMITTEE, command))
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
    after = attempt(state, command, knowing(SECOND, command))
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
        assert said(state, command, knowing(own, command)) == "G5 own-rights"
        assert said(state, command, knowing(SECOND, command)) == "ok"

    def test_whoever_took_the_agency_over_has_them_too(self) -> None:
        land = replace(PROVINCE.agencies[LAND], successions=(replace(SUCCESSION, successor=LEAD),))
        heirs = a_registry(agencies={**PROVINCE.agencies, LAND: land})
        command = CONFIRMING[4][1]
        assert said(OF_LAND, command, knowing(SECOND, command, registry=heirs)) == "G5 own-rights"


class TestWhatRulesRelyOn:
    def test_a_competence(self) -> None:
        after = attempt(WITH_COMPETENCE, CONFIRMING[1][1], knowing(COMMITTEE, CONFIRMING[1][1]))
        before = replace(WITH_COMPETENCE, competences=())
        assert not before.competent(Task.DECIDE, "HEALTH", (), TODAY)
        assert replace(after, competences=after.competences[1:]).competent(Task.DECIDE, "HEALTH", (), TODAY)

    def test_the_end_of_a_competence(self) -> None:
        ends = replace(WITH_COMPETENCE.proposed[0], until=date(2027, 1, 1))
        state = replace(OPERATORS, proposed=(ends,))
        command = ConfirmAgencyPart(part="part-1")
        after = attempt(state, command, knowing(COMMITTEE, command))
        days = (date(2026, 12, 31), date(2027, 1, 1))
        assert [after.competent(Task.DECIDE, None, (), day) for day in days] == [True, False]
        assert said(state, command, knowing(replace(SECOND, agency=HEALTH), command)) == "ok", "it gains nothing"

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
    once = attempt(WITH_COMPETENCE, command, knowing(FIRST, command))
    refused_one = replace(once, proposed=once.proposed[1:])
    twice = attempt(refused_one, command, knowing(SECOND, command))
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
    after = attempt(state, command, knowing(SECOND, command))
    assert after.successions[0].takes_over(TODAY)
    assert COMPETENCE in after.competences
