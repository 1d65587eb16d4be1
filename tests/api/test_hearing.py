"""Hearing the person concerned over HTTP: asked at the content's address, answered without an account, weighed."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.support.in_process import InProcess
from tests.support.play import LONG, Play, a_ground
from tests.support.public import HIDDEN, forgive, plain
from tests.support.tokens import Issuer

QUESTION = "Bài đăng nói trạm y tế đóng cửa; sổ trực cho thấy trạm vẫn mở. Ông bà có ý kiến gì?"
NOTE = "Hiện tại cửa công khai theo địa chỉ của nội dung."
ANSWER = "Hôm đó trạm đóng cửa thật, tôi có ảnh chụp lúc chín giờ sáng."
PARTS = "{ code agency question way canAnswer decision answers { text } limitation { lastDay } }"
AT = f"query($url: String!) {{ hearingFor(url: $url) {PARTS} }}"
MATTER = f"query($code: String!) {{ matter(code: $code) {{ report {{ number }} hearing {PARTS} }} }}"
SAY = "mutation($input: AnswerHearingInput!) { answerHearing(input: $input) { number code problems { code } } }"
NAME = "mutation($input: NameConcernedByCodeInput!) { nameConcernedByCode(input: $input) { problems { code } } }"


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    forgive(installation)
    yield
    forgive(installation)


def ask(api: InProcess, query: str, **variables: Any) -> Any:
    answer = api.send("POST", "/report/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def day_of(iso: str) -> str:
    """A day as the pages write it, until its end."""
    return date.fromisoformat(iso).strftime("Đến hết ngày %d/%m/%Y")


def page(api: InProcess, name: str, **typed: str) -> Any:
    return api.send("POST", f"/report/{name}", data={"lang": "vi", **typed})


class Heard(Play):
    """A case that was found false, about content at an address of its own."""

    def __init__(self, api: InProcess, issuer: Issuer) -> None:
        super().__init__(api, issuer)
        self.url, self.ground = f"https://tin.example/{uuid4().hex}", a_ground(api, issuer)
        self.report(url=self.url)
        self.check()
        self.found_false(self.ground)

    def open(self, way: str = "ADDRESS", **changes: Any) -> str:
        """The person is asked; the code of the question."""
        asked = {"question": QUESTION, "note": NOTE, "answerDays": 3, **changes}
        self.act("lead", "openHearing", way=way, **asked)
        code: str = self.shown("hearings { code }")["hearings"][-1]["code"]
        return code

    @property
    def proposal(self) -> dict[str, Any]:
        """What is proposed."""
        return {"measure": "CORRECTION_REQUEST", "provisions": [self.ground], "alternatives": [], **SAID}


SAID = {"weighing": LONG, "necessity": LONG}


@pytest.fixture
def play(api: InProcess, issuer: Issuer) -> Heard:
    return Heard(api, issuer)


def test_found_at_the_address_answered_on_the_page_and_weighed(api: InProcess, play: Heard) -> None:
    assert ask(api, AT, url=play.url)["hearingFor"] is None
    code = play.open()
    found = ask(api, AT, url=play.url)["hearingFor"]
    assert (found["code"], found["question"], found["way"], found["canAnswer"]) == (code, QUESTION, "ADDRESS", True)
    assert play.refused("lead", "proposeHandling", **play.proposal) == "hearing-runs"

    words = plain(page(api, "decision", url=play.url))
    assert QUESTION in words
    assert "Không có quyết định nào" not in words
    assert f"Thời hiệu xử phạt {day_of(found['limitation']['lastDay'])}" in words
    shown = page(api, "matter", code=code.lower())
    assert QUESTION in plain(shown)
    hidden = dict(HIDDEN.findall(shown.text))
    short = page(api, "answer", **hidden, text="a")
    assert (short.status_code, "Nội dung quá ngắn" in plain(short)) == (422, True)
    done = page(api, "answer", **hidden, text=ANSWER)
    assert (done.status_code, "Đã nhận câu trả lời" in plain(done)) == (200, True)
    assert ANSWER not in plain(done), "everybody who knows the address has this code"
    assert ask(api, AT, url=play.url)["hearingFor"]["answers"] == [{"text": None}]
    assert ask(api, MATTER, code=code)["matter"]["hearing"]["answers"] == [{"text": None}]

    assert play.shown("hearings { answers { text } }")["hearings"][-1]["answers"] == [{"text": ANSWER}]
    assert play.refused("lead", "proposeHandling", **play.proposal) == "reply-needed"
    assert play.act("lead", "proposeHandling", **play.proposal, reply=LONG) == "PROPOSED"
    again = ask(api, SAY, input={"commandId": str(uuid4()), "code": code, "text": ANSWER})["answerHearing"]
    assert (again["problems"], again["code"]) == ([], None)
    signed = {"number": "12/QĐ", "decidedOn": play.today, "reasons": LONG, "redressNotice": LONG}
    refused = play.refused("lead.signatory", "decideCase", measure="CORRECTION_REQUEST", **signed)
    assert refused == "answered-since"
    assert play.act("lead.signatory", "refuseProposal", reasons=LONG) == "APPRAISED"
    assert play.act("lead", "proposeHandling", **play.proposal, reply=LONG) == "PROPOSED"
    play.decided()

    after = ask(api, MATTER, code=code)["matter"]["hearing"]
    assert after["canAnswer"] is False
    assert after["decision"] is not None
    assert after["limitation"] is None, "the decision tells its own"
    assert ask(api, AT, url=play.url)["hearingFor"] is None


def test_the_code_of_a_question_opens_nothing_else(api: InProcess, play: Heard) -> None:
    code = play.open("LETTER")
    assert ask(api, AT, url=play.url)["hearingFor"] is None, "only what the agency shows at the address is shown there"
    assert ask(api, MATTER, code=code)["matter"]["report"] is None
    given = {"commandId": str(uuid4()), "code": code, "aboutLead": True, "reasons": LONG}
    assert ask(api, NAME, input=given)["nameConcernedByCode"]["problems"] == [{"code": "not-found"}]
    assert page(api, "concern", code=code, about_lead="yes", reasons=LONG).status_code == 404
    assert page(api, "record", code=code).status_code == 404


def test_a_restriction_of_somebody_whom_nobody_asked_says_why(play: Heard) -> None:
    harsh = {**play.proposal, "measure": "SANCTION_FILE", "alternatives": ["CORRECTION_REQUEST"]}
    play.act("lead", "proposeHandling", **harsh)
    signed = {"number": "12/QĐ", "decidedOn": play.today, "reasons": LONG, "redressNotice": LONG}
    assert play.refused("lead.signatory", "decideCase", measure="SANCTION_FILE", **signed) == "hearing-needed"
    play.act("lead.signatory", "decideCase", measure="SANCTION_FILE", **signed, unheard=LONG)
    assert play.shown("decisions { unheard }")["decisions"][-1]["unheard"] == LONG
