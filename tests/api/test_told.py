"""What the person concerned is told at the public door: a decision with its reasons, messages with the examiner."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.at_the_door import ask, page
from tests.support.examiner import today
from tests.support.handling_facts import LONG
from tests.support.in_process import InProcess
from tests.support.play import Play, a_ground
from tests.support.public import plain
from tests.support.tokens import Issuer

pytestmark = pytest.mark.usefixtures("forgiven_among_others")

NAMED = "Bài đăng của ông Nguyễn Văn Mẫu nói sai giờ làm việc của trạm y tế xã."
FALSE_FACT = "Trạm y tế đóng cửa là sai."
FOUND = """query($url: String!) { decisionFor(url: $url) {
  code finding falseFact reasons weighed weighing complainFrom asked unheard } }"""
CONFIRMED = [{"field": "reasons", "at": NAMED.index("Nguyễn") + 1, "harmless": "OFFICE_HOLDER"}]
TOLD = ("falseFact", "reasons", "weighing")


def found(api: InProcess, url: str) -> Any:
    return ask(api, FOUND, url=url)["decisionFor"]


@pytest.fixture
def play(api: InProcess, issuer: Issuer) -> Play:
    """A decision that nobody was told of yet; its reasons name somebody."""
    play = Play(api, issuer)
    play.report(url=f"https://tin.example/{uuid4().hex}")
    play.check()
    play.proposed(a_ground(api, issuer), "WARNING_LETTER", "CORRECTION_REQUEST")
    signed = {"number": "12/QĐ", "decidedOn": play.today, "reasons": NAMED, "redressNotice": LONG, "unheard": LONG}
    play.act("lead.signatory", "decideCase", measure="WARNING_LETTER", **signed, confirmedNames=CONFIRMED)
    return play


def served(play: Play) -> None:
    told = {"service": "PUBLIC_NOTICE", "serviceNote": "Đã niêm yết tại trụ sở.", "servedOn": today().isoformat()}
    play.act("lead", "startExecution", agency="agency-health", **told)


def test_reasons_are_told_masked_and_once_the_person_was_told(api: InProcess, play: Play) -> None:
    url = play.shown("url")
    before = found(api, url)
    assert [before[name] for name in TOLD] == [None] * 3
    assert (before["finding"], before["weighed"]) == (None, [])
    assert "Được công bố sau khi" in plain(page(api, "decision", url=url))
    served(play)
    after = found(api, url)
    assert (after["finding"], after["weighed"]) == ("FALSE", ["CORRECTION_REQUEST"])
    assert (after["falseFact"], after["weighing"], after["unheard"]) == (FALSE_FACT, LONG, LONG)
    assert (after["reasons"], after["complainFrom"]) == (NAMED.replace("Nguyễn Văn Mẫu", "[…]"), "KNOWLEDGE")
    words = plain(page(api, "decision", url=url))
    for told in (FALSE_FACT, "[…]", "Đề nghị đính chính", "Việc tiếp theo", "Nếu hôm nay bạn mới biết"):
        assert told in words, told
    assert "Nguyễn Văn Mẫu" not in words


def test_a_wrong_day_of_informing_is_corrected_by_a_second_person_and_told(api: InProcess, play: Play) -> None:
    served(play)
    url = play.shown("url")
    delivered = {"service": "DOCUMENT_DELIVERED", "serviceNote": "Có giấy ký nhận.", "servedOn": play.today}
    assert play.refused("lead", "correctService", reasons=LONG, **delivered) == "SECOND_PERSON_NEEDED"
    assert play.act("lead.signatory", "correctService", reasons=LONG, **delivered) == "EXECUTING"
    assert found(api, url)["complainFrom"] == "RECEIPT"
    assert "Thời hạn được tính lại vì cơ quan đã đính chính" in plain(page(api, "decision", url=url))
    [shown] = play.shown("executions { served { service on since } corrected { note } }")["executions"]
    told = {"service": "DOCUMENT_DELIVERED", "on": play.today, "since": play.today}
    assert shown == {"served": told, "corrected": {"note": LONG}}
