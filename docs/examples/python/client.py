"""The five things that every client of Casebook does, with nothing but httpx.

Run with CASEBOOK_URL (the address of /graphql), CASEBOOK_TOKEN (who reports) and CASEBOOK_LEAD_TOKEN (who screens) in
the environment.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

MANIFEST = Path(__file__).resolve().parents[1] / "operations" / "manifest.json"
DOCUMENTS: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
IDS = {text.split("(")[0].split()[1]: id for id, text in DOCUMENTS.items()}
"""The id of each operation by its name, from the manifest that `scripts/casebook documents` made."""


class Casebook:
    """The register, as one signed-in caller sees it."""

    def __init__(self, url: str, token: str) -> None:
        accepts = "application/graphql-response+json, application/json"
        headers = {"Authorization": f"Bearer {token}", "Accept": accepts}
        self._url, self._client = url, httpx.Client(headers=headers, timeout=30)

    def ask(self, operation: str, **variables: Any) -> dict[str, Any]:
        """The data of one operation. Raises RuntimeError for an error; problems are data, not errors."""
        asked = {"documentId": f"sha256:{IDS[operation]}", "variables": variables}
        answer = self._client.post(self._url, json=asked).json()
        if _code(answer) == "DOCUMENT_UNKNOWN":  # no manifest was given to this installation
            asked = {"query": DOCUMENTS[IDS[operation]], "variables": variables}
            answer = self._client.post(self._url, json=asked).json()
        if code := _code(answer):
            raise RuntimeError(f"{code}: {answer['errors'][0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data

    def cases(self, size: int = 2) -> Iterator[dict[str, Any]]:
        """Every case, page by page: the cursor says where the next page begins."""
        after = None
        while True:
            page = self.ask("Cases", first=size, after=after)["cases"]
            yield from (edge["node"] for edge in page["edges"])
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]


def _code(answer: dict[str, Any]) -> str | None:
    return answer["errors"][0]["extensions"]["code"] if answer.get("errors") else None


def said(problem: dict[str, Any]) -> str:
    """What a problem asks of the person in front of the screen."""
    where = f" ({problem['path']})" if problem["__typename"] == "InvalidInput" else ""
    return f"{problem['code']}{where}: {problem['messageVi']} / {problem['messageEn']}"


def screened(lead: Casebook, case: str, version: int) -> str:
    """Screen a case; on a conflict decide again on the version that stands now, as a person would after a look."""
    while True:
        fields = {"caseId": case, "expectedVersion": version, "category": "TRANSPORT", "assigned": "agency-health"}
        answer = lead.ask("Screen", input={"commandId": str(uuid4()), **fields})["screenCase"]
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
    refused = reporter.ask("Report", input={"commandId": str(uuid4()), **report})["reportCase"]
    for problem in refused["problems"]:
        print("refused", said(problem))

    # 2. Corrected and sent. 3. Sent again under the same command id: done once, answered again.
    corrected = {"commandId": str(uuid4()), **report, "channelNote": "Người dân gọi điện lúc sáng."}
    made = reporter.ask("Report", input=corrected)["reportCase"]
    again = reporter.ask("Report", input=corrected)["reportCase"]
    case = made["case"]
    print("reported", case["code"], "replayed", again["replayed"], "same", again["case"]["id"] == case["id"])

    # 4. Decided on another version than stands now: a conflict, which says what stands now.
    print("screened", screened(lead, case["id"], case["version"] + 100))

    # 5. Lists with cursors.
    print("listed", sum(each["id"] == case["id"] for each in reporter.cases()))


if __name__ == "__main__":
    main()
