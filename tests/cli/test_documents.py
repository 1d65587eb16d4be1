"""The manifest of trusted documents: the same for the same folder, and none while anything is wrong."""

import json
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from schema.manifest import documents_of, id_of
from scripts.cli.__main__ import main
from scripts.cli.documents import SDL

GOOD = {
    "b/list.graphql": "query Cases { cases(first: 1) { edges { node { ...Shown } } } }\nquery Me { me { isPerson } }",
    "a.graphql": "# a comment\nfragment Shown on Case { ...Short claim }\nfragment Short on Case { id code }",
}


def ended(folder: Path, *words: str) -> int:
    return main(["documents", str(folder), *words], {"CASEBOOK_HOME": str(folder / "none")})


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_each_operation_becomes_a_document_with_the_fragments_it_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(laid(tmp_path, GOOD)) == 0
    made = documents_of((tmp_path / "manifest.json").read_bytes())
    said = {line.split()[1]: line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert said.keys() == {"Cases", "Me"}
    schema = build_schema(SDL.read_text())
    for name, id in said.items():
        document = made[id.removeprefix("sha256:")]
        assert document.startswith(f"query {name} ")
        assert validate(schema, parse(document)) == []
    assert sum("fragment Shown" in item for item in made.values()) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("query A {\n  nothing\n}", "w.graphql:2:3: Cannot query field 'nothing' on type 'Query'."),
        ("query A {\n  me { isPerson", "w.graphql:2:16: Syntax Error: Expected Name, found <EOF>."),
        ("{ me { isPerson } }", "w.graphql:1:1: An operation needs a name here."),
        ("query Me { me { posts } }", "b/list.graphql:2:7: There can be only one operation named 'Me'."),
        ("fragment Unused on Case { id }", "w.graphql:1:1: Fragment 'Unused' is never used."),
        ("query A { me { ...Nowhere } }", "w.graphql:1:19: Unknown fragment 'Nowhere'."),
        ("type Own { id: ID }", "w.graphql:1:1: The 'Own' definition is not executable."),
        ("query A { " + "me { " * 5_000, "w.graphql:1:"),
    ],
)
def test_a_fault_is_named_by_file_and_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    assert ended(laid(tmp_path, GOOD | {"w.graphql": text})) == 1
    assert fault in capsys.readouterr().err
    assert not (tmp_path / "manifest.json").exists()


def test_an_old_manifest_stays_while_anything_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert ended(laid(tmp_path / "in", GOOD), "--output", str(path)) == 0
    before = path.read_bytes()
    assert ended(laid(tmp_path / "in", {"w.graphql": "query W { no }"}), "--output", str(path)) == 1
    assert path.read_bytes() == before
    assert all(id_of(text) == id for id, text in json.loads(before).items())
