"""The choices of a form are those that the rule takes of every object in every state; none makes the form fail."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from domain.book import ACTIONS
from domain.case.state.case import CaseState, Category
from domain.kernel.calendar import local_date
from domain.kernel.fields import fields_of
from domain.kernel.refusals import Refused
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.narrative.choices import choices_of, provisions_for
from domain.narrative.forms import FormField, form_of
from domain.registry.entry import Certainty
from domain.rules.guards import refusal_of
from tests.domain.objects import PEOPLE
from tests.domain.worlds import states, worlds
from tests.support.facts import person
from tests.support.handling_facts import knowing
from tests.support.handling_past import case_at
from tests.support.world import officer

NARROWED = [
    (action, field, fits)
    for action in ACTIONS
    if action.public
    for field in form_of(action.command)
    if (fits := field.field.spec.fits) is not None
]
NEEDED = [(action, one) for action in ACTIONS for one in fields_of(action.command) if one.spec.needed_with]


def test_what_is_offered_fits_and_what_is_left_out_does_not() -> None:
    offered = left_out = 0
    for action, field, check in NARROWED:
        for state in [None] if action.creates else states(action.stream):
            facts = knowing(PEOPLE[0], None, needs={})
            chosen = [one.value for one in choices_of(field, state, facts)] + provisions_for(field, state, facts)
            rows: dict[Any, Any] = {Kind.AGENCY: facts.registry.agencies, Kind.OFFICER: facts.registry.officers}
            for id in field.vocabulary or rows.get(field.to, facts.registry.provisions):
                try:
                    check(id, state, facts)
                    offered += id in chosen
                except Refused:
                    left_out += 1
                    assert id not in chosen, (action.name, field.name)
    assert min(offered, left_out) > 100
    assert len(NARROWED) > 20


def test_a_field_that_is_needed_with_others_cannot_be_left_out() -> None:
    refused = 0
    for action, field in NEEDED:
        for state, command, facts in worlds(action.command):
            if any(getattr(command, name) == value for name, value in field.spec.needed_with):
                left = replace(command, **{field.name: None})
                assert refusal_of(partial(action.decide, state, left, facts)), (action.name, field.name)
                refused += 1
    assert refused > len(NEEDED) > 5


def test_agencies_are_narrowed_by_the_field_that_is_chosen_beside_them() -> None:
    [action] = [one for one in ACTIONS if one.name == "screenCase"]
    [field] = [one for one in form_of(action.command) if one.name == "assigned"]
    facts, case = knowing(PEOPLE[0], None, needs={}), case_at(CaseState.RECEIVED)
    land = facts.registry.agencies["agency-land"]
    only = tuple(replace(one, categories=(Category.LAND,)) for one in land.competences)
    agencies = {**facts.registry.agencies, "agency-land": replace(land, competences=only)}
    facts = replace(facts, registry=replace(facts.registry, agencies=agencies))

    def offered(**beside: list[str]) -> set[str]:
        return {one.value for one in choices_of(field, case, facts, beside)}

    assert offered() == offered(category=["LAND"])
    assert offered(category=["LAND"]) - offered(category=["HEALTH"]) == {"agency-land"}


def test_an_officer_is_told_apart_only_from_others_who_hold_the_same_posts_there() -> None:
    """Nobody reads a name here, and a piece of an id says nothing to people."""
    [action] = [one for one in ACTIONS if one.name == "startChecking"]
    [field] = [one for one in form_of(action.command) if one.name == "focal"]
    facts, case = knowing(person("agency-health"), None, needs={}), case_at(CaseState.SCREENED)
    known = facts.registry.officers
    one = known[officer("agency-health", Post.SIGNATORY)]

    def said(*more: str) -> set[str]:
        officers = {**known, **{id: replace(one, id=id) for id in more}}
        of = choices_of(field, case, replace(facts, registry=replace(facts.registry, officers=officers)))
        return {choice.label_en.removeprefix("Signatory") for choice in of if choice.value in {one.id, *more}}

    assert said() == {", agency-health"}
    assert said("officer-123456") == {" (code natory), agency-health", " (code 123456), agency-health"}


def form_field(action: str, name: str) -> FormField:
    [found] = [one for row in ACTIONS if row.name == action for one in form_of(row.command) if one.name == name]
    return found


def test_an_area_is_offered_once_confirmed_and_on_its_days() -> None:
    field, facts = form_field("rescreenCase", "areas"), knowing(PEOPLE[0], None, needs={})
    [area] = facts.registry.areas.values()
    before, today = area.span.since - timedelta(days=1), local_date(facts.now)
    for changes, offered in (
        ({}, [area.id]),
        ({"certainty": Certainty.UNCONFIRMED}, []),
        ({"span": Span(since=before, until=today)}, []),
    ):
        registry = replace(facts.registry, areas={area.id: replace(area, **changes)})
        assert [one.value for one in choices_of(field, None, replace(facts, registry=registry))] == offered, changes


def test_a_part_has_its_status_once() -> None:
    facts = knowing(PEOPLE[0], None, needs={})
    for action, name, said in (
        ("signTakedown", "takedown", "1. Draft, Removal, 3 July 2026"),
        ("recordRestorationReply", "restoration", "1. The ministry was asked, 4 July 2026"),
    ):
        choices = [choices_of(form_field(action, name), case, facts) for case in states(Kind.CASE)]
        assert said in {one.label_en for found in choices for one in found}
