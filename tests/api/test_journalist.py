"""Ten questions of a journalist, answered by the pages and by the API with the same values."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.callers.rates import Rates, SharedCounters
from api.pages.register.routes import register_routes
from api.pages.report.graphql import PublicEndpoint
from api.pages.report.prices import Prices
from api.pages.report.proof import Proofs
from domain.case.closing import CloseCase
from domain.case.execution import StartExecution
from resolvers.public import build_public
from resolvers.root import executable
from store.store import Store
from tests.store.write.test_stating import DAY, OF_LEAD, protected, ruled_on
from tests.support.complaints import act, decided
from tests.support.decided import HANDLER
from tests.support.handling_commands import good

FIELDS = """total statements { id number on agencyName kind outcome field changes changedBy openedOn withheldUntil
    overdue lines end }"""
LIST, LINE = "/register/?lang=en&time=2026-07", f"/register/{OF_LEAD.replace(':', '/')}/1?lang=en"
TOTAL = re.compile(r"newest first \((\d+)\)")
Answer = Callable[[dict[str, Any]], Any]


def each(name: str) -> Answer:
    return lambda found: [row[name] for row in found["statements"]]


def total(found: dict[str, Any]) -> list[str]:
    return [str(found["total"])]


QUESTIONS: list[tuple[str, str, str | re.Pattern[str], str, Answer]] = [
    ("how many decisions this month by one agency", f"{LIST}&agency=agency-lead&kind=DECISION", TOTAL,
     'month: "2026-07", agency: "agency-lead", kind: DECISION', total),
    ("what was refused", f"{LIST}&kind=REFUSAL", TOTAL, 'month: "2026-07", kind: REFUSAL', total),
    ("which decisions were annulled", f"{LIST}&kind=RULING&outcome=UPHELD",
     r'href="/register/(statement-[a-z0-9-]+)/(\d+)\?', 'kind: RULING, outcome: "UPHELD"',
     lambda found: [tuple(id.split(":")) for id in each("id")(found)]),
    ("how many measures on pages of their own", f"{LIST}&kind=OWN_MEASURE", TOTAL, "kind: OWN_MEASURE", total),
    ("is number 1 still in force", LINE, r'<h3><a href="/register/(statement-[a-z0-9-]+)/(\d+)\?',
     'agency: "agency-lead", number: 1',
     lambda found: [tuple(id.split(":")) for id in found["statements"][0]["changedBy"]]),
    ("how long until it was told", f"/register/{OF_LEAD}/6?lang=en",
     r"<dt>Published by line</dt><dd>No\. \d+, ([^<]+)<",
     'agency: "agency-lead", number: 6', lambda found: ["1 July 2026"] * (each("openedOn")(found) == ["2026-07-01"])),
    ("in which fields", LIST, r'&amp;field=([A-Z_]+)">[^<]*</a></th><td>(\d+)<', 'month: "2026-07"',
     lambda found: [(name, str(count)) for name, count in Counter(filter(None, each("field")(found))).items()]),
    ("how many corrections", f"{LIST}&kind=CORRECTION", TOTAL, "kind: CORRECTION", total),
    ("what was found protected, and by whom", f"{LIST}&kind=PROTECTED", r'· <span lang="vi">([^<]+)</span>',
     "kind: PROTECTED", each("agencyName")),
    ("is something missing", LINE, r'href="(/register/agency-lead/2026/(?:\d+|end))"',
     'agency: "agency-lead", number: 1',
     lambda found: [found["statements"][0]["lines"], found["statements"][0]["end"]]),
]  # fmt: skip
"""The question; the page and what on it answers; the arguments of `statements` and the same answer in what comes."""


@pytest.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """A register with a decision that a ruling undid, one that was served later, and content that was protected."""
    await ruled_on(store)
    case = await protected(store)
    await act(store, HANDLER, good(CloseCase, ground="PROTECTED", publication=None), case)
    later = await decided(store, executing=False)
    served = good(StartExecution, agency="agency-health", service="DOCUMENT_DELIVERED", served_on=DAY)
    await act(store, HANDLER, served, later)
    counters, master, clock = SharedCounters("redis://127.0.0.1:1"), store.connection.master, store.connection.clock
    rates = Rates(counters, master.place, clock)
    asked = PublicEndpoint(
        store, executable(build_public()), rates, Prices(rates, Proofs(master.place, clock), 1), compiles=False
    )
    graphql = Route("/report/graphql", asked.respond, methods=["POST"])
    app = Starlette(routes=[*register_routes("http://here"), graphql])
    app.state.store = store
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as made:
        yield made
    await counters.close()


async def test_pages_and_api_give_the_same_answers(client: httpx.AsyncClient) -> None:
    unlike = {}
    for question, page, pattern, arguments, answer in QUESTIONS:
        shown = await client.get(page)
        assert shown.status_code == 200, question
        body = {"query": f"{{ statements({arguments}) {{ {FIELDS} }} }}"}
        found = (await client.post("/report/graphql", json=body)).json()["data"]["statements"]
        said, computed = re.findall(pattern, shown.text), answer(found)
        if sorted(said) != sorted(computed) or not computed:
            unlike[question] = said, computed
    assert unlike == {}
