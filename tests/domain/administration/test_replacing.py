"""An appointment that replaces another: one end and one beginning, on the same day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.administration.officers import (
    AppointOfficer,
    ConfirmOfficer,
    NominateOfficer,
    OfficerAppointed,
    OfficerConfirmed,
    OfficerDismissed,
    RefuseOfficer,
)
from domain.kernel.actor import OPERATOR
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.registry.accounts import Officer
from domain.registry.registry import Registry
from domain.rules.linking import LinkedEvent, linked_events, linked_streams
from tests.support.facts import ALWAYS, HEALTH, LAND, PROVINCE, attempt, codes, facts, person, verdict
from tests.support.world import officer

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
    made: Officer = attempt(None, CHANGE, facts(ADMIN, CHANGE, registry=registry or with_old()))
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
        assert codes(None, command, facts(actor, command, registry=known)) == expected


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
    refused = attempt(made, refusal, facts(SECOND, refusal, registry=known))
    known = replace(known, nominated={refused.id: refused})
    assert verdict(nominee(known), ConfirmOfficer(), facts(SECOND, registry=known)) == "ok"


@pytest.mark.parametrize(
    ("until", "code"),
    [(None, "ok"), (DAY + timedelta(1), "ok"), (DAY, "not-replaced-then"), (DAY - timedelta(9), "not-replaced-then")],
)
def test_what_ended_meanwhile_is_nominated_again(until: date | None, code: str) -> None:
    """Else there would be days without either, which the second person did not see."""
    known = with_old(span=Span(since=ALWAYS.since, until=until))
    assert verdict(nominee(), ConfirmOfficer(), facts(SECOND, registry=known)) == code


def test_of_two_that_replace_one_the_first_to_be_confirmed_does() -> None:
    known = with_old()
    other = replace(nominee(), id="officer-other", confirmed_by=SECOND.subject)
    known = replace(known, officers={**known.officers, other.id: other})
    assert verdict(nominee(), ConfirmOfficer(), facts(SECOND, registry=known)) == "not-replaced-then"
