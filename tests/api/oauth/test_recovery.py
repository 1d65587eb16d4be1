"""What is left of an account that was suspended: nothing of before, until its person enrols again."""

import pytest

from auth.tokens import Unauthenticated
from domain.administration.users import SuspendUser
from domain.kernel.actor import OPERATOR
from domain.registry.accounts import UserState
from store.store import Store
from tests.api.oauth.sign_in_pages import HERE, NAME, NEW, USER, Pages, Visitor, recovered
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.signing_in import PASSWORD


async def nothing_left(pages: Pages, thief: Visitor, tokens: dict[str, str]) -> None:
    """Neither the session, nor the tokens, nor the old password are of use."""
    with pytest.raises(Unauthenticated):
        await pages.authenticator.viewer_of_token(tokens["access_token"])
    refreshed = await pages.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed["error"] == "invalid_grant"
    assert HERE not in (await thief.open("/oauth/")).text
    assert (await thief.send(name=NAME, password=PASSWORD)).status_code == 401


async def test_a_suspended_account_never_gives_anything_back(store: Store, pages: Pages, clock: TestClock) -> None:
    thief = await pages.signed_in()
    tokens = await pages.tokens(thief)
    await pages.authenticator.viewer_of_token(tokens["access_token"])
    clock.forward(seconds=2)
    await act(store, OPERATOR, SuspendUser(), USER)
    await recovered(store, "eins", "zwei")
    assert (await store.registry.current()).users[USER].state is UserState.SUSPENDED
    await nothing_left(pages, thief, tokens)
    owner, seed = await pages.enrolling("eins", "zwei")
    assert "Đã đặt mật khẩu" in (await owner.send(code=pages.code(seed))).text
    await nothing_left(pages, thief, tokens)
    await owner.open("/oauth/")
    assert "Mã một lần" in (await owner.send(name=NAME, password=NEW)).text


async def test_a_form_begun_with_the_codes_of_one_recovery_does_not_finish_another(store: Store, pages: Pages) -> None:
    await recovered(store, "eins", "zwei")
    thief, seed = await pages.enrolling("eins", "zwei")
    await recovered(store, "drei", "vier")
    assert (await thief.send(code=pages.code(seed))).status_code == 409
    owner, own = await pages.enrolling("drei", "vier")
    assert "Đã đặt mật khẩu" in (await owner.send(code=pages.code(own))).text


async def test_a_session_that_waits_for_its_code_ends_with_the_account(store: Store, pages: Pages) -> None:
    thief = await pages.named()
    await act(store, OPERATOR, SuspendUser(), USER)
    await thief.send(code=pages.code())
    assert HERE not in thief.shown.text
    assert await pages.services.credentials.of(USER) is None
