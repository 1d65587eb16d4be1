"""Duplicates: reversible links to an earlier case, without chains or circles (Đ2.2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case.carrying import CarryVerification
from domain.case.guards import counting
from domain.case.links import LinkDuplicate
from domain.case.state.case import Case, CaseState, Category
from domain.case.state.measures import Carried, VerificationResult
from domain.case.state.related import CaseRef, RelatedCase
from domain.kernel.fields import fields_of
from tests.domain.handling import LONG, a_step, said
from tests.domain.harmful import a_request
from tests.domain.worlds import linked_and_seen
from tests.support.facts import HEALTH, LAND, NOW, a_case, attempt, codes, person
from tests.support.handling_facts import LATER, knowing
from tests.support.handling_past import case_at
from tests.support.world import LEAD

EARLIER = "case-0"
LINK = LinkDuplicate(of=EARLIER, reasons=LONG)
CARRY = CarryVerification(sources=LONG, contrary="Không có gì khác.")
FIRST = replace(case_at(CaseState.APPRAISED), id=EARLIER)
SEEN = replace(linked_and_seen(case_at(CaseState.CHECKING)), duplicate_of=EARLIER, verifications=())


def related(
    id: str = EARLIER, at: datetime = NOW - timedelta(days=1), *, hidden: bool = False, of: str | None = None
) -> Mapping[str, RelatedCase]:
    return {id: RelatedCase(id=id, received_at=at, hidden=hidden, duplicate_of=of)}


def linking(case: Case, known: Mapping[str, RelatedCase], **changes: Any) -> str:
    return said(case, replace(LINK, **changes), person(LEAD), related=known)


class TestLinking:
    @pytest.mark.parametrize(
        ("known", "code"),
        [
            (related(hidden=True), "link-to-hidden"),
            (related(at=NOW + timedelta(seconds=1)), "link-to-later"),
            (related(of="case-00"), "link-to-duplicate"),
            (related(of="case-1"), "link-to-duplicate"),
        ],
    )
    def test_not_to_one_that_is_hidden_later_or_a_duplicate(self, known: Mapping[str, RelatedCase], code: str) -> None:
        case = a_case()
        assert linking(case, known) == code

    def test_of_two_at_the_same_moment_one_is_the_later(self) -> None:
        """The order is total, so that no circle can arise even when two links are drawn at once."""
        assert linking(a_case(), related(at=NOW)) == "ok"
        assert linking(a_case(), related("case-2", at=NOW), of="case-2") == "link-to-later"

    def test_not_to_itself(self) -> None:
        assert linking(a_case(), related("case-1"), of="case-1") == "link-to-itself"

    def test_names_the_case_as_one_that_must_be_visible(self) -> None:
        (spec,) = [field.spec for field in fields_of(LinkDuplicate) if field.name == "of"]
        assert isinstance(spec, CaseRef)


class TestCarrying:
    """One verification for one rumour: only to an address that was seen, and only while it counts where it was made."""

    def carried(self, case: Case = SEEN, earlier: Case = FIRST, agency: str = HEALTH) -> str | Case:
        """The case that carries it, or the code of the refusal."""
        known = knowing(person(agency), CARRY, now=LATER + timedelta(hours=1), linked={EARLIER: earlier})
        refused = codes(case, CARRY, known)
        return refused[0] if refused else attempt(case, CARRY, known)

    def test_the_result_counts_and_the_record_says_whose_it_is(self) -> None:
        case = self.carried()
        assert isinstance(case, Case)
        (row,) = case.verifications[-1:]
        (found,) = FIRST.verifications[-1:]
        assert (row.result, row.carried) == (
            found.result,
            Carried(verification=found.id, agency=found.agency, officer=found.officer),
        )
        facts = knowing(person(LEAD), None, linked={EARLIER: FIRST})
        assert counting(case, facts) == row
        assert (case.appraisal, case.decisions) == (None, ()), "each address is found and decided apart (G8)"

    @pytest.mark.parametrize(
        "otherwise",
        [
            {"earlier": replace(FIRST, members=(LEAD, LAND))},
            {"earlier": replace(FIRST, category=Category.LAND)},
            {"earlier": replace(FIRST, verifications=())},
            {"earlier": replace(FIRST, protections=(a_request(),))},
            {"earlier": replace(FIRST, cycle=FIRST.cycle + 1)},
            {"case": replace(SEEN, concerns=(FIRST.verifications[-1].agency,))},
        ],
    )
    def test_nothing_that_the_reader_may_not_see_or_that_does_not_count(self, otherwise: dict[str, Any]) -> None:
        assert self.carried(**otherwise) in ("nothing-to-carry", "agency-concerned")

    def test_what_falls_there_or_is_unlinked_falls_here(self) -> None:
        case = self.carried()
        assert isinstance(case, Case)
        opposite = replace(FIRST.verifications[-1], result=VerificationResult.TRUE)
        for state, earlier in (
            (case, replace(FIRST, verifications=(opposite,))),
            (case, replace(FIRST, verifications=())),
            (replace(case, duplicate_of=None), FIRST),
            (
                replace(case, links=(replace(case.links[-1], linked=replace(a_step(), at=LATER + timedelta(days=1))),)),
                FIRST,
            ),
        ):
            assert counting(state, knowing(person(LEAD), None, linked={EARLIER: earlier})) is None
