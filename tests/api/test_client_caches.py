"""Answers in the normalised caches of Apollo and urql: no answer changes what another said of another object."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import DocumentNode, FieldNode, NameNode, SelectionSetNode, Visitor, parse, print_ast, visit

from domain.kernel.vocabulary import Post
from tests.support.house import ROOT
from tests.support.installation import Api
from tests.support.node import TOOLS, built, run
from tests.support.play import Play, a_ground
from tests.support.selections import SCHEMA, everything
from tests.support.tokens import Issuer
from tests.support.world import caller

pytestmark = pytest.mark.slow
SDL = ROOT / "schema" / "schema.graphql"
PURPOSE = {"Casebook-Purpose": "INSPECTION"}
TYPENAME = FieldNode(name=NameNode(value="__typename"))


class _Typed(Visitor):
    """Asks for the name of each object's type, as clients with a cache do."""

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        return SelectionSetNode(selections=(*node.selections, TYPENAME))


def typed(document: str) -> str:
    """A document with the names of types."""
    made: DocumentNode = visit(parse(document), _Typed())
    return print_ast(made)


def fields(name: str, depth: int = 2) -> str:
    """Every field of a type."""
    kind: Any = SCHEMA.type_map[name]
    return everything(kind, depth)


@pytest.fixture(scope="module")
def answers(api: Api, issuer: Issuer) -> list[dict[str, Any]]:
    """Operations that show the same case in many ways, and what the register answers."""
    play = Play(api, issuer)
    play.report()
    play.check()
    play.proposed(a_ground(api, issuer))
    inspector = issuer.token(caller("agency-inspection", Post.INSPECTOR))
    old = "query($id: ID!) { case(id: $id) { id version asOf(moment: {version: 1}) { %s } } }"
    asked: dict[str, str] = {
        "the list": "{ cases(first: 10) { totalCount edges { cursor node { id code state version } } } }",
        "the case": f"query($id: ID!) {{ case(id: $id) {{ {fields('Case', 1)} }} }}",
        "its first version": old % fields("CaseVersion", 1),
        "its history": """query($id: ID!) { case(id: $id) {
          id history(first: 20) { edges { node { version type } } } } }""",
        "as a node": "query($id: ID!) { node(id: $id) { id ... on Case { state claim } } }",
        "provisions": f"{{ provisions(first: 10) {{ edges {{ node {{ {fields('Provision')} }} }} }} }}",
        "agencies": f"{{ agencies(inactive: true) {{ {fields('Agency')} }} }}",
        "areas": "{ areas { id name level } }",
        "the inbox": "{ inbox { due { kind about streamId case { id state } } states { state count } } }",
        "leads": "{ leadAssignments { id part agency { id } } reportSchedules { id period } }",
    }
    found = []
    for name, document in asked.items():
        wanted = {"id": play.case} if "$id" in document else {}
        data = api.ask(inspector, typed(document), PURPOSE, **wanted)
        found.append({"name": name, "document": typed(document), "variables": wanted, "data": data})
    assert found[2]["data"]["case"]["asOf"]["state"] != found[1]["data"]["case"]["state"]
    return found


def changed(answers: list[dict[str, Any]], folder: Path) -> list[tuple[str, str]]:
    """What a cache no longer says as it was answered."""
    path = folder / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    arguments = (str(SDL), str(path), str(built("clients/typescript") / "built"))
    return [(item["cache"], item["name"]) for item in run("caches.mjs", *arguments, packages=TOOLS)]


def test_each_answer_is_read_back_as_it_was_given(answers: list[dict[str, Any]], tmp_path: Path) -> None:
    assert changed(answers, tmp_path) == []
