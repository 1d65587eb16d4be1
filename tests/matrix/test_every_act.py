"""Every act by the forms of the desk: carried out, and before that sent wrongly and given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.local.template import running_queue
from tests.matrix.beyond import NOT_DONE, SELDOM, beyond
from tests.matrix.conftest import lift_limits, made
from tests.matrix.served import laid_out, served_here
from tests.support.acts import ACTS
from tests.support.by_forms import ByForms
from tests.support.installation import environment
from tests.support.public import with_others
from tests.support.reader import SETTINGS
from tests.support.server import own_prefix
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow


@pytest.fixture
def own(root_uri: str, issuer: Issuer, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation with the desk."""
    with running_queue(tmp_path / "queue") as queue:
        env = environment(tmp_path, root_uri, queue.url, issuer, own_prefix())
        yield env | SETTINGS | {"CASEBOOK_CALLER_RATE": "1000000"}


def test_each_act_of_the_rich_world_is_done_at_the_desk(own: dict[str, str], issuer: Issuer, tmp_path: Path) -> None:
    for world in made(own, tmp_path, issuer, ByForms):
        assert world.api.faults == []
        assert {one.name for one in ACTS} - world.api.walked == SELDOM | set(NOT_DONE)


def test_the_other_acts_are_done_at_the_desk(
    own: dict[str, str], issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lift_limits(monkeypatch)
    laid_out(own)
    with_others(own)
    with served_here(own, ByForms) as api:
        beyond(api, issuer)
        assert api.faults == []
        assert api.walked >= SELDOM
