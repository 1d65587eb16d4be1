"""The page on which officers sign: who sees it, what it carries out, where it leads back to, and what it refuses."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import uuid4

import httpx
import pytest

from api.pages.desk.pages import DESK
from auth.tokens import Viewer
from domain.administration.clients import EnterClient
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from store.oauth.revocations import Marked, mark
from store.write.signing_requests import OPEN_MOST
from tests.api.sign.conftest import PAGE, PPC, Register, signed
from tests.api.sign.test_seen import in_node
from tests.support.reader import CLIENT, SETTINGS, Reader, cookie_of, said, session
from tests.support.software_key import SoftwareKey
from tests.support.tokens import ISSUER
from tests.support.verifiers import NODE
from tests.support.world import LEAD, officer

TEXT = "Rà soát các trang thông tin của đơn vị."
DIRECTIVE = {"documentNumber": "1/CV", "content": TEXT, "addressees": ["agency-health"], "dueDays": 10}
INSPECTION = {
    **{"inspected": "agency-health", "kind": "NO_GROUND", "documentNumber": "12/KL-TTr"},
    "finding": "Cơ quan xử lý nội dung ngoài phạm vi được giao.",
    "recommendation": "Rà soát các vụ việc đang xử lý.",
}
OTHER = "Rà soát lại một nội dung khác với nội dung trước."
ISSUED = "directive { id content } replayed"


def reader(register: Register, agency: str = PPC, post: Post = Post.SIGNATORY, issuer: str = ISSUER) -> Reader:
    """Somebody at the desk, signed in where the tokens of the program come from."""
    made = session(agency, post, pages=DESK)
    viewer = Viewer(**{**vars(made.viewer), "issuer": issuer})
    return Reader(register.api, cookie_of(DESK, session(agency, post, pages=DESK, viewer=viewer)))


def waiting(register: Register, **changes: Any) -> dict[str, Any]:
    """A command that a program sent, as it waits for its signature."""
    given = {"commandId": str(uuid4()), **DIRECTIVE, **changes}
    [problem] = register.send(PPC, Post.SIGNATORY, "issueDirective", ISSUED, **given)["problems"]
    assert problem["address"].startswith(f"{PAGE}/sign/")
    return {**given, "path": problem["address"].removeprefix(PAGE)}


def sent(register: Register, given: dict[str, Any]) -> Any:
    fields = {name: value for name, value in given.items() if name != "path"}
    return register.send(PPC, Post.SIGNATORY, "issueDirective", ISSUED, **fields)


def data_of(page: httpx.Response, name: str) -> Any:
    """What the page gives its script under a name."""
    found = re.search(f'data-{name}="([^"]*)"', page.text)
    assert found
    return json.loads(unescape(found[1]))


def texts_of(page: httpx.Response) -> dict[str, str]:
    """The clear texts that the page's script compares with the command."""
    return dict(data_of(page, "texts"))


def posted(person: Reader, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
    return person._once("POST", path, data=fields, headers=headers)


def test_a_command_is_signed_and_carried_out_once_and_its_program_learns_it(register: Register) -> None:
    given, person = waiting(register), reader(register)
    page = person.open(given["path"])
    assert page.status_code == 200, said(page)
    assert texts_of(page) == {"content": TEXT, "document_number": "1/CV"}
    fields = signed(register.key, page)
    for again in (False, True):
        answer = posted(person, given["path"], fields)
        assert "Bạn chỉ có một khóa ký" in said(answer), said(answer)
        assert ("lần thứ hai" in said(answer)) is again
    told = sent(register, given)
    assert (told["problems"], told["replayed"], told["directive"]["content"]) == ([], True, TEXT)
    assert "lần thứ hai" in said(person.open(given["path"]))


def from_the_desk(register: Register, number: str) -> tuple[Reader, httpx.Response]:
    """Somebody at the desk, led to the page for signing a directive."""
    person = reader(register, issuer=SETTINGS["CASEBOOK_SIGN_IN_URL"])
    person.open("/desk/begin/issueDirective")
    page = person.send(documentNumber=number, content=TEXT, addressees="agency-health", dueDays="10")
    assert page.url.path.startswith("/sign/"), said(page)
    return person, page


def test_an_officer_at_the_desk_signs_and_goes_on(register: Register) -> None:
    person, page = from_the_desk(register, "2/CV")
    answer = posted(person, f"{page.url.path}?{page.url.query.decode()}", signed(register.key, page))
    to = re.search(r'href="(/desk/matters/directive-[0-9a-f]+\?done=issueDirective)"', answer.text)
    assert to, said(answer)
    assert TEXT in said(person.open(unescape(to[1])))


def test_the_way_back_is_one_that_the_program_registered(register: Register) -> None:
    command = EnterClient(
        agency=LEAD, name="Trang của Sở", scopes=(Scope.CASE_REPORT,), redirects=("https://so.example/ve?a=1",)
    )
    store = register.api.app.state.store
    register.api.call(lambda: store.execute(OPERATOR, command, command_id=uuid4(), target=CLIENT))
    person, page = from_the_desk(register, "3/CV")
    for address in (
        *("https://so.example/ve", "https://so.example/ve?a=1&b=2", "https://evil.example/", "javascript:1"),
        *("https://so.example\\@evil.example/ve?a=1", "https://so.example%2eevil.example/ve?a=1"),
        *("HTTPS://so.example/ve?a=1", "https://so.example/ve%3Fa=1"),
        *("https://so.example/ve?a=1#evil", "https://so.example/ve?a=1\r\nX: 1"),
    ):
        path = f"{page.url.path}?{urlencode({'redirect_uri': address, 'state': 's'})}"
        answers = (person.open(path), posted(person, path, {"decline": "yes"}))
        assert {answer.status_code for answer in answers} == {400}
    path = f"{page.url.path}?{urlencode({'redirect_uri': 'https://so.example/ve?a=1', 'state': 's&1'})}"
    shown = person.open(path)
    assert "form-action 'self' https://so.example;" in shown.headers["content-security-policy"]
    declined = posted(person, path, {"decline": "yes"}).headers["location"]
    told = {"a": "1", "result": "declined", "state": "s&1", "iss": SETTINGS["CASEBOOK_SIGN_IN_URL"]}
    assert dict(parse_qsl(urlsplit(declined).query)) == told
    done = posted(person, path, signed(register.key, shown))
    assert re.search(
        r'href="https://so.example/ve\?a=1&amp;result=done&amp;id=directive-[0-9a-f]+&amp;state=s%261', done.text
    )


@pytest.mark.parametrize(
    "to",
    [
        *("https://evil.example/", "//evil.example", "/oauth/", "/desk/../oauth/", "/desk//x", "/desk/%2e%2e/oauth/"),
        *("/desk/%252e%252e/oauth/", "/desk/\\evil.example", "/desk/\t/evil.example", "/deskevil", "/desk/x\r\nX: 1"),
    ],
)
def test_a_page_of_ours_is_the_only_other_way(register: Register, to: str) -> None:
    given, person = waiting(register), reader(register)
    path = f"{given['path']}?to={quote(to, safe='')}"
    page = person.open(path)
    answer = posted(person, path, {"decline": "yes"})
    assert (page.status_code, answer.headers["location"]) == (200, "/sign/")


def test_nobody_else_sees_it(register: Register) -> None:
    path = waiting(register)["path"]
    assert Reader(register.api).open(path).status_code == 401
    for agency, post in ((PPC, Post.ADMIN), (LEAD, Post.SIGNATORY)):
        answer = reader(register, agency, post).open(path)
        assert (answer.status_code, TEXT in answer.text) == (403, False)
    other = reader(register, issuer="https://other.example").open(path)
    assert (other.status_code, TEXT in other.text) == (403, False)
    assert reader(register).open(f"/sign/{'0' * 64}").status_code == 404


def test_what_is_signed_with_a_key_of_somebody_else_is_refused(register: Register) -> None:
    given, person = waiting(register), reader(register)
    answer = posted(person, given["path"], signed(SoftwareKey.made(b"other"), person.open(given["path"])))
    assert answer.status_code == 422
    assert [one["code"] for one in sent(register, given)["problems"]] == ["SIGNATURE_NEEDED"]


def test_a_program_learns_why_a_signature_does_not_count(register: Register) -> None:
    """The last is not even read."""
    given = {"commandId": str(uuid4()), **DIRECTIVE}
    [problem] = register.send(PPC, Post.SIGNATORY, "issueDirective", ISSUED, **given)["problems"]
    own = register.key.input(problem)
    for code, sent in (
        ("SIGNING_KEY_NOT_YOURS", {"assertion": SoftwareKey.made(b"x").input(problem)}),
        ("SIGNED_OTHERWISE", {"assertion": own, "content": OTHER}),
        ("SIGNATURE_INVALID", {"assertion": {**own, "salts": "[" * 60_000}}),
        ("PAPER_NOT_ALLOWED", {"paper": "12/QĐ-UBND"}),
    ):
        refused = register.send(PPC, Post.SIGNATORY, "issueDirective", ISSUED, **{**given, **sent})["problems"]
        assert [one["code"] for one in refused] == [code]
    for replayed in (False, True):
        done = register.done(PPC, Post.SIGNATORY, "issueDirective", ISSUED, **given, assertion=own)
        assert (done["replayed"], done["directive"]["content"]) == (replayed, TEXT)


def test_what_was_shown_is_what_is_carried_out(register: Register) -> None:
    """A program changes the command under its id while the page is open."""
    given, person = waiting(register), reader(register)
    page = person.open(given["path"])
    assert waiting(register, commandId=given["commandId"], content=OTHER)["path"] == given["path"]
    answer = posted(person, given["path"], signed(register.key, page))
    assert (answer.status_code, texts_of(answer)["content"]) == (422, OTHER)
    assert [one["code"] for one in sent(register, given)["problems"]] == ["SIGNATURE_NEEDED"]


def test_a_page_that_is_open_twice_acts_once(register: Register) -> None:
    given, person = waiting(register), reader(register)
    first, second = person.open(given["path"]), person.open(given["path"])
    assert posted(person, given["path"], signed(register.key, first)).status_code == 200
    assert "lần thứ hai" in said(posted(person, given["path"], signed(register.key, second)))


def test_a_signature_serves_no_other_command(register: Register) -> None:
    one, other, person = waiting(register), waiting(register), reader(register)
    fields = signed(register.key, person.open(one["path"]))
    assert posted(person, other["path"], fields).status_code == 422
    assert [one["code"] for one in sent(register, other)["problems"]] == ["SIGNATURE_NEEDED"]


def test_an_old_page_is_refused(register: Register) -> None:
    given, person = waiting(register), reader(register)
    fields = signed(register.key, person.open(given["path"]))
    connection = register.api.app.state.store.connection
    clock = connection.clock
    object.__setattr__(connection, "clock", lambda: clock() + timedelta(minutes=6))
    try:
        answer = posted(person, given["path"], fields)
    finally:
        object.__setattr__(connection, "clock", clock)
    assert (answer.status_code, "hết thời gian ký" in said(answer)) == (422, True), said(answer)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_of_another_site_does_nothing(register: Register, headers: dict[str, str]) -> None:
    given, person = waiting(register), reader(register)
    page = person.open(given["path"])
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert posted(person, given["path"], signed(register.key, page), **headers).status_code == 403
    assert [one["code"] for one in sent(register, given)["problems"]] == ["SIGNATURE_NEEDED"]


def test_a_program_whose_token_was_revoked_signs_nothing(register: Register) -> None:
    person, page = from_the_desk(register, "4/CV")
    fields, store = signed(register.key, page), register.api.app.state.store
    viewer = asked(register, page).get("viewer", {})
    register.api.call(lambda: store.revocations.revoke(mark(Marked.TOKEN, viewer["issuer"], viewer["token"])))
    again = reader(register, issuer=viewer["issuer"])
    for answer in (again.open(page.url.path), posted(again, page.url.path, fields)):
        assert (answer.status_code, "Phiên đã kết thúc" in said(answer)) == (403, True)
    assert person.open(page.url.path).status_code == 401


def asked(register: Register, page: httpx.Response) -> Any:
    """What the register keeps of the command behind a page."""
    requests = register.api.app.state.store.signing_requests
    found = register.api.call(requests.find, page.url.path.removeprefix("/sign/"))
    assert found
    return {"viewer": found[0], "request": found[1]}


def test_a_command_waits_sealed_and_each_person_has_a_few(register: Register) -> None:
    store, paths = register.api.app.state.store, [waiting(register)["path"] for _ in range(OPEN_MOST + 2)]

    async def rows() -> list[Any]:
        return list(await store.connection.collection("signing_requests").find({}).to_list(None))

    found = register.api.call(rows)
    assert not any(TEXT.encode() in row["sealed"] or paths[-1].encode() in repr(row).encode() for row in found)
    person = reader(register)
    assert (person.open(paths[0]).status_code, person.open(paths[-1]).status_code) == (404, 200)


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_whoever_puts_a_rule_into_force_reads_the_rule_and_not_only_its_decision(register: Register) -> None:
    """The command of `requireSigning` has no fields: a program could say that another rule is proposed."""
    query = "{ registryRows(kind: REGULATION, first: 9) { edges { node { rowId version } } } }"
    [edge] = register.ask(LEAD, Post.ADMIN, query)["registryRows"]["edges"]
    ends = {"actions": [], "since": (datetime.now(UTC) + timedelta(days=2)).isoformat(), "page": PAGE}
    target = {"regulationId": edge["node"]["rowId"], "expectedVersion": edge["node"]["version"]}
    row = register.done(LEAD, Post.ADMIN, "proposeSigning", "regulation { version }", **target, **ends)["regulation"]
    target["expectedVersion"] = row["version"]
    shown = "regulation { version }"
    [paper] = register.send(PPC, Post.ADMIN, "requireSigning", shown, **target, paper="1/QĐ")["problems"]
    assert paper["code"] == "PAPER_NOT_ALLOWED", "nobody ends signing by a paper"
    [problem] = register.send(PPC, Post.ADMIN, "requireSigning", shown, **target)["problems"]
    page = reader(register, PPC, Post.ADMIN).open(problem["address"].removeprefix(PAGE))
    [shown] = in_node([{"command": json.loads(problem["command"]), "seen": data_of(page, "seen")}])
    lines = dict(shown["lines"])
    assert "việc ký bằng khóa sẽ chấm dứt" in lines["Các việc phải ký"], lines
    assert (lines["Trang ký"], lines["Người đề nghị"]) == (PAGE, officer(LEAD, Post.ADMIN))


@pytest.mark.parametrize("name", ["sign.js", "enter.js", "words-vi.js"])
def test_a_script_of_an_earlier_release_is_not_used_unasked(register: Register, name: str) -> None:
    assert Reader(register.api).open(f"/sign/{name}").headers["cache-control"] == "public, max-age=0"


def test_who_has_no_key_acts_by_a_paper_with_its_number(register: Register) -> None:
    agency, post = "agency-inspection", Post.INSPECTOR
    [problem] = register.send(agency, post, "recordInspection", "inspection { id } replayed", **INSPECTION)["problems"]
    person, path = reader(register, agency, post), problem["address"].removeprefix(PAGE)
    assert "Bạn chưa có khóa ký nào" in said(person.open(path))
    assert posted(person, path, {"paper": "không số"}).status_code == 422
    assert "Đã thực hiện" in said(posted(person, path, {"paper": "12/KL-TTr"}))
    with_key = waiting(register)["path"]
    refused = posted(reader(register), with_key, {"paper": "12/QĐ-UBND"})
    assert (refused.status_code, 'name="paper"' in refused.text) == (422, False)
