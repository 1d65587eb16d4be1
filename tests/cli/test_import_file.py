"""Reading a CSV file: forms it may have, columns it may have, and what is refused before anything is written."""

import csv
from pathlib import Path

import pytest

from scripts.cli.environment import WrongUse
from scripts.cli.importing.table import ROWS_MOST, Table, columns_of, read
from tests.cli.support import HEADER, file, row, sheet


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
