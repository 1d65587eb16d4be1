"""Whoever is refused a scope is in the access log, by each way in: what was asked for, and of which object."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from domain.kernel.actor import Caller
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import LEAD, caller

LOG = "{ accessLog(first: 100) { edges { node { agency { id } refusal { field streamId } } } } }"
PURPOSE = {"Casebook-Purpose": "INSPECTION"}
REPORT, COMPLAINT = f"consolidated-{'0' * 32}", f"redress-{'0' * 32}"
AUDITOR = caller("agency-land", Post.AUDITOR)
BLIND = caller(LEAD, without=(Scope.CASE_READ_OWN, Scope.CASE_READ_ALL))
UNVERIFYING = caller("agency-health", without=(Scope.CASE_VERIFY,))
UNAUDITED = caller(LEAD, without=(Scope.AUDIT_READ, Scope.AUDIT_READ_ALL))
STRANGER = replace(AUDITOR, subject="stranger@example.invalid", agency=LEAD, scopes=frozenset())
EVENTS = "{ auditEvents(filter: {%s}) { totalCount } }"
NUMBERS = '{ numbers(since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z") { name } }'


class Refused(NamedTuple):
    """Who asks, how, and what the access log says of it."""

    who: Caller
    method: str
    path: str
    field: str
    stream: str | None = None
    query: str = ""


WAYS = {
    "bundle": Refused(caller("agency-land"), "GET", f"/reports/{REPORT}/bundle", "BUNDLE", REPORT),
    "bundle of no report": Refused(caller("agency-land"), "GET", "/reports/elsewhere/bundle", "BUNDLE"),
    "attachment": Refused(BLIND, "GET", f"/attachments/{COMPLAINT}/none", "ATTACHMENT", COMPLAINT),
    "evidence": Refused(UNVERIFYING, "POST", "/evidence?case=case-1", "uploadEvidence"),
    "record": Refused(UNAUDITED, "GET", "/cases/case-1/record", "HISTORY", "case-1"),
    "nobody today": Refused(STRANGER, "GET", "/cases/case-1/record", "enter"),
    "events of another kind": Refused(AUDITOR, "POST", "/graphql", "auditEvents", None, EVENTS % "kind: REDRESS"),
    "events of the operator": Refused(AUDITOR, "POST", "/graphql", "auditEvents", None, EVENTS % "operator: true"),
    "numbers": Refused(caller("agency-party"), "POST", "/graphql", "numbers", None, NUMBERS),
}


@pytest.fixture
def play(api: InProcess, issuer: Issuer) -> Play:
    return Play(api, issuer)


def refusals(play: Play) -> list[tuple[str, str | None, str | None]]:
    """Who was refused what, as inspectors read it."""
    edges = play.api.ask(play.token("inspection.inspector"), LOG, PURPOSE)["accessLog"]["edges"]
    rows: list[Any] = [edge["node"] for edge in edges if edge["node"]["refusal"]]
    return [
        (row["agency"] and row["agency"]["id"], row["refusal"]["field"], row["refusal"]["streamId"]) for row in rows
    ]


@pytest.mark.parametrize("way", WAYS)
def test_is_recorded_by_each_way_in(api: InProcess, issuer: Issuer, play: Play, way: str) -> None:
    asked = WAYS[way]
    before = refusals(play)
    sent: dict[str, Any] = {"json": {"query": asked.query}} if asked.query else {}
    headers = {"Authorization": f"Bearer {issuer.token(asked.who)}", **PURPOSE}
    answer = api.send(asked.method, asked.path, headers=headers, **sent)
    assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    row = (asked.who.agency, asked.field, asked.stream)
    assert refusals(play).count(row) == before.count(row) + 1
