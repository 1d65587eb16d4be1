"""Many lives of cases, walked through the API by officers, each marked so that a leak can be seen."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tests.matrix.recusals import recused_by_motion
from tests.matrix.rich import EVERYBODY, SEES_ALL, Marked, MarkingPlay, World, new_mark
from tests.support import web
from tests.support.play import LONG, NO_OFFICE, OUTSIDE, Play, a_ground, mutation
from tests.support.tokens import Issuer


def enriched(api: Any, issuer: Issuer) -> World:
    world = World(api=api, issuer=issuer, ground=a_ground(api, issuer))
    for name, life in LIVES.items():
        play = MarkingPlay(api, issuer)
        play.mark = new_mark()
        members = life(play, world)
        world.cases[name] = Marked(
            id=play.case,
            mark=play.mark,
            seen_by=frozenset(members) | SEES_ALL,
            code=play.shown("code"),
            found=name != "protected",
        )
    _records(world)
    return world


def _whole(play: Play, world: World) -> set[str]:
    """Everybody takes part, and everything happens: a removal is proposed, carried out, reported and closed."""
    play.report(url=f"https://tin.example/{play.mark}")  # type: ignore[attr-defined]
    play.check(areas=["area-north"], note="Đề nghị kiểm tra sớm.")
    _evidence(play, world)
    _hidden_for_a_while(play, world)
    play.act("land", "namePaperFile", pointer="Tủ số 3, hồ sơ 12/M.")
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()
    told = {"service": "PUBLIC_NOTICE", "serviceNote": "Đã đăng thông báo công khai.", "servedOn": today}
    page = {"page": "https://so-y-te.example/bai-1", "takenAt": now, **told}
    play.act("health", "takeOwnMeasure", kind="OWN_PAGE_CORRECTED", proportionality=LONG, **page)
    recused_by_motion(play)
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=world.ground)
    measure = play.shown("ownMeasures { key }", "health")["ownMeasures"][0]["key"]
    play.act("health.signatory", "justifyOwnMeasure", measure=measure, provision=world.ground, reasons=LONG)
    play.act("health", "endOwnMeasure", measure=measure)
    play.ask_round(*(f"agency-{item}" for item in EVERYBODY))
    play.act("lead", "requestCoordination", agency="agency-police", content="Kiểm tra giúp nội dung.", dueDays=3)
    play.act("lead", "referCase", agency="agency-journalists", subject="Điều 3 của mười điều quy định đạo đức.")
    passed = {"agency": "agency-internal", "route": "DENUNCIATION", "documentNumber": "2/CV"}
    play.act("lead", "rerouteAllegation", **passed)
    play.act("party", "suggestHandling", measure="CORRECTION_REQUEST", provision=world.ground, reasons=LONG)
    request = play.shown("requests { key }", "police")["requests"][0]["key"]
    play.act("police", "answerRequest", request=request, text="Đã kiểm tra xong.", documentNumber="5/CAT")
    referral = play.shown("referrals { key }", "journalists")["referrals"][0]["key"]
    play.act("journalists", "answerReferral", referral=referral, outcome="NO_BREACH", documentNumber="1/HNB")
    for who in EVERYBODY:
        play.act(who, "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
    play.act("lead", "concludeRound", outcome="AGREED", agreedOption="Đề nghị đính chính.", dissent="Không có ý khác.")
    play.act("lead", "appraiseCase", finding="FALSE", reasons=LONG)
    _heard(play, world)
    weighing = {"weighing": LONG, "necessity": LONG, "reply": LONG}
    weighed = {"alternatives": ["CORRECTION_REQUEST", "LABEL_PROPOSAL"], **weighing}
    play.act("lead", "proposeHandling", measure="TAKEDOWN_PROPOSAL", provisions=[world.ground], **weighed)
    play.decided("TAKEDOWN_PROPOSAL")
    play.served("agency-health")
    delivered = {"service": "DOCUMENT_DELIVERED", "serviceNote": "Có giấy ký nhận.", "servedOn": today}
    play.act("lead.signatory", "correctService", reasons=LONG, **delivered)
    _takedown(play, world)
    play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
    close = {"ground": "COMPLETED", "reasons": LONG, "informed": "BY_DOCUMENT", "publication": "PUBLISH"}
    play.act("lead", "closeCase", **close)
    return set(EVERYBODY)


def _evidence(play: Play, world: World) -> str:
    headers = {"Authorization": f"Bearer {world.token('health')}", "Content-Type": "text/plain"}
    content = f"Bản chụp {play.mark}".encode()  # type: ignore[attr-defined]
    answer = web.post(f"{world.api.url}/evidence?case={play.case}", content=content, headers=headers)
    upload = answer.json()["upload"]
    play.act(
        "health",
        "addEvidence",
        upload=upload,
        kind="CAPTURE",
        weight="SUPPORTS",
        source="Chụp tại trụ sở.",
        redacted=True,
    )
    return str(play.shown("evidence { key }", "health")["evidence"][-1]["key"])


def _heard(play: Play, world: World) -> None:
    """The person concerned answers, with a file; so does somebody else."""
    play.act("lead", "openHearing", way="LETTER", question=LONG, note=LONG, answerDays=3)
    code = play.shown("hearings { code }", "lead")["hearings"][-1]["code"]
    own = code + secrets.token_hex(8)
    typed = {"code": own, "text": f"Tôi có ý kiến {play.mark}."}  # type: ignore[attr-defined]
    file = ("anh.png", b"\x89PNG\r\n\x1a\n anh", "image/png")
    answer = web.post(f"{world.api.url}/report/answer", data=typed, files={"file": file})
    assert answer.status_code == 200, answer.text
    asked = {"query": "query($code: String!) { matter(code: $code) { hearing { word } } }", "variables": {"code": own}}
    word = web.post(f"{world.api.url}/report/graphql", json=asked).json()["data"]["matter"]["hearing"]["word"]
    play.act("police", "recordHandover", word=word, evidence=_evidence(play, world), note=LONG)
    typed["code"] = code + secrets.token_hex(8)
    for page, more in (("answer", {}), ("look", {"placed": "yes"})):
        answer = web.post(f"{world.api.url}/report/{page}", data={**typed, **more})
        assert answer.status_code == 200, answer.text
    play.act("health", "recordLook", note=LONG)


def _takedown(play: Play, world: World) -> None:
    one = play.asked_to_remove(world.ground)
    play.sent_to_the_ministry(one)
    play.removed(one)
    play.act("lead.signatory", "reviewTakedown", reasons=LONG, **one)
    play.act("lead", "draftTakedown", provisions=[world.ground], necessity=LONG, alternatives=LONG)
    other = next(
        takedown["key"]
        for takedown in play.shown("takedowns { key }")["takedowns"]
        if takedown["key"] != one["takedown"]
    )
    play.act("lead", "withdrawTakedown", takedown=other, reasons=LONG)


def _plain(reporter: str, assigned: str, category: str) -> Callable[[Play, World], set[str]]:
    def life(play: Play, world: World) -> set[str]:
        _reported(play, reporter)
        play.act("lead", "screenCase", category=category, assigned=f"agency-{assigned}")
        return {reporter, assigned} | ({"internal"} if category == "INTERNAL_AFFAIRS" else set())

    return life


def _reported(play: Play, who: str) -> None:
    said = "Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới."
    fields = {"channel": "PHONE", "channelNote": "Người dân gọi điện.", "detectedAt": "2026-06-30T10:00:00+07:00"}
    play.case = ""
    play.act(
        who, "reportCase", claim=said, freeOfSecrets=True, medium="WEBSITE", url="https://tin.example/bai-1", **fields
    )


def _protected(play: Play, world: World) -> set[str]:
    _reported(play, "land")
    play.check()
    play.review("PROTECTED", "SATIRE")
    play.act("lead", "closeCase", ground="PROTECTED", reasons=LONG, informed="BY_PHONE")
    return {"land", "health"}


def _transferred(play: Play, world: World) -> set[str]:
    """Found true in a meeting of all and to be put right; opened again, given to the police and given back; asked."""
    everybody = [f"agency-{item}" for item in EVERYBODY]
    play.report()
    play.act("lead", "linkDuplicate", of=world.cases["whole"].id, reasons=LONG)
    play.act("lead", "unlinkDuplicate", reasons=LONG)
    other = {"url": "https://tin.example/bai-2", "otherUrl": "https://tin.example/bai-3", "medium": "PRESS"}
    said = {"claim": "Tin đồn rằng trạm y tế xã thiếu thuốc vào tuần tới.", "place": "Tờ rơi ở chợ phiên."}
    play.act("lead", "correctReport", reasons=LONG, **other, **said)
    play.act("lead", "correctReport", reasons=LONG, place="Tờ rơi ở chợ huyện.")
    play.check(concerns=["agency-commune"])
    play.verify("TRUE")
    play.act("lead", "recordProtectionRequest", harm="PRIVATE_DATA", asker="PERSON_HARMED", words=LONG)
    play.act("health", "reviewHarm", criticism=True, publicInterest=False, office=True, reasons=LONG)
    play.act("lead.signatory", "reviewExpression", conclusion="PROTECTED", expression="COMPLAINT", reasons=LONG)
    asked = {"invited": everybody, "question": "Đề nghị cho ý kiến.", "methodReason": "Cần trao đổi trực tiếp."}
    play.act("lead", "openRound", method="MEETING", dueDays=2, **asked)
    play.act("lead", "recordMeeting", heldOn=play.today, attended=everybody, minutes=LONG)
    play.act("lead", "concludeRound", outcome="AGREED", agreedOption="Giao khắc phục.")
    play.act("lead", "appraiseCase", finding="TRUE_ISSUE", reasons=LONG)
    play.act("lead", "openRemedy", agency="agency-land", problem="Trạm y tế thiếu thuốc.", dueDays=10)
    play.act("lead.signatory", "reopenCase", ground="NEW_EVIDENCE", documentNumber="9/CV", reasons=LONG)
    _given_to_police(play, world)
    play.act("lead", "requestCoordination", agency="agency-health", content="Kiểm tra lại nội dung.", dueDays=1)
    play.act("lead", "openRound", method="WRITTEN_OPINION", dueDays=2, **asked)
    return set(EVERYBODY)


def _hidden_for_a_while(play: Play, world: World) -> None:
    """Somebody asks for a child, two agencies have it hidden at once, and it ends with the request."""
    ground = a_ground(play.api, play.issuer, "PERSON_GROUND")
    play.act("lead", "recordProtectionRequest", harm="CHILD_DATA", asker="PERSON_HARMED", words=LONG)
    play.act("land", "confirmProtection", shown="OWN_PAPER", reasons=LONG)
    play.act("health", "reviewHarm", provision=ground, **NO_OFFICE)
    hidden = {"atOnce": "agency-ministry", "unheard": LONG}
    play.act("lead.signatory", "reviewHarm", provision=ground, **NO_OFFICE, **hidden)
    play.act("inspection.signatory", "inspectProtection", reasons=LONG, objects=False)
    play.act("lead", "recordProtectionWithdrawal", reasons=LONG)
    play.act("health", "confirmWithdrawal", reasons=LONG)
    play.act("lead", "recordRelease", documentNumber="7/CV", reasons=LONG)


def _given_to_police(play: Play, world: World) -> None:
    """What was found protected falls to a new source, another agency and an answer."""
    said = {"independent": True, "sources": "Báo cáo của viện.", "contrary": "Không có.", "outsideSource": LONG}
    play.act(
        "health", "recordVerification", result="FALSE", sourceUrl=f"https://vien.example/{play.case}", **said, **OUTSIDE
    )
    shown = {"falseFact": "Trạm y tế đóng cửa là sai.", "provision": world.ground, "answer": LONG}
    play.act("health", "reviewExpression", conclusion="NOT_PROTECTED", expression="FACT", reasons=LONG, **shown)
    play.handed_over(world.ground)
    play.act("police", "receiveTransfer")
    play.act("lead", "recordTransferReturn", documentNumber="3/CAT")


def _received(play: Play, world: World) -> set[str]:
    """By post, about an earlier case, and nobody has screened it."""
    fields = {"channel": "POST", "documentNumber": "12/CV", "postmarkOn": "2026-07-02", "deliveredOn": "2026-07-03"}
    play.report(place="Tờ rơi ở chợ phiên.", **fields)
    play.act("lead", "linkDuplicate", of=world.cases["true"].id, reasons=LONG)
    return {"land"}


def _remedied(play: Play, world: World) -> set[str]:
    play.report()
    play.check()
    world.evidence = _evidence(play, world)
    play.verify("TRUE")
    return {"land", "health"}


LIVES: Mapping[str, Callable[[Play, World], set[str]]] = {
    "whole": _whole,
    "district": _plain("district", "commune", "LAND"),
    "police": _plain("police", "police", "TRADE"),
    "internal": _plain("district", "health", "INTERNAL_AFFAIRS"),
    "protected": _protected,
    "transferred": _transferred,
    "true": _remedied,
    "received": _received,
}


def _records(world: World) -> None:
    """A directive, a budget line, a difficulty and a report that was asked for."""
    mark = new_mark()
    fields = {"documentNumber": "3/CT", "content": f"{LONG} {mark}", "addressees": ["agency-health"], "dueDays": 5}
    _record(world, "ppc.signatory", "issueDirective", "directive", mark, {"health"}, fields)
    mark = new_mark()
    spent = {"year": 2026, "purpose": f"Tập huấn nghiệp vụ {mark}", "planned": 100, "spent": 20}
    _record(world, "health", "recordBudgetLine", "activity", mark, {"health"}, spent)
    mark = new_mark()
    filed = {"clause": "Đ5.7.b", "text": f"Khó thực hiện {mark}, thiếu người.", "documentNumber": "1/CV"}
    _record(world, "land", "fileDifficulty", "difficulty", mark, {"land"}, filed)
    mark = new_mark()
    asked = {"agency": "agency-health", "subject": f"Báo cáo về việc {mark} trong tháng.", "dueDays": 5}
    days = {"since": "2026-06-01", "until": "2026-06-30"}
    _record(world, "lead", "requestReport", "report", mark, {"health"}, {**asked, **days})


def _record(
    world: World, who: str, name: str, kind: str, mark: str, seen_by: set[str], fields: Mapping[str, Any]
) -> None:
    play = Play(world.api, world.issuer)
    given = {"commandId": str(uuid4()), **fields}
    made = world.api.ask(play.token(who), mutation(name, f"{kind} {{ id }}"), input=given)[name]
    assert made["problems"] == [], made
    world.records[kind] = Marked(id=made[kind]["id"], mark=mark, seen_by=frozenset(seen_by) | SEES_ALL)
