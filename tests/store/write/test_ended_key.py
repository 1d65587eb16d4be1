"""A key that two people end while its holder has the page for signing open."""

from typing import Any
from uuid import uuid4

from domain.administration.signing import DoubtSigningKey, EndSigningKey
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from domain.registry.accounts import KeyEnd
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import problem
from tests.support.signing import PPC, has_key, key_of, needed, required, signature, version
from tests.support.world import caller, officer
from tests.tamperings.signing import DIRECTIVE


async def test_a_key_that_ended_meanwhile_signs_nothing(store: Store, clock: TestClock) -> None:
    """The act is refused; its author goes on by a paper, for no key counts any more."""
    await has_key(store, PPC, Post.SIGNATORY)
    await required(store, clock, "issueDirective")
    holder, who, id = officer(PPC, Post.SIGNATORY), caller(PPC, Post.SIGNATORY), uuid4()
    key, asked = key_of(holder), await needed(store, who, DIRECTIVE, id)
    for by, command in (
        (caller(PPC, Post.ADMIN), DoubtSigningKey(key=key.key, reason=KeyEnd.STOLEN)),
        (OPERATOR, EndSigningKey(key=key.key)),
    ):
        given: dict[str, Any] = {"target": holder, "expected": await version(store, holder)}
        await store.execute(by, command, command_id=uuid4(), **given)
    late = store.execute(who, DIRECTIVE, command_id=id, signature=signature(key, asked))
    assert (await problem(late)).code == "signing-key-not-yours"
    done = await store.execute(who, DIRECTIVE, command_id=id, paper="12/QĐ-UBND")
    assert not done.replayed
