"""What lies outside the revisions and weighs as much: files, figures, jobs, heads to the byte, fields that none has."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.errors.responses import file_altered
from domain.case.evidence import AddEvidence
from domain.complaint.state import RedressOutcome
from domain.report.state.consolidated import Frozen
from domain.statement.state import LIST
from store.driver.connection import Connection, Document
from store.files.uploads import FileTampered
from store.log.audit.finding import Finding
from store.queue.outbox import JOBS_KEPT
from store.record.canonical import canonical
from store.record.revision import pending_of
from store.store import Store
from store.tlog.merkle import leaf_hash
from store.verification.heads import same_document
from store.verification.vault import _figures
from tests.sealer.site import Site
from tests.support.clock import TestClock
from tests.support.complaints import appoint_others, complaint, decided, ruled
from tests.support.handling_commands import good
from tests.support.record import head_of, record_findings, revision_of
from tests.support.world import LEAD, caller, checking
from workers.figures import publish_figures

HEALTH = caller("agency-health")
Damage = Callable[[Connection, str], Awaitable[Any]]


@pytest.fixture
async def case(store: Store) -> str:
    """A case that is checked, with a file, about which somebody has to be told."""
    case = (await checking(store)).stream
    upload = await store.uploads.store(await store.actor(HEALTH), case, b"a picture", "image/png")
    await store.execute(HEALTH, good(AddEvidence, upload=upload), command_id=uuid4(), target=case)
    return case


def main(connection: Connection, name: str) -> Any:
    return connection.client[connection.names.main][name]


async def flip(connection: Connection, case: str) -> None:
    chunk = await main(connection, "evidence.chunks").find_one({"files_id": {"$ne": "first"}})
    data = chunk["data"][:-1] + bytes([chunk["data"][-1] ^ 1])
    await main(connection, "evidence.chunks").update_one({"_id": chunk["_id"]}, {"$set": {"data": data}})


def job(change: dict[str, Any]) -> Damage:
    return lambda c, case: c.outbox.update_one({"_id": f"{case}:1:0"}, {"$set": change})


DAMAGES: dict[str, tuple[Damage, str]] = {
    "a file gone": (lambda c, _: main(c, "evidence.files").delete_many({"_id": {"$ne": "first"}}), "file-missing"),
    "its bytes gone": (
        lambda c, _: main(c, "evidence.chunks").delete_many({"files_id": {"$ne": "first"}}),
        "file-altered",
    ),
    "a job for another": (job({"data.agency": "agency-x"}), "job-differs"),
    "a job made another": (job({"job": "none"}), "job-differs"),
    "a case hidden from search by a number": (
        lambda c, case: main(c, "cases").update_one({"_id": case}, {"$set": {"hidden": 0}}),
        "head-differs",
    ),
}


@pytest.mark.parametrize("what", DAMAGES)
async def test_it_is_found(store: Store, case: str, what: str) -> None:
    assert await record_findings(store.connection) == []
    damage, code = DAMAGES[what]
    await damage(store.connection, case)
    assert code in {finding.code for finding in await record_findings(store.connection)}


class TestFigures:
    """The numbers of a frozen report and the batches that they were counted from."""

    @staticmethod
    async def frozen(connection: Connection) -> Frozen:
        entries = [canonical([["case-a", 1, "00"]]), canonical([["case-b", 2, "01"]])]
        hashes = [sha256(part).hexdigest() for part in entries]
        for seq, (part, hash) in enumerate(zip(entries, hashes, strict=True)):
            await connection.chunks.insert_one(
                {
                    "_id": f"consolidated-a:001:{seq:06}",
                    **{"seq": seq, "kind": "case", "first": "case-a", "last": "case-b", "entries": part},
                    **{"sha256": hash, "sums": [], "changed": [], "recount": [], "compared": False},
                    **{"done": 1, "total": 2},
                }
            )
        await connection.figures.insert_one({"_id": "consolidated-a:1", "data": b"{}", "public": b"[]"})
        manifest, data, public = (sha256(each).hexdigest() for each in ("".join(hashes).encode(), b"{}", b"[]"))
        counted = {"chunks": 2, "streams": 2, "manifest": manifest, "data": data, "public": public}
        return Frozen(run=1, at=TestClock()(), **counted)  # type: ignore[arg-type]  # numbers and texts

    @staticmethod
    async def found(connection: Connection, frozen: Frozen) -> set[str]:
        return {finding.code async for finding in _figures(connection, "consolidated-a", frozen)}

    @pytest.mark.parametrize(
        ("collection", "change", "code"),
        [
            ("figures", {"data": b"{ }"}, "figures-altered"),
            ("figures", {"public": None}, "figures-missing"),
            ("chunks", {"entries": b"[]"}, "figures-altered"),
            ("chunks", {"sha256": "00"}, "figures-altered"),
            ("chunks", {"entries": None}, "figures-altered"),
            ("figures", None, "figures-missing"),
            ("chunks", None, "figures-altered"),
        ],
    )
    async def test_others_are(self, connection: Connection, collection: str, change: Any, code: str) -> None:
        frozen = await self.frozen(connection)
        assert await self.found(connection, frozen) == set()
        rows = getattr(connection, collection)
        if change is None:
            await rows.delete_one({})
        else:
            await rows.update_one({}, {"$set": change})
        assert code in await self.found(connection, frozen)


@pytest.mark.parametrize(
    ("one", "other"), [(False, 0), (1, True), (1, 1.0), ("1", 1), ([1], [1, 1]), ({"a": 1}, {"a": 1, "b": None})]
)
def test_what_python_takes_for_the_same_and_the_database_does_not(one: Any, other: Any) -> None:
    assert not same_document({"x": [{"y": one}]}, {"x": [{"y": other}]})
    assert same_document({"x": [{"y": one}], "z": 0}, {"z": 0, "x": [{"y": one}]})


async def test_altered_bytes_or_keys_have_an_error_of_their_own(store: Store, case: str) -> None:
    file = (await head_of(store.connection, case))["evidence"][0]["file"]
    assert await store.uploads.content(case, file) == b"a picture"
    await store.connection.wrapped.update_one({"_id": file["group"]}, {"$set": {"key": b"\0" * 40}})
    with pytest.raises(FileTampered):
        await store.uploads.content(case, file)
    await flip(store.connection, case)
    with pytest.raises(FileTampered) as altered:
        await store.uploads.content(case, file)
    answer = file_altered(altered.value)
    assert (answer.status_code, b'"code":"FILE_ALTERED"' in answer.body) == (500, True)


async def test_a_job_that_was_done_is_forgotten_after_a_day(store: Store, case: str, clock: TestClock) -> None:
    """Its row goes by itself then (`JOBS_KEPT`); until then, or before it is due, it must be there."""
    await store.connection.outbox.delete_many({"_id": f"{case}:1:0"})
    assert "job-missing" in {finding.code for finding in await record_findings(store.connection)}
    clock.forward(seconds=(JOBS_KEPT + timedelta(days=40)).total_seconds())
    assert "job-missing" not in {finding.code for finding in await record_findings(store.connection)}


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
    def __init__(self, store: Store, folder: Path) -> None:
        self.connection = store.connection
        self.site = Site(store.connection, folder, store.connection.clock).begin()

    async def put(self, revision: Document) -> None:
        await self.connection.revisions.replace_one({"_id": revision["_id"]}, revision)
        pending = self.connection.client[self.connection.names.log]["pending"]
        await pending.replace_one({"_id": revision["_id"]}, pending_of(revision))

    async def decision(self) -> Document:
        [found] = await self.connection.revisions.find({"type": "case.decided"}).to_list()
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
    await register.put(rewritten(await register.decision(), lambda body: body.pop("stated")))


async def without_line(register: Register) -> None:
    await register.connection.revisions.delete_one({"_id": f"{LINE}:1"})


async def other_line(register: Register) -> None:

    def change(body: dict[str, Any]) -> None:
        body["data"]["waiting"]["act"]["measure"] = "OFFICIAL_INFORMATION"

    await register.put(rewritten(await revision_of(register.connection, f"{LINE}:1"), change))


async def line_of_another(register: Register) -> None:
    await register.put(rewritten(await register.decision(), lambda body: body.update(stated=[f"{LINE}:3"])))


async def unlisted(register: Register) -> None:
    await register.connection.revisions.delete_one({"_id": f"{LIST}:2"})


async def miscounted(register: Register) -> None:
    """A table counts a decision more, and its envelope commits to that."""
    row = await revision_of(register.connection, TABLE)
    state, body = json.loads(bytes(row["state"])), json.loads(bytes(row["body"]))
    for table in (state["newest"]["table"], body["data"]["line"]["table"]):
        table["lines"][0]["kinds"]["DECISION"] += 1
    body["state"] = sha256(canonical(state)).hexdigest()
    shown = sha256(canonical(state["newest"])).hexdigest()
    made = rewritten(row | {"state": canonical(state)}, lambda old: old.update(body), shown=shown)
    await register.put(made)


LINE_DAMAGES: dict[Change, tuple[str, set[str]]] = {
    unstated: ("has no line", {"missing", "unfounded"}),
    without_line: ("is not in the log", {"missing"}),
    other_line: ("state", {"differs"}),
    line_of_another: ("no version names it", {"twice", "unfounded"}),
    unlisted: ("not in the list", {"unlisted"}),
}
"""What somebody does before the sealer comes, why the sealer holds it, and what a verification says of lines."""


def of_lines(findings: list[Finding]) -> set[str]:
    return {row.code.removeprefix("statement-") for row in findings if row.code.startswith("statement-")}


class TestTables:
    async def test_is_sealed_and_one_that_counts_otherwise_is_found(self, register: Register, store: Store) -> None:
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
    async def test_takes_acts_with_their_lines(self, register: Register, store: Store) -> None:
        assert await register.held() == {}
        places = {row["event"]: row["_id"] async for row in register.site.storage.index.find({})}
        decision = (await register.decision())["_id"]
        assert places[f"{LIST}:1"] < places[f"{LINE}:1"] < places[decision]
        await decided(store)
        assert await register.held() == {}, "the streams of an earlier batch are listed"
        assert not of_lines(await register.site.findings())

    @pytest.mark.parametrize("sealed", [False, True], ids=["before sealing", "after sealing"])
    @pytest.mark.parametrize("change", LINE_DAMAGES)
    async def test_finds_and_holds(self, register: Register, change: Change, sealed: bool) -> None:
        why, codes = LINE_DAMAGES[change]
        if sealed:
            await register.held()
        await change(register)
        assert codes <= of_lines(await register.site.findings())
        assert sealed or why in " ".join((await register.held()).values())
