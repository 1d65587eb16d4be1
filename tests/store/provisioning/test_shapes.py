"""The proof by shape: what each rule says, and that a planted scan is named."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from store.provisioning.provision import COLLECTIONS, indexes
from tests.conftest import HEARD
from tests.support.shapes.listed import Purpose, faults, purposes
from tests.support.shapes.rules import Index, Verdict, declared, judged
from tests.support.shapes.sent import ROOT, Shapes
from tests.support.shapes.shape import Shape, shapes

OWN = Index("own", (("agency", 1), ("at", -1), ("_id", -1)))
STATES = Index("states", (("agency", 1), ("state", 1)))
RULED = Index("ruled", (("rulings.at", 1),))
CODE = Index("code", (("code", 1),), unique=True)
NEWEST = {"at": -1, "_id": -1}


def shape_of(wanted: Mapping[str, Any], sort: Mapping[str, int] | None = None, limit: int = 0) -> Shape:
    command = {"find": "cases", "filter": wanted, "sort": sort or {}, "limit": limit}
    [found] = shapes(command, "find", "casebook", "store/read/cases.py:Cases.page")
    return found


P, B, R, X, S, C = Verdict


@pytest.mark.parametrize(
    ("wanted", "sort", "limit", "verdict"),
    [
        ({"_id": "a"}, None, 0, P),
        ({"_id": {"$in": ["a", "b"]}, "agency": "x"}, None, 0, P),
        ({"code": "a", "hidden": False}, None, 0, P),
        ({"agency": "a"}, NEWEST, 20, B),
        ({"agency": {"$in": ["a", "b"]}}, NEWEST, 20, B),
        ({"agency": "a", "at": {"$lt": 1}}, NEWEST, 20, B),
        ({"agency": "a", "at": 1, "_id": {"$lt": "x"}}, NEWEST, 20, B),
        ({"agency": "a"}, {"at": 1, "_id": 1}, 20, B),
        ({}, None, 20, B),
        ({"agency": "a"}, NEWEST, 0, R),
        ({"agency": "a", "state": "S"}, None, 0, R),
        ({"agency": "a", "hidden": False}, NEWEST, 20, X),
        ({"agency": "a", "state": {"$ne": "S"}}, NEWEST, 20, X),
        ({"_id": {"$gt": "a"}, "hidden": False}, {"_id": 1}, 20, X),
        ({"agency": "a"}, {"at": -1, "_id": 1}, 20, S),
        ({"agency": "a"}, {"opened": -1}, 20, S),
        ({}, NEWEST, 20, C),
        ({"at": {"$gt": 1}}, None, 20, C),
        ({"hidden": False}, None, 0, C),
        ({"$nor": [{"agency": "a"}]}, None, 20, C),
        ({"$or": [{"agency": "a"}, {"_id": "x"}]}, None, 20, B),
        ({"$or": [{"agency": "a"}, {"lead": "x"}]}, None, 20, C),
        ({"rulings.at": {"$gte": 1, "$lt": 2}}, None, 0, X),
        ({"rulings": {"$elemMatch": {"at": {"$gte": 1, "$lt": 2}}}}, None, 0, R),
        ({"agency": "a", "at": {"$gte": 1, "$lt": 2}}, NEWEST, 20, B),
        ({"$and": [{"agency": "a"}, {"at": {"$lt": 1}}]}, NEWEST, 20, B),
    ],
)
def test_what_a_shape_reads(
    wanted: Mapping[str, Any], sort: Mapping[str, int] | None, limit: int, verdict: Verdict
) -> None:
    assert judged(shape_of(wanted, sort, limit), (OWN, STATES, CODE, RULED)).verdict is verdict


AGGREGATES: list[tuple[list[dict[str, Any]], Verdict]] = [
    ([{"$match": {"agency": "a"}}, {"$sort": NEWEST}, {"$limit": 5}, {"$group": {"_id": "$state"}}], B),
    ([{"$match": {"agency": "a"}}, {"$group": {"_id": 1}}, {"$limit": 5}], R),
    ([{"$match": {"hidden": False}}, {"$limit": 5}, {"$match": {"agency": "a"}}], C),
]


@pytest.mark.parametrize(("steps", "verdict"), AGGREGATES)
def test_of_a_pipeline_what_comes_before_anything_else_counts(steps: list[dict[str, Any]], verdict: Verdict) -> None:
    [shape] = shapes({"aggregate": "cases", "pipeline": steps}, "aggregate", "casebook", "")
    assert judged(shape, (OWN, STATES)).verdict is verdict


def test_a_lookup_reads_by_its_foreign_field() -> None:
    inner = [{"$match": {}}, {"$sort": {"owed_by": 1, "_id": 1}}, {"$limit": 5}]
    found = {"from": "cases", "localField": "a", "foreignField": "duties.agency", "pipeline": inner, "as": "b"}
    steps = [{"$match": {"_id": "a"}}, {"$lookup": found}, {"$lookup": {**found, "foreignField": "results"}}]
    made = [*shapes({"aggregate": "counters", "pipeline": steps}, "aggregate", "casebook", "")]
    assert [judged(shape, declared().get(("main", shape.collection), ())).verdict for shape in made] == [P, B, C]


def test_updates_and_removals_are_reads_too() -> None:
    one = {"update": "outbox", "updates": [{"q": {"lane": "a"}, "u": {}}, {"q": {"lane": "a"}, "u": {}, "multi": True}]}
    bulk = {
        "bulkWrite": 1,
        "nsInfo": [{"ns": "casebook.cases"}, {"ns": "casebook_record.revisions"}],
        "ops": [{"insert": 1, "document": {}}, {"update": 0, "filter": {"_id": "a", "n": 1}, "updateMods": {}}],
    }
    found = [*shapes(one, "update", "casebook", ""), *shapes(bulk, "bulkWrite", "admin", "")]
    assert [(shape.collection, shape.command, shape.limited) for shape in found] == [
        ("outbox", "update", True),
        ("outbox", "update", False),
        ("cases", "update", True),
    ]


def test_a_purpose_covers_what_it_names_and_nothing_worse() -> None:
    purpose = Purpose(site="store/read/*", collection="cases", verdict=X, bound="b", reason="r")
    shape = shape_of({"agency": "a"})
    assert [purpose.covers(shape, verdict) for verdict in Verdict] == [True, True, True, True, False, False]


def test_every_purpose_names_code_that_is_there() -> None:
    for purpose in purposes():
        path = purpose.site.partition(":")[0]
        assert any(Path(ROOT).glob(path if path.endswith(".py") else f"{path}.py")), purpose.site
        assert purpose.collection == "*" or any(
            fnmatchcase(name, purpose.collection) for names in COLLECTIONS.values() for name in names
        )


def test_no_index_is_declared_twice_or_is_the_beginning_of_another_with_the_same_order() -> None:
    for place, there in declared().items():
        names = [index.name for index in there]
        assert len(names) == len(set(names)), place
    assert {(part, collection) for part, collection, _, _ in indexes()} == set(declared())


PLANTED = """
async def scanning(rows):
    return await rows.find({"reporter": "a"}).sort("claim", 1).to_list(5)

async def sorting(rows):
    return await rows.find({"state": "CLOSED"}).sort("claim", 1).to_list(5)
"""


async def test_a_planted_scan_and_a_planted_sort_are_named_with_the_places_that_send_them(root_uri: str) -> None:
    place: dict[str, Any] = {}
    exec(compile(PLANTED, f"{ROOT}store/read/planted.py", "exec"), place)
    own = Shapes()
    async with AsyncMongoClient[dict[str, Any]](root_uri, event_listeners=[own]) as client:
        await place["scanning"](client["casebook_planted"]["cases"])
        await place["sorting"](client["casebook_planted"]["cases"])
        await client["casebook_planted"]["cases"].find({"lead": "a"}).to_list(5)  # a test's own, which nobody judges
    HEARD.found -= own.found  # the run is not to blame
    assert sorted(faults(own.found)) == [
        "SCAN find cases {reporter =} by claim +1 from store/read/planted.py:scanning",
        "SORT find cases {state =} by claim +1 from store/read/planted.py:sorting",
    ]
