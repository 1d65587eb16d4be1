"""Following the register: sealed by its sealer, told to who may see it, gone on with from a cursor."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.newsroom import WORDS, Newsroom
from tests.support.patience import PATIENCE, until
from tests.support.play import Play
from tests.support.site import Site, sealed_site
from tests.support.template import Template
from tests.support.wire import Wire, wire
from tests.support.world import caller, officer

pytestmark = pytest.mark.slow
FOLLOW = """subscription($after: String) { caseChanged(after: $after) { cursor version
  case { id allowedActions { action } } } }"""
INBOX = """subscription($after: String) { inboxChanged(after: $after) { cursor inbox {
  duties { kind count mine overdue } items { kind mine dueAt overdue case { id } } } } }"""
MINE = INBOX.replace("after: $after)", "after: $after, mine: true)")
ISSUED = """subscription($after: String) { publicationIssued(after: $after) { cursor
  change { number publication { noticeId versions { title } } } } }"""
JOBS = """subscription($id: ID!, $after: String) { jobProgress(of: {caseId: $id}, after: $after) {
  cursor jobs { job state } } }"""


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("followed")
    with sealed_site(folder, provisioned) as made:
        yield made


def report(site: Site, agency: str = "agency-land") -> str:
    query = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id } problems { code } } }"
    now = {"commandId": str(uuid4()), "detectedAt": datetime.now(UTC).isoformat(timespec="seconds")}
    made = site.api.ask(site.issuer.officer(agency), query, input={**A_REPORT, **now})
    return str(made["reportCase"]["case"]["id"])


def told(wire: Wire) -> dict[str, Any]:
    message = wire.take()
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    return dict(next(iter(message["payload"]["data"].values())))


def first_told(wire: Wire) -> str:
    """The first case that is told as new, behind what the worker still adds to cases of before."""
    while (event := told(wire))["version"] != 1:
        pass
    return str(event["case"]["id"])


def test_a_change_is_told_to_who_may_see_it_and_to_nobody_else(site: Site) -> None:
    with (
        wire(site.api.url, site.issuer.officer("agency-land")) as land,
        wire(site.api.url, site.issuer.officer("agency-health")) as health,
    ):
        land.subscribe("1", FOLLOW)
        health.subscribe("1", FOLLOW)
        hidden, own = report(site), report(site, "agency-health")
        assert first_told(land) == hidden
        assert first_told(health) == own, "what came first was another agency's"


def test_who_goes_on_from_a_cursor_misses_nothing_and_sees_nothing_twice(site: Site) -> None:
    token = site.issuer.officer("agency-land")
    with wire(site.api.url, token) as first:
        first.subscribe("1", FOLLOW)
        one = report(site)
        event = told(first)
        while event["case"]["id"] != one:  # what the worker still adds to cases of before
            event = told(first)
        assert event["version"] == 1
    others = [report(site) for _ in range(3)]
    with wire(site.api.url, token) as again:
        again.subscribe("1", FOLLOW, after=event["cursor"])
        events = [told(again)]
        while len({item["case"]["id"] for item in events if item["version"] == 1}) < 3:
            events.append(told(again))
    assert sorted(item["case"]["id"] for item in events if item["version"] == 1) == sorted(others)
    cursors = [int(item["cursor"]) for item in events]
    assert cursors == sorted(set(cursors))
    assert cursors[0] > int(event["cursor"])


def test_jobs_of_a_visible_case_are_told_as_they_change(site: Site) -> None:
    case = report(site)
    with wire(site.api.url, site.issuer.officer("agency-lead")) as open:
        open.subscribe("1", JOBS, id=case)
        now = told(open)
        while any(job["state"] == "DUE" for job in now["jobs"]):
            now = told(open)
        assert {job["job"] for job in now["jobs"]} == {"notify"}
    with wire(site.api.url, site.issuer.officer("agency-health")) as open:
        open.subscribe("1", JOBS, id=case)
        assert open.take()["type"] == "error"


NUMBERS = """mutation($input: CompileConsolidatedReportInput!) {
  compileConsolidatedReport(input: $input) { consolidatedReport { id } } }"""
COMPILE = """subscription($id: ID!, $after: String) { jobProgress(of: {consolidatedReportId: $id}, after: $after) {
  cursor jobs { job state } document { id } consolidatedReport { state frozen { streams } compilation { stage } } } }"""


def test_the_compile_of_a_report_is_told_to_its_end_and_not_again(site: Site) -> None:
    lead = site.issuer.officer("agency-lead")
    span = {"since": "2026-01-01T00:00:00+07:00", "until": "2026-02-01T00:00:00+07:00"}
    made = site.api.ask(lead, NUMBERS, input={**span, "commandId": str(uuid4())})["compileConsolidatedReport"]
    id = made["consolidatedReport"]["id"]
    with wire(site.api.url, lead) as open:
        open.subscribe("1", COMPILE, id=id)
        now = told(open)
        while now["consolidatedReport"]["compilation"]["stage"] != "DONE" or now["jobs"][0]["state"] != "DONE":
            now = told(open)
        assert now["consolidatedReport"]["frozen"] is not None
        assert (now["document"], {job["job"] for job in now["jobs"]}) == (None, {"compile-report"})
        open.subscribe("2", COMPILE, id=id, after=now["cursor"])
        with pytest.raises(TimeoutError):
            open.take(3)
    with wire(site.api.url, site.issuer.officer("agency-health")) as open:
        open.subscribe("1", COMPILE, id=id)
        extensions = open.take()["payload"][0]["extensions"]
        assert (extensions["code"], "REPORT_READ" in extensions["scopes"]) == ("FORBIDDEN", True)


@pytest.mark.parametrize(
    ("asked", "code", "path", "reason"),
    [
        ('caseChanged(after: "nonsense")', "BAD_INPUT", "after", "CURSOR"),
        ('caseChanged(after: "999999999")', "BAD_INPUT", "after", "CURSOR"),
        ('caseChanged(caseId: "CB-2026-000001")', "BAD_INPUT", None, "NOT_FOUND"),
        ('jobProgress(of: {documentId: "case_1"})', "BAD_INPUT", None, "NOT_FOUND"),
        ('jobProgress(of: {caseId: "nothing"}, after: "x")', "BAD_INPUT", "after", "CURSOR"),
        *(
            (f"jobProgress{of}", "INVALID_REQUEST", None, None)
            for of in ("", "(of: {})", '(of: {caseId: "a", documentId: "b"})', "(of: {caseId: null})")
        ),
    ],
)
def test_what_cannot_be_followed_is_said(
    site: Site, asked: str, code: str, path: str | None, reason: str | None
) -> None:
    with wire(site.api.url, site.issuer.officer("agency-lead")) as open:
        open.subscribe("1", f"subscription {{ {asked} {{ cursor }} }}")
        refused = open.take()
    said = refused["payload"][0]["extensions"]
    assert (refused["type"], said["code"], said.get("path"), said.get("reason")) == ("error", code, path, reason)


def test_who_follows_jobs_is_recorded_as_a_reader_when_told_and_not_at_every_look(site: Site) -> None:
    case, token = report(site), site.issuer.officer("agency-lead")
    with wire(site.api.url, token) as open:
        open.subscribe("1", JOBS, id=case)
        times = 1
        while any(job["state"] == "DUE" for job in told(open)["jobs"]):
            times += 1
        with pytest.raises(TimeoutError):
            open.take(3)
    query = """query($id: ID) { accessLog(first: 100, filter: {case: $id}) {
      edges { node { readings { kind streamIds } } } } }"""
    inspector = site.issuer.token(caller("agency-inspection", Post.INSPECTOR))

    def reads() -> int:
        found = site.api.ask(inspector, query, {"Casebook-Purpose": "INSPECTION"}, id=case)["accessLog"]["edges"]
        rows = [read for edge in found for read in edge["node"]["readings"] if case in read["streamIds"]]
        return [row["kind"] for row in rows].count("CASE")

    assert until(reads, wanted=lambda count: count >= times) == times


def test_an_event_is_met_once_however_often_the_connection_is_lost(site: Site) -> None:
    token = site.issuer.officer("agency-land")
    with wire(site.api.url, token) as open:
        open.subscribe("1", FOLLOW)
        report(site)
        begin = after = told(open)["cursor"]
    made, met = [report(site) for _ in range(6)], list[tuple[str, str, int]]()
    while len({case for _, case, version in met if version == 1}) < len(made):
        with wire(site.api.url, token) as open:
            open.subscribe("1", FOLLOW, after=after)
            for _ in range(2):
                event = told(open)
                met.append((event["cursor"], event["case"]["id"], event["version"]))
                after = event["cursor"]
            open.socket.socket.shutdown(SHUT_RDWR)  # without a word, as a lost line
        if len(met) == 2:
            site.kill_api()
            site.api.wait_ready("/livez")
    with wire(site.api.url, token) as open:
        open.subscribe("1", FOLLOW, after=begin)
        again = [told(open) for _ in met]
    assert met == [(item["cursor"], item["case"]["id"], item["version"]) for item in again]
    assert len({(case, version) for _, case, version in met}) == len(met)


class TestAnInbox:
    def test_is_told_as_it_stands_and_then_whenever_a_duty_comes_or_goes(self, site: Site) -> None:
        play = Play(site.api, site.issuer)
        with wire(site.api.url, play.token("health")) as health, wire(site.api.url, play.token("commune")) as other:
            health.subscribe("1", INBOX)
            other.subscribe("1", INBOX)
            assert kinds(told(health)) == kinds(told(other)) == []
            play.report()
            play.act("lead", "screenCase", category="HEALTH", assigned="agency-health")
            assigned = told(health)
            assert [(item["kind"], item["mine"]) for item in assigned["inbox"]["items"]] == [("CHECK", True)]
            assert assigned["inbox"]["items"][0]["case"] == {"id": play.case}
            assert assigned["inbox"]["duties"] == [{"kind": "CHECK", "count": 1, "mine": 1, "overdue": 0}]
            play.act("health", "startChecking", focal=officer("agency-health", Post.HANDLER))
            seen = {"method": "OWN_RECORDS", "outcome": "AS_REPORTED", "summary": "Bài đăng còn đó."}
            play.act("health", "recordCheck", **seen)
            play.verify("FALSE")
            play.ask_round("agency-health", "agency-land")
            while kinds(asked := told(health)) != ["GIVE_OPINION"]:
                pass  # the check is done before the opinion is due
            assert asked["inbox"]["items"][0]["dueAt"] > datetime.now(UTC).isoformat()
            play.act("health", "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
            assert kinds(told(health)) == []
            other.send(type="ping")
            assert other.take() == {"type": "pong"}, "what waits for others is not told"
        with wire(site.api.url, play.token("health")) as once:
            once.subscribe("1", INBOX)
            cursor = told(once)["cursor"]
        with wire(site.api.url, play.token("health")) as again:  # nothing changed since
            again.subscribe("1", INBOX, after=cursor)
            again.send(type="ping")
            assert again.take() == {"type": "pong"}

    def test_narrowed_to_ones_own_is_silent_about_colleagues(self, site: Site) -> None:
        play = Play(site.api, site.issuer)
        play.report()
        with wire(site.api.url, play.token("district.signatory")) as signatory:
            signatory.subscribe("1", MINE)
            assert kinds(told(signatory)) == []
            with wire(site.api.url, play.token("district")) as handler:
                handler.subscribe("1", MINE)
                told(handler)
                play.act("lead", "screenCase", category="HEALTH", assigned="agency-district")
                assert kinds(told(handler)) == ["CHECK"]
            signatory.send(type="ping")
            assert signatory.take() == {"type": "pong"}


def kinds(event: dict[str, Any]) -> list[str]:
    return [item["kind"] for item in event["inbox"]["items"]]


def test_a_notice_is_told_when_it_is_issued_corrected_and_taken_back(site: Site) -> None:
    play = Play.with_decision(site.api, site.issuer)
    newsroom = Newsroom(site.api, site.issuer, play.case)
    newsroom.name_spokesperson()
    with wire(site.api.url, play.token("paper")) as paper:
        paper.subscribe("1", ISSUED)
        newsroom.issued()
        first = told(paper)
        assert first["change"]["publication"] == {"noticeId": newsroom.notice, "versions": [{"title": WORDS["title"]}]}
        newsroom.corrected("Trạm y tế xã mở cửa cả ngày.", "Ghi thiếu giờ làm việc.")
        second = told(paper)
        newsroom.retracted("Chỉ dùng để thử nghiệm.")
        third = told(paper)
    changes = [item["change"]["number"] for item in (first, second, third)]
    assert changes == sorted(set(changes))
    assert int(first["cursor"]) < int(second["cursor"]) < int(third["cursor"])
    with wire(site.api.url, play.token("paper")) as again:
        again.subscribe("1", ISSUED, after=first["cursor"])
        assert [told(again)["cursor"], told(again)["cursor"]] == [second["cursor"], third["cursor"]]


def test_notices_are_for_who_may_receive_them(site: Site) -> None:
    query = "subscription { publicationIssued { cursor } }"
    with wire(site.api.url, site.issuer.token(caller("agency-land", without=["press:read"]))) as open:
        open.subscribe("1", query)
        message = open.take()
        assert (message["type"], message["payload"][0]["extensions"]["scopes"]) == ("error", ["PRESS_READ"])


def test_an_event_stream_tells_the_same(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.issuer.officer('agency-land')}", "Accept": "text/event-stream"}
    case = report(site)
    body = {"query": FOLLOW, "variables": {"after": "0"}}
    with web.stream("POST", site.api.url + "/graphql", json=body, headers=headers, timeout=PATIENCE) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = (line.removeprefix("data: ") for line in answer.iter_lines() if line.startswith("data: {"))
        events = (json.loads(line)["data"]["caseChanged"] for line in lines)
        cursors = []
        for event in events:
            cursors.append(int(event["cursor"]))
            if event["case"]["id"] == case:
                break
    assert (event["case"]["id"], event["version"]) == (case, 1)
    assert cursors == sorted(set(cursors))
