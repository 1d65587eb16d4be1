"""What a case tells of the notices about it: what the public saw to all who see the case, else to its office alone."""

import pytest

from tests.conftest import api as api
from tests.support.installation import Api
from tests.support.newsroom import REDRESS, WORDS, Newsroom
from tests.support.tokens import Issuer
from tests.support.world import caller

ALWAYS = {"ISSUED", "CORRECTED", "RETRACTED"}
NEVER = {"DRAFT", "WITHDRAWN"}


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


def test_the_own_office_needs_its_scope_for_that(office: Newsroom, issuer: Issuer) -> None:
    token = issuer.token(caller("agency-lead", without=["press:issue"]))
    assert states(office, token, "noticeLinks { state }") == ALWAYS


def test_a_refusal_names_the_notice_that_it_is_about(office: Newsroom) -> None:
    query = """query($id: ID!) { pressNotice(id: $id) {
      allowedActions { action problem { messageVi messageEn } } } }"""
    rows = office.ask("lead.spokesperson", query, id=office.notice)["pressNotice"]["allowedActions"]
    (problem,) = [row["problem"] for row in rows if row["action"] == "issuePressNotice"]
    assert "thông cáo báo chí" in problem["messageVi"]
    assert problem["messageEn"].startswith("The notice to the press is at a stage")
