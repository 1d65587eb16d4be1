"""What a right opens: without it no head of a kind is seen; an export needs a person as well."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, Post
from store.driver.conditions import NOTHING
from store.heads.reader import sees, visible_to
from store.kinds.entries import KINDS
from store.kinds.sight import may_export, of_everybody, of_own_agency, of_press_work, of_records, of_reports
from tests.support.facts import machine, person
from tests.support.world import LEAD

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
    open_rows = {kind for kind, entry in KINDS.items() if entry.sight is of_everybody}
    assert {kind for kind in Kind if visible_to(nobody, kind) != NOTHING} - {Kind.DOCUMENT} == open_rows
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
