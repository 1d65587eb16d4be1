"""An API that is told to end: sockets are closed at once, with a code that says to come again."""

import signal
from pathlib import Path

import pytest

from tests.support.installation import Process, running_api
from tests.support.tokens import Issuer
from tests.support.wire import wire

pytestmark = pytest.mark.slow
RESTARTING = 1012
"""RFC 6455 registry of close codes: "service restart"."""
FOLLOW = "subscription { caseChanged { cursor } }"


def test_sockets_are_closed_and_the_process_ends(installation: dict[str, str], issuer: Issuer, tmp_path: Path) -> None:
    with running_api(installation, tmp_path / "api.log") as api:
        api.wait_ready()
        with wire(api.url, issuer.officer("agency-lead")) as socket:
            socket.subscribe("1", FOLLOW)
            socket.subscribe("2", "{ me { isPerson } }")
            assert socket.take()["id"] == "2", "the server has both"
            # The server ends in order, and then passes the signal on to itself.
            assert Process.stop(api) in (0, -signal.SIGTERM)
            assert socket.closed() == RESTARTING
    assert "Application shutdown complete" in (tmp_path / "api.log").read_text()
