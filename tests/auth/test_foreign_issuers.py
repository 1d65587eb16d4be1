"""For whom a foreign issuer may speak: the agencies it was given, and nobody whom our own server enrolled."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from joserfc.jwk import KeySet

from auth.issuers import Fixed, Issuers
from auth.issuers import Issuer as Accepted
from auth.tokens import Unauthenticated
from domain.administration.users import EnterUser
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.signing_in import MACHINE, PEOPLE, enter
from tests.support.tokens import AUDIENCE, ISSUER, Issuer
from tests.support.world import caller, machine, subject

ENROLLED, OTHER = caller(*PEOPLE["land"]), caller("agency-land", Post.SIGNATORY)


def issuers(issuer: Issuer, agencies: frozenset[str] | None, *, foreign: bool = True) -> Issuers:
    accepted = Accepted(name=ISSUER, keys=Fixed(KeySet([issuer.key])), agencies=agencies, foreign=foreign)
    return Issuers([accepted], AUDIENCE, lambda: datetime.now(UTC))


async def test_an_issuer_speaks_for_its_agencies_only(issuer: Issuer) -> None:
    bound = issuers(issuer, frozenset({"agency-land"}))
    assert (await bound.viewer(issuer.token(OTHER))).caller == replace(OTHER, foreign=True)
    for who in (caller("agency-lead"), machine("agency-lead")):
        with pytest.raises(Unauthenticated):
            await bound.viewer(issuer.token(who))


async def test_nobody_else_speaks_for_whom_our_server_enrolled(store: Store) -> None:
    await enter(store)
    with pytest.raises(NotAllowed, match="signs-in-here"):
        await store.actor(replace(ENROLLED, foreign=True))
    assert (await store.actor(ENROLLED)).agency == "agency-land"
    assert (await store.actor(replace(OTHER, foreign=True))).agency == "agency-land"


async def test_nobody_else_speaks_for_a_program_that_is_registered_here(store: Store) -> None:
    await enter(store)
    ours = Caller(subject=MACHINE, client=MACHINE, agency="agency-land", scopes=OTHER.scopes, person=False)
    assert (await store.actor(ours)).agency == "agency-land"
    for who in (ours, replace(ours, client="another"), replace(OTHER, client=MACHINE)):
        with pytest.raises(NotAllowed, match="signs-in-here"):
            await store.actor(replace(who, foreign=True))


async def test_an_account_that_nobody_enrolled_in_yet_keeps_nobody_out(store: Store) -> None:
    name = subject("agency-land", Post.SIGNATORY)
    opened = EnterUser(subject=name, agency="agency-land", first="1" * 64, second="2" * 64)
    await store.execute(OPERATOR, opened, command_id=uuid4(), target="user-open")
    assert (await store.actor(replace(OTHER, foreign=True))).agency == "agency-land"
