"""A year of a province with a thousand acts, as somebody outside verifies it: by the page, files and the program."""

import resource
import shutil
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.case.closing import CloseCase
from domain.case.execution import StartExecution
from domain.case.expression import ReviewExpression
from domain.case.protection import RecordProtectionRequest
from domain.case.state.protection import Asker, HarmKind
from domain.kernel.calendar import local_date
from store.read.public_register import PublicRegister
from store.store import Store
from tests.docs.test_register import LIST as LIST_FILE
from tests.docs.test_register import LIST_END, Outside, by_the_page
from tests.support.clock import TestClock
from tests.support.complaints import act, decided
from tests.support.decided import HANDLER, HEALTH
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG
from tests.support.world import LEAD, checking, reported
from workers.figures import publish_figures

pytestmark = pytest.mark.slow
YEAR, ROUNDS, AT_ONCE = 2027, 40, 25
ACTS = ROUNDS * AT_ONCE
LIST, TABLES = "statement-list", f"statement-figures-{YEAR}"
OF_LEAD, OF_HEALTH = f"statement-{LEAD}-{YEAR}", f"statement-agency-health-{YEAR}"
OF_PROVINCE = f"statement-province-{YEAR}"
STREAMS = (LIST, TABLES, OF_LEAD, OF_HEALTH, OF_PROVINCE)
CPU_MOST, SIZE_MOST = 6.0, 2_000_000
"""Seconds of CPU for the program over all streams, and bytes of all files; for a thousand acts."""
PROTECTED = good(ReviewExpression, conclusion="PROTECTED", provision=None, false_fact=None)


async def a_year(store: Store, clock: TestClock, outside: Outside) -> None:
    """Let two agencies and the province act, partly withheld, and make a table each month; all is sealed in time."""
    await outside.site.sealed()
    clock.now = datetime(YEAR, 1, 1, 2, tzinfo=UTC)
    for number in range(ROUNDS):
        clock.forward(days=360 / ROUNDS)
        if number % 10 == 0:
            today = local_date(clock())
            case = await decided(store, executing=False, day=today)
            served = good(StartExecution, agency="agency-health", service="DOCUMENT_DELIVERED", served_on=today)
            await act(store, HANDLER, served, case)
        checked = (await checking(store, url=f"https://tin.example/{number}")).stream
        if number % 10 == 5:
            asked = RecordProtectionRequest(harm=HarmKind.PRIVATE_DATA, asker=Asker.PERSON_HARMED, words=LONG)
            await act(store, HANDLER, asked, checked)
        await act(store, HEALTH, PROTECTED, checked)
        store.public_register = PublicRegister(store.connection)
        await publish_figures(store)
        await outside.site.sealed()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one command leave many acts: the rest of the store does with each what it always does."""
    decide = ReviewExpression.decide

    def often(self: ReviewExpression, case: Any, facts: Any) -> tuple[Any, ...]:
        first, *others = decide(self, case, facts)
        return (*[first] * AT_ONCE, *others)

    monkeypatch.setattr(ReviewExpression, "decide", often)


class Download:
    """A folder with what the commands of the page left: lines, ends and the program."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder, self.key = folder, key

    def says(self, stream: str, *more: str | Path) -> str:
        name = "list" if stream == LIST else stream
        command = [sys.executable, "casebook_verify.pyz", "--register", name, "--end", f"{name}.end", "--key", self.key]
        command += ["--stream", stream, "--today", f"{YEAR + 1}-01-05", *map(str, more)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout


@pytest.mark.usefixtures("quick")
async def test_a_year_is_verified_with_the_page_alone_and_an_older_list_is_found(
    store: Store, clock: TestClock, tmp_path: Path
) -> None:
    outside, folder = Outside(store, tmp_path / "sealer"), tmp_path / "files"
    await a_year(store, clock, outside)
    folder.mkdir()
    older = await outside.files()
    clock.now = datetime(YEAR + 1, 1, 5, 2, tzinfo=UTC)
    await act(store, HANDLER, good(CloseCase), (await reported(store)).stream)
    store.public_register = PublicRegister(store.connection)
    assert await publish_figures(store) == 2
    await outside.files()
    done = await by_the_page(outside, folder, YEAR)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("none missing, this is the end") == len(STREAMS)
    download = Download(folder, outside.site.verifier.vkey())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {stream: download.says(stream, "--recount", TABLES) for stream in STREAMS}
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime
    assert [stream for stream, report in said.items() if "FAULT" in report] == []
    files = [path.read_bytes() for path in folder.iterdir() if path.name.startswith(("list", "statement-"))]
    size, packed = sum(map(len, files)), sum(len(zlib.compress(data)) for data in files)
    count = sum(data.count(b'"line":') for data in files)
    assert count > ACTS
    print(f"{count} lines: {cpu:.2f} s of CPU, {size} bytes, {packed} compressed")
    assert (cpu < CPU_MOST, size < SIZE_MOST) == (True, True)
    kept = folder / "kept"
    shutil.copy(folder / "list", kept)
    (folder / "list").write_text(older[LIST_FILE], encoding="utf-8")
    (folder / "list.end").write_text(older[LIST_END], encoding="utf-8")
    assert "FAULT" not in download.says(LIST), "an older list is whole by itself"
    assert "FAULT consistency shorter" in download.says(LIST, "--kept", kept)
