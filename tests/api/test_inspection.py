"""What inspectors ask: every version, what changed, who read it, and whether it hangs together."""

from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from tests.support.acts import A_REPORT
from tests.support.installation import Api
from tests.support.patience import until
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import caller, officer

PURPOSE = {"Casebook-Purpose": "INSPECTION"}
CHANGES = """changes { __typename field
  ... on TextChange { textBefore textAfter erased } ... on WordChange { wordBefore wordAfter }
  ... on NumberChange { numberBefore numberAfter } ... on FlagChange { flagBefore flagAfter }
  ... on InstantChange { instantBefore instantAfter } ... on DayChange { dayBefore dayAfter } }"""
BY_POST = {
    **{"channel": "POST", "documentNumber": "12/CV", "publishedAt": "2026-06-24T10:00:00+07:00"},
    **{"postmarkOn": "2026-06-25", "deliveredOn": "2026-06-28"},
}


@pytest.fixture(scope="module")
def inspector(issuer: Issuer) -> str:
    return issuer.officer("agency-inspection", Post.INSPECTOR)


@pytest.fixture(scope="module")
def case(api: Api, issuer: Issuer) -> str:
    play = Play(api, issuer)
    play.report(**BY_POST)
    play.act("lead", "screenCase", category="TRANSPORT", assigned="agency-health")
    return play.case


def test_history_types_every_change(api: Api, inspector: str, case: str) -> None:
    query = f"query($id: ID!) {{ case(id: $id) {{ history(first: 50) {{ edges {{ node {{ type {CHANGES} }} }} }} }} }}"
    edges = api.ask(inspector, query, PURPOSE, id=case)["case"]["history"]["edges"]
    events = {edge["node"]["type"]: {change["field"]: change for change in edge["node"]["changes"]} for edge in edges}
    reported, screened = events["CASE_REPORTED"], events["CASE_SCREENED"]
    texts = {"textBefore": None, "textAfter": A_REPORT["claim"], "erased": False}
    assert reported["claim"] == {"__typename": "TextChange", "field": "claim", **texts}
    assert reported["receipt.postmarkOn"]["dayAfter"] == "2026-06-25"
    assert reported["receipt.detectedAt"]["instantAfter"] == "2026-06-30T03:00:00.000Z"
    assert reported["cycle"]["numberAfter"] == 1
    assert (screened["state"]["wordBefore"], screened["state"]["wordAfter"]) == ("RECEIVED", "SCREENED")
    assert (screened["category"]["wordAfter"], "claim" in screened) == ("TRANSPORT", False)


def test_a_case_as_it_was(api: Api, inspector: str, case: str) -> None:
    query = """query($id: ID!, $moment: CaseMoment!) { case(id: $id) { state
      asOf(moment: $moment) { state version claim assigned { id } } } }"""
    now = api.ask(inspector, query, PURPOSE, id=case, moment={"version": 1})["case"]
    assert now["asOf"] == {"state": "RECEIVED", "version": 1, "claim": A_REPORT["claim"], "assigned": None}
    assert now["state"] == "SCREENED"
    early, late = (
        api.ask(inspector, query, PURPOSE, id=case, moment={"at": f"{year}-01-01T00:00:00Z"})["case"]["asOf"]
        for year in (2001, 2100)
    )
    assert (early, late["version"] >= 2) == (None, True)
    for wrong in ({}, {"version": None}, {"version": 1, "at": "2100-01-01T00:00:00Z"}):
        (error,) = api.post(inspector, query, PURPOSE, id=case, moment=wrong).json()["errors"]
        assert error["extensions"]["code"] == "INVALID_REQUEST"


def test_a_diff_of_two_versions(api: Api, inspector: str, case: str) -> None:
    query = """query($id: ID!, $newer: Int!) { case(id: $id) { diff(older: 0, newer: $newer) { field } } }"""
    fields = [change["field"] for change in api.ask(inspector, query, PURPOSE, id=case, newer=1)["case"]["diff"]]
    assert {"claim", "state", "receipt.channel"} <= set(fields)
    (error,) = api.post(inspector, query, PURPOSE, id=case, newer=10**6).json()["errors"]
    assert error["extensions"]["reason"] == "VERSIONS_IN_ORDER"


def test_events_across_cases_by_agency_type_and_case(api: Api, inspector: str, issuer: Issuer, case: str) -> None:
    query = """query($filter: EventFilter) { auditEvents(first: 100, filter: $filter) {
      edges { node { streamId type agency { id } officer { officerId } } } } }"""
    found = {"agency": "agency-land", "type": "CASE_REPORTED", "streamId": case}
    (edge,) = api.ask(inspector, query, PURPOSE, filter=found)["auditEvents"]["edges"]
    assert edge["node"]["officer"]["officerId"] == officer("agency-land", Post.HANDLER)
    own = api.ask(issuer.officer("agency-health", Post.AUDITOR), query, PURPOSE)["auditEvents"]["edges"]
    assert {edge["node"]["agency"]["id"] for edge in own} <= {"agency-health"}
    other = api.post(issuer.officer("agency-health"), query, PURPOSE, filter={"agency": "agency-land"}).json()
    assert other["errors"][0]["extensions"]["reason"] == "NOT_FOUND"


def test_events_across_cases_by_time(api: Api, inspector: str, case: str) -> None:
    query = """query($filter: EventFilter) { auditEvents(first: 100, filter: $filter) {
      edges { node { at version } } } }"""

    def versions(**filter: Any) -> list[int]:
        edges = api.ask(inspector, query, PURPOSE, filter={"streamId": case, **filter})["auditEvents"]["edges"]
        return [edge["node"]["version"] for edge in edges]

    edges = api.ask(inspector, query, PURPOSE, filter={"streamId": case})["auditEvents"]["edges"]
    second = edges[-2]["node"]["at"]
    assert (versions(before=second), versions(since=second)[-1]) == ([1], 2)


def test_events_of_other_objects_are_for_inspectors(api: Api, inspector: str, issuer: Issuer) -> None:
    query = """query($filter: EventFilter) { auditEvents(first: 5, filter: $filter) {
      edges { node { type streamId seal { envelope } changes { field } } } } }"""
    wanted = {"kind": "AGENCY", "streamId": "agency-lead"}
    edges = api.ask(inspector, query, PURPOSE, filter=wanted)["auditEvents"]["edges"]
    assert edges[-1]["node"]["type"] == "AGENCY_REGISTERED"
    assert "kind" in {change["field"] for change in edges[-1]["node"]["changes"]}
    auditor = issuer.officer("agency-lead", Post.AUDITOR)
    (denied,) = api.post(auditor, query, PURPOSE, filter={"kind": "AGENCY"}).json()["errors"]
    assert denied["extensions"]["scopes"] == ["AUDIT_READ_ALL"]
    (wrong,) = api.post(inspector, query, PURPOSE, filter={"kind": "X"}).json()["errors"]
    assert wrong["extensions"]["code"] == "INVALID_REQUEST"


def test_what_the_operator_did_is_for_inspectors(api: Api, inspector: str, issuer: Issuer) -> None:
    query = """query($filter: EventFilter) { auditEvents(first: 100, filter: $filter) {
      edges { node { type actor officer { officerId } agency { id } } } } }"""
    edges = api.ask(inspector, query, PURPOSE, filter={"operator": True, "kind": "CASE"})["auditEvents"]["edges"]
    assert {edge["node"]["actor"] for edge in edges} == {"OPERATOR"}
    assert {"AGENCY_REGISTERED", "OFFICER_APPOINTED"} <= {edge["node"]["type"] for edge in edges}
    auditor = issuer.officer("agency-lead", Post.AUDITOR)
    (denied,) = api.post(auditor, query, PURPOSE, filter={"operator": True}).json()["errors"]
    assert denied["extensions"]["scopes"] == ["AUDIT_READ_ALL"]


def test_a_stream_verifies(api: Api, inspector: str, issuer: Issuer, case: str) -> None:
    query = """query($id: ID!) { verifyStream(id: $id) {
      versions sealed logSize newestPlace checkpoint firstPlaces erased findings { code place detail } } }"""
    answer = api.ask(inspector, query, PURPOSE, id=case)["verifyStream"]
    assert answer.pop("versions") >= 2
    unsealed = {"sealed": 0, "logSize": 0, "newestPlace": None, "checkpoint": None, "firstPlaces": 0, "erased": 0}
    assert answer == {**unsealed, "findings": []}  # no sealer works here
    assert api.ask(inspector, query, PURPOSE, id="agency-lead")["verifyStream"]["findings"] == []
    for id in ("case-0", "nothing", "access-1"):
        assert api.ask(inspector, query, PURPOSE, id=id)["verifyStream"] is None
    assert api.ask(issuer.officer("agency-police"), query, PURPOSE, id=case)["verifyStream"] is None


def test_readings_are_told_to_their_agency_and_inspectors(api: Api, inspector: str, issuer: Issuer, case: str) -> None:
    open_history = "query($id: ID!) { case(id: $id) { history(first: 1) { edges { node { type } } } } }"
    api.ask(issuer.officer("agency-lead", Post.AUDITOR), open_history, {"Casebook-Purpose": "REDRESS"}, id=case)
    query = """query($id: ID) { accessLog(first: 100, filter: {case: $id}) { edges { node { agency { id }
      readings { kind purpose subject streamIds } refusal { code } } } } }"""

    def readers(token: str) -> set[tuple[str, str]]:
        edges = api.ask(token, query, PURPOSE, id=case)["accessLog"]["edges"]
        return {
            (edge["node"]["agency"]["id"], read["purpose"])
            for edge in edges
            for read in edge["node"]["readings"]
            if read["kind"] == "HISTORY"
        }

    assert ("agency-lead", "REDRESS") in readers(inspector)
    assert {agency for agency, _ in readers(issuer.officer("agency-lead", Post.AUDITOR))} == {"agency-lead"}
    assert readers(issuer.officer("agency-land", Post.AUDITOR)) == set()


def test_the_access_log_is_narrowed_by_agency_and_time(api: Api, inspector: str, issuer: Issuer, case: str) -> None:
    open_history = "query($id: ID!) { case(id: $id) { history(first: 1) { edges { node { type } } } } }"
    api.ask(issuer.officer("agency-lead", Post.AUDITOR), open_history, {"Casebook-Purpose": "REDRESS"}, id=case)
    api.ask(inspector, open_history, PURPOSE, id=case)
    query = """query($filter: AccessFilter) { accessLog(first: 100, filter: $filter) {
      totalCount edges { node { agency { id } at } } } }"""

    def found(token: str, **filter: str) -> tuple[set[str], int]:
        page = api.ask(token, query, PURPOSE, filter={"case": case, **filter})["accessLog"]
        assert len(page["edges"]) <= page["totalCount"], "what is read between the two is counted"
        return {edge["node"]["agency"]["id"] for edge in page["edges"]}, page["totalCount"]

    everybody, whole = found(inspector)
    led, few = found(inspector, agency="agency-lead")
    assert led == {"agency-lead"} < everybody
    assert 0 < few < whole
    for outside in ({"since": "2036-01-01T00:00:00Z"}, {"before": "2026-01-01T00:00:00Z"}):
        assert found(inspector, **outside) == (set(), 0)
    within, many = found(inspector, since="2026-01-01T00:00:00Z", before="2036-01-01T00:00:00Z")
    assert (within, many >= whole) == (everybody, True), "what was read meanwhile is in it as well"
    assert found(issuer.officer("agency-land", Post.AUDITOR), agency="agency-lead") == (set(), 0)


def test_who_named_an_agency_nobody_registered_is_in_the_access_log(api: Api, inspector: str, issuer: Issuer) -> None:
    claims = issuer.claims(caller("agency-lead"), agency=f"agency-{uuid4().hex}")
    assert api.post(issuer.sign(claims), "{ me { isPerson } }").status_code == 403
    query = "{ accessLog(first: 100) { edges { node { agency { id } refusal { code field action } } } } }"

    def refused() -> list[dict[str, Any]]:
        edges = api.ask(inspector, query, PURPOSE)["accessLog"]["edges"]
        return [edge["node"]["refusal"] for edge in edges if edge["node"]["refusal"] and not edge["node"]["agency"]]

    assert until(refused)[0] == {"code": "AGENCY_INACTIVE", "field": "enter", "action": None}


@pytest.mark.parametrize("field", ["history(first: 1) { edges { cursor } }", "diff(older: 0, newer: 1) { field }"])
def test_without_scope_or_purpose_nothing_is_shown(api: Api, issuer: Issuer, case: str, field: str) -> None:
    query = f"query($id: ID!) {{ case(id: $id) {{ {field} }} }}"
    (error,) = api.post(issuer.officer("agency-lead"), query, id=case).json()["errors"]
    assert error["extensions"]["reason"] == "PURPOSE_MISSING"
