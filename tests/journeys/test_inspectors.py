"""What an inspector does with a register that is sealed: proves, verifies, reads entries, finds what was changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from scripts.local.template import Template
from store.driver.connection import wall_clock
from store.keys.promises import read_promise
from store.log.sealing.directory import create_directory
from store.tlog.checkpoint import parse_checkpoint
from store.tlog.merkle import leaf_hash
from store.tlog.note import Verifier, verify
from store.tlog.proof import verify_proof
from store.tlog.tiles import entries_path
from tests.api.test_receipts import MUTATION, REPORT
from tests.sealer.processes import start
from tests.support import web
from tests.support.patience import PATIENCE, until
from tests.support.site import Site, running_site
from tests.support.world import caller

pytestmark = pytest.mark.slow
ORIGIN = "casebook.test/log"
PURPOSE = {"Casebook-Purpose": "INSPECTION"}
EVENTS = """query($id: ID!) { case(id: $id) { history(first: 10) { edges { node {
  version leaf seal { proof envelope toBeSealedBy promise } } } } } }"""
VERIFY = "query($id: ID!) { verifyStream(id: $id) { versions sealed logSize findings { code place } } }"


@dataclass
class Sealed:
    """A register, its log's key, and a case with its receipt."""

    site: Site
    root: str
    key: Verifier
    case: str
    receipt: dict[str, Any]

    @property
    def inspector(self) -> str:
        """A token for everything that is audited."""
        return self.site.issuer.officer("agency-inspection", Post.INSPECTOR)

    def get(self, path: str, token: str | None = None, **headers: str) -> httpx.Response:
        """A file of the log."""
        sent = {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        return web.get(self.site.api.url + path, headers=sent)

    def ask(self, query: str, **variables: Any) -> Any:
        """What the inspector is answered."""
        return self.site.api.ask(self.inspector, query, PURPOSE, **variables)


@pytest.fixture(scope="module")
def sealed(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """A case that was reported and sealed, by a sealer of its own user."""
    folder = tmp_path_factory.mktemp("inspected")
    home = create_directory(folder / "sealer", ORIGIN, wall_clock())
    with running_site(
        folder, provisioned, worker=False, more={"CASEBOOK_LOG_KEY_FILE": str(home.path / "vkey")}
    ) as site:
        uri = provisioned.uri(site.database, "sealer")
        env = site.env | {"CASEBOOK_MONGO_URI": uri, "CASEBOOK_SEALER_HOME": str(home.path)}
        fields = {"commandId": str(uuid4()), **REPORT}
        made = site.api.ask(site.issuer.officer("agency-land"), MUTATION, input=fields)["reportCase"]
        process = start(env, folder / "sealer.log")
        here = Sealed(site, provisioned.uri(site.database, "root"), home.verifier, made["case"]["id"], made["receipt"])
        until(lambda: here.ask(VERIFY, id=here.case)["verifyStream"]["sealed"] == 1, "the case is sealed")
        yield here
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_the_promise_is_kept_and_every_event_has_a_proof(sealed: Sealed) -> None:
    key = Verifier.from_vkey(sealed.get("/log/promise-key").text.strip())
    promised = read_promise(sealed.receipt["promise"].encode(), [key], ORIGIN)
    (edge,) = sealed.ask(EVENTS, id=sealed.case)["case"]["history"]["edges"]
    seal = edge["node"]["seal"]
    assert (seal["toBeSealedBy"], seal["promise"]) == (None, None)
    verify_proof(seal["proof"].encode(), seal["envelope"].encode(), [sealed.key], ORIGIN)
    assert leaf_hash(seal["envelope"].encode()) == promised.leaf == bytes.fromhex(edge["node"]["leaf"])


def test_the_log_says_how_it_stands(sealed: Sealed) -> None:
    query = "{ log { size cosigned pending oldestPendingAt oldestPendingAge lastSealedAt } }"
    until(lambda: sealed.ask(query)["log"]["pending"] == 0, "nothing is due")
    found = sealed.ask(query)["log"]
    assert found["size"] > 10
    assert found["lastSealedAt"] is not None
    assert (found["oldestPendingAt"], found["oldestPendingAge"]) == (None, None)


def test_entries_only_for_those_who_audit_everything(sealed: Sealed) -> None:
    checkpoint = parse_checkpoint(verify(sealed.get("/log/checkpoint").content, [sealed.key]).text, ORIGIN)
    path = "/log/" + entries_path(0, min(256, checkpoint.size))
    assert sealed.get(path, sealed.inspector).status_code == 200
    assert sealed.get(path).status_code == 401
    for who in (caller("agency-lead", Post.AUDITOR), caller("agency-inspection", without={Scope.AUDIT_READ_ALL})):
        assert sealed.get(path, sealed.site.issuer.token(who)).status_code == 403
