"""Who of an agency answers data requests: whom it appointed for that, and in no other case whoever works on cases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from domain.erasure.contact import contact_problem
from domain.erasure.data_requests import AnswerDataRequest, RecordDataRequest, RequestData
from domain.erasure.state import DataRequestKind, Erasure, ErasureTarget, Word
from domain.kernel.actor import PUBLIC, Actor
from domain.kernel.calendar import local_date
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.notification.due import Due, mine
from domain.registry.accounts import Officer
from domain.registry.agency import Succession
from domain.registry.registry import Registry
from domain.rules.duty import DutyKind, duties_in
from tests.domain.redress import CODE, LONG, PPC, about, knowing
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, NOW, PROVINCE, attempt, person, sealed, verdict, with_agency
from tests.support.world import LEAD, officer

DPO: Final = Post.DATA_PROTECTION_OFFICER
TODAY = local_date(NOW)
ASK = RequestData(decision=CODE, kind=DataRequestKind.ACCESS, text=LONG)
ANSWER = AnswerDataRequest(granted=True, reasons=LONG)
RECORD = RecordDataRequest(target="case-1", kind=DataRequestKind.ACCESS, text=LONG, shown_in_person=True)
OVER = ErasureTarget(stream="case-1", over=True, redress_runs=False)
ASKED: Erasure = attempt(None, ASK, knowing(PUBLIC, ASK, contested=about()))


def with_officer(agency: str = LEAD, span: Span = ALWAYS, posts: tuple[Post, ...] = (DPO,)) -> Registry:
    """The province, in which one agency appointed somebody for what people ask about their data."""
    row = Officer(
        id=officer(agency, DPO), subject=sealed("s"), agency=agency, posts=posts, span=span, appointment=sealed("QĐ 2")
    )
    return replace(PROVINCE, officers={**PROVINCE.officers, row.id: row})


def refused_by(who: Actor) -> Erasure:
    """A request that somebody refused, and that has to be answered again."""
    word = Word(agency=who.own, officer=who.subject, at=NOW - timedelta(9), reasons=sealed(LONG))
    return replace(ASKED, former=(word,))


def heard(actor: Actor, registry: Registry, state: Erasure | None = ASKED) -> tuple[str, bool]:
    """What is said to somebody who answers (who records, without a request), and whether it is theirs in the inbox."""
    command: Any = RECORD if state is None else ANSWER
    given = replace(knowing(actor, command, contested=about(), erasable=OVER), registry=registry)
    owed = [duty for duty in duties_in(Kind.ERASURE, state or ASKED) if duty.agency == actor.role]
    [own] = [mine(Due(duty=duty, stream=duty.about), actor, registry, NOW) for duty in owed]
    assert owed[0].kind is DutyKind.ANSWER_DATA_REQUEST
    return verdict(state, command, given), own


HANDLER, SIGNATORY, APPOINTED = person(LEAD), person(LEAD, Post.SIGNATORY), person(LEAD, DPO)
NOBODY = PROVINCE
ONE = with_officer()
NO, YES = ("post-missing", False), ("ok", True)
AGAIN = ("second-person-needed", False)


@each(
    ("registry", "who", "state", "said"),
    [
        (NOBODY, HANDLER, ASKED, YES),
        (NOBODY, SIGNATORY, ASKED, YES),
        (NOBODY, person(LEAD, Post.SPOKESPERSON), ASKED, NO),
        (ONE, HANDLER, ASKED, NO),
        (ONE, SIGNATORY, ASKED, NO),
        (ONE, APPOINTED, ASKED, YES),
        (ONE, replace(HANDLER, posts=frozenset({Post.HANDLER, DPO})), ASKED, YES),
        (ONE, person(PPC), ASKED, YES),
        (with_officer(PPC), person(PPC), ASKED, NO),
        (with_officer(PPC), HANDLER, ASKED, YES),
        (with_officer(span=Span(since=TODAY)), HANDLER, ASKED, NO),
        (with_officer(span=Span(since=TODAY + timedelta(1))), HANDLER, ASKED, YES),
        (with_officer(span=Span(since=date(2021, 7, 4), until=TODAY)), HANDLER, ASKED, YES),
        (with_officer(posts=(Post.HANDLER,)), HANDLER, ASKED, YES),
        (ONE, HANDLER, refused_by(HANDLER), AGAIN),
        (ONE, SIGNATORY, refused_by(HANDLER), NO),
        (ONE, APPOINTED, refused_by(HANDLER), YES),
        (ONE, APPOINTED, refused_by(APPOINTED), AGAIN),
        (ONE, HANDLER, refused_by(APPOINTED), YES),
        (ONE, SIGNATORY, refused_by(APPOINTED), YES),
    ],
)
def test_the_appointed_officer_alone(registry: Registry, who: Actor, state: Erasure, said: tuple[str, bool]) -> None:
    """Each agency by its own officers of the day; what they may not answer again is left to the others (G5)."""
    assert heard(who, registry, state) == said


@pytest.mark.parametrize(
    ("registry", "who", "said"), [(NOBODY, HANDLER, "ok"), (ONE, HANDLER, "post-missing"), (ONE, APPOINTED, "ok")]
)
def test_writes_it_down_at_the_desk(registry: Registry, who: Actor, said: str) -> None:
    assert heard(who, registry, None)[0] == said


def test_an_officer_of_an_agency_that_was_taken_over_counts_for_its_heir() -> None:
    taken = Succession(successor=LEAD, on=TODAY, whole=True, source="test")
    merged = with_agency(HEALTH, successions=(taken,))
    assert heard(HANDLER, replace(merged, officers=with_officer(HEALTH).officers)) == NO


@pytest.mark.parametrize(
    ("registry", "who", "closed"),
    [(NOBODY, HANDLER, False), (ONE, HANDLER, True), (ONE, APPOINTED, False)],
)
def test_opens_how_to_reach_who_asks(registry: Registry, who: Actor, closed: bool) -> None:
    given = replace(knowing(who, ANSWER), registry=registry)
    assert (contact_problem(ASKED, given) is not None) is closed
