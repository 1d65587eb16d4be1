"""A kind of stream that is not there: added to a copy of the house in one entry a layer, and driven over HTTP.

What CONTRIBUTING says of adding a machine and a kind is tried here. The machines are one file of the domain, which
`domain/book.py` finds by itself. When a layer needs more than its entry, this test says where.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scripts.local.queue import Queue
from tests.support.house import PACKAGES, ROOT
from tests.support.installation import Api, environment
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

MACHINES = '''"""A toy: made by an agency, and broken once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Words
from domain.kernel.vocabulary import Kind
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import OFFICERS
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import own_agency


class ToyState(StrEnum):
    """Where a toy stands."""

    WHOLE = "WHOLE"
    BROKEN = "BROKEN"


@dataclass(frozen=True, kw_only=True)
class Toy:
    """A toy."""

    id: str
    agency: str
    name: str
    state: ToyState = ToyState.WHOLE


class ToyMade(Begins[Toy], type="toy.made"):
    """A toy was made."""

    agency: str
    name: str


class MakeToy(OpeningCommand, kind=Kind.TOY, scope=Scope.ACTIVITY_WRITE, posts=OFFICERS):
    """Make a toy."""

    name: Annotated[str, Words(doc="Its name.", least=2, most=50, sealed=False)]

    def decide(self, state: None, facts: Facts) -> ToyMade:
        return facts.record(ToyMade, self)


class ToyBroken(Follows[Toy], type="toy.broken", state=ToyState.BROKEN):
    """A toy was broken."""


class BreakToy(
    CommandOn[Toy],
    kind=Kind.TOY,
    scope=Scope.ACTIVITY_WRITE,
    posts=OFFICERS,
    states={ToyState.WHOLE},
    requires=(own_agency,),
):
    """Break a toy of one's own."""

    def decide(self, toy: Toy, facts: Facts) -> ToyBroken:
        return ToyBroken()
'''
TYPE = '''"""Toys, as clients see them."""

import strawberry

from domain.kernel.vocabulary import Kind
from schema.node import ActionNode
from schema.registry import Agency, agency_field


@strawberry.type
class Toy(ActionNode):
    """A toy."""

    kind_of_stream = Kind.TOY

    name: str = strawberry.field(description="Its name.")
    state: str = strawberry.field(description="Where it stands.")
    agency: Agency = agency_field("Whose it is.", "agency")
'''
ROOTS = '''"""Reading toys."""

import strawberry

from domain.kernel.vocabulary import Kind
from resolvers.fields import listing, one


@strawberry.type
class ToyQuery:
    """Reading toys."""

    toy = one(Kind.TOY)
    toys = listing(Kind.TOY, "All toys.")
'''
NEW_FILES: Mapping[str, str] = {
    "domain/activity/toys.py": MACHINES,
    "schema/toy.py": TYPE,
    "resolvers/toy.py": ROOTS,
}
ENTRIES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "domain/kernel/vocabulary.py": (('    CASE = "case"\n', '    CASE = "case"\n    TOY = "toy"\n'),),
    "domain/messages/en.toml": (
        ("[labels.Kind]\n", '[labels.Kind]\ntoy = "toy"\n'),
        ("[actions]\n", '[actions]\nmakeToy = "Make a toy"\nbreakToy = "Break a toy"\n'),
    ),
    "domain/messages/vi.toml": (
        ("[labels.Kind]\n", '[labels.Kind]\ntoy = "đồ chơi"\n'),
        ("[actions]\n", '[actions]\nmakeToy = "Làm đồ chơi"\nbreakToy = "Làm hỏng đồ chơi"\n'),
    ),
    "domain/messages/history.toml": (
        (
            "[events]\n",
            '[events]\n"toy.made" = { vi = "Làm đồ chơi", en = "Made" }\n'
            '"toy.broken" = { vi = "Làm hỏng", en = "Broken" }\n',
        ),
    ),
    "schema/refusals.toml": (("InvalidInput = ", "makeToy = []\nbreakToy = []\nInvalidInput = "),),
    "store/kinds/entries.py": (
        (
            "    Kind.AGENCY: ",
            '    Kind.TOY: Entry(collection="toys", sight=sight.of_everybody),\n    Kind.AGENCY: ',
        ),
    ),
    "schema/kinds.py": (
        ('    _entry(Case, "case", FollowCode),\n', '    _entry(Case, "case", FollowCode),\n    _entry(Toy, "toy"),\n'),
        (
            "from schema.law import ComplaintLevel, LegalTerm, Provision\n",
            "from schema.law import ComplaintLevel, LegalTerm, Provision\nfrom schema.toy import Toy\n",
        ),
    ),
    "resolvers/kinds.py": (
        (
            "        _kept(Kind.EXCHANGE, ",
            '        _kept(Kind.TOY, unrecorded="Nobody plays in secret."),\n        _kept(Kind.EXCHANGE, ',
        ),
    ),
    "resolvers/root.py": (
        ("    SearchQuery,\n", "    SearchQuery,\n    ToyQuery,\n"),
        (
            "from resolvers.registry import RegistryQuery",
            "from resolvers.toy import ToyQuery\nfrom resolvers.registry import RegistryQuery",
        ),
    ),
}
"""All that has to be touched: one entry in each layer, with its import."""

LAY_OUT = """
import asyncio, sys
from pymongo import AsyncMongoClient
from store.driver.connection import Connection, wall_clock
from store.driver.connection import Names
from store.provisioning.provision import lay_out
from store.keys.master import MasterKey
from store.store import Store
from tests.support.installation import MASTER
from tests.support.world import build

async def main(uri, prefix):
    async with AsyncMongoClient(uri, tz_aware=False) as client:
        await lay_out(client, Names(prefix))
        master = MasterKey(bytes.fromhex(MASTER))
        known = dict(client=client, names=Names(prefix), master=master, clock=wall_clock)
        await build(Store(Connection(origin="casebook.test/log", **known)))

asyncio.run(main(*sys.argv[1:]))
"""
MAKE = "mutation($input: MakeToyInput!) { makeToy(input: $input) { problems { code } toy { id version name state } } }"
BREAK = """mutation($input: BreakToyInput!) { breakToy(input: $input) {
  problems { code } toy { id version state allowedActions { action allowed problem { code } } } } }"""
READ = "query($id: ID!) { node(id: $id) { ... on Toy { name version state } } toy(id: $id) { id name } }"
LIST = "query($agency: ID) { toys(filter: {agency: $agency}, last: 1) { totalCount edges { node { id } } } }"


NOT_COPIED = ("*-pytest-*", "*.pyc.*")
"""What pytest compiles, and what is just being written. What Python compiled saves the house from doing it again."""


class ToyApi(Api):
    """The API of a house in another folder: a process that shares nothing with this one."""

    def __init__(self, house: Path, env: Mapping[str, str], log: Path) -> None:
        self.house = house
        super().__init__(env, log)

    def _start(self) -> "subprocess.Popen[bytes]":
        env = {**os.environ, **self.env, "PYTHONPATH": str(self.house)}
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command, env=env, cwd=self.house, stdout=log, stderr=log)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with a toy in it."""
    folder = tmp_path_factory.mktemp("house")
    for package in (*PACKAGES, "tests", "clients/verify"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for name, text in NEW_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, changes in ENTRIES.items():
        file = folder / name
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def toys(
    copy: Path, root_uri: str, redis: Queue, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Api]:
    """The API of that house, over an installation of its own."""
    home, prefix = tmp_path_factory.mktemp("toys"), f"toys{uuid4().hex[:8]}"
    command = [sys.executable, "-c", LAY_OUT, root_uri, prefix]
    laid = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(copy)}, cwd=copy, capture_output=True, text=True, check=False
    )
    assert laid.returncode == 0, laid.stderr[-3000:]
    api = ToyApi(copy, environment(home, root_uri, redis.url, issuer, prefix), home / "api.log")
    try:
        api.wait_ready("/livez")
        yield api
    finally:
        api.kill()


def sent(api: Api, token: str, query: str, **fields: Any) -> Any:
    """The answer of a mutation."""
    answer = api.ask(token, query, input={"commandId": str(uuid4()), **fields})
    return next(iter(answer.values()))


def test_a_kind_with_two_actions_is_driven_over_http(toys: Api, issuer: Issuer) -> None:
    mine, other = issuer.officer("agency-health"), issuer.officer("agency-land")
    made = sent(toys, mine, MAKE, name="Quả bóng")
    assert made["problems"] == []
    toy = made["toy"]
    assert (toy["version"], toy["name"], toy["state"]) == (1, "Quả bóng", "WHOLE")
    assert toys.ask(other, READ, id=toy["id"]) == {
        "node": {"name": "Quả bóng", "version": 1, "state": "WHOLE"},
        "toy": {"id": toy["id"], "name": "Quả bóng"},
    }
    assert toys.ask(other, LIST, agency="agency-health")["toys"] == {
        "totalCount": 1,
        "edges": [{"node": {"id": toy["id"]}}],
    }
    assert toys.ask(other, LIST, agency="agency-none")["toys"] == {"totalCount": 0, "edges": []}
    refused = sent(toys, other, BREAK, toyId=toy["id"], expectedVersion=1)
    assert (refused["toy"], len(refused["problems"])) == (None, 1)
    broken = sent(toys, mine, BREAK, toyId=toy["id"], expectedVersion=1)
    assert (broken["problems"], broken["toy"]["state"], broken["toy"]["version"]) == ([], "BROKEN", 2)
    assert [(action["action"], action["allowed"]) for action in broken["toy"]["allowedActions"]] == [
        ("breakToy", False)
    ]
    again = sent(toys, mine, BREAK, toyId=toy["id"], expectedVersion=2)
    assert [problem["code"] for problem in again["problems"]] == ["TRANSITION_NOT_ALLOWED"]


def test_its_machines_are_one_file_of_the_domain() -> None:
    assert [name for name in NEW_FILES if name.startswith("domain/")] == ["domain/activity/toys.py"]
    assert {name.partition("/")[0] for name in ENTRIES} == {"domain", "store", "schema", "resolvers"}
