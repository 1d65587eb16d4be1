"""The folder of an installation: who may read it, who holds it, what is made up once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.local.home import ROOT, held, log_origin, master_key, open_home, passwords
from scripts.local.process import Refused
from store.process.private_files import write_private


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestFolder:
    def test_it_is_made_for_its_owner_only(self, tmp_path: Path) -> None:
        assert mode(open_home(tmp_path / "a" / "b").root) == 0o700

    def test_an_open_empty_folder_is_closed(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        assert mode(open_home(tmp_path).root) == 0o700

    def test_an_open_folder_with_other_things_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").touch()
        tmp_path.chmod(0o755)
        with pytest.raises(Refused, match="name an empty folder"):
            open_home(tmp_path)
        assert mode(tmp_path) == 0o755

    def test_its_own_folder_is_closed_again(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        with held(home):
            pass
        tmp_path.chmod(0o755)
        assert mode(open_home(tmp_path).root) == 0o700

    def test_below_a_file_there_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(Refused, match="Not a directory"):
            open_home(tmp_path / "file" / "home")


class TestLock:
    def test_a_second_holder_is_told_who_the_first_is(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        with held(home), pytest.raises(Refused, match=f"pid {os.getpid()} .*dev.json"), held(home):
            pass

    def test_it_is_free_again_afterwards(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        for _ in range(2):
            with held(home):
                assert home.lock.read_text() == f"{os.getpid()}\n"

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
        master_key(home)
        passwords(home, ["root", "api"])
        assert mode(home.secrets) == 0o700
        assert {path.name: mode(path) for path in home.secrets.iterdir()} == {
            "master.key": 0o600,
            "mongo-root": 0o600,
            "mongo-api": 0o600,
        }

    def test_they_are_kept(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        first = (master_key(home).read_text(), passwords(home, ["api"]), log_origin(home))
        assert first == (master_key(home).read_text(), passwords(home, ["api"]), log_origin(home))

    def test_the_master_key_has_32_bytes(self, tmp_path: Path) -> None:
        assert len(bytes.fromhex(master_key(open_home(tmp_path)).read_text())) == 32

    def test_each_user_and_each_installation_has_its_own(self, tmp_path: Path) -> None:
        words = [passwords(open_home(tmp_path / name), ["root", "api"]) for name in "ab"]
        assert len({word for item in words for word in item.values()}) == 4

    def test_a_widened_mode_is_narrowed(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        key = master_key(home)
        key.chmod(0o644)
        assert mode(master_key(home)) == 0o600

    def test_a_lost_master_key_is_not_replaced(self, tmp_path: Path) -> None:
        home = open_home(tmp_path)
        key = master_key(home)
        home.provisioned.touch()
        key.unlink()
        with pytest.raises(Refused, match="put it back"):
            master_key(home)


class TestFiles:
    def test_what_a_crash_left_is_taken_over(self, tmp_path: Path) -> None:
        (tmp_path / "env.new").write_text("half")
        (tmp_path / "env.new").chmod(0o644)
        write_private(tmp_path / "env", "whole")
        assert (tmp_path / "env").read_text() == "whole"
        assert mode(tmp_path / "env") == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["env"]
