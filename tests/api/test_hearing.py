"""Hearing the person concerned over HTTP: asked at the content's address, answered without an account, weighed."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from api.pages.report.spending import STATEMENTS
from domain.case.attachments import STATEMENT_FILE_MOST
from tests.api.at_the_door import ask, page
from tests.support.in_process import InProcess
from tests.support.play import LONG, Play, a_ground
from tests.support.public import plain
from tests.support.tokens import Issuer
from tests.support.web import hidden_in

pytestmark = pytest.mark.usefixtures("forgiven")

QUESTION = "Bài đăng nói trạm y tế đóng cửa; sổ trực cho thấy trạm vẫn mở. Ông bà có ý kiến gì?"
NOTE = "Hiện tại cửa công khai theo địa chỉ của nội dung."
ANSWER = "Hôm đó trạm đóng cửa thật, tôi có ảnh chụp lúc chín giờ sáng."
PARTS = """{ code word shown lookBy lookHolds agency question way canAnswer decision answers { text }
  limitation { lastDay } }"""
AT = f"query($url: String!) {{ hearingFor(url: $url) {PARTS} }}"
MATTER = f"query($code: String!) {{ matter(code: $code) {{ report {{ number }} hearing {PARTS} }} }}"
SAID_IN = "hearings { answers { text } statements { text mark } }"
CODES = re.compile(r'<dd class="code">([0-9A-Z-]+)</dd>')
SAY = "mutation($input: AnswerHearingInput!) { answerHearing(input: $input) { number code problems { code } } }"
NAME = "mutation($input: NameConcernedByCodeInput!) { nameConcernedByCode(input: $input) { problems { code } } }"


def day_of(iso: str) -> str:
    """A day as the pages write it, until its end."""
    return date.fromisoformat(iso).strftime("Đến hết ngày %d/%m/%Y")


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
        return str(self.shown("hearings { code }")["hearings"][-1]["code"])

    @property
    def proposal(self) -> dict[str, Any]:
        return {"measure": "CORRECTION_REQUEST", "provisions": [self.ground], "alternatives": [], **SAID}


SAID = {"weighing": LONG, "necessity": LONG}


@pytest.fixture
def play(api: InProcess, issuer: Issuer) -> Heard:
    return Heard(api, issuer)


def test_what_is_said_at_the_address_is_a_statement(api: InProcess, play: Heard) -> None:
    assert ask(api, AT, url=play.url)["hearingFor"] is None
    code = play.open()
    found = ask(api, AT, url=play.url)["hearingFor"]
    assert (found["code"], found["question"], found["way"], found["canAnswer"]) == (code, QUESTION, "ADDRESS", True)
    assert (found["shown"], found["word"]) == (False, None)
    words = plain(page(api, "decision", url=play.url))
    assert QUESTION in words
    assert f"Thời hiệu xử phạt {day_of(found['limitation']['lastDay'])}" in words
    hidden = hidden_in(page(api, "matter", code=code.lower()).text)
    short = page(api, "answer", **hidden, text="a")
    assert (short.status_code, "Nội dung quá ngắn" in plain(short)) == (422, True)
    done = page(api, "answer", **hidden, text=ANSWER)
    assert (done.status_code, "Đã nhận ý kiến" in plain(done)) == (200, True)
    assert ANSWER not in plain(done), "everybody who knows the address has this code"
    assert ask(api, MATTER, code=code)["matter"]["hearing"]["answers"] == [{"text": None}]
    assert play.shown(SAID_IN)["hearings"][-1] == {"answers": [], "statements": [{"text": ANSWER, "mark": None}]}
    assert play.refused("lead", "proposeHandling", **play.proposal) == "HEARING_RUNS"


def test_a_network_says_so_much_in_a_day_and_loses_nothing(api: InProcess, play: Heard) -> None:
    code = play.open()
    for _ in range(2 * STATEMENTS.uses):
        assert page(api, "answer", code=code, command_id=str(uuid4()), text="a").status_code == 422
    for _ in range(STATEMENTS.uses):
        assert page(api, "answer", code=code, command_id=str(uuid4()), text=ANSWER).status_code == 200
    over = page(api, "answer", code=code, command_id=str(uuid4()), text="Điều cuối cùng.")
    assert (over.status_code, "Điều cuối cùng." in over.text) == (429, True)
    given = {"commandId": str(uuid4()), "code": code, "text": ANSWER}
    answer = api.send("POST", "/report/graphql", json={"query": SAY, "variables": {"input": given}})
    assert (answer.status_code, answer.headers["retry-after"] > "0") == (429, True)


def test_who_controls_the_content_answers_as_the_person(api: InProcess, play: Heard) -> None:
    code = play.open()
    asked = page(api, "prove", code=code)
    own, word = CODES.findall(asked.text)
    assert "Viết từ xác nhận" in plain(asked)
    found = ask(api, MATTER, code=own)["matter"]["hearing"]
    assert (found["word"], found["shown"], found["lookBy"]) == (word.replace("-", ""), False, None)
    assert "Đã nhận ý kiến" in plain(page(api, "answer", code=own, command_id=str(uuid4()), text=ANSWER))
    assert ANSWER in plain(page(api, "matter", code=own)), "nobody else has this code"
    assert ANSWER not in plain(page(api, "matter", code=code))
    looked = page(api, "look", code=own, command_id=str(uuid4()), placed="yes")
    assert "Đã ghi đề nghị của bạn" in plain(looked)
    assert "Khi chưa có ai xem thì chưa được đề xuất biện pháp" in plain(page(api, "matter", code=own))
    assert ask(api, MATTER, code=own)["matter"]["hearing"]["lookHolds"] is True
    assert play.refused("lead", "proposeHandling", **play.proposal) == "LOOK_AWAITED"
    assert play.refused("ppc", "recordLateLook", note=LONG) == "NOT_YET_DUE"
    again = page(api, "look", code=own, command_id=str(uuid4()), placed="yes")
    assert (again.status_code, "đề nghị còn chờ" in plain(again)) == (422, True)

    capture = play.capture("lead")
    seen = {"word": word, "place": "CONTENT", "evidence": capture, "note": LONG}
    assert play.refused("lead", "recordLook", **seen) == "ANOTHER_AGENCY_LOOKS"
    play.act("health", "recordLook", **seen)
    assert play.shown(SAID_IN)["hearings"][-1]["answers"] == [{"text": ANSWER}]
    assert "Bạn đã được ghi nhận là người đăng" in plain(page(api, "matter", code=own))
    assert play.refused("lead", "proposeHandling", **play.proposal) == "REPLY_NEEDED"
    assert play.act("lead", "proposeHandling", **play.proposal, reply=LONG) == "PROPOSED"
    more = ask(api, SAY, input={"commandId": str(uuid4()), "code": own, "text": ANSWER})["answerHearing"]
    assert more["problems"] == []
    signed = {"number": "12/QĐ", "decidedOn": play.today, "reasons": LONG, "redressNotice": LONG}
    refused = play.refused("lead.signatory", "decideCase", measure="CORRECTION_REQUEST", **signed)
    assert refused == "ANSWERED_SINCE"
    assert play.act("lead.signatory", "refuseProposal", reasons=LONG) == "APPRAISED"
    assert play.act("lead", "proposeHandling", **play.proposal, reply=LONG) == "PROPOSED"
    play.decided()

    after = ask(api, MATTER, code=own)["matter"]["hearing"]
    assert after["canAnswer"] is False
    assert after["decision"] is not None
    assert after["limitation"] is None, "the decision tells its own"
    assert "bạn nhận được hoặc biết được quyết định; tra cứu" in plain(page(api, "matter", code=own))
    assert ask(api, AT, url=play.url)["hearingFor"] is None


def test_who_got_the_letter_answers_and_who_reads_its_code_in_the_record_does_not(api: InProcess, play: Heard) -> None:
    code = play.open("LETTER")
    assert 'action="/report/prove"' in api.send("GET", "/report/prove").text, "the letter prints this address"
    assert page(api, "prove", code="0" * 12).status_code == 404
    asked = page(api, "prove", code=code)
    own, word = CODES.findall(asked.text)
    assert "giấy xác nhận kèm theo thư" in plain(asked)
    page(api, "answer", code=own, command_id=str(uuid4()), text=ANSWER)
    receipt = {"word": word, "evidence": play.capture("lead"), "note": LONG}
    assert play.refused("lead", "recordHandover", **receipt) == "ANOTHER_AGENCY_LOOKS"
    assert play.refused("health", "recordHandover", **receipt | {"word": code}) == "WORD_MISTYPED"
    play.act("health", "recordHandover", **receipt)
    assert ask(api, MATTER, code=own)["matter"]["hearing"]["shown"] is True

    for read in (code, f"{code}{word.replace('-', '')}000000", f"{code}{'0' * 16}"):
        page(api, "answer", code=read, command_id=str(uuid4()), text="Tôi nhận là tôi đã bịa ra.")
        assert ask(api, MATTER, code=read)["matter"]["hearing"]["shown"] is False, read
    said = play.shown(SAID_IN)["hearings"][-1]
    assert (said["answers"], len(said["statements"])) == ([{"text": ANSWER}], 3)
    told = plain(page(api, "matter", code=code))
    assert "Nếu đó không phải là từ của bạn" in told
    assert word in told


def test_a_guessed_or_foreign_secret_is_nobodys_answer(api: InProcess, play: Heard) -> None:
    """A proof is of one word: other secrets, the word itself, and the word in another hearing are strangers'."""
    code = play.open()
    own, word = CODES.findall(page(api, "prove", code=code).text)
    play.act("health", "recordLook", word=word, place="CONTENT", evidence=play.capture("lead"), note=LONG)
    assert ask(api, MATTER, code=own)["matter"]["hearing"]["shown"] is True
    for guess in (code, f"{code}{'0' * 16}", f"{code}{word}", f"{own}0"):
        found = ask(api, MATTER, code=guess)["matter"]
        assert found is None or found["hearing"]["shown"] is False, guess
    other = Heard(api, play.issuer)
    foreign = other.open() + own.replace("-", "")[12:]
    assert ask(api, MATTER, code=foreign)["matter"]["hearing"]["shown"] is False


def test_strangers_files_are_small_and_use_up_nothing_of_the_person(api: InProcess, play: Heard) -> None:
    code = play.open()
    large = b"\x89PNG\r\n\x1a\n" + bytes(STATEMENT_FILE_MOST)
    sent = api.send("POST", "/report/file", data={"code": code}, files={"file": ("a.png", large)})
    assert (sent.status_code, sent.json()["errors"][0]["extensions"]["code"]) == (413, "STATEMENT_FILE_SIZE")
    own, word = CODES.findall(page(api, "prove", code=code).text)
    play.act("health", "recordLook", word=word, place="CONTENT", evidence=play.capture("lead"), note=LONG)
    sent = api.send("POST", "/report/file", data={"code": own}, files={"file": ("a.png", large)})
    assert sent.status_code == 201
    given = {"text": ANSWER, "upload": sent.json()["upload"], "fileName": "a.png"}
    other, _ = CODES.findall(page(api, "prove", code=code).text)
    for who, expected in ((own, []), (other, [{"code": "ATTACHMENT_THERE_ALREADY"}])):
        said = ask(api, SAY, input={"commandId": str(uuid4()), "code": who, **given})
        assert said["answerHearing"]["problems"] == expected, "its id is in the record, for others to name"


def test_the_code_of_a_question_opens_nothing_else(api: InProcess, play: Heard) -> None:
    code = play.open("LETTER")
    assert ask(api, AT, url=play.url)["hearingFor"] is None, "only what the agency shows at the address is shown there"
    assert ask(api, MATTER, code=code)["matter"]["report"] is None
    given = {"commandId": str(uuid4()), "code": code, "aboutLead": True, "reasons": LONG}
    assert ask(api, NAME, input=given)["nameConcernedByCode"]["problems"] == [{"code": "NOT_FOUND"}]
    assert page(api, "concern", code=code, about_lead="yes", reasons=LONG).status_code == 404
    assert page(api, "record", code=code).status_code == 404
    for longer in (f"{'-' * 48}{code}X", f"{code}{' ' * 48}X", f"{'-' * 60}{code}"):  # the code ends where reading does
        assert ask(api, MATTER, code=longer)["matter"] is None, longer
        assert page(api, "take_back", code=longer, reasons=LONG).status_code == 404
