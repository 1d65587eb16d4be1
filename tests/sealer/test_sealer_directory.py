"""The sealer's folder and lock store: rights, crashes while it is set up, what is refused, what is durable."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.log.faults import DirectoryRefused, LockLost, StateLost, Tampered
from store.log.sealing.directory import create_directory, open_directory, try_lock
from store.log.sealing.state import State, StreamEnd
from store.tlog.checkpoint import Checkpoint, Signed

ORIGIN = "log.test/one"
AT = datetime(2026, 7, 1, tzinfo=UTC)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_directory(tmp_path / "sealer", ORIGIN, AT)
    return tmp_path / "sealer"


def test_it_is_closed_and_holds_the_empty_checkpoint(path: Path) -> None:
    home = open_directory(path, ORIGIN)
    assert [mode(path), mode(path / "key")] == [0o700, 0o600]
    assert (home.locked().checkpoint.size, home.locked().at) == (0, AT)
    assert (path / "vkey").read_text() == home.signer.vkey() + "\n"
    assert home.signer.text() not in repr(home)


def test_setting_it_up_again_changes_nothing(path: Path) -> None:
    before = {item.name: item.read_bytes() for item in path.iterdir()}
    create_directory(path, ORIGIN, AT.replace(year=2027))
    assert {item.name: item.read_bytes() for item in path.iterdir()} == before


@pytest.mark.parametrize("point", ["key drafted", "key written", "state begun", "vkey written"])
def test_a_crash_while_it_is_set_up_is_mended(path: Path, point: str) -> None:
    key = (path / "key").read_text()
    (path / "key").rename(path / ("key.draft" if point == "key drafted" else "key.new"))
    if point in ("key drafted", "key written"):
        (path / "state.sqlite").unlink()
    if point != "vkey written":
        (path / "vkey").unlink()
    with pytest.raises(DirectoryRefused):
        open_directory(path, ORIGIN)
    home = create_directory(path, ORIGIN, AT)
    assert home.locked().checkpoint.size == 0
    assert (point == "key drafted") is (home.signer.text() + "\n" != key)


def test_a_state_without_its_key_is_not_given_another(path: Path) -> None:
    (path / "key").unlink()
    with pytest.raises(DirectoryRefused, match="no key"):
        create_directory(path, ORIGIN, AT)


def test_a_key_without_its_state_is_not_given_another(path: Path) -> None:
    (path / "state.sqlite").unlink()
    create_directory(path, ORIGIN, AT)
    with pytest.raises(StateLost):
        open_directory(path, ORIGIN).locked()


@pytest.mark.parametrize("name", ["", "key"])
@pytest.mark.parametrize("bits", [0o040, 0o004, 0o010, 0o002])
def test_what_others_may_read_is_refused(path: Path, name: str, bits: int) -> None:
    (path / name).chmod(mode(path / name) | bits)
    with pytest.raises(DirectoryRefused, match="open to other accounts"):
        open_directory(path, ORIGIN)


def test_another_logs_folder_is_refused(path: Path) -> None:
    with pytest.raises(DirectoryRefused, match="not of"):
        open_directory(path, "log.test/two")


@pytest.mark.parametrize("text", ["", "x", "PRIVATE+KEY+a+b+c"])
def test_a_key_that_is_none_is_refused_and_not_quoted(path: Path, text: str) -> None:
    (path / "key").write_text(text)
    with pytest.raises(DirectoryRefused) as caught:
        open_directory(path, ORIGIN)
    assert "PRIVATE" not in str(caught.value)


def test_a_state_of_another_key_is_tampering(path: Path, tmp_path: Path) -> None:
    create_directory(tmp_path / "other", ORIGIN, AT)
    (tmp_path / "other" / "state.sqlite").replace(path / "state.sqlite")
    with pytest.raises(Tampered):
        open_directory(path, ORIGIN).locked()


class TestState:
    def test_only_who_holds_the_bytes_may_replace_them(self, path: Path) -> None:
        state = State(path / "state.sqlite", ORIGIN)
        old, _ = state.current()
        one, two = (Signed(note, Checkpoint(ORIGIN, 1, b"\0" * 32), AT) for note in (b"one", b"two"))
        state.swap(old, one, {"agency-a": StreamEnd(1, b"\1" * 32)})
        with pytest.raises(LockLost):
            state.swap(old, two, {"agency-a": StreamEnd(2, b"\2" * 32)})
        assert state.current()[0] == b"one"
        assert state.ends({"agency-a", "agency-b"}) == {"agency-a": StreamEnd(1, b"\1" * 32)}

    def test_another_origin_has_no_row(self, path: Path) -> None:
        with pytest.raises(StateLost):
            State(path / "state.sqlite", "log.test/two").current()

    def test_a_commit_is_on_the_disk_before_it_returns(self, path: Path) -> None:
        with State(path / "state.sqlite", ORIGIN)._open() as db:
            full, extra = 2, 3
            assert db.execute("PRAGMA synchronous").fetchone()[0] == extra > full
            assert db.execute("PRAGMA fullfsync").fetchone()[0] == 1


def test_only_one_holds_the_folder(path: Path) -> None:
    with try_lock(path) as first, try_lock(path) as second:
        assert (first, second) == (True, False)
    with try_lock(path) as third:
        assert third
