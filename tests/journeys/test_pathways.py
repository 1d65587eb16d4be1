"""Ways on from a case, over HTTP: what clients see of proposals of removal, transfers, requests and links."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.kernel.roles import Post
from tests.support.installation import Api, Process
from tests.support.play import LONG, Play, a_ground
from tests.support.tokens import Issuer
from tests.support.world import officer

STEP = "{ at documentNumber note agency { id } }"


@pytest.fixture(scope="module")
def ground(api: Api, issuer: Issuer) -> str:
    return a_ground(api, issuer)


@pytest.fixture
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play(api, issuer)


def open_to(play: Play, who: str) -> set[str]:
    rows = play.shown("allowedActions { action allowed }", who)["allowedActions"]
    return {row["action"] for row in rows if row["allowed"]}


def test_a_removal_is_proposed_and_signed(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.proposed(ground, "TAKEDOWN_PROPOSAL", "CORRECTION_REQUEST", "LABEL_PROPOSAL")
    play.decided("TAKEDOWN_PROPOSAL")
    play.served("agency-health")
    play.act("lead", "draftTakedown", provisions=[ground], necessity=LONG, alternatives=LONG)
    one = {"takedown": play.shown("takedowns { key }")["takedowns"][0]["key"]}
    item = {"capturedText": "Trạm y tế đóng cửa.", "capturedAt": "2026-06-30T10:00:00+07:00", **one}
    assert play.refused("lead", "addTakedownItem", url="https://tin.example/", **item) == "ACCOUNT_OR_SITE"
    play.act("lead", "addTakedownItem", url=play.url, **item)
    assert "approveTakedown" in open_to(play, "lead.signatory")
    play.act("lead.signatory", "approveTakedown", oneItem=LONG, **one)
    assert "signTakedown" not in open_to(play, "ppc.signatory")
    play.act("lead", "submitTakedown", committee="agency-ppc", documentNumber="1/TTr", **one)
    assert "signTakedown" in open_to(play, "ppc.signatory")
    assert play.refused("ppc", "signTakedown", documentNumber="2/UBND", **one) == "POST_MISSING"
    play.act("ppc.signatory", "signTakedown", documentNumber="2/UBND", **one)
    sent = {"ministry": "agency-ministry", "documentNumber": "3/UBND", "dueDays": 5}
    play.act("ppc", "sendTakedown", **sent, **one)
    fields = (
        f"state provisions {{ id }} necessity items {{ url capturedText capturedAt }} drafted {STEP} approved {STEP} "
        f"submitted {STEP} answered {STEP} sent {STEP} replyDueAt noReplyAt replied {STEP} outcome found {STEP} "
        f"reviewDueAt reviewed {STEP} withdrawn {STEP} committee {{ id }} ministry {{ id }}"
    )
    (made,) = play.shown(f"takedowns {{ {fields} }}")["takedowns"]
    assert (made["state"], made["provisions"], made["outcome"]) == ("SENT_MINISTRY", [{"id": ground}], None)
    assert made["items"][0]["url"] == play.url
    assert (made["answered"]["agency"]["id"], made["answered"]["documentNumber"]) == ("agency-ppc", "2/UBND")
    assert (made["committee"]["id"], made["ministry"]["id"]) == ("agency-ppc", "agency-ministry")
    assert (made["replyDueAt"] is not None, made["replied"]) == (True, None)


def test_a_transfer_and_what_the_police_see_when(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    draft = {"police": "agency-police", "provisions": [ground], "reasons": LONG, "fileIndex": "1. Bản chụp bài viết"}
    play.act("lead", "proposeTransfer", **draft)
    assert play.shown("state", "police") is None
    assert play.act("lead.signatory", "signTransfer", documentNumber="1/CV") == "TRANSFERRED"
    assert play.refused("health", "recordCheck", method="OTHER", outcome="DIFFERS", summary=LONG) == (
        "TRANSITION_NOT_ALLOWED"
    )
    assert play.shown("state", "police") is None
    play.act("lead", "handOverTransfer", record="Bàn giao 12 trang tại trụ sở.", documentNumber="2/BB")
    assert play.shown("state", "police") == "TRANSFERRED"
    play.act("police", "receiveTransfer")
    assert play.act("lead", "recordTransferReturn", documentNumber="3/CAT") == "CHECKING"
    fields = f"state reasons fileIndex signed {STEP} handedOver {STEP} received {STEP} outcome {STEP} police {{ id }}"
    (made,) = play.shown(f"transfers {{ {fields} }}")["transfers"]
    assert (made["state"], made["outcome"], made["police"]["id"]) == ("RETURNED", None, "agency-police")
    assert made["received"]["agency"]["id"] == "agency-police"


def test_requests_referrals_and_reroutings(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    play.act("lead", "requestCoordination", agency="agency-police", content="Kiểm tra giúp nội dung.", dueDays=3)
    play.act("lead", "referCase", agency="agency-journalists", subject="Điều 3 của mười điều quy định đạo đức.")
    passed = {"agency": "agency-internal", "route": "DENUNCIATION", "documentNumber": "2/CV"}
    play.act("lead", "rerouteAllegation", **passed)
    request = play.shown("requests { key }", "police")["requests"][0]["key"]
    play.act("police", "answerRequest", request=request, text="Đã kiểm tra.", documentNumber="5/CAT")
    referral = play.shown("referrals { key }", "journalists")["referrals"][0]["key"]
    play.act("journalists", "answerReferral", referral=referral, outcome="NO_BREACH", documentNumber="1/HNB")
    fields = (
        f"requests {{ content dueAt overdueAt asked {STEP} answered {STEP} agency {{ id }} }} "
        f"referrals {{ subject outcome sent {STEP} answered {STEP} agency {{ id }} }} "
        f"reroutings {{ route passedOn {STEP} agency {{ id }} }}"
    )
    case: dict[str, Any] = play.shown(fields, "internal")
    assert case["requests"][0]["answered"]["note"] == "Đã kiểm tra."
    assert case["referrals"][0]["outcome"] == "NO_BREACH"
    assert case["reroutings"][0]["passedOn"]["documentNumber"] == "2/CV"


def test_duplicates_are_known_on_both_sides(play: Play) -> None:
    play.report()
    first = play.case
    play.report()
    second = play.case
    play.act("lead", "linkDuplicate", of=first, reasons=LONG)
    assert [duplicate["id"] for duplicate in play.shown("duplicates { id code state }")["duplicates"]] == [first]
    assert play.shown(f"links {{ linked {STEP} unlinked {STEP} }}")["links"][0]["linked"]["note"] == LONG
    play.case = first
    assert [duplicate["id"] for duplicate in play.shown("duplicates { id }")["duplicates"]] == [second]
    assert play.refused("lead", "linkDuplicate", of=second, reasons=LONG) == "HAS_DUPLICATES"
    play.case = second
    play.act("lead", "unlinkDuplicate", reasons=LONG)
    assert play.shown("duplicates { id }")["duplicates"] == []


def test_another_agency_checks_and_another_officer_answers_for_it(play: Play) -> None:
    play.report()
    play.check()
    why = "Việc thuộc lĩnh vực của sở khác."
    assert play.refused("lead", "reassignCase", assigned="agency-health", reasons=why) == "ASSIGNED_ALREADY"
    assert play.refused("health", "reassignCase", assigned="agency-land", reasons=why) == "SCOPE_MISSING"
    assert play.act("lead", "reassignCase", assigned="agency-land", reasons=why) == "SCREENED"
    assert play.shown("assigned { id } focalOfficer { officerId }") == {
        "assigned": {"id": "agency-land"},
        "focalOfficer": None,
    }
    told = {"eventType": "CASE_REASSIGNED", "agency": {"id": "agency-land"}}
    play.until("notifications { eventType agency { id } }", lambda it: told in it["notifications"])
    play.act("land", "startChecking", focal=officer("agency-land", Post.HANDLER))
    other = officer("agency-land", Post.SIGNATORY)
    assert play.act("land", "nameFocalOfficer", focal=other, reasons=why) == "CHECKING"
    assert play.shown("focalOfficer { officerId }") == {"focalOfficer": {"officerId": other}}
    assert len(play.shown("checks { at }")["checks"]) == 1, "what was found stays"


def test_one_item_has_one_decision(api: Api, issuer: Issuer, play: Play, ground: str) -> None:
    """A second case about the same address, however it is spelled, meets the decision of the first one."""
    first = play
    first.report()
    spelled = first.url.replace("https://", "HTTP://m.").replace("example", "EXAMPLE")
    second = Play(api, issuer)
    second.report(url=f"{spelled}/?utm_source=zalo&fbclid=1#a")
    for case in (first, second):
        case.check()
        case.proposed(ground)
    with ThreadPoolExecutor() as both:
        said = {"measure": "CORRECTION_REQUEST", "number": "1/QĐ", "decidedOn": first.today, "reasons": LONG}
        done = both.map(
            lambda case: case.sent("lead.signatory", "decideCase", redressNotice=LONG, **said), (first, second)
        )
        problems = {case: answer["problems"] for case, answer in zip((first, second), done, strict=True)}
    (loser,) = (case for case in problems if problems[case])
    (winner,) = (case for case in problems if not problems[case])
    assert [problem["code"] for problem in problems[loser]] == ["DECIDED_IN"]
    decide = {**said, "redressNotice": LONG}
    linked, of = (second, first.case)
    linked.act("lead.signatory", "linkDuplicate", of=of, reasons=LONG)
    assert loser.refused("lead.signatory", "decideCase", **decide) == "LINKER_CANNOT_DECIDE"
    linked.act("lead", "unlinkDuplicate", reasons=LONG)
    linked.act("lead", "linkDuplicate", of=of, reasons=LONG)
    assert loser.act("lead.signatory", "decideCase", **decide) == "DECIDED"
    assert winner.shown("state") == "DECIDED"
