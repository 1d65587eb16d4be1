"""What a rule writes down, filled from the command, and from who acts when."""

import types
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, get_type_hints

import pytest

from domain.activity.difficulties import DifficultyFiled
from domain.book import ACTIONS, STATES
from domain.case.own_measures import JUSTIFIABLE, unended_measures
from domain.case.state.case import Case
from domain.case.state.pathways import TransferStatus
from domain.case.transfers import RecordTransferReturn, SignTransfer, WithThePolice, handed_to_actor, transfer_is
from domain.kernel.event import Sealed, Step, filled
from domain.kernel.fields import ContactText, Spec, Upload, Words
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Kind
from domain.registry.entry import Certainty
from domain.rules.command import COMMANDS, Action, CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import active_of_kind, demand, room_for, sentence, some_of, unmet
from tests.support.facts import HEALTH, NOW, POLICE, PROVINCE, facts, person, with_agency

TITLE = Sealed(group="case-1", commitment="title")
FILE = Sealed(group="case-1", commitment="file")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The fields of a command."""

    title: Annotated[str, Words(doc="A sealed text.", most=10)] = "clear"
    heading: Annotated[str | None, Words(doc="A sealed text that may be absent.", most=10)] = None
    word: Annotated[str, Words(doc="A text in the clear.", most=10, sealed=False)] = "word"
    count: Annotated[int, Spec(doc="A number.")] = 3
    upload: Annotated[str, Upload(doc="A file.", hashed=True)] = "upload-1"
    contact: Annotated[str | None, ContactText(doc="An address.", most=50)] = "who@mail.example"
    code: Annotated[str, Words(doc="A code of the caller's.", most=9, sealed=False)] = "asked"


@dataclass(frozen=True)
class State:
    """A state with a cycle."""

    cycle: int = 7


def known(**changes: Any) -> Facts:
    given: dict[str, Any] = {"sealed": {"title": TITLE, "upload": FILE}, "new_id": "case-2", "code": "drawn", **changes}
    return facts(person(HEALTH), **given)


def test_a_record_gets_who_acts_when_and_in_which_cycle() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Made:
        id: str
        agency: str
        officer: str
        by: str
        at: datetime
        step: Step
        cycle: int

    it = known()
    made = it.record(Made, Asked(), State())
    acts = it.actor.subject
    assert made == Made(id="case-2", agency=HEALTH, officer=acts, by=acts, at=NOW, step=it.step(), cycle=7)


def test_a_record_gets_the_fields_of_the_command_and_sealed_texts_by_reference() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Made:
        title: Sealed
        heading: Sealed | None = None
        word: str
        count: int | None = None
        upload: Sealed
        contact: str | None = None
        code: str

    made = known(contact_details={"contact": "contact-1"}).record(Made, Asked())
    expected = Made(title=TITLE, word="word", count=3, upload=FILE, contact="contact-1", code="asked")
    assert made == expected


@dataclass(frozen=True, kw_only=True)
class InTheClear:
    """Would hold a sealed text."""

    title: str = ""


@dataclass(frozen=True, kw_only=True)
class NeverSealed:
    """Wants the reference of a text that is not sealed."""

    word: Sealed = TITLE


@dataclass(frozen=True, kw_only=True)
class OfAnotherType:
    """Has a number as text."""

    count: str = ""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Cannot be without what the command may lack."""

    heading: Sealed = TITLE


@pytest.mark.parametrize("kind", [InTheClear, NeverSealed, OfAnotherType, Needed])
def test_a_namesake_of_another_type_has_to_be_given(kind: type) -> None:
    making: Any = known().record
    with pytest.raises(TypeError, match="has to be given"):
        making(kind, Asked())


def test_filled_takes_namesakes_and_asks_for_those_of_another_type() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Source:
        count: int = 3
        title: str = "a"

    @dataclass(frozen=True, kw_only=True)
    class Made:
        count: int | None
        title: Sealed = FILE

    assert filled(Made, Source(), title=TITLE) == Made(count=3, title=TITLE)
    making: Any = filled
    with pytest.raises(TypeError, match="title has to be given"):
        making(Made, Source())


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"document_number": Annotated[str, Words(doc="A number.", most=9)]}, "clause, text"),
        (
            {
                "document_number": Annotated[str, Words(doc="A number.", most=9, sealed=False)],
                "clause": Annotated[str, Words(doc="A clause.", most=9, sealed=False)],
                "text": Annotated[str, Words(doc="A text.", most=9)],
            },
            "document_number",
        ),
    ],
)
def test_a_command_that_only_records_its_event_fills_it_or_is_refused_when_it_is_defined(
    fields: dict[str, Any], missing: str
) -> None:
    known = dict(COMMANDS)
    with pytest.raises(TypeError, match=f"fills no {missing} of DifficultyFiled"):
        types.new_class(
            "FileAgain",
            (CommandOn,),
            {"kind": Kind.DIFFICULTY, "writes": DifficultyFiled},
            lambda names: names.update(__annotations__=fields, __module__=__name__),
        )
    assert known == COMMANDS


ENDED = Span(since=date(2021, 1, 1), until=NOW.date())


def test_agencies_of_a_kind_are_those_that_exist_today() -> None:
    cases = [
        (PROVINCE, AgencyKind.POLICE, {POLICE}),
        (PROVINCE, AgencyKind.DEPARTMENT, {"agency-lead", "agency-health", "agency-land"}),
        (with_agency(HEALTH, span=ENDED), AgencyKind.DEPARTMENT, {"agency-lead", "agency-land"}),
        (with_agency(HEALTH, certainty=Certainty.UNCONFIRMED), AgencyKind.DEPARTMENT, {"agency-lead", "agency-land"}),
        (with_agency(POLICE, span=ENDED), AgencyKind.POLICE, set[str]()),
    ]
    found = [active_of_kind(kind, facts(person(HEALTH), registry=rows)) for rows, kind, _ in cases]
    assert found == [expected for _, _, expected in cases]


LISTED = [(action, one) for action in ACTIONS for one in action.requires]


def holds(state: Any, facts: Any) -> Problem | None:
    """It holds."""
    return None


def fails(state: Any, facts: Any) -> Problem | None:
    """It fails."""
    return RuleNotMet(code=str(state))


def never_asked(state: Any, facts: Any) -> Problem | None:
    """Nobody asks it."""
    raise AssertionError(state)


def first_of(guard: Any) -> Any:
    """What a guard, or what lists its rows, says it is given first."""
    rule = guard.func if isinstance(guard, partial) else guard
    return next(iter(get_type_hints(rule).values()))


def fits(guard: Any, state: type) -> bool:
    """Whether a guard looks at states of this class. mypy does not see it: a row takes guards of any state."""
    settings = guard.keywords if isinstance(guard, partial) else {}
    if isinstance(rows := settings.get("rows"), str):
        return rows in get_type_hints(state)
    wanted = first_of(rows or guard)
    if getattr(wanted, "_is_protocol", False):
        asked = {name for name in (*vars(wanted), *get_type_hints(wanted)) if not name.startswith("_")}
        return all(hasattr(state, name) or name in get_type_hints(state) for name in asked)
    return isinstance(wanted, type | types.UnionType) and issubclass(state, wanted)


def test_guards_are_asked_in_order_until_one_does_not_hold() -> None:
    assert unmet((), "x", "y") is None
    assert unmet((holds, fails, never_asked), "first", "y") == RuleNotMet(code="first")
    with pytest.raises(Refused, match="first"):
        demand((holds, fails), "first", "y")
    demand((holds,), "first", "y")


def test_what_a_base_requires_comes_first_and_is_kept() -> None:
    row: Action = RecordTransferReturn.ACTION
    assert row.requires == WithThePolice.ROW["requires"]

    class Told(WithThePolice, requires=(handed_to_actor,)):
        """A step of nobody."""

    assert Told.ROW["requires"] == (*row.requires, handed_to_actor)


@pytest.mark.parametrize(("rows", "expected"), [((), None), (("a", ""), None), (("", "b"), None), (("a", "b"), "a")])
def test_one_row_that_fits_is_enough_and_none_is_asked_for(rows: tuple[str, ...], expected: str | None) -> None:
    def empty(row: str, state: object, facts: object) -> Problem | None:
        return RuleNotMet(code=row) if row else None

    problem = some_of(lambda state: state, empty)(rows, None)  # type: ignore[arg-type]  # no facts are looked at
    assert (problem.code if problem else None) == expected


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (handed_to_actor, "The file was handed over to the actor's agency."),
        (room_for("own_measures", 20, "too-many-own-measures"), "The limit of 20 is not reached for own measures."),
        (transfer_is(TransferStatus.HANDED_OVER, TransferStatus.RECEIVED), "HANDED_OVER or RECEIVED."),
        (
            some_of(unended_measures, *JUSTIFIABLE),
            "One of the measures of an agency on its own page that have not ended: the",
        ),
    ],
)
def test_a_guard_says_in_a_sentence_what_it_requires(guard: Any, expected: str) -> None:
    assert expected in sentence(guard)


def test_every_guard_has_a_sentence() -> None:
    assert [(action.name, said) for action, one in LISTED if not (said := sentence(one)).endswith(".")] == []


def test_every_guard_looks_at_the_state_that_the_command_is_on() -> None:
    assert [(action.name, sentence(one)) for action, one in LISTED if not fits(one, STATES[action.stream])] == []
    assert not fits(handed_to_actor, Facts)
    assert not fits(room_for("own_measure", 20, "too-many-own-measures"), Case)


def test_no_guard_is_listed_twice() -> None:
    assert [action.name for action in ACTIONS if len({*action.requires}) < len(action.requires)] == []
    assert SignTransfer.ACTION.requires
