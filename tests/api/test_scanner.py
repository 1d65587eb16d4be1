"""Where a scanner is named, nobody opens a file of a stranger before it was found clean; in any case the file stays."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from store.files import scanner
from store.files.scanner import Scanner
from tests.api.at_the_door import complained
from tests.api.test_attachments import PICTURE, form
from tests.support.clamd import HARMFUL, Clamd, clamd
from tests.support.examiner import Examiner
from tests.support.handling_facts import LONG
from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.public import forgive, with_others
from tests.support.tokens import Issuer

FILE = "attachment { download }"


@pytest.fixture(scope="module")
def files(api: InProcess, issuer: Issuer, installation: dict[str, str]) -> tuple[Examiner, list[str]]:
    """An examiner, and where a clean and a harmful file of a complaint are."""
    with_others(installation)
    forgive(installation)
    made = Play.with_decision(api, issuer, url=f"https://tin.example/{uuid4().hex}")
    decision = made.shown("decisions { publicCode }")["decisions"][-1]["publicCode"]
    own, redress, examiner = complained(api, made, decision)
    for content in (PICTURE, PICTURE + HARMFUL):
        assert form(api, "write", own, ("a.png", content), text=LONG).status_code == 200
    shown = examiner.shown(redress, f"messages {{ {FILE} }}")["messages"]
    return examiner, [row["attachment"]["download"] for row in shown]


@pytest.fixture(params=["unix", "tcp"])
def scanning(request: pytest.FixtureRequest, api: InProcess, tmp_path: Path) -> Iterator[Clamd]:
    assert api.app.state.scanner is None, "none is set by default"
    with clamd(tmp_path if request.param == "unix" else None) as running:
        api.app.state.scanner = Scanner(running.address)
        yield running
    api.app.state.scanner = None


def opened(api: InProcess, files: tuple[Examiner, list[str]], which: int, **headers: str) -> httpx.Response:
    examiner, paths = files
    purpose = {"Authorization": f"Bearer {examiner.token}", "Casebook-Purpose": "REDRESS", **headers}
    return api.send("GET", paths[which], headers=purpose)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    extensions = answer.json()["errors"][0]["extensions"]
    return answer.status_code, extensions.get("reason", extensions["code"])


def test_a_clean_file_is_given_and_the_scanner_saw_all_of_it(
    api: InProcess, files: tuple[Examiner, list[str]], scanning: Clamd
) -> None:
    assert opened(api, files, 0).content == PICTURE
    assert scanning.asked == [PICTURE]


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-99"}, {"Range": "bytes=-1"}, {"If-None-Match": '"x"'}])
def test_a_harmful_file_is_given_to_nobody_in_no_part(
    api: InProcess, files: tuple[Examiner, list[str]], scanning: Clamd, headers: dict[str, str]
) -> None:
    answer = opened(api, files, 1, **headers)
    assert code_of(answer) == (403, "FILE_INFECTED")
    assert PICTURE[:20] not in answer.content
    assert scanning.asked == [PICTURE + HARMFUL]


@pytest.mark.parametrize(
    "said",
    [
        *(b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"OK\0", b"stream: OK\nFOUND\0", b"\0"),
        *(b"stream: OK FOUND ERROR\0", b"x" * 5_000, b"stream: \xff OK\0"),
    ],
)
def test_what_is_no_verdict_opens_nothing(
    api: InProcess, files: tuple[Examiner, list[str]], scanning: Clamd, said: bytes
) -> None:
    scanning.answer = said
    answer = opened(api, files, 0)
    assert code_of(answer) == (503, "FILE_NOT_SCANNED")
    assert answer.headers["retry-after"] == "60"


def test_while_it_is_away_the_file_waits_and_nothing_is_lost(
    api: InProcess, files: tuple[Examiner, list[str]], scanning: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanning.mute = True
    assert code_of(opened(api, files, 0)) == (503, "FILE_NOT_SCANNED")
    there = api.app.state.scanner
    for address in ("127.0.0.1:9", "unix:/nowhere/clamd", "no..host:3310"):
        api.app.state.scanner = Scanner(address)
        assert code_of(opened(api, files, 0)) == (503, "FILE_NOT_SCANNED")
    api.app.state.scanner = there
    scanning.mute = False
    with monkeypatch.context() as patch:
        patch.setattr(scanner, "SCAN_SECONDS", 0.0)
        assert code_of(opened(api, files, 0)) == (503, "FILE_NOT_SCANNED")
    assert opened(api, files, 0).content == PICTURE


async def test_it_says_whether_it_is_there(tmp_path: Path) -> None:
    with clamd() as running:
        assert await Scanner(running.address).answers()
    assert not await Scanner(running.address).answers()
    assert not await Scanner(f"unix:{tmp_path / 'none'}").answers()
