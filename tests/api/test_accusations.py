"""Two things said of an agency over HTTP: that a claim is about it, with a report's code; and an accusation of the
agency that closed a case, with those who decide it, are told, and are never told."""

from typing import Any
from uuid import uuid4

import pytest

from api.pages.report.page_request import TEXTS
from tests.api.at_the_door import ask, filed, newest, page
from tests.support.in_process import InProcess
from tests.support.play import LONG, PROBLEMS, Play
from tests.support.public import plain
from tests.support.tokens import Issuer
from tests.support.web import hidden_in
from tests.support.world import LEAD

pytestmark = pytest.mark.usefixtures("forgiven")

WORDS = "Cơ quan giải quyết đã nhận quà của doanh nghiệp trong vụ này."
ANSWER = "Ủy ban đã xem hồ sơ, không thấy việc nhận quà như phản ánh nêu."
ACCUSE = "mutation($input: AccuseByCodeInput!) { accuseByCode(input: $input) { code problems { code } } }"
LISTED = """{ accusations(first: 10) { totalCount edges { node { id version state reasons accused { id } corruption
  examining { id } decided { note } allowedActions { action allowed problem { code } } } } } }"""
CONCERNED = "Nội dung nói về việc nhận tiền của cơ quan này."
NAMED = "Chủ tịch Nguyễn Văn Mẫu đã nhận tiền của doanh nghiệp."
CLOSED = {"ground": "NO_GROUNDS", "reasons": LONG, "informed": "ANONYMOUS"}


def asked(api: InProcess, query: str, **given: Any) -> Any:
    return next(iter(ask(api, query, input={"commandId": str(uuid4()), **given}).values()))


@pytest.fixture
def code(api: InProcess) -> str:
    return filed(api)


@pytest.fixture
def play(api: InProcess, issuer: Issuer, code: str) -> Play:
    play = newest(api, issuer)
    play.act("lead", "closeCase", **CLOSED)
    return play


def accusations(api: InProcess, play: Play, who: str) -> Any:
    return api.ask(play.token(who), LISTED)["accusations"]


def decide(api: InProcess, play: Play, who: str, name: str, row: Any, **fields: Any) -> list[str]:
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ accusation {{ state }} {PROBLEMS} }} }}"
    made = {"commandId": str(uuid4()), "accusationId": row["id"], "expectedVersion": row["version"], **fields}
    payload = api.ask(play.token(who), query, input={"documentNumber": "9/UBND", "reasons": ANSWER, **made})[name]
    return [problem["code"] for problem in payload["problems"]]


def test_the_committee_owes_an_answer_that_the_reporter_reads(api: InProcess, play: Play, code: str) -> None:
    asked(api, ACCUSE, code=code, aboutLead=True, corruption=True, reasons=WORDS)
    inbox = api.ask(play.token("ppc.signatory"), "{ inbox { due { kind dueAt } } }")["inbox"]["due"]
    assert [item["kind"] for item in inbox if item["dueAt"]].count("DECIDE_ACCUSATION") >= 1
    row = accusations(api, play, "ppc.signatory")["edges"][0]["node"]
    assert (row["state"], row["reasons"], row["accused"]) == ("OPEN", WORDS, [{"id": LEAD}])
    offered = {action["action"]: action for action in row["allowedActions"]}
    assert offered["declineAccusation"]["allowed"]
    assert offered["reopenAccused"]["problem"]["code"] == "SUBSTITUTE_NEEDED", "nobody else could lead it"
    assert decide(api, play, "ppc.signatory", "reopenAccused", row) == ["SUBSTITUTE_NEEDED"]
    waits = plain(page(api, "matter", code=code))
    assert TEXTS["vi"]["matter"]["accused_until"] in waits
    assert "/report/accuse" not in page(api, "matter", code=code).text, "one at a time"
    assert decide(api, play, "ppc.signatory", "declineAccusation", row) == []
    assert ANSWER in plain(page(api, "matter", code=code))
    assert play.shown("state") == "CLOSED"


def test_it_is_filed_on_the_page_of_the_code(api: InProcess, play: Play, code: str) -> None:
    first = page(api, "matter", code=code)
    hidden = hidden_in(first.text)
    answer = api.send("POST", "/report/accuse", data={**hidden, "about_lead": "yes", "reasons": WORDS})
    assert answer.status_code == 200
    assert TEXTS["vi"]["matter"]["accuse_done"] in plain(answer)
    again = api.send("POST", "/report/accuse", data={**hidden, "about_lead": "yes", "reasons": WORDS})
    assert again.status_code == 200, "sent twice, taken in once"
    assert asked(api, ACCUSE, code=code, aboutLead=True, reasons=WORDS)["problems"] == [{"code": "ACCUSATION_WAITS"}]


def accusing(api: InProcess, play: Play, who: str) -> list[str]:
    made = {"commandId": str(uuid4()), "case": play.case, "accused": [LEAD], "reasons": LONG}
    query = f"mutation($input: AccuseAgencyInput!) {{ accuseAgency(input: $input) {{ {PROBLEMS} }} }}"
    return [problem["code"] for problem in api.ask(play.token(who), query, input=made)["accuseAgency"]["problems"]]


def test_whether_one_waits_is_told_to_nobody_who_tries(api: InProcess, play: Play, code: str) -> None:
    """Nor does one that the accused agency files itself keep the reporter's out."""
    assert accusing(api, play, "lead") == []
    assert asked(api, ACCUSE, code=code, aboutLead=True, reasons=WORDS)["problems"] == []
    assert accusing(api, play, "ppc") == []
    assert accusing(api, play, "lead") == ["ACCUSATION_WAITS"], "its own"


def test_an_inspector_accuses_and_reads_all(api: InProcess, play: Play) -> None:
    assert accusing(api, play, "commune") == ["NOT_FOUND"]
    assert accusing(api, play, "inspection.inspector") == []
    assert accusations(api, play, "inspection.inspector")["totalCount"] >= 1


def concerned(api: InProcess, code: str, **typed: str) -> Any:
    hidden = hidden_in(page(api, "matter", code=code).text)
    return api.send("POST", "/report/concern", data={**hidden, **typed})


def test_a_claim_is_said_to_be_about_the_agency_on_the_page_of_the_code(
    api: InProcess, issuer: Issuer, code: str
) -> None:
    answer = concerned(api, code, about_lead="yes", corruption="yes", reasons=CONCERNED)
    assert answer.status_code == 200
    assert TEXTS["vi"]["matter"]["concern_done"] in plain(answer)
    assert newest(api, issuer).shown("concerns { id }")["concerns"] == [{"id": LEAD}]


def test_what_was_typed_about_it_stays_when_it_is_refused(api: InProcess, code: str) -> None:
    answer = concerned(api, code, about_lead="yes", reasons="ngắn")
    assert (answer.status_code, 'name="about_lead" value="yes" checked' in answer.text) == (422, True)
    assert ">\nngắn</textarea>" in answer.text


def test_one_tick_answers_for_the_names_that_were_found(api: InProcess, code: str) -> None:
    first = concerned(api, code, about_lead="yes", reasons=NAMED)
    assert (first.status_code, 'id="names"' in first.text) == (422, True)
    again = {**hidden_in(first.text), "about_lead": "yes", "reasons": NAMED, "names": "yes"}
    answer = api.send("POST", "/report/concern", data=again)
    assert (answer.status_code, 'id="names"' in answer.text) == (200, False)
