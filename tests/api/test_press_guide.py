"""The guide of the press office, taken step by step a notice drafted, checked, approved, issued."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.docs.pages import ROOT
from tests.docs.walked import Reader, steps
from tests.support.in_process import InProcess
from tests.support.newsroom import Newsroom
from tests.support.tokens import Issuer

WHO: Mapping[str, str] = {"lead-handler": "lead", "spokesperson": "lead.spokesperson"}
"""The samples of the guide, as the test province has them."""


@pytest.fixture(scope="module")
def office(api: InProcess, issuer: Issuer) -> Newsroom:
    """A decided case, and somebody who may speak of it."""
    return Newsroom.decided(api, issuer)


def test_its_steps_lead_to_an_issued_notice(office: Newsroom) -> None:
    def asked(who: str, query: str, variables: dict[str, Any]) -> Any:
        return office.ask(WHO[who], query, **variables)

    taken = [step for step in steps(ROOT / "docs/guides/press-office.md") if step.who and step.answer]
    reader = Reader(asked, lambda decision: None, "2026-07-01", {"case": office.case})
    for step in taken:
        reader.take(step)
    assert len(taken) == 4
    assert reader.known["state"] == "ISSUED"
