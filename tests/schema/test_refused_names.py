"""X1 to X7 beyond the schema: no event, field, value, job or right holds what Casebook refuses."""

import pytest

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


def test_a_job_is_among_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JOBS, "crawl-pages", JOBS["notify"])
    assert refused("X1 watching", recorded()) == ["crawl-pages"]


def test_what_is_let_through_is_one_name_of_the_regulation() -> None:
    assert {"PARTY_PROPAGANDA"} == ALLOWED
    assert refused("X5 steering", ["PARTY_PROPAGANDA_2"]) == ["PARTY_PROPAGANDA_2"]
