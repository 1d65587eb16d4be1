"""Directives, activities and difficulties through the schema, as clients ask for them."""

from typing import Any
from uuid import uuid4

from domain.kernel.vocabulary import Post
from store.store import Store
from tests.resolvers.asking import answered
from tests.support.world import LEAD, caller

PPC, HEALTH, LAND = "agency-ppc", "agency-health", "agency-land"
LONG = "Kiểm tra, khắc phục và báo cáo kết quả bằng văn bản."
PROBLEM = "problems { __typename code messageVi ... on InvalidInput { path } ... on SafeguardNotMet { guard } }"
ALLOWED = "allowedActions { action allowed problem { code } }"
ISSUE = f"""mutation($input: IssueDirectiveInput!) {{ issueDirective(input: $input) {{
  directive {{ id version state dueAt agency {{ id }} addressees {{ id }} {ALLOWED} }} {PROBLEM} }} }}"""
ANSWER = f"""mutation($input: RecordDirectiveResultInput!) {{ recordDirectiveResult(input: $input) {{
  directive {{ state version results {{ text documentNumber agency {{ id }} }} {ALLOWED} }} {PROBLEM} }} }}"""


def given(**fields: Any) -> dict[str, Any]:
    return {"commandId": str(uuid4()), **fields}


def allowed(found: dict[str, Any]) -> dict[str, str | None]:
    """Actions with the code of what stands against them; None is open."""
    rows = found["allowedActions"]
    assert all(row["allowed"] is (row["problem"] is None) for row in rows)
    return {row["action"]: row["problem"] and row["problem"]["code"] for row in rows}


async def test_a_directive_is_issued_answered_and_listed(store: Store) -> None:
    head = caller(PPC, Post.SIGNATORY)
    fields = {"documentNumber": "3/CT", "content": LONG, "addressees": [HEALTH, LAND], "dueDays": 5}
    made = (await answered(store, head, ISSUE, input=given(**fields)))["issueDirective"]
    assert made["problems"] == []
    directive = made["directive"]
    assert (directive["state"], directive["version"], directive["agency"]["id"]) == ("OPEN", 1, PPC)
    assert allowed(directive) == {"recordDirectiveResult": "SCOPE_MISSING", "closeDirective": None}

    answer = given(directiveId=directive["id"], documentNumber="7/BC", text=LONG)
    done = (await answered(store, caller(HEALTH), ANSWER, input=answer))["recordDirectiveResult"]
    assert done["directive"]["results"] == [{"text": LONG, "documentNumber": "7/BC", "agency": {"id": HEALTH}}]
    after = {"recordDirectiveResult": "DIRECTIVE_ANSWERED", "closeDirective": "SCOPE_MISSING"}
    assert allowed(done["directive"]) == after

    query = "{ directives(first: 5) { edges { cursor node { id version } } pageInfo { hasNextPage } } }"
    for agency, count in ((HEALTH, 1), (LEAD, 1), ("agency-police", 0)):
        page = (await answered(store, caller(agency), query))["directives"]
        assert len(page["edges"]) == count
        assert page["pageInfo"] == {"hasNextPage": False}


async def test_invisible_and_missing_answer_alike(store: Store) -> None:
    fields = {"documentNumber": "3/CT", "content": LONG, "addressees": [HEALTH], "dueDays": 5}
    made = (await answered(store, caller(PPC, Post.SIGNATORY), ISSUE, input=given(**fields)))["issueDirective"]
    answers = []
    for id in (made["directive"]["id"], f"directive-{'0' * 32}"):
        query = "query($id: ID!) { directive(id: $id) { id } activity(id: $id) { id } node(id: $id) { id } }"
        answers.append(await answered(store, caller(LAND), query, id=id))
        answer = given(directiveId=id, documentNumber="7/BC", text=LONG)
        answers.append(await answered(store, caller(LAND), ANSWER, input=answer))
    assert answers[0] == answers[2] == {"directive": None, "activity": None, "node": None}
    assert answers[1] == answers[3]
    assert answers[1]["recordDirectiveResult"]["problems"][0]["code"] == "NOT_FOUND"
