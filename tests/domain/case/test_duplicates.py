"""Duplicates: reversible links to an earlier case, without chains or circles (Đ2.2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case.links import LinkDuplicate
from domain.case.state.case import Case, CaseState, Closure, ClosureReason, Informed
from domain.case.state.pathways import DuplicateLink
from domain.case.state.related import CaseRef, RelatedCase
from domain.kernel.fields import fields_of
from tests.domain.handling import LONG, a_step, said
from tests.support.facts import NOW, a_case, person, sealed
from tests.support.world import LEAD

EARLIER = "case-0"
LINK = LinkDuplicate(of=EARLIER, reasons=LONG)


def related(
    id: str = EARLIER, at: datetime = NOW - timedelta(days=1), *, hidden: bool = False, of: str | None = None
) -> Mapping[str, RelatedCase]:
    return {id: RelatedCase(id=id, received_at=at, hidden=hidden, duplicate_of=of)}


def linking(case: Case, known: Mapping[str, RelatedCase], **changes: Any) -> str:
    return said(case, replace(LINK, **changes), person(LEAD), related=known)


def closed(reason: ClosureReason) -> Case:
    closure = Closure(reason=reason, at=NOW, agency=LEAD, officer="o", reasons=sealed(LONG), informed=Informed.BY_PHONE)
    return a_case(CaseState.CLOSED, closure=closure)


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

    @pytest.mark.parametrize("reason", ClosureReason)
    def test_not_from_a_case_that_left_the_lists(self, reason: ClosureReason) -> None:
        hidden = reason in (ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS)
        assert linking(closed(reason), related()) == ("case-hidden" if hidden else "ok")

    def test_within_limits(self) -> None:
        undone = DuplicateLink(of=EARLIER, linked=a_step(), unlinked=a_step())
        assert linking(a_case(links=(undone,) * 20), related()) == "too-many-links"

    def test_names_the_case_as_one_that_must_be_visible(self) -> None:
        (spec,) = [field.spec for field in fields_of(LinkDuplicate) if field.name == "of"]
        assert isinstance(spec, CaseRef)
