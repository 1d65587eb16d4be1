"""Who sees what, asked of the API by every path and judged by hand: no code of the product decides here.

A probe gives the leaks that it finds for one agency; an empty list is good.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import is_required_argument

from tests.matrix.rich import AGENCIES, Marked, World
from tests.support import web
from tests.support.selections import AT_ONCE, SCHEMA, composite, documents
from tests.support.wire import wire

PURPOSE = {"Casebook-Purpose": "HANDLING"}
REFUSED = {"FORBIDDEN", "BAD_INPUT"}
RAREST = "tuan toi"
STREAMS = {
    "pressNotice": "publication",
    "pressQuestion": "exchange",
    "agencyReport": "report",
    "consolidatedReport": "consolidated",
    "officialDocument": "document",
    "registryRow": "agency",
}
"""Roots that are not called as their kind of stream is."""
REFUSALS = re.compile(r'"refusal": ?\{[^}]*\}')
"""What a caller asked for in vain, in the access log of its own agency: it is what the caller sent itself."""
FEW = 30
"""Objects that one root gives with all their fields: one of each kind and more."""
WHOLE = 2_500
"""Characters of the fields in one document: what its tokens admit."""
NODES = 25
"""Objects that are asked for at once, each with one that there is not."""
ROWS = 25
"""Rows that a document asks for: more than there are cases."""


def counted() -> Iterator[str]:
    """Roots that give a list with its total and that need no more than the size of a page."""
    for root, field in FIELDS.items():
        type = composite(field)
        needed = {name for name, argument in field.args.items() if is_required_argument(argument)}
        if type is not None and "totalCount" in type.fields and needed <= {"first"} and root not in GROWING:
            yield root


assert SCHEMA.query_type is not None
FIELDS = SCHEMA.query_type.fields
GROWING = {"accessLog", "auditEvents"}
"""Lists of more than a page, and longer with every question."""
COUNTED = tuple(counted())


def known(world: World, agency: str, root: str) -> Mapping[str, list[str]]:
    """Values for the required arguments of a root, what it is for first."""
    kind = STREAMS.get(root, root)
    ids = ids_for(world, agency, kind)
    return {
        "id": [json.dumps(id_) for id_ in ids],
        "sourceId": [json.dumps(id_) for id_ in ids],
        "document": ['"DECISION"', '"CORRECTION_LETTER"'],
        "ids": [json.dumps(ids[since : since + FEW]) for since in range(0, len(ids), FEW)],
        "code": [json.dumps(case.code) for case in world.cases.values()],
        "address": [json.dumps(address) for address in world.addresses],
        "first": [str(ROWS)],
        "kind": ['"AGENCY"', '"AREA"', '"HOLIDAYS"', '"LEAD"', '"REGULATION"', '"SCHEDULE"'],
        "webhookId": [json.dumps(record.id) for record in world.records.values() if record.id.startswith("webhook-")],
        "event": [json.dumps(f"{case.id}:1") for case in world.cases.values()],
        "words": ['"tram y te"', f'"{RAREST}"', '"mark"'],
        "year": ["2026"],
        "since": ['"2026-06-01T00:00:00+07:00"'],
        "until": ['"2030-01-01T00:00:00+07:00"'],
    }


def ids_for(world: World, agency: str, kind: str) -> list[str]:
    """Every id of a kind, visible ones first; of each other kind one that the agency may see, and one it may not."""
    sorts = {(item.id.partition("-")[0], agency in item.seen_by): item.id for item in world.everything}
    own = [item for item in world.everything if item.id.startswith(f"{kind}-")]
    first = [each.id for each in sorted(own, key=lambda each: agency not in each.seen_by)]
    others = [*sorts.values(), "agency-commune", world.ground, world.spokesperson]
    return first + sorted((id for id in others if id not in first), key=lambda id: not id.startswith(f"{kind}-"))


def asked(world: World, agency: str, query: str, **variables: Any) -> tuple[str, dict[str, Any]]:
    """The bytes and the data of an answer. Raises AssertionError for an error that is not a refusal."""
    response = world.api.post(world.token(agency), query, PURPOSE, **variables)
    answer = response.json()
    codes = {item["extensions"]["code"] for item in answer.get("errors", ())}
    assert codes <= REFUSED, (answer.get("errors"), query)
    return response.text, answer.get("data") or {}


def shown(world: World, agency: str, text: str) -> Iterator[Marked]:
    """Everything of which a text gives something away to an agency that may not see it."""
    for item in (item for item in world.everything if agency not in item.seen_by):
        traces = (item.mark, item.code or item.mark, item.mark if agency in item.named_to else item.id)
        if any(trace in text for trace in traces):
            yield item


def leaks_of(world: World, agency: str, root: str) -> list[str]:
    """What the documents of one root give away; what they show is kept in `world.seen`."""
    found, seen = [], world.seen.setdefault(agency, set())
    for document in documents(root, known(world, agency, root), WHOLE):
        text, data = asked(world, agency, document.text, **document.variables)
        text = REFUSALS.sub("", text)
        seen |= set(seen_in(data, "Query"))
        found += [f"{agency} {root}: {item.id} by {document}" for item in shown(world, agency, text)]
    return found


def seen_in(answer: Any, type: str = "") -> Iterator[str]:
    """Every `Type.field` that holds something in an answer."""
    if isinstance(answer, list):
        for item in answer:
            yield from seen_in(item)
    if isinstance(answer, dict):
        type = answer.get("__typename", type)
        for key, value in answer.items():
            if type and value not in (None, []):
                yield f"{type}.{key.removeprefix(f'{type}_')}"
            yield from seen_in(value)


def without_right(world: World, agency: str, data: Any, root: str) -> list[str] | None:
    """No leaks, for an agency that was refused a root for want of a scope and sees no case; None for an answer."""
    if data.get(root) is not None:
        return None
    return [f"{agency} refused, and sees {id}" for id in visible(world, agency)]


def visible(world: World, agency: str) -> set[str]:
    return {case.id for case in world.cases.values() if agency in case.seen_by}


def node_id(item: Marked) -> str:
    """The id by which `node` shows an object to all who may see it: of a notice that was issued, the publication's."""
    issued = item.id.startswith("publication-") and set(AGENCIES) <= set(item.seen_by)
    return item.id.replace("publication-", "published-", 1) if issued else item.id


def node(world: World, agency: str) -> list[str]:
    """By `node`: there when it may be seen, and as if missing when it may not."""
    found = []
    for since in range(0, len(world.everything), AT_ONCE):
        some = dict(enumerate(world.everything[since : since + AT_ONCE]))
        fields = [f'n{place}: node(id: "{node_id(item)}") {{ id }}' for place, item in some.items()]
        _, data = asked(world, agency, f"{{ {' '.join(fields)} }}")
        for place, item in some.items():
            if (data[f"n{place}"] is not None) is not (agency in item.seen_by):
                found.append(f"{agency} node: {item.id}")
    return found


def nodes(world: World, agency: str) -> list[str]:
    """By `nodes`: the same, in the order of the ids, and what is hidden no otherwise than what there is not."""
    found = []
    missing = [f"{entry.id.partition('-')[0]}-{'0' * 20}" for entry in world.everything]
    for since in range(0, len(world.everything), NODES):
        some = world.everything[since : since + NODES]
        ids = [id for pair in zip([node_id(entry) for entry in some], missing[since:], strict=False) for id in pair]
        _, data = asked(world, agency, f"{{ nodes(ids: {json.dumps(ids)}) {{ id }} }}")
        right = [item for entry in some for item in ({"id": node_id(entry)} if agency in entry.seen_by else None, None)]
        found += [f"{agency} nodes: {id}" for id, is_, to in zip(ids, data["nodes"], right, strict=True) if is_ != to]
    return found


def total(world: World, agency: str) -> list[str]:
    """Totals of lists, states and search count what may be seen and nothing more."""
    many = len(visible(world, agency))
    searchable = sum(case.found and agency in case.seen_by for case in world.cases.values())
    query = (
        "{ cases(first: 1) { totalCount } inbox { states { count } } "
        f'search(words: "{RAREST}", first: 1) {{ total }} }}'
    )
    _, data = asked(world, agency, query)
    if (refused := without_right(world, agency, data, "cases")) is not None:
        counted = (data.get("inbox") or {}).get("states", ())  # what else waits there is no case
        return [*refused, *(f"{agency} counts {state}" for state in counted)]
    counts = {
        "cases": (data["cases"]["totalCount"], many),
        "inbox": (sum(state["count"] for state in data["inbox"]["states"]), many),
        "search": (data["search"]["total"], searchable),
    }
    return [f"{agency} total of {name}: {is_} not {should}" for name, (is_, should) in counts.items() if is_ != should]


def counts(world: World, agency: str) -> list[str]:
    """Totals of every list: as many as it has rows, of which the documents show that all may be seen."""
    found = []
    for since in range(0, len(COUNTED), AT_ONCE):
        some = COUNTED[since : since + AT_ONCE]
        fields = [f"{root}(first: 100) {{ totalCount edges {{ cursor }} }}" for root in some]
        _, data = asked(world, agency, f"{{ {' '.join(fields)} }}")
        for root, given in data.items():
            if given is not None and given["totalCount"] != len(given["edges"]):
                found.append(f"{agency} counts {given['totalCount']} {root}, not {len(given['edges'])}")
    return found


def similar(world: World, agency: str) -> list[str]:
    """Similar cases: only visible ones, and none that left the lists."""
    found = []
    for case in world.cases.values():
        _, data = asked(world, agency, f'{{ similar(id: "{case.id}") {{ case {{ id }} }} }}')
        if (refused := without_right(world, agency, data, "similar")) is not None:
            return refused
        ids = {row["case"]["id"] for row in data["similar"]}
        gone = {other.id for other in world.cases.values() if not other.found}
        found += [f"{agency} similar: {id}" for id in (ids - visible(world, agency)) | (ids & gone)]
    return found


def search(world: World, agency: str) -> list[str]:
    """Search: only visible ones, and none that left it, in its rows and in its count."""
    _, data = asked(world, agency, f'{{ search(words: "{RAREST}", first: 100) {{ total cases {{ id }} }} }}')
    if (refused := without_right(world, agency, data, "search")) is not None:
        return refused
    right = {case.id for case in world.cases.values() if case.found and agency in case.seen_by}
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
        answer = web.get(address, headers=headers)
        if answer.is_success is not (agency in case.seen_by):
            found.append(f"{agency} evidence {part}: {answer.status_code}")
    return found


def subscription(world: World, agency: str) -> list[str]:
    """What is followed: over a socket every change from the first on, as event streams the jobs of each case."""
    found = []
    mine = visible(world, agency)
    coming = sum(
        int(asked(world, "lead", f'{{ case(id: "{id}") {{ version }} }}')[1]["case"]["version"]) for id in mine
    )
    with wire(world.api.url, world.token(agency)) as open:
        open.subscribe("1", 'subscription { caseChanged(after: "0") { version case { id claim } } }')
        while coming:
            told = open.take()["payload"]["data"]["caseChanged"]["case"]
            coming -= told["id"] in mine
            found += [f"{agency} told of {told['id']}"] if told["id"] not in mine else []
    for case in world.cases.values():
        if ('"data"' in first_told(world, agency, case.id)) is not (case.id in mine):
            found.append(f"{agency} jobs of {case.id}")
    return found


def first_told(world: World, agency: str, case: str) -> str:
    """The first event of the stream of a case's jobs."""
    query = f'subscription {{ jobProgress(of: {{caseId: "{case}"}}) {{ jobs {{ job }} }} }}'
    headers = {"Authorization": f"Bearer {world.token(agency)}", "Accept": "text/event-stream"}
    with web.stream("POST", f"{world.api.url}/graphql", json={"query": query}, headers=headers) as answer:
        return next(line for line in answer.iter_lines() if line.startswith("data: "))


def pack(world: World, agency: str, case: str) -> str:
    headers = {"Authorization": f"Bearer {world.token(agency)}", **PURPOSE}
    answer = web.get(f"{world.api.url}/cases/{case}/record", headers=headers)
    assert answer.is_success, answer.text
    return answer.text


def notices(world: World, agency: str) -> list[str]:
    """What a case knows of its notices, now, then, as a change, as an event and in the pack: of a draft, its own office
    alone."""
    case, draft = world.cases["whole"], world.records["publication-draft"]
    if agency not in case.seen_by:
        return []
    version = asked(world, agency, f'{{ case(id: "{case.id}") {{ version }} }}')[1]["case"]["version"]
    paths = ["noticeLinks { noticeId state }",
             f"asOf(moment: {{version: {version}}}) {{ noticeLinks {{ noticeId }} }}",
             f"diff(older: 0, newer: {version}) {{ ... on WordChange {{ wordAfter }} }}"]  # fmt: skip
    changed = "changes { ... on WordChange { wordAfter } }"
    paths += [f'history(first: 20, after: "{after}") {{ edges {{ node {{ {changed} }} }} }}'
              for after in range(0, int(version), 20)]  # fmt: skip
    found, events = [], ""
    for path in paths:
        text, _ = asked(world, agency, f'{{ case(id: "{case.id}") {{ {path} }} }}')
        events += text if "history" in path else ""
        if draft.id in text and agency not in draft.seen_by:
            found.append(f"{agency} notices: {draft.id} by {path}")
        if "history" not in path and (world.issued not in text or (draft.id not in text and agency in draft.seen_by)):
            found.append(f"{agency} notices: not told by {path}")
    if (draft.id in pack(world, agency, case.id)) is not (agency in draft.seen_by):
        found.append(f"{agency} notices: {draft.id} by the pack, or not")
    return found if world.issued in events else [*found, f"{agency} notices: no event tells of the one issued"]


def feed(world: World, agency: str) -> list[str]:
    """What the public reads, as pages, as feeds and by the schema: no draft, and nothing that was taken back."""
    draft = world.records["publication-draft"]
    gone = [draft.mark, *world.withheld.values()]
    feeds = {path: web.get(f"{world.api.url}/press/{path}").text for path in ("feed.atom", "feed.json")}
    pages = {id: web.get(f"{world.api.url}/press/{id}").text for id in ("", draft.id, *world.withheld)}
    query = "{ publications(first: 100) { edges { node { id current { text } versions { text } } } } }"
    asked_for = {"publications": asked(world, agency, query)[0]}
    found = [f"{agency} {place}: {mark}" for place, text in {**feeds, **pages, **asked_for}.items() for mark in gone
             if mark in text]  # fmt: skip
    found += [f"{place}: {mark}" for place, text in feeds.items() for mark in world.retracted.values() if mark in text]
    return found + [f"{place}: not there" for place, text in feeds.items() if world.issued not in text]


PROBES: Mapping[str, Callable[[World, str], list[str]]] = {
    probe.__name__: probe
    for probe in (node, nodes, total, counts, similar, search, evidence, subscription, notices, feed)
}
