"""Evidence by tus 1.0, as any client of that protocol sends it."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

import httpx
import pytest

from tests.api.test_files import ADDED, CONTENT, headers, play, sent
from tests.support.play import Play

__all__ = ["play"]
BODY = "application/offset+octet-stream"


def asked(play: Play, method: str, path: str, content: bytes = b"", /, **more: Any) -> httpx.Response:
    given = {"Tus-Resumable": "1.0.0", **headers(play), **more}
    return sent(play, method, path, content=content, headers=given)


def begun(play: Play, size: int = len(CONTENT), **metadata: str) -> httpx.Response:
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
