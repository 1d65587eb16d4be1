"""What lies outside the revisions and weighs as much: files, figures, jobs, heads to the byte, fields that none has."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from api.errors.responses import file_altered
from domain.case.evidence import AddEvidence
from domain.case.state.evidence import EvidenceKind, Weight
from domain.report.state.consolidated import Frozen
from store.driver.connection import Connection
from store.files.uploads import FileTampered
from store.queue.outbox import JOBS_KEPT
from store.record.canonical import canonical
from store.store import Store
from store.verification.heads import same_document
from store.verification.vault import _figures
from tests.support.clock import TestClock
from tests.support.record import head_of, record_findings
from tests.support.world import caller, checking

HEALTH = caller("agency-health")
Damage = Callable[[Connection, str], Awaitable[Any]]


@pytest.fixture
async def case(store: Store) -> str:
    """A case that is checked, with a file, about which somebody has to be told."""
    case = (await checking(store)).stream
    upload = await store.uploads.store(await store.actor(HEALTH), case, b"a picture", "image/png")
    adding = AddEvidence(
        upload=upload, kind=EvidenceKind.CAPTURE, weight=Weight.SUPPORTS, source="Chụp tại cơ quan.", redacted=True
    )
    await store.execute(HEALTH, adding, command_id=uuid4(), target=case)
    return case


def main(connection: Connection, name: str) -> Any:
    return connection.client[connection.names.main][name]


async def flip(connection: Connection, case: str) -> None:
    chunk = await main(connection, "evidence.chunks").find_one({"files_id": {"$ne": "first"}})
    data = chunk["data"][:-1] + bytes([chunk["data"][-1] ^ 1])
    await main(connection, "evidence.chunks").update_one({"_id": chunk["_id"]}, {"$set": {"data": data}})


DAMAGES: list[tuple[str, Damage, str]] = [
    ("a file altered", flip, "file-altered"),
    ("a file gone", lambda c, _: main(c, "evidence.files").delete_many({"_id": {"$ne": "first"}}), "file-missing"),
    (
        "its bytes gone",
        lambda c, _: main(c, "evidence.chunks").delete_many({"files_id": {"$ne": "first"}}),
        "file-altered",
    ),
    ("a job gone", lambda c, case: c.outbox.delete_one({"_id": f"{case}:1:0"}), "job-missing"),
    (
        "a job for another",
        lambda c, case: c.outbox.update_one({"_id": f"{case}:1:0"}, {"$set": {"data.agency": "agency-x"}}),
        "job-differs",
    ),
    (
        "a job made another",
        lambda c, case: c.outbox.update_one({"_id": f"{case}:1:0"}, {"$set": {"job": "none"}}),
        "job-differs",
    ),
    (
        "a case hidden from search by a number",
        lambda c, case: main(c, "cases").update_one({"_id": case}, {"$set": {"hidden": 0}}),
        "head-differs",
    ),
    (
        "a field that none has",
        lambda c, case: c.revisions.update_one({"_id": f"{case}:1"}, {"$set": {"note": "x"}}),
        "field-unknown",
    ),
]


async def test_nothing_is_found_in_what_is_whole(store: Store, case: str) -> None:
    assert await record_findings(store.connection) == []


@pytest.mark.parametrize(("damage", "code"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
async def test_it_is_found(store: Store, case: str, damage: Damage, code: str) -> None:
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
        return Frozen(
            run=1,
            at=TestClock()(),
            chunks=2,
            streams=2,
            manifest=sha256("".join(hashes).encode()).hexdigest(),
            data=sha256(b"{}").hexdigest(),
            public=sha256(b"[]").hexdigest(),
        )

    @staticmethod
    async def found(connection: Connection, frozen: Frozen) -> set[str]:
        return {finding.code async for finding in _figures(connection, "consolidated-a", frozen)}

    async def test_whole_ones_are_not_named(self, connection: Connection) -> None:
        assert await self.found(connection, await self.frozen(connection)) == set()

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
    head = await head_of(store.connection, case)
    file = head["evidence"][0]["file"]
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
