"""GraphQL over HTTP as others check it: the server audits of the package graphql-http."""

from tests.conftest import api as api
from tests.support.installation import Api
from tests.support.node import run
from tests.support.tokens import Issuer

AUDITS_LEAST = 50


def test_the_server_audits_find_nothing(api: Api, issuer: Issuer) -> None:
    found = run("audit.js", api.url + "/graphql", issuer.officer("agency-lead"))
    assert len(found) >= AUDITS_LEAST
    assert [item for item in found if item["status"] in ("error", "warn")] == []
