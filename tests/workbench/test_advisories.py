"""Advisories are held against the lock by name and version, from an export in a file."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from scripts.workbench.releasing.advisories import fitting, main

LOCK = (
    "starlette==1.10.0 \\\n    --hash=sha256:"
    + "0" * 64
    + "\nopentelemetry-sdk==1.45.2 \\\n    --hash=sha256:"
    + "1" * 64
)
LOCKED = {"starlette": "1.10.0", "opentelemetry-sdk": "1.45.2"}


def record(name: str = "starlette", *events: dict[str, str], ecosystem: str = "PyPI", **more: Any) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    affected = {"package": {"name": name, "ecosystem": ecosystem}, "ranges": ranges, **more}
    return {
        "id": "X-1",
        "modified": "2026-11-01T00:00:00Z",
        "summary": "Reads what it must not.",
        "affected": [affected],
    }


FROM_THE_FIRST = {"introduced": "0"}


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        (record("starlette", FROM_THE_FIRST, {"fixed": "1.10.1"}), True),
        (record("starlette", FROM_THE_FIRST, {"fixed": "1.10.0"}), False),
        (record("starlette", FROM_THE_FIRST, {"last_affected": "1.10.0"}), True),
        (record("starlette", FROM_THE_FIRST, {"last_affected": "1.9.9"}), False),
        (record("starlette", {"introduced": "1.11"}), False),
        (record("starlette", {"introduced": "1.9"}, FROM_THE_FIRST, {"fixed": "0.5"}), True),
        (record("Starlette", versions=["1.10.0"]), True),
        (record("OpenTelemetry.SDK", FROM_THE_FIRST), True),
        (record("starlette", FROM_THE_FIRST, ecosystem="npm"), False),
        (record("django", FROM_THE_FIRST), False),
        (record("starlette", FROM_THE_FIRST) | {"withdrawn": "2026-11-02T00:00:00Z"}, False),
    ],
)
def test_what_fits(found: dict[str, Any], fits: bool) -> None:
    assert bool(list(fitting(found, LOCKED))) is fits


def test_what_is_said_of_an_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock, export = tmp_path / "some.lock", tmp_path / "all.zip"
    lock.write_text(LOCK)
    good = record("starlette", FROM_THE_FIRST, {"fixed": "1.0"})
    for records, code, said in (
        ([good], 0, "some.lock: 0 advisories fit, of 1 records, the newest of 2026-11-01T00:00:00Z\n"),
        ([good, record("starlette", FROM_THE_FIRST)], 1, "starlette 1.10.0: X-1: Reads what it must not.\n"),
        ([], 1, "of 0 records, the newest of no day\n"),
    ):
        with ZipFile(export, "w") as file:
            for number, one in enumerate(records):
                file.writestr(f"{number}.json", json.dumps(one))
        assert main(export, lock) == code
        assert capsys.readouterr().out.endswith(said)
