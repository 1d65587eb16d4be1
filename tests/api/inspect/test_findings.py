"""Inspectors' lists: findings, statistics that are counted again, and shorter periods for long pages."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.pages.inspect.across import PARTS_MOST, shorter
from domain.kernel.vocabulary import Post
from domain.statement.figures import Figures, PublicYear
from store.record.canonical import JSON
from store.store import Store
from tests.support.in_process import InProcess
from tests.support.play import PROBLEMS, Play
from tests.support.reader import Reader
from tests.support.tokens import Issuer
from workers.figures import write_table

FINDING = "Ba quyết định không nêu vì sao không hỏi người liên quan."
ANSWER = "Cơ quan sẽ hỏi lại người liên quan trong tháng này."
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""A letter and seven digits are the number of somebody's papers, which no text may hold."""


def did(api: InProcess, token: str, name: str, **fields: Any) -> dict[str, Any]:
    """One command on a finding; what it leaves."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ inspection {{ id state }} {PROBLEMS} }} }}"
    payload = api.ask(token, query, input={"commandId": str(uuid4()), **fields})[name]
    assert payload["problems"] == []
    return dict(payload["inspection"])


def test_inspectors_read_all_and_an_agency_what_is_about_it(api: InProcess, issuer: Issuer, inspector: Reader) -> None:
    play = Play(api, issuer)
    play.report()
    number = uuid4().hex[:8].translate(LETTERS)
    said = {"documentNumber": f"{number}/KL", "finding": FINDING, "recommendation": "Mở lại vụ việc."}
    said |= {"examined": "Sổ tiếp nhận của quý trước.", "heldOn": "2026-07-01"}
    about = {"inspected": "agency-land", "kind": "NOT_HEARD", "case": play.case, "reopen": True}
    token = issuer.officer("agency-inspection", Post.INSPECTOR)
    made = did(api, token, "recordInspection", **said, **about)
    due = api.ask(play.token("land"), "{ inbox { due { kind about } } }")["inbox"]["due"]
    assert {"kind": "ANSWER_INSPECTION", "about": made["id"]} in due
    done = did(api, play.token("land"), "answerInspection", inspectionId=made["id"], accepted=True, text=ANSWER)
    assert done == {"id": made["id"], "state": "ANSWERED"}
    shown = inspector.open("/inspect/findings?lang=en")
    assert shown.status_code == 200
    for told in (
        number,
        FINDING,
        ANSWER,
        "Sổ tiếp nhận của quý trước.",
        "Accepted",
        "the case has to be reopened",
        play.shown("code"),
    ):
        assert told in shown.text, told
    assert f'href="/inspect/cases/{play.case}"' in shown.text
    of_case = inspector.open(f"/inspect/cases/{play.case}?lang=en").text
    assert ('id="findings"' in of_case, f"/desk/matters/{made['id']}" in of_case) == (True, True)
    own = Reader.seated(api, "agency-land", Post.HANDLER).open("/inspect/findings?lang=vi")
    other = Reader.seated(api, "agency-health", Post.HANDLER).open("/inspect/findings?lang=vi")
    assert (number in own.text, number in other.text) == (True, False)
    assert "Kết luận kiểm tra" in own.text


QUERY = "query($year: Int!) { countedStatistics(year: $year) { figures cells { cell published whole now } } }"
CELL = "CLOSED_NO_GROUNDS.TOTAL"


async def published(store: Store, year: int) -> None:
    shown, whole = [
        JSON.structure(await store.statistics.counted(year, hide=hide), PublicYear) for hide in (True, False)
    ]
    assert await write_table(store, Figures(year=year, lines=(), statistics=shown), 1, whole)


def test_inspectors_read_what_is_masked_and_all_the_result(api: InProcess, issuer: Issuer, inspector: Reader) -> None:
    year = int(Play(api, issuer).today[:4]) - 1
    token = issuer.officer("agency-inspection", Post.INSPECTOR)
    assert api.ask(token, QUERY, year=year) == {"countedStatistics": None}
    api.call(published, api.app.state.store, year)
    found = api.ask(token, QUERY, year=year)["countedStatistics"]
    assert all(row["whole"] == row["now"] for row in found["cells"])
    assert api.post(issuer.officer("agency-land", Post.HANDLER), QUERY, year=year).json()["errors"]
    said: dict[str, Any] = {"documentNumber": "7/KL", "finding": FINDING, "recommendation": "Đếm lại và đính chính."}
    said |= {"inspected": "agency-lead", "kind": "RECORDS", "figures": found["figures"], "cells": [CELL]}
    shown = inspector.open(f"/inspect/statistics?lang=en&year={year}")
    assert (CELL in shown.text, found["figures"] in shown.text) == (True, True)
    assert "once it is over" in inspector.open("/inspect/statistics?lang=en&year=2021").text
    made = did(api, token, "recordInspection", **said)
    assert CELL in inspector.open("/inspect/findings?lang=en").text
    page = public(api, f"/report/statistics?lang=en&year={year}").text
    assert "Figures differ" in page
    assert "Closed: no sufficient grounds / Total" in page
    line = page.partition('<a href="/register/')[2].partition("?")[0]
    assert "Closed: no sufficient grounds / Total" in public(api, f"/register/{line}?lang=en").text
    did(api, token, "withdrawInspection", inspectionId=made["id"], expectedVersion=1, reasons="Đếm nhầm một vụ việc.")


def public(api: InProcess, path: str) -> httpx.Response:
    answer = api.send("GET", path)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    ("since", "until", "newest", "count"),
    [
        (date(2026, 11, 28), date(2026, 11, 28), None, 0),
        (date(2026, 11, 22), date(2026, 11, 28), (date(2026, 11, 28), date(2026, 11, 28)), 7),
        (date(2026, 11, 1), date(2026, 11, 28), (date(2026, 11, 22), date(2026, 11, 28)), 4),
        (date(2026, 10, 30), date(2026, 11, 28), (date(2026, 11, 22), date(2026, 11, 28)), 5),
        (date(2026, 8, 30), date(2026, 11, 28), (date(2026, 11, 1), date(2026, 11, 28)), 4),
        (date(2020, 1, 1), date(2026, 11, 28), (date(2026, 11, 1), date(2026, 11, 28)), PARTS_MOST),
    ],
)
def test_a_period_is_parted(since: date, until: date, newest: tuple[date, date] | None, count: int) -> None:
    parts = shorter(since, until)
    assert len(parts) == count
    assert (parts[0] if parts else None) == newest
    gaps = {later[0] - earlier[1] for later, earlier in pairwise(parts)}
    assert gaps <= {timedelta(1)}, "no day is left out or told twice"
    if 0 < count < PARTS_MOST:
        assert parts[-1][0] == since
