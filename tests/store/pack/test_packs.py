"""Record packs of real streams, read by the verifiers that strangers get: who is given what, and that all holds."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from domain.case.evidence import AddEvidence
from domain.case.reports import ReportContent
from domain.complaint.appeal import AppealRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import PUBLIC, Process, holder_of
from domain.kernel.vocabulary import Post
from domain.publication.state import RetractionGround
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Authors
from store.pack import plan as planning
from store.pack.plan import NotSealed, StreamTooLong
from store.pack.readers import Anybody, Holder
from store.record.canonical import canonical
from tests.store.erasing.test_eraser import a_protected_case
from tests.store.pack.packing import ORIGIN, Sealing, over_http
from tests.store.write.test_stating import ruled_on
from tests.support.clock import TestClock
from tests.support.complaints import act, appoint_others, complaint, ruled
from tests.support.complaints import decided as decided_case
from tests.support.erasing import erased, ordered
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG
from tests.support.press import correct, decided, drafted, retract
from tests.support.record import revision_of
from tests.support.verifiers import GO, NODE, built_go, checked, checked_by_go, checked_by_script
from tests.support.world import LEAD, caller, checking


def reasons(versions: list[dict[str, Any]]) -> set[str | None]:
    return {row["withheld"] for row in versions}


async def test_an_inspector_is_given_everything(sealing: Sealing, clock: TestClock) -> None:
    case = await sealing.case(clock)
    versions = await sealing.holds(case, await sealing.inspector())
    assert reasons(versions) == {None}
    assert [row["n"] for row in versions] == [*range(1, len(versions) + 1)]
    texts = [text["value"] for row in versions for text in row["texts"]]
    commitments = [text["commitment"] for row in versions for text in row["texts"]]
    assert len(texts) == len(set(commitments)) > 8
    assert "Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới." in texts


@pytest.mark.slow
@pytest.mark.skipif(GO is None, reason="no Go to build the verifier with")
async def test_every_verifier_finds_the_public_lines_of_a_case(sealing: Sealing, tmp_path: Path) -> None:
    case = await ruled_on(sealing.store)
    await sealing.seal()
    await sealing.indexer.index()
    reader = await sealing.inspector()
    versions = await sealing.holds(case, reader)
    assert len([row for row in versions if '"stated"' in row["body"]]) == len(("DECISION", "opened", "REOPENED"))
    program, packs = built_go(tmp_path), [await sealing.pack(case, reader)]
    packs.append(packs[0].replace(b'\\"stated\\"', b'\\"stale_\\"'))
    honest, other = await asyncio.to_thread(checked_by_go, program, packs, sealing.pins | {"needs": ["index"]})
    assert (honest["findings"], other["findings"] != []) == ([], True)


async def test_states_and_authority_follow_for_who_may_see_it_all(sealing: Sealing, clock: TestClock) -> None:
    case = await sealing.case(clock)
    await sealing.indexer.index()
    inspector = await sealing.inspector()
    made = await sealing.pack(case, inspector)
    report = checked(made, sealing.pins)
    count = len((await sealing.store.packs.plan(case)).versions)
    assert report["findings"] == []
    rows = [row for row in map(json.loads, made.splitlines()) if row["kind"] == "registry"]
    assert report["proved"]["authority"] == {"count": count, "of": count}
    assert report["proved"]["folded"] == {"count": count + len(rows), "of": count + len(rows)}
    assert not {"fold", "authority", "registry"} & report["notProved"].keys()
    assert {row["stream"].partition("-")[0] for row in rows} == {"agency", "grant", "lead", "officer"}
    assert not any(text in made.decode() for text in ("land-handler@", "health-handler@"))


async def test_the_registry_apart_says_the_same_and_is_fetched_once(sealing: Sealing, clock: TestClock) -> None:
    case = await sealing.case(clock)
    await sealing.indexer.index()
    for who in (caller("agency-inspection", Post.INSPECTOR), caller("agency-health", Post.AUDITOR)):
        reader = await sealing.official(who)
        whole, apart = await sealing.pack(case, reader), await sealing.pack(case, reader, apart=True)
        parts = await sealing.parts(apart, reader)
        pins = {**sealing.pins, "shared": parts}
        report, asked = checked(whole, sealing.pins), ("findings", "lacking", "exit")
        assert [checked(apart, pins)[name] for name in asked] == [report[name] for name in asked]
        assert checked(apart, pins)["proved"]["authority"] == report["proved"]["authority"]
        assert ("registry" in checked(apart, pins)["notProved"]) == ("registry" in report["notProved"])
        less = checked(apart, {**sealing.pins, "shared": parts[1:]})
        assert (less["exit"], less["findings"], "shared" in less["lacking"]) == (4, [], True)
        assert not NODE or checked_by_script([apart], pins) == [checked(apart, pins)]
        assert len(apart) < len(whole) * 3 / 4
        await drafted(await decided(sealing.store, clock))
        await sealing.seal()
        assert await sealing.parts(apart, reader) == parts


async def test_an_agency_is_given_the_registry_of_its_own_people(sealing: Sealing, clock: TestClock) -> None:
    case = await sealing.case(clock)
    made = await sealing.pack(case, await sealing.official(caller("agency-health", Post.AUDITOR)))
    rows = [row for row in map(json.loads, made.splitlines()) if row["kind"] == "registry"]
    officers = [json.loads(row["state"]) for row in rows if row["stream"].startswith("officer")]
    assert {officer["agency"] for officer in officers} == {"agency-health"}
    report = checked(made, sealing.pins)
    assert report["findings"] == []
    assert 0 < report["proved"]["authority"]["count"] < report["proved"]["authority"]["of"]


async def test_other_agencies_are_given_what_histories_show_them(sealing: Sealing, clock: TestClock) -> None:
    case = await decided(sealing.store, clock)
    notice = await drafted(case)
    await sealing.seal()
    own = await sealing.holds(case.id, await sealing.official(caller(LEAD, Post.AUDITOR)))
    others = await sealing.holds(case.id, await sealing.official(caller("agency-health", Post.AUDITOR)))
    assert [row["envelope"] for row in own] == [row["envelope"] for row in others]
    hidden = [row for row in others if row["withheld"] == "NOTICE"]
    assert [json.loads(row["body"])["type"] for row in own[-len(hidden) :]] == ["case.publication-noted"]
    assert not any(row["body"] or row["salt"] or row["state"] or row["texts"] for row in hidden)
    assert notice.id not in json.dumps(others)
    for row, mine in zip(others, own, strict=True):
        if row["withheld"] is None:
            body, state = json.loads(row["body"]), row["state"]
            known = {*state.split('"'), "system"}
            assert body["actor"]["agency"] == "agency-health" or body["actor"]["subject"] in known
        assert mine["withheld"] in (None, "OFFICER", "NOTICE")


async def test_an_officer_whom_no_state_names_is_withheld(sealing: Sealing, clock: TestClock) -> None:
    case = await sealing.case(clock)
    everything = await sealing.holds(case, await sealing.inspector())
    told = await sealing.holds(case, await sealing.official(caller("agency-land", Post.AUDITOR)))
    for row, whole in zip(told, everything, strict=True):
        body = json.loads(whole["body"])
        shown = body["actor"]["agency"] == "agency-land" or body["actor"]["subject"] in whole["state"]
        assert (row["withheld"], row["body"]) == ((None, whole["body"]) if shown else ("OFFICER", None))
    assert {row["withheld"] for row in told} == {None, "OFFICER"}


async def test_the_public_is_given_entries_up_to_the_last_public_version(sealing: Sealing, clock: TestClock) -> None:
    notice = await sealing.notice(clock)
    last = await sealing.store.publications.last_public(notice.id)
    versions = await sealing.holds(notice.id, Anybody(), most=last)
    assert (len(versions), reasons(versions)) == (last, {"PRIVATE"})
    assert not any(row["shown"] or row["texts"] for row in versions)
    await correct(notice)
    await sealing.seal()
    newest = await sealing.store.publications.last_public(notice.id)
    assert (newest or 0) > (last or 0) > 0
    worded = await sealing.holds(notice.id, Anybody(words=True), most=newest)
    shown = [json.loads(row["shown"]) for row in worded if row["shown"]]
    assert [version["change"] for version in shown] == ["ISSUED", "CORRECTED"]
    assert not any(name in json.dumps(worded) for name in ("officer-", "case-", '"cycle"'))
    view: Any = await sealing.store.publications.public(notice.id)
    words = [text["value"] for row in worded for text in row["texts"]]
    told = {version.title for version in view.versions} | {version.text for version in view.versions}
    assert told <= {*words}
    inspector = await sealing.inspector()
    await sealing.holds(notice.id, inspector)


async def test_words_taken_back_for_personal_data_are_given_to_nobody(sealing: Sealing, clock: TestClock) -> None:
    notice = await sealing.notice(clock)
    worded = checked(made := await over_http(sealing, notice.id), sealing.pins)
    assert (worded["findings"], worded["proved"]["shown"]) == ([], {"count": 1})
    title = next(text["value"] for row in map(json.loads, made.splitlines()) for text in row.get("texts", ()))
    await retract(notice, RetractionGround.PERSONAL_DATA)
    await sealing.seal()
    after = await over_http(sealing, notice.id)
    assert (checked(after, sealing.pins)["findings"], title in after.decode()) == ([], False)


async def test_other_public_words_than_were_committed_to_are_named(sealing: Sealing, clock: TestClock) -> None:
    notice = await sealing.notice(clock)
    last = await sealing.store.publications.last_public(notice.id)
    revisions = sealing.store.connection.revisions
    revision = await revision_of(sealing.store.connection, f"{notice.id}:{last}")
    state = json.loads(bytes(revision["state"]))
    state["versions"][-1]["title"] = state["versions"][-1]["claim"]
    await revisions.update_one({"_id": revision["_id"]}, {"$set": {"state": canonical(state)}})
    report = checked(await sealing.pack(notice.id, Anybody(words=True), most=last), sealing.pins)
    assert ("content", "shown-differs") in {(row["class"], row["code"]) for row in report["findings"]}


async def test_who_filed_a_complaint_proves_their_own_words(sealing: Sealing) -> None:
    store = sealing.store
    await appoint_others(store)
    redress = await complaint(store, await decided_case(store))
    await ruled(store, redress, RedressOutcome.DISMISSED)
    await act(store, holder_of(redress), AppealRedress(text=LONG), redress)
    await sealing.seal()
    versions = await sealing.holds(redress, Holder())
    mine = [row for row in versions if row["body"]]
    assert [json.loads(row["body"])["type"] for row in mine] == ["redress.filed", "redress.appealed"]
    assert [row["state"] is None for row in mine] == [False, True]
    assert [text["value"] for row in mine for text in row["texts"]][-1] == LONG
    assert "officer-" not in json.dumps(versions)


async def test_who_reported_something_proves_the_report(sealing: Sealing) -> None:
    command = ReportContent(claim="Tin nói trạm y tế đóng cửa.", free_of_secrets=True, url="https://tin.example/1")
    made = await sealing.store.execute(PUBLIC, command, command_id=uuid4())
    await sealing.seal()
    (version,) = await sealing.holds(made.stream, Holder(), most=1)
    assert "Tin nói trạm y tế đóng cửa." in [text["value"] for text in version["texts"]]


async def test_erased_texts_name_the_event_that_erased_them(sealing: Sealing) -> None:
    store = sealing.store
    case = await a_protected_case(store)
    inspector = await sealing.inspector()
    await sealing.seal()
    before = await store.packs.plan(case)
    order = await ordered(store, case)
    assert await erased(store, 365) == 1
    with pytest.raises(NotSealed):  # the event is not in the log yet
        await store.packs.plan(case)
    await sealing.seal()
    versions = await sealing.holds(case, inspector)
    assert [row["texts"] for row in versions] == [[], []]
    assert {text["event"] for row in versions for text in row["erased"]} == {f"{order}:5"}
    assert (await store.packs.plan(case)).tag("x") != before.tag("x")


async def test_who_has_a_file_holds_it_against_the_record(sealing: Sealing) -> None:
    store, who = sealing.store, caller("agency-health")
    case = (await checking(store)).stream
    upload = await store.uploads.store(await store.actor(who), case, b"a picture", "image/png")
    await act(store, who, good(AddEvidence, upload=upload), case)
    await sealing.seal()
    made = await sealing.pack(case, await sealing.inspector())
    for content, codes in ((b"a picture", set()), (b"a pictura", {"file-unknown"})):
        pins = {**sealing.pins, "files": [sha256(content).hexdigest()]}
        report = checked(made, pins)
        assert {row["code"] for row in report["findings"]} == codes
        assert not NODE or checked_by_script([made], pins) == [report]
    assert checked(made, sealing.pins)["notProved"]["files"] == {"count": 1}


async def test_the_index_of_streams_proves_that_nothing_was_left_out(sealing: Sealing, clock: TestClock) -> None:
    """Who reads one case without the whole log: a version that is left out is missed, whoever signs what."""
    case = await decided(sealing.store, clock)
    await sealing.seal()
    assert await sealing.indexer.index()
    agency = await sealing.official(caller("agency-health", Post.AUDITOR))
    made = await sealing.pack(case.id, agency)
    report = checked(made, sealing.pins)
    count = len((await sealing.store.packs.plan(case.id)).versions)
    assert report["findings"] == []
    assert report["proved"]["indexed"] == {"count": count, "size": (await sealing.store.packs.plan(case.id)).size}
    assert "index" not in report["lacking"]
    await sealing.store.access.flush()
    await sealing.seal()
    assert await sealing.pack(case.id, agency) == made  # the log grew, the case did not: its end is still proved
    await drafted(case)
    await sealing.seal()
    assert "index" in checked(await sealing.pack(case.id, agency), sealing.pins)["lacking"]
    versions = await sealing.holds(case.id, agency)  # the index is of an hour ago, and still holds
    assert len(versions) > count
    connection = sealing.store.connection
    for number in range(count, len(versions) + 1):
        await connection.revisions.delete_one({"_id": f"{case.id}:{number}"})
        await connection.index.delete_one({"event": f"{case.id}:{number}"})
    cut = checked(await sealing.pack(case.id, agency), sealing.pins)
    assert {(row["class"], row["code"]) for row in cut["findings"]} == {("order", "index-differs")}


async def test_the_index_proves_the_newest_entry_on_authors(sealing: Sealing, clock: TestClock) -> None:
    case, directory = await sealing.case(clock), sealing.sealer._directory
    author = AuthorVerifier.from_vkey(Author.of(ORIGIN, "api", bytes(32)).vkey())
    directory.keep_authors(Authors().admitted(author, directory.locked().checkpoint.size, Process.API))
    await sealing.sealer._load()
    await sealing.seal()
    assert await sealing.indexer.index()
    made = await sealing.pack(case, await sealing.inspector())
    (entered,) = [row for row in map(json.loads, made.splitlines()) if row["kind"] == "authors"]
    assert entered["end"]["n"] == 1


async def test_a_stream_has_a_length(sealing: Sealing, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await sealing.case(clock)
    monkeypatch.setattr(planning, "VERSIONS_MOST", 3)
    with pytest.raises(StreamTooLong):
        await sealing.store.packs.plan(case)
