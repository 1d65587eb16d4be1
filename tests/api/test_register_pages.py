"""The pages, files and feed of the public register, over HTTP, after a decision that nobody was told of yet."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.conftest import api as api
from tests.docs.pages import ROOT
from tests.support.browser import NODE
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer

pytestmark = pytest.mark.usefixtures("forgiven")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def acts(api: Api, issuer: Issuer) -> list[dict[str, Any]]:
    """A decision that is withheld, and a case that ended without a measure; as the file of the year has them."""
    play = Play.with_decision(api, issuer)
    other = Play(api, issuer)
    other.report()
    reasons = "Không có căn cứ để xử lý nội dung này."
    assert other.act("lead", "closeCase", ground="NO_GROUNDS", reasons=reasons, informed="BY_PHONE") == "CLOSED"
    lines = httpx.get(f"{api.url}/register/{play.today[:4]}.jsonl").text.splitlines()
    return [json.loads(line) for line in lines]


def test_the_list_counts_what_the_file_has(api: Api, acts: list[dict[str, Any]]) -> None:
    assert {act["kind"] for act in acts} >= {"NO_MEASURE", None}
    page = httpx.get(f"{api.url}/register/?lang=vi")
    assert (page.status_code, f"mới nhất trước ({len(acts)})" in page.text) == (200, True)
    assert "Chưa công bố" in page.text
    assert f'href="/register/{acts[-1]["id"].replace(":", "/")}?lang=vi"' in page.text
    narrowed = httpx.get(f"{api.url}/register/?lang=en&kind=NO_MEASURE")
    assert f"newest first ({sum(act['kind'] == 'NO_MEASURE' for act in acts)})" in narrowed.text
    assert httpx.get(f"{api.url}/register/?lang=en&agency=agency-nobody").text.count("There is no line.") == 1


def test_bars_and_rows_count_the_same_and_lead_to_what_they_count(api: Api, acts: list[dict[str, Any]]) -> None:
    page = httpx.get(f"{api.url}/register/?lang=en").text
    bar = re.compile(
        r'<th scope="row">(?:<a href="([^"]+)"[^>]*>)?([^<]+)(?:</a>)?</th><td>(\d+)</td>.*?class="bar" width="(\d+)"'
    )
    tables = [bar.findall(table) for table in page.split("<tbody>")[2:]]
    assert {name for rows in tables for _, name, _, _ in rows} >= {"case ended without a measure", "Not published yet"}
    for rows in tables:
        most = max(int(count) for _, _, count, _ in rows)
        assert [int(length) for *_, length in rows] == [200 * int(count) // most for _, _, count, _ in rows]
        for link, _, count, _ in rows:
            narrowed = httpx.get(f"{api.url}/register/{link.replace('&amp;', '&')}").text if link else ""
            assert not link or f"newest first ({count})" in narrowed, link


@pytest.mark.parametrize("query", ["time=2026-13", "time=26", "kind=X", "number=0", "after=statement-x:1"])
def test_what_is_no_list_is_not_found(api: Api, query: str) -> None:
    assert httpx.get(f"{api.url}/register/?{query}").status_code == 404


def test_each_act_has_a_page(api: Api, acts: list[dict[str, Any]]) -> None:
    for act in acts:
        page = httpx.get(f"{api.url}/register/{act['id'].replace(':', '/')}?lang=en")
        assert page.status_code == 200
        assert ("not informed yet" in page.text) is (act["kind"] is None)
        lines, end = re.findall(r'href="(/register/(?:agency|province)[^"]*)"', page.text)
        assert (lines.rpartition("/")[2], end.rpartition("/")[2]) == ("1", "end")
    for missing in ("statement-agency-lead-2026/999999999", "statement-x/1", "statement-agency-lead-2026/x", "x.csv"):
        assert httpx.get(f"{api.url}/register/{missing}").status_code == 404


def test_the_files_of_a_year_have_the_same_rows_and_their_sums(api: Api, acts: list[dict[str, Any]]) -> None:
    year = acts[0]["on"][:4]
    files = {name: httpx.get(f"{api.url}/register/{name}").content for name in (f"{year}.csv", f"{year}.jsonl")}
    rows = list(csv.DictReader(io.StringIO(files[f"{year}.csv"].decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [act["id"] for act in acts]
    sums = httpx.get(f"{api.url}/register/{year}.sha256").text
    assert sums == "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    assert "agency-" not in json.dumps([act for act in acts if act["agency"] == "province"])


def test_the_feed_leads_to_the_acts(api: Api, acts: list[dict[str, Any]]) -> None:
    feed = ET.fromstring(httpx.get(f"{api.url}/register/feed.atom").content)
    paths = [entry.findtext(f"{ATOM}id", "").partition("/register/")[2] for entry in feed.iter(f"{ATOM}entry")]
    assert paths
    assert set(paths) <= {act["id"].replace(":", "/") for act in acts}
    assert acts[-1]["id"].replace(":", "/") in paths


def test_the_same_acts_are_queried_page_by_page(api: Api, acts: list[dict[str, Any]]) -> None:
    query = """query($after: String) { statements(first: %d, after: $after, year: %s) { total next statements {
        id number on agency agencyName kind outcome field provisions withheldUntil overdue lines end } } }"""
    found, after = list[dict[str, Any]](), None
    while True:
        body = {"query": query % (len(acts) // 3 + 1, acts[0]["on"][:4]), "variables": {"after": after}}
        answer = httpx.post(f"{api.url}/report/graphql", json=body).json()
        page = answer.get("data", answer)["statements"]
        assert page["total"] == len(acts)
        found += page["statements"]
        if (after := page["next"]) is None:
            break
    rows = {act["id"]: act for act in acts}
    assert [row["id"] for row in found] == [act["id"] for act in reversed(acts)]
    for row in found:
        names = ("number", "on", "kind", "outcome", "overdue")
        assert {name: row[name] for name in names} == {name: rows[row["id"]][name] for name in names}
        assert (row["agency"] or "province") == rows[row["id"]]["agency"]
        assert row["lines"] == f"/register/{row['agency'] or 'province'}/{row['on'][:4]}/1"


TYPES = re.compile(r": (?:string \| null|Response|\{ id: string \}\[\])(?= =)")
"""The types in the sample for TypeScript, which Node 20 does not read."""


@pytest.mark.parametrize(
    ("fence", "command"), [("python", [sys.executable, "-"]), ("ts", [NODE, "--input-type=module"])]
)
def test_the_samples_of_the_page_read_every_act(
    api: Api, acts: list[dict[str, Any]], fence: str, command: list[str | None]
) -> None:
    if None in command:
        pytest.skip("no Node")
    text = (ROOT / "docs/public-register.md").read_text(encoding="utf-8")
    found = next(code for code in re.findall(rf"```{fence}\n(.*?)```", text, re.DOTALL) if "statements(" in code)
    sample = TYPES.sub("", found).replace("2026", acts[0]["on"][:4])
    env = {**os.environ, "API": api.url}
    done = subprocess.run(command, input=sample, env=env, capture_output=True, text=True, timeout=60, check=False)  # type: ignore[arg-type]  # without None
    assert (done.stderr, done.stdout.split()) == ("", [str(len(acts)), "of", str(len(acts))])
