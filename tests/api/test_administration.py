"""Administration through GraphQL with real tokens: grants, appointments, accounts, clients, by two officers each."""

import time
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from tests.support.acts import given, mutation
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import LEAD, caller, officer

PPC, PAPER, LAND = "agency-ppc", "agency-journalists", "agency-land"
ME = "{ me { scopes } }"
SHOWN = {
    "officer": "id version posts confirmedBy { officerId }",
    "user": "id version subject state recovery { approvedAt }",
    "client": "id version state confidential",
    "grant": "id version state scopes agency { id }",
}


class Desk:
    """Mutations by officers."""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        self.api, self.issuer = api, issuer

    def ask(self, agency: str, post: Post, query: str) -> Any:
        return self.api.ask(self.issuer.officer(agency, post), query)

    def send(self, agency: str, post: Post, name: str, kind: str, /, **fields: Any) -> Any:
        query = mutation(name, f"{kind} {{ {SHOWN[kind]} }} problems {{ code }}")
        sent = given(name, {"commandId": str(uuid4()), **fields})
        answer = self.api.ask(self.issuer.officer(agency, post), query, input=sent)[name]
        codes = [problem["code"] for problem in answer["problems"]]
        return codes[0] if codes else answer[kind]


@pytest.fixture
def desk(api: Api, issuer: Issuer) -> Desk:
    return Desk(api, issuer)


def on(kind: str, row: Any, **fields: Any) -> dict[str, Any]:
    return {f"{kind}Id": row["id"], "expectedVersion": row["version"], **fields}


def test_grants_bind_at_the_next_request_and_two_agencies_change_them(desk: Desk) -> None:
    listed = desk.ask(
        LEAD,
        Post.ADMIN,
        f'{{ grants(first: 10, filter: {{agency: "{PAPER}"}}) {{ edges {{ node {{ {SHOWN["grant"]} }} }} }} }}',
    )
    (row,) = (edge["node"] for edge in listed["grants"]["edges"] if edge["node"]["state"] == "ACTIVE")
    everything = sorted(row["scopes"])
    assert sorted(desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"]) == everything
    ending = desk.send(
        LEAD, Post.ADMIN, "proposeGrantEnd", "grant", **on("grant", row, reasons="Cơ quan đã giải thể theo QĐ 1.")
    )
    assert desk.send(LEAD, Post.SIGNATORY, "approveGrant", "grant", **on("grant", ending)) == "ANOTHER_KIND_NEEDED"
    assert desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"]
    ended = desk.send(PPC, Post.SIGNATORY, "approveGrant", "grant", **on("grant", ending))
    assert ended["state"] == "ENDED"
    assert desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"] == []
    fresh = desk.send(PPC, Post.ADMIN, "proposeGrant", "grant", agency=PAPER, scopes=everything, source="QĐ 2")
    given = desk.send(LEAD, Post.ADMIN, "approveGrant", "grant", **on("grant", fresh))
    assert given["state"] == "ACTIVE"
    assert sorted(desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"]) == everything


def test_the_work_of_who_leaves_is_handed_to_a_colleague(desk: Desk) -> None:
    """Not to oneself, not to another agency; and the row says who goes on."""
    own, admin = officer(LAND, Post.HANDLER), officer(LAND, Post.ADMIN)
    fields = {"subject": f"{uuid4().hex}@land.example", "posts": ["HANDLER"], "since": "2021-07-04"}
    made = desk.send(LAND, Post.ADMIN, "nominateOfficer", "officer", appointment="QĐ 1", **fields)
    desk.send(LAND, Post.SIGNATORY, "confirmOfficer", "officer", **on("officer", made))
    row = desk.ask(LAND, Post.ADMIN, f'{{ node(id: "{own}") {{ ... on Officer {{ id version }} }} }}')["node"]
    for other in (own, admin, officer(LEAD, Post.HANDLER)):
        sent = on("officer", row, colleague=other, reasons="Nghỉ hưu từ tháng sau.")
        assert desk.send(LAND, Post.ADMIN, "handOverWork", "officer", **sent) == "NOT_A_COLLEAGUE"
    sent = on("officer", row, colleague=made["id"], reasons="Nghỉ hưu từ tháng sau.")
    desk.send(LAND, Post.ADMIN, "handOverWork", "officer", **sent)
    query = f'{{ node(id: "{own}") {{ ... on Officer {{ handedTo {{ officerId }} }} }} }}'
    assert desk.ask(LAND, Post.ADMIN, query)["node"] == {"handedTo": {"officerId": made["id"]}}


def test_a_suspended_account_is_let_in_no_more(desk: Desk) -> None:
    name = f"{uuid4().hex}@land.example"
    token = desk.issuer.sign(desk.issuer.claims(caller(LAND), sub=name))
    fields = {"subject": name, "posts": ["HANDLER"], "since": "2021-07-04", "appointment": "QĐ 1"}
    appointed = desk.send(LAND, Post.ADMIN, "nominateOfficer", "officer", **fields)
    desk.send(LAND, Post.SIGNATORY, "confirmOfficer", "officer", **on("officer", appointed))
    user = desk.send(LAND, Post.ADMIN, "openUser", "user", subject=name, code="1" * 64)
    user = desk.send(LAND, Post.SIGNATORY, "approveUser", "user", **on("user", user, code="2" * 64))
    assert (user["state"], bool(user["recovery"]["approvedAt"])) == ("ACTIVE", True)
    assert "data" in desk.api.post(token, ME).json()
    desk.send(LAND, Post.SIGNATORY, "suspendUser", "user", **on("user", user))
    assert desk.api.post(token, ME).status_code == 401
    later = desk.issuer.sign(desk.issuer.claims(caller(LAND), sub=name, iat=int(time.time()) + 2))
    assert desk.api.post(later, ME).json()["errors"][0]["extensions"]["reason"] == "ACCOUNT_STOPPED"
