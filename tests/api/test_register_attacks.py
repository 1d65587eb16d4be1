"""The public register against words that people enter, spreadsheets, caches, and whoever looks for a person."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import date
from xml.etree import ElementTree as ET

import httpx
import pytest
from starlette.applications import Starlette

from api.pages.register.files import as_csv
from api.pages.register.routes import register_routes
from api.pages.register.rows import COLUMNS
from domain.administration.agencies import NameAgency
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import OPERATOR
from store.store import Store
from tests.store.write.test_stating import lines, ruled_on
from tests.support.complaints import act, appoint_others, complaint, decided, ruled
from tests.support.world import LEAD

NAME = '=HYPERLINK("http://x.example")<img src=x onerror=alert(1)>&"'
PATHS = ("/register/?time=2026", f"/register/statement-{LEAD}-2026/1")


@pytest.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """A register in which an agency has a hostile name."""
    name = NameAgency(name=NAME, short="X", since=date(2026, 6, 1), source="test")
    await act(store, OPERATOR, name, LEAD)
    await ruled_on(store)
    app = Starlette(routes=register_routes("http://here"))
    app.state.store = store
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as made:
        yield made


async def test_no_word_that_somebody_entered_becomes_a_tag_or_a_formula(client: httpx.AsyncClient) -> None:
    for path in PATHS:
        page = (await client.get(path)).text
        assert ("<img" in page, "&lt;img" in page) == (False, True), path
    feed = ET.fromstring((await client.get("/register/feed.atom")).content)
    assert NAME in {name.text for name in feed.iter("{http://www.w3.org/2005/Atom}name")}
    table = (await client.get("/register/2026.csv")).content.decode("utf-8-sig")
    assert {row["agency_name"] for row in csv.DictReader(io.StringIO(table))} == {f"'{NAME}"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_sign_begins_a_formula(sign: str) -> None:
    row = dict.fromkeys(COLUMNS, f"{sign}1")
    (found,) = csv.DictReader(io.StringIO(as_csv([row]).decode("utf-8-sig"), newline=""))
    assert set(found.values()) == {f"'{sign}1"}


async def test_each_language_is_kept_apart(client: httpx.AsyncClient) -> None:
    for path in PATHS:
        seen = dict[str, str]()
        for language in ("en", "vi", "en", "vi"):
            answer = await client.get(path, headers={"Accept-Language": language})
            assert (answer.headers["Content-Language"], "Accept-Language" in answer.headers["Vary"]) == (language, True)
            assert f'<html lang="{language}"' in answer.text
            assert seen.setdefault(language, answer.headers["ETag"]) == answer.headers["ETag"]
        assert len(set(seen.values())) == len(seen)


async def test_a_ruling_on_a_decision_of_before_names_no_agency(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing says whether the decision was about content that harms a person."""
    await appoint_others(store)
    with monkeypatch.context() as patched:
        patched.setattr("store.write.stating.MEASURES", {})
        case = await decided(store)
    await ruled(store, await complaint(store, case), RedressOutcome.UPHELD)
    assert [line["act"] for line in await lines(store, "statement-province-2026")] == [{"kind": "RULING"}]
    assert "RULING" not in json.dumps(await lines(store))
