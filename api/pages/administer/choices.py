"""Choices in a form: agencies, areas, and parts of the very row that a command is about."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.pages.administer.reading import Known, Row
from api.pages.forms.form import Form
from api.pages.forms.posted import Typed
from api.pages.forms.values import TYPED_DAY, Choices
from domain.kernel.fields import Ref, Refs, fields_of
from domain.kernel.kind import Kind
from domain.kernel.text import sort_key
from domain.narrative.words import Words
from domain.registry.agency import Area
from domain.registry.entry import Certainty
from domain.rules.action import Action

AGENCIES: Final = ("agency", "successor")
AREAS: Final = ("area", "areas")
LEFT_OUT: Final = frozenset({"certainty"})
"""Fields that no form shows: what a person enters is UNCONFIRMED, whatever a form would say."""


def form_of(action: Action, row: Row | None, fixed: Mapping[str, str], known: Known, words: Words) -> Form:
    """The form of an action, on a row or for a new one."""
    choices: dict[str, Choices] = {}
    for field in fields_of(action.command):
        if isinstance(field.spec, Ref | Refs) and field.name in AGENCIES:
            choices[field.name] = _agencies(known, words)
        elif isinstance(field.spec, Ref | Refs) and field.name in AREAS:
            choices[field.name] = _areas(known)
    if action.name == "endCompetence" and row:
        choices["number"] = _competences(row.state, words)
    if action.name == "endOfficialPage" and row:
        choices["number"] = _pages(row.state, words)
    return Form(command=action.command, fixed=fixed, choices=choices, given=_given(action, row), left_out=LEFT_OUT)


def _agencies(known: Known, words: Words) -> Choices:
    rows = (row for row in known.registry.agencies.values() if row.span.until is None or row.span.until > known.today)
    return sorted(((row.id, words.agency(row.id)) for row in rows), key=lambda pair: sort_key(pair[1]))


def _areas(known: Known) -> Choices:
    rows = (row for row in known.registry.areas.values() if row.span.until is None or row.span.until > known.today)
    return sorted(((row.id, _name(row)) for row in rows), key=lambda pair: sort_key(pair[1]))


def _name(area: Area) -> str:
    """An area that nobody confirmed yet is marked: a competence for it may be for nothing."""
    return area.name if area.certainty is Certainty.CONFIRMED else f"{area.name} (?)"


def _competences(agency: Any, words: Words) -> Choices:
    return [
        (str(number), f"{number}. {words.label(row.task)}, {words.span(row.span)}")
        for number, row in enumerate(agency.competences, start=1)
    ]


def _pages(agency: Any, words: Words) -> Choices:
    return [
        (str(number), f"{number}. {row.title}, {row.address}, {words.span(row.span)}")
        for number, row in enumerate(agency.pages, start=1)
    ]


def _given(action: Action, row: Row | None) -> Typed:
    """Return the first values of a form: a list that is corrected as a whole begins with what it is now."""
    if action.name != "correctHolidays" or row is None or row.section.kind is not Kind.HOLIDAYS:
        return {}
    return {name: [_lines(getattr(row.state, name))] for name in ("days", "worked")}


def _lines(days: Sequence[Any]) -> str:
    return "\n".join(day.strftime(TYPED_DAY) for day in days)
