"""With which code the sealer ends: a full disk passes, so a service manager starts it again."""

import errno

import pytest

from store.log.faults import DirectoryRefused, Doubt
from store.process import logs
from workers import sealer


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, Doubt.exit_code),
        (errno.EDQUOT, Doubt.exit_code),
        (errno.EACCES, DirectoryRefused.exit_code),
        (errno.ENOENT, DirectoryRefused.exit_code),
    ],
)
def test_a_full_disk_ends_it_with_a_code_after_which_it_is_started_again(
    monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    async def fails(*_: object) -> None:
        raise OSError(number, "as the disk says", "/var/lib/sealer/status.json")

    monkeypatch.setattr(sealer, "main", fails)
    monkeypatch.setattr(logs, "configure", lambda *_, **__: None)
    assert sealer.run([]) == code
