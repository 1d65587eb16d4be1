"""The five things that every client of Casebook does, with nothing but httpx.

Run with CASEBOOK_URL (the address of /graphql), CASEBOOK_TOKEN (who reports) and CASEBOOK_LEAD_TOKEN (who screens) in
the environment.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

PROBLEMS = """problems { __typename code messageVi messageEn
  ... on InvalidInput { path } ... on VersionConflict { currentVersion } }"""
CASES = """query($first: Int!, $after: String) { cases(first: $first, after: $after) {
  edges { node { id code version state claim } } pageInfo { hasNextPage endCursor } } }"""
REPORT = f"""mutation($input: ReportCaseInput!) {{ reportCase(input: $input) {{
  replayed case {{ id code version }} {PROBLEMS} }} }}"""
SCREEN = f"""mutation($input: ScreenCaseInput!) {{ screenCase(input: $input) {{
  case {{ id version state }} {PROBLEMS} }} }}"""


class Casebook:
    """The register, as one signed-in caller sees it."""

    def __init__(self, url: str, token: str) -> None:
        accepts = "application/graphql-response+json, application/json"
        headers = {"Authorization": f"Bearer {token}", "Accept": accepts}
        self._url, self._client = url, httpx.Client(headers=headers, timeout=30)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of one operation. Raises RuntimeError for an error; problems are data, not errors."""
        answer = self._client.post(self._url, json={"query": query, "variables": variables}).json()
        if answer.get("errors"):
            error = answer["errors"][0]
            raise RuntimeError(f"{error['extensions']['code']}: {error['message']}")
        data: dict[str, Any] = answer["data"]
        return data

    def cases(self, size: int = 2) -> Iterator[dict[str, Any]]:
        """Every case, page by page: the cursor says where the next page begins."""
        after = None
        while True:
            page = self.ask(CASES, first=size, after=after)["cases"]
            yield from (edge["node"] for edge in page["edges"])
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]


def said(problem: dict[str, Any]) -> str:
    """What a problem asks of the person in front of the screen."""
    where = f" ({problem['path']})" if problem["__typename"] == "InvalidInput" else ""
    return f"{problem['code']}{where}: {problem['messageVi']} / {problem['messageEn']}"


def screened(lead: Casebook, case: str, version: int) -> str:
    """Screen a case; on a conflict decide again on the version that stands now, as a person would after a look."""
    while True:
        fields = {"caseId": case, "expectedVersion": version, "category": "TRANSPORT", "assigned": "agency-health"}
        answer = lead.ask(SCREEN, input={"commandId": str(uuid4()), **fields})["screenCase"]
        if answer["case"]:
            state: str = answer["case"]["state"]
            return state
        [problem] = answer["problems"]
        if problem["__typename"] != "VersionConflict":
            raise RuntimeError(said(problem))
        version = problem["currentVersion"]
        print("conflict", version)


def main() -> None:
    """A report refused, corrected, repeated, screened and listed."""
    url = os.environ["CASEBOOK_URL"]
    reporter, lead = Casebook(url, os.environ["CASEBOOK_TOKEN"]), Casebook(url, os.environ["CASEBOOK_LEAD_TOKEN"])
    report = {
        "claim": "MẪU: tin đồn rằng cầu treo của xã sắp sập.",
        "channel": "PHONE",
        "detectedAt": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "freeOfSecrets": True,
        "medium": "SOCIAL_NETWORK",
        "url": "https://tin.example/cau-treo",
    }

    # 1. A refusal that could be foreseen is data: a report by telephone needs a note of what was said.
    refused = reporter.ask(REPORT, input={"commandId": str(uuid4()), **report})["reportCase"]
    for problem in refused["problems"]:
        print("refused", said(problem))

    # 2. Corrected and sent. 3. Sent again under the same command id: done once, answered again.
    corrected = {"commandId": str(uuid4()), **report, "channelNote": "Người dân gọi điện lúc sáng."}
    made = reporter.ask(REPORT, input=corrected)["reportCase"]
    again = reporter.ask(REPORT, input=corrected)["reportCase"]
    case = made["case"]
    print("reported", case["code"], "replayed", again["replayed"], "same", again["case"]["id"] == case["id"])

    # 4. Decided on another version than stands now: a conflict, which says what stands now.
    print("screened", screened(lead, case["id"], case["version"] + 100))

    # 5. Lists with cursors.
    print("listed", sum(each["id"] == case["id"] for each in reporter.cases()))


if __name__ == "__main__":
    main()
