"""The guide of the press office, taken step by step in both languages: a notice drafted, checked, approved, issued."""

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


@pytest.mark.parametrize("language", ["", ".vi"])
def test_its_steps_lead_to_an_issued_notice(office: Newsroom, language: str) -> None:
    def asked(who: str, query: str, variables: dict[str, Any]) -> Any:
        if language:  # the commands of both pages are the same: a second reader has ids of their own
            query = query.replace("7d0c6a53-1f0e-4b6e-9d5e-0000000001", "7d0c6a53-1f0e-4b6e-9d5e-0000000002")
        return office.ask(WHO[who], query, **variables)

    taken = [step for step in steps(ROOT / f"docs/guides/press-office{language}.md") if step.who and step.answer]
    reader = Reader(asked, lambda decision: None, "2026-07-01", {"case": office.case})
    for step in taken:
        reader.take(step)
    assert len(taken) == 4
    assert reader.known["state"] == "ISSUED"
