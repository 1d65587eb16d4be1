"""The made-up register answers every operation of the client packages and every field, as the schema says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from casebook_client import Casebook, Command, FixedToken
from casebook_client import operations as op
from graphql import build_schema, is_required_argument

from domain.messages.catalogue import catalogue
from schema.manifest import documents_of
from scripts.cli.documents import SDL
from scripts.cli.mock.answers import ROWS
from scripts.cli.mock.app import WANTED, app
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


REFUSED = """mutation($input: ScreenCaseInput!) { screenCase(input: $input) { case { id } problems {
  __typename code messageVi messageEn
  ... on InvalidInput { path at length } ... on VersionConflict { currentVersion since { version } }
  ... on TransitionNotAllowed { state allowed } ... on SafeguardNotMet { guard }
  ... on LimitReached { limit } ... on MissingRight { scopes posts }
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


async def test_what_does_not_fit_the_schema_is_an_invalid_request(served: Any) -> None:
    for query in ("{ nothing }", "{ {", "query($id: ID!) { node(id: $id) { id } }"):
        [error] = (await ask(served, query))["errors"]
        assert error["extensions"]["code"] == "INVALID_REQUEST"
        assert error["locations"]


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


async def test_every_operation_of_the_packages_is_answered(served: Any) -> None:
    manifest = (ROOT / "clients" / "operations" / "manifest.json").read_bytes()
    for document in documents_of(manifest).values():
        if document.startswith("query"):
            answer = await ask(served, document, id="case-mock-1", first=2)
            assert "errors" not in answer, json.dumps(answer)
