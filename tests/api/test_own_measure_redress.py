"""Complaining against a measure on an agency's own page, and asking about one's data at a desk, over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.complaints import LONG
from tests.support.examiner import Examiner, complaint_of, today
from tests.support.in_process import InProcess
from tests.support.play import PROBLEMS, Play
from tests.support.public import HIDDEN, code_in, forgive, plain, with_others
from tests.support.tokens import Issuer

MEASURES = "ownMeasures { publicCode endedAt lapsed redressId redress { id } }"
ASKED = f"""mutation($input: RecordDataRequestInput!) {{ recordDataRequest(input: $input) {{
  followCode replayed erasure {{ id state targetId request {{ kind officerId }} }} {PROBLEMS} }} }}"""


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    with_others(installation)
    forgive(installation)
    yield
    forgive(installation)


@pytest.fixture
def play(api: InProcess, issuer: Issuer) -> Play:
    """A case in which the lead agency hid a comment on its own page."""
    play = Play(api, issuer)
    play.report(url=f"https://tin.example/{uuid4().hex}")
    play.check()
    taken = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    told = {"service": "PUBLISHER_NOTIFIED", "serviceNote": "Đã nhắn cho trang.", "servedOn": today().isoformat()}
    page = {"page": "https://trang.example/bai#1", "ownPage": True, "takenAt": taken}
    play.act("lead", "takeOwnMeasure", kind="OWN_PAGE_COMMENT_HIDDEN", proportionality=LONG, **page, **told)
    return play


def page(api: InProcess, name: str, **typed: str) -> Any:
    return api.send("POST", f"/report/{name}", data={"lang": "vi", **typed})


def test_with_its_code_upheld_and_ended(api: InProcess, play: Play) -> None:
    [before] = play.shown(MEASURES)["ownMeasures"]
    code, state = before["publicCode"], play.shown("state")
    form = api.send("GET", "/report/complaint", params={"lang": "vi", "decision": code})
    own = code_in(page(api, "complaint", **dict(HIDDEN.findall(form.text)), decision=code.lower(), text=LONG))
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


def test_asked_at_a_desk_and_followed_with_the_code(api: InProcess, play: Play) -> None:
    given = {"commandId": str(uuid4()), "targetId": play.case, "kind": "ACCESS", "text": LONG, "shownInPerson": True}
    given |= {"target": given.pop("targetId")}
    made = api.ask(play.token("lead"), ASKED, input=given)["recordDataRequest"]
    assert (made["problems"], made["erasure"]["state"], made["erasure"]["targetId"]) == ([], "REQUESTED", play.case)
    assert made["erasure"]["request"]["officerId"] is not None
    words = plain(page(api, "matter", code=made["followCode"]))
    assert "Yêu cầu về dữ liệu của bạn" in words
    again = api.ask(play.token("lead"), ASKED, input=given)["recordDataRequest"]
    assert (again["replayed"], again["followCode"]) == (True, made["followCode"])
    refused = given | {"commandId": str(uuid4()), "shownInPerson": False}
    [problem] = api.ask(play.token("lead"), ASKED, input=refused)["recordDataRequest"]["problems"]
    assert problem["code"] == "not-shown-in-person"
