"""Acts of the officers of the sample province, with the API's rights.

`python -m tests.year.acts first` executes the acts done once. `cases FIRST COUNT` runs cases through their
lives. `ask NAME DAYS` requests a report with numbers of the last days, and `answer NAME` submits that report. Each
prints the number of acts.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from domain.administration.province import CompareLead
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind
from scripts.cli.first_day.entries import LEAD
from scripts.cli.seed.ids import versions_of
from scripts.cli.seed.stories import Step, caller, carry_out, stories
from store.heads.collection import heads_of
from store.process.settings import Settings
from store.store import Store, opened_store

LIVES: Final = ("end-completed", "end-remedied", "end-protected", "end-police", *["end-groundless", "clinic"] * 8)
"""Stories for each group of twenty cases: four whole lives, eight without grounds, and eight that stay open."""
TOLD: Final = stories()


def story(name: str) -> list[Step]:
    return [step for step in TOLD if step.on == name]


BEFORE: Final = [*story("ground"), *story("spokesperson")]


def life(number: int) -> Iterator[Step]:
    """Yield the steps of a case. A notice to the press follows a decision."""
    name = LIVES[number % len(LIVES)]
    for step in story(name):
        fields = dict(step.fields)
        if step.do == "ReportCase":
            fields |= {"claim": f"{fields['claim']} Lần {number}.", "detected_at": "@now"}
            fields |= {"url": f"https://tin.example/bai-{number}"} if "url" in fields else {}
        yield replace(step, on=f"case-{number}", fields=fields)
    if name == "end-completed":
        for step in story("open-notice"):
            about = {"case": f"@case-{number}"} if "case" in step.fields else {}
            yield replace(step, on=f"notice-{number}", fields={**step.fields, **about})


async def first(store: Store) -> int:
    """Execute the acts done once: an administrator of another agency compares the lead assignment, and a ground is
    entered."""
    version = (await versions_of(store.connection, [LEAD]))[LEAD]
    lead = CompareLead(source="Quyết định số 1/QĐ-UBND", on=local_date(store.connection.clock()))
    await store.execute(caller("ppc-admin"), lead, command_id=uuid4(), target=LEAD, expected=version)
    return 1 + await carry_out(store, BEFORE)


async def cases(store: Store, first: str, count: str) -> int:
    done = 0
    for number in range(int(first), int(first) + int(count)):
        done += await carry_out(store, [*BEFORE, *life(number)])
    return done


def _asked(name: str) -> Step:
    days: Mapping[str, Any] = {"since": "@month-ago", "until": "@yesterday", "due_days": 5}
    asked = {"agency": "agency-sample-health", "subject": f"Kết quả kiểm tra, kỳ {name}.", **days}
    return Step(f"report-{name}", "", "lead-handler", "RequestReport", asked)


def _numbers(name: str, since: datetime) -> Step:
    return Step(f"numbers-{name}", "", "lead-handler", "CompileNumbers", {"since": since, "until": "@now"})


async def ask(store: Store, name: str, days: str) -> int:
    since = store.connection.clock() - timedelta(days=int(days))
    return await carry_out(store, [_asked(name), _numbers(name, since)])


async def answer(store: Store, name: str) -> int:
    words = {"direction": "Đã cử cán bộ đầu mối và họp hằng tuần.", "solutions": "Đề nghị tiếp tục tập huấn."}
    signed = {"document_number": f"{name}/BC", "signed_on": "@today"}
    steps = [("department-handler", "DraftReport", words), ("department-signatory", "SubmitReport", signed)]
    steps.append(("lead-handler", "AcceptReport", {}))
    told = [Step(f"report-{name}", "", by, do, fields) for by, do, fields in steps]
    done = await carry_out(store, [_asked(name), *told])
    for kind in (Kind.REPORT, Kind.CONSOLIDATED):
        found = Counter([head["state"] async for head in heads_of(store.connection, kind).find({}, {"state": 1})])
        print(f"        {kind.value}: {dict(found)}")
    return done


ACTS: Final[Mapping[str, Callable[..., Awaitable[int]]]] = {
    "first": first,
    "cases": cases,
    "ask": ask,
    "answer": answer,
}


async def main(act: str, *given: str) -> None:
    async with opened_store(Settings.from_env()) as store:
        print(await ACTS[act](store, *given))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
