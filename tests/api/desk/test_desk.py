"""An officer at the desk: what waits leads to its act, and the act is recorded or comes back with what was typed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from api.pages.desk.downloads import size_of
from api.pages.desk.pages import DESK
from api.pages.desk.reports import REPORTING
from domain.kernel.vocabulary import Post
from domain.messages import message
from domain.paper.plain import PREVIEW
from tests.support.in_process import InProcess, in_process
from tests.support.newsroom import Newsroom
from tests.support.play import Play, a_ground
from tests.support.reader import BASE, SETTINGS, Reader, said
from tests.support.tokens import Issuer
from tests.support.web import hidden_in

REASONS = "Lý do được ghi rõ ràng bằng văn bản, đủ dài để người khác đọc và hiểu."
ASK_FOR = (
    "mutation($input: RequestOfficialDocumentInput!) { requestOfficialDocument(input: $input) { document { id } } }"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
PAGE_MOST = 50_000
"""Bytes of a page."""


@pytest.fixture(scope="module")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    with in_process({**installation, **SETTINGS}, BASE) as running:
        yield running


@pytest.fixture
def case(api: InProcess, issuer: Issuer) -> str:
    play = Play(api, issuer)
    play.report()
    return play.case


def seated(api: InProcess, agency: str, post: Post, language: str = "vi", **changes: Any) -> Reader:
    return Reader.seated(api, f"agency-{agency}", post, pages=DESK, language=language, **changes)


def screened(reader: Reader, case: str) -> None:
    reader.open(f"/desk/matters/{case}/screenCase?about={case}")
    answer = reader.send(category="HEALTH", assigned="agency-health")
    assert answer.status_code == 200, said(answer)
    assert answer.url.path == f"/desk/matters/{case}"


def test_what_waits_leads_to_its_act_and_the_act_to_the_case(api: InProcess, case: str) -> None:
    lead = seated(api, "lead", Post.HANDLER)
    lead.open("/desk/")
    assert f"/desk/matters/{case}/screenCase?about={case}&or=linkDuplicate,closeCase" in unescape(lead.shown.text)
    screened(lead, case)
    assert "Đã sàng lọc" in said(lead.shown)
    assert f"/desk/matters/{case}/screenCase" not in lead.open("/desk/").text
    about = f"/desk/begin/draftPressNotice?about={case}&into=case"
    for path in (
        "/desk/",
        "/desk/?show=others",
        "/desk/cases",
        "/desk/first-day",
        "/desk/begin",
        f"/desk/matters/{case}",
    ):
        assert (lead.open(path).status_code, len(lead.shown.content) < PAGE_MOST) == (200, True), path
    assert about in unescape(lead.shown.text)
    assert "Toàn bộ thông tin của hồ sơ" in said(lead.open(about))
    assert lead.shown.text.count(f'name="case" value="{case}" checked') == 1, "it can be chosen, once"


def test_the_newest_events_of_a_long_life_are_shown(
    api: InProcess, case: str, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play(api, issuer)
    play.case = case
    play.check()
    land = seated(api, "land", Post.HANDLER)
    whole = said(land.open(f"/desk/matters/{case}"))
    monkeypatch.setattr("api.pages.desk.life.EVENTS_MOST", 1)
    newest = said(land.open(f"/desk/matters/{case}"))
    first, last = "Phản ánh được tiếp nhận.", "Ghi kết quả kiểm tra nội dung:"
    assert [(first in page, last in page) for page in (whole, newest)] == [(True, True), (False, True)]
    assert "3 việc trước đó" in newest


def test_choices_narrow_beside_what_is_typed_and_nothing_is_recorded(api: InProcess, case: str) -> None:
    lead = seated(api, "lead", Post.HANDLER, "en")
    path = f"/desk/matters/{case}/screenCase"
    every = options(lead.open(path).text, "assigned")
    assert "script-src 'self'" in lead.shown.headers["content-security-policy"]
    command = re.findall(r'name="command_id" value="([^"]+)"', lead.shown.text)
    answer = lead.send(later="choices", category="LAND", note=REASONS)
    assert (answer.status_code, REASONS in answer.text) == (200, True)
    assert command == re.findall(r'name="command_id" value="([^"]+)"', answer.text)
    assert options(answer.text, "assigned") == every, "all of the test world are competent in all fields"
    assert lead.open(path).status_code == 200, "the case waits as before"


def options(page: str, name: str) -> set[str]:
    found = set(re.findall(rf'type="radio" name="{name}" value="([^"]+)"', page))
    for listed in re.findall(rf'<select id="{name}".*?</select>', page, re.DOTALL):
        found |= set(re.findall(r'value="([^"]+)"', listed))
    return found


def test_what_is_wrong_is_beside_its_field_and_nothing_is_lost(api: InProcess, case: str) -> None:
    lead = seated(api, "lead", Post.HANDLER, "en")
    lead.open(f"/desk/matters/{case}/closeCase")
    answer = lead.send(ground="UNFOUNDED", reasons=REASONS)
    assert (answer.status_code, REASONS in answer.text) == (422, True)
    assert re.search(r'class="field bad"[^>]*>\s*<fieldset id="informed"', answer.text)


def test_a_legal_basis_that_is_missing_is_asked_for_beside_its_field(api: InProcess, case: str, issuer: Issuer) -> None:
    play = Play(api, issuer)
    play.case = case
    play.check()
    play.verify("FALSE")
    health = seated(api, "health", Post.HANDLER)
    form = health.open(f"/desk/matters/{case}/reviewExpression")
    assert form.status_code == 200, said(form)
    answer = health.send(conclusion="NOT_PROTECTED", expression="FACT", reasons=REASONS, falseFact=REASONS)
    assert answer.status_code == 422
    assert re.search(r'class="field bad" id="field-provision"', answer.text), said(answer)


def test_the_present_and_the_end_of_a_term_may_be_chosen_not_typed(api: InProcess, case: str, issuer: Issuer) -> None:
    land = seated(api, "land", Post.HANDLER, "en")
    form = land.open("/desk/begin/reportCase").text
    [now] = re.findall(r'<select name="detectedAt".*?value="(\d\d:\d\d \d\d/\d\d/\d{4})">now: \1<', form)
    assert '<select name="publishedAt"' not in form, "it was published before anybody noticed it"
    answer = land.send(detectedAt=["", now], claim=REASONS)
    assert answer.status_code == 422
    assert f'name="detectedAt" value="{now}"' in answer.text, "what was chosen comes back as if it were typed"
    told = {"channel": "PHONE", "channelNote": REASONS, "medium": "WEBSITE", "url": "https://tin.example/duong"}
    answer = land.send({}, detectedAt=now, claim=REASONS, freeOfSecrets="true", **told)
    assert f"{BASE}/report/matter" in said(answer), "where the caller enters the code that is shown once"
    play = Play(api, issuer)
    play.case = case
    play.check()
    lead = seated(api, "lead", Post.HANDLER, "en")
    asked = lead.open(f"/desk/matters/{case}/requestCoordination").text
    days = re.findall(r'<option value="(\d+)">(\d+) working days: the end of', asked)
    assert [(value, value) for value, _ in days] == days
    assert len(days) > 3
    answer = lead.send(agency="agency-commune", content="Xem xét nội dung.", dueDays=["", days[0][0]], sure="yes")
    assert answer.status_code == 200, re.findall(r'class="summary".*?</div>', answer.text, re.DOTALL)


def test_what_somebody_else_did_meanwhile_is_said_and_what_was_typed_stays(api: InProcess, case: str) -> None:
    one, other = seated(api, "lead", Post.HANDLER), seated(api, "lead", Post.HANDLER)
    one.open(f"/desk/matters/{case}/screenCase")
    screened(other, case)
    answer = one.send(category="HEALTH", assigned="agency-health", note=REASONS)
    assert (answer.status_code, REASONS in answer.text) == (422, True)
    assert "Trong lúc đó đã có người làm việc khác" in said(answer)


def test_a_form_that_is_sent_twice_is_carried_out_once_and_says_so(api: InProcess, case: str) -> None:
    """The second answer comes when the case is past the act."""
    lead = seated(api, "lead", Post.HANDLER)
    form = lead.open(f"/desk/matters/{case}/screenCase")
    for _ in range(2):
        lead.shown = form
        answer = lead.send(category="HEALTH", assigned="agency-health")
    assert (answer.status_code, answer.url.path) == (200, f"/desk/matters/{case}"), said(answer)
    assert "Đã ghi" in said(answer)


def test_a_form_left_open_is_nothing_to_the_next_person_at_the_machine(api: InProcess, case: str) -> None:
    """Nor does what was typed into it become a draft of theirs, also after their session ended."""
    first, path = seated(api, "lead", Post.HANDLER), f"/desk/matters/{case}/screenCase"
    form = first.open(path)
    late = datetime.now(UTC) - timedelta(hours=1)
    for following, status in (
        (seated(api, "lead", Post.SPOKESPERSON), 403),
        (seated(api, "lead", Post.SPOKESPERSON, seen=late), 401),
    ):
        following.shown = form
        for button in ("", "keep", "choices"):
            following.shown = form
            answer = following.send(category="HEALTH", assigned="agency-health", note=REASONS, later=button)
            assert (answer.status_code, REASONS in answer.text) == (status, False)
    assert path not in seated(api, "lead", Post.SPOKESPERSON).open("/desk/").text
    first.open(path)
    assert first.send(category="HEALTH", assigned="agency-health").status_code == 200, "the case waits as before"


@pytest.mark.parametrize("path", ["screenCase", "__typename", "screenCase%7Bid%7D", "nothing"])
def test_who_may_not_act_gets_no_form(api: InProcess, case: str, path: str) -> None:
    """Nor does a name that no action has lead anywhere."""
    for reader in (seated(api, "land", Post.HANDLER), seated(api, "lead", Post.SIGNATORY)):
        assert reader.open(f"/desk/matters/{case}/{path}").status_code in (403, 404)
        assert 'class="act"' not in reader.shown.text


def test_a_paper_that_cannot_be_made_is_said_beside_the_form(api: InProcess, case: str) -> None:
    lead = seated(api, "lead", Post.HANDLER)
    lead.open(f"/desk/begin/requestOfficialDocument?about={case}&into=sourceId")
    answer = lead.send(sourceId=case, kind="DECISION", format="PDF", signing="HEAD", later="paper")
    assert (answer.status_code, 'class="act"' in answer.text) == (422, True)
    assert message("document-nothing-there", {}, "vi") in said(answer)


def test_who_has_no_work_on_reports_has_no_page_of_them(api: InProcess) -> None:
    without = replace(DESK, scopes=tuple(scope for scope in DESK.scopes if scope not in REPORTING))
    for pages, status in ((DESK, 200), (without, 404)):
        reader = Reader.seated(api, "agency-lead", Post.HANDLER, pages=pages)
        assert reader.open("/desk/reports").status_code == status


def test_only_who_may_compile_a_report_is_offered_to(api: InProcess) -> None:
    for agency, post, offered in (("agency-lead", Post.HANDLER, True), ("agency-inspection", Post.INSPECTOR, False)):
        page = Reader.seated(api, agency, post, pages=DESK).open("/desk/reports")
        assert (page.status_code, "compileConsolidatedReport" in page.text) == (200, offered)


def test_a_name_is_shown_as_it_stands_in_the_text_and_may_stay_for_a_reason(api: InProcess, case: str) -> None:
    """Browsers end lines with two characters, the register counts one; and blanks around a text with none."""
    lead = seated(api, "lead", Post.HANDLER)
    lead.open(f"/desk/matters/{case}/screenCase")
    note = "  Một dòng.\r\nHai.\r\nÔng Nguyễn Văn An nói."
    answer = lead.send(category="HEALTH", assigned="agency-health", note=note)
    assert (answer.status_code, "“Nguyễn Văn An”" in said(answer)) == (422, True)
    [key] = re.findall(r'<select id="(name\.note\.\d+)"', answer.text)
    note = unescape(re.findall(r'<textarea id="note"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)[0])
    answer = lead.send({}, category="HEALTH", assigned="agency-health", note=note, **{key: "OFFICE_HOLDER"})
    assert answer.status_code == 200, said(answer)


def test_a_file_comes_with_the_act(api: InProcess, case: str) -> None:
    lead = seated(api, "lead", Post.HANDLER)
    screened(lead, case)
    form = lead.open(f"/desk/matters/{case}/addEvidence")
    hidden = hidden_in(form.text)
    typed = {**hidden, "kind": "CAPTURE", "weight": "NEITHER", "source": REASONS, "redacted": "true"}
    for content, status in ((b"MZ no picture", 422), (PNG, 200)):
        files = [("upload", (f"{number}.png", content, "image/png")) for number in range(2)]
        answer = lead._asked("POST", f"/desk/matters/{case}/addEvidence", data=typed, files=files)
        assert answer.status_code == status, said(answer)
    given = re.findall(r'href="(/desk/files/evidence/[^"]+)"', answer.text)
    drawn = re.findall(r'<img src="([^"]+)"', answer.text)
    assert [len(set(given)), len(set(drawn))] == [2, 2]
    assert (lead.open(given[0]).content, lead.open(drawn[0]).headers["content-type"]) == (PNG, "image/png")
    assert PNG not in lead.shown.content
    stranger = seated(api, "paper", Post.HANDLER)
    assert [stranger.open(path).status_code for path in (given[0], drawn[0])] == [404, 404]


def test_a_draft_is_for_who_typed_it_and_goes_with_the_act(api: InProcess, case: str) -> None:
    lead, other = seated(api, "lead", Post.HANDLER), seated(api, "lead", Post.SPOKESPERSON)
    form = f"/desk/matters/{case}/screenCase"
    lead.open(form)
    kept = lead.send(category="HEALTH", assigned="agency-health", note=REASONS, later="keep")
    assert (kept.status_code, REASONS in kept.text) == (200, True)
    assert form in lead.open("/desk/").text
    assert form not in other.open("/desk/").text
    lead.open(form)
    assert lead.send(later="drop").status_code == 200
    assert REASONS not in lead.shown.text
    lead.send(category="HEALTH", assigned="agency-health", later="keep")
    screened(lead, case)
    assert f'href="{form}"' not in lead.open("/desk/").text


def test_what_comes_after_the_session_ended_is_there_after_the_next_sign_in(api: InProcess, case: str) -> None:
    late = seated(api, "lead", Post.HANDLER, seen=datetime.now(UTC) - timedelta(hours=1))
    form = f"/desk/matters/{case}/screenCase"
    [who] = re.findall(r'name="who" value="([^"]+)"', seated(api, "lead", Post.HANDLER).open(form).text)
    typed = {"category": "HEALTH", "note": REASONS, "who": who}
    assert late._asked("POST", form, data=typed, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert REASONS not in seated(api, "lead", Post.HANDLER).open(form).text
    assert late._asked("POST", form, data=typed).status_code == 401
    assert REASONS in seated(api, "lead", Post.HANDLER).open(form).text
    assert late._asked("POST", form, data={**typed, "note": "Lời của ai khác."}).status_code == 401
    assert REASONS in seated(api, "lead", Post.HANDLER).open(form).text, "an old cookie changes no draft"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (PNG, (1, 1)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x02\x00\x03", (3, 2)),
        (PNG[:16] + bytes(8), None),
        (b"\xff\xd8\xff\xe0\x00\x00", None),
        (b"\xff\xd8" + b"\xff\xe0\x00\x02" * 9, None),
        (b"MZ", None),
    ],
)
def test_the_size_of_a_picture_is_known_before_it_is_drawn(content: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(content) == size


def test_an_object_that_is_no_case_has_a_page(api: InProcess, issuer: Issuer) -> None:
    """One leads to it from the form that began it. Its act waits for the file."""
    play, ground = Play(api, issuer), a_ground(api, issuer)
    play.report()
    play.check()
    play.proposed(ground)
    play.decided()
    lead, given = seated(api, "lead", Post.HANDLER), {"sourceId": play.case, "kind": "DECISION", "format": "PDF"}
    lead.open(f"/desk/begin/requestOfficialDocument?about={play.case}&into=sourceId")
    paper = lead.send({}, **given, signing="HEAD", later="paper")
    assert said(paper).count(PREVIEW["vi"]) == 2, "it is read from its first line to its last before it is asked for"
    given |= {"commandId": str(uuid4())}
    document = api.ask(play.token("lead"), ASK_FOR, input=given)["requestOfficialDocument"]["document"]["id"]
    for id, status in ((document, 200), (ground, 200), ("agency-lead", 200), (f"{document}/submitSignedCopy", 403)):
        assert lead.open(f"/desk/matters/{id}").status_code == status, said(lead.shown)
    title = f"Trạm y tế xã vẫn mở cửa ({play.case[-8:]})"
    Newsroom(api, issuer, play.case).drafted(title=title)
    start = said(seated(api, "lead", Post.SPOKESPERSON).open("/desk/"))
    assert title in start, "each waiting object is listed with its title"
