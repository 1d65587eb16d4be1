"""The folder of an installation: who may read it, who holds it, what is made up once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.local.home import ROOT, Local, held, open_home
from scripts.local.process import Refused
from store.provisioning.provision import USERS


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestFolder:
    def test_it_is_made_for_its_owner_only(self, tmp_path: Path) -> None:
        assert mode(open_home(tmp_path / "a" / "b").root) == 0o700

    def test_an_open_folder_with_other_things_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").touch()
        tmp_path.chmod(0o755)
        with pytest.raises(Refused, match="name an empty folder"):
            open_home(tmp_path)
        assert mode(tmp_path) == 0o755


class TestLock:
    def test_a_second_holder_is_told_who_the_first_is(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        with held(home), pytest.raises(Refused, match=f"pid {os.getpid()} .*dev.json"), held(home):
            pass

    def test_the_lock_of_a_killed_holder_is_taken(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        code = (
            "import os, pathlib; from scripts.local.home import held, open_home\n"
            f"with held(open_home(pathlib.Path({str(tmp_path)!r}))): os.kill(os.getpid(), 9)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == -9
        assert home.lock.read_text() != f"{os.getpid()}\n"
        with held(home):
            assert home.lock.read_text() == f"{os.getpid()}\n"

    def test_a_child_does_not_inherit_it(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        code = "import time; print(flush=True); time.sleep(60)"
        with held(home):
            child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, close_fds=False)
        with child:
            assert child.stdout is not None
            child.stdout.readline()
            with held(home):
                assert child.poll() is None
            child.kill()


class TestCredentials:
    def test_they_are_for_the_owner_only(self, tmp_path: Path) -> None:
        home = open_home(tmp_path / "home")
        made = Local.of(home, 8000)
        assert mode(home.secrets) == 0o700
        assert {mode(path) for path in home.secrets.iterdir()} == {0o600}
        assert made.passwords().keys() == {*USERS}

    def test_a_lost_master_key_is_not_replaced(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        Local.of(home, 8000).secret("master-key").unlink()
        home.provisioned.touch()
        with pytest.raises(Refused, match="put it back"):
            Local.of(home, 8000)

    def test_those_of_an_earlier_version_are_found(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        home.secrets.mkdir()
        for name in ("master.key", "author-api.key"):
            (home.secrets / name).write_text(f"{name}\n")
            (home.secrets / name).chmod(0o600)
        home.provisioned.touch()
        made = Local.of(home, 8000)
        assert made.secret("master-key").read_text() == "master.key\n"
        assert made.secret("author-api").read_text() == "author-api.key\n"
