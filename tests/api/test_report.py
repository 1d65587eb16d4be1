"""The public door: pages and schema without an account, and nothing of the agencies' side."""

import re
from html import unescape
from urllib.parse import parse_qsl

import httpx
import pytest
from graphql import GraphQLObjectType
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from api.middleware.body_limit import BODY_MOST
from api.pages.report.page_request import TEXTS, PageRequest, answered
from api.pages.report.pages import ATTACHING, ONWARD
from api.pages.report.routes import REPORT_ROUTES
from domain.kernel.vocabulary import Post
from domain.messages import message
from resolvers.public import build_public, open_actions
from resolvers.root import executable
from tests.api.test_report_pages import PAGES as LOOKED_AT
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.play import a_ground
from tests.support.public import Person, code_in, fresh, plain
from tests.support.tokens import Issuer
from tests.support.told import lines_for, nothing_missing
from tests.support.web import hidden_in

pytestmark = pytest.mark.usefixtures("forgiven")
CLAIM = "Bài viết nói trạm y tế xã đóng cửa, nhưng trạm vẫn mở."
GOOD = {"claim": CLAIM, "free_of_secrets": "yes", "medium": "WEBSITE", "url": "https://tin.example/cong-khai"}
WITH_A_CODE = {*ONWARD, "prove"}
PAGES = tuple(
    name
    for route in REPORT_ROUTES
    if "GET" in (route.methods or ())
    if (name := route.path.removeprefix("/report/")) not in WITH_A_CODE and not name.endswith(".js")
)
"""Whatever is added, without those that only a code or an address leads to."""


@pytest.fixture
def person(api: Api) -> Person:
    return Person(api.url)


class TestPages:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_work_without_script_cookie_or_foreign_parts(self, person: Person, page: str, language: str) -> None:
        answer = person.get(page, lang=language)
        assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (200, True)
        assert "<script" not in answer.text
        assert not re.search(r"\son\w+=|style=", answer.text)
        assert "set-cookie" not in answer.headers
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "same-origin")
        own = "/report|/press/|/register/|/accessibility|/style\\.css|\\?lang=|#"
        assert not re.search(rf'(?:src|href|action)="(?!{own})', answer.text)

    def test_are_looked_at_in_a_browser(self) -> None:
        lines_for(PAGES, LOOKED_AT, "PAGES in tests/api/test_report_pages.py", '"{}"')

    def test_are_led_to_from_the_first(self, person: Person) -> None:
        led = set(re.findall(r'href="/report/(\w+)', person.get("").text))
        nothing_missing(
            f"No link leads to /report/{page}. Add it to api/pages/report/templates/index.html, with its words."
            for page in PAGES
            if page and page not in led
        )

    @pytest.mark.parametrize("page", PAGES)
    def test_a_head_is_answered_like_a_get_without_its_body(self, api: Api, page: str) -> None:
        answer = web.head(f"{api.url}/report/{page}")
        assert (answer.status_code, answer.content) == (200, b"")

    @pytest.mark.parametrize(
        ("page", "query"), [("complaint", {"decision": '0&"<1'}), ("statistics", {"year": "2025"})]
    )
    def test_in_the_other_language_are_about_the_same(self, person: Person, page: str, query: dict[str, str]) -> None:
        [turn] = re.findall(r'<a class="language" href="([^"]+)"', person.get(page, **query).text)
        assert dict(parse_qsl(unescape(turn).partition("?")[2])) == {"lang": "en", **query}


class TestReporting:
    def test_gives_a_code_that_follows_it(self, person: Person) -> None:
        receipt = person.send("content", **GOOD, contact="0912 345 678")
        assert receipt.status_code == 200
        followed = person.post("matter", code=code_in(receipt))
        assert "Tiếp nhận" in plain(followed)
        assert "chậm nhất ngày" in plain(followed)
        assert "hạn do các cơ quan tự đặt ra (2 ngày làm việc)" in plain(followed)
        assert "0912" not in followed.text
        assert CLAIM not in followed.text

    def test_sent_twice_is_taken_in_once(self, person: Person) -> None:
        form = person.hidden("content")
        first, second = person.post("content", **form, **GOOD), person.post("content", **form, **GOOD)
        assert code_in(first) == code_in(second)
        assert "đã được nhận trước đó" in plain(second)
        number = re.compile(r"CB-\d{4}-\d{6}")
        assert number.findall(first.text) == number.findall(second.text)

    def test_sent_again_with_other_words_it_can_be_sent_as_another(self, person: Person) -> None:
        form = person.hidden("content")
        first = person.post("content", **form, **GOOD)
        other = GOOD | {"claim": f"{CLAIM} Đã sửa lại."}
        answer = person.post("content", **form, **other)
        assert answer.status_code == 422
        assert TEXTS["vi"]["sent_before"] in plain(answer)
        assert other["claim"] in answer.text
        again = hidden_in(answer.text)
        assert again["command_id"] != form["command_id"]
        second = person.post("content", **again, **other)
        assert code_in(second) != code_in(first)

    def test_what_was_typed_stays_beside_its_error(self, person: Person) -> None:
        hostile = 'ngắn "><script>alert(1)</script>'
        form = person.hidden("content")
        answer = person.post("content", **form, claim="ngắn", url="ftp://x", place=hostile, contact="a@b.example")
        assert answer.status_code == 422
        assert form["command_id"] in answer.text
        assert "<script>" not in answer.text
        assert 'value="ftp://x"' in answer.text
        assert 'value="a@b.example"' in answer.text
        for field in ("claim", "url"):
            assert f'id="{field}-error"' in answer.text
        assert ">\nngắn</textarea>" in answer.text
        mended = person.post("content", **form, **GOOD)
        assert mended.status_code == 200

    def test_every_mistake_is_named_at_once(self, person: Person) -> None:
        """What is wrong with one field, with several together, and a day that cannot be read."""
        words = plain(person.send("content", claim="ngắn"))
        codes = ("secrets-not-admitted", "where-needed")
        for said in ("Nội dung quá ngắn.", *(message(code, {}, "vi") for code in codes)):
            assert said in words, said
        words = plain(person.send("complaint", decision="A" * 12, text="ngắn", known_on="hôm qua"))
        for said in ("Nội dung quá ngắn.", message("day-malformed", {}, "vi")):
            assert said in words, said

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"claim=%FF%FE", b"a=1&" * 200])
    def test_a_body_that_is_no_form_gets_a_page(self, api: Api, content: bytes) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = web.post(f"{api.url}/report/content", content=content, headers=headers)
        assert answer.status_code == 415
        assert web.post(f"{api.url}/report/content", json={}).status_code == 415

    def test_too_long_a_form_gets_a_page_and_a_program_its_data(self, api: Api, person: Person) -> None:
        answer = person.post("content", **(GOOD | {"claim": "a" * BODY_MOST}))
        assert (answer.status_code, TEXTS["vi"]["too_large"]["lead"] in plain(answer)) == (413, True)
        assert answer.headers["cache-control"] == "no-store"
        typed = {"Content-Type": "application/x-www-form-urlencoded; charset=multipart/form-data"}
        for name in ATTACHING:
            held_whole = web.post(f"{api.url}/report/{name}", content=b"a" * (BODY_MOST + 1), headers=typed)
            assert held_whole.status_code == 413, f"{name}: only what is read as it comes may be larger"
        program = web.post(f"{api.url}/report/graphql", json={"query": "a" * BODY_MOST})
        assert (program.status_code, program.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")

    async def test_while_something_is_broken_what_was_typed_stays(self) -> None:
        async def breaks(page: PageRequest) -> Response:
            raise RuntimeError("không nói ra")

        routes = [Route("/report/content", answered(breaks), methods=["POST"])]
        made = Starlette(routes=routes)
        made.state.store = made.state.rates = made.state.places = None
        transport = httpx.ASGITransport(app=made)
        async with web.AsyncClient(transport=transport, base_url="http://here.example") as client:
            answer = await client.post("/report/content", data={"command_id": "x", "claim": 'một "<b>hai</b>"'})
        assert answer.status_code == 500
        kept = hidden_in(answer.text)
        assert kept == {"lang": "vi", "command_id": "x", "claim": 'một "<b>hai</b>"'}
        assert "không nói ra" not in answer.text

    def test_the_lead_agency_sees_it_and_its_channel(self, api: Api, issuer: Issuer, person: Person) -> None:
        receipt = person.send("content", **(GOOD | {"url": "https://tin.example/kenh"}))
        number = re.search(r"CB-\d{4}-\d{6}", receipt.text)
        assert number
        query = "query($code: String!) { caseByCode(code: $code) { receipt { channel } reporter { id } url } }"
        case = api.ask(issuer.officer("agency-lead", Post.HANDLER), query, code=number[0])["caseByCode"]
        assert (case["receipt"]["channel"], case["reporter"]["id"]) == ("PUBLIC", "agency-lead")


@pytest.mark.parametrize(
    ("address", "status", "leads"),
    [
        ("/report?lang=en", 308, "/report/?lang=en"),
        ("/press", 308, "/press/"),
        ("/?lang=en", 302, "/report/?lang=en"),
        ("/graphql/", 404, None),
    ],
)
def test_no_address_leads_to_a_host_somebody_invents(api: Api, address: str, status: int, leads: str | None) -> None:
    answer = web.get(f"{api.url}{address}", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.headers.get("location")) == (status, leads)


@pytest.mark.parametrize("page", ["appeal", "withdraw"])
def test_the_address_of_a_step_asks_for_the_code(person: Person, page: str) -> None:
    answer = person.get(page)
    assert (answer.status_code, 'action="/report/matter"' in answer.text) == (200, True)


class TestSchema:
    PUBLIC = executable(build_public())

    def test_is_served_as_text(self, api: Api) -> None:
        answer = web.get(f"{api.url}/report/schema.graphql")
        assert answer.text == build_public().as_str() + "\n"

    def test_offers_what_the_rows_say_and_nothing_else(self) -> None:
        assert self.PUBLIC.mutation_type is not None
        assert self.PUBLIC.query_type is not None
        assert set(self.PUBLIC.mutation_type.fields) == {action.name for action in open_actions()}
        fields = {"decisionFor", "hearingFor", "matter", "officialPages", "spokespersons", "statements", "statistics"}
        assert set(self.PUBLIC.query_type.fields) == fields

    def test_shows_nothing_of_the_agencies_objects(self) -> None:
        assert not {"Case", "Redress", "Erasure", "Agency", "Event"} & set(self.PUBLIC.type_map)
        fields = {
            name
            for item in self.PUBLIC.type_map.values()
            if isinstance(item, GraphQLObjectType) and not item.name.startswith("__")
            for name in item.fields
        }
        assert not {"officer", "signatory", "reporter", "claim", "contact", "members"} & fields

    def test_the_agencies_schema_stays_closed(self, api: Api) -> None:
        for query in ("{ __typename }", '{ decisionFor(url: "https://a.example/1") { code } }'):
            assert api.post(None, query).status_code == 401

    def test_files_and_follows(self, person: Person) -> None:
        query = """mutation($input: ReportContentInput!) { reportContent(input: $input) {
            number code replayed problems { __typename code ... on InvalidInput { path } } } }"""
        wrong = {"commandId": fresh(), "claim": "x", "freeOfSecrets": True}
        problems = person.data(query, input=wrong)["reportContent"]["problems"]
        told = [(problem["code"], problem["path"]) for problem in problems]
        assert told == [("TEXT_TOO_SHORT", "input.claim"), ("WHERE_NEEDED", "input.url")]
        good = {"commandId": fresh(), "claim": CLAIM, "freeOfSecrets": True, "url": "https://tin.example/gql"}
        good["codeSecret"] = "a1" * 16
        made = person.data(query, input=good)["reportContent"]
        again = person.data(query, input=good)["reportContent"]
        assert (again["code"], again["replayed"]) == (made["code"], True)
        again = person.data(query, input={**good, "codeSecret": None})["reportContent"]
        assert (again["code"], again["replayed"]) == (None, True), "the command id alone opens nothing"
        weak = person.data(query, input={**good, "commandId": fresh(), "codeSecret": "short"})["reportContent"]
        assert [problem["code"] for problem in weak["problems"]] == ["CODE_SECRET_MALFORMED"]
        ask = "query($code: String!) { matter(code: $code) { report { number state nextBy } complaint { number } } }"
        found = person.data(ask, code=made["code"])["matter"]
        assert found["report"].pop("nextBy") is not None
        assert found == {"report": {"number": made["number"], "state": "RECEIVED"}, "complaint": None}
        assert person.data(ask, code="0" * 20)["matter"] is None


def test_an_address_looked_up_is_not_shown_again(person: Person) -> None:
    assert "rieng-tu" not in person.post("decision", url="https://tin.example/rieng-tu").text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_method_that_any_page_may_use_writes_nothing(api: Api, method: str) -> None:
    """No preflight comes before GET or HEAD from a page of another site."""
    written = {"query": "mutation { x: __typename }"}
    assert web.request(method, api.url + "/report/graphql", params=written).status_code == 405
    opened = {"query": 'query a { ...m } fragment m on Query { a: matter(code: "0") { report { number } } }'}
    assert web.request(method, api.url + "/report/graphql", params=opened).status_code == 405, "no code in an address"
    asked = {"query": "{ x: __typename }"}
    assert web.request(method, api.url + "/report/graphql", params=asked).status_code == 200


def test_everybody_reads_the_law_of_a_day(api: Api, issuer: Issuer) -> None:
    grounds, reader = [a_ground(api, issuer) for _ in range(2)], Person(api.url)
    before, after = (reader.get("law", day=day).text for day in ("2026-06-30", "2026-07-01"))
    assert "Luật Khiếu nại 02/2011/QH13, Điều 9" in before
    assert "136/2025/QH15, Điều 9" not in before
    assert "136/2025/QH15, Điều 9" in after
    assert "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025" in after
    assert "Chưa đối chiếu" in after
    assert after.count('<section class="box">') >= len(grounds), "each provision in force, not only the first"
    assert "Not compared with the text" in Person(api.url, "en").get("law", day="nonsense").text
