"""What ends through one process ends in the other: two APIs over one database, at the settings that everybody gets."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from store.process.settings import Settings
from tests.api.office import Office
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.examiner import today
from tests.support.installation import Api, running_api
from tests.support.patience import until
from tests.support.signing_in import Browser, Program
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow
HEALTH: Final = "agency-health"
STALENESS: Final = "CASEBOOK_STALENESS_MS"
PROMISED: Final = 0.25
"""Seconds that a look at the registry and the deny list is good for, by default."""
ALLOWED: Final = 10.0
"""Seconds more, for a machine that holds a process up at a bad moment. A copy that is never looked at again fails."""
ME: Final = "{ me { scopes } }"
REPORT: Final = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id } problems { code } } }"


@pytest.fixture(scope="module")
def two(server: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, Api]]:
    """Two processes beside the one that lets people sign in."""
    env = {name: value for name, value in server.env.items() if name != STALENESS}
    assert Settings.from_env(env).staleness_ms == PROMISED * 1e3
    folder = tmp_path_factory.mktemp("two")
    with ExitStack() as running:
        one, other = (running.enter_context(running_api(env, folder / f"{name}.log")) for name in ("one", "other"))
        yield one, other


def let_in(api: Api, token: str) -> bool:
    return "errors" not in api.post(token, ME).json()


def ends_in_time(api: Api, token: str, acknowledged: float) -> Any:
    """Ask until it is refused; the refusal. No request that began after the time is let in, however long it takes."""
    while True:
        begun = time.monotonic()
        answer = api.post(token, ME)
        if answer.status_code == 401 or "errors" in answer.json():
            return answer
        assert begun < acknowledged + PROMISED + ALLOWED, f"let in {begun - acknowledged:.2f} s after the end"


def an_officer(api: Api, issuer: Issuer) -> tuple[Office, str]:
    """An office with a new handler, and the handler's token."""
    office = Office(api, issuer, HEALTH)
    office.appoint()
    return office, office.token()


def test_a_token_that_is_revoked_through_one_process_is_refused_by_the_other(
    two: tuple[Api, Api], program: Program, signed_in: Browser
) -> None:
    one, other = two
    token = program.exchange(*program.code(signed_in)).json()["access_token"]
    assert let_in(one, token)
    assert let_in(other, token), "so that its look is as new as it can be"
    ended = web.post(f"{one.url}/oauth/revoke", data={"token": token, "client_id": program.client})
    acknowledged = time.monotonic()
    assert ended.status_code == 200
    assert ends_in_time(other, token, acknowledged).status_code == 401
    assert not let_in(one, token)


def test_an_appointment_that_ends_through_one_process_ends_in_the_other(two: tuple[Api, Api], issuer: Issuer) -> None:
    one, other = two
    office, token = an_officer(one, issuer)
    until(lambda: let_in(other, token))
    office.send(Post.ADMIN, "dismissOfficer", on=today().isoformat())
    acknowledged = time.monotonic()
    assert reason_in(ends_in_time(other, token, acknowledged)) == "NOT_APPOINTED"
    assert not let_in(one, token), "at once, where it ended"


def test_a_command_is_refused_at_once_whatever_the_other_process_saw_last(two: tuple[Api, Api], issuer: Issuer) -> None:
    """Commands rule in the snapshot of their own transaction."""
    one, other = two
    office, token = an_officer(one, issuer)
    until(lambda: let_in(other, token))
    assert report_case(other, token).json()["data"]["reportCase"]["problems"] == []
    office.send(Post.ADMIN, "dismissOfficer", on=today().isoformat())
    assert refused_by(report_case(other, token)) == "NOT_APPOINTED"


def report_case(api: Api, token: str) -> Any:
    return api.post(token, REPORT, input={"commandId": str(uuid4()), **A_REPORT})


def refused_by(answer: Any) -> str:
    """Why a command is refused: at its entry, if the process looked again by then, else in its transaction."""
    told = answer.json()
    if "errors" in told:
        return reason_in(answer)
    made = told["data"]["reportCase"]
    [problem] = made["problems"]
    assert made["case"] is None
    return str(problem["code"])


def reason_in(answer: Any) -> str:
    [error] = answer.json()["errors"]
    return str(error["extensions"]["reason"])
