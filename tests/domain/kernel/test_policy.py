import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.policy import MATRIX, PERSONAL, Basis, Scope, Sight, ceiling, effective, permits, sight
from domain.kernel.vocabulary import AgencyKind, Role, role_of
from tests.support.each import each

CELLS = [(scope, role) for scope in Scope for role in Role]
BASES = {"": None, "s": Basis.STATED, "i": Basis.IMPLIED}
DECISIONS = {
    Scope.CASE_INTAKE,
    Scope.CASE_APPRAISE,
    Scope.CASE_CLOSE,
    Scope.EXPRESSION_REVIEW,
    Scope.COORD_CONVENE,
    Scope.DECISION_ISSUE,
    Scope.DIRECTIVE_ISSUE,
    Scope.GUIDANCE_ISSUE,
    Scope.DIFFICULTY_ANSWER,
    Scope.TAKEDOWN_DRAFT,
    Scope.TAKEDOWN_SIGN,
    Scope.POLICE_TRANSFER,
    Scope.PRESS_ISSUE,
    Scope.BREACH_RECORD,
    Scope.ADMIN_CONFIG,
    Scope.LAW_EDIT,
    Scope.REDRESS_DECIDE,
    Scope.ERASURE_APPROVE,
}

roles = st.none() | st.sampled_from(Role)
tokens = st.frozensets(st.sampled_from([item.value for item in Scope]) | st.text(max_size=20))


def written() -> dict[tuple[str, str], str]:
    """The table written by hand: (scope, role) → cell."""
    with (Path(__file__).parent / "policy.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["scope"], role): cell for row in csv.DictReader(file) for role, cell in row.items() if role != "scope"
        }


TABLE = written()


def differences() -> Iterator[tuple[Scope, Role]]:
    for scope, role in CELLS:
        if permits(role, scope) is not BASES[TABLE[scope, role].partition(":")[0]]:
            yield scope, role


class TestMatrix:
    def test_table_has_every_scope_and_role_once(self) -> None:
        assert list(TABLE) == [(scope.value, role.value) for scope, role in CELLS]

    def test_every_written_permission_has_a_source(self) -> None:
        assert all(cell.partition(":")[2].strip() for cell in TABLE.values() if cell)

    def test_what_is_stated_cites_a_clause(self) -> None:
        assert all(cell.startswith("s:Đ") for cell in TABLE.values() if cell.startswith("s"))

    def test_equals_the_table(self) -> None:
        assert list(differences()) == []

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(TypeError):
            MATRIX[Scope.CASE_INTAKE] = {}  # type: ignore[index]
        with pytest.raises(TypeError):
            MATRIX[Scope.CASE_INTAKE][Role.CAT] = Basis.STATED  # type: ignore[index]


class TestWhoHoldsNothing:
    @pytest.mark.parametrize("role", [Role.BTG, Role.BNC])
    def test_party_bodies_hold_no_decision(self, role: Role) -> None:
        assert not ceiling(role) & DECISIONS

    @each("role", [Role.BTG, Role.BNC, Role.CAT, Role.PRESS, Role.HNB])
    @each("scope", [Scope.EXPRESSION_REVIEW, Scope.CASE_APPRAISE, Scope.DECISION_ISSUE])
    def test_speech_is_judged_by_administrative_bodies_only(self, role: Role, scope: Scope) -> None:
        assert permits(role, scope) is None

    def test_drafter_and_signatory_of_a_takedown_are_two_agencies(self) -> None:
        both = {Scope.TAKEDOWN_DRAFT, Scope.TAKEDOWN_SIGN}
        assert not [role for role in Role if both <= ceiling(role)]

    def test_body_without_role_holds_nothing(self) -> None:
        assert ceiling(None) == frozenset()


class TestEffective:
    @given(roles, tokens, st.booleans())
    def test_never_exceeds_ceiling_or_token(self, role: Role | None, token: frozenset[str], person: bool) -> None:
        held = effective(role, token, person=person)
        assert held <= ceiling(role)
        assert {scope.value for scope in held} <= token

    @given(roles, tokens)
    def test_a_person_gets_all_that_both_allow(self, role: Role | None, token: frozenset[str]) -> None:
        assert effective(role, token, person=True) == {item for item in ceiling(role) if item.value in token}

    @given(roles, tokens)
    def test_without_a_person_only_personal_scopes_go(self, role: Role | None, token: frozenset[str]) -> None:
        assert effective(role, token, person=False) == effective(role, token, person=True) - PERSONAL

    @given(roles, tokens, tokens, st.booleans())
    def test_a_wider_token_never_gives_less(
        self, role: Role | None, one: frozenset[str], other: frozenset[str], person: bool
    ) -> None:
        assert effective(role, one, person=person) <= effective(role, one | other, person=person)

    @pytest.mark.parametrize("unknown", ["case", "case:*", "CASE:REPORT", " case:report", "*", "", "CASE_REPORT"])
    def test_unknown_scopes_grant_nothing(self, unknown: str) -> None:
        assert effective(Role.LEAD, [unknown], person=True) == frozenset()

    def test_a_bare_text_is_no_list_of_scopes(self) -> None:
        assert effective(Role.LEAD, "case:report", person=True) == frozenset()

    def test_decisions_need_a_person(self) -> None:
        assert DECISIONS <= PERSONAL

    def test_machines_read_report_and_receive(self) -> None:
        assert frozenset(Scope) - PERSONAL == {
            *(scope for scope in Scope if ":read" in scope.value),
            Scope.CASE_REPORT,
            Scope.QUERY_ADHOC,
        }


class TestSight:
    @each(
        ("role", "expected"),
        [
            (None, Sight(all=False, member=False, categories=frozenset())),
            (Role.PPC, Sight(all=True, member=True, categories=frozenset())),
            (Role.LEAD, Sight(all=True, member=True, categories=frozenset())),
            (Role.BTG, Sight(all=False, member=True, categories=frozenset())),
            (
                Role.BNC,
                Sight(
                    all=False,
                    member=True,
                    categories=frozenset({"INTERNAL_AFFAIRS", "JUDICIAL_REFORM", "ANTI_CORRUPTION"}),
                ),
            ),
            (Role.CAT, Sight(all=False, member=True, categories=frozenset())),
            (Role.HNB, Sight(all=False, member=True, categories=frozenset())),
            (Role.PRESS, Sight(all=False, member=False, categories=frozenset())),
            (Role.DEPT, Sight(all=False, member=True, categories=frozenset())),
            (Role.DIST, Sight(all=False, member=True, categories=frozenset())),
            (Role.COMM, Sight(all=False, member=True, categories=frozenset())),
            (Role.INSPECTOR, Sight(all=True, member=True, categories=frozenset())),
        ],
    )
    def test_with_every_scope(self, role: Role | None, expected: Sight) -> None:
        assert sight(role, frozenset(Scope)) == expected

    @given(roles, st.frozensets(st.sampled_from(Scope)))
    def test_without_the_scopes_nothing_is_seen(self, role: Role | None, scopes: frozenset[Scope]) -> None:
        seen = sight(role, scopes - {Scope.CASE_READ_ALL, Scope.CASE_READ_OWN})
        assert seen == Sight(all=False, member=False, categories=frozenset())

    def test_lead_without_the_wide_scope_sees_its_own(self) -> None:
        seen = sight(Role.LEAD, {Scope.CASE_READ_OWN})
        assert seen == Sight(all=False, member=True, categories=frozenset())


class TestRoles:
    @each(
        ("kind", "own", "as_lead"),
        [
            (AgencyKind.PPC, Role.PPC, Role.LEAD),
            (AgencyKind.PPC_OFFICE, Role.INSPECTOR, Role.LEAD),
            (AgencyKind.DEPARTMENT, Role.DEPT, Role.LEAD),
            (AgencyKind.PARTY_PROPAGANDA, Role.BTG, Role.BTG),
            (AgencyKind.PARTY_INTERNAL_AFFAIRS, Role.BNC, Role.BNC),
            (AgencyKind.POLICE, Role.CAT, Role.CAT),
            (AgencyKind.JOURNALISTS, Role.HNB, Role.LEAD),
            (AgencyKind.PRESS, Role.PRESS, Role.PRESS),
            (AgencyKind.DISTRICT, Role.DIST, Role.LEAD),
            (AgencyKind.COMMUNE, Role.COMM, Role.LEAD),
            (AgencyKind.INSPECTORATE, Role.INSPECTOR, Role.LEAD),
            (AgencyKind.MINISTRY, None, None),
        ],
    )
    def test_kind_and_lead_assignment(self, kind: AgencyKind, own: Role | None, as_lead: Role | None) -> None:
        assert role_of(kind, is_lead=False) is own
        assert role_of(kind, is_lead=True) is as_lead
