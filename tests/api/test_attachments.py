"""A file with a message to the examiner or the answer of a hearing: sent by a form, read by who reads the words."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.case.attachments import ATTACHMENT_MOST
from tests.api.at_the_door import ask, complained, newest
from tests.support.examiner import Examiner
from tests.support.handling_facts import LONG
from tests.support.in_process import InProcess
from tests.support.play import Play, a_ground
from tests.support.public import code_in, plain, with_others
from tests.support.tokens import Issuer
from tests.support.web import hidden_in
from tests.support.world import KINDS

pytestmark = pytest.mark.usefixtures("forgiven_among_others")

WHO = tuple(agency.removeprefix("agency-") for agency in KINDS)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(index % 251 for index in range(300_000))
"""More than one segment."""
WORDS = "Tôi gửi ảnh chụp lúc chín giờ."
FILE = "attachment { key name download file { size mediaType plain } }"
WRITE = "mutation($input: WriteToExaminerInput!) { writeToExaminer(input: $input) { problems { code } } }"
MATTER = "query($code: String!) { matter(code: $code) { complaint { messages { attachment { name sha256 } } } } }"


@pytest.fixture(scope="module")
def play(api: InProcess, issuer: Issuer, installation: dict[str, str]) -> Play:
    """A case that was decided, about content at an address of its own."""
    with_others(installation)
    made, ground = Play(api, issuer), a_ground(api, issuer)
    made.report(url=f"https://tin.example/{uuid4().hex}")
    made.check()
    made.found_false(ground)
    return made


@pytest.fixture(scope="module")
def hearing(play: Play) -> str:
    play.act("lead", "openHearing", way="LETTER", question=LONG, note=LONG, answerDays=3)
    return str(play.shown("hearings { code }")["hearings"][-1]["code"])


@pytest.fixture(scope="module")
def matter(api: InProcess, issuer: Issuer, installation: dict[str, str]) -> tuple[str, str, Examiner]:
    """A complaint against a decision: its code, its id and an examiner."""
    with_others(installation)
    made = Play.with_decision(api, issuer, url=f"https://tin.example/{uuid4().hex}")
    return complained(api, made, made.shown("decisions { publicCode }")["decisions"][-1]["publicCode"])


def form(api: InProcess, name: str, code: str, file: tuple[str, bytes] | None, **typed: str) -> httpx.Response:
    """A form as browsers send it: a file that nobody chose has no name and no bytes."""
    data = {"lang": "vi", "code": code, "command_id": str(uuid4()), **typed}
    name_of, content = file or ("", b"")
    return api.send("POST", f"/report/{name}", data=data, files={"file": (name_of, content, "image/png")})


def got(play: Play, path: str, who: str = "lead", **headers: str) -> httpx.Response:
    assert isinstance(play.api, InProcess)
    return play.api.send("GET", path, headers={"Authorization": f"Bearer {play.token(who)}", **headers})


def readers(play: Play, query: str, id: str, path: str) -> set[str]:
    """Who may have a file: of each role, just those who read the words that it came with."""
    given = {who for who in WHO if got(play, path, who, **{"Casebook-Purpose": "REDRESS"}).status_code == 200}
    data = {who: play.api.post(play.token(who), query, id=id).json().get("data") or {} for who in WHO}
    assert given == {who for who in WHO if WORDS in str(data[who])}
    return given


def test_a_message_takes_it_along_and_the_examiner_downloads_it(api: InProcess, matter: Any) -> None:
    code, redress, examiner = matter
    sent = {"text": WORDS, "command_id": str(uuid4())}
    once, done = (form(api, "write", code, ("Ảnh chụp.png", PICTURE), **sent) for _ in range(2))
    words = plain(done)
    assert words == plain(once), "a form sent twice is taken in once"
    assert (done.status_code, "Đã nhận tin nhắn" in words, "Ảnh chụp.png" in words) == (200, True, True)
    file = examiner.shown(redress, f"messages {{ {FILE} }}")["messages"][-1]["attachment"]
    plain_hash = sha256(PICTURE).hexdigest()
    assert file["file"] == {"size": len(PICTURE), "mediaType": "image/png", "plain": plain_hash}
    assert file["name"] == "Ảnh chụp.png"
    answer = ask(api, MATTER, code=code)["matter"]["complaint"]["messages"][-1]["attachment"]
    assert answer == {"name": "Ảnh chụp.png", "sha256": plain_hash}
    bare = {"Authorization": f"Bearer {examiner.token}"}
    assert api.send("GET", file["download"], headers=bare).status_code == 403, "it takes a purpose"
    given = api.send("GET", file["download"], headers={**bare, "Casebook-Purpose": "REDRESS"})
    assert (given.status_code, given.content, given.headers["content-type"]) == (200, PICTURE, "image/png")
    assert "sandbox" in given.headers["content-security-policy"]
    query = "query($id: ID!) { redress(id: $id) { messages { text } } }"
    assert readers(examiner.play, query, redress, file["download"]) == {"lead", "ppc", "inspection"}
    assert api.send("GET", file["download"]).status_code == 401


def test_an_answer_takes_it_along_and_who_sees_the_case_downloads_it(api: InProcess, play: Play, hearing: str) -> None:
    done = form(api, "answer", hearing, ("a.png", PICTURE), text=WORDS)
    assert (done.status_code, "a.png" in plain(done)) == (200, True)
    [answer] = play.shown(f"hearings {{ statements {{ text {FILE} }} }}")["hearings"][-1]["statements"]
    path, headers = answer["attachment"]["download"], {"Casebook-Purpose": "HANDLING"}
    assert (answer["text"], got(play, path, "health", **headers).content) == (WORDS, PICTURE)
    query = "query($id: ID!) { case(id: $id) { hearings { statements { text } } } }"
    assert readers(play, query, play.case, path) == {"lead", "ppc", "inspection", "land", "health"}
    assert got(play, path.replace(play.case, "case-0"), **headers).status_code == 404


def test_who_reported_adds_a_picture_and_answers_a_question(api: InProcess, issuer: Issuer, play: Play) -> None:
    url = f"https://tin.example/{uuid4().hex}"
    claim = {"claim": f"Tin đồn {uuid4().hex} rằng trạm y tế đóng cửa.", "url": url, "free_of_secrets": "yes"}
    code = code_in(api.send("POST", "/report/content", data={**claim, "medium": "WEBSITE", "command_id": str(uuid4())}))
    own = newest(api, issuer)
    done = form(api, "add", code, ("a.png", PICTURE), text=WORDS)
    assert (done.status_code, "Đã nhận tin nhắn" in plain(done), "a.png" in plain(done)) == (200, True, True)
    asked = "Đề nghị gửi thêm ảnh có ngày đăng."
    own.act("lead", "askReporter", text=asked)
    assert asked in plain(api.send("POST", "/report/matter", data={"lang": "vi", "code": code}))
    said, question = own.shown(f"messages {{ agency {{ id }} text {FILE} }}")["messages"]
    assert (said["agency"], said["text"], question["agency"]) == (None, WORDS, {"id": "agency-lead"})
    path = said["attachment"]["download"]
    assert got(own, path, "lead", **{"Casebook-Purpose": "HANDLING"}).content == PICTURE
    assert got(own, path, "land", **{"Casebook-Purpose": "HANDLING"}).status_code == 404
    assert form(api, "add", code.replace(code[:4], "0000"), None, text=WORDS).status_code == 404


def test_what_is_refused_says_why_at_its_field_and_what_was_typed_is_kept(api: InProcess, matter: Any) -> None:
    code, redress, examiner = matter
    before = len(examiner.shown(redress, "messages { at }")["messages"])
    for content, told in (
        (b"MZ\x90\x00", "Chỉ nhận tệp PDF, JPEG hoặc PNG"),
        (b"<svg onload=alert(1)>", "Chỉ nhận tệp PDF, JPEG hoặc PNG"),
        (b"", "Tệp phải có nội dung và không quá 5 MB"),
        (PICTURE + bytes(ATTACHMENT_MOST), "Tệp phải có nội dung và không quá 5 MB"),
    ):
        refused = form(api, "write", code, ("a.png", content), text=WORDS)
        at_field = refused.text.partition('id="file-error">')[2].partition("</p>")[0]
        assert (refused.status_code, told in at_field, WORDS in refused.text) == (422, True, True), told
    assert len(examiner.shown(redress, "messages { at }")["messages"]) == before


def test_a_file_that_the_plain_button_left_behind_is_asked_for_again(api: InProcess, matter: Any) -> None:
    """Browsers send the name of a chosen file alone when the form is not multipart."""
    code, redress, examiner = matter
    before = len(examiner.shown(redress, "messages { at }")["messages"])
    page = api.send("POST", "/report/matter", data={"lang": "vi", "code": code}).text
    form_tag = page.partition('action="/report/write"')[2].partition("</form>")[0]
    assert ("enctype" in form_tag.partition(">")[0], 'formenctype="multipart/form-data"' in form_tag) == (False, True)
    typed = {"lang": "vi", "code": code, "command_id": str(uuid4()), "text": WORDS, "file": "anh.png"}
    refused = api.send("POST", "/report/write", data=typed)
    assert (refused.status_code, "Tệp chưa được gửi" in refused.text, WORDS in refused.text) == (422, True, True)
    assert len(examiner.shown(redress, "messages { at }")["messages"]) == before


def test_a_file_of_words_that_are_refused_is_kept_for_the_next_try(api: InProcess, matter: Any) -> None:
    code, redress, examiner = matter
    refused = form(api, "write", code, ("b.pdf", b"%PDF-1.7 giay"), text="a")
    assert (refused.status_code, "Đã giữ tệp" in plain(refused)) == (422, True)
    assert 'id="file-error"' not in refused.text
    hidden = {name: value for name, value in hidden_in(refused.text).items() if name in ("upload", "file_name")}
    assert form(api, "write", code, None, **hidden, text=WORDS).status_code == 200
    assert examiner.shown(redress, f"messages {{ {FILE} }}")["messages"][-1]["attachment"]["name"] == "b.pdf"
    again = form(api, "write", code, None, **hidden, text=WORDS)
    assert (again.status_code, "Tệp này đã gửi rồi" in plain(again)) == (422, True)
    assert form(api, "write", code, None, **hidden, drop="yes", text=WORDS).status_code == 200
    assert examiner.shown(redress, "messages { attachment { key } }")["messages"][-1]["attachment"] is None


def test_a_program_uploads_first_for_its_own_code_only(api: InProcess, play: Play, hearing: str, matter: Any) -> None:
    def post(code: str, content: bytes) -> httpx.Response:
        return api.send("POST", "/report/file", data={"code": code}, files={"file": ("a.jpg", content)})

    code, *_ = matter
    made = post(code, b"\xff\xd8\xff anh")
    assert (made.status_code, made.json()["mediaType"]) == (201, "image/jpeg")
    other = post(hearing, b"\xff\xd8\xff anh").json()["upload"]
    evidence = {"kind": "CAPTURE", "redacted": True, "source": LONG, "weight": "SUPPORTS"}
    assert play.refused("health", "addEvidence", upload=other, **evidence) == "UPLOAD_UNKNOWN"

    def written(upload: str | None, name: str | None = "a.jpg") -> list[str]:
        given = {"commandId": str(uuid4()), "code": code, "text": WORDS, "upload": upload, "fileName": name}
        return [row["code"] for row in ask(api, WRITE, input=given)["writeToExaminer"]["problems"]]

    assert written(other) == ["ATTACHMENT_UNKNOWN"]
    assert (written(made.json()["upload"], None), written(None)) == (["FIELD_NEEDED"], ["FIELD_NEEDED"])
    assert written(made.json()["upload"]) == []
    assert [post(*sent).status_code for sent in (("ABCD", PICTURE), (code, b"MZ"), (code, b""))] == [404, 415, 413]
    assert api.send("POST", "/report/file", data={"code": code}).status_code == 415


def test_a_file_that_comes_before_its_code_is_passed_over(api: InProcess, matter: Any) -> None:
    code, *_ = matter
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PICTURE + b"\r\n"
    typed = f'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n{code}\r\n'.encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    codes = []
    for parts in (file + typed, typed + file):
        answer = api.send("POST", "/report/file", content=parts + b"--x--", headers=headers)
        codes.append(answer.status_code)
    assert codes == [429, 201]


def test_a_form_that_is_none_is_not_read(api: InProcess) -> None:
    for content_type, body in (
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nwords"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\nABC'),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--'),
    ):
        answer = api.send("POST", "/report/write", content=body, headers={"Content-Type": content_type})
        assert answer.status_code == 415, body
