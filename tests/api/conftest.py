"""The API in this process, for all files that do not import the one on a socket."""

from collections.abc import Iterator

import pytest

from tests.support.in_process import InProcess, in_process


@pytest.fixture(scope="session")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    """The API without a socket."""
    with in_process(installation) as running:
        yield running
