"""What is left of an account that was suspended: nothing of before, until its person enrols again."""

from hashlib import sha256

import pytest

from auth.tokens import Unauthenticated
from domain.administration.users import ApproveUser, RecoverUser, SuspendUser
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from domain.registry.accounts import UserState
from store.store import Store
from tests.api.oauth.sign_in_pages import Pages, Visitor, sign_in_pages
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.signing_in import PASSWORD, PEOPLE
from tests.support.world import caller, subject

ADMIN, SECOND = caller("agency-land", Post.ADMIN), caller("agency-land", Post.SIGNATORY)
NAME, USER = subject(*PEOPLE["land"]), "user-land"
NEW = "một mật khẩu khác hẳn 3"


async def recovered(store: Store, *codes: str) -> None:
    first, second = (sha256(code.encode()).hexdigest() for code in codes)
    for who, command in ((ADMIN, RecoverUser(code=first)), (SECOND, ApproveUser(code=second))):
        await act(store, who, command, USER)


async def signed_in(pages: Pages) -> Visitor:
    visitor = pages.visitor()
    await visitor.open("/oauth/")
    await visitor.send(name=NAME, password=PASSWORD)
    assert "Bạn đã đăng nhập" in (await visitor.send(code=pages.code())).text
    return visitor


async def begun(pages: Pages, first: str, second: str) -> tuple[Visitor, str]:
    """A browser at the second page of enrolment, and the secret it shows."""
    visitor = pages.visitor()
    await visitor.open("/oauth/enrol")
    await visitor.send(name=NAME, first=first, second=second, password=NEW, again=NEW)
    seed = visitor.shown.text.split('<p class="seed">')[1].split("</p>")[0].replace(" ", "")
    return visitor, seed


async def nothing_left(pages: Pages, thief: Visitor, tokens: dict[str, str]) -> None:
    """Neither the session, nor the tokens, nor the old password are of use."""
    with pytest.raises(Unauthenticated):
        await pages.authenticator.viewer_of_token(tokens["access_token"])
    refreshed = await pages.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed["error"] == "invalid_grant"
    assert "Bạn đã đăng nhập" not in (await thief.open("/oauth/")).text
    assert (await thief.send(name=NAME, password=PASSWORD)).status_code == 401


async def test_a_suspended_account_gives_nothing_back_before_and_after_enrolment(
    store: Store, clock: TestClock
) -> None:
    async with sign_in_pages(store) as pages:
        thief = await signed_in(pages)
        tokens = await pages.tokens(thief)
        await pages.authenticator.viewer_of_token(tokens["access_token"])
        clock.forward(seconds=2)
        await act(store, OPERATOR, SuspendUser(), USER)
        await recovered(store, "eins", "zwei")
        assert (await store.registry.current()).users[USER].state is UserState.SUSPENDED
        await nothing_left(pages, thief, tokens)
        owner, seed = await begun(pages, "eins", "zwei")
        assert "Đã đặt mật khẩu" in (await owner.send(code=pages.code(seed))).text
        await nothing_left(pages, thief, tokens)
        await owner.open("/oauth/")
        assert "Mã một lần" in (await owner.send(name=NAME, password=NEW)).text


async def test_a_form_begun_with_the_codes_of_one_recovery_does_not_finish_another(store: Store) -> None:
    async with sign_in_pages(store) as pages:
        await recovered(store, "eins", "zwei")
        thief, seed = await begun(pages, "eins", "zwei")
        await recovered(store, "drei", "vier")
        assert (await thief.send(code=pages.code(seed))).status_code == 409
        owner, own = await begun(pages, "drei", "vier")
        assert "Đã đặt mật khẩu" in (await owner.send(code=pages.code(own))).text


async def test_a_session_that_waits_for_its_code_ends_with_the_account(store: Store) -> None:
    async with sign_in_pages(store) as pages:
        thief = pages.visitor()
        await thief.open("/oauth/")
        await thief.send(name=NAME, password=PASSWORD)
        await act(store, OPERATOR, SuspendUser(), USER)
        await thief.send(code=pages.code())
        assert "Bạn đã đăng nhập" not in thief.shown.text
        assert await pages.services.credentials.of(USER) is None
