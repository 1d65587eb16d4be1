"""A case from its report to its end over HTTP, sealed by the sealer's own user while it happens, then verified."""

import asyncio
import time
from pathlib import Path

import pytest

from scripts.local.template import Template
from store.driver.connection import wall_clock
from store.log.receipts import proof_of
from store.log.sealing.directory import create_directory
from store.log.storage import LogStorage
from store.tlog.policy import Policy
from store.tlog.proof import verify_proof
from store.verification.register import Finding, log_findings
from tests.sealer.processes import start
from tests.support.patience import PATIENCE
from tests.support.play import LONG, Play, a_ground
from tests.support.site import Site, running_site

pytestmark = pytest.mark.slow
ORIGIN = "casebook.test/log"


def lived(site: Site) -> str:
    """A case that was decided, executed and closed; its id."""
    ground, play = a_ground(site.api, site.issuer), Play(site.api, site.issuer)
    play.report()
    play.check()
    play.proposed(ground)
    play.decided()
    served = {"service": "PUBLISHER_NOTIFIED", "serviceNote": "Đã gửi văn bản.", "servedOn": play.today}
    play.act("lead", "startExecution", agency="agency-health", **served)
    play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
    closing = {"ground": "COMPLETED", "reasons": LONG, "informed": "BY_DOCUMENT"}
    assert play.act("lead", "closeCase", publication="PUBLISH", **closing) == "CLOSED"
    return play.case


async def drained(storage: LogStorage) -> None:
    """Wait until nothing is pending for as long as a flush of reads takes."""
    quiet, deadline = 0, time.monotonic() + PATIENCE
    while quiet < 30:
        assert time.monotonic() < deadline
        quiet = 0 if await storage.pending.count_documents({}) else quiet + 1
        await asyncio.sleep(0.05)


def test_a_whole_life_is_sealed_and_agrees(provisioned: Template, tmp_path: Path) -> None:
    with running_site(tmp_path, provisioned) as site:
        home = create_directory(tmp_path / "sealer", ORIGIN, wall_clock())
        env = site.env | {
            "CASEBOOK_MONGO_URI": provisioned.uri(site.database, "sealer"),
            "CASEBOOK_SEALER_HOME": str(home.path),
        }
        process = start(env, tmp_path / "sealer.log")
        case = lived(site)

        async def verified() -> tuple[list[Finding], bytes, bytes]:
            async with site.connection() as connection:
                await drained(LogStorage.of(connection))
                found = [finding async for finding in log_findings(connection, [home.verifier], Policy(), [])]
                proof = await proof_of(connection, f"{case}:3")
                assert isinstance(proof, bytes)
                return found, proof, (await LogStorage.of(connection).envelopes([f"{case}:3"]))[f"{case}:3"]

        found, proof, envelope = asyncio.run(verified())
        process.terminate()
        assert process.wait(PATIENCE) == 0, (tmp_path / "sealer.log").read_text()
    assert found == []
    assert verify_proof(proof, envelope, [home.verifier], ORIGIN).size > 100
