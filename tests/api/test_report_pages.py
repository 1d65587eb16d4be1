"""The public door in Chromium, by keyboard alone: nothing that axe-core objects to, nothing typed is lost."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import api as api
from tests.support.browser import Looker
from tests.support.examiner import Examiner, complaint_of, executed
from tests.support.installation import Api
from tests.support.play import LONG, Play, a_ground
from tests.support.public import Person, code_in, with_others
from tests.support.tokens import Issuer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forgiven")]

PHONE, DESK = 360, 1280
ZOOMED = DESK // 2
"""What is left of a desk's width at 200 %."""
PAGES = ("", "content", "protection", "decision", "complaint", "matter", "data", "address", "statistics", "law")
ADDRESS = "https://tin.example/ban-phim"
TO_FIELDS = ["Tab"] * 4
"""Past the way to the content, the site's name and the other language."""
QUESTION = "Bài đăng nói trạm y tế đóng cửa; sổ trực cho thấy trạm vẫn mở. Ông bà có ý kiến gì?"
WRONG = "Trạm y tế có đóng cửa thật, tôi đã đến nơi."
SHOWN_CODES = re.compile(r"(?:Mã riêng của bạn|Từ xác nhận) ([0-9A-Z-]+)")
"""The code of whoever controls the content, and the word that they put there."""


def page(api: Api, name: str, language: str, width: int) -> dict[str, Any]:
    """A page, to be looked at in a language on a screen of some width."""
    return {"url": f"{api.url}/report/{name}?lang={language}", "width": width}


@pytest.fixture(scope="module")
def on_a_telephone(api: Api, looker: Looker) -> list[dict[str, Any]]:
    """Each page on a telephone in Vietnamese, without a fault, with what a screen reader is given."""
    return looker.flawless([page(api, name, "vi", PHONE) | {"tree": True} for name in PAGES])


def test_no_page_has_a_fault(api: Api, looker: Looker, on_a_telephone: list[dict[str, Any]]) -> None:
    large = {"width": ZOOMED, "contrast": False}  # the colours of a telephone: `web/test_styles.py`
    dark = [page(api, name, "en", DESK) | {"scheme": "dark", "also": [large]} for name in PAGES]
    found = [*on_a_telephone, *looker.flawless(dark)]
    assert (len(found), {item["status"] for item in found}) == (3 * len(PAGES), {200})
    assert min(item["passes"] for item in found) > 10


def test_the_statistics_fit_a_desk_and_scroll_in_their_own_boxes_on_a_telephone(api: Api, looker: Looker) -> None:
    seen_at = [page(api, "statistics", language, width) for language in ("vi", "en") for width in (PHONE, DESK)]
    assert [len(item["hidden"]) for item in looker.flawless(seen_at)] == [3, 0] * 2


TREES = Path(__file__).with_name("report_trees.txt")
OWN_TREES = Path(__file__).with_name("report_trees_own.txt")
"""The pages of an address and of a code, which show what one person may know."""
ASKED_TREES = Path(__file__).with_name("report_trees_asked.txt")
"""The pages of a code: a request for protection before and after it was taken back, one about data, a report."""
VARIES = (
    (r"\b(?:[0-9A-F]{4}-){6}[0-9A-F]{4}\b", "CODE"),
    (r"\b20\d\d\b", "YEAR"),
    (r"\b\d\d/\d\d/YEAR\b", "DAY"),
    (r"\b[0-9A-F]{12}\b", "CODE"),
    (r"\b(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\b", "CODE"),
    (r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", "WORD"),
    (r"-YEAR-\d{6}\b", "-YEAR-NUMBER"),
    (r'"Số \d+/YEAR"', '"Số LINE/YEAR"'),
)
"""What of a page differs from one day, or one run, to another."""


def read_aloud(found: list[dict[str, Any]]) -> str:
    """The pages as a screen reader is given them, each under its address; what varies is left out."""
    lines = []
    for page in found:
        lines += ["", page["url"].partition("/report/")[2]]
        for line in page["tree"]:
            for pattern, word in VARIES:
                line = re.sub(pattern, word, line)
            lines += [] if line == lines[-1] else [line]
    return "\n".join(lines[1:]) + "\n"


def test_each_page_is_read_aloud_in_this_order(on_a_telephone: list[dict[str, Any]]) -> None:
    """A change of what is heard is seen here. Look at the difference; the test leaves what it found beside the file."""
    lasting = [page for page in on_a_telephone if "/report/law" not in page["url"]]  # its rows are those of the day
    compare(lasting, TREES)


def compare(found: list[dict[str, Any]], kept: Path) -> None:
    """The pages are read aloud as they were when somebody looked at them last."""
    made = read_aloud(found)
    known = kept.read_text(encoding="utf-8") if kept.exists() else ""
    if made != known:
        kept.with_suffix(".new").write_text(made, encoding="utf-8")
    assert made.splitlines() == known.splitlines()


def test_found_complained_against_and_followed_by_keyboard_alone(api: Api, issuer: Issuer, looker: Looker) -> None:
    executed(Play(api, issuer), a_ground(api, issuer), ADDRESS)
    for language, told in (("vi", "Còn hiệu lực"), ("en", "In force")):
        at = {"width": PHONE, "url": f"{api.url}/report/decision?lang={language}"}
        (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={ADDRESS}", "Enter"]}])
        assert told in page["words"]

        # The way to the complaint is the first thing after the head of the page; the code is filled in.
        keys = [*TO_FIELDS, "Enter", *TO_FIELDS, "Tab", "=ngắn", "Tab", "Tab", "=toi@mau.example", "Enter"]
        (page,) = looker.flawless([{"keys": keys}])
        assert (page["status"], page["typed"]["text"], page["typed"]["contact"]) == (422, "ngắn", "toi@mau.example")
        assert re.fullmatch("[0-9A-F]{12}", page["typed"]["decision"])
        assert {"vi": "Nội dung quá ngắn", "en": "The text is too short"}[language] in page["words"]

        # From the summary of faults one key leads to the field; mended, it is taken in.
        keys = [*["Tab"] * 4, "Enter:#text", "Control+A", f"={WRONG}", "Tab", "Tab", "Enter"]
        (page,) = looker.flawless([{"keys": keys}])
        code = re.search(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}", page["words"])
        assert code, page["words"]
        at = {"width": PHONE, "url": f"{api.url}/report/matter?lang={language}"}
        (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={code[0].lower()}", "Enter"]}])
        assert {"vi": "Đã gửi", "en": "Filed"}[language] in page["words"]


def test_asked_told_and_written_to_on_a_telephone(api: Api, issuer: Issuer, looker: Looker) -> None:
    """The pages of the person concerned: the question, the decision with its reasons, and the complaint's messages."""
    with_others(api.env)
    play, url = Play(api, issuer), f"{ADDRESS}-2"
    play.report(url=url)
    play.check()
    play.found_false(ground := a_ground(api, issuer))
    asked = {"question": QUESTION, "note": "Hiện tại cửa công khai.", "answerDays": 3}
    play.act("lead", "openHearing", way="ADDRESS", **asked)
    read = {"width": PHONE, "tree": True}
    found = [{**read, "url": f"{api.url}/report/decision?lang=vi", "keys": [*TO_FIELDS, f"={url}", "Enter"]}]
    (page,) = looker.flawless(found)
    own = [page]
    assert QUESTION in page["words"]
    code = play.shown("hearings { code }")["hearings"][-1]["code"]
    at = {**read, "url": f"{api.url}/report/matter?lang=vi"}
    (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={code}", "Enter"]}])
    assert "Việc tiếp theo" in page["words"]
    (page,) = looker.flawless([read | {"keys": [*TO_FIELDS, "Enter"]}])
    own.append(page)
    own_code, word = SHOWN_CODES.findall(page["words"])
    (page,) = looker.flawless([read | {"keys": [*TO_FIELDS, "Space", "Tab", "Enter"]}])
    own.append(page)
    assert "Đã ghi đề nghị của bạn" in page["words"]
    play.act("health", "recordLook", word=word, place="CONTENT", evidence=play.capture("lead"), note=LONG)
    (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={own_code}", "Enter"]}])
    assert "Bạn đã được ghi nhận là người đăng" in page["words"]
    (page,) = looker.flawless([read | {"keys": [*TO_FIELDS, f"={WRONG}", "Tab", "Tab", "Enter"]}])
    own.append(page)
    assert "Đã nhận câu trả lời của bạn" in page["words"]

    weighed = {"alternatives": [], "weighing": LONG, "necessity": LONG, "reply": LONG}
    play.act("lead", "proposeHandling", measure="CORRECTION_REQUEST", provisions=[ground], **weighed)
    play.decided()
    play.served("agency-health")
    (page,) = looker.flawless(found)
    own.append(page)
    for told in ("Kết luận", "Điều được xác định là sai", "Cơ quan trả lời ý kiến đó"):
        assert told in page["words"], told
    person = Person(api.url)
    decision = play.shown("decisions { publicCode }")["decisions"][-1]["publicCode"]
    own_code = code_in(person.send("complaint", decision=decision, text=WRONG))
    examiner = Examiner(play, "agency-lead")
    redress = complaint_of(play, examiner)
    assert examiner.sent(redress, "acceptRedress") == []
    assert examiner.sent(redress, "askComplainant", text="Ông bà thấy trạm đóng cửa vào giờ nào?") == []
    (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={own_code}", "Enter"]}])
    own.append(page)
    assert "Người giải quyết hỏi" in page["words"]
    (page,) = looker.flawless([{"keys": [*TO_FIELDS, f"={WRONG}", "Tab", "Tab", "Enter"]}])
    assert "Đã nhận tin nhắn của bạn" in page["words"]
    compare(own, OWN_TREES)


def test_asked_to_be_protected_and_taken_back_on_a_telephone(api: Api, issuer: Issuer, looker: Looker) -> None:
    """The pages of whoever asks, and what is told at the address once it was decided."""
    at = {"width": PHONE, "tree": True, "url": f"{api.url}/report/matter?lang=vi"}
    person, url = Person(api.url), f"{ADDRESS}-the"
    form = {"harm": "CHILD_DATA", "asker": "GUARDIAN", "claim": QUESTION, "free_of_secrets": "yes", "url": url}
    code = code_in(person.send("protection", medium="SOCIAL_NETWORK", **form))
    (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={code}", "Enter"]}])
    assert "Bạn yêu cầu bảo vệ khỏi" in page["words"]
    own = [page]
    taken_back = person.send("unprotect", code=code)
    assert "Đã rút yêu cầu bảo vệ." in taken_back.text
    (page,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={code}", "Enter"]}])
    assert "Bạn đã rút yêu cầu ngày" in page["words"]
    asked = {"url": url, "kind": "ACCESS", "text": QUESTION}
    (request,) = looker.flawless([at | {"keys": [*TO_FIELDS, f"={code_in(person.send('address', **asked))}", "Enter"]}])
    assert "Cơ quan phải trả lời ở trang này chậm nhất ngày" in request["words"]
    reported = {"claim": QUESTION, "free_of_secrets": "yes", "url": f"{url}-2", "medium": "WEBSITE"}
    (report,) = looker.flawless(
        [at | {"keys": [*TO_FIELDS, f"={code_in(person.send('content', **reported))}", "Enter"]}]
    )
    assert "hạn do các cơ quan tự đặt ra (2 ngày làm việc)" in report["words"]
    compare([*own, page, request, report], ASKED_TREES)
