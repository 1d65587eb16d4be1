import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.administration.agencies import ConfirmAgency, GrantCompetence, NameAgency, RegisterAgency, SucceedAgency
from domain.administration.officers import AppointOfficer, DismissOfficer
from domain.book import BY_COMMAND, STATES
from domain.case.checks import NameFocalOfficer, ReassignCase, StartChecking
from domain.case.closing import CloseCase
from domain.case.command import NotifyAgency
from domain.case.expression import ReviewExpression
from domain.case.messages import AskReporter
from domain.case.state.case import (
    HIDDEN_CLOSURES,
    Case,
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
)
from domain.kernel.actor import OPERATOR, SYSTEM, Actor
from domain.kernel.event import EVENTS, Event, fold, folded
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import AgencyKind, Kind, Post
from domain.registry.agency import Task
from domain.registry.entry import Certainty
from store.record.canonical import event_of, from_bytes, to_bytes
from tests.support.chance import examples
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, attempt, facts, machine, person
from tests.support.golden import OLD, parts
from tests.support.told import lines_for, nothing_missing
from tests.support.world import LEAD, a_check, a_report, a_screening, officer

SINCE = ALWAYS.since
AGENCIES = (LEAD, HEALTH, LAND, "agency-police", "agency-district")

actors = st.one_of(
    st.builds(person, st.sampled_from(AGENCIES), st.sampled_from((Post.HANDLER, Post.SIGNATORY))),
    st.builds(machine, st.sampled_from(AGENCIES)),
    st.just(SYSTEM),
)
concerned = st.lists(st.sampled_from(AGENCIES), max_size=2, unique=True).map(tuple)
reviews = st.builds(
    ReviewExpression,
    expression=st.sampled_from(ExpressionKind),
    conclusion=st.sampled_from(ExpressionConclusion),
    reasons=st.just("Lý do đủ dài để đọc được."),
    false_fact=st.none() | st.just("Trạm y tế đã đóng cửa."),
)
closings = st.builds(
    CloseCase,
    ground=st.sampled_from(ClosureReason),
    reasons=st.just("Lý do đủ dài để đọc được."),
    informed=st.sampled_from(Informed),
)
commands = st.one_of(
    st.builds(a_screening, assigned=st.sampled_from(AGENCIES), concerns=concerned),
    st.builds(StartChecking, focal=st.sampled_from(AGENCIES).map(lambda each: officer(each, Post.HANDLER))),
    st.builds(ReassignCase, assigned=st.sampled_from(AGENCIES), reasons=st.just("Lý do đủ dài để đọc được.")),
    st.builds(
        NameFocalOfficer,
        focal=st.sampled_from(AGENCIES).map(lambda each: officer(each, Post.SIGNATORY)),
        reasons=st.just("Lý do đủ dài để đọc được."),
    ),
    st.builds(a_check),
    st.just(AskReporter(text="Đề nghị gửi ảnh chụp màn hình.")),
    reviews,
    closings,
    st.builds(NotifyAgency, agency=st.sampled_from(AGENCIES), about=st.just("case.reported")),
)
steps = st.lists(st.tuples(actors, commands), max_size=25)


def events_of(state: Any, actor: Actor, command: Any, minute: int) -> tuple[Event, ...]:
    """What the command handler would write; nothing when it refuses."""
    known = facts(actor, command, now=NOW + timedelta(minutes=minute))
    try:
        attempt(state, command, known)
    except (Refused, NotAllowed):
        return ()
    return BY_COMMAND[type(command)].decide(state, command, known)


def faults_of(case: Case) -> Iterator[str]:
    """What no case may ever be."""
    if (case.state is CaseState.CLOSED) is not (case.closure is not None):
        yield "closed without a closure, or the other way round"
    if case.hidden is not (case.closure is not None and case.closure.reason in HIDDEN_CLOSURES):
        yield "hidden for another reason"
    if not {case.lead, case.reporter} <= set(case.members) or len(set(case.members)) < len(case.members):
        yield "members"
    if case.assigned is not None and case.assigned not in case.members:
        yield "the assigned agency cannot see the case"
    if case.state in (CaseState.SCREENED, CaseState.CHECKING) and case.assigned is None:
        yield "screened for nobody"
    if case.state is CaseState.CHECKING and case.focal is None:
        yield "nobody answers for the check"
    if any(review.agency in case.concerns for review in case.expression_reviews):
        yield "judged by an agency it is about"
    if any(review.conclusion is ExpressionConclusion.NOT_PROTECTED for review in case.expression_reviews):
        yield "found unprotected without a provision"
    cycles = [check.cycle for check in case.checks] + [review.cycle for review in case.expression_reviews]
    if any(cycle > case.cycle for cycle in cycles):
        yield "work of a cycle to come"
    if not {notice.agency for notice in case.notices} <= set(case.members):
        yield "told to somebody who cannot see it"


class TestAnyLife:
    @settings(max_examples=examples(150))
    @given(concerned, steps)
    def test_of_a_case(self, concerns: tuple[str, ...], steps: list[tuple[Actor, Any]]) -> None:
        reporter, command = person(LAND), a_report(concerns=concerns)
        log = list(BY_COMMAND[type(command)].decide(None, command, facts(reporter, command)))
        case = fold("case-1", log)
        for minute, (actor, command) in enumerate(steps, start=1):
            for event in events_of(case, actor, command, minute):
                log.append(event)
                case = folded(case, event, "case-1")
            assert list(faults_of(case)) == []
            assert from_bytes(Case, to_bytes(case)) == case
        assert fold("case-1", log) == case

    def test_some_life_reaches_every_state_there_is_a_way_to(self) -> None:
        lead, health = person(LEAD), person(HEALTH)
        case = attempt(None, a_report(), facts(person(LAND), a_report()))
        seen = {case.state}
        for actor, command in (
            (lead, a_screening()),
            (health, StartChecking(focal=officer(HEALTH, Post.HANDLER))),
            (health, a_check()),
            (lead, CloseCase(ground=ClosureReason.PROTECTED, reasons="Vì là ý kiến.", informed=Informed.BY_PHONE)),
        ):
            case = attempt(case, command, facts(actor, command))
            seen.add(case.state)
        assert seen == {CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.CLOSED}

    @settings(max_examples=examples(60))
    @given(st.lists(st.integers(0, 4), max_size=12))
    def test_of_an_agency(self, steps: list[int]) -> None:
        rows: tuple[Any, ...] = (
            NameAgency(name="Một", short="1", since=SINCE, source="s"),
            GrantCompetence(task=Task.VERIFY, since=SINCE, source="s", categories=("LAND",)),
            SucceedAgency(successor=LAND, on=SINCE, whole=False, source="s", functions=("f",)),
            ConfirmAgency(source="s"),
            GrantCompetence(task=Task.DECIDE, since=SINCE, source="s", areas=("area-north",)),
        )
        first = RegisterAgency(kind=AgencyKind.PRESS, since=SINCE, source="s", certainty=Certainty.UNCONFIRMED)
        state = attempt(None, first, facts(OPERATOR, first))
        for step in steps:
            for event in events_of(state, OPERATOR, rows[step], 0):
                state = folded(state, event, state.id)
            assert from_bytes(STATES[Kind.AGENCY], to_bytes(state)) == state

    def test_of_an_officer(self) -> None:
        command = AppointOfficer(subject="s", agency=LAND, posts=tuple(Post), since=SINCE, appointment="QĐ")
        state = attempt(None, command, facts(OPERATOR, command))
        dismissal = DismissOfficer(on=SINCE + timedelta(1))
        state = attempt(state, dismissal, facts(OPERATOR, dismissal))
        assert from_bytes(STATES[Kind.OFFICER], to_bytes(state)) == state


class TestWrongOrder:
    FIRST: frozenset[str] = frozenset(
        {
            "case.reported",
            "case.imported",
            "agency.registered",
            "officer.appointed",
            "lead.assigned",
            "area.defined",
            "holidays.set",
            "provision.drafted",
            "term.drafted",
            "level.drafted",
            "regulation.entered",
            "directive.issued",
            "consolidated.scheduled",
            "difficulty.filed",
            "activity.training-recorded",
            "activity.awareness-recorded",
            "activity.discipline-recorded",
            "activity.commendation-proposed",
            "activity.breach-recorded",
            "activity.budget-line-recorded",
            "activity.task-force-set-up",
            "activity.guidance-issued",
            "inspection.recorded",
            "accusation.filed",
            "redress.filed",
            "erasure.requested",
            "erasure.proposed",
            "erasure.retention-ended",
            "officer.nominated",
            "user.opened",
            "client.registered",
            "webhook.registered",
            "mailing.entered",
            "grant.entered",
            "grant.proposed",
            "spokesperson.named",
            "publication.drafted",
            "exchange.received",
            "schedule.set",
            "report.opened",
            "document.requested",
            "access.recorded",
            "access.refused",
            "access.sign-ins",
            "access.verified",
            "statement.begun",
        }
    )

    @staticmethod
    def refuses(kind: Kind, state: object, event: Event) -> bool:
        """Whether the event cannot follow, and the refusal names it."""
        try:
            folded(state, event, f"{kind}-1")
        except TypeError as refused:
            return event.TYPE in str(refused)
        except AttributeError:  # it begins, with nothing in it
            return False
        return False

    def test_an_event_of_another_kind_or_place_is_refused(self) -> None:
        admitted = [
            (kind, name)
            for kind, name in product(Kind, EVENTS)
            if not (name in self.FIRST and name.startswith(kind.value))
            and not self.refuses(kind, None, EVENTS[name].__new__(EVENTS[name]))
        ]
        assert admitted == []

    def test_a_first_event_comes_first_only(self) -> None:
        kinds = {name: Kind(name.partition(".")[0]) for name in self.FIRST}
        blank = {name: EVENTS[name].__new__(EVENTS[name]) for name in self.FIRST}
        assert [name for name in self.FIRST if not self.refuses(kinds[name], object(), blank[name])] == []

    def test_no_life_begins_twice(self) -> None:
        again = []
        for stream, (events, _) in OLD.items():
            kind, (name, data) = Kind(stream.partition("-")[0]), events[0]
            first = event_of(name, json.loads(data))
            if not self.refuses(kind, folded(None, first, stream), first):
                again.append(stream)
        assert again == []

    def test_every_way_to_begin_is_among_the_old_lines(self) -> None:
        begun = {events[0][0] for events, _ in OLD.values()}
        lines_for(begun, self.FIRST, "FIRST in tests/domain/test_folding.py", '"{}"')

    def test_nothing_comes_of_no_events(self) -> None:
        assert [fold("x-1", ())] == [None]


UNFILLED = {
    *("Decision.limitation", "Proposal.limitation", "Decision.after_limitation", "Proposal.after_limitation"),
    *("HarmTest.criticism", "HarmTest.public_interest", "HarmTest.office"),
    *("ReportCorrection.place", "Takedown.may_order", "ProposedPart.letterhead"),
    *("PublicYear.on_paper", "PublicYear.protections", "PublicYear.restorations"),
}
"""Fields that acts fill, but none of the old lines. Only shorter."""


class TestFields:
    """A field of the record that no act fills has no place in it."""

    def test_every_field_is_filled_in_some_old_line(self) -> None:
        made = [part for stream, (events, _) in OLD.items() for part in _written(stream, events)]
        every = {(type(part), field.name) for part in made for field in fields(part)}
        filled = {(type(part), field.name) for part in made for field in fields(part) if getattr(part, field.name)}
        unfilled = {f"{kind.__name__}.{name}" for kind, name in every - filled}
        nothing_missing(f"tests/golden/ fills {name} nowhere." for name in sorted(unfilled - UNFILLED))
        assert unfilled == UNFILLED, "it only becomes shorter"


def _written(stream: str, events: Any) -> Iterator[Any]:
    """Events of a stream as they were once written, and their states."""
    state: Any = None
    for name, data in events:
        event = event_of(name, json.loads(data))
        state = folded(state, event, stream)
        yield from (*parts(event), *parts(state))
