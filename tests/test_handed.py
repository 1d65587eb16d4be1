"""A fixture of the session is made of nothing that only some folders have, whichever test asks first."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forked import REPOSITORY

ABOVE = """
import pytest
from tests.support.handed import misled

def pytest_collection_modifyitems(items):
    if wrong := misled(items):
        raise pytest.UsageError("; ".join(wrong))

@pytest.fixture(scope="session")
def address(): return "of all"

@pytest.fixture(scope="SCOPE")
def store(address): return address
"""
BELOW = """
import pytest

@pytest.fixture(scope="session")
def address(): return "apart"

def test_it(USED): pass
"""


@pytest.mark.parametrize(
    ("scope", "used", "told"), [("session", "store", True), ("session", "address", False), ("module", "store", False)]
)
def test_what_a_session_would_keep_is_refused(tmp_path: Path, scope: str, used: str, told: bool) -> None:
    (tmp_path / "conftest.py").write_text(ABOVE.replace("SCOPE", scope))
    (tmp_path / "test_below.py").write_text(BELOW.replace("USED", used))
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == (pytest.ExitCode.USAGE_ERROR if told else pytest.ExitCode.OK), done.stdout + done.stderr
    assert ("'store' of" in done.stderr and "'address' of test_below.py" in done.stderr) is told, done.stderr
