"""Evidence, self-measures, recusal, paper files and the daily limit, through the store."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from domain.case.evidence import AddEvidence
from domain.case.intake import REPORTS_A_DAY
from domain.case.own_measures import JustifyOwnMeasure, LapseOwnMeasure, TakeOwnMeasure
from domain.case.recusal import RecuseOfficer
from domain.case.secrecy import NamePaperFile
from domain.case.state.evidence import EvidenceKind, Weight
from domain.case.state.measures import Service
from domain.case.state.own_measure import OwnMeasureKind
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Guard, LimitReached, NotFound, Problem, Refused, RuleNotMet, SafeguardNotMet
from domain.kernel.roles import Post
from store.files.uploads import FileErased, FileTampered
from store.heads.rebuilding import findings
from store.store import Store
from tests.support.clock import TestClock
from tests.support.world import a_check, a_report, caller, checking, machine, officer, reported

HEALTH = caller("agency-health")


async def refusal(awaitable: object) -> Problem:
    with pytest.raises(Refused) as caught:
        await awaitable  # type: ignore[misc]
    problem: Problem = caught.value.problems[0]
    return problem


async def test_a_file_is_sealed_added_and_given_back(store: Store) -> None:
    case = (await checking(store)).stream
    actor = await store.actor(HEALTH)
    upload = await store.uploads.store(actor, case, b"\x89PNG evidence", "image/png")
    add = AddEvidence(
        upload=upload, kind=EvidenceKind.CAPTURE, weight=Weight.SUPPORTS, source="Chụp tại cơ quan.", redacted=True
    )
    made = await store.execute(HEALTH, add, command_id=uuid4(), target=case)
    (item,) = made.document["evidence"]
    assert await store.uploads.content(case, item["file"]) == b"\x89PNG evidence"
    assert item["file"]["plain"] == sha256(b"\x89PNG evidence").hexdigest()
    assert b"evidence" not in b"".join([chunk["data"] async for chunk in chunks(store)])
    again = await refusal(store.execute(HEALTH, add, command_id=uuid4(), target=case))
    assert again.code == "evidence-there-already"
    assert [finding async for finding in findings(store.connection)] == []
    await store.connection.wrapped.delete_one({"_id": item["file"]["group"]})
    with pytest.raises(FileErased):
        await store.uploads.content(case, item["file"])


OF_A_FILE = {"data": {"$exists": True}}
"""Not the marker that provisioning lays so that the collection is there."""


def chunks(store: Store) -> Any:
    return store.connection.client[store.connection.names.main]["evidence.chunks"].find(OF_A_FILE)


async def test_an_altered_file_is_not_given(store: Store) -> None:
    case = (await checking(store)).stream
    upload = await store.uploads.store(await store.actor(HEALTH), case, b"true", "text/plain")
    await store.connection.client[store.connection.names.main]["evidence.chunks"].update_one(
        OF_A_FILE, {"$set": {"data": b"x" * 40}}
    )
    row = await store.connection.client[store.connection.names.main]["uploads"].find_one({"_id": upload})
    assert row is not None
    with pytest.raises(FileTampered):
        await store.uploads.content(case, {"group": upload, "digest": row["digest"], "size": row["size"]})


async def test_a_file_of_another_case_or_agency_is_unknown(store: Store) -> None:
    case, other = (await checking(store)).stream, (await checking(store)).stream
    upload = await store.uploads.store(await store.actor(HEALTH), other, b"x", "text/plain")
    add = AddEvidence(upload=upload, kind=EvidenceKind.OTHER, weight=Weight.NEITHER, source="Tại chỗ.", redacted=False)
    assert (await refusal(store.execute(HEALTH, add, command_id=uuid4(), target=case))).code == "upload-unknown"
    lead = caller("agency-lead")
    assert (await refusal(store.execute(lead, add, command_id=uuid4(), target=other))).code == "upload-unknown"


async def test_forty_reports_a_day_and_no_more(store: Store, clock: TestClock) -> None:
    land = caller("agency-land")
    for _ in range(REPORTS_A_DAY):
        await store.execute(land, a_report(), command_id=uuid4())
    problem = await refusal(store.execute(land, a_report(), command_id=uuid4()))
    assert problem == LimitReached(code="daily-limit", limit=REPORTS_A_DAY)
    await store.execute(machine("agency-land"), a_report(), command_id=uuid4())
    clock.forward(days=1)
    await store.execute(land, a_report(), command_id=uuid4())


async def test_a_self_measure_lapses_unless_justified_in_time(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    take = TakeOwnMeasure(
        kind=OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN,
        page="https://so-y-te.example/bai-1#binh-luan-2",
        taken_at=clock.now,
        service=Service.NOT_POSSIBLE,
        service_note="Người bình luận không để lại cách liên hệ.",
        served_on=clock.now.date(),
        proportionality="Bình luận lộ số điện thoại của người khác.",
    )
    made = await store.execute(HEALTH, take, command_id=uuid4(), target=case)
    (measure,) = made.document["own_measures"]
    lapse = LapseOwnMeasure(measure=measure["id"])
    early = await refusal(store.execute(SYSTEM, lapse, command_id=uuid4(), target=case))
    assert isinstance(early, RuleNotMet)
    justify = JustifyOwnMeasure(measure=measure["id"], provision="provision-none", reasons="Có căn cứ pháp lý rõ ràng.")
    same = await refusal(
        store.execute(caller("agency-health", Post.SIGNATORY), justify, command_id=uuid4(), target=case)
    )
    assert isinstance(same, SafeguardNotMet)
    assert same.guard is Guard.G3_EXPRESSION
    clock.forward(days=7)
    made = await store.execute(SYSTEM, lapse, command_id=uuid4(), target=case)
    assert made.document["own_measures"][0]["lapsed"] is True


async def test_a_recused_officer_does_nothing_more(store: Store) -> None:
    case = (await checking(store)).stream
    me = officer("agency-health", Post.HANDLER)
    recuse = RecuseOfficer(officer=me, reasons="Người thân liên quan đến vụ việc.")
    other = RecuseOfficer(officer=officer("agency-lead", Post.HANDLER), reasons="Nghi ngờ khách quan.")
    assert (await refusal(store.execute(HEALTH, other, command_id=uuid4(), target=case))).code == "recuse-oneself-only"
    await store.execute(HEALTH, recuse, command_id=uuid4(), target=case)
    assert (await refusal(store.execute(HEALTH, a_check(), command_id=uuid4(), target=case))).code == "recused"


async def test_a_paper_file_is_named_and_not_described(store: Store) -> None:
    made = await reported(store)
    name = NamePaperFile(pointer="Tủ 3, hồ sơ 12/M")
    land = caller("agency-land")
    made = await store.execute(land, name, command_id=uuid4(), target=made.stream)
    assert made.document["paper_files"][0]["pointer"] == "Tủ 3, hồ sơ 12/M"
    stranger = await refusal(store.execute(caller("agency-commune"), name, command_id=uuid4(), target=made.stream))
    assert isinstance(stranger, NotFound)
