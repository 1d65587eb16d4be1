"""Complaining against what is no decision, and asking about one's data at a desk, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.kernel.calendar import last_day
from domain.messages.dates import local_day
from tests.api.at_the_door import complained, page
from tests.support.examiner import Examiner, complaint_of, today
from tests.support.handling_facts import LONG
from tests.support.in_process import InProcess
from tests.support.newsroom import Newsroom
from tests.support.play import PROBLEMS, Play, a_ground
from tests.support.public import code_in, plain
from tests.support.tokens import Issuer
from tests.support.web import hidden_in

pytestmark = pytest.mark.usefixtures("forgiven_among_others")

MEASURES = "ownMeasures { publicCode endedAt lapsed redressId redress { id } }"
ASKED = f"""mutation($input: RecordDataRequestInput!) {{ recordDataRequest(input: $input) {{
  followCode replayed {PROBLEMS}
  erasure {{ id state targetId request {{ kind replyBy officer {{ officerId }} }} }} }} }}"""


@pytest.fixture
def play(api: InProcess, issuer: Issuer) -> Play:
    """A case in which the lead agency hid a comment on its own page."""
    play = Play(api, issuer)
    play.report(url=f"https://tin.example/{uuid4().hex}")
    play.check()
    taken = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    told = {"service": "PUBLISHER_NOTIFIED", "serviceNote": "Đã nhắn cho trang.", "servedOn": today().isoformat()}
    page = {"page": "https://chu-tri.example/bai#1", "takenAt": taken}
    play.act("lead", "takeOwnMeasure", kind="OWN_PAGE_COMMENT_HIDDEN", proportionality=LONG, **page, **told)
    return play


def test_with_its_code_upheld_and_ended(api: InProcess, play: Play) -> None:
    [before] = play.shown(MEASURES)["ownMeasures"]
    code, state = before["publicCode"], play.shown("state")
    form = api.send("GET", "/report/complaint", params={"lang": "vi", "decision": code})
    own = code_in(page(api, "complaint", **hidden_in(form.text), decision=code.lower(), text=LONG))
    words = plain(page(api, "matter", code=own))
    for told in ("Biện pháp trên trang của cơ quan", "Đang áp dụng, chưa được giải trình", code):
        assert told in words, told
    examiner = Examiner(play, "agency-lead")
    redress = complaint_of(play, examiner)
    assert examiner.shown(redress, "about decision") == {"about": "OWN_MEASURE", "decision": code}
    examiner.rules(redress, "UPHELD")
    [after] = play.shown(MEASURES)["ownMeasures"]
    assert (after["lapsed"], after["redressId"], after["redress"]["id"]) == (False, redress, redress)
    assert after["endedAt"] is not None
    assert play.shown("state cycle") == {"state": state, "cycle": 1}, "no case is opened again"
    words = plain(page(api, "matter", code=own))
    for told in ("Đã chấm dứt ngày", "Biện pháp trên trang của cơ quan đã chấm dứt"):
        assert told in words, told


def test_a_notice_comes_under_review_until_its_words_are_changed(api: InProcess, play: Play, issuer: Issuer) -> None:
    play.found_false(ground := a_ground(api, issuer))
    weighed = {"alternatives": [], "weighing": LONG, "necessity": LONG}
    play.act("lead", "proposeHandling", measure="CORRECTION_REQUEST", provisions=[ground], **weighed)
    play.decided()
    play.served("agency-health")
    office = Newsroom(api, issuer, play.case)
    office.name_spokesperson()
    office.issued()
    look = "query($id: ID!) { publication(id: $id) { state complaintCode } }"
    told = office.ask("paper", look, id=office.notice)["publication"]
    own, redress, examiner = complained(api, play, told["complaintCode"])
    assert examiner.shown(redress, "about decision agency { id } subjectId subject { id }") == {
        **{"about": "NOTICE", "decision": told["complaintCode"], "agency": {"id": "agency-lead"}},
        **{"subjectId": office.notice, "subject": {"id": office.notice}},
    }
    examiner.rules(redress, "PARTLY")
    assert office.ask("paper", look, id=office.notice)["publication"]["state"] == "UNDER_REVIEW"
    assert play.shown("state cycle") == {"state": "EXECUTING", "cycle": 1}, "the decision is as it was"
    assert office.shown("upheldRedressId") == {"upheldRedressId": redress}
    confirmed = office.sent("lead.spokesperson", "confirmPublication", reasons="Thông báo vẫn đúng như đã đăng.")
    assert [problem["code"] for problem in confirmed["problems"]] == ["NOTICE_COMPLAINT_UPHELD"]
    assert "phải được đính chính hoặc thu hồi" in plain(page(api, "matter", code=own))
    office.corrected("Trạm y tế xã vẫn mở cửa; giờ làm việc đã ghi sai.", "Lời thông báo sai, theo khiếu nại.")
    after = office.shown("state upheldRedressId reviewSince")
    assert after == {"state": "CORRECTED", "upheldRedressId": None, "reviewSince": None}


def asked_by_address(api: InProcess, url: str, kind: str) -> tuple[str, str]:
    """The code, and what the receipt and the page of the code say without what is of one request only."""
    form = api.send("GET", "/report/address", params={"lang": "vi"})
    receipt = page(api, "address", **hidden_in(form.text), url=url, kind=kind, text=LONG)
    code = code_in(receipt)
    words = f"{plain(receipt).replace(code, '')} {plain(page(api, 'matter', code=code))}"
    return code, re.sub(r"DL-\d{4}-\d{6}", "", words)


def test_by_an_address_nobody_learns_what_is_held_and_changes_nothing(api: InProcess, play: Play) -> None:
    known = str(play.shown("url"))
    code, told = asked_by_address(api, known.replace("tin.example", "TIN.example"), "ERASURE")
    assert told == asked_by_address(api, f"{known}-khac", "ERASURE")[1]
    assert "Cơ quan phải trả lời ở trang này chậm nhất ngày" in told
    shown = "id version targetId request { url } casesAtAddress { id }"
    asked = f"{{ erasures(first: 2) {{ edges {{ node {{ {shown} }} }} }} }}"
    rows = [edge["node"] for edge in api.ask(play.token("lead"), asked)["erasures"]["edges"]]
    assert [row["casesAtAddress"] for row in rows] == [[], [{"id": play.case}]]
    assert [row["targetId"] for row in rows] == [None, None]

    def answered(granted: bool) -> list[str]:
        query = f"mutation($input: AnswerDataRequestInput!) {{ answerDataRequest(input: $input) {{ {PROBLEMS} }} }}"
        said = {"erasureId": rows[1]["id"], "expectedVersion": rows[1]["version"], "commandId": str(uuid4())}
        answer = api.ask(play.token("lead"), query, input=said | {"granted": granted, "reasons": LONG})
        return [problem["code"] for problem in answer["answerDataRequest"]["problems"]]

    assert answered(granted=True) == ["IDENTITY_NEEDED"]
    assert answered(granted=False) == []
    after = plain(page(api, "matter", code=code))
    assert "Muốn vậy, hãy đến cơ quan và xuất trình giấy tờ" in after
    asked = "query($code: String!) { matter(code: $code) { dataRequest { byAddress kind answer refusalCode } } }"
    found = api.send("POST", "/report/graphql", json={"query": asked, "variables": {"code": code}}).json()["data"]
    told_by_graphql = {"byAddress": True, "kind": "ERASURE", "answer": LONG, "refusalCode": None}
    assert found["matter"]["dataRequest"] == told_by_graphql
    assert play.shown("state") == "CHECKING"


def test_asked_at_a_desk_and_followed_with_the_code(api: InProcess, play: Play) -> None:
    given = {"commandId": str(uuid4()), "targetId": play.case, "kind": "ACCESS", "text": LONG, "shownInPerson": True}
    given |= {"target": given.pop("targetId")}
    made = api.ask(play.token("lead"), ASKED, input=given)["recordDataRequest"]
    assert (made["problems"], made["erasure"]["state"], made["erasure"]["targetId"]) == ([], "REQUESTED", play.case)
    assert made["erasure"]["request"]["officer"] is not None
    words = plain(page(api, "matter", code=made["followCode"]))
    assert "Yêu cầu về dữ liệu của bạn" in words
    reply_by = last_day(datetime.fromisoformat(made["erasure"]["request"]["replyBy"]))
    assert f"Cơ quan phải trả lời chậm nhất ngày {local_day(reply_by, 'vi')}." in words
    again = api.ask(play.token("lead"), ASKED, input=given)["recordDataRequest"]
    assert (again["replayed"], again["followCode"]) == (True, None), "it has no secret of its own"
    refused = given | {"commandId": str(uuid4()), "shownInPerson": False}
    [problem] = api.ask(play.token("lead"), ASKED, input=refused)["recordDataRequest"]["problems"]
    assert problem["code"] == "NOT_SHOWN_IN_PERSON"
