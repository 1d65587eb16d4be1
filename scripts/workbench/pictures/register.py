"""The sample register as `scripts/dev` runs it: its addresses, and questions to it."""

import json
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp

TRIES = 120
DECIDED = """query { cases(first: 50) { edges { node { id claim state decisions { publicCode } } } } }"""
ORDER = """mutation($input: RequestDocumentInput!) {
  requestDocument(input: $input) { document { id } problems { code messageEn } } }"""
MADE = "query($id: ID!) { officialDocument(id: $id) { state failure download } }"


class Register:
    """What `scripts/dev` wrote into `dev.json`."""

    def __init__(self, home: Path) -> None:
        self._said: Mapping[str, Any] = json.loads((home / "dev.json").read_text(encoding="utf-8"))

    def address(self, name: str) -> str:
        """One of the addresses, such as `press`."""
        return str(self._said[name])

    def account(self, sample: str) -> tuple[str, str, str]:
        """Name, password and present one-time code of a sample."""
        given = self._said["accounts"][sample]
        return given["name"], given["password"], pyotp.TOTP(given["totp"]).now()

    def ask(self, query: str, sample: str = "lead-handler", **variables: Any) -> Any:
        """The data of a query; raises RuntimeError for an answer with errors."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        answer = json.loads(self._sent(self.address("graphql"), sample, body))
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
        return answer["data"]

    def decided(self) -> tuple[str, str]:
        """A case with a decision about false content: its id, and the code of the decision."""
        found = [edge["node"] for edge in self.ask(DECIDED)["cases"]["edges"]]
        case = next(node for node in found if node["decisions"] and node["state"] == "CLOSED")
        return case["id"], case["decisions"][-1]["publicCode"]

    def document(self, case: str, kind: str) -> bytes:
        """A PDF of a case, made by the worker now; raises RuntimeError if it does not come."""
        given = {"commandId": str(uuid4()), "sourceId": case, "kind": kind, "format": "PDF"}
        ordered = self.ask(ORDER, input=given)["requestDocument"]
        for _ in range(TRIES):
            made = self.ask(MADE, id=ordered["document"]["id"])["officialDocument"]
            if made["download"]:
                return self._sent(self.address("graphql").removesuffix("/graphql") + made["download"], "lead-handler")
            time.sleep(0.5)
        raise RuntimeError(made)

    def _sent(self, address: str, sample: str, body: bytes | None = None) -> bytes:
        headers = {
            "Authorization": f"Bearer {self._said['tokens'][sample]}",
            "Content-Type": "application/json",
            "Casebook-Purpose": "HANDLING",
        }
        request = urllib.request.Request(address, body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            content: bytes = answer.read()
            return content
