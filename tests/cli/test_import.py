"""Taking rows over into the register, and the verb `import`: modes, exit codes, output, and a kill in the middle."""

import asyncio
import csv
import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from pymongo import MongoClient

from domain.kernel.refusals import Refused
from scripts.cli.__main__ import main
from scripts.cli.environment import ROOT, WrongUse
from scripts.cli.importing.table import ROWS_MOST, Table, columns_of, read
from store.driver.transaction import DEADLINE_SECONDS
from store.store import Store
from tests.cli.support import GOOD, HEADER, Environ, cases, codes, file, row, sheet, taken
from tests.support.patience import until
from tests.support.record import counts, everything, faults
from tests.support.written import WRITES

CANARY = "Chuỗi-không-được-lộ"


class TestTaken:
    async def test_a_row_becomes_a_case(self, small: Store, tmp_path: Path) -> None:
        summary = await taken(small, file(tmp_path, sheet(row(1))))
        assert (summary.taken, summary.already, summary.refused) == (1, 0, 0)
        [case] = await cases(small)
        assert case["claim"] == f"{GOOD[2]}\n\n{GOOD[3]}"
        assert (case["url"], case["state"], case["reporter"]) == (GOOD[0], "RECEIVED", "agency-one")
        assert case["published_at"] == datetime(2026, 6, 29, 8, 25, 8)  # noqa: DTZ001, heads hold naive UTC
        assert case["imported"] == {"source": "cu.csv", "row": 1, "undated": False}
        assert await faults(small.connection) == []

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("2018-06-29 15:25:08", datetime(2018, 6, 29, 8, 25, 8, tzinfo=UTC)),
            ("2018-06-29T15:25:08+07:00", datetime(2018, 6, 29, 8, 25, 8, tzinfo=UTC)),
            ("2018-06-29T15:25:08Z", datetime(2018, 6, 29, 15, 25, 8, tzinfo=UTC)),
            ("2018-06-29T15:25:08.1239", datetime(2018, 6, 29, 8, 25, 8, 123000, tzinfo=UTC)),
            (" 2018-06-29T15:25 ", datetime(2018, 6, 29, 8, 25, tzinfo=UTC)),
            ("2018-06-29", datetime(2018, 6, 28, 17, 0, tzinfo=UTC)),
        ],
    )
    async def test_moments_without_a_zone_are_of_vietnam(
        self, small: Store, tmp_path: Path, given: str, expected: datetime
    ) -> None:
        await taken(small, file(tmp_path, sheet(row(1, published=given))))
        [case] = await cases(small)
        assert case["published_at"] == expected.replace(tzinfo=None)

    async def test_rows_without_a_date_are_marked(self, small: Store, tmp_path: Path) -> None:
        content = sheet(row(1, published=""), row(2, published="  "), row(3), row(4, published="", url="x"))
        summary = await taken(small, file(tmp_path, content))
        assert (summary.undated, summary.undated_taken, summary.taken) == (3, 2, 3)
        assert [case["imported"]["undated"] for case in await cases(small)] == [True, True, False]

    async def test_decomposed_text_is_stored_composed_and_is_the_same_row(self, small: Store, tmp_path: Path) -> None:
        content = sheet(row(1, text="Đường vào xã bị chặn."))
        first = await taken(small, file(tmp_path, normalize("NFD", content)))
        second = await taken(small, file(tmp_path, content))
        assert (first.taken, second.taken, second.already) == (1, 0, 1)
        [case] = await cases(small)
        assert case["claim"].endswith(normalize("NFC", "Đường vào xã bị chặn."))

    async def test_columns_that_say_who_leave_no_trace(self, small: Store, tmp_path: Path) -> None:
        header = (*HEADER, "Tác giả", "label")
        summary = await taken(small, file(tmp_path, sheet((*row(1), CANARY, CANARY), header=header)))
        assert (summary.columns.refused, summary.columns.unknown) == (("Tác giả",), ("label",))
        assert summary.taken == 1
        told = "\n".join(summary.lines()) + summary.as_json()
        assert CANARY not in str(await everything(small.connection)) + str(await cases(small)) + told


class TestRefusedRows:
    @pytest.mark.parametrize(
        ("changes", "column", "code"),
        [
            ({"url": ""}, "url", "text-empty"),
            ({"url": "[]"}, "url", "address-scheme"),
            ({"url": "javascript:alert(1)"}, "url", "address-scheme"),
            ({"url": "https://a b.example/"}, "url", "address-space"),
            ({"url": "https://u:p@a.example/"}, "url", "address-userinfo"),
            ({"url": "https://localhost/"}, "url", "address-host"),
            ({"url": "https://a.example/" + "x" * 2048}, "url", "text-too-long"),
            ({"published": "29/06/2018"}, "published", "time-malformed"),
            ({"published": "2018-02-30 10:00:00"}, "published", "time-malformed"),
            ({"published": "hôm qua"}, "published", "time-malformed"),
            ({"published": "2018-06-29 15:25:08 ICT"}, "published", "time-malformed"),
            ({"published": "0001-01-01 00:00:00"}, "published", "time-out-of-range"),
            ({"published": "1989-12-31 00:00:00"}, "published", "time-out-of-range"),
            ({"published": "2026-07-01 09:30:00"}, "published", "in-the-future"),
            ({"published": "9999-12-31T23:59:59-12:00"}, "published", "time-out-of-range"),
            ({"title": "", "text": ""}, "text", "text-too-short"),
            ({"text": "x" * 20_001}, "text", "text-too-long"),
            ({"text": "x" * 1_000_000}, "text", "text-too-long"),
            ({"text": "Có ký tự \x00 lạ trong này."}, "text", "text-character"),
            ({"text": "Có ký tự \u202e lạ trong này."}, "text", "text-character"),
        ],
    )
    async def test_say_row_column_and_code_and_leave_the_others_alone(
        self, small: Store, tmp_path: Path, changes: dict[str, str], column: str, code: str
    ) -> None:
        path = file(tmp_path, sheet(row(1), row(2, **changes), row(3)))
        trial = await taken(small, path, dry_run=True)
        real = await taken(small, path)
        assert codes(trial) == codes(real) == [(2, column, code)]
        assert (real.taken, real.refused) == (trial.taken, trial.refused) == (2, 1)
        assert len(await cases(small)) == 2

    async def test_lines_speak_both_languages_and_quote_no_cell(self, small: Store, tmp_path: Path) -> None:
        summary = await taken(small, file(tmp_path, sheet(row(1, url=CANARY))))
        [line, *_] = summary.lines()
        assert line.startswith("row 1, url: address-scheme: Địa chỉ trang phải bắt đầu")
        assert " / The address has to begin with " in line
        assert CANARY not in "\n".join(summary.lines()) + summary.as_json()


class TestAgain:
    async def test_enters_nothing_new(self, small: Store, tmp_path: Path) -> None:
        path = file(tmp_path, sheet(*(row(n) for n in range(5))))
        await taken(small, path)
        before = await everything(small.connection)
        summary = await taken(small, path)
        assert (summary.taken, summary.already) == (0, 5)
        assert await everything(small.connection) == before

    async def test_an_overlapping_file_brings_only_what_is_new(self, small: Store, tmp_path: Path) -> None:
        await taken(small, file(tmp_path, sheet(*(row(n) for n in range(4)))))
        other = file(tmp_path, sheet(*(row(n, published="") for n in range(2, 7))), "khac.csv")
        summary = await taken(small, other)
        assert (summary.taken, summary.already) == (3, 2)

    async def test_the_same_address_with_another_text_is_another_report(self, small: Store, tmp_path: Path) -> None:
        summary = await taken(small, file(tmp_path, sheet(row(1), row(1, text="Một đoạn văn khác hẳn."))))
        assert summary.taken == 2

    async def test_two_runs_at_once_take_each_row_once(self, small: Store, tmp_path: Path) -> None:
        rows = [row(n) for n in range(12)]
        paths = (file(tmp_path, sheet(*rows), "a.csv"), file(tmp_path, sheet(*rows[::-1]), "b.csv"))
        one, two = await asyncio.gather(*(taken(Store(small.connection), path) for path in paths))
        assert (one.taken + two.taken, one.already + two.already) == (12, 12)
        assert codes(one) == codes(two) == []
        assert len(await cases(small)) == 12
        assert await faults(small.connection) == []


class TestTrial:
    async def test_writes_nothing_and_says_what_would_happen(self, small: Store, tmp_path: Path) -> None:
        await taken(small, file(tmp_path, sheet(row(1)), "before.csv"))
        before, numbers = await everything(small.connection), await counts(small.connection)
        summary = await taken(small, file(tmp_path, sheet(row(1), row(2), row(3, url="x"))), dry_run=True)
        assert (summary.taken, summary.already, summary.refused) == (1, 1, 1)
        assert list(summary.lines())[-1].startswith("would be taken in 1 ")
        assert (await everything(small.connection), await counts(small.connection)) == (before, numbers)


class TestAgency:
    async def test_must_be_in_force(self, small: Store, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="agency-unknown"):
            await taken(small, file(tmp_path, sheet(row(1))), agency="agency-two")

    async def test_somebody_must_lead(self, empty_store: Store, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="no-lead-agency"):
            await taken(empty_store, file(tmp_path, sheet(row(1))), agency="agency-one")


async def test_a_guess_of_a_text_cannot_be_checked_against_the_record(small: Store, tmp_path: Path) -> None:
    """Names of commands stand in the record for ever; they, and ids of before, must depend on the master key."""
    from uuid import uuid5

    from scripts.cli.seed.ids import IMPORT, derived_id
    from store.keys.master import MasterKey

    await taken(small, file(tmp_path, sheet(row(1))))
    guess = f"{GOOD[0]}\n{GOOD[2]}\n\n{GOOD[3]}"
    names = {item["_id"] async for item in small.connection.commands.find({})}
    own, other = small.connection.master, MasterKey(b"\x08" * 32)
    entered, guessed = (str(derived_id(IMPORT, guess, master)) for master in (own, other))
    assert own.command_name(entered) in names
    assert not {entered, guessed, own.command_name(guessed), other.command_name(guessed)} & names
    assert not {str(uuid5(IMPORT, guess)), own.command_name(str(uuid5(IMPORT, guess)))} & names


def table(tmp_path: Path, content: str | bytes) -> Table:
    return read(file(tmp_path, content))


def refusal(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(WrongUse) as caught:
        table(tmp_path, content)
    return str(caught.value)


class TestForms:
    @pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
    def test_all_that_spreadsheets_write(self, tmp_path: Path, bom: bytes, end: str, quoting: int) -> None:
        text = 'Nói "có", rồi\nthôi; xuống dòng.'
        content = sheet(row(1, text=text), row(2), lineterminator=end, quoting=quoting)
        first, second = table(tmp_path, bom + content.encode()).records
        assert (first.number, first.cells) == (1, dict(zip(HEADER, row(1, text=text), strict=True)))
        assert (second.number, second.cells) == (2, dict(zip(HEADER, row(2), strict=True)))

    def test_empty_rows_are_counted_and_left_out_and_keep_their_numbers(self, tmp_path: Path) -> None:
        found = table(tmp_path, f"{','.join(HEADER)}\n\n{','.join(row(2))}\n , ,,\n\n{','.join(row(5))}\n")
        assert [record.number for record in found.records] == [2, 5]
        assert found.empty == 3

    def test_a_row_of_another_width_is_no_row(self, tmp_path: Path) -> None:
        found = table(tmp_path, sheet((*row(1), "more"), row(2)[:3], row(3)))
        assert [record.cells is None for record in found.records] == [True, True, False]


class TestRefused:
    def test_501_rows(self, tmp_path: Path) -> None:
        assert len(table(tmp_path, sheet(*(row(n) for n in range(ROWS_MOST)))).records) == ROWS_MOST
        why = refusal(tmp_path, sheet(*(row(n) for n in range(ROWS_MOST + 1))))
        assert why == "cu.csv has 10001 rows; at most 10000 are taken at a time: split it"

    @pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
    def test_what_is_no_utf8(self, tmp_path: Path, encoding: str) -> None:
        assert "is not UTF-8 (byte " in refusal(
            tmp_path, "url,title,text\nhttps://a.example/,Tin á,Tin thu\n".encode(encoding)
        )

    @pytest.mark.parametrize("end", ['"never closed', '"closed" too early,'])
    def test_quotation_marks_that_do_not_match(self, tmp_path: Path, end: str) -> None:
        assert "is not a CSV file" in refusal(tmp_path, f"{sheet(row(1))}{end}\n")

    def test_a_file_that_is_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as stream:
            stream.truncate(64 * 1024 * 1024 + 1)
        with pytest.raises(WrongUse, match="at most 67108864 are taken"):
            read(path)

    @pytest.mark.parametrize("header", ["title,text", "url,published", "url;title;text", "\n", "https://a.example,a"])
    def test_a_header_without_what_is_needed(self, tmp_path: Path, header: str) -> None:
        assert "must name the column url and one of title and text" in refusal(tmp_path, f"{header}\n")

    def test_a_column_that_stands_there_twice(self, tmp_path: Path) -> None:
        assert refusal(tmp_path, "url,text,URL\n") == "the column url occurs twice"


class TestColumns:
    @pytest.mark.parametrize(
        "name",
        [
            *("author", "authors", "Author", "AUTHOR_NAME", "byline", "tac_gia", "tác giả", "Tác Giả", "tacgia"),
            *("nguoi_dang", "người đăng", "account", "account_id", "user", "username", "user name", "tài khoản"),
            *("t\u0061\u0301c gia\u0309", "posted by", "nickname", "screen-handle", "bút danh", "uploader"),
        ],
    )
    def test_who_wrote_a_thing_is_refused_by_name(self, name: str) -> None:
        found = columns_of(["url", name, "text"])
        assert (found.refused, found.unknown) == ((name,), ())
        assert found.cells(["u", "CANARY", "t"]) == {"url": "u", "text": "t"}

    def test_case_and_spaces_of_a_header_make_no_difference(self) -> None:
        assert columns_of([" URL ", "Title", "Published"]).places == {"url": 0, "title": 1, "published": 2}

    def test_a_header_is_shown_short_and_harmless(self) -> None:
        [shown] = columns_of(["url", "text", "\x1b[2J" + "x" * 100]).unknown
        assert shown == "\ufffd[2J" + "x" * 56 + "…"


LEFT_SECONDS = DEADLINE_SECONDS + 3
ROWS = 100


@pytest.fixture
def ready(of_one_agency: Environ) -> Environ:
    """An installation in migration mode with one agency, which leads."""
    of_one_agency["CASEBOOK_MODE"] = "migration"
    return of_one_agency


def stored(root_uri: str, environ: Environ, what: str = "cases") -> int:
    with MongoClient[dict[str, Any]](root_uri) as client:
        return client[environ["CASEBOOK_MONGO_PREFIX"]][what].count_documents({})


def end_transactions(root_uri: str) -> None:
    with MongoClient[dict[str, Any]](root_uri) as client:
        client.admin.command("killAllSessions", [])


@pytest.mark.parametrize("mode", ["production", None])
def test_refused_in_production(
    ready: Environ, root_uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: str | None
) -> None:
    del ready["CASEBOOK_MODE"]
    if mode:
        ready["CASEBOOK_MODE"] = mode
    assert main(["import", str(file(tmp_path, sheet(row(1))))], ready) == 2
    assert capsys.readouterr().err == "casebook import: CASEBOOK_MODE: this is refused in production mode\n"
    assert stored(root_uri, ready) == 0


@pytest.mark.slow
def test_killed_in_the_middle_it_is_run_again(
    ready: Environ, root_uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, sheet(*(row(n) for n in range(ROWS))))
    env = {**os.environ, **ready, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-m", "scripts.cli", "import", str(path)], env=env, cwd=ROOT) as process:
        with MongoClient[dict[str, Any]](root_uri) as client:
            cases = client[ready["CASEBOOK_MONGO_PREFIX"]]["cases"]
            until(lambda: cases.count_documents({}) >= 5, "rows are taken")
        process.send_signal(signal.SIGKILL)
    WRITES.others_write(ready.values())
    before = stored(root_uri, ready)
    assert 5 <= before < ROWS
    # What the dead program left unfinished stands in the way until the database gives it up: longer than the
    # store tries by itself, and here not quite as long as in life.
    release = threading.Timer(LEFT_SECONDS, end_transactions, [root_uri])
    release.start()
    assert main(["import", str(path), "--json"], ready) == 0
    release.join()
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["already"]) == (ROWS - before, before)
    assert main(["verify"], ready) == 0
