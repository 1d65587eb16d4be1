"""An API with the administrators' desk, over an installation whose registry tests may change."""

from collections.abc import Callable, Iterator

import pytest

from api.pages.administer.sections import ADMINISTER
from domain.kernel.vocabulary import Post
from tests.api.conftest import Apart
from tests.support.in_process import InProcess, in_process
from tests.support.reader import BASE, SETTINGS, Reader

Seated = Callable[..., Reader]


@pytest.fixture(scope="module")
def installation(apart: Apart) -> dict[str, str]:
    return apart.installation


@pytest.fixture(scope="module")
def root_uri(apart: Apart) -> str:
    return apart.root_uri


@pytest.fixture(scope="module")
def api(installation: dict[str, str]) -> Iterator[InProcess]:
    with in_process({**installation, **SETTINGS}, BASE) as running:
        yield running


@pytest.fixture
def seated(api: InProcess) -> Seated:
    """Return a function that signs somebody in at the desk, by agency and post."""

    def sit(agency: str, post: Post = Post.ADMIN, language: str = "vi") -> Reader:
        return Reader.seated(api, f"agency-{agency}", post, pages=ADMINISTER, language=language)

    return sit
