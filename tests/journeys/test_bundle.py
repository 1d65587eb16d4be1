"""An inspector counts a report again: its bundle is downloaded over HTTP, counted by other code, and compared."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.kernel.policy import Scope
from tests.support import count_bundle, web
from tests.support.installation import Api, Process
from tests.support.patience import until
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import KINDS, LEAD, caller

ORDER = """mutation($input: CompileConsolidatedReportInput!) {
  compileConsolidatedReport(input: $input) { consolidatedReport { id } problems { code } }
}"""
REPORT = """query($id: ID!) { consolidatedReport(id: $id) {
  bundle compilation { stage done total } frozen { manifest streams }
  tables { name columns { key } rows { heading { key } cells { current previous cumulative } } }
} }"""
SECRETS = ("tin.example", "officer@", "Lý do được ghi rõ ràng")


def report_of(play: Play, id: str, who: str = "lead") -> Any:
    return play.api.ask(play.token(who), REPORT, id=id)["consolidatedReport"]


@pytest.fixture(scope="module")
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play.with_decision(api, issuer)


@pytest.fixture(scope="module")
def report(play: Play) -> str:
    now = datetime.now(UTC)
    span = {"since": (now - timedelta(days=30)).isoformat(), "until": now.isoformat()}
    answer = play.api.ask(play.token("lead"), ORDER, input={"commandId": str(uuid4()), **span})[
        "compileConsolidatedReport"
    ]
    assert answer["problems"] == []
    id: str = answer["consolidatedReport"]["id"]
    until(lambda: report_of(play, id)["compilation"]["stage"], wanted="DONE".__eq__)
    return id


def fetch(play: Play, place: str, who: str | None, **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {play.token(who)}"} if who else {}
    return web.get(play.api.url + place, headers=sent | headers)


PURPOSE = {"Casebook-Purpose": "INSPECTION"}


def test_every_number_is_counted_again_from_the_download(play: Play, report: str, tmp_path: Path) -> None:
    shown = report_of(play, report, "inspection.inspector")
    answer = fetch(play, shown["bundle"], "inspection.inspector", **PURPOSE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jsonl")
    assert answer.headers["casebook-manifest"] == shown["frozen"]["manifest"]
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content.splitlines()) > shown["frozen"]["streams"] > 0
    bundle, numbers = tmp_path / "bundle.jsonl", tmp_path / "report.json"
    bundle.write_bytes(answer.content)
    numbers.write_text(json.dumps({"tables": shown["tables"]}), encoding="utf-8")
    script = [sys.executable, "-I", count_bundle.__file__, str(bundle), str(numbers)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "every number is the same\n"), done.stderr
    received = [table for table in shown["tables"] if table["name"] == "RECEIVED"]
    assert any(cell["current"] for row in received[0]["rows"] for cell in row["cells"]), "or nothing was compared"


def test_a_bundle_that_breaks_off_is_noticed(play: Play, report: str) -> None:
    lines = fetch(play, f"/reports/{report}/bundle", "lead", **PURPOSE).content.splitlines()
    for broken in (lines[:-1], lines[:-2], [*lines[:-2], lines[-1]]):
        with pytest.raises((count_bundle.Mismatch, AttributeError)):
            count_bundle.read(broken)


def test_sealed_texts_are_not_in_it(play: Play, report: str) -> None:
    text = fetch(play, f"/reports/{report}/bundle", "lead", **PURPOSE).text
    assert [secret for secret in SECRETS if secret in text] == []
    claim, url = play.shown("claim"), play.shown("url")
    assert claim
    assert claim not in text
    assert not url or url not in text


OTHERS = [name.removeprefix("agency-") for name in KINDS if name not in (LEAD, "agency-inspection")]


@pytest.mark.parametrize("who", OTHERS)
def test_who_does_not_see_every_case_is_given_none(play: Play, report: str, who: str) -> None:
    answer = fetch(play, f"/reports/{report}/bundle", who, **PURPOSE)
    assert (answer.status_code, b"case-" in answer.content) == (403, False), answer.text


@pytest.mark.parametrize("scope", [Scope.REPORT_COMPILE, Scope.CASE_READ_ALL])
def test_an_officer_of_the_lead_needs_both_rights(play: Play, report: str, scope: Scope) -> None:
    less = play.issuer.sign(play.issuer.claims(caller(LEAD, without=(scope,))))
    place, sent = f"{play.api.url}/reports/{report}/bundle", {"Authorization": f"Bearer {less}", **PURPOSE}
    assert web.get(place, headers=sent).status_code == 403


def test_the_path_is_told_to_who_may_have_it(play: Play, report: str) -> None:
    place = f"/reports/{report}/bundle"
    told = {who: report_of(play, report, who)["bundle"] for who in ("lead", "inspection.inspector", "ppc")}
    assert told == {"lead": place, "inspection.inspector": place, "ppc": None}


def test_it_needs_a_token_a_purpose_and_a_frozen_report(play: Play, report: str) -> None:
    place = f"/reports/{report}/bundle"
    assert fetch(play, place, None, **PURPOSE).status_code == 401
    assert fetch(play, place, "lead").status_code == 403
    assert fetch(play, place, "lead", **{"Casebook-Purpose": "CURIOSITY"}).status_code == 403
    for missing in ("consolidated-nothing", play.case, "x" * 300):
        assert fetch(play, f"/reports/{missing}/bundle", "lead", **PURPOSE).status_code == 404
    assert web.post(play.api.url + place).status_code == 405


def test_downloading_is_recorded_with_its_purpose(play: Play, report: str) -> None:
    assert fetch(play, f"/reports/{report}/bundle", "lead", **{"Casebook-Purpose": "REPORTING"}).status_code == 200
    query = "{ accessLog(first: 20) { edges { node { readings { kind streamIds purpose } } } } }"
    rows = play.api.ask(play.token("inspection.inspector"), query, PURPOSE)["accessLog"]["edges"]
    reads = [read for row in rows for read in row["node"]["readings"] if read["kind"] == "BUNDLE"]
    assert {"kind": "BUNDLE", "streamIds": [report], "purpose": "REPORTING"} in reads
