"""What everybody reads alike is compressed; what may hold a secret beside somebody's text never is."""

import httpx
import pytest

from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.tokens import Issuer

ACCEPTS = {"Accept-Encoding": "gzip"}


def got(api: InProcess, path: str, **headers: str) -> httpx.Response:
    answer: httpx.Response = api.send("GET", path, headers={**ACCEPTS, **headers})
    return answer


@pytest.mark.parametrize("path", ["/schema.graphql", "/report/schema.graphql", "/press/"])
def test_what_is_open_is_compressed_on_request(api: InProcess, path: str) -> None:
    packed, plain = got(api, path), api.send("GET", path, headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], "Accept-Encoding" in packed.headers["vary"]) == ("gzip", True)
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content
    assert "content-encoding" not in plain.headers


def test_its_tag_is_weak_and_still_found(api: InProcess) -> None:
    tag = got(api, "/schema.graphql").headers["etag"]
    assert tag.startswith('W/"')
    assert got(api, "/schema.graphql", **{"If-None-Match": tag}).status_code == 304
    plain = api.send("GET", "/schema.graphql", headers={"Accept-Encoding": "identity"}).headers["etag"]
    assert plain == tag.removeprefix("W/")


def test_graphql_is_never_compressed(api: InProcess, issuer: Issuer) -> None:
    token = Play(api, issuer).token("lead")
    answer = api.post(token, "{ vocabularies { name values { value vi en } } }", ACCEPTS)
    assert len(answer.content) > 10_000
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/evidence/case-1/item-1", "/documents/document-1", "/press/publication-1/record"])
def test_nor_are_files_and_record_packs(api: InProcess, path: str) -> None:
    assert "content-encoding" not in got(api, path).headers
