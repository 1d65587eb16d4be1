"""What a rule writes down, filled from the command, and from who acts when."""

import types
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pytest

from domain.activity.difficulties import DifficultyFiled
from domain.kernel.event import Sealed, Step, filled
from domain.kernel.fields import ContactText, Spec, Upload, Words
from domain.kernel.vocabulary import Kind
from domain.rules.command import COMMANDS, CommandOn
from domain.rules.facts import Facts
from tests.support.facts import HEALTH, NOW, facts, person

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
