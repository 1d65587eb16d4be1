"""Ways on from a case, over HTTP: what clients see of proposals of removal, transfers, requests and links."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.kernel.vocabulary import Post
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


def test_a_slip_in_screening_is_mended_with_who_loses_the_matter(play: Play) -> None:
    """Screened as health, it was land: the health department confirms, and the land department checks."""
    play.report()
    play.check()
    play.verify("FALSE")
    mended = {"category": "LAND", "assigned": "agency-land", "reasons": LONG}
    assert play.act("lead", "rescreenCase", **mended) == "CHECKING"
    assert play.refused("lead", "rescreenCase", **mended) == "RESCREENING_WAITS"
    for who in ("lead.signatory", "land"):
        assert play.refused(who, "confirmRescreening", reasons=LONG) == "ASSIGNED_AGENCY_ONLY"
    assert "confirmRescreening" in open_to(play, "health.signatory")
    assert play.act("health.signatory", "confirmRescreening", reasons=LONG) == "SCREENED"
    assert play.shown("category assigned { id } areas { id }") == {
        "category": "LAND",
        "assigned": {"id": "agency-land"},
        "areas": [],
    }
    assert play.act("land", "startChecking", focal=officer("agency-land", Post.HANDLER)) == "CHECKING"
    ask = {"finding": "FALSE", "reasons": LONG}
    assert play.refused("lead", "appraiseCase", **ask) == "INDEPENDENT_SOURCE_NEEDED", (
        "health's verification counts no more"
    )


def sent_to_police(play: Play, ground: str) -> None:
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    draft = {"police": "agency-police", "provisions": [ground], "reasons": LONG, "fileIndex": "1. Bản chụp bài"}
    play.act("lead", "proposeTransfer", **draft)
    play.act("lead.signatory", "signTransfer", documentNumber="1/CV")
    assert play.refused("police", "receiveTransfer") == "NOT_FOUND", "they see nothing before it is handed over"
    play.act("lead", "handOverTransfer", record="Bàn giao 12 trang tại trụ sở.", documentNumber="2/BB")


def test_the_police_return_a_file_and_answer_the_next_themselves(play: Play, ground: str) -> None:
    sent_to_police(play, ground)
    assert play.refused("lead", "returnTransfer", documentNumber="3/CAT") == "SCOPE_MISSING"
    assert play.act("police", "returnTransfer", documentNumber="3/CAT") == "CHECKING"
    assert "proposeTransfer" in open_to(play, "lead")
    sent_to_police(play, ground)
    play.act("police", "receiveTransfer")
    assert {"answerTransfer", "returnTransfer"} <= open_to(play, "police")
    play.act("police", "answerTransfer", documentNumber="4/CAT")
    (made,) = play.shown(f"transfers {{ state outcome {STEP} }}")["transfers"]
    assert (made["state"], made["outcome"]["agency"]) == ("OUTCOME_NOTED", {"id": "agency-police"})
    assert play.act("lead", "closeCase", ground="POLICE_OUTCOME", reasons=LONG, informed="BY_PHONE") == "CLOSED"


def test_one_rumour_at_five_addresses_is_verified_once_and_decided_five_times(
    api: Api, issuer: Issuer, play: Play, ground: str
) -> None:
    """Each address has its own check, review, finding and decision (G8); the officers see one story."""
    play.report()
    play.check()
    play.proposed(ground)
    play.decided()
    others = [Play(api, issuer) for _ in range(4)]
    for other in others:
        other.report()
        other.check()
        other.proposed(ground, of=play.case)
        other.decided()
        (row,) = other.shown("verifications { result carried agency { id } }")["verifications"]
        assert row == {"result": "FALSE", "carried": True, "agency": {"id": "agency-health"}}
    story = play.shown("duplicates { id state appraisal { finding } decisions { measure } }")["duplicates"]
    assert {row["id"] for row in story} == {other.case for other in others}
    assert {(row["state"], row["appraisal"]["finding"], len(row["decisions"])) for row in story} == {
        ("DECIDED", "FALSE", 1)
    }
