"""Evidence over HTTP as a client meets it: up with its length, down whole, in parts, or not again."""

from typing import Any

import httpx
import pytest

from tests.support.in_process import InProcess
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
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "image/png"
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
