"""Makes typed operations for `casebook_client` from a folder of .graphql files. For TypeScript use graphql-codegen.

The documents and their ids are those of `scripts/casebook documents FOLDER`, whose manifest is written beside them.
"""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from graphql import build_schema

from schema.manifest import manifest
from scripts.cli.documents import SDL, compiled_folder, write
from scripts.cli.environment import CommandError, Environ
from scripts.cli.operations import python
from scripts.cli.operations.model import OperationsRefused, modelled


def run(options: Namespace, environ: Environ) -> None:
    """Write the requested files. If there are faults, print a line for each and exit with 1."""
    documents = compiled_folder(options.folder)
    try:
        model = modelled(build_schema(SDL.read_text(encoding="utf-8")), documents)
    except OperationsRefused as refused:
        raise CommandError(f"{refused}; nothing was written") from None
    texts: Mapping[Path | None, str] = {
        options.python: python.module(model),
        options.manifest: manifest(documents.values()),
    }
    for path, text in texts.items():
        if path:
            write(path, text)
            print(path)
