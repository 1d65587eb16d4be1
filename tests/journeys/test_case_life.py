"""Cases from their report to their end, over HTTP, by officers of several agencies and a real worker."""

from collections.abc import Callable

import pytest

from tests.support.installation import Api, Process
from tests.support.play import LONG, Play, a_ground
from tests.support.tokens import Issuer


@pytest.fixture(scope="module")
def ground(api: Api, issuer: Issuer) -> str:
    return a_ground(api, issuer)


@pytest.fixture
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play(api, issuer)


def test_decided_and_executed(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.proposed(ground)
    said = {"number": "12/QĐ", "decidedOn": play.today, "reasons": LONG, "redressNotice": LONG}
    assert play.denied("lead", "decideCase", measure="CORRECTION_REQUEST", **said) == "post-missing"
    play.decided()
    play.served("agency-health")
    result = {"documentNumber": "5/BC", "doneOn": play.today, "summary": LONG}
    assert play.refused("land", "reportResult", **result) == "executing-agency-only"
    play.act("health", "reportResult", **result)
    close = {"ground": "COMPLETED", "reasons": LONG, "informed": "BY_DOCUMENT"}
    assert play.refused("lead", "closeCase", **close) == "publication-choice-needed"
    assert play.act("lead", "closeCase", publication="PUBLISH", **close) == "CLOSED"
    assert play.shown("hidden") is False
    decision = play.shown("decisions { publicCode redressNotice agency { id } }")["decisions"][0]
    assert decision["agency"]["id"] == "agency-lead"
    assert len(decision["publicCode"]) == 12


def test_protected(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("PROTECTED", "SATIRE")
    assert play.refused("lead", "appraiseCase", finding="FALSE", reasons=LONG) == "found-protected"
    close = {"reasons": LONG, "informed": "BY_PHONE"}
    assert play.refused("lead", "closeCase", ground="NO_GROUNDS", **close) == "found-protected"
    assert play.act("lead", "closeCase", ground="PROTECTED", **close) == "CLOSED"
    assert play.shown("hidden") is True


def test_a_true_issue_is_remedied(play: Play) -> None:
    play.report()
    play.check()
    play.verify("TRUE")
    play.review("PROTECTED", "COMPLAINT")
    assert play.act("lead", "appraiseCase", finding="TRUE_ISSUE", reasons=LONG) == "APPRAISED"
    close = {"reasons": LONG, "informed": "BY_PHONE"}
    assert play.refused("lead", "closeCase", ground="NO_GROUNDS", **close) == "true-issue-needs-remedy"
    play.act("lead", "openRemedy", agency="agency-land", problem="Trạm y tế thiếu thuốc.", dueDays=10)
    play.act("land", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
    assert play.act("lead", "closeCase", ground="REMEDIED", publication="PUBLISH", **close) == "CLOSED"


def test_a_case_that_concerns_the_lead_agency_without_a_substitute(play: Play, ground: str) -> None:
    """The lead may screen and close as protected; it may not judge, propose or sign about itself."""
    play.report(concerns=["agency-lead"])
    play.check(concerns=["agency-lead"])
    play.verify("FALSE")
    said = {"conclusion": "PROTECTED", "expression": "CRITICISM", "reasons": LONG}
    assert play.refused("lead", "reviewExpression", **said) == "agency-concerned"
    play.review("NOT_PROTECTED", ground=ground)
    assert play.refused("lead", "appraiseCase", finding="FALSE", reasons=LONG) == "agency-concerned"
    rows = play.shown("allowedActions { action allowed problem { code } }")["allowedActions"]
    (appraise,) = [row for row in rows if row["action"] == "appraiseCase"]
    assert appraise == {"action": "appraiseCase", "allowed": False, "problem": {"code": "agency-concerned"}}


def test_a_silent_agency_in_a_round(two_times: tuple[Api, Callable[[], Api]], issuer: Issuer) -> None:
    now, later = two_times
    play, ground = Play(now, issuer), a_ground(now, issuer)
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    play.ask_round("agency-health", "agency-land")
    play.act("health", "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
    end = {"outcome": "AGREED", "agreedOption": "Đề nghị đính chính."}
    assert play.refused("lead", "concludeRound", **end) == "answers-due"
    after = Play(later(), issuer)
    after.case = play.case
    fields = "rounds { lapsedAt opinions { position agency { id } } }"
    (lapsed,) = after.until(fields, lambda case: case["rounds"][0]["lapsedAt"])["rounds"]
    positions = {opinion["agency"]["id"]: opinion["position"] for opinion in lapsed["opinions"]}
    assert positions == {"agency-health": "AGREE", "agency-land": "NO_REPLY"}
    assert after.act("lead", "concludeRound", **end) == "COORDINATING"
