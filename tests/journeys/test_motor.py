"""A whole case through Motor, the other driver that may be chosen: an API and a worker that reach MongoDB by it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.support.installation import Api, running_api, running_worker
from tests.support.play import LONG, Play, a_ground
from tests.support.tokens import Issuer

CONTENT = bytes(index % 251 for index in range(300_000))
"""More than one segment of a stored file."""
SCREEN = "mutation($input: ScreenCaseInput!) { screenCase(input: $input) { replayed problems { code } } }"


@pytest.fixture
def play(installation: dict[str, str], issuer: Issuer, tmp_path: Path) -> Iterator[Play]:
    env = installation | {"CASEBOOK_MONGO_DRIVER": "motor"}
    with running_api(env, tmp_path / "api.log") as api, running_worker(env, tmp_path / "worker.log"):
        yield Play(api, issuer)


@pytest.mark.slow
def test_a_case_is_decided_served_and_closed_and_its_files_and_history_are_read(play: Play, issuer: Issuer) -> None:
    ground = a_ground(play.api, issuer)
    play.report()
    assert stale_and_replayed(play) == ("VERSION_CONFLICT", True)
    play.report()
    play.check()
    stored_and_read(play)
    play.proposed(ground)
    play.decided()
    play.served("agency-health")  # by the worker: a job of the outbox
    play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
    close = {"ground": "COMPLETED", "reasons": LONG, "informed": "BY_DOCUMENT"}
    assert play.act("lead", "closeCase", publication="PUBLISH", **close) == "CLOSED"
    history = "query($id: ID!) { case(id: $id) { history(first: 100) { edges { node { version } } } } }"
    why = {"Casebook-Purpose": "HANDLING"}
    assert len(play.api.ask(play.token("lead"), history, why, id=play.case)["case"]["history"]["edges"]) > 10
    found = play.api.ask(play.token("lead"), "{ cases(first: 5) { totalCount edges { node { id } } } }")["cases"]
    assert play.case in [edge["node"]["id"] for edge in found["edges"]]


def stale_and_replayed(play: Play) -> tuple[str, bool]:
    """Screen the case: a write on no version of it, and one that is sent twice."""
    screening = {"caseId": play.case, "category": "HEALTH", "assigned": "agency-health"}
    stale = {**screening, "commandId": str(uuid4()), "expectedVersion": 9}
    sent = {**screening, "commandId": str(uuid4()), "expectedVersion": 1}
    answers = [play.api.ask(play.token("lead"), SCREEN, input=command)["screenCase"] for command in (stale, sent, sent)]
    assert answers[1] == {"replayed": False, "problems": []}
    return answers[0]["problems"][0]["code"], answers[2]["replayed"]


def stored_and_read(play: Play) -> None:
    """Upload a file, add it to the case and read it back: GridFS."""
    api = play.api
    assert isinstance(api, Api)
    who = {"Authorization": f"Bearer {play.token('health')}"}
    made = httpx.post(
        f"{api.url}/evidence?case={play.case}", content=CONTENT, headers={**who, "Content-Type": "image/png"}
    )
    added = {"kind": "CAPTURE", "redacted": True, "source": "Chụp tại cơ quan.", "weight": "SUPPORTS"}
    play.act("health", "addEvidence", upload=made.json()["upload"], **added)
    (item,) = play.shown("evidence { download }")["evidence"]
    read = httpx.get(f"{api.url}{item['download']}", headers={**who, "Casebook-Purpose": "HANDLING"})
    assert read.content == CONTENT
