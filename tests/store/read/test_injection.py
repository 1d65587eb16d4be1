"""Whatever is typed, typed where: it is compared as a value and never becomes part of a query's shape."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from domain.kernel.actor import Caller
from domain.kernel.refusals import NotAllowed, Refused
from store.read.history import EventFilter
from store.read.search import CaseFilter
from store.store import Store
from tests.support.listener import Listener, filters, keys, listened
from tests.support.record import done
from tests.support.world import LEAD, a_check, a_report, a_screening, caller

CORPUS: tuple[Any, ...] = (
    *("$where", "$gt", "$", ".", "members.$", '{"$gt": ""}', '{"$where": "sleep(9)"}', "a\x00b", "\x00", "\ud800"),
    *("\udfff\ud800", "x" * 16_384, "$" * 16_384, "__proto__", "", " ", "'; return true; //", "\u202e$", "ơ$ở"),
    *(".*", "^"),
)
OBJECTS: tuple[Any, ...] = ({"$gt": ""}, {"$ne": None}, {"$where": "1"}, ["$gt"])
"""What only a mistake above the store could hand down: objects where texts belong."""

OPERATORS = {"$and", "$or", "$eq", "$in", "$all", "$lt", "$lte", "$gt", "$gte"}
"""All that the store's own code puts into a filter."""

LAND, LEADS = caller("agency-land"), caller(LEAD)
Attack = Callable[[Store, Any], Awaitable[Any]]


async def as_lead(store: Store) -> Any:
    return await store.actor(LEADS)


async def one(store: Store, text: Any) -> Any:
    return await store.cases.one(await as_lead(store), text)


async def by_code(store: Store, text: Any) -> Any:
    return await store.cases.by_code(await as_lead(store), text)


async def agency(store: Store, text: Any) -> Any:
    return (await store.cases.page(await as_lead(store), CaseFilter(agency=text), 10, None)).rows or None


async def search(store: Store, text: Any) -> Any:
    await store.cases.page(await as_lead(store), CaseFilter(search=text), 10, None)


async def cursor(store: Store, text: Any) -> Any:
    await store.cases.page(await as_lead(store), CaseFilter(), 10, text)


async def history(store: Store, text: Any) -> Any:
    return (await store.history.page(text, 10, 0)).rows or None


async def events(store: Store, text: Any) -> Any:
    for item in (EventFilter(agency=text), EventFilter(type=text), EventFilter(stream=text)):
        if found := (await store.history.events(item, 10, None)).rows:
            return found


async def accesses(store: Store, text: Any) -> Any:
    for one, other in ((text, None), (None, text)):
        if found := (await store.access_records.page(one, other, 10, None)).rows:
            return found


async def target(store: Store, text: Any) -> Any:
    return await done(store, caller("agency-health"), a_check(), target=text)


async def claims_of_token(store: Store, text: Any) -> Any:
    return await store.actor(Caller(subject=text, client=text, agency=text, scopes=frozenset({text}), person=True))


# A token's own texts were checked when the token was: those that have no bytes do not come this far.
OF_TOKENS: dict[str, Attack] = {
    "agency_of_token": lambda store, text: done(store, replace(LAND, agency=text), a_report()),
    "subject_of_token": lambda store, text: done(store, replace(LAND, subject=text), a_report()),
    "claims_of_token": claims_of_token,
}
ATTACKS: dict[str, Attack] = {
    **{attack.__name__: attack for attack in (one, by_code, agency, search, cursor, history, events, accesses, target)},
    "assigned": lambda store, text: done(store, LEADS, a_screening(assigned=text), target="case-missing", expected=1),
    "concerns": lambda store, text: done(store, LAND, a_report(concerns=(text,))),
    "areas": lambda store, text: done(store, LAND, a_report(areas=(text,))),
    **OF_TOKENS,
}


@pytest.fixture(scope="module")
async def heard(shared: Store, root_uri: str) -> AsyncIterator[tuple[Store, Listener]]:
    """The shared store, with an ear on its wire, and a case to be found by mistake."""
    async with listened(shared.connection, root_uri) as (connection, listener):
        store = Store(connection)
        await done(store, LAND, a_report())
        yield store, listener


def shapes(listener: Listener) -> set[str]:
    return {
        key for command in listener.commands for found in filters(command) for key in keys(found) if key.startswith("$")
    }


@pytest.mark.parametrize("attack", ATTACKS)
async def test_no_text_becomes_an_operator_or_a_key(heard: tuple[Store, Listener], attack: str) -> None:
    store, listener = heard
    for text in (item for item in CORPUS if attack not in OF_TOKENS or item.isprintable()):
        listener.commands.clear()
        found = None
        with suppress(Refused, NotAllowed):
            found = await ATTACKS[attack](store, text)
        assert found is None, text[:40]
        assert shapes(listener) <= OPERATORS, text[:40]
        sent = {key for command in listener.commands for key in keys(command)}
        assert text not in sent - OPERATORS, text[:40]


@pytest.mark.parametrize("attack", [one, by_code, target], ids=lambda each: each.__name__)
@pytest.mark.parametrize("given", OBJECTS, ids=str)
async def test_no_object_is_taken_for_a_text(heard: tuple[Store, Listener], attack: Attack, given: Any) -> None:
    """Types forbid it; should one slip through, it still opens nothing."""
    store, listener = heard
    listener.commands.clear()
    found = None
    with suppress(Refused, NotAllowed, TypeError):
        found = await attack(store, given)
    assert found is None
    assert not [item for item in map(str, listener.commands) if str(given) in item]


async def test_texts_of_a_command_reach_no_filter(heard: tuple[Store, Listener]) -> None:
    store, listener = heard
    listener.commands.clear()
    command = a_report(claim="$where: {$gt: ''} câu chuyện", place='{"$ne": null} ở đâu đó')
    made = await done(store, LAND, command)
    assert made.document["claim"] == command.claim
    assert shapes(listener) <= OPERATORS
    selecting = [str(found) for item in listener.commands for found in filters(item)]
    assert not [item for item in selecting if "câu chuyện" in item or "ở đâu đó" in item]
