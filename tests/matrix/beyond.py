"""What nobody does in the rich world, so that each act of the desk is done once: turns that lives seldom take."""

from datetime import UTC, datetime, timedelta
from secrets import token_hex

from domain.kernel.calendar import iso_millis, local_date
from domain.kernel.vocabulary import Post
from tests.support.clerk import Clerk
from tests.support.examiner import Examiner, complaint_of
from tests.support.newsroom import REDRESS, WORDS, Newsroom
from tests.support.play import LONG, Play, a_ground
from tests.support.public import Person
from tests.support.tokens import Issuer
from tests.support.world import officer

TELEPHONE = {"channel": "PHONE", "channelNote": "Người dân gọi điện.", "contact": "0912 000 000"}
MISTAKE = "Ghi nhầm ngày của văn bản."
FALSE_FACT = {"sources": "Bài ở đây chép nguyên văn nội dung đã xác minh.", "contrary": "Không có gì khác."}


def beyond(api: object, issuer: Issuer) -> None:
    """Make it all; no worker is needed."""
    play = Play(api, issuer)  # type: ignore[arg-type]
    ground = a_ground(play.api, issuer)
    terms(Clerk(play))
    taken_in(play)
    proposed_again(play, ground)
    to_the_police(play, ground)
    carried_over(play, ground, play.case)
    closed = play.case
    harmful(play, a_ground(play.api, issuer, "PERSON_GROUND"))
    of_a_stranger(play, ground)
    removed_and_restored(play, ground)
    records(Clerk(play), play.case)
    data(Clerk(play), closed)
    accused(Clerk(play), closed)
    notices(play, issuer)


def terms(clerk: Clerk) -> None:
    """Two persons confirm the law that lets a term be prolonged and an examination be suspended."""
    law = {"basis": "INTERNAL", "source": "MẪU: Quyết định số 1, Điều 5", "since": "2020-01-01", "amount": 10}
    for term in ("COMPLAINT_SUSPEND", "DATA_EXTENSION"):
        made = clerk.do("lead", "draftTerm", term=term, **law)
        clerk.do("lead.signatory", "activateTerm", made, readIn="Công báo số 1", readOn="2026-01-01")


def taken_in(play: Play) -> None:
    """Reported late by telephone, given from agency to agency, withdrawn on paper, which another one refuses."""
    play.report(**TELEPHONE)
    play.act("land", "explainDelay", reasons=LONG)
    play.act("land", "nameConcerned", reasons=LONG, concerns=["agency-district"])
    play.act("lead", "screenCase", category="HEALTH", assigned="agency-health")
    for agency in ("agency-commune", "agency-health"):
        play.act("lead", "reassignCase", assigned=agency, reasons=LONG)
    play.act("health", "startChecking", focal=officer("agency-health", Post.HANDLER))
    play.act("health", "nameFocalOfficer", focal=officer("agency-health", Post.SIGNATORY), reasons=LONG)
    play.act("lead", "askReporter", text="Đề nghị cho biết đã thấy bài ở đâu.")
    mine = {"officer": officer("agency-land", Post.SIGNATORY)}
    play.act("land.signatory", "recuseOfficer", reasons=LONG, **mine)
    play.act("ppc.signatory", "undoRecusal", documentNumber="9/UBND", reasons=LONG, **mine)
    play.act("land", "recordWithdrawal", documentNumber="1/CV", reasons=LONG)
    play.act("health", "refuseWithdrawal", reasons=LONG)
    for answer in ("refuseRescreening", "confirmRescreening"):
        play.act("lead", "rescreenCase", reasons=LONG, category="LAND", assigned="agency-commune")
        play.act("health.signatory", answer, reasons=LONG)


def proposed_again(play: Play, ground: str) -> None:
    """Appraised twice, proposed three times, decided, and opened again by the Committee."""
    play.report()
    play.check()
    play.found_false(ground)
    play.act("lead.signatory", "withdrawAppraisal", reasons=LONG)
    play.act("lead", "appraiseCase", finding="FALSE", reasons=LONG)
    said = {"measure": "CORRECTION_REQUEST", "provisions": [ground], "weighing": LONG, "necessity": LONG}
    play.act("lead", "proposeHandling", alternatives=[], **said)
    play.act("lead", "withdrawProposal", reasons=LONG)
    play.act("lead", "proposeHandling", alternatives=[], **said)
    play.act("lead.signatory", "refuseProposal", reasons=LONG)
    play.act("lead", "proposeHandling", alternatives=[], **said)
    play.decided()
    play.served("agency-health")
    play.act("ppc.signatory", "reopenByCommittee", ground="NEW_EVIDENCE", documentNumber="9/UBND", reasons=LONG)


def to_the_police(play: Play, ground: str) -> None:
    """Refused by who signs, given back by the police, handed over again and answered."""
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    draft = {"provisions": [ground], "reasons": LONG, "fileIndex": "1. Bản chụp bài viết"}
    play.act("lead", "proposeTransfer", police="agency-police", **draft)
    play.act("lead.signatory", "refuseTransfer", reasons=LONG)
    play.handed_over(ground)
    play.act("police", "returnTransfer", documentNumber="3/CAT")
    play.handed_over(ground)
    play.act("police", "receiveTransfer")
    play.act("police", "answerTransfer", documentNumber="4/CAT")


def carried_over(play: Play, ground: str, earlier: str) -> None:
    """The verification of an earlier case counts here; the lead agency notes what the police found, and closes it."""
    play.report()
    play.check()
    play.act("lead", "linkDuplicate", of=earlier, reasons=LONG)
    seen = {"method": "VIEWED_CONTENT", "outcome": "AS_REPORTED", "summary": "Đã xem, đúng như phản ánh."}
    play.act("health", "recordCheck", **seen)
    play.act("health", "carryVerification", **FALSE_FACT)
    play.review("NOT_PROTECTED", ground=ground)
    play.handed_over(ground)
    play.act("police", "receiveTransfer")
    play.act("lead", "recordPoliceOutcome", documentNumber="5/CAT")
    assert play.act("lead", "closeCase", ground="POLICE_OUTCOME", reasons=LONG, informed="BY_PHONE") == "CLOSED"


def harmful(play: Play, ground: str) -> None:
    """Somebody asks for a child, and it is passed on."""
    play.report()
    play.check()
    play.act("lead", "recordProtectionRequest", harm="CHILD_DATA", asker="GUARDIAN", words=LONG)
    play.found_harmful(ground)
    play.act("lead.other", "passOnProtection", agency="agency-ministry", documentNumber="9/CV", unheard=LONG)


def of_a_stranger(play: Play, ground: str) -> None:
    """Somebody answers, and another agency finds that the letter went to the wrong house."""
    play.report()
    play.check()
    play.found_false(ground)
    play.act("lead", "openHearing", way="LETTER", question=LONG, note=LONG, answerDays=3)
    own = play.shown("hearings { code }")["hearings"][-1]["code"] + token_hex(8)
    public = Person(play.api.url)
    assert public.post("answer", code=own, text=LONG).status_code == 200
    matter = public.data("query($code: String!) { matter(code: $code) { hearing { word } } }", code=own)["matter"]
    handed = {"word": matter["hearing"]["word"], "evidence": play.capture("land"), "note": LONG}
    play.act("health", "recordHandover", **handed)
    proof = play.shown("hearings { proofs { key } }")["hearings"][-1]["proofs"][-1]["key"]
    play.act("land", "withdrawProof", proof=proof, reasons=LONG)


def removed_and_restored(play: Play, ground: str) -> None:
    """A removal that the Committee refuses, one that is carried out; complaints, and what was removed comes back."""
    play.report()
    play.check()
    play.proposed(ground, "TAKEDOWN_PROPOSAL", "CORRECTION_REQUEST", "LABEL_PROPOSAL")
    play.decided("TAKEDOWN_PROPOSAL")
    play.served("agency-health")
    play.act("ppc.signatory", "refuseTakedown", reasons=LONG, **play.asked_to_remove(ground))
    one = play.asked_to_remove(ground)
    play.sent_to_the_ministry(one)
    play.removed(one)
    complaints(play)
    play.restored()


def complaints(play: Play) -> None:
    """Of somebody whom the decision does not affect, and one that is upheld."""
    examiner = Examiner(play, "agency-lead")
    redress = filed(play, examiner)
    assert examiner.sent(redress, "rejectRedress", ground="NOT_AFFECTED", reasons=LONG) == []
    redress = filed(play, examiner)
    assert examiner.sent(redress, "acceptRedress") == []
    assert examiner.sent(redress, "askComplainant", text="Ông bà thấy trạm đóng cửa vào giờ nào?") == []
    assert examiner.sent(redress, "beginExamination", plan=LONG) == []
    suspended(Clerk(play), examiner.token, redress)
    said = {"number": "1/QĐ-KN", "decidedOn": play.today, "reasons": LONG, "wayOn": LONG}
    assert examiner.sent(redress, "decideRedress", outcome="UPHELD", **said) == []


def suspended(clerk: Clerk, examiner: str, redress: str) -> None:
    """Until tomorrow; an inspector looks, and it goes on at once."""
    until = (local_date(datetime.now(UTC)) + timedelta(days=1)).isoformat()
    clerk.do(examiner, "suspendRedress", redress, ground="RESULT_AWAITED", until=until, reasons=LONG)
    clerk.do("inspection.inspector", "inspectRedress", redress, reasons=LONG)
    clerk.do(examiner, "resumeRedress", redress)


def filed(play: Play, examiner: Examiner) -> str:
    number = play.shown("decisions { publicCode }")["decisions"][-1]["publicCode"]
    Person(play.api.url).send("complaint", decision=number, text=LONG, contact="0912 345 678")
    return complaint_of(play, examiner)


def records(clerk: Clerk, case: str) -> None:
    """What was recorded by mistake, and what is recorded again."""
    today = local_date(datetime.now(UTC)).isoformat()
    found = {"agency": "agency-land", "kind": "LATE_REPORT", "notedOn": today, "facts": LONG, "measure": LONG}
    clerk.do("ppc.signatory", "withdrawBreach", clerk.do("ppc.signatory", "recordBreach", **found), reasons=MISTAKE)
    spent = {"year": 2026, "purpose": "Tập huấn nghiệp vụ", "planned": 100, "spent": 20}
    clerk.do("health", "updateBudgetLine", clerk.do("health", "recordBudgetLine", **spent), spent=30)
    found = {"inspected": "agency-land", "kind": "RECORDS", "documentNumber": "5/KL", "finding": LONG}
    found |= {"examined": "Mười hồ sơ.", "heldOn": today, "case": case, "recommendation": LONG}
    made = clerk.do("inspection.inspector", "recordInspection", reopen=False, **found)
    clerk.do("inspection.inspector", "withdrawInspection", made, reasons=MISTAKE)
    asked = {"agency": "agency-land", "subject": "Báo cáo việc của ngành.", "dueDays": 5}
    made = clerk.do("lead", "requestReport", **asked, since="2026-06-01", until="2026-06-30")
    clerk.do("lead", "withdrawReport", made, reasons=LONG)
    now = datetime.now(UTC)
    span = {"since": iso_millis(now - timedelta(days=30)), "until": iso_millis(now - timedelta(minutes=2))}
    made = clerk.do("lead", "compileNumbers", **span)
    for acts in ("cancelCompile", "restartCompile"):
        clerk.do("lead", acts, made)


def data(clerk: Clerk, case: str) -> None:
    """Requests about data, and erasures that somebody refuses or objects to."""
    asked = {"target": case, "kind": "CORRECTION", "text": LONG, "shownInPerson": True}
    made = clerk.do("lead", "recordDataRequest", **asked)
    clerk.do("lead", "replyToDataRequest", made, reasons=LONG)
    clerk.do("lead", "extendDataRequest", made, reasons=LONG)
    clerk.do("lead", "answerDataRequest", made, granted=False, reasons=LONG)
    erasure = clerk.do("lead", "proposeErasure", target=case, reasons=LONG)
    clerk.do("lead.signatory", "refuseErasure", erasure, reasons=LONG)
    erasure = clerk.do("lead", "proposeErasure", target=case, reasons=LONG)
    for who, objects in (("inspection.inspector", "objectToErasure"), ("ppc", "contestErasure")):
        for approving in ("lead.signatory", "lead.other"):
            clerk.do(approving, "approveErasure", erasure, reasons=LONG)
        clerk.do(who, objects, erasure, reasons=LONG)


def accused(clerk: Clerk, case: str) -> None:
    """An inspector says that it is about an agency that checked it; the Committee opens it again."""
    made = clerk.do("inspection.inspector", "accuseAgency", case=case, accused=["agency-health"], reasons=LONG)
    clerk.do("ppc.signatory", "reopenAccused", made, documentNumber="9/UBND", reasons=LONG)


def notices(play: Play, issuer: Issuer) -> None:
    """A name is answered for; words and the time of release change twice; one is withdrawn, and a spokesperson ends."""
    office = Newsroom.decided(play.api, issuer)
    named = {"case": office.case, "form": "PORTAL", "redressNotice": REDRESS, **WORDS}
    office.act("lead", "draftPublication", **named | {"text": "Bà Trần Thị Thử đã hiểu nhầm thông báo."})
    finding = office.shown("wording { findings { key } }")["wording"]["findings"][0]["key"]
    office.act("lead", "confirmFinding", finding=finding, harmless="CONSENT")
    office.act("lead", "rewordPublication", redressNotice=REDRESS, **WORDS)
    office.act("lead", "checkPublication")
    release = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=1)
    office.act("lead.spokesperson", "approvePublication", releaseAt=iso_millis(release))
    later = iso_millis(release + timedelta(hours=1))
    office.act("lead", "changeRelease", releaseAt=later, reasons=LONG)
    office.act("lead.spokesperson", "keepRelease", reasons=LONG)
    office.act("lead", "changeRelease", releaseAt=later, reasons=LONG)
    office.act("lead.spokesperson", "confirmRelease")
    office.act("lead", "withdrawPublication", reasons="Chỉ dùng để thử nghiệm.")
    listed = office.ask("lead", "{ spokespersons(first: 1) { edges { node { id } } } }")["spokespersons"]
    Clerk(play).do("lead.signatory", "endSpokesperson", listed["edges"][0]["node"]["id"], on=play.today)
