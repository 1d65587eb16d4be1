"""Administration through GraphQL with real tokens: grants and accounts, by two officers each."""

import time
from typing import Any
from uuid import uuid4

from domain.kernel.vocabulary import Post
from tests.api.office import Office
from tests.support.acts import given, mutation
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import LEAD

PPC, PAPER = "agency-ppc", "agency-journalists"
ME = "{ me { scopes } }"
GRANT = "id version state scopes agency { id }"


class Desk:
    """Mutations by officers."""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        self.api, self.issuer = api, issuer

    def ask(self, agency: str, post: Post, query: str) -> Any:
        return self.api.ask(self.issuer.officer(agency, post), query)

    def send(self, agency: str, post: Post, name: str, /, **fields: Any) -> Any:
        query = mutation(name, f"grant {{ {GRANT} }} problems {{ code }}")
        sent = given(name, {"commandId": str(uuid4()), **fields})
        answer = self.api.ask(self.issuer.officer(agency, post), query, input=sent)[name]
        codes = [problem["code"] for problem in answer["problems"]]
        return codes[0] if codes else answer["grant"]


def on(row: Any, **fields: Any) -> dict[str, Any]:
    return {"grantId": row["id"], "expectedVersion": row["version"], **fields}


def test_grants_bind_at_the_next_request_and_two_agencies_change_them(api: Api, issuer: Issuer) -> None:
    desk = Desk(api, issuer)
    asked = f'{{ grants(first: 10, filter: {{agency: "{PAPER}"}}) {{ edges {{ node {{ {GRANT} }} }} }} }}'
    listed = desk.ask(LEAD, Post.ADMIN, asked)
    (row,) = (edge["node"] for edge in listed["grants"]["edges"] if edge["node"]["state"] == "ACTIVE")
    everything = sorted(row["scopes"])
    assert sorted(desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"]) == everything
    fields = on(row, reasons="Cơ quan đã giải thể theo QĐ 1.")
    ending = desk.send(LEAD, Post.ADMIN, "proposeGrantEnd", **fields)
    assert desk.send(LEAD, Post.SIGNATORY, "approveGrant", **on(ending)) == "ANOTHER_KIND_NEEDED"
    assert desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"]
    ended = desk.send(PPC, Post.SIGNATORY, "approveGrant", **on(ending))
    assert ended["state"] == "ENDED"
    assert desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"] == []
    fresh = desk.send(PPC, Post.ADMIN, "proposeGrant", agency=PAPER, scopes=everything, source="QĐ 2")
    given = desk.send(LEAD, Post.ADMIN, "approveGrant", **on(fresh))
    assert given["state"] == "ACTIVE"
    assert sorted(desk.ask(PAPER, Post.HANDLER, ME)["me"]["scopes"]) == everything


def test_a_suspended_account_is_let_in_no_more(api: Api, issuer: Issuer) -> None:
    office = Office(api, issuer)
    token = office.token()
    office.appoint()
    office.give("openUser", subject=office.name)
    assert "data" in api.post(token, ME).json()
    office.send(Post.SIGNATORY, "suspendUser")
    assert api.post(token, ME).status_code == 401
    later = office.token(iat=int(time.time()) + 2)
    assert api.post(later, ME).json()["errors"][0]["extensions"]["reason"] == "ACCOUNT_STOPPED"
