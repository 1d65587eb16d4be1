"""Subscribing by mail: who entered an address learns nothing, its owner alone begins it, and one click ends it."""

import re
from collections.abc import AsyncIterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from api.callers.rates import Rates, SharedCounters
from api.pages.mail.leave import MAIL_ROUTES
from api.pages.mail.subscribe import ANSWER_SECONDS, ASKED_BY_BLOCK, ASKED_BY_NETWORK, SUBSCRIBE_ROUTES
from domain.case.execution import StartExecution
from domain.kernel.calendar import local_date
from domain.statement.state import PublicAct, Statement, StatementKind
from store.driver.conditions import stored
from store.queue.readers import CONFIRM, CONFIRMATIONS_DAY_MOST, LETTER, UNCONFIRMED_KEPT
from store.read.public_register import Entry, PublicRegister
from store.store import Store
from tests.store.write.test_stating import DAY, protected
from tests.support.account_letters import letters
from tests.support.clock import TestClock
from tests.support.complaints import act, decided
from tests.support.decided import HANDLER
from tests.support.handling_commands import good
from tests.support.record import there
from tests.workers.postbox import Postbox, postbox
from workers.announce import order_readers_digests
from workers.sending.mailing import MailServer
from workers.sending.readers import told_on

MINE, HOST = "toi@toasoan.example", "203.0.113.7"
SENT = re.compile(r"http[^\s<>]*/(mail/[^\s<>]+)")


class Visitor:
    """Somebody at the pages, from an address of a network."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    async def send(self, path: str, host: str = HOST, origin: str = "http://here", **fields: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            method = "POST" if fields else "GET"
            return await client.request(method, f"/{path.lstrip('/')}", data=fields or None, headers={"origin": origin})

    async def ask(self, address: str = MINE, host: str = HOST, **fields: str) -> httpx.Response:
        return await self.send("/mail/subscribe", host, address=address, **{"language": "VI", **fields})


@pytest.fixture
async def visitor(store: Store) -> AsyncIterator[Visitor]:
    app, counters = Starlette(routes=[*MAIL_ROUTES, *SUBSCRIBE_ROUTES]), SharedCounters("redis://127.0.0.1:1")
    app.state.store, app.state.sends_letters = store, True
    app.state.rates = Rates(counters, store.connection.master.place, store.connection.clock)
    yield Visitor(app)
    await counters.close()


@pytest.fixture
async def mail(tmp_path: Path) -> AsyncIterator[tuple[Postbox, MailServer]]:
    async with postbox(tmp_path) as made:
        yield made


def links(letter: EmailMessage) -> dict[str, str]:
    """The paths of a letter's links by what they do."""
    text = letter.get_body(("plain",))
    assert text is not None
    return {path.split("/")[1]: path for path in SENT.findall(text.get_content())}


async def subscribed(store: Store, visitor: Visitor, mail: tuple[Postbox, MailServer], address: str = MINE) -> str:
    """Confirm an address; the path of the link that leaves."""
    await visitor.ask(address)
    (letter,) = await letters(store, *mail)
    found = links(letter)
    assert (await visitor.send(found["confirm"], yes="1")).status_code == 200
    return found["leave"]


async def morning(store: Store, clock: TestClock, mail: tuple[Postbox, MailServer]) -> list[EmailMessage]:
    clock.forward(days=1)
    store.public_register = PublicRegister(store.connection)  # what was read is good for a second of real time
    await order_readers_digests(store)
    return await letters(store, *mail)


async def test_only_the_owner_begins_it_and_one_click_ends_it(
    store: Store, clock: TestClock, visitor: Visitor, mail: tuple[Postbox, MailServer]
) -> None:
    await visitor.ask()
    (asked,) = await letters(store, *mail)
    assert (asked["To"], asked["List-Unsubscribe-Post"]) == (MINE, "List-Unsubscribe=One-Click")
    found = links(asked)
    assert "Tôi muốn nhận thư" in (await visitor.send(found["confirm"])).text, "a look confirms nothing"
    await protected(store)
    assert await morning(store, clock, mail) == []
    assert (await visitor.send(found["confirm"], yes="1")).status_code == 200
    await protected(store)
    (letter,) = await morning(store, clock, mail)
    assert "/register/statement-agency-health-2026/2" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    leave = urlsplit(letter["List-Unsubscribe"].strip("<>")).path
    assert leave.lstrip("/") == found["leave"]
    assert "Ngừng nhận thư" in (await visitor.send(leave)).text
    await protected(store)
    for _ in range(2):
        await visitor.send(leave, **{"List-Unsubscribe": "One-Click"})
    assert await morning(store, clock, mail) == []
    assert await store.connection.collection("readers").find({}).to_list(None) == []


async def test_what_is_withheld_or_of_the_province_is_in_no_letter_and_what_was_opened_is(
    store: Store, clock: TestClock, visitor: Visitor, mail: tuple[Postbox, MailServer]
) -> None:
    await subscribed(store, visitor, mail)
    case = await decided(store, executing=False)
    assert await morning(store, clock, mail) == []
    served = good(StartExecution, agency="agency-health", service="DOCUMENT_DELIVERED", served_on=DAY)
    await act(store, HANDLER, served, case)
    (letter,) = await morning(store, clock, mail)
    assert letter.get_body(("plain",)).get_content().count("\n- ") == 1  # type: ignore[union-attr]
    line = Statement(v=1, n=1, on="2026-07", act=PublicAct(kind=StatementKind.TRANSFER))
    assert told_on(Entry("statement-province-2026", line, line.act)) == date.min
    clock.forward(days=1)
    assert await morning(store, clock, mail) == [], "each day is told once"


async def test_every_answer_is_the_same_and_takes_as_long(
    store: Store, visitor: Visitor, mail: tuple[Postbox, MailServer]
) -> None:
    await subscribed(store, visitor, mail)
    answers, times = list[tuple[int, str]](), list[float]()
    for address in (MINE, "khac@toasoan.example", "khac@toasoan.example", MINE.upper()):
        begun = monotonic()
        answer = await visitor.ask(address, f"198.51.{len(times)}.1")
        times.append(monotonic() - begun)
        answers.append((answer.status_code, answer.text))
    assert len(set(answers)) == 1
    assert min(times) >= ANSWER_SECONDS
    assert [letter["To"] for letter in await letters(store, *mail)] == ["khac@toasoan.example"]


async def test_an_address_gets_one_confirmation_and_none_after_its_owner_said_no(
    store: Store, clock: TestClock, visitor: Visitor, mail: tuple[Postbox, MailServer]
) -> None:
    for number in range(9):
        await visitor.ask(MINE if number % 2 else MINE.title(), f"198.51.{number}.1")
    waiting = there(await store.connection.outbox.find_one({"data.topic": CONFIRM}))
    assert waiting["until"] > stored(clock()), "the database deletes it after that"
    (asked,) = await letters(store, *mail)
    found = links(asked)
    await visitor.send(found["leave"], yes="1")
    clock.forward(days=UNCONFIRMED_KEPT.days + 30)
    await visitor.ask()
    assert await letters(store, *mail) == []
    await visitor.send(found["confirm"], yes="1")
    await protected(store)
    assert len(await morning(store, clock, mail)) == 1, "its owner alone takes that back"


async def test_a_form_bombs_nobody(store: Store, visitor: Visitor, mail: tuple[Postbox, MailServer]) -> None:
    codes = [(await visitor.ask(f"a{number}@x.example")).status_code for number in range(ASKED_BY_NETWORK.uses + 1)]
    assert codes == [200] * ASKED_BY_NETWORK.uses + [429]
    for number in range(ASKED_BY_BLOCK.uses - len(codes) + 1):
        await visitor.send("/mail/subscribe", f"203.0.{number}.9", address=f"b{number}@x.example", language="VI")
    assert (await visitor.ask("c@x.example", "203.0.250.9")).status_code == 429
    rows = store.connection.collection("readers")
    asked = store.connection.clock().replace(tzinfo=None)
    await rows.insert_many([{"_id": f"reader-{n}", "asked_at": asked} for n in range(CONFIRMATIONS_DAY_MOST)])
    known = await rows.count_documents({})
    assert (await visitor.ask("d@x.example", "198.51.100.9")).status_code == 200
    assert await rows.count_documents({}) == known


async def test_no_other_link_and_no_other_site_begins_or_ends_it(
    store: Store, clock: TestClock, visitor: Visitor, mail: tuple[Postbox, MailServer]
) -> None:
    foreign = await visitor.send("/mail/subscribe", origin="https://other.example", address=MINE, language="VI")
    assert foreign.status_code == 403
    await visitor.ask()
    (asked,) = await letters(store, *mail)
    found = links(asked)
    head, token = found["confirm"].rsplit("/", 1)
    leaving = found["leave"].rsplit("/", 1)[1]
    for wrong in (f"{head}/x", f"{head}/{leaving}", f"mail/confirm/reader-{'0' * 32}/{token}", f"mail/leave/x/{token}"):
        assert (await visitor.send(wrong, yes="1")).status_code == 404
    clock.forward(days=UNCONFIRMED_KEPT.days)
    assert (await visitor.send(found["confirm"], yes="1")).status_code == 404, "too late"


async def test_no_row_and_no_log_holds_the_address(
    store: Store, visitor: Visitor, mail: tuple[Postbox, MailServer], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        await subscribed(store, visitor, mail)
    assert await store.connection.outbox.count_documents({"job": LETTER}) == 1
    for name in ("outbox", "readers", "counters"):
        held = str(await store.connection.collection(name).find({}).to_list(None))
        assert MINE not in held
        assert MINE.encode().hex() not in held
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("casebook")]
    assert [message for message in ours if MINE in message] == []
    rows = store.connection.collection("readers")
    await rows.update_many({}, {"$set": {"address": b"x" * 60}})
    assert await store.readers.order_digests(local_date(store.connection.clock())) == 0
