"""Over HTTP: the ministry refuses a removal, the police give a file back; each agency sees what it has a part in."""

import pytest

from tests.support.installation import Api, Process
from tests.support.play import LONG, Play, a_ground
from tests.support.tokens import Issuer

CLOSE = {"reasons": LONG, "informed": "BY_DOCUMENT"}
STRANGERS = ("commune", "police", "party", "journalists", "internal")


@pytest.fixture(scope="module")
def ground(api: Api, issuer: Issuer) -> str:
    return a_ground(api, issuer)


@pytest.fixture
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play(api, issuer)


def sighted(play: Play, *who: str) -> set[str]:
    """Who of them sees the case."""
    return {item for item in who if play.shown("state", item) is not None}


def test_a_removal_is_asked_and_refused_by_the_ministry(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.proposed(ground, "TAKEDOWN_PROPOSAL", "CORRECTION_REQUEST", "LABEL_PROPOSAL")
    play.decided("TAKEDOWN_PROPOSAL")
    play.served("agency-health")
    play.act("lead", "draftTakedown", provisions=[ground], necessity=LONG, alternatives=LONG)
    one = {"takedown": play.shown("takedowns { key }")["takedowns"][0]["key"]}
    item = {"capturedText": "Trạm y tế đóng cửa.", "capturedAt": "2026-06-30T10:00:00+07:00", **one}
    play.act("lead", "addTakedownItem", url=play.url, **item)
    assert play.denied("lead", "approveTakedown", **one) == "post-missing"
    play.act("lead.signatory", "approveTakedown", oneItem=LONG, **one)
    reply = {"answer": "REFUSED", "documentNumber": "9/BTTTT", **one}
    assert play.refused("lead", "recordMinistryReply", **reply) == "no-takedown-there", "nothing was sent"
    play.act("lead", "submitTakedown", committee="agency-ppc", documentNumber="1/TTr", **one)
    assert play.denied("lead.signatory", "signTakedown", documentNumber="2/UBND", **one) == "scope-missing"
    play.act("ppc.signatory", "signTakedown", documentNumber="2/UBND", **one)
    play.act("ppc", "sendTakedown", ministry="agency-ministry", documentNumber="3/UBND", dueDays=5, **one)
    play.act("lead", "recordMinistryReply", **reply)
    (made,) = play.shown("takedowns { state replied { documentNumber } outcome }", "ppc")["takedowns"]
    assert made == {"state": "MINISTRY_REFUSED", "replied": {"documentNumber": "9/BTTTT"}, "outcome": None}
    again = {"answer": "ACCEPTED", "documentNumber": "10/BTTTT", **one}
    assert play.refused("lead", "recordMinistryReply", **again) == "no-takedown-there", "a refusal is an answer"
    play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
    assert play.act("lead", "closeCase", ground="COMPLETED", publication="PUBLISH", **CLOSE) == "CLOSED"
    assert sighted(play, "lead", "ppc", "health", "land", *STRANGERS) == {"lead", "ppc", "health", "land"}


def test_the_police_give_a_file_back_and_the_case_ends(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    draft = {"police": "agency-police", "provisions": [ground], "reasons": LONG, "fileIndex": "1. Bản chụp bài viết"}
    play.act("lead", "proposeTransfer", **draft)
    assert play.denied("lead", "signTransfer", documentNumber="1/CV") == "post-missing"
    assert sighted(play, *STRANGERS) == set(), "nobody joins before the file is handed over"
    play.act("lead.signatory", "signTransfer", documentNumber="1/CV")
    assert play.refused("lead", "recordTransferReturn", documentNumber="3/CAT") == "no-transfer-there"
    play.act("lead", "handOverTransfer", record="Bàn giao 12 trang tại trụ sở.", documentNumber="2/BB")
    assert sighted(play, *STRANGERS) == {"police"}
    assert play.denied("health", "receiveTransfer") == "scope-missing"
    play.act("police", "receiveTransfer")
    assert play.act("lead", "recordTransferReturn", documentNumber="3/CAT") == "CHECKING"
    assert play.denied("police", "appraiseCase", finding="FALSE", reasons=LONG) == "scope-missing"
    assert play.act("lead", "closeCase", ground="NO_GROUNDS", **CLOSE) == "CLOSED"
    assert play.shown("hidden") is True
    assert sighted(play, *STRANGERS) == {"police"}
