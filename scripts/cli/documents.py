"""Makes the manifest of trusted documents, with one document for each operation in a folder of .graphql files.

All files are checked before a byte is written, because a fragment may be in another file than its operation.
"""

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    Source,
    build_schema,
    concat_ast,
    parse,
    print_ast,
    separate_operations,
    validate,
)

from schema.manifest import DOCUMENTS_MOST, id_of, manifest
from scripts.cli.environment import ROOT, CommandError, Environ, WrongUse, counted

SDL = ROOT / "schema" / "schema.graphql"
FILES_MOST, FILE_MOST = 2_000, 256 * 1024
FAULTS_MOST = 100


def run(options: Namespace, environ: Environ) -> None:
    """Write the manifest and print the id of each operation. If there are faults, print a line for each and exit with
    1."""
    made = compiled_folder(options.folder)
    write(options.output or options.folder / "manifest.json", manifest(made.values()))
    for name, document in made.items():
        print(f"sha256:{id_of(document)} {name}")


def compiled_folder(folder: Path, sdl: str | None = None) -> dict[str, str]:
    """Return the document of each operation of a folder, by name. Print every fault, and raise CommandError if there
    was one.

    `sdl` replaces the schema's file.
    """
    faults, made = compiled(dict(_read(folder)), sdl)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise CommandError(f"{counted(len(faults), 'fault')}; nothing was written")
    if len(made) > DOCUMENTS_MOST:
        raise CommandError(f"{len(made)} operations; a manifest holds at most {DOCUMENTS_MOST}")
    return made


def compiled(texts: dict[str, str], sdl: str | None = None) -> tuple[list[str], dict[str, str]]:
    """Return the faults of files as `file:line:column: what`. If there are none, also return each operation's document
    by name."""
    faults, parsed = [], []
    for name, text in texts.items():
        try:
            parsed.append(parse(Source(text, name)))
        except GraphQLError as error:
            faults.append(_fault(error))
        except RecursionError:
            faults.append(f"{name}:1:1: nested too deeply")
    whole = concat_ast(parsed)
    faults += [_fault(definition) for definition in _nameless(whole)]
    if not faults:
        schema = build_schema(sdl or SDL.read_text(encoding="utf-8"))
        faults = [_fault(fault) for fault in validate(schema, whole, max_errors=FAULTS_MOST)]
    if faults:
        return faults, {}
    separate = separate_operations(whole)
    return [], {name: print_ast(_ordered(separate[name])) for name in sorted(separate)}


def _nameless(document: DocumentNode) -> Iterator[GraphQLError]:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode) and definition.name is None:
            yield GraphQLError("An operation needs a name here.", definition)


def _ordered(document: DocumentNode) -> DocumentNode:
    """Return the operation, then its fragments by name, so that the bytes do not depend on the files."""

    def place(definition: DefinitionNode) -> str:
        return definition.name.value if isinstance(definition, FragmentDefinitionNode) else ""

    return DocumentNode(definitions=tuple(sorted(document.definitions, key=place)))


def _fault(error: GraphQLError) -> str:
    at = error.locations[0] if error.locations else None
    nodes = [node for node in error.nodes or () if node.loc]
    source = nodes[0].loc.source if nodes and nodes[0].loc else error.source
    place = f"{source.name}:{at.line}:{at.column}" if source and at else "-"
    return f"{place}: {' '.join(error.message.split())}"


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    if not folder.is_dir():
        raise WrongUse(f"{folder} is not a folder")
    files = sorted(path for path in folder.rglob("*.graphql") if path.is_file())
    if not 0 < len(files) <= FILES_MOST:
        raise WrongUse(f"{folder} holds {counted(len(files), '.graphql file')}; 1 to {FILES_MOST} are admitted")
    for file in files:
        name = file.relative_to(folder).as_posix()
        try:
            data = file.read_bytes()
            if len(data) > FILE_MOST:
                raise WrongUse(f"{name}: longer than {FILE_MOST} bytes")
            yield name, data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise WrongUse(f"{name}: cannot be read as UTF-8") from None


def write(path: Path, text: str) -> None:
    """Replace a file atomically. An API that starts meanwhile reads either the old manifest or the new one."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
