"""X1 to X7 beyond the schema: no event, field, value, job or right holds what Casebook refuses."""

from dataclasses import make_dataclass

import pytest

from domain.kernel.event import EVENTS
from tests.schema.refused import ALLOWED, FORBIDDEN, recorded, refused
from workers.deliver import JOBS

PLANTED = {
    "X1 watching": ("crawl-site", "keywordList", "SCREENSHOT_TAKEN", "feed.reader"),
    "X2 identity": ("postAuthor", "ip_address", "account_name", "DEVICE", "phone-number", "case.identity-found"),
    "X3 staff": ("staffList", "EMPLOYEE"),
    "X4 political label": ("HOSTILE_FORCES", "sentimentScore", "case.marked-reactionary"),
    "X5 steering": ("rebuttal", "instruct-press", "AMPLIFY"),
    "X6 blocking": ("blockUrl", "mass-report", "platform_call"),
    "X7 vague grounds": ("XAU_DOC", "harmful_content", "buc-xuc"),
}
RULES = pytest.mark.parametrize("rule", FORBIDDEN)


@RULES
def test_no_name_of_the_record_or_of_a_job_could_hold_it(rule: str) -> None:
    assert refused(rule, recorded()) == []


@RULES
def test_each_planted_name_is_caught(rule: str) -> None:
    assert refused(rule, PLANTED[rule]) == sorted(PLANTED[rule])


@RULES
def test_a_name_planted_among_ours_is_the_one_caught(rule: str) -> None:
    for name in PLANTED[rule]:
        assert refused(rule, {*recorded(), name}) == [name]


@pytest.mark.parametrize("field", ["postAuthor", "account_name"])
def test_a_field_deep_within_an_event_is_caught(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_dataclass("Seen", [(field, str)])
    planted = make_dataclass("Planted", [("seen", tuple[made, ...])])  # type: ignore[valid-type]
    monkeypatch.setattr(planted, "__module__", "domain.planted")
    monkeypatch.setitem(EVENTS, "test.planted", planted)
    assert refused("X2 identity", recorded()) == [field]


def test_a_job_is_among_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JOBS, "crawl-pages", JOBS["notify"])
    assert refused("X1 watching", recorded()) == ["crawl-pages"]


def test_what_is_let_through_is_one_name_of_the_regulation() -> None:
    assert {"PARTY_PROPAGANDA"} == ALLOWED
    assert refused("X5 steering", ["PARTY_PROPAGANDA_2"]) == ["PARTY_PROPAGANDA_2"]
