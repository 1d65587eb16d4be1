"""The way in: one read says whether anything was revoked, and open connections end when their token was."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from joserfc.jwk import KeySet

from auth.authenticator import Authenticator, Ended, TokenWatch
from auth.issuers import Fixed
from auth.tokens import LIFE_MOST, Unauthenticated, Viewer
from domain.administration.users import EnterUser, SuspendUser
from domain.kernel.actor import OPERATOR
from store.facts.registry import Current, RegistryCache
from store.oauth.revocations import KEPT, Marked, mark
from store.store import Store
from tests.support.inside import asking, authenticator_of, issuers_of
from tests.support.listener import listened
from tests.support.patience import PATIENCE
from tests.support.tokens import ISSUER, Issuer
from tests.support.world import caller, machine

PERSON = caller("agency-lead")


async def let_in(authenticator: Authenticator, token: str) -> bool:
    try:
        await authenticator.entry([f"Bearer {token}"])
    except Unauthenticated:
        return False
    return True


def marks(viewer: Viewer) -> dict[Marked, str]:
    return {Marked(item.partition(":")[0]): item for item in viewer.marks}


@pytest.mark.parametrize("what", list(Marked))
async def test_what_is_revoked_is_let_in_no_more(empty_store: Store, issuer: Issuer, what: Marked) -> None:
    authenticator = authenticator_of(empty_store, issuer)
    token, other = issuer.sign(issuer.claims(PERSON, sid="family-1")), issuer.token(machine("agency-land"))
    viewer = await authenticator.viewer_of_token(token)
    empty_store.connection.clock.now = datetime.now(UTC) + timedelta(seconds=2)  # type: ignore[attr-defined]
    await empty_store.revocations.revoke(marks(viewer)[what])
    assert not await let_in(authenticator, token)
    assert await let_in(authenticator, other)


async def test_an_account_stopped_before_a_token_was_issued_keeps_it(empty_store: Store, issuer: Issuer) -> None:
    authenticator = authenticator_of(empty_store, issuer)
    token = issuer.sign(issuer.claims(PERSON, sid="family-1"))
    viewer = await authenticator.viewer_of_token(token)
    empty_store.connection.clock.now = datetime.now(UTC) - timedelta(minutes=1)  # type: ignore[attr-defined]
    await empty_store.revocations.revoke(marks(viewer)[Marked.SUBJECT], marks(viewer)[Marked.CLIENT])
    assert await let_in(authenticator, token)
    await empty_store.revocations.revoke(marks(viewer)[Marked.FAMILY])
    assert not await let_in(authenticator, token)


async def test_a_mark_is_of_one_issuer_and_tells_no_name(empty_store: Store) -> None:
    one, other = (mark(Marked.SUBJECT, issuer, "an@so.example") for issuer in (ISSUER, "https://b.example"))
    assert one != other
    assert "an@so" not in one
    assert mark(Marked.TOKEN, "a", "b") != mark(Marked.FAMILY, "a", "b")


def test_a_revocation_outlives_every_token_it_denies() -> None:
    assert timedelta(seconds=LIFE_MOST) < KEPT


async def test_each_request_asks_once(store: Store, root_uri: str, issuer: Issuer) -> None:
    """One read for a request, whatever it asks, and one more of the deny list once something was revoked."""
    query = "{ me { isPerson } cases(first: 5) { totalCount } agencies { id } }"
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        headers = {"Authorization": f"Bearer {issuer.token(PERSON)}"}
        async with asking(heard, issuer) as client:
            await client.post("/graphql", json={"query": query}, headers=headers)  # warm: the registry is read once
            asked = []
            for revoked in (False, True, False):
                if revoked:
                    await store.revocations.revoke(mark(Marked.TOKEN, ISSUER, "another"))
                listener.commands.clear()
                answer = await client.post("/graphql", json={"query": query}, headers=headers)
                assert "errors" not in answer.json()
                asked.append([command["find"] for command in listener.commands if "find" in command])
    assert asked == [["counters", "cases"], ["counters", "oauth_revocations", "cases"], ["counters", "cases"]]


async def test_where_looks_are_good_for_a_while_its_own_revocations_bind_at_once(store: Store, issuer: Issuer) -> None:
    """What another one revokes binds once the look has grown too old, or this process changed something."""
    store.registry.good_for(3600.0)
    authenticator = authenticator_of(store, issuer)
    token, other = issuer.token(PERSON), issuer.token(machine("agency-land"))
    viewer, stranger = [await authenticator.viewer_of_token(each) for each in (token, other)]
    await Store(store.connection).revocations.revoke(mark(Marked.TOKEN, ISSUER, stranger.token))
    assert await let_in(authenticator, other)
    await store.revocations.revoke(mark(Marked.TOKEN, ISSUER, viewer.token))
    assert not await let_in(authenticator, token)
    assert not await let_in(authenticator, other)
    account = EnterUser(subject="s-1", agency="agency-land", first="1" * 64, second="2" * 64)
    await store.execute(OPERATOR, account, command_id=uuid4(), target="user-watched")
    assert (await store.registry.current()).users


async def test_beyond_its_copies_each_token_is_asked_for(
    empty_store: Store, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.oauth.denied.COPIED_MOST", 1)
    authenticator = authenticator_of(empty_store, issuer)
    token, other = issuer.token(PERSON), issuer.token(machine("agency-land"))
    viewer = await authenticator.viewer_of_token(token)
    waiting = asyncio.create_task(authenticator.watch.ended(viewer))
    await asyncio.sleep(0)
    for name in ("another", viewer.token):
        await empty_store.revocations.revoke(mark(Marked.TOKEN, ISSUER, name))
    assert not await let_in(authenticator, token)
    assert await let_in(authenticator, other)
    await authenticator.watch.look()
    assert await asyncio.wait_for(waiting, PATIENCE) is Ended.REVOKED


async def test_a_revocation_is_written_with_its_news_or_not_at_all(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    before = await empty_store.registry.with_denied()
    monkeypatch.setattr("store.oauth.revocations.raised", broken)
    with pytest.raises(RuntimeError):
        await empty_store.revocations.revoke(mark(Marked.TOKEN, ISSUER, "a"))
    assert await empty_store.connection.revocations.find_one({}) is None
    monkeypatch.undo()
    await empty_store.revocations.revoke(mark(Marked.TOKEN, ISSUER, "a"))
    after = await empty_store.registry.with_denied()
    assert after.denied.since.keys() - before.denied.since.keys() == {mark(Marked.TOKEN, ISSUER, "a")}


class TestMemory:
    """Tokens that were found good once."""

    async def test_a_remembered_token_ends_with_its_time_and_with_its_keys(self, issuer: Issuer) -> None:
        now = [datetime.now(UTC)]
        issuers = issuers_of(issuer, lambda: now[0])
        token = issuer.token(PERSON)
        first = await issuers.viewer(token)
        assert await issuers.viewer(token) is first
        [only] = issuers._by_name.values()
        issuers._by_name[only.name] = other = replace(only, keys=Fixed(KeySet([])))
        place = sha256(token.encode()).digest()
        issuers._remembered[place] = replace(issuers._remembered[place], issuer=other)
        with pytest.raises(Unauthenticated):
            await issuers.viewer(token)
        issuers._by_name[only.name] = only
        assert (await issuers.viewer(token)).caller == first.caller
        now[0] = first.expires_at
        with pytest.raises(Unauthenticated):
            await issuers.viewer(token)

    async def test_few_tokens_are_remembered_and_no_refused_one(
        self, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("auth.issuers.REMEMBERED_MOST", 2)
        issuers = issuers_of(issuer, lambda: datetime.now(UTC))
        for _ in range(3):
            await issuers.viewer(issuer.token(PERSON))
        with pytest.raises(Unauthenticated):
            await issuers.viewer(issuer.token(PERSON)[:-4] + "AAAA")
        assert len(issuers._remembered) == 2


class TestWatch:
    """Connections that stay open."""

    @staticmethod
    def viewer(clock: datetime, seconds: float) -> Viewer:
        who, ends = replace(PERSON, subject="s"), clock + timedelta(seconds=seconds)
        return Viewer(caller=who, issuer=ISSUER, token=f"t{seconds}", issued_at=clock, expires_at=ends, family="f")

    async def test_ends_at_expiry(self, empty_store: Store) -> None:
        now = empty_store.connection.clock()
        watch = TokenWatch(empty_store.revocations, empty_store.registry, lambda: now)
        assert await asyncio.wait_for(watch.ended(self.viewer(now, 0.05)), PATIENCE) is Ended.EXPIRED
        assert await asyncio.wait_for(watch.ended(self.viewer(now, -1)), PATIENCE) is Ended.EXPIRED

    async def test_ends_when_revoked_and_leaves_others_open(self, empty_store: Store) -> None:
        now = empty_store.connection.clock()
        watch = TokenWatch(empty_store.revocations, empty_store.registry, lambda: now)
        mine, other = self.viewer(now, 600), self.viewer(now, 601)
        waiting = [asyncio.create_task(watch.ended(item)) for item in (mine, other)]
        running = asyncio.create_task(watch.run())
        await asyncio.sleep(0)
        await empty_store.revocations.revoke(marks(mine)[Marked.TOKEN])
        assert await asyncio.wait_for(waiting[0], PATIENCE) is Ended.REVOKED
        assert not waiting[1].done()
        for task in (running, waiting[1]):
            task.cancel()
        await asyncio.gather(running, waiting[1], return_exceptions=True)
        assert watch._open == {}

    async def test_looks_again_after_a_fault(
        self, empty_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        now, tries = empty_store.connection.clock(), 0
        looked = RegistryCache.with_denied

        async def shaky(self: RegistryCache) -> Current:
            nonlocal tries
            tries += 1
            if tries == 1:
                raise ConnectionError
            return await looked(self)

        monkeypatch.setattr(RegistryCache, "with_denied", shaky)
        monkeypatch.setattr("auth.authenticator.LOOK_SECONDS", 0.01)
        watch, viewer = TokenWatch(empty_store.revocations, empty_store.registry, lambda: now), self.viewer(now, 600)
        waiting, running = asyncio.create_task(watch.ended(viewer)), asyncio.create_task(watch.run())
        await empty_store.revocations.revoke(marks(viewer)[Marked.FAMILY])
        assert await asyncio.wait_for(waiting, PATIENCE) is Ended.REVOKED
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert tries >= 2
        assert "ConnectionError" in caplog.text, "the log holds the fault"

    async def test_ends_when_the_account_is_suspended(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("auth.authenticator.LOOK_SECONDS", 0.01)
        opened = EnterUser(subject="s-1", agency="agency-land", first="1" * 64, second="2" * 64)
        await store.execute(OPERATOR, opened, command_id=uuid4(), target="user-watched")
        now = store.connection.clock()
        watch, viewer = TokenWatch(store.revocations, store.registry, lambda: now), self.viewer(now, 600)
        viewer = replace(viewer, caller=replace(viewer.caller, subject="s-1"))
        waiting, running = asyncio.create_task(watch.ended(viewer)), asyncio.create_task(watch.run())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await store.execute(OPERATOR, SuspendUser(), command_id=uuid4(), target="user-watched", expected=2)
        assert await asyncio.wait_for(waiting, PATIENCE) is Ended.REVOKED
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
