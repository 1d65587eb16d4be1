"""Ids, values and times of the record in words, for one reader, with names as in the registry on the day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from domain.book import STATES
from domain.case.state.case import CaseState, Category
from domain.kernel.calendar import local_date
from domain.kernel.event import Sealed
from domain.kernel.refusals import camel, kebab
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, kind_of
from domain.messages import LABELLED, Language, action_label, label, sentences
from domain.messages.dates import local_day, local_deadline, local_time, moment_in
from domain.messages.history import event_label, field_name
from domain.registry.registry import Registry

STATES_BY_NAME: Mapping[str, type[StrEnum]] = {"fromState": CaseState, "toState": CaseState, "category": Category}
"""Fields that the record stores as plain words, each with its vocabulary."""


DEADLINES: Final = frozenset({"dueAt", "answerBy", "replyBy", "replyDueAt", "reviewDueAt", "finalAt", "notifyBy"})
"""Fields with a deadline; other times are those of past acts."""


OFFICER_SHOWN: Final = 6
"""Number of characters of an officer's id that distinguish two holders of one post."""
_CODE: Final[Mapping[Language, str]] = {"vi": "mã", "en": "code"}


def officer_code(id: str, language: Language) -> str:
    """Return the words that distinguish an officer without a name from others with the same posts."""
    return f"{_CODE[language]} {id[-OFFICER_SHOWN:]}"


class LeafType(StrEnum):
    """Type of a value that differs, named as in GraphQL."""

    TEXT = "text"
    WORD = "word"
    NUMBER = "number"
    FLAG = "flag"
    INSTANT = "instant"
    DAY = "day"


_VOCABULARIES = {vocabulary.__name__: vocabulary for vocabulary in LABELLED}


class Words:
    """Names for the ids in a history, as far as one reader may know them."""

    def __init__(self, registry: Registry, language: Language, *, today: date, names: bool) -> None:
        """Prepare the words; `names` says whether the reader may see the names of officers' accounts."""
        self.registry, self.language, self.today = registry, language, today
        self._subjects = {id: subject for subject, ids in registry.people.items() for id in ids} if names else {}
        self._subjects |= {id: subject for subject, ids in registry.subjects.items() for id in ids} if names else {}
        self.learned: dict[str, str] = {}
        """Names that the registry seals, by the ids of their rows; only those that the page requested."""

    def label(self, value: StrEnum) -> str:
        return label(value, self.language)

    def labels(self, values: Iterable[StrEnum]) -> str:
        return ", ".join(map(self.label, values))

    def named(self, vocabulary: str, value: str) -> str:
        """Return the name of a value of a vocabulary, by its spelling in GraphQL."""
        kind = _VOCABULARIES[vocabulary]
        return self.label(kind(value)) if value in set(kind) else value

    def refusal(self, code: str) -> str:
        """Return the sentence of a code, by its spelling in GraphQL."""
        return sentences("refusals", self.language).get(kebab(code), code)

    def action(self, name: str) -> str:
        return action_label(name, self.language)

    def reader(self, subject: str) -> str:
        """Return the words for the reader: name and posts of an officer, the pseudonym of any other caller."""
        return self.officer(subject) if kind_of(subject) is Kind.OFFICER else subject

    def event(self, type: str) -> str:
        return event_label(type, self.language)

    def field(self, path: str) -> str:
        return field_name(path, self.language)

    def agency(self, id: str | None, at: str | datetime | None = None) -> str:
        row = self.registry.agencies.get(id or "")
        named = row.name_on(local_date(moment_in(at)) if at else self.today) if row else None
        return named.name if named else id or ""

    def officer(self, id: str) -> str:
        """Return name and posts of an appointment, which never change.

        Only inspectors read names; others get the agency instead.
        """
        row = self.registry.officers.get(id) or self.registry.nominated.get(id)
        if row is None:
            return self._subjects.get(id, id)
        who = self._subjects.get(id) or f"{self.agency(row.agency)} ({officer_code(id, self.language)})"
        return f"{who} · {self.labels(row.posts)}"

    def day(self, value: str | date) -> str:
        return local_day(value, self.language)

    def span(self, span: Span) -> str:
        """Return the first and the last day of a validity, whose end is exclusive."""
        return f"{self.day(span.since)} – {self.day(span.until - timedelta(days=1)) if span.until else '…'}"

    def time(self, value: str | datetime) -> str:
        return local_time(value, self.language)

    def deadline(self, value: str | datetime) -> str:
        return local_deadline(value, self.language)

    def id(self, value: str, at: str | datetime | None = None) -> str:
        """Return the name of an object, or its id if it has none."""
        match kind_of(value):
            case Kind.AGENCY:
                return self.agency(value, at)
            case Kind.OFFICER:
                return self.officer(value)
            case Kind.PROVISION | Kind.SPOKESPERSON:
                return self.learned.get(value, value)
            case Kind.AREA:
                area = self.registry.areas.get(value)
                return area.name if area else value
            case _:
                return value

    def value(self, kind: Kind, path: str, type: LeafType, side: Any, at: str | datetime | None = None) -> str | None:
        if side is None:
            return None
        match type:
            case LeafType.INSTANT:
                return self.deadline(side) if path.rpartition(".")[2] in DEADLINES else self.time(side)
            case LeafType.DAY:
                return self.day(side)
            case LeafType.FLAG:
                return {"vi": ("không", "có"), "en": ("no", "yes")}[self.language][bool(side)]
            case LeafType.WORD:
                return self._word(kind, path, side, at)
            case _:
                return str(side)

    def _word(self, kind: Kind, path: str, side: str, at: str | datetime | None) -> str:
        vocabulary = STATES_BY_NAME.get(path.rpartition(".")[2]) or shape_of(kind).vocabularies.get(
            without_numbers(path)
        )
        if vocabulary is not None and vocabulary in LABELLED and side in set(vocabulary):
            return self.label(vocabulary(side))
        return self.event(side) if path.endswith(".about") else self.id(side, at)


def without_numbers(path: str) -> str:
    """Return a path without the positions in lists."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


@dataclass(frozen=True)
class Shape:
    """Structure of a kind's state: vocabularies by path, required fields of each part, paths of all fields.

    A part counts as new if its required fields are new.
    """

    vocabularies: Mapping[str, type[StrEnum]]
    required: Mapping[str, frozenset[str]]
    paths: frozenset[str]


@cache
def shape_of(kind: Kind) -> Shape:
    """Return the shape of a kind's state; empty for a kind without one."""
    vocabularies: dict[str, type[StrEnum]] = {}
    required: dict[str, frozenset[str]] = {}
    if kind in STATES:
        _walk(STATES[kind], "", vocabularies, required)
    return Shape(vocabularies, required, frozenset(_paths(STATES[kind], "")) if kind in STATES else frozenset())


def _walk(state: type, path: str, vocabularies: dict[str, type[StrEnum]], required: dict[str, frozenset[str]]) -> None:
    hints, never_lacking = get_type_hints(state), set[str]()
    for field in fields(state):
        name = camel(field.name)
        here = f"{path}.{name}" if path else name
        plain = True
        for held in _held(hints[field.name]):
            if not isinstance(held, type):
                continue
            if issubclass(held, StrEnum):
                vocabularies[here] = held
            elif is_dataclass(held) and held is not Sealed:
                _walk(held, here, vocabularies, required)
                plain = False
        if plain and field.default is MISSING and type(None) not in _held(hints[field.name]):
            never_lacking.add(name)
    required[path] = frozenset(never_lacking)


def _paths(state: type, path: str) -> Iterator[str]:
    hints = get_type_hints(state)
    for field in fields(state):
        here = f"{path}{camel(field.name)}"
        yield here
        for held in _held(hints[field.name]):
            if isinstance(held, type) and is_dataclass(held) and held is not Sealed:
                yield from _paths(held, f"{here}.")


def _held(annotation: Any) -> Iterator[Any]:
    """Yield the types of a field, those inside optional and repeated types too."""
    if get_origin(annotation) is None:
        yield annotation
        return
    for part in get_args(annotation):
        yield from _held(part)
