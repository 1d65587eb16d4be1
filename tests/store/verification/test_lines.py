"""Public acts and their lines: what the sealer takes, what it holds, and what a verification of the record finds."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.complaint.state import RedressOutcome
from domain.statement.state import LIST
from store.driver.connection import Document
from store.log.audit.finding import Finding
from store.record.canonical import canonical
from store.record.revision import pending_of
from store.store import Store
from store.tlog.merkle import leaf_hash
from tests.sealer.site import Site
from tests.support.complaints import appoint_others, complaint, decided, ruled
from tests.support.record import revision_of
from tests.support.world import LEAD
from workers.figures import publish_figures

LINE, TABLE = f"statement-{LEAD}-2026", "statement-figures-2026:1"
Change = Callable[["Register"], Awaitable[Any]]


def rewritten(revision: Document, change: Callable[[dict[str, Any]], None], **envelope: Any) -> Document:
    """A revision with another body, and an envelope that commits to it."""
    body, said = json.loads(bytes(revision["body"])), json.loads(bytes(revision["envelope"]))
    change(body)
    data = canonical(body)
    made = canonical(said | {"body": sha256(bytes(revision["salt"]) + data).hexdigest()} | envelope)
    return {**revision, "body": data, "envelope": made, "leaf": leaf_hash(made)}


class Register:
    """A register whose acts wait for the sealer."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.connection = store.connection
        self.site = Site(store.connection, folder, store.connection.clock).begin()

    async def row(self, id: str) -> Document:
        found = await revision_of(self.connection, id)
        return found

    async def put(self, revision: Document) -> None:
        """Store a revision in the place of another one, with its marker."""
        await self.connection.revisions.replace_one({"_id": revision["_id"]}, revision)
        pending = self.connection.client[self.connection.names.log]["pending"]
        await pending.replace_one({"_id": revision["_id"]}, pending_of(revision))

    async def decision(self) -> Document:
        found = await self.connection.revisions.find_one({"type": "case.decided"})
        assert found is not None
        return found

    async def held(self) -> dict[str, str]:
        """What is held of acts and lines; the province of tests was entered at one moment, before its lead."""
        held = (await self.site.sealed()).held
        return {stream: why for stream, why in held.items() if not stream.startswith("provision-")}


@pytest.fixture
async def register(store: Store, tmp_path: Path) -> Register:
    await appoint_others(store)
    await ruled(store, await complaint(store, await decided(store)), RedressOutcome.UPHELD)
    return Register(store, tmp_path / "sealer")


async def unstated(register: Register) -> None:
    """The act does not name its line."""
    await register.put(rewritten(await register.decision(), lambda body: body.pop("stated")))


async def without_line(register: Register) -> None:
    """The line is gone."""
    await register.connection.revisions.delete_one({"_id": f"{LINE}:1"})


async def other_line(register: Register) -> None:
    """The line says another measure than the act."""

    def change(body: dict[str, Any]) -> None:
        body["data"]["waiting"]["act"]["measure"] = "OFFICIAL_INFORMATION"

    await register.put(rewritten(await register.row(f"{LINE}:1"), change))


async def line_of_another(register: Register) -> None:
    """The act names the line of another act."""
    await register.put(rewritten(await register.decision(), lambda body: body.update(stated=[f"{LINE}:3"])))


async def unlisted(register: Register) -> None:
    """The list of streams does not have the stream."""
    await register.connection.revisions.delete_one({"_id": f"{LIST}:2"})


async def miscounted(register: Register) -> None:
    """A table counts a decision more, and its envelope commits to that."""
    row = await register.row(TABLE)
    state = json.loads(bytes(row["state"]))
    for table in (state["newest"]["table"], (body := json.loads(bytes(row["body"])))["data"]["line"]["table"]):
        table["lines"][0]["kinds"]["DECISION"] += 1
    body["state"] = sha256(canonical(state)).hexdigest()
    shown = sha256(canonical(state["newest"])).hexdigest()
    made = rewritten(row | {"state": canonical(state)}, lambda old: old.update(body), shown=shown)
    await register.put(made)


DAMAGES: list[tuple[Change, str, set[str]]] = [
    (unstated, "has no line", {"missing", "unfounded"}),
    (without_line, "is not in the log", {"missing"}),
    (other_line, "state", {"differs"}),
    (line_of_another, "no version names it", {"twice", "unfounded"}),
    (unlisted, "not in the list", {"unlisted"}),
]
"""What somebody does before the sealer comes, why the sealer holds it, and what a verification says of lines."""


def of_lines(findings: list[Finding]) -> set[str]:
    """The codes about lines, without their common beginning."""
    return {row.code.removeprefix("statement-") for row in findings if row.code.startswith("statement-")}


class TestTables:
    async def test_a_table_is_sealed_and_one_that_counts_otherwise_is_found(
        self, register: Register, store: Store
    ) -> None:
        assert await publish_figures(store) == 1
        assert not of_lines(await register.site.findings())
        await miscounted(register)
        assert of_lines(await register.site.findings()) == {"differs"}
        assert await register.held() == {}

    async def test_a_table_waits_for_the_lines_that_it_counts(self, register: Register, store: Store) -> None:
        await publish_figures(store)
        await register.connection.revisions.delete_one({"_id": f"{LINE}:4"})
        assert "are not in the log" in " ".join((await register.held()).values())


class TestLines:
    async def test_takes_acts_with_their_lines(self, register: Register) -> None:
        assert await register.held() == {}
        places = {row["event"]: row["_id"] async for row in register.site.storage.index.find({})}
        decision = (await register.decision())["_id"]
        assert places[f"{LIST}:1"] < places[f"{LINE}:1"] < places[decision]
        assert not of_lines(await register.site.findings())

    @pytest.mark.parametrize(("change", "why", "codes"), DAMAGES, ids=[change.__name__ for change, *_ in DAMAGES])
    async def test_holds_and_finds(self, register: Register, change: Change, why: str, codes: set[str]) -> None:
        await change(register)
        assert codes <= of_lines(await register.site.findings())
        assert why in " ".join((await register.held()).values())

    @pytest.mark.parametrize(("change", "codes"), [(change, codes) for change, _, codes in DAMAGES])
    async def test_finds_what_was_done_after_sealing(self, register: Register, change: Change, codes: set[str]) -> None:
        await register.held()
        await change(register)
        assert codes <= of_lines(await register.site.findings())
