"""The schema through the tools of client teams: the compiler of Relay, and a linter of schemas."""

import json
from pathlib import Path

import pytest

from schema.manifest import documents_of
from tests.support.house import ROOT
from tests.support.node import TOOLS, run

pytestmark = pytest.mark.slow
SDL = ROOT / "schema" / "schema.graphql"


def faults(sdl: Path) -> list[str]:
    return [fault["rule"] for fault in run("lint.mjs", str(sdl), packages=TOOLS)]


def test_relay_compiles_fragments_pages_refetches_mutations_and_subscriptions() -> None:
    (made,) = run("relay.mjs", str(SDL), packages=TOOLS)
    wanted = (
        "cases_pageQuery",
        "cases_rowQuery",
        "cases_listQuery",
        "cases_closeMutation",
        "cases_changedSubscription",
    )
    assert {f"{name}.graphql.js" for name in wanted} <= set(made["made"])
    persisted = documents_of(json.dumps(made["persisted"]).encode())
    named = {text.split()[1].split("(")[0].strip("{") for text in persisted.values()}
    assert set(wanted) <= named, "a manifest of trusted documents, as it is"


def test_the_linter_has_nothing_to_say() -> None:
    assert faults(SDL) == []
