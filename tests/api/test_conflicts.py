"""A version conflict says what happened since: who did what, when, and which fields of the object changed."""

from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.refusals import NEWER_MOST
from domain.kernel.vocabulary import Post
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import officer

SINCE = """since { version type action labelVi labelEn at officer { officerId } agency { id } bookkeeping fields }"""
FOCAL = {"focal": officer("agency-health", Post.HANDLER)}
PURPOSE = {"Casebook-Purpose": "INSPECTION"}


@pytest.fixture
def play(api: Api, issuer: Issuer) -> Play:
    return Play(api, issuer)


def conflict(play: Play, who: str, expected: int, *, asks: str = SINCE, **headers: str) -> Any:
    """What an officer hears who would start checking on a version that is not the newest."""
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
    assert sorted((found["purpose"] or "", found["streamIds"]) for found in read(play)) == [
        ("", [play.case]),
        ("REDRESS", [play.case]),
    ]


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
