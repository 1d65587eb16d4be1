"""Evidence over HTTP: up with its length or by tus 1.0, down whole or in parts, each reading recorded."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.support.in_process import InProcess, in_process
from tests.support.play import Play
from tests.support.tokens import Issuer

CONTENT = bytes(index % 251 for index in range(300_000))
"""More than one segment."""
ADDED = {"kind": "CAPTURE", "redacted": True, "source": "Chụp tại cơ quan.", "weight": "SUPPORTS"}
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def play(api: InProcess, issuer: Issuer) -> Play:
    made = Play(api, issuer)
    made.report()
    made.check()
    return made


def sent(play: Play, method: str, path: str, **named: Any) -> httpx.Response:
    assert isinstance(play.api, InProcess)
    return play.api.send(method, path, **named)


def headers(play: Play, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {play.token('health')}", **more}


def upload(play: Play, content: bytes = CONTENT, media_type: str = "image/png", **more: str) -> httpx.Response:
    given = headers(play, **{"Content-Type": media_type}, **more)
    answer: httpx.Response = sent(play, "POST", f"/evidence?case={play.case}", content=content, headers=given)
    return answer


@pytest.fixture(scope="module")
def address(play: Play) -> str:
    """Where the schema says that a file is, which was uploaded and added to the case."""
    made = upload(play)
    assert made.status_code == 201
    assert made.json()["size"] == len(CONTENT)
    play.act("health", "addEvidence", upload=made.json()["upload"], **ADDED)
    query = "query($id: ID!) { case(id: $id) { evidence { download file { size } } } }"
    (item,) = play.api.ask(play.token("health"), query, id=play.case)["case"]["evidence"]
    assert item["file"]["size"] == len(CONTENT)
    return str(item["download"])


def got(play: Play, address: str, **more: str) -> httpx.Response:
    given = headers(play, **{"Casebook-Purpose": "HANDLING"}, **more)
    answer: httpx.Response = sent(play, "GET", address, headers=given)
    return answer


def test_the_whole_file_comes_with_its_length_and_a_tag(play: Play, address: str) -> None:
    answer = got(play, address)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, CONTENT, str(len(CONTENT)))
    assert (answer.headers["accept-ranges"], answer.headers["content-type"]) == ("bytes", "image/png")
    assert got(play, address, **{"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=262140-262150", 262140, 262151),
        ("bytes=299990-", 299_990, 300_000),
        ("bytes=-5", 299_995, 300_000),
        ("bytes=299990-999999", 299_990, 300_000),
    ],
)
def test_a_part_is_given_alone(play: Play, address: str, asked: str, start: int, end: int) -> None:
    answer = got(play, address, Range=asked)
    assert (answer.status_code, answer.content) == (206, CONTENT[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert answer.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=5-1", "bytes=0-1,4-5", "lines=1-2", "bytes=", "bytes=a-b"])
def test_what_is_no_part_gets_the_whole(play: Play, address: str, asked: str) -> None:
    assert len(got(play, address, Range=asked).content) == len(CONTENT)


def test_a_part_behind_the_end_and_one_of_another_file(play: Play, address: str) -> None:
    beyond = got(play, address, Range="bytes=300000-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */300000")
    other = got(play, address, Range="bytes=0-9", **{"If-Range": '"of-another"'})
    assert (other.status_code, len(other.content)) == (200, len(CONTENT))


def test_it_takes_a_purpose(play: Play, address: str) -> None:
    answer = sent(play, "GET", address, headers=headers(play))
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["reason"]) == (403, "PURPOSE_MISSING")


@pytest.mark.parametrize(
    ("media_type", "status"),
    [("image/png; name=x", 201), ("IMAGE/PNG", 201), ("image", 415), ("", 415), ("image/png, image/gif", 415)],
)
def test_the_type_is_a_media_type_with_or_without_parameters(play: Play, media_type: str, status: int) -> None:
    assert upload(play, b"x", media_type).status_code == status


def code_of(answer: httpx.Response) -> Any:
    return answer.json()["errors"][0]["extensions"]["code"]


def test_the_length_is_announced_and_kept(play: Play) -> None:
    async def unannounced() -> Any:
        yield b"x"

    given = headers(play, **{"Content-Type": "image/png"})
    answer = sent(play, "POST", f"/evidence?case={play.case}", content=unannounced(), headers=given)
    assert (answer.status_code, code_of(answer)) == (411, "LENGTH_MISSING")
    short = upload(play, b"xyz", **{"Content-Length": "4"})
    assert (short.status_code, code_of(short)) == (400, "UPLOAD_CUT_OFF")
    assert upload(play, b"").status_code == 413
    large = upload(play, b"x", **{"Content-Length": str(100 * MIB + 1)})
    assert (large.status_code, code_of(large)) == (413, "BODY_TOO_LARGE")
    most = upload(play, b"x", **{"Content-Length": str(100 * MIB)})
    assert (most.status_code, code_of(most)) == (400, "UPLOAD_CUT_OFF"), "as much as may come is waited for"


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
def test_who_takes_too_many_is_told_when_to_return(
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


__all__ = ["play"]
BODY = "application/offset+octet-stream"


def asked(play: Play, method: str, path: str, content: bytes = b"", /, **more: Any) -> httpx.Response:
    given = {"Tus-Resumable": "1.0.0", **headers(play), **more}
    return sent(play, method, path, content=content, headers=given)


def begun(play: Play, size: int | str = len(CONTENT), **metadata: str) -> httpx.Response:
    said = {"case": play.case, "filetype": "image/png", "filename": "ảnh.png", **metadata}
    pairs = ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in said.items())
    return asked(play, "POST", "/uploads", **{"Upload-Length": str(size), "Upload-Metadata": pairs})


def appended(play: Play, place: str, offset: int, content: bytes) -> httpx.Response:
    return asked(play, "PATCH", place, content, **{"Upload-Offset": str(offset), "Content-Type": BODY})


def test_a_file_that_came_in_two_parts_is_evidence(play: Play) -> None:
    made = begun(play)
    assert (made.status_code, made.headers["tus-resumable"]) == (201, "1.0.0")
    place = made.headers["location"]
    first = appended(play, place, 0, CONTENT[:290_000])
    assert first.status_code == 204, first.text
    came = int(first.headers["upload-offset"])
    assert (first.status_code, came) == (204, 262_144)
    seen = asked(play, "HEAD", place)
    assert (seen.status_code, seen.headers["upload-offset"], seen.headers["upload-length"]) == (200, "262144", "300000")
    assert "casebook-upload" not in seen.headers
    assert appended(play, place, 290_000, CONTENT[290_000:]).status_code == 409
    last = appended(play, place, came, CONTENT[came:])
    again = asked(play, "HEAD", place)
    assert last.headers["upload-offset"] == again.headers["upload-offset"] == "300000"
    assert last.headers["casebook-upload"] == again.headers["casebook-upload"]
    assert last.headers["repr-digest"] == f"sha-256=:{b64encode(sha256(CONTENT).digest()).decode()}:"
    play.act("health", "addEvidence", upload=last.headers["casebook-upload"], **ADDED)


def test_another_officer_does_not_know_it(play: Play) -> None:
    place = begun(play).headers["location"]
    other = {"Authorization": f"Bearer {play.token('lead')}"}
    for method in ("HEAD", "PATCH", "DELETE"):
        more: dict[str, Any] = {"Content-Type": BODY, "Upload-Offset": "0"} if method == "PATCH" else {}
        assert asked(play, method, place, b"", **other, **more).status_code == 404
    assert asked(play, "DELETE", place).status_code == 204
    assert asked(play, "HEAD", place).status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"size": 0}, 413),
        ({"size": 100 * 1024 * 1024 + 1}, 413),
        ({"size": ""}, 413),
        ({"size": "12 bytes"}, 413),
        ({"size": 10**12}, 413),
        ({"case": "case-1"}, 404),
        ({"case": ""}, 404),
        ({"filetype": "image"}, 415),
    ],
)
def test_what_no_file_of_a_case_could_be_is_refused(play: Play, more: dict[str, Any], status: int) -> None:
    assert begun(play, **more).status_code == status


def test_the_version_is_asked_for_and_the_parts_of_the_protocol_are_said(play: Play) -> None:
    about = sent(play, "OPTIONS", "/uploads", headers={})
    assert (about.status_code, about.headers["tus-version"]) == (204, "1.0.0")
    assert about.headers["tus-extension"] == "creation,expiration,termination"
    place = begun(play).headers["location"]
    assert asked(play, "HEAD", place, **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert asked(play, "PATCH", place, b"x", **{"Upload-Offset": "0"}).status_code == 415
