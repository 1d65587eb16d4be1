"""The person of an account is written to about a new browser and about changes, at an address that only they enter."""

from pathlib import Path

import pytest

from domain.administration.users import AccountLetter, SuspendUser
from domain.kernel.vocabulary import Post
from store.oauth.throttle import FAILURES_MOST
from store.queue.deliveries import LETTERS_DAY_MOST
from store.store import Store
from tests.api.oauth.sign_in_pages import NAME, USER, Pages, Visitor, recovered
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.signing_in import PASSWORD
from tests.support.subscribers import looked
from tests.support.world import caller
from tests.workers.postbox import Postbox, postbox
from workers.deliver import deliver
from workers.sending.mailing import MailServer
from workers.sending.turns import Senders

MINE = "toi@land.example"
NEW = "vượt sông Bằng lúc nước cạn"
WORDS = {
    "new-browser": "Somebody signed in to your account from a browser that was not used for it before.",
    "password": "The password of the account was changed",
    "ended": "All sessions of the account were ended.",
    "address": "The address for letters about the account was changed or removed",
    "asked": "An officer of your agency requested",
    "suspended": "The account was suspended",
}


async def worked(store: Store) -> None:
    for id in await store.outbox.due():
        await deliver({"store": store}, id)


async def entered(pages: Pages) -> Visitor:
    visitor = await pages.signed_in()
    await worked(pages.services.store)  # what was before the address was there is told nobody
    assert "Bạn chưa ghi địa chỉ nào" in visitor.shown.text
    assert "Đã lưu" in (await visitor.send("/oauth/letters", address=MINE, old=PASSWORD)).text
    return visitor


async def came(store: Store, box: Postbox, server: MailServer) -> list[tuple[str, str]]:
    """Which letters came to whom since the last look, by the names of WORDS."""
    box.envelopes.clear()
    await worked(store)
    await looked(store, Senders(mail=server))
    found = []
    for letter in box.letters:
        text = letter.get_body(("plain",))
        assert text is not None
        said = text.get_content()
        assert "Thư này không bao giờ hỏi mật khẩu" in said
        for hidden in (NAME, "203.0.113", "python-httpx", PASSWORD):
            assert hidden not in letter.as_string() + said
        assert "List-Unsubscribe" not in letter
        found += [(str(letter["To"]), name) for name, words in WORDS.items() if words in said]
    assert len(found) == len(box.letters)
    return sorted(found)


async def test_a_new_browser_is_told_and_a_known_one_is_not(store: Store, pages: Pages, tmp_path: Path) -> None:
    async with postbox(tmp_path) as (box, server):
        mine = await entered(pages)
        assert await came(store, box, server) == [], "the address was entered after the first sign-in"
        await pages.signed_in()
        assert await came(store, box, server) == [(MINE, "new-browser")]
        mine.http.cookies.delete("casebook-session")
        await pages.signed_in(at=mine)
        assert await came(store, box, server) == []
        mine.http.cookies.set("casebook-device", "x" * 43)
        mine.http.cookies.delete("casebook-session")
        await pages.signed_in(at=mine)
        assert await came(store, box, server) == [(MINE, "new-browser")], "a secret that somebody planted"


async def test_two_persons_at_one_computer_stay_known(store: Store, pages: Pages, tmp_path: Path) -> None:
    async with postbox(tmp_path) as (box, server):
        mine = await entered(pages)
        mine.http.cookies.set("casebook-device", "y" * 43 + "." + mine.http.cookies["casebook-device"])
        mine.http.cookies.delete("casebook-session")
        await pages.signed_in(at=mine)
        assert await came(store, box, server) == []


async def test_changes_are_told(store: Store, pages: Pages, tmp_path: Path) -> None:
    async with postbox(tmp_path) as (box, server):
        mine = await entered(pages)
        await mine.send("/oauth/password", old=PASSWORD, password=NEW, again=NEW)
        assert await came(store, box, server) == [(MINE, "password")]
        await mine.open("/oauth/")
        await mine.send("/oauth/end-all")
        assert await came(store, box, server) == [(MINE, "ended")]
        await recovered(store, "one", "two")
        await act(store, caller("agency-land", Post.SIGNATORY), SuspendUser(), USER)
        assert await came(store, box, server) == [(MINE, "asked"), (MINE, "suspended")], "the address outlives it"


@pytest.mark.parametrize("next", ["ke-gian@xa.example", ""])
async def test_whose_letters_are_moved_is_told(store: Store, pages: Pages, tmp_path: Path, next: str) -> None:
    """Also when it is changed twice before a worker looks."""
    async with postbox(tmp_path) as (box, server):
        mine = await entered(pages)
        for address in (next, "hai@xa.example"):
            await mine.send("/oauth/letters", address=address, old=PASSWORD)
        assert (MINE, "address") in await came(store, box, server)


async def test_nobody_floods_an_address_that_is_not_theirs(store: Store, pages: Pages, clock: TestClock) -> None:
    """Each day brings the first letters of each sort again; another sort has its own number."""
    await entered(pages)
    topic = {"target": USER, "data.topic": AccountLetter.ADDRESS_CHANGED}
    for day in (1, 2):
        for _ in range(LETTERS_DAY_MOST + 2):
            await store.account_letters.order(USER, AccountLetter.ADDRESS_CHANGED)
        assert await store.connection.outbox.count_documents(topic) == day * LETTERS_DAY_MOST
        clock.forward(hours=25)
    await pages.signed_in()
    sort = {"target": USER, "data.topic": AccountLetter.NEW_BROWSER}
    assert await store.connection.outbox.count_documents(sort) == 1


async def test_an_address_under_another_key_keeps_nobody_out(store: Store, pages: Pages) -> None:
    await entered(pages)
    rows = store.connection.collection("oauth_letters")
    await rows.update_one({"_id": USER}, {"$set": {"address": b"x" * 60}})
    visitor = await pages.signed_in()
    assert "Bạn chưa ghi địa chỉ nào" in visitor.shown.text


async def test_the_password_is_asked_for(store: Store, pages: Pages) -> None:
    mine = await entered(pages)
    for address, old, status in (
        ("a@b.example", "wrong", 401),
        ("a@b", PASSWORD, 400),
        ("a\n@b.example", PASSWORD, 400),
    ):
        assert (await mine.send("/oauth/letters", address=address, old=old)).status_code == status
    for _ in range(FAILURES_MOST):
        await mine.send("/oauth/letters", address="a@b.example", old="wrong")
    assert (await mine.send("/oauth/letters", address="a@b.example", old=PASSWORD)).status_code == 429
    assert await store.account_letters.address(USER) == MINE


async def test_no_row_holds_the_address(store: Store, pages: Pages) -> None:
    await entered(pages)
    await pages.signed_in()
    assert await store.connection.outbox.count_documents({"target": USER}) == 1
    for name in ("outbox", "oauth_letters", "oauth_credentials", "oauth_sessions"):
        rows = await store.connection.collection(name).find({}).to_list(None)
        assert MINE not in str(rows), name
        assert MINE.encode().hex() not in str(rows), name


async def test_without_an_address_nothing_is_ordered(store: Store, pages: Pages) -> None:
    await pages.signed_in()
    assert await store.connection.outbox.count_documents({"target": USER}) == 0
