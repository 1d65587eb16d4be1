"""Leaving by the link of a letter, over HTTP: one click leaves, a look does not, and no other link does."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from store.process.settings import Settings
from store.store import opened_store
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import LEAD

SHOWN = """query($id: ID!) { mailing(id: $id) { state left purpose language stoppedAt }
    mailings(first: 9) { edges { node { id } } } }"""
ENTER = """mutation($input: EnterMailingInput!) { enterMailing(input: $input) {
    mailing { id state } problems { code ... on InvalidInput { path } } } }"""


def entered(api: Api, issuer: Issuer, agency: str = LEAD, **changes: Any) -> Any:
    fields = {"commandId": str(uuid4()), "purpose": "PRESS_NOTICES", "consent": "Toà soạn đề nghị."}
    fields |= {"address": f"bao-{uuid4().hex[:8]}@toasoan.example", **changes}
    return api.ask(issuer.officer(agency, Post.ADMIN), ENTER, input=fields)["enterMailing"]


@pytest.fixture
def link(api: Api, issuer: Issuer, installation: dict[str, str]) -> str:
    mailing = entered(api, issuer)["mailing"]["id"]

    async def token() -> str:
        async with opened_store(Settings.from_env(installation)) as store:
            return store.connection.master.leaving(mailing)

    return f"{api.url}/mail/leave/{mailing}/{asyncio.run(token())}"


def state(api: Api, issuer: Issuer, link: str) -> Any:
    return api.ask(issuer.officer(LEAD, Post.ADMIN), SHOWN, id=link.split("/")[-2])["mailing"]


def test_one_click_leaves_and_a_look_does_not(api: Api, issuer: Issuer, link: str) -> None:
    seen = web.get(link)
    assert (seen.status_code, '<form method="post">' in seen.text) == (200, True)
    assert '<link rel="stylesheet" href="/style.css">' in seen.text
    assert "style-src 'self'" in seen.headers["content-security-policy"]
    style = web.get(f"{api.url}/style.css")
    assert (style.status_code, "prefers-color-scheme: dark" in style.text) == (200, True)
    assert state(api, issuer, link)["state"] == "ACTIVE"
    clicked = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        left = web.post(link, data=clicked)
        assert (left.status_code, "receives no more" in left.text) == (200, True)
    after = state(api, issuer, link)
    assert (after["state"], after["left"]) == ("STOPPED", True)
    assert after["stoppedAt"]


def test_no_other_link_leaves(api: Api, issuer: Issuer, link: str) -> None:
    head, token = link.rsplit("/", 1)
    other = entered(api, issuer)["mailing"]["id"]
    base = f"{api.url}/mail/leave"
    for wrong in (f"{head}/{'0' * 32}", f"{head}/x", f"{base}/{other}/{token}", f"{base}/case-1/{token}"):
        assert web.post(wrong).status_code == 404
    assert state(api, issuer, link)["state"] == "ACTIVE"


def test_others_do_not_see_it_and_their_offices_write_to_no_press(api: Api, issuer: Issuer, link: str) -> None:
    other = api.ask(issuer.officer("agency-health", Post.ADMIN), SHOWN, id=link.split("/")[-2])
    assert other["mailing"] is None
    assert link.split("/")[-2] not in {edge["node"]["id"] for edge in other["mailings"]["edges"]}
    refused = entered(api, issuer, "agency-journalists")["problems"]
    assert refused == [{"code": "PRESS_OFFICE_ONLY", "path": "input.purpose"}]
    assert entered(api, issuer, "agency-journalists", purpose="DIGEST")["problems"] == []
