"""Conditional requests: which copies count as current (RFC 9110 section 13)."""

from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from api.web.headers import Representation, respond

CHANGED = datetime(2026, 7, 1, 2, 3, 4, 999_000, tzinfo=UTC).replace(tzinfo=None)
PAGE = Representation.of(b"trang", "text/html", CHANGED)
UNDATED = Representation.of(b"trang", "text/html")


def request(**fields: str) -> Request:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return Request({"type": "http", "method": "GET", "headers": headers})


@pytest.mark.parametrize(
    ("fields", "page", "status"),
    [
        ({}, PAGE, 200),
        ({"if_none_match": PAGE.tag}, PAGE, 304),
        ({"if_none_match": f"W/{PAGE.tag}"}, PAGE, 304),
        ({"if_none_match": f'"other", {PAGE.tag}'}, PAGE, 304),
        ({"if_none_match": "*"}, PAGE, 304),
        ({"if_none_match": '"other"'}, PAGE, 200),
        ({"if_none_match": ""}, PAGE, 200),
        ({"if_modified_since": "Wed, 01 Jul 2026 02:03:04 GMT"}, PAGE, 304),
        ({"if_modified_since": "Wed, 01 Jul 2026 02:03:03 GMT"}, PAGE, 200),
        ({"if_modified_since": "Wed, 01 Jul 2026 02:03:04 GMT"}, UNDATED, 200),
        ({"if_modified_since": "yesterday"}, PAGE, 200),
        # a tag takes precedence over a date (section 13.2.2)
        ({"if_none_match": '"other"', "if_modified_since": "Wed, 01 Jul 2026 02:03:04 GMT"}, PAGE, 200),
    ],
)
def test_a_current_copy_is_not_sent_again(fields: dict[str, str], page: Representation, status: int) -> None:
    answer = respond(request(**fields), page, {"Cache-Control": "public, max-age=60"})
    assert (answer.status_code, answer.body) == (status, page.content if status == 200 else b"")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == (page.tag, "public, max-age=60")


def test_a_page_that_is_an_error_is_always_sent() -> None:
    answer = respond(request(if_none_match=PAGE.tag), PAGE, {}, status=410)
    assert (answer.status_code, answer.body) == (410, PAGE.content)


def test_the_date_of_a_page_is_to_the_second() -> None:
    assert respond(request(), PAGE, {}).headers["last-modified"] == "Wed, 01 Jul 2026 02:03:04 GMT"
    assert "last-modified" not in respond(request(), UNDATED, {}).headers


def test_other_bytes_have_another_tag() -> None:
    assert Representation.of(b"a", "text/html").tag != Representation.of(b"b", "text/html").tag
