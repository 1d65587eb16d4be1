"""What is hidden from somebody answers as what is not there: each object, each actor, each way that names an object.

All of an answer counts: its status, its header fields and its body.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.routing import Route

from api.pages.desk.pages import DESK
from domain.kernel.vocabulary import Post
from tests.matrix.probes import PURPOSE, node_id
from tests.matrix.rich import AGENCIES, World
from tests.support.reader import cookie_of, session

OF_NO_OBJECT = {"date", "casebook-request-id", "server-timing", "ratelimit", "content-length", "set-cookie"}
CHANGING = re.compile(r'"correlationId": ?"[0-9a-f]{16}"|"minute": ?\{[^}]*\}|Dữ liệu lúc [^<]*')
"""The id of the answer, what the caller spent in the minute, and the time of the page; what this answer cost is
compared."""
NAMED = re.compile(r"\{\w+\}")
ELSEWHERE = ("/inspect/", "/administer/", "/log/", "/mail/", "/press/")
"""Pages of those who see every object or none of a case, files of the log, links of letters, and what anybody reads."""
OF_KIND = {
    **{"cases": "case", "evidence": "case", "documents": "document", "reports": "report", "agencies": "agency"},
    **dict.fromkeys(("register", "begin"), "no object of a case"),
}
"""Parts of an address that say what it is for: it is asked about nothing else, but by a stranger about each kind."""
STRANGER = "paper"
"""Sees its own matters alone."""
PART, TOO_MANY = "a" * 32, 429
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
BY_KIND = {
    "case": "query($id: ID!) { case(id: $id) { id } similar(id: $id) { case { id } } }",
    "document": "query($id: ID!) { officialDocument(id: $id) { id } }",
    "report": "query($id: ID!) { agencyReport(id: $id) { id } }",
}


def ways(world: World) -> list[str]:
    """The addresses of the application that name an object, and queries that do."""
    routes = [route for route in world.api.app.router.routes if isinstance(route, Route)]
    found = {route.path for route in routes if "GET" in (route.methods or ()) and NAMED.search(route.path)}
    return [NODE, *BY_KIND.values(), *sorted(path for path in found if not path.startswith(ELSEWHERE))]


def is_for(way: str, id: str) -> bool:
    """Whether a way is for objects of this kind: one that names no kind is for all."""
    kind = id.partition("-")[0]
    named = {OF_KIND[part] for part in way.split("/") if part in OF_KIND}
    named |= {of for of, query in BY_KIND.items() if query == way}
    return kind in named or not named


def address(way: str, id: str) -> str:
    """An address of a way: the first that it names is the object, another one a part of it."""
    return NAMED.sub(PART, NAMED.sub(id, way, count=1))


def asked(world: World, agency: str, way: str, id: str) -> tuple[int, dict[str, str], str]:
    """All that a way answers, without the name: to a token, and to who sits at the desk."""
    token = world.token(agency)
    if way.startswith("query"):
        return bare(world.api.post(token, way, id=id), id)
    made = cookie_of(DESK, session(f"agency-{agency}", Post.HANDLER, pages=DESK))
    seat = {"Cookie": "; ".join(f"{name}={value}" for name, value in made.items())}
    answer = world.api.line.get(address(way, id), {"Authorization": f"Bearer {token}", **seat, **PURPOSE})
    assert answer.status_code != TOO_MANY, "what is refused for its number shows nothing"
    return bare(answer, id)


def bare(answer: Any, id: str) -> tuple[int, dict[str, str], str]:
    """An answer without the id that was asked for, and without what differs from one answer to the next."""
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in OF_NO_OBJECT}
    return answer.status_code, headers, CHANGING.sub("", answer.text.replace(id, "ID"))


def missing(id: str) -> str:
    """An id of the same kind and length that is nothing's."""
    kind, _, rest = id.partition("-")
    return f"{kind}-{'0' * len(rest)}"


def hidden_from(world: World, agency: str) -> list[str]:
    return [node_id(item) for item in world.everything if agency not in item.seen_by]


def unlike(world: World, agency: str, asking: list[tuple[str, str]]) -> Iterator[Any]:
    """The ways that answer otherwise about an object than about nothing, of which each is asked once."""
    nothing = {about: asked(world, agency, *about) for about in dict.fromkeys((way, missing(id)) for way, id in asking)}
    for way, id in asking:
        answer = asked(world, agency, way, id)
        if answer != nothing[way, missing(id)]:
            yield way, id, answer, nothing[way, missing(id)]


@pytest.mark.parametrize("agency", AGENCIES)
def test_hidden_is_as_missing(world: World, agency: str) -> None:
    hidden = hidden_from(world, agency)
    asking = [(way, id) for id in hidden for way in ways(world) if is_for(way, id)]
    assert list(unlike(world, agency, asking)) == []
    print(f"{agency}: {len(asking)} answers about {len(hidden)} hidden objects")  # with -s, for the page
    assert {"/documents/{id}/record", "/documents/{document}/exchange"} <= set(ways(world))
    assert len(asking) > len(hidden) * 2


def test_no_way_tells_a_stranger_of_an_object_of_another_kind(world: World) -> None:
    each = {id.partition("-")[0]: id for id in hidden_from(world, STRANGER)}
    asking = [(way, id) for id in each.values() for way in ways(world) if not is_for(way, id)]
    assert list(unlike(world, STRANGER, asking)) == []
    assert {"case", "document", "report"} <= each.keys()
