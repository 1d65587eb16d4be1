"""How many operations one caller may send in a minute, whatever way they come."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.kernel.vocabulary import Post
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api, running_api
from tests.support.tokens import Issuer
from tests.support.wire import wire

pytestmark = pytest.mark.slow

A_MINUTE = 3
ENOUGH = 2 * A_MINUTE + 1
"""More than two windows admit, for a minute may end in between."""
ME = "{ me { isPerson } }"


@pytest.fixture(params=[True, False], ids=["in Redis", "while Redis is away"])
def strict(installation: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Api]:
    """An API that admits little, with counters that no other test uses."""
    redis = installation["CASEBOOK_REDIS_URL"].rpartition("/")[0] + "/9" if request.param else "redis://127.0.0.1:1/0"
    env = {**installation, "CASEBOOK_CALLER_RATE": str(A_MINUTE), "CASEBOOK_REDIS_URL": redis}
    with running_api(env, tmp_path / "api.log") as api:
        yield api


def test_a_caller_who_sends_too_many_is_told_when_to_come_again(strict: Api, issuer: Issuer) -> None:
    token = issuer.officer("agency-lead")
    answers = [strict.post(token, ME) for _ in range(ENOUGH)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert answers[0].status_code == 200
    assert refused
    (error,) = refused[0].json()["errors"]
    assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert 1 <= error["extensions"]["retryAfter"] <= 60
    assert refused[0].headers["retry-after"] == str(error["extensions"]["retryAfter"])
    assert strict.post(issuer.officer("agency-health"), ME).status_code == 200  # the others go on


def test_a_socket_is_no_way_around(strict: Api, issuer: Issuer) -> None:
    token, refused = issuer.officer("agency-land"), []
    with wire(strict.url, token) as open:
        for n in range(ENOUGH):
            open.subscribe(str(n), ME)
            while (message := open.take())["type"] == "next":
                pass
            refused += [message["payload"][0]["extensions"]] if message["type"] == "error" else []
        assert {item["code"] for item in refused} == {"TOO_MANY_REQUESTS"}
        assert all(1 <= item["retryAfter"] <= 60 for item in refused)
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    answers = [web.post(strict.url + "/graphql", json={"query": ME}, headers=headers) for _ in range(ENOUGH)]
    assert 429 in {answer.status_code for answer in answers}


def test_what_is_malformed_counts_too(strict: Api, issuer: Issuer) -> None:
    with wire(strict.url, issuer.officer("agency-police")) as open:
        codes = set()
        for n in range(ENOUGH):
            open.send(type="subscribe", id=str(n), payload=[])
            codes.add(open.take()["payload"][0]["extensions"]["code"])
    assert codes == {"BAD_REQUEST", "TOO_MANY_REQUESTS"}
    headers = {"Authorization": f"Bearer {issuer.officer('agency-district')}", "Accept": "text/plain"}
    answers = [web.post(strict.url + "/graphql", json={"query": ME}, headers=headers) for _ in range(ENOUGH)]
    assert {answer.status_code for answer in answers} == {406, 429}


def test_an_id_of_a_document_is_refused_by_its_code(api: Api, issuer: Issuer) -> None:
    token = issuer.officer("agency-lead")
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
    answer = web.post(api.url + "/graphql", json={"documentId": "0" * 64}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "DOCUMENT_UNKNOWN")
    with wire(api.url, token) as open:
        open.send(type="subscribe", id="1", payload={"documentId": "0" * 64})
        assert open.take()["payload"][0]["extensions"]["code"] == "DOCUMENT_UNKNOWN"


COSTLY = "{ obligations { period } }"


def test_what_a_minute_may_cost_is_said_and_kept(strict: Api, issuer: Issuer) -> None:
    """A dear operation is refused, and one that costs less is answered."""
    token = issuer.officer("agency-inspection", Post.INSPECTOR)
    answered = strict.post(token, ME)
    assert answered.headers["ratelimit-policy"] == f'"operations";q={A_MINUTE};w=60, "cost";q={100 * A_MINUTE};w=60'
    assert re.fullmatch(r'"operations";r=[0-2];t=\d+, "cost";r=29\d;t=\d+', answered.headers["ratelimit"])
    cost = answered.json()["extensions"]["cost"]
    assert (cost["minute"]["spent"], cost["minute"]["limit"]) == (cost["actual"], 100 * A_MINUTE)
    dear = strict.post(token, COSTLY)
    assert dear.status_code == 429
    assert dear.headers["ratelimit"].startswith('"cost";r=29')
    assert strict.post(token, ME).status_code == 200
