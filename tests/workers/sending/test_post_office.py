"""Letters from an event to a mail server: notices to readers, digests to agencies, and how one leaves."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.event import JobState
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind, Post
from domain.notification.mailings import EnterMailing, ResendLetter, StopMailing
from domain.notification.state.receivers import MailLanguage, MailPurpose
from domain.report.opening import RequestReport
from store.heads.collection import heads_of
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.press import a_notice, correct, retract
from tests.support.record import there
from tests.support.subscribers import looked, without_grant
from tests.support.world import LEAD, caller, checking
from tests.workers.postbox import Postbox, postbox
from workers.sending.turns import Senders

Office = tuple[Postbox, Senders]
READER = "bao@toasoan.example"
HEALTH = "agency-health"
WISH = "Toà soạn đề nghị bằng công văn số 5."


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with postbox(tmp_path) as (box, server):
        yield box, Senders(mail=replace(server, case_url="https://noibo.example/ho-so/"))


async def entered(store: Store, agency: str, purpose: MailPurpose, address: str = READER, **more: Any) -> str:
    command = EnterMailing(purpose=purpose, address=address, consent=WISH, **more)
    return (await act(store, caller(agency, Post.ADMIN), command)).stream


async def kept(store: Store, agency: str, mailing: str, command: Any) -> None:
    await act(store, caller(agency, Post.ADMIN), command, mailing)


def text_of(box: Postbox, index: int = -1) -> str:
    return str(there(box.letters[index].get_body(("plain",))).get_content())


async def test_a_notice_its_correction_and_its_end_are_written(store: Store, clock: TestClock, office: Office) -> None:
    box, ways = office
    await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
    await entered(store, LEAD, MailPurpose.PRESS_NOTICES, "news@paper.example", language=MailLanguage.EN)
    notice = await a_notice(store, clock)
    await looked(store, ways)
    head = await notice.head()
    assert sorted(envelope[1] for envelope in box.envelopes) == [[READER], ["news@paper.example"]]
    subjects = sorted(str(letter["Subject"]) for letter in box.letters)
    title = head["versions"][0]["title"]
    assert subjects == [f"Notice: {title}", f"Thông cáo: {title}"]
    assert head["versions"][0]["text"].splitlines()[0] in text_of(box)
    assert f"https://casebook.example/press/{notice.id}" in text_of(box)
    await correct(notice)
    await looked(store, ways)
    assert len(box.envelopes) == 4
    await retract(notice)
    await looked(store, ways)
    assert len(box.envelopes) == 6
    assert head["versions"][0]["text"].splitlines()[0] not in text_of(box)
    assert len({letter["Message-ID"] for letter in box.letters}) == 6


async def test_who_is_no_reader_gets_nothing(store: Store, clock: TestClock, office: Office) -> None:
    box, ways = office
    stopped = await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
    await kept(store, LEAD, stopped, StopMailing())
    await entered(store, HEALTH, MailPurpose.PRESS_NOTICES)
    await entered(store, LEAD, MailPurpose.DIGEST, "noi-bo@so.example")
    await a_notice(store, clock)
    await looked(store, ways)
    assert box.envelopes == []


async def test_who_left_between_order_and_sending_gets_nothing(store: Store, clock: TestClock, office: Office) -> None:
    box, ways = office
    mailing = await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
    box.answer = "451 later"
    await a_notice(store, clock)
    await looked(store, ways)
    await kept(store, LEAD, mailing, StopMailing())
    box.answer = "250 OK"
    clock.forward(minutes=1)
    await looked(store, ways)
    [row] = (await store.deliveries.page([mailing], 5, None, None)).rows
    assert (box.envelopes, row["state"], row["failure"]) == ([], "DONE", "mailing-stopped")


async def test_a_letter_given_up_is_sent_again_by_a_person(store: Store, clock: TestClock, office: Office) -> None:
    box, ways = office
    mailing = await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
    box.answer = "550 unknown"
    await a_notice(store, clock)
    await looked(store, ways)
    [row] = (await store.deliveries.page([mailing], 5, None, JobState.DEAD)).rows
    assert row["failure"] == "smtp-550"
    box.answer = "250 OK"
    await kept(store, LEAD, mailing, ResendLetter(delivery=row["id"]))
    await looked(store, ways)
    assert [letter["Message-ID"] for letter in box.letters] == [f"<{row['id']}@casebook.example>"]


async def test_a_digest_once_a_day_with_numbers_alone_and_none_when_nothing_waits(
    store: Store, clock: TestClock, office: Office
) -> None:
    box, ways = office
    await entered(store, HEALTH, MailPurpose.DIGEST)
    clock.forward(days=1)
    await looked(store, ways)
    assert box.envelopes == [], "quiet: nothing waits"
    made = await checking(store)
    case = made.document
    for _ in range(4):
        clock.forward(days=1)
        await looked(store, ways)
        await looked(store, ways)
    days = [letter["Date"].datetime.date() for letter in box.letters]
    assert len(days) == len(set(days)) == 2, "3 and 6 July: the weekend between is quiet"
    assert case["code"] in text_of(box)
    assert f"https://noibo.example/ho-so/{made.stream}" in text_of(box)
    whole = box.envelopes[-1][2].decode()
    for part in ("plain", "html"):
        assert case["claim"] not in str(there(box.letters[-1].get_body((part,))).get_content())
    assert case["claim"] not in whole


async def test_a_digest_names_the_reports_that_are_owed_to_who_may_submit_them(
    store: Store, clock: TestClock, office: Office
) -> None:
    box, ways = office
    await entered(store, HEALTH, MailPurpose.DIGEST)
    await entered(store, "agency-land", MailPurpose.DIGEST, "dat@so.example", language=MailLanguage.EN)
    words = {"subject": "Báo cáo về tin đồn đóng cửa trạm y tế.", "since": date(2026, 6, 1), "until": date(2026, 6, 30)}
    asked = RequestReport(agency=HEALTH, due_days=5, **words)  # type: ignore[arg-type]
    await act(store, caller(LEAD), asked)
    clock.forward(days=1)
    await looked(store, ways)
    [(_, recipients, _)] = box.envelopes
    assert recipients == [READER]
    span = "Từ ngày 01 tháng 6 năm 2026 đến ngày 30 tháng 6 năm 2026"
    line = f"- {span}: Báo cáo sắp đến hạn, hạn: hết ngày 08/07/2026"
    assert line in text_of(box).splitlines()
    assert asked.subject not in text_of(box)
    await without_grant(store, HEALTH)
    clock.forward(days=1)
    await looked(store, ways)
    assert len(box.envelopes) == 1


async def test_a_stopped_digest_is_looked_at_no_more(store: Store, clock: TestClock, office: Office) -> None:
    box, ways = office
    mailing = await entered(store, HEALTH, MailPurpose.DIGEST)
    await checking(store)
    await kept(store, HEALTH, mailing, StopMailing())
    for _ in range(3):
        clock.forward(days=1)
        await looked(store, ways)
    assert box.envelopes == []
    assert await store.connection.outbox.count_documents({"job": "digest", "state": "DUE"}) == 0


async def test_the_address_stands_sealed_and_nowhere_else(store: Store) -> None:
    mailing = await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
    head = await heads_of(store.connection, Kind.MAILING).find_one({"_id": mailing})
    revisions = await store.connection.revisions.find({"stream": mailing}).to_list(None)
    assert head is not None
    assert READER not in str(head) + str(revisions)
    assert await store.contact(mailing, head["contact"]) == READER


async def test_an_address_is_entered_once_for_a_purpose_by_an_agency(store: Store) -> None:
    first = await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
    with pytest.raises(Refused, match="mail-address-entered"):
        await entered(store, LEAD, MailPurpose.PRESS_NOTICES, "BAO@toasoan.example", language=MailLanguage.EN)
    await entered(store, LEAD, MailPurpose.DIGEST)
    await entered(store, HEALTH, MailPurpose.DIGEST)
    await entered(store, LEAD, MailPurpose.PRESS_NOTICES, "khac@toasoan.example")
    await kept(store, LEAD, first, StopMailing())
    await entered(store, LEAD, MailPurpose.PRESS_NOTICES)
