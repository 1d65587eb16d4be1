"""The Python client, against a server that fails: what is tried again, with what, and what is not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from casebook_client import (
    AnswerError,
    Beside,
    Casebook,
    Conflict,
    FileRefused,
    FixedToken,
    Program,
    Server,
    Session,
    SignedOut,
    Unreachable,
    refusals,
    said,
)
from casebook_client import operations as op
from casebook_client.operation import Document, Query

from tests.clients.scripted import Reply, Scripted, scripted

MIB, SEGMENT = 1024 * 1024, 256 * 1024
ME = {"data": {"me": {"isPerson": True}}}
SCREEN: op.ScreenCaseInput = {"caseId": "case-1", "expectedVersion": 1, "category": "HEALTH", "assigned": "agency-1"}
DONE = {"data": {"screenCase": {"replayed": False, "case": {"id": "case-1"}, "problems": []}}}


SAID = {"correlationId": "c-1", "messageVi": "Sai.", "messageEn": "Wrong."}


def error(code: str, **more: Any) -> dict[str, Any]:
    return {"errors": [{"message": "why", "extensions": {"code": code, **more}}], "data": None}


def problem(**fields: Any) -> dict[str, Any]:
    return {"data": {"screenCase": {"replayed": False, "case": None, "problems": [fields]}}}


UNSETTLED = problem(__typename="Unsettled", code="UNSETTLED")
CONFLICT = problem(__typename="VersionConflict", currentVersion=7, since=[{"fields": ["evidence"], "version": 7}])


class Renewing:
    """Tokens of which the next is as good as the last, a few times."""

    def __init__(self, *tokens: str) -> None:
        self.left = list(tokens)

    def current(self) -> str:
        return self.left[0]

    def renew(self, refused: str) -> str:
        assert refused == self.left.pop(0)
        if not self.left:
            raise SignedOut("no more")
        return self.left[0]


@pytest.fixture
def waits() -> list[float]:
    return []


class Asking:
    """A client of a scripted server."""

    def __init__(self, script: Scripted, waits: list[float], tokens: Any = None) -> None:
        self.script, self.waits = script, waits
        self.client = Casebook(script.url, tokens or FixedToken("one"), wait=waits.append)


@pytest.fixture
def asking(request: pytest.FixtureRequest, waits: list[float]) -> Iterator[Asking]:
    """A client whose server gives the replies of the test's parameter."""
    replies, tokens = request.param if isinstance(request.param, tuple) else (request.param, None)
    with scripted(*replies) as script:
        made = Asking(script, waits, tokens)
        with made.client:
            yield made
        assert script.replies == [], "everything was asked for"


def replies(*given: Reply, tokens: Any = None) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("asking", [(list(given), tokens)], indirect=True, ids=["-"])


@replies(Reply(cut=True), Reply(status=503), Reply(ME))
def test_a_query_is_tried_again(asking: Asking) -> None:
    found: Any = asking.client.ask(op.me())
    assert found == ME["data"]
    assert len(asking.waits) == 2


BESIDE: dict[str, Any] = {"cost": {"predicted": 9}}
LEFT = '"operations";r=9;t=31'


@replies(Reply(ME | {"extensions": BESIDE}, headers={"RateLimit": LEFT}), Reply(DONE), Reply(error("FORBIDDEN")))
def test_a_call_has_a_purpose_of_its_own_and_gets_what_came_beside_its_answer(asking: Asking) -> None:
    told: list[Beside] = []
    asking.client.ask(op.me(), purpose="INSPECTION", told=told.append)
    asking.client.send(op.screen_case(input=SCREEN), told=told.append)
    with pytest.raises(AnswerError):
        asking.client.ask(op.me(), told=told.append)
    assert told == [Beside(BESIDE, LEFT), Beside({}, None), Beside({}, None)]
    assert [one["headers"].get("Casebook-Purpose") for one in asking.script.asked] == ["INSPECTION", None, None]


@replies(Reply(status=429, headers={"Retry-After": "7"}), Reply(ME))
def test_what_the_register_asks_for_is_waited_for(asking: Asking) -> None:
    asking.client.ask(op.me())
    assert asking.waits == [7]


@replies(Reply(status=429, headers={"Retry-After": "600"}))
def test_but_not_longer_than_a_minute(asking: Asking) -> None:
    with pytest.raises(Unreachable):
        asking.client.ask(op.me())
    assert asking.waits == []


@replies(*[Reply(status=502)] * 5)
def test_after_five_attempts_it_is_given_up(asking: Asking) -> None:
    with pytest.raises(Unreachable, match="Me: status 502"):
        asking.client.ask(op.me())
    assert len(asking.waits) == 4


@replies(Reply(cut=True), Reply(error("TIMEOUT")), Reply(UNSETTLED), Reply(DONE))
def test_a_command_keeps_its_id_however_often_it_is_sent(asking: Asking) -> None:
    command = op.screen_case(input=SCREEN)
    assert asking.client.send(command) == DONE["data"]
    sent = {asked["variables"]["input"]["commandId"] for asked in asking.script.asked}
    assert sent == {command.command_id}


def test_two_commands_are_two_and_an_id_of_ones_own_is_kept() -> None:
    assert op.screen_case(input=SCREEN).command_id != op.screen_case(input=SCREEN).command_id
    assert op.screen_case(input={**SCREEN, "commandId": "mine"}).command_id == "mine"
    assert "commandId" not in SCREEN


def test_a_code_is_one_of_the_mutation_s_own_or_other() -> None:
    met = ("FOUND_PROTECTED", "TEXT_NAME", "NOT_FOUND", "LINKED_ALREADY", "OF_LATER")
    assert [refusals.decide_case.of({"code": code}) for code in met] == [*met[:3], "OTHER", "OTHER"]


@replies(Reply(error("TIMEOUT")))
def test_a_query_that_took_too_long_is_not_asked_again(asking: Asking) -> None:
    with pytest.raises(AnswerError, match="TIMEOUT"):
        asking.client.ask(op.me())


@replies(Reply({"data": {"me": None}, "errors": error("FORBIDDEN", reason="SCOPE_MISSING")["errors"]}))
def test_an_error_holds_what_was_given_all_the_same(asking: Asking) -> None:
    with pytest.raises(AnswerError) as caught:
        asking.client.ask(op.me())
    assert (caught.value.code, caught.value.data) == ("FORBIDDEN", {"me": None})
    assert caught.value.extensions["reason"] == "SCOPE_MISSING"


@replies(Reply(error("DOCUMENT_UNKNOWN"), 400), Reply(ME), Reply(ME))
def test_documents_are_sent_where_the_installation_does_not_know_them(asking: Asking) -> None:
    asking.client.ask(op.me())
    asking.client.ask(op.me())
    first, second, third = asking.script.asked
    assert first["documentId"] == f"sha256:{op.ME.id}"
    assert second["query"] == third["query"] == op.ME.text


def unknown_twice() -> list[Reply]:
    """What two first requests get that are under way at once, and then the answers."""
    both = Barrier(2)
    return [Reply(error("DOCUMENT_UNKNOWN"), 400, together=both) for _ in range(2)] + [Reply(ME), Reply(ME)]


def test_the_first_requests_may_be_under_way_at_once() -> None:
    with scripted(*unknown_twice()) as script, ThreadPoolExecutor(2) as threads:
        with Asking(script, []).client as client:
            assert list(threads.map(client.ask, (op.me(), op.me()))) == [ME["data"]] * 2
        assert sorted("documentId" in asked for asked in script.asked) == [False, False, True, True]


@replies(Reply(status=401), Reply(ME), tokens=Renewing("one", "two"))
def test_a_token_that_has_ended_is_renewed(asking: Asking) -> None:
    asking.client.ask(op.me())
    assert [asked["token"] for asked in asking.script.asked] == ["Bearer one", "Bearer two"]


@replies(Reply(status=401))
def test_who_cannot_renew_it_is_signed_out(asking: Asking) -> None:
    with pytest.raises(SignedOut):
        asking.client.ask(op.me())


@replies(Reply(CONFLICT), Reply(DONE))
def test_after_a_conflict_it_is_decided_again_under_another_id(asking: Asking) -> None:
    met: list[Conflict] = []

    def again(conflict: Conflict) -> bool:
        met.append(conflict)
        return not conflict.touches("claim")

    data = asking.client.decide(
        1, lambda v: op.screen_case(input={**SCREEN, "expectedVersion": v}), again, purpose="INSPECTION"
    )
    assert [one["headers"].get("Casebook-Purpose") for one in asking.script.asked] == ["INSPECTION"] * 2
    assert data == DONE["data"]
    first, second = [asked["variables"]["input"] for asked in asking.script.asked]
    assert (first["expectedVersion"], second["expectedVersion"]) == (1, 7)
    assert first["commandId"] != second["commandId"]
    assert met[0].touches("evidence")


@replies(Reply(CONFLICT))
def test_or_not_if_the_person_says_no(asking: Asking) -> None:
    data = asking.client.decide(1, lambda v: op.screen_case(input=SCREEN), lambda conflict: False)
    assert data == CONFLICT["data"]


def test_where_the_register_cannot_tell_everything_may_have_changed() -> None:
    assert Conflict(2, ()).touches("claim")
    assert not Conflict(2, ({"fields": ["claim"], "bookkeeping": True},)).touches("claim")


def told(cursor: str) -> dict[str, Any]:
    return {"data": {"caseChanged": {"cursor": cursor, "version": 1, "case": {}}}}


@replies(
    Reply(events=[told("a"), told("b")], cut=True),
    Reply(status=503),
    Reply(events=[told("c")]),
    Reply(events=[told("d")], cut=True),
    tokens=Renewing("one", "two"),
)
def test_what_is_followed_goes_on_from_the_last_cursor_over_lost_lines_and_ended_tokens(asking: Asking) -> None:
    following = asking.client.follow(op.case_changed(), "0", purpose="INSPECTION")
    assert [next(following)["caseChanged"]["cursor"] for _ in range(4)] == ["a", "b", "c", "d"]
    assert [asked["variables"]["after"] for asked in asking.script.asked] == ["0", "b", "b", "c"]
    assert [asked["token"][-3:] for asked in asking.script.asked] == ["one", "one", "one", "two"]
    assert {one["headers"].get("Casebook-Purpose") for one in asking.script.asked} == {"INSPECTION"}


@replies(Reply(events=[told("a"), error("FORBIDDEN")]))
def test_a_right_that_has_ended_ends_it(asking: Asking) -> None:
    following = asking.client.follow(op.case_changed())
    next(following)
    with pytest.raises(AnswerError, match="FORBIDDEN"):
        next(following)


BEGUN = Reply(status=201, headers={"Location": "/uploads/1"})


def at(offset: int, **more: str) -> Reply:
    return Reply(status=204, headers={"Upload-Offset": str(offset), **more})


SLOW = Reply(error("BODY_TOO_SLOW"), 408)
BROKEN = (
    *(BEGUN, at(SEGMENT), at(3 * SEGMENT), Reply(cut=True), at(3 * SEGMENT), SLOW, at(3 * SEGMENT), at(MIB)),
    at(MIB + 5, **{"Casebook-Upload": "upload-1"}),
)
PARTS = [
    *(("PATCH", SEGMENT), ("PATCH", 2 * SEGMENT), ("PATCH", SEGMENT + 5), ("HEAD", 0)),
    *(("PATCH", SEGMENT), ("HEAD", 0), ("PATCH", SEGMENT), ("PATCH", 5)),
]
"""Longer parts as long as they are across quickly, the shortest after a break and on a slow line."""


@replies(*BROKEN)
def test_an_upload_goes_on_where_the_line_broke(asking: Asking) -> None:
    done = list[tuple[int, int]]()
    content = bytes(MIB + 5)
    assert asking.client.upload("case-1", content, "image/png", lambda *at: done.append(at)) == "upload-1"
    assert [(one["method"], one["bytes"]) for one in asking.script.asked[1:]] == PARTS
    assert done[-1] == (MIB + 5, MIB + 5)


@replies(
    Reply(error("MEDIA_TYPE", **SAID), 415),
    BEGUN,
    Reply(error("UPLOAD_CUT_OFF", **SAID), 400),
)
def test_a_file_that_is_refused(asking: Asking) -> None:
    for refusal in (r"415 MEDIA_TYPE \(c-1\)", r"400 UPLOAD_CUT_OFF \(c-1\)"):
        with pytest.raises(FileRefused, match=refusal) as refused:
            asking.client.upload("case-1", b"x", "x")
        assert (refused.value.message_vi, refused.value.message_en) == ("Sai.", "Wrong.")


@replies(
    BEGUN,
    Reply(error("MEDIA_TYPE"), 400),
    at(SEGMENT),
    at(MIB, **{"Casebook-Upload": "upload-1"}),
    at(MIB, **{"Casebook-Upload": "upload-1"}),
    Reply(status=404),
)
def test_an_upload_goes_on_after_a_restart(asking: Asking) -> None:
    content, places = bytes(MIB), list[str]()
    with pytest.raises(FileRefused):
        asking.client.upload("case-1", content, "x", begun=places.append)
    for _ in range(2):  # what is there whole is not sent again
        assert asking.client.upload("case-1", content, "x", place=places[0]) == "upload-1"
    with pytest.raises(FileRefused, match="404"):  # a HEAD has no body
        asking.client.upload("case-1", content, "x", place=places[0])
    assert [one["method"] for one in asking.script.asked] == ["POST", "PATCH", "HEAD", "PATCH", "HEAD", "HEAD"]
    assert asking.script.asked[3]["headers"]["Upload-Offset"] == str(SEGMENT)


FILE = bytes(range(200))


@replies(
    Reply(content=FILE, cut=True, headers={"ETag": '"a"'}),
    Reply(status=503),
    Reply(content=FILE[100:], status=206, headers={"ETag": '"a"'}),
)
def test_a_download_goes_on_where_the_line_broke(asking: Asking) -> None:
    assert asking.client.download("case-1", "item-1") == FILE
    *_, last = asking.script.asked
    assert (last["headers"]["Range"], last["headers"]["If-Range"]) == ("bytes=100-", '"a"')


@pytest.mark.parametrize("between", [Reply({"error": "slow down"}, 429), Reply(content=b"<html>", status=400)])
def test_only_the_server_s_own_refusal_ends_a_sign_in(between: Reply) -> None:
    issued = {"access_token": "t2", "expires_in": 900, "refresh_token": "r2"}
    with scripted(between, between, Reply(issued), Reply({"error": "invalid_grant"}, 400)) as script:
        endpoints = {name: f"{script.url}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        server = Server(script.url, **endpoints, revocation_endpoint=f"{script.url}/revoke")
        session = Session(Program(server, "page"))
        session.resume("r1")
        with pytest.raises(Unreachable):
            session.current()
        assert session.current() == "t2"
        with pytest.raises(SignedOut, match="invalid_grant"):
            session.renew("t2")


def test_problems_are_said_in_both_languages() -> None:
    given = {"messageVi": "Sai.", "messageEn": "Wrong.", "path": "input.claim"}
    assert (said(given), said({**given, "path": None}, "en")) == ("input.claim: Sai.", "Wrong.")
    assert said(given, fields={"input.claim": "Nội dung"}) == "Nội dung: Sai."
    assert said(given, fields={"input.claim": ""}) == "Sai."
    labelled = {**given, "labelVi": "Nội dung", "labelEn": "Claim"}
    assert (said(labelled), said(labelled, "en")) == ("Nội dung: Sai.", "Claim: Wrong.")
    assert said({**given, "path": "input.areas[2]"}, fields={"input.areas": "Địa bàn"}) == "Địa bàn: Sai."


def page(code: str, after: str | None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"edges": [{"node": {"code": code}}], "pageInfo": info}


@replies(*(Reply({"data": {"me": {}, "case": {"history": page(*row)}}}) for row in (("A", "x"), ("B", None))))
def test_pages_of_a_list_within_are_read_to_the_last(asking: Asking) -> None:
    history: Query[Any] = Query(Document("History", "0", "query History { … }"), {"id": "case-1"})
    rows = asking.client.pages(history, lambda data: data["case"]["history"])
    assert [row["code"] for row in rows] == ["A", "B"]
    assert [one["variables"].get("after") for one in asking.script.asked] == [None, "x"]
