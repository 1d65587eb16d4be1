"""The registry kept through GraphQL with real tokens: one administrator enters a row, another one settles it."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from tests.api.conftest import Apart
from tests.support.acts import given, mutation
from tests.support.in_process import InProcess, in_process
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import LEAD

PPC, LAND = "agency-ppc", "agency-land"
ROW = """rowId version certainty source entry { enteredById enteredAt settledById settledAt refusedFor }
    allowedActions(allowed: true) { action }"""
AGENCY = f"{ROW} ... on AgencyRow {{ names {{ name }} competences {{ task }} proposed {{ key name {{ name }} }} }}"


class Administrators:
    """What administrators of agencies enter and read."""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        self.api, self.issuer = api, issuer

    def ask(self, agency: str, query: str, **variables: Any) -> Any:
        return self.api.ask(self.issuer.officer(agency, Post.ADMIN), query, **variables)

    def send(self, agency: str, name: str, kind: str, /, **fields: Any) -> Any:
        """The row, or the code of the refusal."""
        query = mutation(name, f"{kind} {{ {AGENCY if kind == 'agency' else ROW} }} problems {{ code }}")
        answer = self.ask(agency, query, input=given(name, {"commandId": str(uuid4()), **fields}))[name]
        return answer[kind] or answer["problems"][0]["code"]

    def row(self, id: str) -> Any:
        return self.ask(LEAD, f"query($row: ID!) {{ registryRow(id: $row) {{ {ROW} }} }}", row=id)["registryRow"]

    def areas(self) -> list[str]:
        return [area["id"] for area in self.ask(LAND, "{ areas { id } }")["areas"]]

    def waiting(self, agency: str) -> list[str]:
        found = self.ask(agency, "{ inbox(kinds: [CONFIRM_ROW], mine: true) { due { streamId } } }")["inbox"]
        return [duty["streamId"] for duty in found["due"]]


@pytest.fixture(scope="module")
def installation(apart: Apart) -> dict[str, str]:
    """Settings of an installation whose registry may change: other tests count what is in theirs."""
    return apart.installation


@pytest.fixture(scope="module")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    """The API over it."""
    with in_process(installation) as running:
        yield running


@pytest.fixture
def administrators(api: Api, issuer: Issuer) -> Administrators:
    return Administrators(api, issuer)


def on(kind: str, row: Any, **fields: Any) -> dict[str, Any]:
    return {f"{kind}Id": row["rowId"], "expectedVersion": row["version"], **fields}


NEW = {"name": "Xã Thử", "level": "COMMUNE", "since": "2025-07-01", "source": "Nghị quyết 1"}


def test_rows_of_a_kind_are_listed_with_what_nobody_confirmed(administrators: Administrators) -> None:
    row = administrators.send(LEAD, "defineArea", "area", **NEW)
    asked = """{ registryRows(kind: AREA, first: 100) { edges { node { rowId certainty
        ... on AreaRow { name level } } } } }"""
    listed = administrators.ask(LAND, asked)["registryRows"]["edges"]
    found = {edge["node"]["rowId"]: edge["node"] for edge in listed}
    assert found[row["rowId"]] | {"rowId": ""} == {
        "rowId": "",
        "certainty": "UNCONFIRMED",
        "name": NEW["name"],
        "level": NEW["level"],
    }


def test_the_areas_of_a_competence(administrators: Administrators) -> None:
    """Of one that counts and, in a row, of one that waits."""
    ask = 'query { registryRow(id: "agency-health") { version ... on AgencyRow { %s proposed { %s } } } }'
    shown = ask % ("competences { task areas { id } }", "key competence { areas { id } }")
    row = administrators.ask(LEAD, shown)["registryRow"]
    assert {"task": "VERIFY", "areas": []} in row["competences"]
    granted = {"task": "DECIDE", "areas": ["area-north"], "since": "2099-01-01", "source": "Nghị quyết 1"}
    entered = {"agencyId": "agency-health", "expectedVersion": row["version"], **granted}
    assert administrators.send(LEAD, "grantCompetence", "agency", **entered)["proposed"]  # it waits
    waiting = administrators.ask(LEAD, shown)["registryRow"]
    (part,) = waiting["proposed"]
    assert part["competence"] == {"areas": [{"id": "area-north"}]}
    refused = {"agencyId": "agency-health", "expectedVersion": waiting["version"], "part": part["key"]}
    assert administrators.send(PPC, "refuseAgencyPart", "agency", reasons="Chưa đúng văn bản.", **refused)
