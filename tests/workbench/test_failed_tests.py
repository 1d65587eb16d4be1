"""Which tests are tried again: what pytest itself wrote down, if it is little."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.workbench import failed_tests

MANY = failed_tests.AGAIN_MOST + 2
TESTS = """
import pytest

@pytest.mark.parametrize("number", range({many}))
def test_it(number: int) -> None:
    assert number < {good}
"""


def ran(folder: Path, many: int, good: int) -> Path:
    """Where a run of pytest wrote down what failed: all but the first of many tests."""
    (folder / "test_one.py").write_text(TESTS.format(many=many, good=good))
    subprocess.run([sys.executable, "-m", "pytest", "-q", "."], cwd=folder, check=False, capture_output=True)
    return folder / ".pytest_cache/v/cache/lastfailed"


@pytest.mark.parametrize(
    ("failing", "code"), [(0, 1), (1, 0), (failed_tests.AGAIN_MOST, 0), (failed_tests.AGAIN_MOST + 1, 1)]
)
def test_a_few_are_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str], failing: int, code: int) -> None:
    assert failed_tests.main(ran(tmp_path, MANY, MANY - failing)) == code
    named = capsys.readouterr().out.split()
    assert named == sorted(f"test_one.py::test_it[{MANY - failing + n}]" for n in range(failing))


def test_without_a_run_there_is_nothing_to_try(tmp_path: Path) -> None:
    assert failed_tests.main(tmp_path / "none") == 1
