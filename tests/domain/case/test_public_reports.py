"""Reports without an account: anybody may, the lead agency receives them, and they say where the content is (Đ3.1)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.command import told
from domain.case.reports import ReportContent
from domain.case.state.case import CaseState, Channel
from domain.kernel.actor import PUBLIC
from domain.kernel.event import Job
from tests.support.facts import NOW, attempt, codes, facts, registry, sealed
from tests.support.world import LEAD

GOOD = ReportContent(claim="Trạm y tế đóng cửa.", free_of_secrets=True, url="https://tin.example/1")
SECRETS = "input.freeOfSecrets secrets-not-admitted"


def reporting(**changes: Any) -> list[str]:
    command = replace(GOOD, **changes)
    return codes(None, command, facts(PUBLIC, command))


def test_is_received_by_the_lead_agency() -> None:
    known = replace(facts(PUBLIC, GOOD), ticket="ticket", contact_details={"contact": "contact-1"})
    case = attempt(None, GOOD, known)
    assert (case.state, case.lead, case.reporter, case.members) == (CaseState.RECEIVED, LEAD, LEAD, (LEAD,))
    assert (case.receipt.channel, case.receipt.received_at) == (Channel.PUBLIC, NOW)
    assert (case.claim, case.url, case.place) == (sealed(GOOD.claim), sealed(GOOD.url or ""), None)
    assert (case.ticket, case.contact) == ("ticket", "contact-1")


def test_the_lead_agency_is_told_although_it_counts_as_the_reporter() -> None:
    known = replace(facts(PUBLIC, GOOD), ticket="ticket")
    [event] = BY_COMMAND[ReportContent].decide(None, GOOD, known)
    ordered: list[Job] = list(event.jobs(event.begin("case-1")))
    assert ordered == [told(LEAD, event)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"url": None, "place": "Trang 3 báo giấy"}, []),
        ({"url": None}, ["input.url where-needed"]),
        ({"free_of_secrets": False}, [SECRETS]),
        ({"free_of_secrets": False, "url": None}, [SECRETS, "input.url where-needed"]),
    ],
)
def test_what_it_must_say(changes: dict[str, Any], expected: list[str]) -> None:
    assert reporting(**changes) == expected


def test_without_an_assignment_nobody_receives_it() -> None:
    assert codes(None, GOOD, facts(PUBLIC, GOOD, registry=registry(leads={}))) == ["no-lead-agency"]
