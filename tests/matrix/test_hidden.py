"""What is hidden from somebody answers as what is not there: each object, each actor, each way that names an object.

All of an answer counts: its status, its header fields and its body.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.routing import Route

from tests.matrix.probes import PURPOSE, node_id
from tests.matrix.rich import AGENCIES, World
from tests.support import web

OF_NO_OBJECT = {"date", "casebook-request-id", "server-timing", "ratelimit", "content-length"}
CHANGING = re.compile(r'"correlationId": ?"[0-9a-f]{16}"|"minute": ?\{[^}]*\}')
"""The id of the answer, and what the caller spent in the minute; what this answer cost is compared."""
NAMED = re.compile(r"\{\w+\}")
ELSEWHERE = ("/inspect/", "/administer/", "/log/", "/mail/", "/press/")
"""Pages of those who see every object or none of a case, files of the log, links of letters, and what anybody reads."""
PART, TOO_MANY = "a" * 32, 429
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
BY_KIND = {
    "case": "query($id: ID!) { case(id: $id) { id } similar(id: $id) { case { id } } }",
    "document": "query($id: ID!) { officialDocument(id: $id) { id } }",
    "report": "query($id: ID!) { agencyReport(id: $id) { id } }",
}


def ways(world: World) -> list[str]:
    """The addresses of the application that name an object."""
    routes = [route for route in world.api.app.router.routes if isinstance(route, Route)]
    found = {route.path for route in routes if "GET" in (route.methods or ()) and NAMED.search(route.path)}
    return sorted(path for path in found if not path.startswith(ELSEWHERE))


def address(way: str, id: str) -> str:
    """An address of a way: the first that it names is the object, another one a part of it."""
    return NAMED.sub(PART, NAMED.sub(id, way, count=1))


def answers(world: World, agency: str, id: str) -> Iterator[tuple[str, Any]]:
    """Each way to name an object, and all of what it answers, without the name."""
    bearer = {"Authorization": f"Bearer {world.token(agency)}"}
    for query in (NODE, BY_KIND.get(id.partition("-")[0])):
        if query:
            yield query, bare(world.api.post(world.token(agency), query, id=id), id)
    for way in ways(world):
        answer = web.get(f"{world.api.url}{address(way, id)}", headers={**bearer, **PURPOSE})
        assert answer.status_code != TOO_MANY, "what is refused for its number shows nothing"
        yield way, bare(answer, id)


def bare(answer: Any, id: str) -> tuple[int, dict[str, str], str]:
    """An answer without the id that was asked for, and without what differs from one answer to the next."""
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in OF_NO_OBJECT}
    return answer.status_code, headers, CHANGING.sub("", answer.text.replace(id, "ID"))


def missing(id: str) -> str:
    """An id of the same kind and length that is nothing's."""
    kind, _, rest = id.partition("-")
    return f"{kind}-{'0' * len(rest)}"


@pytest.mark.parametrize("agency", AGENCIES)
def test_hidden_is_as_missing(world: World, agency: str) -> None:
    """0 differences."""
    hidden = [node_id(item) for item in world.everything if agency not in item.seen_by]
    compared, differ = 0, []
    nothing = {id: dict(answers(world, agency, id)) for id in {missing(id) for id in hidden}}
    for id in hidden:
        for way, answer in answers(world, agency, id):
            compared += 1
            if answer != nothing[missing(id)][way]:
                differ.append((way, id, answer, nothing[missing(id)][way]))
    assert differ == []
    print(f"{agency}: {compared} answers about {len(hidden)} hidden objects")  # with -s, for the page
    assert {"/documents/{id}/record", "/documents/{document}/exchange"} <= set(ways(world))
    assert compared > len(hidden) * len(ways(world))
