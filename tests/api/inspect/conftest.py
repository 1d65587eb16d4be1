"""An API with a desk, in this process, over the installation that the other tests use."""

from collections.abc import Iterator

import pytest

from domain.kernel.vocabulary import Post
from tests.support.in_process import InProcess, in_process
from tests.support.reader import BASE, SETTINGS, Reader


@pytest.fixture(scope="session")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    with in_process({**installation, **SETTINGS}, BASE) as running:
        yield running


@pytest.fixture
def inspector(api: InProcess) -> Reader:
    return Reader.seated(api, "agency-inspection", Post.INSPECTOR)
