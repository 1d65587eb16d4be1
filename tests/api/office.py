"""Two officers of an agency who appoint another officer and give an account, over HTTP."""

import secrets
from hashlib import sha256
from typing import Any
from uuid import uuid4

from domain.kernel.vocabulary import Post
from tests.support.acts import given, mutation
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import caller


class Office:
    """Its administrator and its signatory, the name of the officer, and the rows as the last act left them."""

    def __init__(self, api: Api, issuer: Issuer, agency: str = "agency-land") -> None:
        self.api, self.issuer, self.agency = api, issuer, agency
        self.name = f"{uuid4().hex[:12]}@{agency.removeprefix('agency-')}.example"
        self.codes = (secrets.token_hex(16), secrets.token_hex(16))
        self.rows: dict[str, Any] = {}

    def send(self, post: Post, name: str, /, **fields: object) -> None:
        kind = "officer" if "Officer" in name else "user"
        query = mutation(name, f"{kind} {{ id version }} problems {{ code }}")
        row = self.rows.get(kind)
        on = {f"{kind}Id": row["id"], "expectedVersion": row["version"]} if row else {}
        made = given(name, {"commandId": str(uuid4()), **on, **fields})
        answer = self.api.ask(self.issuer.officer(self.agency, post), query, input=made)[name]
        assert answer["problems"] == []
        self.rows[kind] = answer[kind]

    def appoint(self) -> None:
        fields: dict[str, Any] = {"posts": ["HANDLER"], "since": "2021-07-04", "appointment": "QĐ 1"}
        self.send(Post.ADMIN, "nominateOfficer", subject=self.name, **fields)
        self.send(Post.SIGNATORY, "confirmOfficer")

    def give(self, first: str, **fields: object) -> None:
        one, two = (sha256(code.encode()).hexdigest() for code in self.codes)
        self.send(Post.ADMIN, first, code=one, **fields)
        self.send(Post.SIGNATORY, "approveUser", code=two)

    def token(self, **claims: Any) -> str:
        return self.issuer.sign(self.issuer.claims(caller(self.agency), sub=self.name, **claims))
