"""Set up a register in which acts are signed: people with software keys, and a rule that names the acts."""

from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.administration.province import EnterRegulation
from domain.administration.signing import ConfirmSigningKey, EnterSigningKey, ProposeSigning, RequireSigning, signable
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.key_words import words_of
from domain.kernel.refusals import Refused, SignatureNeeded
from domain.kernel.vocabulary import Post
from store.store import Store
from store.write.command_ids import Outcome
from store.write.signing import Signature, salts_read
from tests.support.clock import TestClock
from tests.support.software_key import SoftwareKey
from tests.support.world import LEAD, caller, officer

PAGE = "https://casebook.example"
PPC = "agency-ppc"
DECISION = EnterRegulation(
    number="14/2021/QĐ-UBND",
    title="Quy chế phối hợp",
    issued_on=date(2021, 6, 24),
    since=date(2021, 7, 4),
    source="Công báo",
)


def key_of(name: str, kind: str = "ES256") -> SoftwareKey:
    """Return an officer's key, the same in all tests of a run."""
    return _made(name, kind)


@cache
def _made(name: str, kind: str) -> SoftwareKey:
    credential = f"credential of {name} {kind}".encode()
    if kind == "RS256":
        return SoftwareKey(credential, rsa.generate_private_key(65_537, 2_048))
    return SoftwareKey(credential, Ed25519PrivateKey.generate()) if kind == "EdDSA" else SoftwareKey.made(credential)


async def has_key(store: Store, agency: str, post: Post, kind: str = "ES256", by: Caller | None = None) -> SoftwareKey:
    """Enter an officer's key, and confirm it as another keeper of the agency."""
    id = officer(agency, post)
    key = key_of(id, kind)
    entering = EnterSigningKey(key=key.key, public=key.public, label="khóa USB màu đen")
    expected = await version(store, id)
    await store.execute(caller(agency, post), entering, command_id=uuid4(), target=id, expected=expected)
    words = words_of(id, key.key, key.public)
    confirming = ConfirmSigningKey(key=key.key, words=words.upper().replace(" ", ", "))
    second = by or caller(agency, Post.ADMIN if post is not Post.ADMIN else Post.SIGNATORY)
    await store.execute(second, confirming, command_id=uuid4(), target=id, expected=expected + 1)
    return key


async def version(store: Store, id: str) -> int:
    return await store.connection.revisions.count_documents({"stream": id})


async def required(store: Store, clock: TestClock, *actions: str) -> None:
    """Enter and confirm the rule on signed acts, by two administrators. It begins in a day, when keys become valid."""
    begin = clock() + timedelta(hours=24)
    row = (await store.execute(OPERATOR, DECISION, command_id=uuid4())).stream
    proposing = ProposeSigning(actions=tuple(sorted(actions or signable())), since=begin, page=PAGE)
    await store.execute(caller(LEAD, Post.ADMIN), proposing, command_id=uuid4(), target=row, expected=1)
    await store.execute(caller(PPC, Post.ADMIN), RequireSigning(), command_id=uuid4(), target=row, expected=2)
    clock.forward(hours=25)


async def needed(store: Store, who: Caller, command: Any, command_id: UUID, **given: Any) -> SignatureNeeded:
    try:
        await store.execute(who, command, command_id=command_id, **given)
    except Refused as refused:
        [problem] = refused.problems
        assert isinstance(problem, SignatureNeeded), problem
        return problem
    raise AssertionError("it needed no signature")


async def signed(store: Store, who: Caller, key: SoftwareKey, command: Any, **given: Any) -> Outcome:
    id = uuid4()
    problem = await needed(store, who, command, id, **given)
    return await store.execute(who, command, command_id=id, signature=signature(key, problem), **given)


def signature(key: SoftwareKey, problem: SignatureNeeded, **otherwise: Any) -> Signature:
    made = key.assertion(problem.command.encode(), problem.page, **otherwise)
    return Signature(key=key.key, assertion=made, salts=salts_read(problem.salts))
