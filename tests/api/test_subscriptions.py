"""Following the register: sealed by its sealer, told to who may see it, gone on with from a cursor."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.roles import Post
from scripts.embedded.template import Template
from store.connection import wall_clock
from store.log.home import create_home
from tests.api.test_protocol import REPORT
from tests.sealer.processes import PATIENCE, start
from tests.support.node import run
from tests.support.site import Site, running_site
from tests.support.wire import Wire, wire
from tests.support.world import caller

pytestmark = pytest.mark.slow
FOLLOW = """subscription($after: String) { caseChanged(after: $after) { cursor version
  case { id allowedActions { action } } } }"""
JOBS = (
    "subscription($id: ID!, $after: String) { jobProgress(caseId: $id, after: $after) { cursor jobs { job state } } }"
)


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose sealer runs."""
    folder: Path = tmp_path_factory.mktemp("followed")
    with running_site(folder, provisioned) as made:
        home = create_home(folder / "sealer", "casebook.test/log", wall_clock())
        uri = provisioned.uri(made.database, "sealer")
        process = start(made.env | {"CASEBOOK_MONGO_URI": uri, "CASEBOOK_SEALER_HOME": str(home.path)}, folder / "log")
        yield made
        process.terminate()
        process.wait(PATIENCE)


def report(site: Site, agency: str = "agency-land") -> str:
    query = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id } problems { code } } }"
    made = site.api.ask(site.issuer.officer(agency), query, input=REPORT | {"commandId": str(uuid4())})
    id: str = made["reportCase"]["case"]["id"]
    return id


def told(wire: Wire) -> dict[str, Any]:
    message = wire.take(PATIENCE)
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    found: dict[str, Any] = next(iter(message["payload"]["data"].values()))
    return found


def test_a_change_is_told_to_who_may_see_it_and_to_nobody_else(site: Site) -> None:
    with (
        wire(site.api.url, site.issuer.officer("agency-land")) as land,
        wire(site.api.url, site.issuer.officer("agency-health")) as health,
    ):
        land.subscribe("1", FOLLOW)
        health.subscribe("1", FOLLOW)
        hidden, own = report(site), report(site, "agency-health")
        assert told(land)["case"]["id"] == hidden
        assert told(health)["case"]["id"] == own, "what came first was another agency's"


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
        while len({each["case"]["id"] for each in events if each["version"] == 1}) < 3:
            events.append(told(again))
    assert sorted(each["case"]["id"] for each in events if each["version"] == 1) == sorted(others)
    cursors = [int(each["cursor"]) for each in events]
    assert cursors == sorted(set(cursors))
    assert cursors[0] > int(event["cursor"])


def test_a_wrong_cursor_is_named(site: Site) -> None:
    with wire(site.api.url, site.issuer.officer("agency-land")) as open:
        open.subscribe("1", FOLLOW, after="nonsense")
        refused = open.take()
        assert (refused["type"], refused["payload"][0]["extensions"]["path"]) == ("error", "after")


def test_errands_of_a_visible_case_are_told_as_they_change(site: Site) -> None:
    case = report(site)
    with wire(site.api.url, site.issuer.officer("agency-lead")) as open:
        open.subscribe("1", JOBS, id=case)
        now = told(open)
        while any(each["state"] == "DUE" for each in now["jobs"]):
            now = told(open)
        assert {each["job"] for each in now["jobs"]} == {"notify"}
    with wire(site.api.url, site.issuer.officer("agency-health")) as open:
        open.subscribe("1", JOBS, id=case)
        assert open.take()["type"] == "error"


def test_notices_are_for_who_may_receive_them(site: Site) -> None:
    query = "subscription { publicationIssued { cursor } }"
    with wire(site.api.url, site.issuer.token(caller("agency-land", without=["press:read"]))) as open:
        open.subscribe("1", query)
        message = open.take()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["missing"] == "press:read"


def test_an_event_stream_tells_the_same(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.issuer.officer('agency-land')}", "Accept": "text/event-stream"}
    case = report(site)
    body = {"query": FOLLOW, "variables": {"after": "0"}}
    with httpx.stream("POST", site.api.url + "/graphql", json=body, headers=headers, timeout=PATIENCE) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert any(case in line for line in answer.iter_lines())


def test_independent_clients_follow(site: Site) -> None:
    case, lead = report(site), site.issuer.officer("agency-land", Post.HANDLER)
    with wire(site.api.url, lead) as open:  # until it is sealed
        open.subscribe("1", 'subscription($id: ID) { caseChanged(caseId: $id, after: "0") { cursor } }', id=case)
        told(open)
    found = {
        (each["client"], each["name"]): each["value"]
        for each in run("follow.js", site.api.url + "/graphql", lead, case)
    }
    for client in ("graphql-ws", "graphql-sse"):
        assert found[client, "query"][0]["data"]["case"] == {"id": case}
        assert found[client, "event"]["data"]["caseChanged"]["case"] == {"id": case}
        assert found[client, "refused"][0]["extensions"]["code"] == "INVALID_REQUEST"
