"""A foreign issuer that signs people in: its addresses are read seldom, and only such as may be asked."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from auth.foreign_sign_in import AGAIN_SECONDS, KEPT_SECONDS, Endpoints, ForeignSignIn, IssuerAway, NotExchanged
from auth.tokens import TOKEN_MOST

NAME = "https://id.example"
GOOD = {"authorization_endpoint": f"{NAME}/authorize?realm=a", "token_endpoint": f"{NAME}/token"}


def signing(read: Any) -> ForeignSignIn:
    return ForeignSignIn(
        issuer=NAME, client="desk", redirect="https://casebook.example/inspect/back", audience="https://api", read=read
    )


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("place", [None, 7, "", "http://id.example/x", "javascript:alert(1)", "//id.example", "/token"])
def test_an_address_that_may_not_be_asked_is_no_address(name: str, place: Any) -> None:
    with pytest.raises(IssuerAway):
        Endpoints.of({**GOOD, name: place})


async def test_a_browser_is_sent_with_what_is_asked_for() -> None:
    place = urlsplit(await signing(lambda issuer: GOOD).address({"state": "a&b"}))
    assert place.path == "/authorize"
    assert dict(parse_qsl(place.query)) == {"realm": "a", "state": "a&b", "resource": "https://api"}


@pytest.mark.parametrize(
    ("says", "given", "taken"),
    [
        (False, {}, True),
        (False, {"iss": NAME}, True),
        (False, {"iss": "https://other.example"}, False),
        (True, {}, False),
        (True, {"iss": NAME}, True),
    ],
)
async def test_an_answer_names_its_issuer_where_the_issuer_says_so(
    says: bool, given: Mapping[str, str], taken: bool
) -> None:
    found = {**GOOD, "authorization_response_iss_parameter_supported": says}
    assert await signing(lambda issuer: found).answers(given) is taken


async def test_addresses_are_read_again_when_they_are_old_and_kept_while_the_issuer_is_away() -> None:
    asked: list[str] = []
    here = [True]

    def read(issuer: str) -> Mapping[str, str]:
        asked.append(issuer)
        if not here[0]:
            raise IssuerAway("gone")
        return GOOD

    desk = signing(read)
    for _ in range(3):
        await desk.address({})
    assert asked == [NAME]
    here[0] = False
    desk._tried_at -= KEPT_SECONDS + 1
    await desk.address({})
    assert len(asked) == 2

    other = signing(read)
    for _ in range(3):
        with pytest.raises(IssuerAway):
            await other.address({})
    assert len(asked) == 3, "not at each request"
    here[0] = True
    other._tried_at -= AGAIN_SECONDS + 1
    assert await other.address({})


BEARER: dict[str, Any] = {"access_token": "a.b.c", "token_type": "Bearer"}


@pytest.mark.parametrize(
    ("status", "body", "taken"),
    [
        (200, BEARER, True),
        (400, BEARER, False),
        (200, [BEARER], False),
        *((200, BEARER | {"access_token": wrong}, False) for wrong in (None, 7, "x" * (TOKEN_MOST + 1))),
        *((200, BEARER | {"token_type": wrong}, False) for wrong in (None, "DPoP")),
    ],
)
async def test_only_a_bearer_token_is_taken(
    monkeypatch: pytest.MonkeyPatch, status: int, body: Any, taken: bool
) -> None:
    monkeypatch.setattr("auth.foreign_sign_in.posted_form", lambda *_: (status, body))
    asked = signing(lambda issuer: GOOD).token("code", "verifier")
    if taken:
        assert await asked == "a.b.c"
    else:
        with pytest.raises(NotExchanged):
            await asked


def test_a_secret_is_sent_as_the_standard_encodes_it() -> None:
    made = ForeignSignIn(issuer=NAME, client="a:b", redirect="r", audience="x", secret="ü/+ :")
    assert made._authorization() == {"Authorization": "Basic YSUzQWI6JUMzJUJDJTJGJTJCJTIwJTNB"}
    assert signing(lambda issuer: GOOD)._authorization() == {}
