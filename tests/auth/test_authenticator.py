"""The way in: one read asks whether a token was revoked, and open connections end when it is."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from auth.authenticator import Authenticator
from auth.token_watch import Ended, TokenWatch
from auth.tokens import LIFE_MOST, Unauthenticated
from auth.viewer import Viewer
from domain.administration.users import EnterUser, SuspendUser
from domain.kernel.actor import OPERATOR, Caller
from store.oauth.revocations import KEPT, Marked, Revocations, mark
from store.store import Store
from tests.support.inside import asking, authenticator_of
from tests.support.listener import listened
from tests.support.tokens import ISSUER, Issuer
from tests.support.world import caller, machine

PERSON = caller("agency-lead")


async def let_in(authenticator: Authenticator, token: str) -> bool:
    try:
        await authenticator.viewer([f"Bearer {token}"])
    except Unauthenticated:
        return False
    return True


def marks(viewer: Viewer) -> dict[Marked, str]:
    return {Marked(each.partition(":")[0]): each for each in viewer.marks}


@pytest.mark.parametrize("what", list(Marked))
async def test_what_is_revoked_is_let_in_no_more(empty_store: Store, issuer: Issuer, what: Marked) -> None:
    authenticator = authenticator_of(empty_store, issuer)
    token, other = (
        issuer.sign(issuer.claims(PERSON, sid="family-1")),
        issuer.sign(issuer.claims(machine("agency-land"))),
    )
    viewer = await authenticator.viewer_of_token(token)
    empty_store.connection.clock.now = datetime.now(UTC) + timedelta(seconds=2)  # type: ignore[attr-defined]
    await empty_store.revocations.revoke(marks(viewer)[what])
    assert not await let_in(authenticator, token)
    assert await let_in(authenticator, other)


async def test_an_account_stopped_before_a_token_was_issued_does_not_stop_it(
    empty_store: Store, issuer: Issuer
) -> None:
    authenticator = authenticator_of(empty_store, issuer)
    token = issuer.sign(issuer.claims(PERSON, sid="family-1"))
    viewer = await authenticator.viewer_of_token(token)
    empty_store.connection.clock.now = datetime.now(UTC) - timedelta(minutes=1)  # type: ignore[attr-defined]
    await empty_store.revocations.revoke(marks(viewer)[Marked.SUBJECT], marks(viewer)[Marked.CLIENT])
    assert await let_in(authenticator, token)
    await empty_store.revocations.revoke(marks(viewer)[Marked.FAMILY])
    assert not await let_in(authenticator, token)


async def test_a_mark_is_of_one_issuer_and_tells_no_name(empty_store: Store) -> None:
    one, other = (
        mark(Marked.SUBJECT, ISSUER, "an@so.example"),
        mark(Marked.SUBJECT, "https://b.example", "an@so.example"),
    )
    assert one != other
    assert "an@so" not in one
    assert mark(Marked.TOKEN, "a", "b") != mark(Marked.FAMILY, "a", "b")


def test_a_revocation_outlives_every_token_it_denies() -> None:
    assert timedelta(seconds=LIFE_MOST) < KEPT


async def test_each_request_asks_once(store: Store, root_uri: str, issuer: Issuer) -> None:
    """One read of the deny list for a request, whatever it asks."""
    query = "{ me { role } cases(first: 5) { totalCount } agencies { id } }"
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        headers = {"Authorization": f"Bearer {issuer.token(PERSON)}"}
        async with asking(heard, issuer) as client:
            await client.post("/graphql", json={"query": query}, headers=headers)  # warm: the registry is read once
            listener.commands.clear()
            answer = await client.post("/graphql", json={"query": query}, headers=headers)
    assert "errors" not in answer.json()
    asked = [each for each in listener.commands if each.get("find") == "oauth_revocations"]
    assert len(asked) == 1
    assert len(listener.commands) > 1


class TestWatch:
    """Connections that stay open."""

    @staticmethod
    def viewer(clock: datetime, seconds: float) -> Viewer:
        who = Caller(subject="s", client="c", agency="agency-lead", scopes=frozenset(), person=True)
        return Viewer(
            caller=who,
            issuer=ISSUER,
            token=f"t{seconds}",
            issued_at=clock,
            expires_at=clock + timedelta(seconds=seconds),
            family="f",
        )

    async def test_ends_at_expiry(self, empty_store: Store) -> None:
        now = empty_store.connection.clock()
        watch = TokenWatch(empty_store.revocations, empty_store.registry, lambda: now)
        assert await asyncio.wait_for(watch.ended(self.viewer(now, 0.05)), 5) is Ended.EXPIRED
        assert await asyncio.wait_for(watch.ended(self.viewer(now, -1)), 5) is Ended.EXPIRED

    async def test_ends_when_revoked_and_leaves_others_open(self, empty_store: Store) -> None:
        now = empty_store.connection.clock()
        watch = TokenWatch(empty_store.revocations, empty_store.registry, lambda: now)
        mine, other = self.viewer(now, 600), self.viewer(now, 601)
        waiting = [asyncio.create_task(watch.ended(each)) for each in (mine, other)]
        running = asyncio.create_task(watch.run())
        await asyncio.sleep(0)
        await empty_store.revocations.revoke(marks(mine)[Marked.TOKEN])
        assert await asyncio.wait_for(waiting[0], 10) is Ended.REVOKED
        assert not waiting[1].done()
        for task in (running, waiting[1]):
            task.cancel()
        await asyncio.gather(running, waiting[1], return_exceptions=True)
        assert watch._open == {}

    async def test_looks_again_after_the_database_was_away(
        self, empty_store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now, tries = empty_store.connection.clock(), 0
        among = Revocations.among

        async def shaky(self: Revocations, wanted: set[str]) -> dict[str, datetime]:
            nonlocal tries
            tries += 1
            if tries == 1:
                raise ConnectionError
            return await among(self, wanted)

        monkeypatch.setattr(Revocations, "among", shaky)
        monkeypatch.setattr("auth.token_watch.LOOK_SECONDS", 0.01)
        watch, viewer = TokenWatch(empty_store.revocations, empty_store.registry, lambda: now), self.viewer(now, 600)
        waiting, running = asyncio.create_task(watch.ended(viewer)), asyncio.create_task(watch.run())
        await empty_store.revocations.revoke(marks(viewer)[Marked.FAMILY])
        assert await asyncio.wait_for(waiting, 10) is Ended.REVOKED
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert tries >= 2

    async def test_ends_when_the_account_is_suspended(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("auth.token_watch.LOOK_SECONDS", 0.01)
        opened = EnterUser(subject="s-1", agency="agency-land", first="1" * 64, second="2" * 64)
        await store.execute(OPERATOR, opened, command_id=uuid4(), target="user-watched")
        now = store.connection.clock()
        watch, viewer = TokenWatch(store.revocations, store.registry, lambda: now), self.viewer(now, 600)
        viewer = replace(viewer, caller=replace(viewer.caller, subject="s-1"))
        waiting, running = asyncio.create_task(watch.ended(viewer)), asyncio.create_task(watch.run())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await store.execute(OPERATOR, SuspendUser(), command_id=uuid4(), target="user-watched", expected=2)
        assert await asyncio.wait_for(waiting, 10) is Ended.REVOKED
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
