"""Secrets of a process: no file in a place that others may write to, no core dump, no debugger."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.acting.act import Sheets
from scripts.cli.acting.client import _kept_secret
from scripts.cli.environment import WrongUse
from scripts.cli.keys import author_key as author
from scripts.cli.keys import backup_key
from store.process.private_files import is_kept, private_folder, write_private
from tests.support.forked import REPOSITORY

KEPT: tuple[Callable[[Path], Any], ...] = (
    backup_key,
    _kept_secret,
    lambda path: author("api", path, "casebook.test/log"),
    lambda path: Sheets(path.parent).code(path.name, "an.nguyen", fresh=False),
)
"""What makes a secret in a file unless it is there."""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def of_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of this account seem to be of another one."""
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)


@pytest.mark.parametrize("make", KEPT)
def test_a_secret_that_is_there_counts_if_it_is_ours_alone(make: Callable[[Path], Any], tmp_path: Path) -> None:
    place = tmp_path / "first"
    first = make(place)
    assert mode(place) == 0o600
    assert make(place) == first
    for wrong in (0o640, 0o602, 0o606):
        place.chmod(wrong)
        with pytest.raises((WrongUse, PermissionError), match="open to other accounts"):
            make(place)


@pytest.mark.usefixtures("of_another_account")
@pytest.mark.parametrize("make", KEPT)
def test_a_secret_of_another_account_is_refused(make: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "first").touch(0o600)
    with pytest.raises((WrongUse, PermissionError), match="belongs to another account"):
        make(tmp_path / "first")


@pytest.mark.usefixtures("of_another_account")
def test_a_folder_of_another_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PermissionError, match="belongs to another account"):
        private_folder(tmp_path)


def test_a_draft_that_somebody_prepared_is_replaced(tmp_path: Path) -> None:
    """A link, or a file that others may read, by the name under which the next one is written."""
    precious, place, draft = (tmp_path / name for name in ("precious", "key", "key.new"))
    precious.write_text("kept")
    draft.symlink_to(precious)
    write_private(place, "one")
    draft.touch(0o666)
    write_private(place, "two")
    assert (precious.read_text(), place.read_text(), mode(place), draft.exists()) == ("kept", "two", 0o600, False)


def test_nothing_is_kept_where_nothing_is(tmp_path: Path) -> None:
    assert is_kept(tmp_path / "key") is False


TOLD = """
import ctypes, json, resource
from store.process.private_files import close_memory
prctl = ctypes.CDLL(None).prctl
def told():
    return [prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0]]
kept = []
for wanted in (0, 1):
    prctl(4, wanted, 0, 0, 0)
    kept.append(told()[0])
close_memory()
print(json.dumps([kept, told()]))
"""
"""3 is PR_GET_DUMPABLE of prctl(2), 4 is PR_SET_DUMPABLE: whatever was inherited, the process begins open."""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has it")
def test_nothing_is_dumped() -> None:
    """Asked of a process of its own, for it cannot be taken back."""
    done = subprocess.run([sys.executable, "-c", TOLD], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept, closed = json.loads(done.stdout)
    if kept != [0, 1]:
        pytest.skip("this kernel does not keep what it is told")
    assert closed == [0, 0]
