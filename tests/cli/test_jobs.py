"""An operator sees what was given up, and has it begun anew."""

import asyncio
from datetime import UTC, datetime

import pytest

from scripts.cli.__main__ import main
from store.process.settings import Settings
from store.queue.outbox import FREE
from store.store import opened_store
from tests.cli.support import Environ

JOBS = {"document-1:1:0": "compile-document", "msg_2": "deliver-letter", "msg_3": "deliver-letter"}


@pytest.fixture
def given_up(environ: Environ) -> Environ:
    """An installation with rows that are DEAD, and one that is done."""

    async def write() -> None:
        rest = {"lease_until": FREE, "fence": 12, "attempts": 12, "failure": "TypstError"}
        async with opened_store(Settings.from_env(environ)) as store:
            for day, (id, job) in enumerate(JOBS.items(), 1):
                row = {"_id": id, "job": job, "state": "DEAD", "due_at": datetime(2026, 7, day, 3, tzinfo=UTC), **rest}
                await store.connection.outbox.insert_one(row)
            await store.connection.outbox.insert_one({"_id": "case-1:1:0", "job": "notify", "state": "DONE"})

    asyncio.run(write())
    return environ


def said(words: list[str], environ: Environ, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["jobs", *words], environ)
    return code, capsys.readouterr().out.splitlines()


def test_what_was_given_up_is_listed_the_oldest_first(given_up: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = said([], given_up, capsys)
    assert code == 1
    assert lines[0] == "2026-07-01T03:00:00Z compile-document TypstError attempts=12 document-1:1:0"
    assert [line.split()[-1] for line in lines] == [*JOBS, "up"]
    assert lines[-1] == "3 given up"


def test_an_id_or_a_job_is_begun_anew(given_up: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = said(["document-1:1:0", "--again"], given_up, capsys)
    assert (code, lines[-1]) == (0, "1 begun anew")
    assert said(["document-1:1:0", "--again"], given_up, capsys) == (1, ["0 begun anew"])
    assert said(["--job", "deliver-letter", "--again"], given_up, capsys)[1][-1] == "2 begun anew"
    assert said([], given_up, capsys) == (0, ["0 given up"])


def test_not_everything_by_one_word(given_up: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jobs", "--again"], given_up) == 2
    assert "needs an ID or --job" in capsys.readouterr().err
    assert said([], given_up, capsys)[1][-1] == "3 given up"
