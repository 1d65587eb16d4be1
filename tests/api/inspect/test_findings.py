"""The list of findings of inspections: recorded and answered over the API, read at the desk, an agency its own."""

from typing import Any
from uuid import uuid4

from domain.kernel.vocabulary import Post
from tests.support.in_process import InProcess
from tests.support.play import PROBLEMS, Play
from tests.support.reader import Reader
from tests.support.tokens import Issuer

FINDING = "Ba quyết định không nêu vì sao không hỏi người liên quan."
ANSWER = "Cơ quan sẽ hỏi lại người liên quan trong tháng này."
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""A letter and seven digits are the number of somebody's papers, which no text may hold."""


def did(api: InProcess, token: str, name: str, **fields: Any) -> dict[str, Any]:
    """One command on a finding; what it leaves."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ inspection {{ id state }} {PROBLEMS} }} }}"
    payload = api.ask(token, query, input={"commandId": str(uuid4()), **fields})[name]
    assert payload["problems"] == []
    found: dict[str, Any] = payload["inspection"]
    return found


def test_inspectors_read_all_and_an_agency_what_is_about_it(api: InProcess, issuer: Issuer, inspector: Reader) -> None:
    play = Play(api, issuer)
    play.report()
    number = uuid4().hex[:8].translate(LETTERS)
    said = {"documentNumber": f"{number}/KL", "finding": FINDING, "recommendation": "Mở lại vụ việc."}
    said |= {"examined": "Sổ tiếp nhận của quý trước.", "heldOn": "2026-07-01"}
    about = {"inspected": "agency-land", "kind": "NOT_HEARD", "case": play.case, "reopen": True}
    token = issuer.officer("agency-inspection", Post.INSPECTOR)
    made = did(api, token, "recordInspection", **said, **about)
    due = api.ask(play.token("land"), "{ inbox { due { kind about } } }")["inbox"]["due"]
    assert {"kind": "ANSWER_INSPECTION", "about": made["id"]} in due
    assert did(api, play.token("land"), "answerInspection", inspectionId=made["id"], accepted=True, text=ANSWER) == {
        "id": made["id"],
        "state": "ANSWERED",
    }
    shown = inspector.open("/inspect/findings?lang=en")
    assert shown.status_code == 200
    for told in (
        number,
        FINDING,
        ANSWER,
        "Sổ tiếp nhận của quý trước.",
        "Accepted",
        "the case has to be reopened",
        play.shown("code"),
    ):
        assert told in shown.text, told
    assert f'href="/inspect/cases/{play.case}"' in shown.text
    of_case = inspector.open(f"/inspect/cases/{play.case}?lang=en").text
    assert ('id="findings"' in of_case, f"/desk/matters/{made['id']}" in of_case) == (True, True)
    own = Reader.seated(api, "agency-land", Post.HANDLER).open("/inspect/findings?lang=vi")
    other = Reader.seated(api, "agency-health", Post.HANDLER).open("/inspect/findings?lang=vi")
    assert (number in own.text, number in other.text) == (True, False)
    assert "Kết luận kiểm tra" in own.text
