"""An act that is signed, over HTTP: keys of two people, a rule of two administrators, the command, the signature."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.administration import signing
from domain.kernel.key_words import words_of
from domain.kernel.vocabulary import Post
from tests.api.sign.conftest import DECISION, PPC
from tests.support.acts import given, mutation
from tests.support.installation import Api
from tests.support.software_key import SoftwareKey
from tests.support.tokens import Issuer
from tests.support.world import LEAD, officer

SIGNATORY = officer(PPC, Post.SIGNATORY)
DIRECTIVE = {
    "documentNumber": "1/CV",
    "content": "Rà soát các trang thông tin của đơn vị.",
    "addressees": ["agency-health"],
    "dueDays": 10,
}
PROBLEMS = "problems { code messageVi ... on SignatureNeeded { command salts page end } }"


class Desk:
    def __init__(self, api: Api, issuer: Issuer) -> None:
        self.api, self.issuer = api, issuer

    def ask(self, agency: str, post: Post, query: str, **given: Any) -> Any:
        return self.api.ask(self.issuer.officer(agency, post), query, **given)

    def send(self, agency: str, post: Post, name: str, shown: str, **fields: Any) -> Any:
        query, sent = mutation(name, f"{shown} {PROBLEMS}"), given(name, {"commandId": str(uuid4()), **fields})
        return self.ask(agency, post, query, input=sent)[name]

    def done(self, agency: str, post: Post, name: str, shown: str, **fields: Any) -> Any:
        answer = self.send(agency, post, name, shown, **fields)
        assert answer["problems"] == [], name
        return answer


def has_key(desk: Desk, post: Post, second: Post) -> SoftwareKey:
    """An officer of the committee enters a key, and another one confirms it."""
    key, id = SoftwareKey.made(uuid4().bytes), officer(PPC, post)
    node = desk.ask(PPC, post, "query($id: ID!) { node(id: $id) { ... on Officer { version } } }", id=id)
    on: dict[str, Any] = {"officerId": id, "expectedVersion": node["node"]["version"], "key": key.key}
    shown = "officer { version }"
    entered = desk.done(PPC, post, "enterSigningKey", shown, **on, public=key.public, label="khóa USB")
    on["expectedVersion"] = entered["officer"]["version"]
    desk.done(PPC, second, "confirmSigningKey", shown, **on, words=words_of(id, key.key, key.public))
    return key


def rule(desk: Desk, row: Any, actions: list[str], key: SoftwareKey | None = None) -> Any:
    """Two administrators say which acts are signed, from in a moment on; the second signs that as well, with a key."""
    since = datetime.now(UTC) + timedelta(seconds=2)
    shown = "regulation { rowId version signing { actions } }"
    begin = {"actions": actions, "since": since.isoformat(), "page": "https://casebook.example"}
    for agency, name, said in ((LEAD, "proposeSigning", begin), (PPC, "requireSigning", {})):
        target = {"regulationId": row["rowId"], "expectedVersion": row["version"], "commandId": str(uuid4())}
        if key and name == "requireSigning":
            [paper] = desk.send(agency, Post.ADMIN, name, shown, **target, paper="12/QĐ-UBND")["problems"]
            assert paper["code"] == "PAPER_NOT_ALLOWED", "nobody ends signing by a paper"
            [problem] = desk.send(agency, Post.ADMIN, name, shown, **target)["problems"]
            target["assertion"] = key.input(problem)
        row = desk.done(agency, Post.ADMIN, name, shown, **target, **said)["regulation"]
    time.sleep(max(0.0, (since - datetime.now(UTC)).total_seconds()) + 0.1)
    return row


def test_a_directive_is_signed_by_who_issues_it(api: Api, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "WAITS", timedelta(0))
    desk, key = Desk(api, issuer), SoftwareKey.made(uuid4().bytes)
    version = desk.ask(
        PPC, Post.SIGNATORY, "query($id: ID!) { node(id: $id) { ... on Officer { version } } }", id=SIGNATORY
    )
    on: dict[str, Any] = {"officerId": SIGNATORY, "expectedVersion": version["node"]["version"]}
    shown = "officer { version keys { key label countsFrom confirmedById } }"
    entered = desk.done(
        PPC, Post.SIGNATORY, "enterSigningKey", shown, **on, key=key.key, public=key.public, label="khóa USB màu đen"
    )["officer"]
    assert entered["keys"][-1] == {
        "key": key.key,
        "label": "khóa USB màu đen",
        "countsFrom": None,
        "confirmedById": None,
    }
    on["expectedVersion"] = entered["version"]
    words = words_of(SIGNATORY, key.key, key.public)
    wrong = desk.send(PPC, Post.ADMIN, "confirmSigningKey", shown, **on, key=key.key, words=f"{words} ba")
    assert [problem["code"] for problem in wrong["problems"]] == ["WORDS_DIFFER"]
    confirmed = desk.done(PPC, Post.ADMIN, "confirmSigningKey", shown, **on, key=key.key, words=words)["officer"]
    assert confirmed["keys"][-1]["confirmedById"] == officer(PPC, Post.ADMIN)
    row = desk.done(LEAD, Post.ADMIN, "enterRegulation", "regulation { rowId version }", **DECISION)["regulation"]
    target = {"regulationId": row["rowId"], "expectedVersion": row["version"], "source": "CB", "on": "2026-07-01"}
    row = desk.done(PPC, Post.ADMIN, "confirmRegulation", "regulation { rowId version }", **target)["regulation"]
    admin = has_key(desk, Post.ADMIN, Post.SIGNATORY)
    row = rule(desk, row, ["issueDirective", "refuseHandling"])
    roots = ["confirmSigningKey", "endSigningKey", "requireSigning"]
    assert sorted(row["signing"][-1]["actions"]) == sorted([*roots, "issueDirective", "refuseHandling"])
    given = {"commandId": str(uuid4()), **DIRECTIVE}
    issued = "directive { id content } replayed"
    [problem] = desk.send(PPC, Post.SIGNATORY, "issueDirective", issued, **given)["problems"]
    assert (problem["code"], problem["page"]) == ("SIGNATURE_NEEDED", "https://casebook.example")
    other = desk.send(
        PPC, Post.SIGNATORY, "issueDirective", issued, **given, assertion=SoftwareKey.made(b"x").input(problem)
    )
    assert [one["code"] for one in other["problems"]] == ["SIGNING_KEY_NOT_YOURS"]
    changed = {**given, "content": "Một nội dung khác với nội dung đã ký."}
    otherwise = desk.send(PPC, Post.SIGNATORY, "issueDirective", issued, **changed, assertion=key.input(problem))
    assert [one["code"] for one in otherwise["problems"]] == ["SIGNED_OTHERWISE"]
    deep = {**key.input(problem), "salts": "[" * 60_000}
    unreadable = desk.send(PPC, Post.SIGNATORY, "issueDirective", issued, **given, assertion=deep)
    assert [one["code"] for one in unreadable["problems"]] == ["SIGNATURE_INVALID"]
    paper = desk.send(PPC, Post.SIGNATORY, "issueDirective", issued, **given, paper="12/QĐ-UBND")
    assert [one["code"] for one in paper["problems"]] == ["PAPER_NOT_ALLOWED"]
    done = desk.done(PPC, Post.SIGNATORY, "issueDirective", issued, **given, assertion=key.input(problem))
    assert done["directive"]["content"] == DIRECTIVE["content"]
    again = desk.done(PPC, Post.SIGNATORY, "issueDirective", issued, **given, assertion=key.input(problem))
    assert (again["replayed"], again["directive"]["id"]) == (True, done["directive"]["id"])
    target = {"regulationId": row["rowId"], "expectedVersion": row["version"]}
    soon = {
        "actions": [],
        "since": (datetime.now(UTC) + timedelta(hours=23)).isoformat(),
        "page": "https://casebook.example",
    }
    [early] = desk.send(LEAD, Post.ADMIN, "proposeSigning", "regulation { version }", **target, **soon)["problems"]
    assert early["code"] == "SIGNING_BEGINS_LATER", "what asks for less waits a day"
    monkeypatch.setattr(signing, "LOOSENED_WAITS", timedelta(0))
    rule(desk, row, [], admin)
    free = desk.done(PPC, Post.SIGNATORY, "issueDirective", issued, **DIRECTIVE)
    assert free["directive"]["id"] != done["directive"]["id"]
