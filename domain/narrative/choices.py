"""Choices in a field of a form: values with labels, rows of the registry, parts of the object."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from domain.kernel.calendar import local_date
from domain.kernel.fields import Beside, Place
from domain.kernel.span import Span
from domain.kernel.text import sort_key
from domain.kernel.vocabulary import Kind, Post
from domain.messages import Language, label
from domain.messages.dates import local_day
from domain.narrative.forms import FormField
from domain.narrative.words import officer_code
from domain.registry.entry import Certainty
from domain.rules.facts import Facts
from domain.rules.guards import refusal_of

PROVISIONS_MOST: Final = 100
"""Most provisions offered; a request reads each once."""
BILINGUAL: Final[tuple[Language, ...]] = ("vi", "en")
YOU: Final[Mapping[Language, str]] = {"vi": "bạn", "en": "you"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    label_vi: str
    label_en: str


def choices_of(field: FormField, state: Any, facts: Facts, beside: Beside = MappingProxyType({})) -> list[Choice]:
    """Return the possible values of a field that need no database query; provisions have no words here.

    Values chosen in other fields narrow the agencies, as the rule of the field says.
    """
    if field.vocabulary:
        values = [value for value in field.vocabulary if fits(field, value, state, facts)]
        return [_said(value, [label(value, language) for language in BILINGUAL]) for value in values]
    if field.to is Kind.AREA:
        return _named(_areas(facts))
    if field.to is Kind.AGENCY:
        return _named((id, name) for id, name in _agencies(facts) if fits(field, id, state, facts, beside))
    if field.to is Kind.OFFICER:
        return [one for one in _officers(state, facts) if fits(field, one.value, state, facts)]
    if isinstance(field.to, str) and not isinstance(field.to, Kind) and state is not None:
        return list(_parts(field, state))
    return []


def fits(field: FormField, id: str, state: Any, facts: Facts, beside: Beside = MappingProxyType({})) -> bool:
    """Return whether the rule accepts a value for this object, given the values of other fields."""
    alone, narrowed = field.field.spec.fits, getattr(field.field.spec, "fits_beside", None)
    checks = [partial(alone, id, state, facts)] if alone else []
    checks += [partial(narrowed, id, beside, state, facts)] if narrowed and beside else []
    return all(refusal_of(check) is None for check in checks)


def provisions_for(field: FormField, state: Any, facts: Facts) -> list[str]:
    """Return the ids of the provisions that the rule accepts for this object; empty if it does not judge single
    ones."""
    if field.to is not Kind.PROVISION or field.field.spec.fits is None or state is None:
        return []
    return [id for id in sorted(facts.registry.provisions) if fits(field, id, state, facts)][:PROVISIONS_MOST]


def cited(provision: Mapping[str, Any]) -> Choice:
    """Return a provision as officers cite it; its id once its texts are erased."""
    texts = (provision["place"], provision["instrument"])
    name = ", ".join(text for text in texts if text) or provision["_id"]
    return _said(provision["_id"], (name, name))


def _said(value: str, labels: Sequence[str]) -> Choice:
    return Choice(value=str(value), label_vi=labels[0], label_en=labels[1])


def _named(rows: Iterable[tuple[str, str]]) -> list[Choice]:
    return [_said(id, (name, name)) for id, name in sorted(rows, key=lambda row: (sort_key(row[1]), row[0]))]


def _agencies(facts: Facts) -> Iterator[tuple[str, str]]:
    today = local_date(facts.now)
    for row in facts.registry.agencies.values():
        if row.active(today):
            named = row.name_on(today)
            yield row.id, named.name if named else row.id


def _officers(state: Any, facts: Facts) -> Iterator[Choice]:
    """Yield the officers appointed today in the caller's agency and in those of the case: the caller, then
    colleagues."""
    actor, today = facts.actor, local_date(facts.now)
    agencies = {*actor.agencies, *getattr(state, "members", ())}
    found = [row for row in facts.registry.officers.values() if row.agency in agencies and row.span.covers(today)]
    holders = Counter((row.agency, row.posts) for row in found)
    for row in sorted(found, key=lambda row: (row.id != actor.officer, row.agency not in actor.agencies, row.id)):
        named = facts.registry.agencies[row.agency].name_on(today)
        agency, alone = named.name if named else row.agency, holders[row.agency, row.posts] == 1
        said = (
            YOU if row.id == actor.officer else {} if alone else {one: officer_code(row.id, one) for one in BILINGUAL}
        )
        yield _said(row.id, [_officer(row.posts, agency, language, said.get(language)) for language in BILINGUAL])


def _officer(posts: Iterable[Post], agency: str, language: Language, which: str | None) -> str:
    held = ", ".join(label(post, language) for post in sorted(posts))
    return f"{held} ({which}), {agency}" if which else f"{held}, {agency}"


def _areas(facts: Facts) -> Iterator[tuple[str, str]]:
    today = local_date(facts.now)
    for row in facts.registry.areas.values():
        if row.certainty is Certainty.CONFIRMED and row.span.covers(today):
            yield row.id, row.name


def _parts(field: FormField, state: Any) -> Iterator[Choice]:
    """Yield the parts in the list that a field refers to, the newest last, each with distinguishing words."""
    numbered = isinstance(field.field.spec, Place)
    for number, part in enumerate(_list_in(state, str(field.to)), start=1):
        value = str(number) if numbered else str(getattr(part, "id", getattr(part, "key", number)))
        yield _said(value, [f"{number}. {', '.join(_marks(part, language))}" for language in BILINGUAL])


def _list_in(state: Any, path: str) -> Iterator[Any]:
    held: list[Any] = [state]
    for name in path.split("."):
        held = [item for one in held for item in _items(getattr(one, name))]
    return iter(held)


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else (value,)


def _marks(part: Any, language: Language) -> Iterator[str]:
    """Yield words, names and first day of a part: enough to distinguish it from the others."""
    found = [getattr(part, one.name) for one in fields(part)] if is_dataclass(part) else [part]
    values = [*found, getattr(part, "status", None)]  # a status may be computed from the fields
    yield from dict.fromkeys(label(value, language) for value in values if isinstance(value, StrEnum))
    days = (_day(value) for value in found)
    if first := next((day for day in days if day), None):
        yield local_day(first, language)


def _day(value: Any) -> date | None:
    if isinstance(value, Span):
        return value.since
    at = getattr(value, "at", value)
    return local_date(at) if isinstance(at, datetime) else at if isinstance(at, date) else None
