"""Mixed writes by clients that repeat a command under its id until they get an answer."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx

from domain.kernel.vocabulary import Post
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.ledgers import Acknowledged
from tests.support.patience import until_seen
from tests.support.play import mutation
from tests.support.tokens import Issuer
from tests.support.world import machine, officer

PATIENCE_SECONDS = 300.0
RETRY_SECONDS = 0.1
OF_A_CASE = 5
"""Commands that a client sends for one case."""


class Gone(Exception):
    """No answer came within PATIENCE_SECONDS."""


class Client:
    """One client's writes, and the answers to them."""

    def __init__(self, url: str, issuer: Issuer) -> None:
        self.http = web.AsyncClient(base_url=url, timeout=10)
        self.tokens = {name: issuer.officer(f"agency-{name}") for name in ("lead", "health")}
        # A machine reports: an officer may enter only so many reports a day.
        self.tokens["land"] = issuer.token(machine("agency-land"))
        self.acknowledged: list[Acknowledged] = []

    async def run(self, done: asyncio.Event) -> None:
        """Handle one case after another. When `done` is set, stop after the current case."""
        async with self.http:
            await self.one_case()
            while not done.is_set():
                await self.one_case()

    async def one_case(self) -> None:
        """Report and screen a case, start checking it, and check it twice."""
        case = await self.act("land", "reportCase", dict(A_REPORT))
        screening = {"category": "HEALTH", "assigned": "agency-health"}
        case = await self.act("lead", "screenCase", screening, case)
        case = await self.act("health", "startChecking", {"focal": officer("agency-health", Post.HANDLER)}, case)
        await asyncio.gather(*(self.act("health", "recordCheck", CHECK, case, versioned=False) for _ in range(2)))

    async def act(
        self, who: str, name: str, fields: dict[str, Any], case: dict[str, Any] | None = None, *, versioned: bool = True
    ) -> dict[str, Any]:
        """Send one command, again on the newer version after a conflict."""
        while True:
            made = {"commandId": str(uuid4()), **fields}
            if case:
                made["caseId"] = case["id"]
            if case and versioned:
                made["expectedVersion"] = case["version"]
            payload = await self.sent(who, name, made)
            if not payload["problems"]:
                # The case is shown as it is now; after a repetition only the receipt says what the command wrote.
                done = {"id": payload["case"]["id"], "version": payload["receipt"]["version"]}
                self.acknowledged.append(Acknowledged(made["commandId"], done["id"], done["version"]))
                return done
            (problem,) = payload["problems"]
            assert problem["__typename"] == "VersionConflict", problem
            assert case is not None
            case = {"id": case["id"], "version": problem["currentVersion"]}

    async def sent(self, who: str, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a command. Without an answer, or with "unsettled", send the same command again."""
        query = mutation(name, "case { id } receipt { version }")
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                body = {"query": query, "variables": {"input": fields}}
                answer = (await self.http.post("/graphql", json=body, headers=headers)).json()
                if "errors" not in answer:
                    payload: dict[str, Any] = answer["data"][name]
                    if not any(problem["code"] == "UNSETTLED" for problem in payload["problems"]):
                        return payload
            except (httpx.HTTPError, ValueError):
                pass
            await asyncio.sleep(RETRY_SECONDS)
        raise Gone(name)


def told(clients: Sequence[Client]) -> list[Acknowledged]:
    return [ack for client in clients for ack in client.acknowledged]


async def more_told(clients: Sequence[Client], more: int) -> None:
    """Wait until this many more commands are acknowledged."""
    wanted = len(told(clients)) + more

    async def look() -> bool:
        return len(told(clients)) >= wanted

    await until_seen(look, "nobody is answered any more")


CHECK = {"method": "OWN_RECORDS", "outcome": "AS_REPORTED", "summary": "Bài đăng còn đó, nội dung như đã báo."}
