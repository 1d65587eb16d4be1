"""Trusted documents: known by their ids on every way in, limited like all others, and alone where a setting says so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.kernel.policy import Scope
from schema.manifest import id_of, manifest
from tests.conftest import api as api
from tests.support import hostile as documents
from tests.support import web
from tests.support.acts import A_REPORT
from tests.support.installation import Api, running_api
from tests.support.patience import PATIENCE, until
from tests.support.tokens import Issuer
from tests.support.wire import wire
from tests.support.world import caller

pytestmark = pytest.mark.slow

ME, NAMED = "{ me { isPerson } }", "query Named($a: Boolean!) { me { isPerson @include(if: $a) } }"
FOLLOW, WIDE = "subscription { caseChanged { cursor } }", documents.aliases(16)
OLD = "{ fieldThatThereIsNoMore }"
ACT = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { problems { code } } }"
KNOWN = (ME, NAMED, FOLLOW, WIDE, OLD, ACT)
STREAM = "text/event-stream"


@pytest.fixture(scope="module")
def env(installation: dict[str, str], folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("documents") / "manifest.json"
    path.write_text(manifest(KNOWN))
    return {
        **installation,
        "CASEBOOK_DOCUMENTS_FILE": str(path),
        "CASEBOOK_DOCUMENTS_FOLDER": str(folder),
        "CASEBOOK_DOCUMENTS_ONLY": "on",
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module")
def strict(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_api(env, tmp_path_factory.mktemp("strict") / "api.log") as running:
        yield running


@pytest.fixture(scope="module")
def bound(issuer: Issuer) -> str:
    """The token of somebody who may send no documents of their own."""
    return issuer.token(caller("agency-lead", without=[Scope.QUERY_ADHOC]))


def post(api: Api, token: str, accept: str = "application/graphql-response+json", **asked: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    return web.post(api.url + "/graphql", json=asked, headers=headers)


def get(api: Api, token: str, **asked: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
    return web.get(api.url + "/graphql", params=asked, headers=headers)


def error(answer: httpx.Response) -> dict[str, Any]:
    (found,) = answer.json()["errors"]
    return dict(found["extensions"])


def by_socket(api: Api, token: str, **asked: Any) -> dict[str, Any]:
    with wire(api.url, token) as open:
        open.send(type="subscribe", id="1", payload=asked)
        return open.take()


def test_an_id_stands_for_its_document_on_every_way_in(strict: Api, bound: str) -> None:
    for id in (id_of(ME), "sha256:" + id_of(ME)):
        assert post(strict, bound, documentId=id).json()["data"] == {"me": {"isPerson": True}}
        assert get(strict, bound, documentId=id).json()["data"] == {"me": {"isPerson": True}}
        assert by_socket(strict, bound, documentId=id)["payload"]["data"] == {"me": {"isPerson": True}}
        assert '{"me":{"isPerson":true}}' in post(strict, bound, STREAM, documentId=id).text
    asked: dict[str, Any] = {"documentId": id_of(NAMED), "variables": {"a": False}, "operationName": "Named"}
    assert post(strict, bound, **asked).json()["data"] == {"me": {}}


def test_a_subscription_is_followed_by_its_id(strict: Api, bound: str) -> None:
    with wire(strict.url, bound) as open:
        open.send(type="subscribe", id="1", payload={"documentId": id_of(FOLLOW)})
        open.send(type="ping")
        assert open.take() == {"type": "pong"}  # it waits: no error came before


def test_a_document_of_ones_own_needs_the_scope_on_every_way_in(strict: Api, bound: str, issuer: Issuer) -> None:
    own = "{ me { posts } }"
    for answer in (post(strict, bound, query=own), get(strict, bound, query=own)):
        assert answer.status_code == 403
        assert (error(answer)["code"], error(answer)["scopes"]) == ("FORBIDDEN", ["QUERY_ADHOC"])
    refused = by_socket(strict, bound, query=own)
    assert (refused["type"], refused["payload"][0]["extensions"]["scopes"]) == ("error", ["QUERY_ADHOC"])
    assert "QUERY_ADHOC" in post(strict, bound, STREAM, query=own).text
    assert post(strict, issuer.officer("agency-lead"), query=own).json()["data"]["me"]["posts"]
    assert post(strict, bound, query=ME).json()["data"] == {"me": {"isPerson": True}}  # it is a trusted one


def test_nothing_of_ones_own_is_even_parsed(strict: Api, bound: str) -> None:
    assert error(post(strict, bound, query="{ {"))["scopes"] == ["QUERY_ADHOC"]


def test_other_ids_are_unknown(strict: Api, bound: str) -> None:
    for id in ("0" * 64, "", "sha256:", "md5:" + id_of(ME), id_of(ME).upper(), "sha256:sha256:" + id_of(ME)):
        assert error(post(strict, bound, documentId=id))["code"] == "DOCUMENT_UNKNOWN"
    assert error(post(strict, bound, documentId=id_of(ME), query=ME))["code"] == "BAD_REQUEST"


def test_trust_spares_no_limit_no_validation_no_method_and_no_right(strict: Api, bound: str, issuer: Issuer) -> None:
    assert error(post(strict, bound, documentId=id_of(WIDE)))["limit"] == "ALIASES"
    assert error(post(strict, bound, documentId=id_of(OLD)))["code"] == "INVALID_REQUEST"
    assert get(strict, bound, documentId=id_of(ACT)).status_code == 405
    reader = issuer.token(caller("agency-lead", without=[Scope.CASE_REPORT, Scope.QUERY_ADHOC]))
    answer = post(strict, reader, documentId=id_of(ACT), variables={"input": {**A_REPORT, "commandId": str(uuid4())}})
    assert answer.json()["data"]["reportCase"]["problems"] == [{"code": "SCOPE_MISSING"}]


def test_what_a_manifest_holds_and_the_schema_does_not_is_told_at_the_start(strict: Api) -> None:
    log = strict.log.read_text()
    assert f"trusted document {id_of(OLD)} does not fit" in log
    assert f"trusted document {id_of(WIDE)} passes a limit" in log
    assert id_of(ME) not in log


@pytest.mark.parametrize(
    "text", ["", "[]", json.dumps({id_of(ME): ME + " "}), json.dumps({"0": 7}), json.dumps({id_of(ME): "\ud800"})]
)
def test_a_file_that_is_no_manifest_ends_the_start(env: dict[str, str], tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text)
    api = Api({**env, "CASEBOOK_DOCUMENTS_FILE": str(path)}, tmp_path / "api.log")
    assert api.child.wait(PATIENCE) != 0
    assert "CASEBOOK_DOCUMENTS_FILE: " in api.log.read_text()


def test_without_the_setting_anybody_may_ask_anything(api: Api, bound: str) -> None:
    assert post(api, bound, query="{ me { posts } }").status_code == 200


def until_known(api: Api, token: str, document: str) -> None:
    """Wait until the API has read a file again."""
    until(lambda: post(api, token, documentId=id_of(document)).json(), wanted=lambda answer: answer.get("data"))


def test_a_release_is_known_without_a_restart_to_its_program_alone(strict: Api, issuer: Issuer, folder: Path) -> None:
    mine, other = (
        replace(caller("agency-lead", without=[Scope.QUERY_ADHOC]), client=name) for name in ("mine", "other")
    )
    own, newer = "{ me { posts } }", "{ me { scopes } }"
    file = folder / "mine.json"
    file.write_text(manifest([own]))
    until_known(strict, issuer.token(mine), own)
    assert error(post(strict, issuer.token(other), documentId=id_of(own)))["code"] == "DOCUMENT_UNKNOWN"
    assert error(post(strict, issuer.token(other), query=own))["scopes"] == ["QUERY_ADHOC"]
    assert post(strict, issuer.token(mine), query=own).json()["data"]["me"]["posts"]
    assert post(strict, issuer.token(other), documentId=id_of(ME)).json()["data"], "the shared ones are for all"

    file.write_text('{"no": "manifest"}')
    strict.wait_said("trusted documents are not read again: mine.json")
    assert post(strict, issuer.token(mine), documentId=id_of(own)).json()["data"], "what was known stays"
    file.write_text(manifest([newer]))
    until_known(strict, issuer.token(mine), newer)
    assert error(post(strict, issuer.token(mine), documentId=id_of(own)))["code"] == "DOCUMENT_UNKNOWN"
