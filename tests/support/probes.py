"""Who sees what, asked of the API by every path and judged by hand: no code of the product decides here.

A probe gives the leaks that it finds for one agency; an empty list is good.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from tests.support.rich import Marked, World
from tests.support.selections import SCHEMA, documents

PURPOSE = {"Casebook-Purpose": "HANDLING"}
REFUSED = {"FORBIDDEN", "BAD_INPUT"}
RAREST = "tuan toi"
STREAMS = {"pressNotice": "publication", "pressExchange": "exchange"}
"""Roots that are not called as their kind of stream is."""
ROWS = (25, 10, 5, 2, 1)
"""Rows that a document asks for: more than there are cases, or fewer where the limit of cost admits no more."""


def known(world: World, root: str = "") -> Mapping[str, list[str]]:
    """Values for the required arguments of a root, what it is for first."""
    ids = [*(each.id for each in world.everything), "agency-health", world.ground]
    kind = STREAMS.get(root, root)
    return {
        "id": [json.dumps(each) for each in sorted(ids, key=lambda id: not id.startswith(f"{kind}-"))],
        "code": [json.dumps(each.code) for each in world.cases.values()],
        "first": [str(ROWS[0])],
        "webhookId": ['"webhook-1"'],
        "event": [json.dumps(f"{each.id}:1") for each in world.cases.values()],
        "words": ['"tram y te"', f'"{RAREST}"', '"mark"'],
    }


def asked(world: World, agency: str, query: str, post: str = "handler") -> tuple[str, dict[str, Any]]:
    """The bytes and the data of an answer. Raises AssertionError for an error that is not a refusal."""
    response = world.api.post(world.token(agency, post), query, PURPOSE)
    answer = response.json()
    codes = {each["extensions"]["code"] for each in answer.get("errors", ())}
    assert codes <= REFUSED, (query, answer)
    return response.text, answer.get("data") or {}


def afforded(world: World, agency: str, query: str) -> tuple[str, dict[str, Any]]:
    """The bytes and the data of an answer to a document, with as many rows as its cost admits."""
    for rows in ROWS:
        fewer = query.replace(f"first: {ROWS[0]}", f"first: {rows}")
        answer = world.api.post(world.token(agency), fewer, PURPOSE).json()
        if not any(each["extensions"].get("limit") == "COST" for each in answer.get("errors", ())):
            break
    return asked(world, agency, fewer)


def shown(world: World, agency: str, text: str) -> Iterator[Marked]:
    """Everything of which a text gives something away to an agency that may not see it."""
    for each in world.everything:
        traces = (each.mark, each.id, each.code or each.id)
        if agency not in each.seen_by and any(trace in text for trace in traces):
            yield each


def leaks_of(world: World, agency: str, root: str) -> list[str]:
    """What the documents of one root give away; what they show is kept in `world.seen`."""
    found, seen = [], world.seen.setdefault(agency, set())
    for query in documents(root, known(world, root)):
        text, data = afforded(world, agency, query)
        seen |= set(seen_in(data, "Query"))
        found += [f"{agency} {root}: {each.id} by {query}" for each in shown(world, agency, text)]
    return found


def seen_in(answer: Any, type: str = "") -> Iterator[str]:
    """Every `Type.field` that holds something in an answer."""
    if isinstance(answer, list):
        for each in answer:
            yield from seen_in(each)
    if isinstance(answer, dict):
        type = answer.get("__typename", type)
        for key, value in answer.items():
            if type and value not in (None, []):
                yield f"{type}.{key.removeprefix(f'{type}_')}"
            yield from seen_in(value)


def visible(world: World, agency: str) -> set[str]:
    """The cases that an agency may see."""
    return {each.id for each in world.cases.values() if agency in each.seen_by}


def node(world: World, agency: str) -> list[str]:
    """By `node`: there when it may be seen, and as if missing when it may not."""
    found = []
    for each in world.everything:
        _, data = asked(world, agency, f'{{ node(id: "{each.id}") {{ id }} }}')
        if (data["node"] is not None) is not (agency in each.seen_by):
            found.append(f"{agency} node: {each.id}")
    return found


def total(world: World, agency: str) -> list[str]:
    """Totals of lists, states and search count what may be seen and nothing more."""
    many = len(visible(world, agency))
    searchable = sum(each.found and agency in each.seen_by for each in world.cases.values())
    query = (
        "{ cases(first: 1) { totalCount } inbox { states { count } } "
        f'search(words: "{RAREST}", first: 1) {{ total }} }}'
    )
    _, data = asked(world, agency, query)
    counts = {
        "cases": (data["cases"]["totalCount"], many),
        "inbox": (sum(each["count"] for each in data["inbox"]["states"]), many),
        "search": (data["search"]["total"], searchable),
    }
    return [f"{agency} total of {name}: {is_} not {should}" for name, (is_, should) in counts.items() if is_ != should]


def similar(world: World, agency: str) -> list[str]:
    """Similar cases: only visible ones, and none that left the lists."""
    found = []
    for each in world.cases.values():
        _, data = asked(world, agency, f'{{ similar(id: "{each.id}") {{ case {{ id }} }} }}')
        ids = {row["case"]["id"] for row in data["similar"]}
        gone = {other.id for other in world.cases.values() if not other.found}
        found += [f"{agency} similar: {id}" for id in (ids - visible(world, agency)) | (ids & gone)]
    return found


def search(world: World, agency: str) -> list[str]:
    """Search: only visible ones, and none that left it, in its rows and in its count."""
    _, data = asked(world, agency, f'{{ search(words: "{RAREST}", first: 100) {{ total cases {{ id }} }} }}')
    right = {each.id for each in world.cases.values() if each.found and agency in each.seen_by}
    found, total = [row["id"] for row in data["search"]["cases"]], data["search"]["total"]
    many = [f"{agency} search: {total} in total"] if total > len(right) else []
    return [*many, *(f"{agency} search: {id}" for id in found if id not in right)]


def evidence(world: World, agency: str) -> list[str]:
    """Evidence, whole and in ranges: given to who sees the case, and as if missing to anybody else."""
    case = world.cases["true"]
    address = f"{world.api.url}/evidence/{case.id}/{world.evidence}"
    found = []
    for part in ({}, {"Range": "bytes=0-9"}, {"Range": "bytes=-5"}):
        headers = {"Authorization": f"Bearer {world.token(agency)}", **PURPOSE, **part}
        answer = httpx.get(address, headers=headers, timeout=30)
        if answer.is_success is not (agency in case.seen_by):
            found.append(f"{agency} evidence {part}: {answer.status_code}")
    return found


PROBES: Mapping[str, Callable[[World, str], list[str]]] = {
    "node": node,
    "total": total,
    "similar": similar,
    "search": search,
    "evidence": evidence,
}
ROOTS = tuple(SCHEMA.query_type.fields) if SCHEMA.query_type else ()
