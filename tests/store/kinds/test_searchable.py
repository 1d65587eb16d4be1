"""What is taken from the head before is what would have been made of the texts: whatever changed meanwhile."""

from typing import Any

import pytest

from domain.kernel.vocabulary import Kind
from store.heads.head_texts import head_of
from store.kinds.case_heads import searchable
from tests.workers.documents.office import AT, MASTER, TEXTS, a_case, row_of

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
