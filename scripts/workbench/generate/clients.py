"""Generates files of `clients/`: operations in both languages, their manifest, and one version for all packages."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from graphql import build_schema, is_abstract_type, is_object_type

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


def _cache() -> str:
    """Return the configuration for the normalised caches of Apollo and urql."""
    schema = build_schema(_sdl())
    roots = {kind for kind in (schema.query_type, schema.mutation_type, schema.subscription_type) if kind}
    kinds = [kind for name, kind in sorted(schema.type_map.items()) if not name.startswith("__")]
    open_ = {kind.name: schema.get_possible_types(kind) for kind in kinds if is_abstract_type(kind)}
    possible = {name: sorted(one.name for one in types) for name, types in open_.items()}
    embedded = [kind.name for kind in kinds if is_object_type(kind) and kind not in roots and "id" not in kind.fields]
    return CACHE.format(possible=json.dumps(possible, indent=2), embedded=json.dumps(embedded, indent=2))


CACHE = """\
// Made by `scripts/generate` from the schema: what normalised caches have to know of its types.

const embedded: readonly string[] = {embedded};

/** The types of each interface, for Apollo's `InMemoryCache`. */
export const possibleTypes: Record<string, string[]> = {possible};

/** Objects without an id belong to the object around them: for Apollo's `InMemoryCache`. */
export const typePolicies: Record<string, {{ merge: true }}> = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ embedded.map((name) => [name, {{ merge: true }}]),
);

/** The same for graphcache of urql. */
export const keys: Record<string, () => null> = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ embedded.map((name) => [name, () => null]),
);
"""


def _versioned(path: str, pattern: str) -> Callable[[], str]:
    """Return the generator of a package's file with the register's version in it."""

    def made() -> str:
        version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        text = (CLIENTS / path).read_text(encoding="utf-8")
        return re.sub(pattern, lambda found: f"{found[1]}{version}{found[2]}", text, count=1, flags=re.MULTILINE)

    return made


FILES: Mapping[str, Callable[[], str]] = {
    "clients/operations/manifest.json": lambda: manifest(_documents().values()),
    "clients/python/casebook_client/operations.py": lambda: python.module(_model()),
    "clients/typescript/src/operations.ts": lambda: typescript.module(_model()),
    "clients/typescript/src/cache.ts": _cache,
    "clients/python/pyproject.toml": _versioned("python/pyproject.toml", r'^(version = ")[^"]*(")'),
    "clients/typescript/package.json": _versioned("typescript/package.json", r'^(  "version": ")[^"]*(")'),
}
"""Function that returns the text of each file, by the file's path."""
