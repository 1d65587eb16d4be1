"""Lines of logs are picked out as they are; what is no line is counted and never shown."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.__main__ import main
from scripts.cli.log_lines import Wanted
from store.process.logs import correlated
from tests.support.lines import json_lines


def line(**changes: Any) -> dict[str, Any]:
    made = {"at": "2026-07-01T02:00:00.000Z", "level": "INFO", "process": "api", "logger": "casebook.api"}
    return {**made, "correlation": "abc", "message": "ok", **changes}


@pytest.mark.parametrize(
    ("wanted", "admitted"),
    [
        (Wanted(), ["first", "second", "third"]),
        (Wanted(correlation="abc"), ["first", "third"]),
        (Wanted(level="WARNING"), ["second", "third"]),
        (Wanted(since="2026-07-01T02:00:00.001Z"), ["second", "third"]),
        (Wanted(until="2026-07-01T02:00:01.000Z"), ["first"]),
        (Wanted(process="sealer"), ["third"]),
        (Wanted(logger="casebook"), ["first", "second"]),
        (Wanted(logger="case"), []),
        (Wanted(correlation="abc", level="ERROR"), ["third"]),
    ],
)
def test_each_condition_narrows(wanted: Wanted, admitted: list[str]) -> None:
    lines = [
        line(message="first"),
        line(message="second", level="ERROR", correlation="def", at="2026-07-01T02:00:01.000Z"),
        line(message="third", level="ODD", process="sealer", logger="other", at="2026-07-01T02:00:02.000Z"),
    ]
    assert [found["message"] for found in lines if wanted.admits(found)] == admitted


def test_what_a_process_writes_is_found_by_its_correlation_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with json_lines("api") as stream:
        for id in ("aaaa", "bbbb"):
            with correlated(id):
                logging.getLogger("casebook.api").warning("of %s", id)
    log = tmp_path / "api.log"
    log.write_text("Traceback …\n\n" + stream.getvalue(), encoding="utf-8")
    assert (
        main(["logs", str(log), "--id", "bbbb", "--level", "WARNING", "--since", "2020-01-01T00:00:00+07:00"], {}) == 0
    )
    said = capsys.readouterr()
    assert [json.loads(found)["message"] for found in said.out.splitlines()] == ["of bbbb"]
    assert "1 line was no line of a log" in said.err
    assert "Traceback" not in said.out


def test_the_input_is_read_without_a_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(line()) + "\n[1]\n"))
    assert main(["logs", "--process", "api"], {}) == 0
    assert json.loads(capsys.readouterr().out) == line()


def test_a_file_or_a_time_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", str(tmp_path / "nothing.log")], {}) == 2
    with pytest.raises(SystemExit):
        main(["logs", "--since", "yesterday"], {})
    assert "must be a moment" in capsys.readouterr().err
