"""One thing otherwise: the variants of a world, each with another actor, moment, registry, need or field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any, Final, cast

from domain.case.state.case import Case
from domain.case.state.related import DecidedElsewhere, Duplicates, NoticesUnderReview, OtherDecision
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import AgencyKind, Kind, Post
from domain.registry.agency import Succession
from domain.registry.entry import LawStatus
from domain.registry.law import LegalTerm
from domain.registry.registry import Registry
from domain.registry.working_days import Holidays
from domain.rules.command import Action
from domain.rules.facts import Facts, Need
from tests.domain.worlds import World, actors, states
from tests.support.handling_facts import an_officer
from tests.support.reporting import scheduled
from tests.support.world import KINDS

ROWS_MOST: Final = 300
"""Rows of a list that is full; no list may have as many."""
A_LOT: Final = 10**15
"""More than any number may be."""
VALUES_MOST: Final = 12
"""Other values of one field that are tried."""


def variants(action: Action, world: World) -> Iterator[tuple[Any, Facts]]:
    """The state and the facts, each with one thing otherwise."""
    state, facts = world.state, world.facts
    for other in dict.fromkeys(actors_of(action, state, facts)):
        yield state, replace(facts, actor=other)
    for officer, registry in moved(state, facts):
        yield state, replace(facts, actor=replace(facts.actor, subject=officer, officer=officer), registry=registry)
    for days in (-400, -30, -9, -3, -1, 1, 3, 9, 30, 90, 400, 4_000):
        yield state, replace(facts, now=facts.now + timedelta(days=days))
    for registry in registries(state, facts):
        yield state, replace(facts, registry=registry)
    for agency, registry in second_posts(facts):
        yield state, replace(facts, registry=registry)
        yield (
            about(state, agency),
            replace(
                facts,
                registry=registry,
                linked={stream: about(one, agency) for stream, one in facts.linked.items()},
                needs={kind: about(one, agency) for kind, one in facts.needs.items()},
            ),
        )
    for needs in needed(facts):
        yield state, replace(facts, needs=needs)
    for changed in others(state, action.stream, facts):
        yield changed, facts
    for stream, linked in facts.linked.items():
        for changed in others(linked, Kind(stream.partition("-")[0]), facts):
            yield state, replace(facts, linked={**facts.linked, stream: changed})


def actors_of(action: Action, state: Any, facts: Facts) -> Iterator[Actor]:
    """Everybody who may do it at all, and the actor as somebody else, and as each officer that the state names."""
    yield from actors(action, state)
    yield replace(facts.actor, subject="officer-else", officer="officer-else")
    yield replace(facts.actor, role=None)
    for officer in dict.fromkeys(ids(state, "officer-")):
        yield replace(facts.actor, subject=officer, officer=officer)
        for actor in actors(action, state):
            if facts.registry.officers.get(officer) and facts.registry.officers[officer].agency == actor.agency:
                yield replace(actor, subject=officer, officer=officer)


def ids(value: Any, prefix: str) -> Iterator[str]:
    """The ids with a prefix that a value names."""
    if is_dataclass(value):
        for field in fields(value):
            yield from ids(getattr(value, field.name), prefix)
    elif isinstance(value, tuple):
        for item in value:
            yield from ids(item, prefix)
    elif isinstance(value, str) and value.startswith(prefix):
        yield value


def registries(state: Any, facts: Facts) -> Iterator[Registry]:
    """The registry with one thing otherwise: competences, law, schedules, appointments, accounts, heirs."""
    held = facts.registry
    bare = {id: replace(row, competences=()) for id, row in held.agencies.items()}
    yield replace(held, agencies=bare)
    yield replace(held, agencies={id: row for id, row in held.agencies.items() if row.kind is not AgencyKind.POLICE})
    yield replace(held, agencies={id: replace(row, pages=()) for id, row in held.agencies.items()})
    yield replace(held, provisions={})
    yield replace(held, others={kind: rows for kind, rows in held.others.items() if kind is not LegalTerm})
    drafts = {id: replace(row, status=LawStatus.DRAFT) for id, row in held.provisions.items()}
    yield replace(held, provisions=drafts)
    appointed = an_officer("officer-appointed", facts.actor.agency or "", Post.DATA_PROTECTION_OFFICER)
    yield replace(held, officers={**held.officers, appointed.id: appointed})
    yield replace(held, officers={id: row for id, row in held.officers.items() if Post.HANDLER not in row.posts})
    yield replace(held, others={**held.others, **scheduled().others})
    yield replace(held, accounts={"one": state.id}, people={"one": (facts.actor.subject,)})
    if isinstance(state, Holidays):
        yield replace(held, holidays={"holidays-other": replace(state, id="holidays-other")})
    former = held.agencies.get(getattr(state, "agency", None) or "")
    if former and facts.actor.agency not in (None, former.id):
        heir = Succession(successor=facts.actor.own, on=former.span.since, whole=True, source="QĐ 3")
        yield replace(held, agencies={**held.agencies, former.id: replace(former, successions=(heir,))})


def moved(state: Any, facts: Facts) -> Iterator[tuple[str, Registry]]:
    """Each officer that the state names, with the registry in which they serve in the actor's agency alone."""
    held, own = facts.registry, facts.actor.agency
    for officer in dict.fromkeys(ids(state, "officer-")):
        row = held.officers.get(officer)
        if row and own and row.agency != own:
            yield officer, replace(held, officers={**held.officers, officer: replace(row, agency=own)})


def second_posts(facts: Facts) -> Iterator[tuple[str, Registry]]:
    """Each agency, with the registry in which the actor has a second post there."""
    held = facts.registry
    for agency in held.agencies:
        second = an_officer("officer-second-post", agency)
        one = (facts.actor.subject, second.id)
        officers = {**held.officers, second.id: second}
        yield agency, replace(held, officers=officers, subjects={**held.subjects, "one": one})


def needed(facts: Facts) -> Iterator[Mapping[Any, Any]]:
    """The answers to needs, one otherwise or missing."""
    others = (OtherDecision(code="CB-2026-000009"), OtherDecision(), OtherDecision(linked_by=facts.actor.subject))
    decided = (DecidedElsewhere(decisions=(other,)) for other in others)
    for need in (Duplicates(there=True), NoticesUnderReview(there=True), *decided):
        if type(need) in facts.needs:
            yield {**facts.needs, type(need): need}
    for kind, known in facts.needs.items():
        yield {other: need for other, need in facts.needs.items() if other is not kind}
        yield from ({**facts.needs, kind: changed} for changed in differently(known, facts))


def differently(need: Any, facts: Facts) -> Iterator[Any]:
    """An answer to a need, one thing otherwise: what holds, which persons, which agencies a case is about."""
    for field in fields(need):
        value = getattr(need, field.name)
        if isinstance(value, bool):
            yield replace(need, **{field.name: not value})
        elif isinstance(value, frozenset):
            yield replace(need, **{field.name: frozenset({facts.actor.subject})})
        elif isinstance(value, Case):
            yield replace(need, **{field.name: replace(value, recused=(facts.actor.subject,))})
            signed = tuple(replace(decision, signatory=facts.actor.subject) for decision in value.decisions)
            yield replace(need, **{field.name: replace(value, decisions=signed)})
    yield from (about(need, agency) for agency in KINDS)


def about(known: Any, agency: str) -> Any:
    """What is known, with each case being about an agency."""
    if isinstance(known, Case):
        return replace(known, concerns=(agency,))
    return _need_about(known, agency) if isinstance(known, Need) else known


def _need_about(need: Any, agency: str) -> Any:
    """The answer to a need, with each case in it being about an agency."""
    held = {field.name: getattr(need, field.name) for field in fields(need)}
    return replace(need, **{name: about(case, agency) for name, case in held.items() if isinstance(case, Case)})


def others(state: Any, kind: Kind, facts: Facts) -> Iterator[Any]:
    """The state with one field, or one field of a part, from another state; with a list that is full."""
    for field in fields(state):
        value = getattr(state, field.name)
        if field.name == "id":
            continue
        for other in (*pool(kind, field.name), *named(value, facts)):
            if other != value:
                yield replace(state, **{field.name: other})
            if isinstance(other, tuple) and other:
                yield replace(state, **{field.name: (other * ROWS_MOST)[:ROWS_MOST]})
                yield replace(state, **{field.name: (by_another(other) * ROWS_MOST)[:ROWS_MOST]})
        yield from (replace(state, **{field.name: changed}) for changed in otherwise(value, kind, field.name))


def by_another(value: Any) -> Any:
    """The value, said by an officer whom nobody knows."""
    if is_dataclass(value):
        said = {field.name: by_another(getattr(value, field.name)) for field in fields(value)}
        return replace(cast(Any, value), **said)
    if isinstance(value, tuple):
        return tuple(map(by_another, value))
    return "officer-gone" if isinstance(value, str) and value.startswith("officer-") else value


def single(value: Any) -> Iterator[Any]:
    """Each agency where one is named; more than a number may be."""
    if isinstance(value, str) and value in KINDS:
        yield from KINDS
    if type(value) is int:
        yield A_LOT


def named(value: Any, facts: Facts) -> Iterator[Any]:
    """Another agency or number; each agency alone, and the actor, where a field lists some or none."""
    yield from single(value)
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        yield from ((name,) for name in (*KINDS, facts.actor.subject))


def otherwise(value: Any, kind: Kind, name: str) -> Iterator[Any]:
    """A part, or a list with its last part, that has one field of another such part."""
    part: Any = value[-1] if isinstance(value, tuple) and value else value
    for field in fields(part) if is_dataclass(part) else ():
        mine = getattr(part, field.name)
        for other in (*parts(kind, name, field.name), *single(mine)):
            if other != mine:
                changed = replace(part, **{field.name: other})
                yield (*value[:-1], changed) if isinstance(value, tuple) else changed
        if isinstance(mine, tuple) and mine:
            changed = replace(part, **{field.name: (mine * ROWS_MOST)[:ROWS_MOST]})
            yield (*value[:-1], changed) if isinstance(value, tuple) else changed


@cache
def pool(kind: Kind, name: str) -> tuple[Any, ...]:
    """What a field says in the states of a kind."""
    return few(getattr(state, name) for state in states(kind))


@cache
def parts(kind: Kind, name: str, field: str) -> tuple[Any, ...]:
    """What a field says in the parts of that name."""
    values = (getattr(state, name) for state in states(kind))
    every = (part for value in values for part in (value if isinstance(value, tuple) else (value,)))
    found = (getattr(part, field) for part in every if is_dataclass(part) and hasattr(part, field))
    return few(found)


def few(values: Iterable[Any]) -> tuple[Any, ...]:
    """Some of the values, each once; nothing at all first."""
    return tuple(sorted(dict.fromkeys(values), key=bool))[:VALUES_MOST]
