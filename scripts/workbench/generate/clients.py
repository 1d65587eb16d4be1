"""The made files of `clients/`: operations in both languages, their manifest, and one version for all packages."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from graphql import build_schema

from resolvers.root import build
from resolvers.sdl import text_of
from schema.manifest import manifest
from scripts.cli.documents import compiled_folder
from scripts.cli.operations import python, typescript
from scripts.cli.operations.model import Model, modelled
from scripts.workbench import ROOT

CLIENTS = ROOT / "clients"


@cache
def _documents() -> dict[str, str]:
    return compiled_folder(CLIENTS / "operations", _sdl())


@cache
def _sdl() -> str:
    return text_of(build())


@cache
def _model() -> Model:
    return modelled(build_schema(_sdl()), _documents())


def _versioned(path: str, pattern: str) -> Callable[[], str]:
    """A file of a package with the version of the register in it."""

    def made() -> str:
        version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        text = (CLIENTS / path).read_text(encoding="utf-8")
        return re.sub(pattern, lambda found: f"{found[1]}{version}{found[2]}", text, count=1, flags=re.MULTILINE)

    return made


FILES: Mapping[str, Callable[[], str]] = {
    "clients/operations/manifest.json": lambda: manifest(_documents().values()),
    "clients/python/casebook_client/operations.py": lambda: python.module(_model()),
    "clients/typescript/src/operations.ts": lambda: typescript.module(_model(), "./operation.js"),
    "clients/python/pyproject.toml": _versioned("python/pyproject.toml", r'^(version = ")[^"]*(")'),
    "clients/typescript/package.json": _versioned("typescript/package.json", r'^(  "version": ")[^"]*(")'),
}
"""Each file by its path, and the function that returns its text."""
