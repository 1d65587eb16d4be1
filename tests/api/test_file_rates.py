"""Files count as operations of their caller: each reading of one is recorded."""

from collections.abc import Iterator

import pytest

from tests.support.in_process import InProcess, in_process
from tests.support.tokens import Issuer

A_MINUTE = 3
ENOUGH = 2 * A_MINUTE + 1
"""More than two windows admit, for a minute may end in between."""
PATHS = [
    ("/evidence/case-1/item-1", "health"),
    ("/attachments/redress-1/attachment-1", "district"),
    ("/documents/document-1", "land"),
    ("/reports/consolidated-1/bundle", "police"),
]


@pytest.fixture(scope="module")
def strict(installation: dict[str, str]) -> Iterator[InProcess]:
    """An API that admits little, with counters that no other test uses."""
    redis = installation["CASEBOOK_REDIS_URL"].rpartition("/")[0] + "/8"
    env = {**installation, "CASEBOOK_CALLER_RATE": str(A_MINUTE), "CASEBOOK_REDIS_URL": redis}
    with in_process(env) as running:
        yield running


@pytest.mark.parametrize(("address", "agency"), PATHS)
def test_who_takes_too_many_is_told_when_to_come_again(
    strict: InProcess, issuer: Issuer, address: str, agency: str
) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer(f'agency-{agency}')}", "Casebook-Purpose": "HANDLING"}
    answers = [strict.send("GET", address, headers=headers) for _ in range(ENOUGH)]
    assert answers[0].status_code in (403, 404)
    refused = answers[-1]
    assert refused.status_code == 429
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert strict.post(issuer.officer(f"agency-{agency}"), "{ me { isPerson } }").status_code == 429
