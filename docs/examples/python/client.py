"""The seven things that every client of Casebook does, with nothing but httpx.

Run with CASEBOOK_URL (the address of /graphql), CASEBOOK_TOKEN (who reports) and CASEBOOK_LEAD_TOKEN (who screens) in
the environment; CASEBOOK_ASSIGNED names who checks, where the sample agency for health does not exist.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid4

import httpx

MANIFEST = Path(__file__).resolve().parents[1] / "operations" / "manifest.json"
DOCUMENTS: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
IDS = {text.split("(")[0].split()[1]: id for id, text in DOCUMENTS.items()}
"""The id of each operation by its name, from the manifest that `scripts/casebook documents` made."""

ASSIGNED = os.environ.get("CASEBOOK_ASSIGNED", "agency-sample-health")


class Casebook:
    """The register, as one signed-in caller sees it."""

    def __init__(self, url: str, token: str) -> None:
        accepts = "application/graphql-response+json, application/json"
        headers = {"Authorization": f"Bearer {token}", "Accept": accepts}
        self._url, self._client, self._by_id = url, httpx.Client(headers=headers, timeout=30), True

    def ask(self, operation: str, **variables: Any) -> dict[str, Any]:
        """The data of one operation. Raises RuntimeError for an error; problems are data, not errors."""
        data = self._data(self._client.post(self._url, json=self._asked(operation, variables)).json())
        return self.ask(operation, **variables) if data is None else data

    def pages(self, operation: str, size: int = 2) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page: the cursor says where the next page begins."""
        after = None
        while True:
            [page] = self.ask(operation, first=size, after=after).values()
            yield from (edge["node"] for edge in page["edges"])
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def follow(self, operation: str, after: str, **variables: Any) -> Iterator[dict[str, Any]]:
        """What a subscription tells, over lost lines: the last cursor says where to go on. Keep it for the next start.

        The stream holds a comment at least every 12 seconds: what is silent for longer is a lost line.
        """
        while True:
            try:
                for data in self._streamed(self._asked(operation, {**variables, "after": after})):
                    [told] = data.values()
                    after = told["cursor"]
                    yield told
            except httpx.TransportError:
                sleep(1)

    def _asked(self, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
        id = IDS[operation]
        document = {"documentId": f"sha256:{id}"} if self._by_id else {"query": DOCUMENTS[id]}
        return {**document, "variables": variables}

    def _data(self, answer: dict[str, Any]) -> dict[str, Any] | None:
        """The data of an answer; None when it has to be asked for by the document itself."""
        code = answer["errors"][0]["extensions"]["code"] if answer.get("errors") else None
        if code == "DOCUMENT_UNKNOWN":  # no manifest was given to this installation
            self._by_id = False
            return None
        if code:
            raise RuntimeError(f"{code}: {answer['errors'][0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data

    def _streamed(self, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
        headers = {"Accept": "text/event-stream"}
        with self._client.stream("POST", self._url, json=asked, headers=headers, timeout=30) as stream:
            if stream.status_code != httpx.codes.OK:
                raise RuntimeError(f"status {stream.status_code}")  # such as 401: the token has ended
            for line in stream.iter_lines():
                if line.startswith("data: {") and (data := self._data(json.loads(line[6:]))) is not None:
                    yield data


def said(problem: dict[str, Any]) -> str:
    """What a problem asks of the person in front of the screen."""
    where = f" ({problem['path']})" if problem["__typename"] == "InvalidInput" else ""
    return f"{problem['code']}{where}: {problem['messageVi']} / {problem['messageEn']}"


def screened(lead: Casebook, case: str, version: int) -> str:
    """Screen a case; on a conflict decide again on the newest version, as a person would after a look."""
    while True:
        fields = {"caseId": case, "expectedVersion": version, "category": "HEALTH", "assigned": ASSIGNED}
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
    """A report refused, corrected, repeated, screened, listed and followed; notices read."""
    url = os.environ["CASEBOOK_URL"]
    reporter, lead = Casebook(url, os.environ["CASEBOOK_TOKEN"]), Casebook(url, os.environ["CASEBOOK_LEAD_TOKEN"])
    report = {
        "claim": "MẪU: tin đồn rằng trạm y tế của xã sắp đóng cửa.",
        "channel": "PHONE",
        "detectedAt": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "freeOfSecrets": True,
        "medium": "SOCIAL_NETWORK",
        "url": "https://tin.example/tram-y-te",
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

    # 4. An inbox: what waits for the agency, with its deadline. This one duty is done; a real client shows them all.
    for item in lead.ask("Inbox")["inbox"]["items"]:
        if (item["kind"], item["case"]["id"]) == ("SCREEN", case["id"]):
            print("waits", item["kind"], item["case"]["code"])
            # Decided on a version that is not the newest: a conflict, which says what the newest is.
            print("screened", screened(lead, case["id"], item["case"]["version"] + 100))

    # 5. Lists with cursors.
    print("listed", sum(row["id"] == case["id"] for row in reporter.pages("Cases")))

    # 6. Changes followed. The first connection is given up after one event; the second goes on from its cursor.
    first = next(lead.follow("Changes", "0", caseId=case["id"]))
    second = next(lead.follow("Changes", first["cursor"], caseId=case["id"]))
    print("followed", first["version"], second["version"])

    # 7. What the press may read: corrections and retractions come as changes of their own.
    for row in lead.pages("Notices"):
        print("notice", row["number"], row["publication"]["state"], (row["publication"]["current"] or {}).get("title"))


if __name__ == "__main__":
    main()
