"""The made-up register answers every operation of the client packages and every field, as the schema says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from casebook_client import Casebook, Command, FixedToken
from casebook_client import operations as op
from graphql import build_schema, get_introspection_query, is_required_argument

from domain.messages import sentences
from domain.messages.catalogue import catalogue
from schema.manifest import documents_of
from scripts.cli.documents import SDL
from scripts.cli.mock.answers import ROWS
from scripts.cli.mock.app import WANTED, app
from scripts.cli.mock.values import STORIES
from scripts.cli.mock.wrong import BY_STATUS
from tests.support.house import ROOT
from tests.support.mocked import mocked

TEXT = SDL.read_text(encoding="utf-8")
SCHEMA = build_schema(TEXT)
SCREEN = {"caseId": "case-mock-3", "category": "HEALTH", "assigned": "agency-mock-1"}


@pytest.fixture(scope="module")
def served() -> Any:
    return app(TEXT, 0)


async def ask(served: Any, query: str, wanted: str = "", **variables: Any) -> Any:
    """The answer in this process."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://mock.example") as http:
        sent = {"query": query, "variables": variables}
        return (await http.post("/graphql", json=sent, headers={WANTED: wanted} if wanted else {})).json()


async def test_every_object_of_the_schema_can_be_shown(served: Any) -> None:
    """Each root field, with what every object has two levels down, is answered without an error."""
    assert SCHEMA.query_type is not None
    for name, field in SCHEMA.query_type.fields.items():
        required = [key for key, argument in field.args.items() if is_required_argument(argument)]
        if required not in ([], ["id"]):
            continue
        given = '(id: "case-mock-3")' if "id" in required else ""
        answer = await ask(served, f"{{ {name}{given} {selection(field.type, 3)} }}")
        assert "errors" not in answer, (name, answer["errors"])


def selection(of: Any, depth: int) -> str:
    """Every field without arguments that are asked for, down to a depth."""
    while hasattr(of, "of_type"):
        of = of.of_type
    fields = getattr(of, "fields", None)
    if fields is None:
        return "{ __typename }" if hasattr(of, "types") else ""
    shown = ["__typename"]
    for name, field in fields.items():
        inner = field.type
        while hasattr(inner, "of_type"):
            inner = inner.of_type
        leaf = not (hasattr(inner, "fields") or hasattr(inner, "types"))
        if any(map(is_required_argument, field.args.values())):
            continue
        if leaf:
            shown.append(name)
        elif depth:
            shown.append(f"{name} {selection(inner, depth - 1)}")
    return f"{{ {' '.join(shown)} }}"


async def test_the_same_object_is_the_same_wherever_it_is_met(served: Any) -> None:
    listed = await ask(served, "{ cases(first: 3) { edges { node { id code claim state lead { name } } } } }")
    row = listed["data"]["cases"]["edges"][2]["node"]
    opened = await ask(served, "query($id: ID!) { case(id: $id) { id code claim state lead { name } } }", id=row["id"])
    node = await ask(served, "query($id: ID!) { node(id: $id) { id ... on Case { code claim } } }", id=row["id"])
    assert opened["data"]["case"] == row
    assert node["data"]["node"] == {key: row[key] for key in ("id", "code", "claim")}


async def test_texts_go_together_and_labels_are_those_of_the_schema(served: Any) -> None:
    """What hangs on a case tells its story; a row of the history is named as its event is."""
    query = """query($id: ID!) {
      case(id: $id) {
        claim category lead { name } checks { summary } allowedActions(only: [closeCase]) { labelVi labelEn }
        history(first: 1) { edges { node { type labelVi labelEn } } }
      }
      vocabularies { name values { value vi en } }
    }"""
    story = STORIES[0]
    found = (await ask(served, query, id="case-mock-1"))["data"]
    case = found["case"]
    assert (case["claim"], case["category"], case["lead"]["name"]) == (
        story["claim"],
        story["category"],
        "MẪU – Sở chủ trì",
    )
    assert {check["summary"] for check in case["checks"]} <= {story["summary"], None}
    assert case["allowedActions"] == [{"labelVi": "Kết thúc vụ việc", "labelEn": "Close the case"}]
    words = {vocabulary["name"]: vocabulary["values"] for vocabulary in found["vocabularies"]}
    told = case["history"]["edges"][0]["node"]
    assert {"value": told["type"], "vi": told["labelVi"], "en": told["labelEn"]} in words["EventType"]


REFUSED = """mutation($input: ScreenCaseInput!) { screenCase(input: $input) { case { id } problems {
  __typename code messageVi messageEn
  ... on InvalidInput { path at length } ... on VersionConflict { currentVersion since { version } }
  ... on TransitionNotAllowed { state allowed } ... on SafeguardNotMet { guard }
  ... on LimitReached { limit } ... on MissingRight { missing }
} } }"""
SENT = {**SCREEN, "commandId": "0b2a4f7e-8f4e-4d0e-9a53-6d2b6d3f1a11", "expectedVersion": 1}


async def test_each_type_of_problem_is_given_with_a_sentence_of_the_register(served: Any) -> None:
    known = {meaning.code: meaning for meaning in catalogue()}
    for kind in SCHEMA.get_possible_types(SCHEMA.type_map["Problem"]):  # type: ignore[arg-type]  # an interface
        answer = await ask(served, REFUSED, kind.name, input=SENT)
        assert "errors" not in answer, answer
        refused = answer["data"]["screenCase"]
        [problem] = refused["problems"]
        assert (refused["case"], problem["__typename"]) == (None, kind.name)
        for said, sentence in (("messageVi", known[problem["code"]].vi), ("messageEn", known[problem["code"]].en)):
            parts = re.split(r"{\w+}", sentence)
            assert re.fullmatch(".+".join(map(re.escape, parts)), problem[said]), problem
    invalid = (await ask(served, REFUSED, "InvalidInput", input=SENT))["data"]["screenCase"]["problems"][0]
    assert (invalid["path"], invalid["at"]) == ("input.note", 1)


async def test_each_code_of_an_error_is_given_as_the_register_says_it(served: Any) -> None:
    for code, sentence in sentences("codes", "vi").items():
        [error] = (await ask(served, "{ me { role } }", code))["errors"]
        assert error["extensions"]["code"] == code
        assert "reason" in error["extensions"] or error["extensions"]["messageVi"] == sentence
    [forbidden] = (await ask(served, "{ me { role } }", "FORBIDDEN"))["errors"]
    assert forbidden["extensions"]["reason"] == "scope-missing"
    assert forbidden["message"] == sentences("refusals", "en")["scope-missing"]
    [unknown] = (await ask(served, "{ me { role } }", "NOTHING_OF_THE_KIND"))["errors"]
    assert unknown["extensions"]["code"] == "BAD_REQUEST"
    listed = (await ask(served, "{ errorCatalogue { code vi en retry } }"))["data"]["errorCatalogue"]
    assert [row["code"] for row in listed] == [meaning.code for meaning in catalogue()]


async def test_what_does_not_fit_the_schema_is_an_invalid_request(served: Any) -> None:
    for query in ("{ nothing }", "{ {", "query($id: ID!) { node(id: $id) { id } }"):
        [error] = (await ask(served, query))["errors"]
        assert error["extensions"]["code"] == "INVALID_REQUEST"
        assert error["locations"]


def test_a_status_has_a_code_of_the_register() -> None:
    assert set(BY_STATUS.values()) <= set(sentences("codes", "en"))


async def test_the_address_asks_for_what_goes_wrong_where_no_header_can(served: Any) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://mock.example") as http:
        limited = await http.post("/429/graphql", json={"query": "{ me { role } }"})
        assert (limited.status_code, limited.headers["Retry-After"]) == (429, "1")
        sent = {"query": REFUSED, "variables": {"input": SENT}}
        refused = (await http.post("/RuleNotMet/graphql", json=sent)).json()
    assert refused["data"]["screenCase"]["problems"][0]["__typename"] == "RuleNotMet"


async def test_tools_can_read_the_schema(served: Any) -> None:
    assert (await ask(served, get_introspection_query()))["data"]["__schema"]["queryType"]["name"] == "Query"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of `scripts/casebook mock`."""
    with mocked() as url:
        yield url


@pytest.mark.slow
def test_the_python_client_lists_acts_conflicts_follows_and_uploads(address: str) -> None:
    with Casebook(address, FixedToken("none is looked at"), wait=lambda seconds: None) as register:
        rows = list(register.pages(op.cases(first=20)))
        assert len({row["id"] for row in rows}) == ROWS
        case = rows[2]
        assert case["version"] == 1
        command = op.start_checking(input={"caseId": case["id"], "expectedVersion": 1, "focal": "officer-mock-1"})
        first, again = (register.send(command)["startChecking"] for _ in range(2))
        assert first["case"] is not None
        assert (first["case"]["version"], first["replayed"], again["replayed"]) == (2, False, True)

        def make(version: int) -> Command[op.StartCheckingData]:
            return op.start_checking(
                input={"caseId": case["id"], "expectedVersion": version, "focal": "officer-mock-1"}
            )

        decided = register.decide(1, make, lambda conflict: conflict.current_version == 2)["startChecking"]
        assert decided["case"] is not None
        assert decided["case"]["version"] == 3
        following = register.follow(op.case_changed(), "7")
        assert [next(following)["caseChanged"]["cursor"] for _ in range(3)] == ["8", "9", "10"]
        assert register.upload(case["id"], b"x", "image/png")


@pytest.mark.slow
def test_a_page_of_any_origin_may_ask_and_a_status_is_given(address: str) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    granted = httpx.options(f"{address}/graphql", headers={**asked, "Access-Control-Request-Headers": "authorization"})
    assert granted.headers["access-control-allow-origin"] == "*"
    assert httpx.post(f"{address}/graphql", json={}, headers={WANTED: "503"}).status_code == 503


async def test_every_operation_of_the_packages_is_answered(served: Any) -> None:
    manifest = (ROOT / "clients" / "operations" / "manifest.json").read_bytes()
    for document in documents_of(manifest).values():
        if document.startswith("query"):
            answer = await ask(served, document, id="case-mock-1", first=2)
            assert "errors" not in answer, json.dumps(answer)
