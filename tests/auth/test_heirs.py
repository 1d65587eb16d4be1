"""A program of an agency that was taken over is a program of its heir."""

from datetime import date
from uuid import uuid4

import pytest

from auth.keyring import KeyRing
from auth.server.server import Server
from domain.administration.agencies import SucceedAgency
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Kind
from store.heads.collection import heads_of
from store.oauth.keys import SigningKeys
from store.store import Store
from tests.support.clock import TestClock
from tests.support.inside import authenticator_of
from tests.support.tokens import AUDIENCE, ISSUER, Issuer

HEALTH, DISTRICT, LAND = "agency-health", "agency-district", "agency-land"


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "part"])
async def test_former_and_heir_are_one_from_the_day_on(
    store: Store, clock: TestClock, issuer: Issuer, whole: bool
) -> None:
    server = Server(
        store, authenticator_of(store, issuer), KeyRing(SigningKeys(store.connection), clock), ISSUER, AUDIENCE
    )
    head = await heads_of(store.connection, Kind.AGENCY).find_one({"_id": HEALTH})
    assert head is not None
    taken = SucceedAgency(successor=DISTRICT, on=date(2026, 7, 5), whole=whole, source="QĐ", functions=("x",))
    await store.execute(OPERATOR, taken, command_id=uuid4(), target=HEALTH, expected=head["n"])
    assert not await server.one_agency(HEALTH, DISTRICT), "not before its day"
    clock.forward(days=10)
    assert await server.one_agency(HEALTH, DISTRICT) is whole
    assert await server.one_agency(DISTRICT, HEALTH) is whole
    assert await server.one_agency(HEALTH, HEALTH)
    assert not await server.one_agency(LAND, DISTRICT)
    assert not await server.one_agency(None, None)
