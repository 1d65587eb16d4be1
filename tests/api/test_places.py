"""Files at the public door: room after the code was read, so many for each network, and none for those who dawdle."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from types import SimpleNamespace
from uuid import uuid4

import pytest
from starlette.requests import Request

from api.callers.networks import whence
from api.callers.rates import Count, Rates, SharedCounters
from api.pages.forms import multipart
from api.pages.forms.multipart import FormFile, form_of
from api.pages.report import places
from api.pages.report.places import PLACES, PLACES_OF_NETWORK, Attaching, Places
from api.pages.report.shares import LARGE, Sender, Share, Shares, Standing
from domain.kernel.refusals import Refused
from store.files.uploads import ANYBODY_DAY_MOST, HOLDERS_DAY_MOST
from tests.support.clock import TestClock
from tests.support.in_process import InProcess
from tests.support.patience import PATIENCE

MARK, MIB = "x", 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    said = f'; filename="{file}"' if file else ""
    return f'--{MARK}\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n'.encode() + content + b"\r\n"


END = f"--{MARK}--\r\n".encode()


def coming(pieces: AsyncIterator[bytes]) -> Request:
    """A form whose body comes like this."""

    async def receive() -> dict[str, object]:
        body = await anext(pieces, None)
        return {"type": "http.request", "body": body or b"", "more_body": body is not None}

    kind = (b"content-type", f"multipart/form-data; boundary={MARK}".encode())
    return Request({"type": "http", "method": "POST", "headers": [kind]}, receive)


async def at_once(*parts: bytes) -> AsyncIterator[bytes]:
    for each in parts:
        yield each


async def for_ever(first: bytes, then: bytes) -> AsyncIterator[bytes]:
    yield first
    while True:
        await asyncio.sleep(0.001)
        yield then


class Asked:
    """Says yes or no, and remembers what was typed before."""

    def __init__(self, answer: bool = True, seconds: float = 0) -> None:
        self.answer, self.seconds, self.asked = answer, seconds, list[Mapping[str, str]]()
        self.left, self.lost = asyncio.Event(), False

    async def leave(self) -> None:
        self.left.set()

    async def admit(self, values: Mapping[str, str]) -> bool:
        self.asked.append(dict(values))
        await asyncio.sleep(self.seconds)
        return self.answer


class TestAForm:
    async def test_without_a_file_asks_for_no_place(self) -> None:
        asked = Asked(False)
        read = coming(at_once(part("code", b"A"), part("file", b"", ""), END))
        assert await form_of(read, asked) == ({"code": "A", "file": ""}, None)
        assert asked.asked == []

    @pytest.mark.parametrize("size", [1, 7, 10_000])
    async def test_asks_by_what_was_typed_before_the_file(self, size: int) -> None:
        body = part("code", b"A") + part("file", PNG, "a.png") + part("late", b"B") + END
        asked = Asked()
        pieces = at_once(*(body[at : at + size] for at in range(0, len(body), size)))
        values, file = await form_of(coming(pieces), asked)
        assert (values, file and bytes(file.content)) == ({"code": "A", "late": "B"}, PNG)
        assert asked.asked == [{"code": "A"}]

    async def test_with_no_place_keeps_the_words_and_nothing_of_the_file(self) -> None:
        body = part("code", b"A") + part("file", PNG, "a.png") + part("text", b"B") + END
        values, file = await form_of(coming(at_once(body)), Asked(False))
        assert (values, file) == ({"code": "A", "text": "B"}, FormFile("a.png", passed_over=True))

    async def test_has_one_place_however_many_files_it_holds(self) -> None:
        body = part("file", PNG, "a.png") + part("file", PNG, "b.png") + END
        asked = Asked()
        _, file = await form_of(coming(at_once(body)), asked)
        assert (file, len(asked.asked)) == (FormFile("b.png", passed_over=True), 1)

    @pytest.mark.parametrize("useless", ["too large", "a second file"])
    async def test_returns_its_place_once_nothing_is_kept(self, monkeypatch: pytest.MonkeyPatch, useless: str) -> None:
        """Else 64 MB that are passed over at the least rate would hold a place for more than an hour."""
        monkeypatch.setattr(multipart, "ATTACHMENT_MOST", len(PNG) + 100)
        asked = Asked()

        async def slowly() -> AsyncIterator[bytes]:
            yield part("code", b"A") + part("file", PNG, "a.png")[:-2]
            assert not asked.left.is_set()
            yield b"x" * 200 if useless == "too large" else b"\r\n" + part("file", PNG, "b.png")[:-2]
            yield b"y"
            assert asked.left.is_set()
            yield b"y\r\n" + part("text", b"B") + END

        values, file = await form_of(coming(slowly()), asked)
        assert file is not None
        assert (values, bytes(file.content)) == ({"code": "A", "text": "B"}, b"")
        assert file.too_large or file.passed_over

    async def test_loses_its_place_to_who_waits_for_it_and_keeps_the_words(self) -> None:
        asked = Asked()

        async def slowly() -> AsyncIterator[bytes]:
            yield part("code", b"A") + part("file", PNG, "a.png")[:-2]
            asked.lost = True
            yield b"x"
            assert asked.left.is_set()
            yield b"y\r\n" + part("text", b"B") + END

        values, file = await form_of(coming(slowly()), asked)
        assert (values, file) == ({"code": "A", "text": "B"}, FormFile("a.png", passed_over=True))

    async def test_is_not_read_beyond_its_end(self) -> None:
        body = part("file", PNG, "a.png") + END
        _, file = await asyncio.wait_for(form_of(coming(for_ever(body, b"y" * 16_384)), Asked()), PATIENCE)
        assert file is not None


class TestPlaces:
    async def test_of_one_network_are_few_and_leave_room_for_others(self) -> None:
        room = Places()
        for _ in range(PLACES_OF_NETWORK):
            assert await room.take("one")
        third = asyncio.create_task(room.take("one"))
        waiting = [asyncio.create_task(room.take("one")) for _ in range(50)]
        assert await room.take("two"), "fifty that wait do not keep another network"
        assert not third.done()
        await room.leave("one")
        assert await third
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def test_are_wanted_while_somebody_waits_for_them(self) -> None:
        room = Places()
        for number in range(PLACES):
            assert await room.take(str(number // PLACES_OF_NETWORK))
        assert not room.wanted("0")
        for network, wanted in (("0", ["0"]), ("late", ["0", "1"])):
            waits = asyncio.create_task(room.take(network))
            await asyncio.sleep(0)
            assert [held for held in ("0", "1") if room.wanted(held)] == wanted
            waits.cancel()
            await asyncio.gather(waits, return_exceptions=True)
        assert not room.wanted("0")

    async def test_are_told_of_when_none_becomes_free(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(places, "PLACE_SECONDS", 0.05)
        room = Places()
        for number in range(PLACES):
            assert await room.take(str(number))
        assert not await room.take("late")
        await room.leave("0")
        assert await room.take("late"), "one that gave up holds nothing"

    async def test_come_back_whatever_happened(self) -> None:
        room = Places()
        for _ in range(PLACES_OF_NETWORK):
            await room.take("one")
        gone = [asyncio.create_task(room.take("one")) for _ in range(5)]
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for _ in range(PLACES_OF_NETWORK):
            await room.leave("one")
        for _ in range(PLACES_OF_NETWORK):
            assert await room.take("one")

    async def test_come_back_once_although_a_form_leaves_before_its_end(self) -> None:
        room = Places()
        state = SimpleNamespace(store=None, rates=None, places=room)
        scope = {"type": "http", "app": SimpleNamespace(state=state), "client": ("192.0.2.1", 1)}
        async with Attaching(Request(scope)) as form:
            form._holds = await room.take(form._network)
            await form.leave()
        for _ in range(PLACES_OF_NETWORK):
            assert await room.take(form._network)
        more = asyncio.create_task(room.take(form._network))
        await asyncio.sleep(0)
        assert not more.done()
        more.cancel()
        await asyncio.gather(more, return_exceptions=True)


class TestShares:
    """Bytes of a day: what one network gets, and how many it takes to shut out another."""

    @pytest.fixture
    async def shares(self, installation: dict[str, str], clock: TestClock) -> AsyncIterator[Shares]:
        shared = SharedCounters(installation["CASEBOOK_REDIS_URL"])
        yield Shares(Rates(shared, f"{uuid4()} ".__add__, clock))
        await shared.close()

    async def sent(
        self,
        shares: Shares,
        network: int,
        matter: str | None = None,
        size: int = 5 * MIB,
        *,
        block: str | None = None,
        standing: Standing = Standing.HOLDER,
    ) -> int:
        """How many files a network sends before it has to wait, each in a matter of its own if none is named.

        Each network is in a block of its own if none is named.
        """
        for count in range(1_000):
            named = matter or f"redress-{network}-{block}-{count // 4}"
            host = f"{block or f'100.{network}'}.{network}.1"
            try:
                await shares.take(Sender(whence(host), named, standing), size)
            except Refused:
                return count
        raise AssertionError

    async def test_one_network_gets_a_part_and_never_all(self, shares: Shares) -> None:
        assert await self.sent(shares, 1) == 2
        assert await self.sent(shares, 2, "redress-of-one") == 2

    @pytest.mark.parametrize("standing", [Standing.EARLIER, Standing.TAKEN_UP])
    async def test_no_flood_reaches_what_is_older_or_was_taken_up(self, shares: Shares, standing: Standing) -> None:
        for network in range(200):
            await self.sent(shares, network)
        of_others = [await self.sent(shares, network, standing=standing) for network in (201, 202, 203)]
        assert await self.sent(shares, 204) == 0, "the day is full"
        assert min(of_others) >= 1

    async def test_statements_by_anybody_use_nothing_of_what_others_have(self, shares: Shares) -> None:
        counts = [await self.sent(shares, network, size=MIB, standing=Standing.ANYBODY) for network in range(40)]
        assert sum(counts) * MIB <= ANYBODY_DAY_MOST
        assert counts[0] <= 2
        assert counts.index(0) >= 20
        assert await self.sent(shares, 100) == 2

    async def test_a_stranger_leaves_room_in_a_matter(self, shares: Shares) -> None:
        strangers = [await self.sent(shares, network, "case-of-all") for network in range(5)]
        assert max(strangers) <= 4
        assert await self.sent(shares, 100, "case-of-all") >= 1

    async def test_what_is_refused_or_not_stored_is_not_counted(self, shares: Shares) -> None:
        for _ in range(3):
            await self.sent(shares, 1, "redress-of-one")
        for _ in range(30):
            share = await shares.take(Sender(whence("192.0.2.1"), "redress-of-one", Standing.HOLDER), 5 * MIB)
            await share.give_back()
        assert await self.sent(shares, 2, "redress-of-one") == 2

    async def test_what_is_over_a_share_takes_nothing_from_others_even_for_a_moment(
        self, shares: Shares, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Refused files in a loop, each counted and given back, would keep the day full."""
        await self.sent(shares, 1)
        counted, count = list[str](), shares._rates.count

        async def noted(what: str, seconds: int, who: str, uses: int = 1, **more: int) -> Count:
            counted.append(who) if uses else None
            return await count(what, seconds, who, uses, **more)

        monkeypatch.setattr(shares._rates, "count", noted)
        assert await self.sent(shares, 1, "redress-other") == 0
        assert LARGE.name not in counted

    async def test_many_at_once_pass_no_limit(self, shares: Shares) -> None:
        senders = [Sender(whence(f"100.{n}.0.1"), f"redress-{n}", Standing.HOLDER) for n in range(100)]
        found = await asyncio.gather(*(shares.take(one, 5 * MIB) for one in senders), return_exceptions=True)
        assert sum(isinstance(one, Share) for one in found) * 5 * MIB <= HOLDERS_DAY_MOST


def test_a_file_with_a_code_that_opens_nothing_gets_no_place(api: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_: Places, network: str) -> bool:
        raise AssertionError(network)

    monkeypatch.setattr(Places, "take", never)
    data = {"lang": "vi", "code": "0" * 20, "command_id": str(uuid4()), "text": "Lời của tôi."}
    files = {"file": ("a.png", PNG * 1_000, "image/png")}
    assert api.send("POST", "/report/write", data=data, files=files).status_code == 404
    assert api.send("POST", "/report/file", data=data, files=files).status_code == 404
