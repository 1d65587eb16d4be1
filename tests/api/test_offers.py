"""Offered acts, the reasons against others, and the later acts that a version conflict lists."""

from typing import Any
from uuid import uuid4

import pytest

from domain.case.intake import AREAS_MOST, REPORTS_A_DAY
from domain.kernel.refusals import NEWER_MOST
from domain.kernel.vocabulary import Post
from tests.support.installation import Api
from tests.support.newsroom import REDRESS, WORDS, Newsroom
from tests.support.play import LONG, Play, a_ground
from tests.support.tokens import Issuer
from tests.support.world import officer

OFFER = "allowedActions(only: [$action]) { allowed problem { code } }"


@pytest.fixture
def play(api: Api, issuer: Issuer) -> Play:
    return Play(api, issuer)


def said(play: Play, action: str, who: str = "lead") -> str | None:
    """Why an action on the case is not offered; None when it is."""
    query = f"query($id: ID!, $action: Action!) {{ case(id: $id) {{ {OFFER} }} }}"
    [offer] = play.api.ask(play.token(who), query, id=play.case, action=action)["case"]["allowedActions"]
    return None if offer["allowed"] else str(offer["problem"]["code"])


def test_a_case_that_has_duplicates_cannot_be_linked_itself(play: Play) -> None:
    play.report(url="https://tin.example/goc")
    earlier = play.case
    assert said(play, "linkDuplicate") is None
    play.report(url="https://tin.example/ban-sao")
    later = play.case
    play.act("lead", "linkDuplicate", of=earlier, reasons=LONG)
    assert said(play, "linkDuplicate") == "LINKED_ALREADY"
    play.case = earlier
    assert said(play, "linkDuplicate") == "HAS_DUPLICATES"
    assert play.refused("lead", "linkDuplicate", of=later, reasons=LONG) == "HAS_DUPLICATES"


def test_it_is_asked_once_for_a_page(play: Play) -> None:
    play.report(url="https://tin.example/trang-1")
    earlier = play.case
    play.report(url="https://tin.example/trang-2")
    play.act("lead", "linkDuplicate", of=earlier, reasons=LONG)
    query = "{ cases(first: 2) { edges { node { id allowedActions(only: [linkDuplicate]) { problem { code } } } } } }"
    edges = play.api.ask(play.token("lead"), query)["cases"]["edges"]
    found = {edge["node"]["id"]: edge["node"]["allowedActions"][0]["problem"]["code"] for edge in edges}
    assert found == {earlier: "HAS_DUPLICATES", play.case: "LINKED_ALREADY"}


@pytest.fixture(scope="module")
def office(api: Api, issuer: Issuer) -> Newsroom:
    """A decided case, and a draft of a notice in which something was found."""
    return Newsroom.decided(api, issuer)


def draft(office: Newsroom, who: str = "lead", **changes: str) -> None:
    office.act(who, "draftPublication", case=office.case, form="PORTAL", redressNotice=REDRESS, **{**WORDS, **changes})


def test_notices_are_offered_to_their_own_office_alone(office: Newsroom) -> None:
    draft(office)
    query = "query($id: ID!) { pressNotice(id: $id) { id } }"
    for who, seen in (("lead.spokesperson", {"id": office.notice}), ("health.spokesperson", None)):
        assert office.api.ask(office.token(who), query, id=office.notice)["pressNotice"] == seen


FORM = """
allowedActions(only: $only) {
  action allowed leftToday
  form {
    sentenceEn lastingVi papers inputType target versioned namesConfirmed
    fields {
      name path kind many required labelVi labelEn hintVi hintEn example least most mostValues earliest latest
      defaultValue refersTo choices { value labelVi labelEn }
    }
  }
}
"""


def form(play: Play, action: str, who: str = "lead") -> tuple[dict[str, Any], dict[str, Any]]:
    """The form of an action on the case, and its fields by name."""
    query = f"query($id: ID!, $only: [Action!]) {{ case(id: $id) {{ {FORM} }} }}"
    [offer] = play.api.ask(play.token(who), query, id=play.case, only=[action])["case"]["allowedActions"]
    return offer["form"], {field["name"]: field for field in offer["form"]["fields"]}


class TestForms:
    def test_say_how_to_give_the_command(self, play: Play) -> None:
        play.report(url="https://tin.example/bieu-mau")
        found, fields = form(play, "screenCase")
        assert (found["inputType"], found["target"], found["versioned"]) == ("ScreenCaseInput", "caseId", True)
        assert fields["category"]["kind"] == "CHOICE"
        assert {"HEALTH"} < {choice["value"] for choice in fields["category"]["choices"]}
        assert (fields["assigned"]["kind"], fields["assigned"]["refersTo"]) == ("REFERENCE", "AGENCY")
        assert (fields["areas"]["many"], fields["areas"]["mostValues"]) == (True, AREAS_MOST)
        offered = {choice["value"] for choice in fields["assigned"]["choices"]}
        assert {"agency-health", "agency-land"} < offered < agencies(play) - {"agency-paper"}

    def test_offer_only_what_the_rules_take_for_this_object(self, play: Play) -> None:
        play.report(url="https://tin.example/lua-chon")
        play.check()
        ground = a_ground(play.api, play.issuer)
        _, fields = form(play, "reassignCase")
        assert "agency-health" not in values(fields["assigned"])
        _, fields = form(play, "requestCoordination")
        assert not {"agency-lead", "agency-paper"} & values(fields["agency"])
        _, fields = form(play, "proposeTransfer")
        assert values(fields["police"]) == {"agency-police"}
        assert ground in values(fields["provisions"])
        assert not values(fields["provisions"]) & drafts(play)
        _, fields = form(play, "nameFocalOfficer", "health")
        focal = values(fields["focal"])
        assert officer("agency-health", Post.SIGNATORY) in focal
        assert not {officer("agency-health", Post.HANDLER), officer("agency-lead", Post.SIGNATORY)} & focal
        play.verify("FALSE")
        play.review("NOT_PROTECTED", ground=ground)
        play.ask_round("agency-health")
        _, fields = form(play, "giveOpinion", "health")
        assert values(fields["position"]) == {"AGREE", "DISAGREE", "NO_COMPETENCE"}

    def test_bound_dates_by_the_object(self, play: Play) -> None:
        play.report(url="https://tin.example/ngay", publishedAt="2026-06-29T23:00:00Z")
        _, fields = form(play, "takeOwnMeasure")
        assert (fields["takenAt"]["kind"], fields["servedOn"]["kind"]) == ("INSTANT", "DATE")
        assert (fields["takenAt"]["earliest"], fields["takenAt"]["latest"]) == ("2026-06-30", play.today)

    def test_of_what_begins_are_offered_to_oneself(self, play: Play) -> None:
        query = f"query($only: [Action!]) {{ me {{ {FORM} }} }}"
        [offer] = play.api.ask(play.token("land"), query, only=["reportCase"])["me"]["allowedActions"]
        assert (offer["allowed"], offer["form"]["target"], offer["form"]["versioned"]) == (True, None, False)
        assert offer["leftToday"] <= REPORTS_A_DAY
        play.report(url="https://tin.example/con-lai")
        [after] = play.api.ask(play.token("land"), query, only=["reportCase"])["me"]["allowedActions"]
        assert after["leftToday"] == offer["leftToday"] - 1


def values(field: dict[str, Any]) -> set[str]:
    return {choice["value"] for choice in field["choices"]}


def drafts(play: Play) -> set[str]:
    query = "{ provisions(first: 100, filter: {state: DRAFT}) { edges { node { id } } } }"
    return {edge["node"]["id"] for edge in play.api.ask(play.token("lead"), query)["provisions"]["edges"]}


def agencies(play: Play) -> set[str]:
    return {row["id"] for row in play.api.ask(play.token("lead"), "{ agencies { id } }")["agencies"]}


SINCE = """since { version type action labelVi labelEn at officer { officerId } agency { id } bookkeeping fields }"""
FOCAL = {"focal": officer("agency-health", Post.HANDLER)}
PURPOSE = {"Casebook-Purpose": "INSPECTION"}


def conflict(play: Play, who: str, expected: int, *, asks: str = SINCE, **headers: str) -> Any:
    """Return the conflict for an officer who starts checking on an older version."""
    query = f"""mutation($input: StartCheckingInput!) {{ startChecking(input: $input) {{ case {{ id }}
      problems {{ code ... on VersionConflict {{ currentVersion {asks} }} }} }} }}"""
    given = {"commandId": str(uuid4()), "caseId": play.case, "expectedVersion": expected, **FOCAL}
    [problem] = play.api.ask(play.token(who), query, headers, input=given)["startChecking"]["problems"]
    assert problem["code"] == "VERSION_CONFLICT"
    return problem


def read(play: Play) -> list[Any]:
    """The recorded readings of the case's history."""
    query = """query($id: ID!) { accessLog(first: 100, filter: {case: $id}) {
      edges { node { readings { kind purpose subject streamIds } } } } }"""
    rows = play.api.ask(play.token("inspection.inspector"), query, PURPOSE, id=play.case)["accessLog"]["edges"]
    return [read for row in rows for read in row["node"]["readings"] if read["kind"] == "HISTORY"]


def test_it_names_each_version_since(play: Play) -> None:
    play.report()
    play.check()
    found = conflict(play, "health", 1)
    screened, started, checked = found["since"]
    assert found["currentVersion"] == checked["version"] == 4
    assert (screened["version"], screened["type"], screened["action"]) == (2, "CASE_SCREENED", "screenCase")
    assert (screened["labelVi"], screened["labelEn"]) == ("Sàng lọc phản ánh", "Screen the report")
    assert screened["agency"] == {"id": "agency-lead"}
    assert {"state", "category", "assigned"} <= set(screened["fields"])
    assert "claim" not in screened["fields"]
    assert started["fields"] == ["state", "focalOfficer"]
    assert checked["fields"] == ["checks"]
    assert [version["bookkeeping"] for version in found["since"]] == [False] * 3
    assert screened["at"] <= started["at"] <= checked["at"]


def test_who_acted_is_told_to_the_own_agency_and_to_nobody_else(play: Play) -> None:
    play.report()
    play.check()
    screened, started, _ = conflict(play, "health", 1)["since"]
    assert (screened["officer"], started["officer"]) == (None, {"officerId": officer("agency-health", Post.HANDLER)})
    screened, started, _ = conflict(play, "lead", 1)["since"]
    assert (screened["officer"], started["officer"]) == ({"officerId": officer("agency-lead", Post.HANDLER)}, None)


def test_asking_is_recorded_as_the_reading_of_a_history(play: Play) -> None:
    play.report()
    play.check()
    conflict(play, "lead", 1, asks="")
    assert read(play) == []
    conflict(play, "lead", 1)
    conflict(play, "lead", 1, **{"Casebook-Purpose": "REDRESS"})
    found = sorted((one["purpose"] or "", one["streamIds"]) for one in read(play))
    assert found == [("", [play.case]), ("REDRESS", [play.case])]


def test_a_version_that_is_still_to_come_has_nothing_since(play: Play) -> None:
    play.report()
    assert conflict(play, "lead", 99)["since"] == []
    assert read(play) == []


def test_only_the_last_versions_are_told(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.report()
    play.check()
    monkeypatch.setattr("store.read.history.NEWER_MOST", 2)
    assert [version["version"] for version in conflict(play, "health", 1)["since"]] == [3, 4]
    assert NEWER_MOST == 20
