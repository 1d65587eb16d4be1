"""What a run writes down of its failures for `scripts/test --again`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = "import pytest\nfrom tests.support.causes import Causes\n\ndef pytest_configure(config):\n"
REGISTERED = "    if not hasattr(config, 'workerinput'):\n        config.pluginmanager.register(Causes())\n"
BROKEN = "\n@pytest.fixture(scope='session')\ndef world():\n    raise AssertionError('it does not answer')\n"
TESTS = "def test_a(world): pass\ndef test_b(world): pass\ndef test_c(): assert False\ndef test_d(): pass\n"


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_fixture_that_fails_many_tests_is_one_cause(tmp_path: Path, workers: str) -> None:
    (tmp_path / "conftest.py").write_text(PLUGIN + REGISTERED + BROKEN)
    (tmp_path / "test_it.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--rootdir", str(tmp_path), str(tmp_path)]
    ran = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    found = json.loads((tmp_path / ".pytest_cache/v/casebook/causes").read_text())
    assert sorted(found.values()) == [1, 2], ran.stdout
    assert "causes: 2" in ran.stdout
