"""One officer at work beside a worker: what the worker notes meanwhile refuses nothing, what a person does is told."""

from typing import Any

import pytest

from domain.kernel.vocabulary import Post
from tests.support.installation import Api, Process
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import officer


@pytest.fixture
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play(api, issuer)


def noted_since(play: Play, version: int) -> Any:
    """The version once the worker has noted that an agency was told."""
    return play.until("version notifications { eventType }", lambda case: case["version"] > version)["version"]


def test_an_act_decided_before_the_worker_noted_something_is_carried_out(play: Play) -> None:
    play.report()
    first = play.shown("version")
    noted_since(play, 1)
    screened = play.sent(
        "lead", "screenCase", category="HEALTH", assigned="agency-health", expectedVersion=min(first, 1)
    )
    assert screened["problems"] == []
    read = play.shown("version")
    newest = noted_since(play, read - 1) if read < 4 else read
    taken = {"focal": officer("agency-health", Post.HANDLER)}
    [problem] = play.sent("health", "startChecking", expectedVersion=1, **taken)["problems"]
    assert problem["code"] == "VERSION_CONFLICT", "the case was screened since"
    assert problem["currentVersion"] >= newest
    assert play.sent("health", "startChecking", expectedVersion=newest, **taken)["problems"] == []
