"""Typed operations, made from a schema and documents: shapes, what may be left out, and what is refused."""

import re
from pathlib import Path

import mypy.api
import pytest
from graphql import build_schema

from scripts.cli.__main__ import main
from scripts.cli.operations import typescript
from scripts.cli.operations.model import modelled
from tests.support.house import ROOT

SCHEMA = build_schema("""
scalar Money
enum Colour { RED GREEN }
interface Named { name: String! }
type Cat implements Named { name: String! lives: Int }
type Dog implements Named { name: String! colour: Colour! }
type Fish implements Named { name: String! }
input Wish { colour: Colour! = RED, from: ID!, inner: [Wish!], commandId: ID! }
type Query { pets(first: Int = 3, wish: Wish): [[Named]!]! price: Money cat: Cat }
type Mutation { adopt(input: Wish!): Cat }
""")


def typed(document: str, name: str = "Asked") -> str:
    return typescript.module(modelled(SCHEMA, {name: document}))


def test_what_may_be_skipped_may_be_missing_unless_it_is_asked_for_elsewhere() -> None:
    made = typed("query Asked($no: Boolean!) { cat { name @skip(if: $no) lives @include(if: $no) lives } }")
    assert "readonly name?: string;" in made
    assert "readonly lives: number | null;" in made


@pytest.mark.slow
def test_mypy_knows_what_an_answer_holds(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(
        "from casebook_client import Casebook\n"
        "from casebook_client import operations as op\n\n\n"
        "def use(register: Casebook) -> None:\n"
        "    for row in register.pages(op.cases(first=2)):\n"
        "        reveal_type(row['claim'])\n"
        "    payload = register.send(op.start_checking(input={'caseId': 'x', 'expectedVersion': 1, 'focal': 'y'}))\n"
        "    for problem in payload['startChecking']['problems']:\n"
        "        if problem['__typename'] == 'VersionConflict':\n"
        "            reveal_type(problem['currentVersion'])\n"
        "    op.start_checking(input={'caseId': 'x', 'expectedVersion': 'one', 'focal': 'y'})\n"
        "    register.ask(op.cases())\n"
    )
    said = mypy.api.run([str(tmp_path / "use.py"), "--config-file", str(ROOT / "pyproject.toml")])[0]
    revealed = [found.removeprefix("builtins.") for found in re.findall(r'Revealed type is "(.*)"', said)]
    assert revealed == ["str | None", "int"]
    assert "(expression has type" in said
    assert 'Missing named argument "first" for "cases"' in said
    assert "Found 2 errors" in said


def test_the_verb_makes_module_and_manifest_and_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.graphql").write_text("query One { me { isPerson } }")
    environ = {"CASEBOOK_HOME": str(tmp_path)}
    files = [str(tmp_path / name) for name in ("made.py", "manifest.json")]
    words = ["operations", str(tmp_path), "--python", files[0], "--manifest", files[1]]
    assert main(words, environ) == 0
    assert "def one() -> Query[OneData]:" in Path(files[0]).read_text()
    assert Path(files[1]).exists()
    (tmp_path / "two.graphql").write_text("query Two { node(id: 1) { id ... on Case { code } } }")
    assert main(words, environ) == 1
    assert "TwoDataNode: select __typename" in capsys.readouterr().err
