"""Public statistics that inspectors count again: read without masks, recorded, and said on the page of the year."""

from typing import Any

import httpx

from domain.kernel.vocabulary import Post
from domain.statement.figures import Figures, PublicYear
from store.record.canonical import JSON
from store.store import Store
from tests.api.inspect.test_findings import FINDING, did
from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.reader import Reader
from tests.support.tokens import Issuer
from workers.figures import write_table

QUERY = "query($year: Int!) { countedStatistics(year: $year) { figures cells { cell published whole now } } }"
CELL = "CLOSED_NO_GROUNDS.TOTAL"


async def published(store: Store, year: int) -> None:
    """The statistics of a year in the public register."""
    shown, whole = [
        JSON.structure(await store.statistics.counted(year, hide=hide), PublicYear) for hide in (True, False)
    ]
    assert await write_table(store, Figures(year=year, lines=(), statistics=shown), 1, whole)


def test_an_inspector_reads_what_is_masked_and_everybody_reads_the_result(
    api: InProcess, issuer: Issuer, inspector: Reader
) -> None:
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
