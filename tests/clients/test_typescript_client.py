"""The TypeScript client, compiled strictly and run in Node against a server that fails, as its sister in Python."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.scripted import Reply, scripted
from tests.clients.test_python_client import (
    BEGUN,
    BESIDE,
    BROKEN,
    CONFLICT,
    DONE,
    FILE,
    LEFT,
    ME,
    MIB,
    PARTS,
    SAID,
    SEGMENT,
    UNSETTLED,
    at,
    error,
    told,
    unknown_twice,
)
from tests.support.node import LIBRARIES, RUN_SECONDS, TOOLS, built
from tests.support.node import run as script

pytestmark = pytest.mark.slow
SCENARIOS = Path(__file__).with_name("scenarios.mjs")


@pytest.fixture(scope="module")
def client() -> Path:
    """The package, built."""
    return built("clients/typescript") / "built"


def run(client: Path, name: str, *replies: Reply) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What came of a scenario, and what the server was asked."""
    with scripted(*replies) as script:
        command = ["node", str(SCENARIOS), str(client), script.url, name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
        assert done.returncode == 0, done.stderr
        assert script.replies == [], "everything was asked for"
        found: dict[str, Any] = json.loads(done.stdout)
        return found, script.asked


def test_a_query_is_tried_again_and_a_token_renewed(client: Path) -> None:
    assert run(client, "again", Reply(cut=True), Reply(status=503), Reply(ME))[0] == {"result": ME["data"]}
    _, asked = run(client, "renew", Reply(status=401), Reply(ME))
    assert [one["token"] for one in asked] == ["Bearer one", "Bearer two"]
    assert run(client, "again", Reply(status=401))[0]["kind"] == "SignedOut"
    assert run(client, "again", Reply(status=429, headers={"Retry-After": "600"}))[0]["kind"] == "Unreachable"


def test_a_call_has_a_purpose_of_its_own_and_gets_what_came_beside_its_answer(client: Path) -> None:
    found, asked = run(client, "beside", Reply(ME | {"extensions": BESIDE}, headers={"RateLimit": LEFT}), Reply(DONE))
    assert found["result"] == [{"extensions": BESIDE, "rateLimit": LEFT}, {}]
    assert [one["headers"].get("Casebook-Purpose") for one in asked] == ["INSPECTION", None]


def test_a_sentence_names_the_field_by_its_label(client: Path) -> None:
    assert run(client, "said")[0]["result"] == ["Nội dung: Sai.", "input.claim: Sai.", "Claim: Wrong."]


def test_a_code_is_one_of_the_mutation_s_own_or_other(client: Path) -> None:
    assert run(client, "codes")[0] == {"result": ["FOUND_PROTECTED", "TEXT_NAME", "NOT_FOUND", "OTHER", "OTHER"]}


def test_a_command_keeps_its_id_however_often_it_is_sent(client: Path) -> None:
    found, asked = run(client, "command", Reply(cut=True), Reply(error("TIMEOUT")), Reply(UNSETTLED), Reply(DONE))
    assert found["result"]["data"] == DONE["data"]
    assert {one["variables"]["input"]["commandId"] for one in asked} == {found["result"]["id"]}


def test_after_a_conflict_it_is_decided_again_under_another_id_or_not(client: Path) -> None:
    found, asked = run(client, "conflict", Reply(CONFLICT), Reply(DONE))
    assert found["result"] == DONE["data"]
    first, second = [one["variables"]["input"] for one in asked]
    assert (first["expectedVersion"], second["expectedVersion"]) == (1, 7)
    assert first["commandId"] != second["commandId"]
    assert [one["headers"].get("Casebook-Purpose") for one in asked] == ["INSPECTION"] * 2
    assert run(client, "declined", Reply(CONFLICT))[0]["result"] == CONFLICT["data"]


def test_errors_hold_what_was_given_and_documents_are_sent_where_they_are_not_known(client: Path) -> None:
    partial = {"data": {"me": None}, "errors": error("FORBIDDEN")["errors"]}
    assert run(client, "again", Reply(partial))[0] == {"kind": "AnswerError", "code": "FORBIDDEN", "data": {"me": None}}
    _, asked = run(client, "unknown", Reply(error("DOCUMENT_UNKNOWN"), 400), Reply(ME), Reply(ME))
    assert ["documentId" in one for one in asked] == [True, False, False]
    _, asked = run(client, "unknown at once", *unknown_twice())
    assert sorted("documentId" in one for one in asked) == [False, False, True, True]


BETWEEN = (Reply(cut=True), Reply({"error": "slow down"}, 429), Reply(content=b"<html>", status=400))


@pytest.mark.parametrize("between", BETWEEN)
def test_tabs_share_a_session_and_a_lost_renewal_is_sent_again(client: Path, between: Reply) -> None:
    first, second = ({"access_token": f"t{n}", "expires_in": 600 + n, "refresh_token": f"r{n}"} for n in (1, 2))
    found, asked = run(client, "session", Reply(first), between, Reply(second), Reply({}))
    assert found["result"] == {
        "shared": [False, True, "t1"],
        "renewed": "t2",
        "told": [True, True, False],
        "address": "/end?client_id=page&post_logout_redirect_uri=https%3A%2F%2Fpage.example%2F",
    }
    _, lost, again, revoked = (one["form"] for one in asked)
    assert lost == again == "grant_type=refresh_token&refresh_token=r1&client_id=page"
    assert revoked == "token=r2&client_id=page"


def test_who_signs_out_while_a_renewal_is_on_its_way_stays_signed_out(client: Path) -> None:
    assert run(client, "signed out")[0]["result"] == ["out", False]


def page(code: str, after: str | None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"data": {"cases": {"edges": [{"node": {"code": code}}], "pageInfo": info}}}


def test_pages_are_read_to_the_last(client: Path) -> None:
    found, asked = run(client, "pages", Reply(page("A", "x")), Reply(page("B", None)))
    assert found["result"] == [{"code": "A"}, {"code": "B"}]
    assert [one["variables"].get("after") for one in asked] == [None, "x"]
    inner = [
        {"data": {"me": {}, "case": {"history": page(*row)["data"]["cases"]}}} for row in (("A", "x"), ("B", None))
    ]
    found, asked = run(client, "pages within", *map(Reply, inner))
    assert found["result"] == [{"code": "A"}, {"code": "B"}]
    assert run(client, "pages within", Reply({"data": {"me": {}, "case": None}}))[0]["result"] == []


def test_what_is_followed_goes_on_over_lost_lines_and_ended_tokens_until_the_right_ends(client: Path) -> None:
    lines = (
        Reply(events=[told("a"), told("b")], cut=True),
        Reply(status=503),
        Reply(events=[told("c")]),
        Reply(events=[told("d")], cut=True),
    )
    found, asked = run(client, "follow", *lines)
    assert found["result"] == ["a", "b", "c", "d"]
    assert [one["variables"]["after"] for one in asked] == ["0", "b", "b", "c"]
    assert asked[-1]["token"] == "Bearer two"
    assert run(client, "ended", Reply(events=[error("FORBIDDEN")]))[0]["code"] == "FORBIDDEN"


def test_an_upload_goes_on_where_the_line_broke(client: Path) -> None:
    found, asked = run(client, "upload", *BROKEN)
    assert found["result"] == {"reference": "upload-1", "last": [MIB + 5, MIB + 5]}
    assert [(one["method"], one["bytes"]) for one in asked[1:]] == PARTS
    for refused in (
        [Reply(error("MEDIA_TYPE", **SAID), 415)],
        [BEGUN, Reply(error("MEDIA_TYPE", **SAID), 400)],
    ):
        found = run(client, "upload", *refused)[0]
        assert found == {"kind": "FileRefused", "code": "MEDIA_TYPE", "id": "c-1", "said": ["Sai.", "Wrong."]}
    assert run(client, "aborted")[0]["kind"] == "Unreachable"
    done = at(MIB + 5, **{"Casebook-Upload": "upload-1"})
    found, asked = run(client, "restarted", BEGUN, Reply(error("MEDIA_TYPE"), 400), at(SEGMENT), done, done)
    assert found["result"] == ["upload-1", "upload-1"]
    assert [one["method"] for one in asked] == ["POST", "PATCH", "HEAD", "PATCH", "HEAD"]
    assert {name.lower(): value for name, value in asked[3]["headers"].items()}["upload-offset"] == str(SEGMENT)


def test_a_download_goes_on_where_the_line_broke(client: Path) -> None:
    whole = Reply(content=FILE, cut=True, headers={"ETag": '"a"', "Content-Type": "image/png"})
    rest = Reply(content=FILE[100:], status=206, headers={"ETag": '"a"'})
    found, asked = run(client, "download", whole, Reply(status=503), rest)
    assert bytes(found["result"]) == FILE
    sent = {name.lower(): value for name, value in asked[-1]["headers"].items()}
    assert (sent["range"], sent["if-range"]) == ("bytes=100-", '"a"')


LOST = "screenCase"


@pytest.mark.parametrize("library", ["apollo", "urql", "relay"])
def test_apollo_urql_and_relay_ask_through_the_one_session(client: Path, library: str) -> None:
    part = {"data": {"me": None}, "errors": error("FORBIDDEN")["errors"]}
    done = {"data": {LOST: {"replayed": True, "problems": []}}}
    lines = (Reply(events=[said("a"), said("b")], cut=True), Reply(events=[said("c"), said("d")], cut=True))
    answers = (Reply(status=401), Reply(ME | {"extensions": BESIDE}), Reply(part), Reply(cut=True), Reply(done), *lines)
    with scripted(*answers) as served:
        (found,) = script("links.mjs", str(client), served.url, library, packages=TOOLS)
        asked = served.asked
    assert found == {
        "renewed": ME | ({"extensions": BESIDE} if library == "urql" else {}),
        "part": {"data": {"me": None}, "code": "FORBIDDEN"},
        "carriedOut": done,
        "cursors": ["a", "b", "c"],
    }
    assert [one["token"] for one in asked[:2]] == ["Bearer one", "Bearer two"]
    assert [one["headers"]["Casebook-Purpose"] for one in asked[1:3]] == ["INSPECTION", "HANDLING"]
    assert asked[3]["variables"] == asked[4]["variables"] != {}
    assert [one["variables"]["after"] for one in asked[5:]] == ["0", "b"]


def said(cursor: str) -> dict[str, Any]:
    return {"data": {"caseChanged": {"cursor": cursor}}}


def test_a_page_takes_along_what_it_uses(client: Path) -> None:
    (made,) = script("bundle.mjs", str(client), packages=LIBRARIES)
    assert "query Cases" in made["text"]
    for unused in (
        "mutation ReportCase",
        "query Vocabularies",
        "AccessConnection",
        "FOUND_PROTECTED",
        "BroadcastChannel",
    ):
        assert unused not in made["text"], unused
    assert len(made["text"]) < 20_000
