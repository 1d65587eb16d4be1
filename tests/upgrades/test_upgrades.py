"""Each released version is upgraded by the page: its record stays byte for byte, and its cases go on living."""

import asyncio
import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.administration.holidays import SetHolidays
from domain.administration.officers import ConfirmOfficer, NominateOfficer
from domain.administration.provisions import ActivateProvision, EnterProvisionWording
from domain.case.recusal import UndoRecusal
from domain.case.reports import ReportContent
from domain.case.withdrawal import ConfirmWithdrawal, RecordProtectionWithdrawal
from domain.complaint.examination import BeginExamination, DecideRedress
from domain.complaint.state import RedressOutcome
from domain.erasure.erasures import ANNOUNCED_FOR
from domain.kernel.actor import OPERATOR, PUBLIC
from domain.kernel.calendar import local_date
from domain.kernel.event import folded
from domain.kernel.refusals import CommandReused
from domain.kernel.vocabulary import Kind, Post
from domain.registry.entry import Certainty
from domain.registry.law import TermOf, term_on
from domain.report.state.schedule import Schedule
from domain.rules.duty import deadline_of, duties_in
from domain.statement.measures import MEASURES
from scripts.cli.__main__ import WRONG
from scripts.cli.__main__ import main as casebook
from scripts.cli.seed.load import LISTED, doubted
from store.erasing.sealed import Doubted, Trust
from store.heads.collection import heads_of
from store.process.settings import Settings
from store.provisioning.migrate import plan
from store.record.canonical import to_bytes
from store.record.revision import event_in, state_of
from store.record.statements import stated_in
from tests.support import web
from tests.support.complaints import RULING, act, other
from tests.support.decided import READ
from tests.support.first_day import token
from tests.support.handling_facts import LONG
from tests.support.installation import running_api
from tests.support.key_of_before import KeyOfBefore
from tests.support.record import problem
from tests.support.verifiers import NODE, checked, checked_by_script
from tests.support.world import a_report, a_screening, caller
from tests.upgrades.conftest import PERSON, Installation
from tests.upgrades.left_behind import EMPTY, OF_0_1_0, faults, law_left_behind

pytestmark = pytest.mark.slow
RECORD = ("record/revisions", "record/commands", "vault/sealed", "vault/contacts", "keys/wrapped", "log/index")
OPENING = ("case.reported", "redress.filed")


def by_stream(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["n"]):
        found[row["stream"]].append(row)
    return found


class TestKept:
    """What is kept is worth upgrading; else the rest proves nothing."""

    def test_there_are_streams_of_every_kind_that_the_version_knew(self, stood: Installation) -> None:
        collections = json.loads(stood.kept.under("databases")["main/indexes.json"])
        empty = {name for name in collections if not stood.kept.rows(f"main/{name}")}
        assert empty == EMPTY.get(stood.version, set())
        assert {row["kind"] for row in stood.kept.rows("record/revisions")} <= {kind.value for kind in Kind}

    def test_there_are_jobs_that_are_due_and_such_that_are_done(self, stood: Installation) -> None:
        assert {"DUE", "DONE"} <= {row["state"] for row in stood.kept.rows("main/outbox")}

    def test_there_are_erasures_in_each_state(self, stood: Installation) -> None:
        states = {row["state"] for row in stood.kept.rows("main/erasures")}
        assert {"APPROVED_ONCE", "ORDERED", "DONE"} <= states

    def test_somebody_is_signed_in(self, stood: Installation) -> None:
        for collection in ("credentials", "sessions", "refresh", "keys", "revocations"):
            assert stood.kept.rows(f"main/oauth_{collection}"), collection


async def test_nothing_of_the_record_changed(upgraded: Installation) -> None:
    async with upgraded.store() as store:
        client, names = store.connection.client, store.connection.names
        for place in RECORD:
            part, name = place.split("/")
            now = {row["_id"]: row async for row in client[getattr(names, part)][name].find({})}
            assert [row["_id"] for row in upgraded.kept.rows(place) if now.get(row["_id"]) != row] == [], place


async def test_every_old_version_reads(upgraded: Installation) -> None:
    async with upgraded.store() as store:
        for row in upgraded.kept.rows("record/revisions"):
            assert to_bytes(await store.history.state(row["stream"], row["n"])) == row["state"], row["_id"]


def test_old_events_fold_to_the_same_bytes(upgraded: Installation) -> None:
    for stream, rows in by_stream(upgraded.kept.rows("record/revisions")).items():
        state = None
        for row in rows:
            state = folded(state, event_in(row), stream)
            assert to_bytes(state) == row["state"], row["_id"]
            assert state_of(row) == state, row["_id"]


async def test_all_heads_have_the_shape_of_this_version(upgraded: Installation) -> None:
    async with upgraded.store() as store:
        assert {kind: found.older for kind, found in (await plan(store.connection)).items() if found.older} == {}


def verified(upgraded: Installation, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The faults of the whole register."""
    capsys.readouterr()
    casebook(["verify"], upgraded.settings("env"))
    return faults(upgraded, capsys.readouterr().out)


def test_verify_has_no_finding(upgraded: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(upgraded, capsys) == []


def test_the_first_day_can_be_done_again(upgraded: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """The page asks for it where a version has a new process, key or scope. The ministry of these tests has no grant,
    which `doctor` calls a fault: 1."""
    environ = {"CASEBOOK_HOME": str(upgraded.where.home), "CASEBOOK_ADMIN_URI": upgraded.uri}
    file = upgraded.where.home / "province.toml"
    law = law_left_behind(upgraded)
    assert casebook(["init", "--file", str(upgraded.where.home / "first-day.toml")], environ) < WRONG
    assert f"registry: 0 new rows\n{law}lead agency" in capsys.readouterr().out
    assert casebook(["seed", "--file", str(file)], upgraded.settings("env")) == 0
    assert capsys.readouterr().out.endswith(f"rows, 0 new\n{law}")
    said = file.read_text(encoding="utf-8")
    file.write_text(said.replace('kind = "DEPARTMENT"', 'kind = "POLICE"'), encoding="utf-8")
    assert casebook(["init", "--file", str(upgraded.where.home / "first-day.toml")], environ) < WRONG
    said = capsys.readouterr().out
    assert f"registry: 1 row left as in the register, not as in the files: agency-lead\n{law}" in said


async def test_a_request_for_protection_of_before_ends_by_a_paper_and_another_agency(upgraded: Installation) -> None:
    async with upgraded.store() as store:
        heads = heads_of(store.connection, Kind.CASE)
        case = await heads.find_one({"state": "COORDINATING", "protections.withdrawn_at": None})
        assert case is not None
        assert case["protections"], "no request of the old version waits"
        await act(store, caller("agency-lead"), RecordProtectionWithdrawal(reasons=LONG), case["_id"])
        await act(store, caller("agency-land"), ConfirmWithdrawal(reasons=LONG), case["_id"])
        after = await heads.find_one({"_id": case["_id"]})
        assert after is not None
        assert [request["withdrawn_at"] is None for request in after["protections"]] == [False]


@OF_0_1_0
async def test_a_recusal_of_before_is_undone_by_the_committee(upgraded: Installation) -> None:
    """The version had no motions: whoever led a case recused alone."""
    async with upgraded.store() as store:
        heads = heads_of(store.connection, Kind.CASE)
        case = await heads.find_one({"recused": {"$ne": []}})
        assert case is not None, "nobody is recused in the old version"
        undo = UndoRecusal(officer=case["recused"][0], document_number="1/UBND", reasons=LONG)
        await act(store, caller("agency-ppc", Post.SIGNATORY), undo, case["_id"])
        after = await heads.find_one({"_id": case["_id"]})
        assert after is not None
        assert (after["recused"], after["state"]) == ([], case["state"])


async def test_a_complaint_of_before_is_examined_and_ruled_on(upgraded: Installation) -> None:
    """On the second level, by somebody of the committee who took no part; the ruling is final."""
    async with upgraded.store() as store:
        heads = heads_of(store.connection, Kind.REDRESS)
        redress = await heads.find_one({"state": "ACCEPTED"})
        assert redress is not None, "no complaint of the old version runs"
        who = other(redress["examining"])
        await act(store, who, BeginExamination(plan=LONG), redress["_id"])
        ruling = RULING | {"decided_on": local_date(datetime.now(UTC))}
        await act(store, who, DecideRedress(outcome=RedressOutcome.DISMISSED, **ruling), redress["_id"])
        after = await heads.find_one({"_id": redress["_id"]})
        assert after is not None
        assert (after["state"], after["duties"]) == ("FINAL", [])


def test_a_case_goes_on_living(upgraded: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(go_on(upgraded))
    assert verified(upgraded, capsys) == []


async def go_on(upgraded: Installation) -> None:
    """Report a case, and take the next step in one of the old version."""
    async with upgraded.store() as store:
        land, lead = caller("agency-land"), caller("agency-lead")
        made = await store.execute(land, a_report(), command_id=uuid4())
        heads = heads_of(store.connection, Kind.CASE)
        old = await heads.find_one({"state": "RECEIVED", "_id": {"$ne": made.stream}})
        assert old is not None, "no case of the old version waits to be screened"
        done = await store.execute(lead, a_screening(), command_id=uuid4(), target=old["_id"], expected=old["n"])
        assert done.version == old["n"] + 1


@OF_0_1_0
async def test_public_acts_leave_lines_from_the_upgrade_on(upgraded: Installation) -> None:
    """The duty begins at a place of the log. What was done before has no line and needs none."""
    async with upgraded.store() as store:
        begun = await store.connection.revisions.find_one({"_id": "statement-list:1"})
        assert begun is not None
        before = {"type": {"$in": sorted(MEASURES)}, "at": {"$lt": begun["at"]}}
        old = await store.connection.revisions.find(before).to_list(None)
        assert old
        assert [row["_id"] for row in old if stated_in(row)] == []


async def test_what_waited_before_waits_for_somebody_under_the_rules_of_today(upgraded: Installation) -> None:
    """Open cases, complaints and requests of the old version are owed by somebody, with a term that can be counted."""
    async with upgraded.store() as store:
        registry = await store.registry.current()
        for kind, over in ((Kind.CASE, {"CLOSED"}), (Kind.REDRESS, {"FINAL", "WITHDRAWN", "REJECTED"})):
            old = {row["stream"] for row in upgraded.kept.rows("record/revisions") if row["kind"] == kind}
            async for head in heads_of(store.connection, kind).find({"_id": {"$in": sorted(old)}}):
                if head["state"] in over:
                    continue
                owed = duties_in(kind, await store.history.state(head["_id"], head["n"]))
                assert owed or head["state"] in ("TRANSFERRED", "UPHELD", "PARTLY", "DISMISSED"), head["_id"]
                assert all(duty.due_at is None or deadline_of(duty, registry.days) for duty in owed), head["_id"]
        today = local_date(store.connection.clock())
        assert [term_on(term, today, registry).amount > 0 for term in TermOf] == [True] * len(TermOf)
        assert {row.certainty for row in registry.rows(Schedule).values()} == {Certainty.CONFIRMED}


async def test_days_off_of_2026_that_lacked_acts_are_doubted_once(upgraded: Installation) -> None:
    async with upgraded.store("env") as store:
        listed = SetHolidays(year=2026, days=LISTED, source="Đ111.3, Đ112 Bộ luật Lao động 2019")
        await store.execute(OPERATOR, listed, command_id=uuid4(), target="holidays-2026")
        assert (await store.registry.current()).days.years >= {2026}
        assert len(await doubted(store)) == 1
        assert await doubted(store) == []
        registry = await store.registry.current()
        due = registry.calendar.due(datetime(2026, 12, 1, 2, tzinfo=UTC), 2)
        assert registry.days.provisional(datetime(2026, 12, 1, 2, tzinfo=UTC), due)
        assert not registry.calendar.is_working(date(2026, 9, 1))


@OF_0_1_0
async def test_the_law_of_before_goes_on_by_two_persons_and_their_two_texts(upgraded: Installation) -> None:
    """A ground that was listed, or drafted, before: its text is entered, compared, and then it counts."""
    text = "Cung cấp, chia sẻ thông tin sai sự thật; tiết lộ đời sống riêng tư của người khác."
    first, second = caller("agency-lead"), caller("agency-lead", Post.SIGNATORY)
    before = {row["_id"] for row in upgraded.kept.rows("main/provisions")}
    async with upgraded.store() as store:
        found = [row async for row in heads_of(store.connection, Kind.PROVISION).find({})]
        rows = [row for row in found if row["_id"] in before]
        assert {(row["article"], row["compared"]) for row in rows} == {(None, None)}, "rows of before read as they were"
        drafts = [row for row in rows if row["status"] == "DRAFT" and row["kind"] in ("GROUND", "PERSON_GROUND")]
        assert drafts, "no ground of the old version waits"
        for row in drafts[:2]:
            version, wording = row["n"], row["wording"]
            if row["wording_needed"]:
                wording = text
                worded = EnterProvisionWording(place="Điều 7 khoản 1 điểm a", wording=text, source="Công báo")
                version = (
                    await store.execute(first, worded, command_id=uuid4(), target=row["_id"], expected=version)
                ).version
            for typed, says in ((None, "wording-to-compare"), (f"{wording} Khác.", "wording-differs")):
                act = ActivateProvision(wording=typed, **READ)
                refused = await problem(
                    store.execute(second, act, command_id=uuid4(), target=row["_id"], expected=version)
                )
                assert refused.code == says
            act = ActivateProvision(wording=wording, **READ)
            await store.execute(second, act, command_id=uuid4(), target=row["_id"], expected=version)
            head = await heads_of(store.connection, Kind.PROVISION).find_one({"_id": row["_id"]})
            assert head is not None
            assert (head["status"], head["compared"]) == ("ACTIVE", wording)


async def test_an_appointment_of_before_is_replaced_in_one_act(upgraded: Installation) -> None:
    first, second, day = caller("agency-lead", Post.ADMIN), caller("agency-lead", Post.SIGNATORY), date(2199, 1, 1)
    async with upgraded.store() as store:
        registry = await store.registry.current()
        name = caller("agency-lead").subject
        [old] = registry.subjects[name]
        change = NominateOfficer(subject=name, posts=(Post.SIGNATORY,), since=day, appointment="QĐ 2", replaces=old)
        made = await store.execute(first, change, command_id=uuid4())
        assert (await store.registry.current()).officers[old].span.until is None
        await store.execute(second, ConfirmOfficer(), command_id=uuid4(), target=made.stream, expected=1)
        officers = (await store.registry.current()).officers
        assert (officers[old].span.until, officers[made.stream].span.since) == (day, day)


@OF_0_1_0
async def test_the_codes_of_people_still_read_and_nothing_that_is_kept_makes_one_act(upgraded: Installation) -> None:
    """Whoever has the record and even the master key gets a code that reads; the door shows none again."""
    async with upgraded.store() as store:
        old, registry = KeyOfBefore.of(store.connection.master), await store.registry.current()
        opened = [row for row in upgraded.kept.rows("record/revisions") if row["type"] in OPENING]
        found = [await store.public_door.request(old.code(row["command"], ""), registry) for row in opened]
        read = [(row, matter) for row, matter in zip(opened, found, strict=True) if matter]
        assert {matter["kind"] for _, matter in read} == {Kind.CASE, Kind.REDRESS}
        assert [matter["stream"] for row, matter in read] == [row["stream"] for row, _ in read]
        assert not any(matter["acts"] for _, matter in read)
        for row, _ in read:
            report = ReportContent(claim=LONG, free_of_secrets=True, place=LONG)
            again = store.execute(PUBLIC, report, command_id=UUID(row["command"]))
            assert await problem(again) == CommandReused()


def test_packs_that_the_old_version_made_hold(upgraded: Installation) -> None:
    home = upgraded.kept.under("home")
    pins = {"key": home["public/vkey"].decode().strip(), "authors": home["public/authors"].decode()}
    packs = upgraded.kept.under("packs")
    reports = [checked(pack, pins) for pack in packs.values()]
    if NODE:
        reports += checked_by_script(list(packs.values()), pins)
    assert reports
    assert [report["findings"] for report in reports if report["findings"]] == []


async def test_an_erasure_that_was_ordered_before_is_announced_and_then_carried_out(upgraded: Installation) -> None:
    [order] = [row["_id"] for row in upgraded.kept.rows("main/erasures") if row["state"] == "ORDERED"]
    days = Settings.from_env(upgraded.settings("eraser")).retention_days
    async with upgraded.store("eraser") as store:
        trust = Trust.of(Settings.from_env(upgraded.settings("eraser")))
        assert trust is not None
        store.eraser.trust(trust)
        assert await store.eraser.step(order, days) is False
        with pytest.raises(Doubted, match="not in the log yet"):
            await store.eraser.step(order, days)
        head = await heads_of(store.connection, Kind.ERASURE).find_one({"_id": order})
        assert head is not None
        assert (head["state"], head["destroys_at"] - head["announced_at"]) == ("ORDERED", ANNOUNCED_FOR)
        assert await store.connection.wrapped.count_documents({"stream": head["target"]}) > 0


def test_a_person_signs_in_with_the_old_password(upgraded: Installation, tmp_path: Path) -> None:
    seed = upgraded.kept.under("people")[PERSON].decode()
    with running_api(upgraded.settings("api"), tmp_path / "api.log") as api:
        api.wait_ready()
        assert web.ask(api.url, token(api.url, PERSON, seed), "{ me { agency { id } } }")["me"]["agency"]


@OF_0_1_0
async def test_names_in_rows_of_tokens_are_sealed_and_read(upgraded: Installation) -> None:
    """The version had them in the clear; a later token would be refused if they were not read."""
    before = {row["_id"]: row["subject"] for row in upgraded.kept.rows("main/oauth_refresh")}
    assert before
    assert all(isinstance(name, str) for name in before.values())
    async with upgraded.store() as store:
        master = store.connection.master
        rows = store.connection.collection("oauth_refresh").find({"_id": {"$in": list(before)}})
        now = {row["_id"]: master.open(bytes(row["subject"]), f"subject {row['_id']}").decode() async for row in rows}
    assert now.items() <= before.items()
    sealed = int(re.search(r"^tokens: (\d+) names? sealed$", "\n".join(upgraded.said), re.MULTILINE)[1])  # type: ignore[index]
    assert sealed >= len(now)


def test_a_backup_that_the_old_version_took_is_put_back(
    upgraded: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, data in upgraded.kept.under("backup").items():
        (tmp_path / name).write_bytes(data)
    (identity,) = (path for path in tmp_path.iterdir() if path.suffix != ".age")
    environ = {**upgraded.settings("env"), "CASEBOOK_ADMIN_URI": upgraded.uri}
    words = ["restore", "--prefix", "back", "--from", str(tmp_path), "--identity", str(identity)]
    casebook(words, environ)
    said = capsys.readouterr().out
    assert "entries of the log" in said
    assert faults(upgraded, said) == []
