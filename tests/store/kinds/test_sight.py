"""Heads by kind: sketches of texts, what a head takes from the one before, and what a right opens."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from domain.case.state.case import Case
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.text import fold
from domain.kernel.vocabulary import Kind, Post
from store.driver.conditions import NOTHING
from store.heads.head_texts import head_of
from store.heads.reader import sees, visible_to
from store.keys.master import MasterKey
from store.kinds.case_heads import case_fields, searchable
from store.kinds.entries import KINDS
from store.kinds.sight import may_export, of_own_agency, of_press_work, of_records, of_reports
from store.kinds.similarity import PERMUTATIONS, bands, hashed, permutations, shingles, sketch
from tests.support.facts import machine, person
from tests.support.world import LEAD
from tests.workers.documents.office import AT, MASTER, TEXTS, a_case, row_of

CLAIM = "Tin lan truyền nói hồ chứa nước ở thượng nguồn sẽ xả lũ trong đêm nay và cả ba xã ven sông phải sơ tán."
BANDS = "b241f86598fcf3f6ee18b896141e5bb988bed93a1b5e4f7d9d9da846ca87b9ca"
"""SHA-256 of the claim's bands under a master key of bytes 7, made with datasketch."""


@pytest.mark.parametrize(
    ("features", "values"),
    [
        ([b""], "c6e4ddc0d577f8530fc7a662a2050f8da61f0f4b2dc1c13123e2902c701210a9"),
        ([b"a"], "7e92f1f9f2a920fe6080ee6f66febcfab449be70c7332f6ee1787aa43421a859"),
        ([b"a", b"b"], "64dc9d59c54717a739b82518d2ed5b133c955bf7110c9790f5917107760da71b"),
        (
            [b"%d" % number for number in range(1000)],
            "7a92a782ed8bfe79e53988d57a390d2647f2295221243f1adc9d8cd9ffcf6c6e",
        ),
        (shingles(fold(CLAIM)), "dae4c14dd60551a7e6fa53e63051edad8bc62bbcf7b07c54fd39b73617159e7f"),
    ],
)
def test_known_values(features: Collection[bytes], values: str) -> None:
    found = sketch(features, PERMUTATIONS)
    assert sha256(b"".join(value.to_bytes(4, "little") for value in found)).hexdigest() == values


def test_known_bands() -> None:
    assert sha256(b"".join(bands(CLAIM, MasterKey(b"\x07" * 32)))).hexdigest() == BANDS


def test_lanes_do_not_run_into_each_other() -> None:
    features = [b"%d" % number for number in range(500)]
    plain = [min((factor * hashed(one) + summand) % 2**32 for one in features) for factor, summand in permutations(20)]
    assert sketch(features, permutations(20)) == plain


CASE = a_case()
CHANGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "the claim": {"claim": "Nước ở chợ phiên gây đau bụng, gọi 0912 345 678."},
    "the claim, erased": {"claim": None},
    "the code": {"code": "CB-2026-000777"},
    "a number of a paper": {"decisions": [{"number": "99/QĐ"}]},
    "a number more": {"results": [{"document_number": "7/BC"}]},
    "it is hidden now": {"hidden": True},
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("begins", CHANGES.values(), ids=CHANGES)
def test_it_is_the_same_as_without_one_before(begins: dict[str, Any], changed: dict[str, Any]) -> None:
    first = {**row_of(CASE), **begins}
    before = {**first, **searchable(first, None, MASTER)}
    after = {**first, **changed}
    assert searchable(after, before, MASTER) == searchable(after, None, MASTER)


def test_a_head_takes_it_from_the_one_before() -> None:
    """Not made again: what no text gives is still there."""
    before = {**row_of(CASE), "bands": [b"kept"], "terms": [b"kept"]}
    made = head_of(Kind.CASE, CASE, 10, AT, TEXTS, MASTER, before=before)
    assert (made["bands"], made["terms"]) == ([b"kept"], [b"kept"])


ADDRESSES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "another address": {"url": "https://trang.example/bai-7"},
    "an address more": {"addresses": ["https://trang.example/bai-8"]},
    "the address, erased": {"url": None},
    "an item taken down": {"takedowns": [{"items": [{"url": "https://trang.example/bai-9"}, {"url": None}]}]},
    "nothing shown": {"claim": None},
}


@pytest.mark.parametrize("changed", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("begins", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("case", [CASE, replace(CASE, decisions=())], ids=["decided", "undecided"])
def test_keys_of_addresses_are_the_same_as_without_a_head_before(
    case: Case, begins: dict[str, Any], changed: dict[str, Any]
) -> None:
    first, after = ({**row_of(case), **one} for one in (begins, changed))
    before = {**first, **case_fields(case, first, AT, MASTER, None)}
    assert case_fields(case, after, AT, MASTER, before) == case_fields(case, after, AT, MASTER, None)


def test_a_head_takes_the_key_of_an_address_from_the_one_before() -> None:
    before = {**row_of(CASE), "decision_keys": [b"kept"]}
    assert head_of(Kind.CASE, CASE, 10, AT, TEXTS, MASTER, before=before)["url_key"] == [b"kept"]


LAND = "agency-land"
INSPECTOR = person("agency-inspection", Post.INSPECTOR)
OWN_CASES, ALL_CASES = {Scope.CASE_READ_OWN}, {Scope.CASE_READ_ALL}
OPENED_BY: Mapping[Kind, set[Scope]] = {
    Kind.CASE: OWN_CASES,
    Kind.REDRESS: OWN_CASES,
    Kind.ERASURE: {Scope.ERASURE_APPROVE, Scope.INSPECTION_RECORD, Scope.AUDIT_READ_ALL},
    Kind.CONSOLIDATED: {Scope.REPORT_READ, Scope.REPORT_COMPILE},
    **{
        kind: {scope}
        for sight, scope in (
            (of_records, Scope.ACTIVITY_READ),
            (of_own_agency, Scope.FOCAL_MANAGE),
            (of_press_work, Scope.PRESS_ISSUE),
            (of_reports, Scope.REPORT_SUBMIT),
        )
        for kind, entry in KINDS.items()
        if entry.sight is sight
    },
}
"""The scopes of which each by itself opens heads of a kind to a department; the sights of a registry's rows and of
the register's own need none or help nobody, and a document's narrows by its source."""


def with_only(actor: Actor, *scopes: Scope) -> Actor:
    return replace(actor, scopes=frozenset(scopes))


@pytest.mark.parametrize("kind", OPENED_BY)
def test_each_scope_opens_its_kinds_and_no_other_scope_does(kind: Kind) -> None:
    department = person(LAND)
    opened = {scope for scope in Scope if visible_to(with_only(department, scope), kind) != NOTHING}
    assert opened - ALL_CASES == OPENED_BY[kind]


def test_without_a_scope_only_rows_of_the_registry_are_seen() -> None:
    nobody = with_only(person(LAND))
    opened = {kind for kind in Kind if visible_to(nobody, kind) != NOTHING} - {Kind.DOCUMENT}
    assert opened == {
        *(Kind.AGENCY, Kind.LEAD, Kind.AREA, Kind.HOLIDAYS, Kind.PROVISION, Kind.TERM, Kind.LEVEL),
        *(Kind.REGULATION, Kind.GRANT, Kind.SPOKESPERSON, Kind.SCHEDULE),
    }
    assert not sees(nobody, Kind.DOCUMENT, {"agency": LAND, "kind": "DECISION"})


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (with_only(person(LAND), Scope.CASE_READ_OWN), True),
        (with_only(person(LAND)), False),
        (with_only(person("agency-health"), Scope.CASE_READ_OWN), False),
        (with_only(person(LEAD), Scope.CASE_READ_ALL), True),
        (with_only(person(LEAD)), False),
        (with_only(INSPECTOR, Scope.CASE_READ_ALL), True),
        (with_only(INSPECTOR), False),
    ],
)
def test_complaints_are_for_who_has_a_part_in_them_and_the_scope(actor: Actor, seen: bool) -> None:
    assert sees(actor, Kind.REDRESS, {"_id": "redress-1", "readers": [LAND, "agency-ppc"]}) is seen


COMPILING = Scope.REPORT_COMPILE, Scope.CASE_READ_ALL


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (with_only(person(LEAD), *COMPILING), True),
        (with_only(machine(LEAD), *COMPILING), False),
        (with_only(person(LEAD), Scope.REPORT_COMPILE), False),
        (with_only(person(LEAD), Scope.CASE_READ_ALL), False),
        (with_only(person(LAND), *COMPILING), False),
        (with_only(person("agency-ppc"), *COMPILING), False),
        (with_only(INSPECTOR, Scope.AUDIT_READ_ALL), True),
        (replace(with_only(INSPECTOR, Scope.AUDIT_READ_ALL), officer=None), False),
        (with_only(INSPECTOR, *COMPILING), False),
    ],
)
def test_an_export_is_for_a_person_with_the_rights_to_all_of_it(actor: Actor, may: bool) -> None:
    assert may_export(actor) is may
