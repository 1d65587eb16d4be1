"""Guessing at the public door: it is slowed, gets nothing, and cannot tell an unknown address from an undecided one."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import redis.asyncio

from api.callers.networks import network_of
from api.callers.rates import Rates, SharedCounters
from api.pages.report.prices import FREE_BY_NETWORK
from api.pages.report.spending import LOOKS, MISSES, OPENED
from tests.conftest import api as api
from tests.support import web
from tests.support.clock import TestClock
from tests.support.installation import Api
from tests.support.public import Person, code_in
from tests.support.web import hidden_in

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forgiven")]

REQUESTS = 200
"""Three times what a network may look up in a window, ten times what it may mistype."""
UNDECIDED = "https://tin.example/chua-quyet-dinh"
REPORT = {"claim": "Bài viết nói trạm y tế đóng cửa.", "free_of_secrets": "yes", "medium": "WEBSITE", "url": UNDECIDED}


@pytest.fixture
def person(api: Api) -> Person:
    return Person(api.url)


def flood(send: object, count: int = REQUESTS) -> list[httpx.Response]:
    assert callable(send)
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(send, range(count)))


def guess(n: int) -> str:
    """A code of the short kind, which could be guessed."""
    return f"{n:012d}"


class TestManyGuesses:
    def test_of_codes_get_nothing_and_are_slowed(self, person: Person) -> None:
        answers = flood(lambda n: person.post("matter", code=guess(n)))
        counts = Counter(answer.status_code for answer in answers)
        assert set(counts) <= {404, 429}
        assert counts[404] <= 2 * MISSES.uses, "a window may turn meanwhile, once"
        assert counts[429] >= REQUESTS - 2 * MISSES.uses
        assert all(1 <= int(answer.headers["retry-after"]) <= 600 for answer in answers if answer.status_code == 429)
        assert len({answer.content for answer in answers if answer.status_code == 404}) == 1

    def test_of_addresses_get_nothing_and_are_slowed(self, person: Person) -> None:
        allowed, before = LOOKS, time.time()
        answers = flood(lambda n: person.post("decision", url=f"https://tin.example/doan-{n}"))
        windows = int(time.time()) // allowed.seconds - int(before) // allowed.seconds + 1
        counts = Counter(answer.status_code for answer in answers)
        assert set(counts) <= {200, 429}
        assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
        assert counts[200] <= windows * allowed.uses

    def test_over_graphql_too_however_many_in_one_document(self, person: Person) -> None:
        fields = " ".join(f'a{n}: matter(code: "{guess(n)}") {{ report {{ number }} }}' for n in range(10))
        answers = flood(lambda n: person.ask(f"{{ {fields} }}"), 100)
        counts = Counter(answer.status_code for answer in answers)
        assert counts[200] <= 2 * MISSES.uses // 10
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.headers["retry-after"]
        assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"


def test_a_crowd_behind_one_address_opens_what_is_its_own_without_end(person: Person) -> None:
    codes = [code_in(person.send("content", **REPORT)) for _ in range(2)]
    opened = [person.post("matter", code=codes[n % 2]) for n in range(MISSES.uses + 5)]
    assert {answer.status_code for answer in opened} == {200}
    ask = "query($code: String!) { matter(code: $code) { report { number } } }"
    assert {person.ask(ask, code=codes[0]).status_code for _ in range(MISSES.uses)} == {200}
    wrong = [person.post("matter", code=guess(n)).status_code for n in range(2 * MISSES.uses + 1)]
    assert (wrong[0], wrong[-1]) == (404, 429)
    assert person.post("matter", code=codes[1]).status_code == 200, "whatever others mistyped"
    assert person.post("matter", code="0" * 20).status_code == 404, "a code of full length is not guessed"
    often = [person.post("matter", code=codes[1]).status_code for _ in range(2 * OPENED.uses + 1)]
    assert (often[0], often[-1]) == (200, 429), "one matter, opened again and again"
    assert person.post("matter", code=codes[0]).status_code == 200


class TestBehindAProxy:
    """The tests' API trusts its own machine to name the client, as one behind a proxy does."""

    def test_a_network_that_the_client_invents_before_the_proxys_does_not_count(self, api: Api) -> None:
        def sent(n: int) -> httpx.Response:
            named = {"X-Forwarded-For": f"10.{n // 250}.{n % 250}.1, 203.0.113.9"}
            return web.post(f"{api.url}/report/matter", data={"code": guess(n)}, headers=named)

        counts = Counter(item.status_code for item in flood(sent, 100))
        assert set(counts) == {404, 429}
        assert counts[404] <= 2 * MISSES.uses

    @pytest.mark.parametrize("name", ["Forwarded", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP"])
    def test_no_other_header_names_a_network(self, api: Api, name: str) -> None:
        def sent(n: int) -> httpx.Response:
            value = f"for=10.1.{n}.1" if name == "Forwarded" else f"10.1.{n}.1"
            return web.post(f"{api.url}/report/matter", data={"code": guess(n)}, headers={name: value})

        assert Counter(item.status_code for item in flood(sent, 50))[404] <= 2 * MISSES.uses


def test_filing_beyond_the_allowance_keeps_what_was_typed(person: Person) -> None:
    form = person.hidden("content")
    for _ in range(FREE_BY_NETWORK):
        assert code_in(person.send("content", **REPORT))
    last = person.post("content", **form, **REPORT)
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1
    assert REPORT["claim"] in last.text
    assert form["command_id"] in last.text


def test_an_appeal_beyond_the_allowance_keeps_what_was_typed(person: Person) -> None:
    words = 'Tôi không đồng ý với trả lời "lần đầu" <này>.'
    fields = {"code": guess(1), "command_id": "0a7de9b2-8f0f-4e4c-8a27-51d3c6a0be14", "text": words}
    last = [person.post("appeal", **fields) for _ in range(2 * MISSES.uses + 1)][-1]
    assert last.status_code == 429
    kept = hidden_in(last.text)
    assert kept == {"lang": "vi", **fields}
    assert 'action="/report/appeal"' in last.text


class TestTheSameAnswer:
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_for_an_unknown_and_an_undecided_address(self, api: Api, language: str) -> None:
        person = Person(api.url, language)
        assert code_in(person.send("content", **REPORT))
        undecided = person.post("decision", url=UNDECIDED)
        unknown = person.post("decision", url="https://tin.example/khong-ai-biet")
        assert undecided.status_code == unknown.status_code == 200
        assert undecided.content == unknown.content
        own = {"date", "casebook-request-id", "server-timing"}  # of each answer, whatever it says
        same = {key: value for key, value in undecided.headers.items() if key not in own}
        assert same == {key: value for key, value in unknown.headers.items() if key not in own}

    def test_over_graphql(self, person: Person) -> None:
        person.send("content", **(REPORT | {"url": f"{UNDECIDED}-2"}))
        ask = "query($url: String!) { decisionFor(url: $url) { code } }"
        undecided, unknown = (person.ask(ask, url=item) for item in (f"{UNDECIDED}-2", "https://tin.example/khong"))
        assert undecided.content == unknown.content
        assert unknown.json()["data"] == {"decisionFor": None}


class TestRates:
    @pytest.mark.parametrize(
        ("host", "network"),
        [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2ff:a::1", "2001:db8:1:200::/56"),
            ("192.0.2.77:4711", "192.0.2.0/24"),
            ("[2001:db8:1:2ff:a::1]:443", "2001:db8:1:200::/56"),
            ("[2001:db8:1:2ff:a::1]", "2001:db8:1:200::/56"),
            (None, "unknown"),
            ("192.0.2.77:x", "unknown"),
            ("garbage", "unknown"),
        ],
    )
    def test_count_networks(self, host: str | None, network: str) -> None:
        assert network_of(host) == network

    @pytest.mark.parametrize("away", [False, True], ids=["in Redis", "while Redis is away"])
    async def test_each_window_allows_so_many(self, installation: dict[str, str], clock: TestClock, away: bool) -> None:
        url = "redis://127.0.0.1:1/0" if away else installation["CASEBOOK_REDIS_URL"]
        shared = SharedCounters(url)
        rates = Rates(shared, lambda prefix: f"h{hash(prefix)}", clock)
        waits = [await rates.wait("look", LOOKS, "192.0.2.1") for _ in range(LOOKS.uses + 3)]
        assert waits[: LOOKS.uses] == [0] * LOOKS.uses
        assert all(1 <= item <= LOOKS.seconds for item in waits[LOOKS.uses :])
        assert await rates.wait("look", LOOKS, "198.51.100.1") == 0
        clock.forward(seconds=LOOKS.seconds)
        assert await rates.wait("look", LOOKS, "192.0.2.1") == 0
        await shared.close()

    async def test_no_address_is_kept_and_the_rest_expires(self, installation: dict[str, str], person: Person) -> None:
        person.post("matter", code=guess(1))
        client = redis.asyncio.from_url(installation["CASEBOOK_REDIS_URL"])  # type: ignore[no-untyped-call]
        keys = [key.decode() async for key in client.scan_iter("casebook:rate:*")]
        assert keys
        assert not any("127.0.0" in key for key in keys)
        assert all([0 < await client.ttl(key) <= 3600 for key in keys])
        await client.aclose()
