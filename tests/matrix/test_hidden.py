"""What is hidden from somebody answers as what is not there: each object, each actor, each way that names an object.

All of an answer counts: its status, its header fields and its body.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.matrix.probes import PURPOSE, node_id
from tests.matrix.rich import AGENCIES, World
from tests.support import web

OF_NO_OBJECT = {"date", "casebook-request-id", "server-timing"}
CORRELATION = re.compile(r'"correlationId": ?"[0-9a-f]{16}"')
WAYS = (
    "/cases/{id}/record",
    "/reports/{id}/record",
    "/evidence/{id}/{part}",
    "/attachments/{id}/{part}",
    "/documents/{id}",
    "/documents/{id}/signed",
    "/documents/{id}/exchange",
    "/reports/{id}/bundle",
)
PART = "a" * 32
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
BY_KIND = {
    "case": "query($id: ID!) { case(id: $id) { id } similar(id: $id) { case { id } } }",
    "document": "query($id: ID!) { officialDocument(id: $id) { id } }",
    "report": "query($id: ID!) { agencyReport(id: $id) { id } }",
}


def answers(world: World, agency: str, id: str) -> Iterator[tuple[str, Any]]:
    """Each way to name an object, and all of what it answers, without the name."""
    bearer = {"Authorization": f"Bearer {world.token(agency)}"}
    for query in (NODE, BY_KIND.get(id.partition("-")[0])):
        if query:
            yield query, bare(world.api.post(world.token(agency), query, id=id), id)
    for way in WAYS:
        path = way.format(id=id, part=PART)
        yield way, bare(web.get(f"{world.api.url}{path}", headers={**bearer, **PURPOSE}), id)


def bare(answer: Any, id: str) -> tuple[int, dict[str, str], str]:
    """An answer without the id that was asked for, and without what differs from one answer to the next."""
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in OF_NO_OBJECT}
    return answer.status_code, headers, CORRELATION.sub("", answer.text.replace(id, "ID"))


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
    assert compared > len(hidden) * len(WAYS)
