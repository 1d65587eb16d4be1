"""Supervisors that are ended with the test, whatever happened."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.local.supervised import Supervised, start

Start = Callable[..., Supervised]


class _Ending:
    def __init__(self, one: Supervised) -> None:
        self._one = one

    def close(self) -> None:
        self._one.process.kill()  # its children go with it
        self._one.process.communicate()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of an installation that was never started."""
    return tmp_path / "home"


@pytest.fixture
def supervised(home: Path) -> Iterator[Start]:
    """Starts a supervisor on the folder."""
    with ExitStack() as stack:

        def begin(programs: list[list[str]], port: int | None = None) -> Supervised:
            one = start(home, programs, port)
            stack.enter_context(closing(_Ending(one)))
            return one

        yield begin
