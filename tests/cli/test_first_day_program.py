"""The program of the first day gets the scopes of each later version, by an event, and is never entered twice."""

import pytest

from domain.administration.clients import EnterClient
from domain.kernel.policy import Scope
from scripts.cli.environment import RegistryRefused
from scripts.cli.first_day.entries import enter_program
from scripts.cli.seed.registry_row import Row, row_of
from store.store import Store

PROGRAM = "client-first-day"
ALL = sorted(scope.value for scope in Scope)


def row(scopes: list[str], name: str = "Trang", address: str = "https://trang.example/ve") -> Row:
    given = {"agency": "agency-one", "name": name, "scopes": scopes, "redirects": [address], "shared": True}
    return row_of(PROGRAM, EnterClient, given)


async def events(store: Store) -> list[str]:
    found = store.connection.revisions.find({"stream": {"$eq": PROGRAM}}).sort("n", 1)
    return [revision["type"] async for revision in found]


async def scopes(store: Store) -> list[str]:
    return list((await store.registry.current()).clients[PROGRAM].scopes)


async def test_a_new_scope_is_added_by_an_event(small: Store) -> None:
    assert await enter_program(small, row(ALL[:-2])) == 1
    assert await enter_program(small, row(ALL[:-1])) == 1
    assert await enter_program(small, row(ALL)) == 1
    assert await scopes(small) == ALL
    assert await events(small) == ["client.registered", "client.activated", "client.widened", "client.widened"]


async def test_what_is_there_is_left_alone(small: Store) -> None:
    await enter_program(small, row(ALL))
    assert await enter_program(small, row(ALL)) == 0
    assert await enter_program(small, row(ALL[:-3])) == 0
    assert await events(small) == ["client.registered", "client.activated"]


@pytest.mark.parametrize("changes", [{"name": "Khác"}, {"address": "https://khac.example/ve"}])
async def test_another_name_or_address_is_refused(small: Store, changes: dict[str, str]) -> None:
    await enter_program(small, row(ALL[:-1]))
    with pytest.raises(RegistryRefused, match="client-first-day: stands with other content"):
        await enter_program(small, row(ALL, **changes))
    assert await scopes(small) == ALL[:-1]
