"""What a case tells of the notices about it: what the public saw to all who see the case, else to its office alone."""

from uuid import uuid4

import pytest

from domain.kernel.roles import Post
from tests.conftest import api as api
from tests.support.installation import Api
from tests.support.newsroom import REDRESS, WORDS, Newsroom
from tests.support.tokens import Issuer
from tests.support.world import caller, officer

ALWAYS = {"ISSUED", "CORRECTED", "RETRACTED"}
NEVER = {"DRAFT", "WITHDRAWN"}
SEES = {
    "lead": ALWAYS | NEVER,
    "inspection": ALWAYS | NEVER,
    "ppc": ALWAYS,
    "health": ALWAYS,
    "land": ALWAYS,
}
"""Whose notices they are, who inspects; and who sees the case, though all of them may issue notices of their own."""


@pytest.fixture(scope="module")
def office(api: Api, issuer: Issuer) -> Newsroom:
    """A decided case with a notice in each state that a case knows of."""
    made = Newsroom.decided(api, issuer)
    made.issued()
    made.issued()
    made.corrected("Đính chính: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày.")
    made.issued()
    made.retracted("Số liệu gốc bị nhầm lẫn.")
    made.drafted()
    made.act("lead", "withdrawPublication", reasons="Chưa cần thông tin.")
    made.act("lead", "draftPublication", case=made.case, form="PORTAL", redressNotice=REDRESS, **WORDS)
    return made


def states(office: Newsroom, token: str, path: str) -> set[str]:
    """The states of notices that a path through the case tells of."""
    query = f"query($id: ID!) {{ case(id: $id) {{ version found: {path} }} }}"
    found = office.api.ask(token, query, {"Casebook-Purpose": "HANDLING"}, id=office.case)["case"]["found"]
    text = str(found)
    return {state for state in ALWAYS | NEVER if f"'{state}'" in text}


def version(office: Newsroom) -> int:
    query = "query($id: ID!) { case(id: $id) { version } }"
    found: int = office.ask("lead", query, id=office.case)["case"]["version"]
    return found


@pytest.mark.parametrize("who", SEES)
def test_a_case_tells_of_what_the_public_saw_and_of_no_draft_of_others(office: Newsroom, who: str) -> None:
    token, newest = office.token(who), version(office)
    changed = "... on WordChange { field wordAfter }"
    for path in (
        "noticeLinks { noticeId state }",
        f"asOf(moment: {{version: {newest}}}) {{ noticeLinks {{ state }} }}",
        f"diff(older: 0, newer: {newest}) {{ {changed} }}",
    ):
        assert states(office, token, path) == SEES[who], path
    draft = office.notice
    last = f'history(first: 1, after: "{newest - 1}") {{ edges {{ node {{ type changes {{ {changed} }} }} }} }}'
    query = f"query($id: ID!) {{ case(id: $id) {{ {last} }} }}"
    found = office.api.ask(token, query, {"Casebook-Purpose": "HANDLING"}, id=office.case)["case"]
    (event,) = found["history"]["edges"]
    assert event["node"]["type"] == "CASE_PUBLICATION_NOTED"
    assert (draft in str(event)) is (SEES[who] >= NEVER)


@pytest.mark.parametrize("who", ["lead", "health"])
def test_a_version_conflict_tells_the_same(office: Newsroom, who: str) -> None:
    query = """mutation($input: StartCheckingInput!) { startChecking(input: $input) {
      problems { ... on VersionConflict { since { type fields } } } } }"""
    given = {
        "commandId": str(uuid4()),
        "caseId": office.case,
        "expectedVersion": version(office) - 1,
        "focal": officer("agency-health", Post.HANDLER),
    }
    [problem] = office.api.ask(office.token(who), query, input=given)["startChecking"]["problems"]
    [noted] = problem["since"]
    assert noted["type"] == "CASE_PUBLICATION_NOTED"
    assert noted["fields"] == (["noticeLinks"] if SEES[who] >= NEVER else [])


def test_the_own_office_needs_its_scope_for_that(office: Newsroom, issuer: Issuer) -> None:
    token = issuer.token(caller("agency-lead", without=["press:issue"]))
    assert states(office, token, "noticeLinks { state }") == ALWAYS


def test_a_list_of_cases_tells_the_same(office: Newsroom) -> None:
    query = "{ cases(first: 5) { edges { node { id noticeLinks { noticeId } } } } }"
    for who, all in (("lead", True), ("health", False)):
        assert (office.notice in str(office.ask(who, query))) is all


def test_a_refusal_names_the_notice_that_it_is_about(office: Newsroom) -> None:
    query = """query($id: ID!) { pressNotice(id: $id) {
      allowedActions { action problem { messageVi messageEn } } } }"""
    rows = office.ask("lead.spokesperson", query, id=office.notice)["pressNotice"]["allowedActions"]
    (problem,) = [row["problem"] for row in rows if row["action"] == "issuePublication"]
    assert "thông cáo báo chí" in problem["messageVi"]
    assert problem["messageEn"].startswith("The notice to the press is at a stage")
