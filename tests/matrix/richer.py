"""What stands beside the cases of the rich world: reports, numbers, documents, webhooks, letters, notices, complaints.

A worker does what the register does in time; the sealer takes everything into the log. Who may see what is said here
by hand, from the Regulation: an agency's own work is its own, and inspectors read what the press office does.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.matrix.rich import AGENCIES, SEES_ALL, Marked, World
from tests.support import web
from tests.support.clerk import Clerk
from tests.support.examiner import Examiner, complaint_of
from tests.support.handling_facts import LONG
from tests.support.newsroom import REDRESS, WORDS, Newsroom
from tests.support.patience import until
from tests.support.play import Play
from tests.support.public import Person, code_in

PARTS = ("DIRECTION", "RESULTS", "ASSESSMENT", "MERITS_AND_BREACHES", "BUDGET", "DIFFICULTIES", "PROPOSALS")
INSPECTED = frozenset({"inspection"})
COPIED = frozenset({"party", "internal"})
"""The Party's two bodies receive the consolidated report once it was sent (Đ6.3)."""


class Beside:
    """The world's clerk."""

    def __init__(self, world: World) -> None:
        self.world, self.play = world, Play(world.api, world.issuer)
        self.clerk = Clerk(self.play)

    def noted(self, name: str, id: str, mark: str, *seen_by: str | Iterable[str], **more: Any) -> None:
        """Enter an object into the oracle."""
        eyes: set[str] = set().union(*({item} if isinstance(item, str) else item for item in seen_by))
        self.world.records[name] = Marked(id=id, mark=mark, seen_by=frozenset(eyes), **more)

    def until(self, name: str, id: str, fields: str, wanted: str, who: str = "lead") -> None:
        """Wait for the worker: until the state of what an action left is as wanted."""
        until(lambda: str(self.clerk.shown(who, name, id, fields)), wanted=lambda found: wanted in found)


def a_mark() -> str:
    """A mark of letters alone: a number in a notice may point at a person."""
    return "mark" + "".join(secrets.choice("bcdghkmnpqtvx") for _ in range(14))


def stand_beside(world: World) -> None:
    """Make it all. The worker runs meanwhile."""
    beside = Beside(world)
    for who in ("land", "lead"):
        told(beside, who)
    reports(beside)
    numbers(beside)
    documents(beside)
    records(beside)
    notices(beside)
    complaints(beside)
    accounts(beside)
    terms(beside)


def reports(beside: Beside) -> None:
    """The report that was asked for: drafted, submitted, given back, submitted again, taken; and another one begun."""
    do, report = beside.clerk.do, beside.world.records["report"]
    written(beside, "health", report.id, report.mark)
    taken(beside, "health", report.id, report.mark)
    mark = a_mark()
    made = requested(beside, "land", mark)
    do("land", "draftReport", made, direction=f"{LONG} {mark}")
    beside.noted("report-draft", made, mark, "land", SEES_ALL)


def requested(beside: Beside, who: str, mark: str) -> str:
    asked = {"agency": f"agency-{who}", "subject": f"Báo cáo việc {mark} của ngành.", "dueDays": 5}
    return beside.clerk.do("lead", "requestReport", **asked, since="2026-06-01", until="2026-06-30")


def written(beside: Beside, who: str, report: str, mark: str) -> None:
    beside.clerk.do(who, "draftReport", report, direction=f"{LONG} {mark}", solutions=f"{LONG} {mark}")


def taken(beside: Beside, who: str, report: str, mark: str) -> None:
    """Submitted, given back, submitted again and taken."""
    do, signed = beside.clerk.do, {"documentNumber": "12/BC", "signedOn": beside.play.today}
    beside.until("draftReport", report, "counting { final }", "True", who)
    do(f"{who}.signatory", "submitReport", report, **signed)
    do("lead", "returnReport", report, reasons=f"Mục 3 còn thiếu kết quả. {mark}")
    do(who, "draftReport", report, cases=f"Đã xác minh một vụ việc. {mark}")
    do(f"{who}.signatory", "submitReport", report, **signed)
    do("lead", "acceptReport", report)


def numbers(beside: Beside) -> None:
    """Numbers that were ordered: a report of them that was sent, and one that was not."""
    do, now = beside.clerk.do, datetime.now(UTC)
    span = {"since": (now - timedelta(days=30)).isoformat(), "until": (now - timedelta(seconds=1)).isoformat()}
    for name, eyes in (("consolidated", SEES_ALL | COPIED), ("consolidated-draft", SEES_ALL)):
        mark = a_mark()
        made = do("lead", "compileNumbers", **span, **({} if name == "consolidated" else {"category": "HEALTH"}))
        beside.until("compileNumbers", made, "state", "FROZEN_DATA")
        for part in PARTS:
            do("lead", "draftConsolidated", made, part=part, text=f"{LONG} {mark}")
        if name == "consolidated":
            do("lead.signatory", "reviewConsolidated", made)
            do("lead", "returnConsolidated", made, reasons=f"{LONG} {mark}")
            do("lead", "draftConsolidated", made, part="RESULTS", text=f"{LONG} {mark}")
            do("lead.signatory", "reviewConsolidated", made)
            signed = {"number": "9/BC", "signedOn": beside.play.today, "signatory": f"Giám đốc {mark}"}
            do("lead.signatory", "signConsolidated", made, **signed)
            do("lead", "sendConsolidated", made, recipient="agency-ppc")
        beside.noted(name, made, mark, eyes)
    stopped = do("lead", "compileNumbers", **span, channel="POST")
    beside.noted("consolidated-new", stopped, a_mark(), SEES_ALL)


def documents(beside: Beside) -> None:
    """A document of the whole case for an agency that takes part, and one of its report."""
    for who, source, kind in (("health", "whole", "DECISION"), ("land", "whole", "PROPOSAL"), ("health", "report", "")):
        of = beside.world.cases.get(source) or beside.world.records[source]
        asked = {"sourceId": of.id, "kind": kind or "AGENCY_REPORT", "format": "PDF" if kind else "JSON"}
        made = beside.clerk.do(who, "requestDocument", **asked)
        beside.until("requestDocument", made, "state", "COMPILED", who)
        beside.noted(f"document-{who}-{source}", made, a_mark(), who, INSPECTED)
        if kind:
            handed_in(beside, who, made)


def handed_in(beside: Beside, who: str, document: str) -> None:
    """A file that was to be signed and is not: the register refuses it."""
    token, place = beside.clerk.token(who), f"{beside.world.api.url}/documents/{document}"
    said = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "HANDLING"}
    issued = web.get(place, headers=said).content
    said["Content-Type"] = "application/pdf"
    upload = web.post(f"{place}/signed", headers=said, content=issued).json()["upload"]
    beside.clerk.do(who, "submitSignedCopy", document, upload=upload)
    beside.until("submitSignedCopy", document, "signed { state }", "REFUSED", who)


def told(beside: Beside, who: str) -> None:
    """A webhook whose receiver is away, and an address to write to."""
    do, mark = beside.clerk.do, a_mark()
    fields = {"name": f"Trang nội bộ {mark}", "address": f"http://127.0.0.1:1/{mark}", "topics": ["CASE_CHANGED"]}
    made = do(f"{who}.admin", "registerWebhook", **fields)
    do(f"{who}.signatory", "enableWebhook", made)
    do(f"{who}.admin", "tryWebhook", made)
    beside.noted(f"webhook-{who}", made, mark, who, named_to=INSPECTED)
    mark = a_mark()
    said = {"purpose": "DIGEST", "address": f"{mark}@mau.example", "consent": f"Đã đồng ý {mark}", "language": "VI"}
    beside.noted(f"mailing-{who}", do(f"{who}.admin", "enterMailing", **said), mark, who, named_to=INSPECTED)


def training(beside: Beside, who: str) -> None:
    """A training that the health department held together with an agency."""
    mark = a_mark()
    held = {"topic": f"Nhận diện tin sai {mark}", "heldOn": beside.play.today, "audience": "OFFICIALS"}
    more = {"coOrganiser": f"agency-{who}", "headcount": 40, "materials": f"Tài liệu số 4 {mark}"}
    made = beside.clerk.do("health", "recordTraining", **held, **more)
    beside.noted(f"training-{who}", made, mark, who, "health", SEES_ALL)


def breach(beside: Beside, who: str) -> None:
    """A breach that an agency answered for."""
    mark = a_mark()
    found = {"agency": f"agency-{who}", "kind": "LATE_REPORT", "facts": f"Báo cáo chậm. {mark}"}
    found |= {"notedOn": beside.play.today, "measure": f"Nhắc nhở {mark}"}
    made = beside.clerk.do("ppc.signatory", "recordBreach", **found)
    beside.clerk.do(who, "answerBreach", made, text=f"Chậm do mất điện kéo dài. {mark}")
    beside.noted(f"breach-{who}", made, mark, who, SEES_ALL)


def passed_on(beside: Beside, difficulty: str, mark: str) -> None:
    """A difficulty goes to the Committee, which answers."""
    passed = {"documentNumber": "5/CV", "opinion": f"{LONG} {mark}"}
    beside.clerk.do("lead", "forwardDifficulty", difficulty, **passed)
    answer = {"documentNumber": "6/UBND", "text": f"{LONG} {mark}", "amendment": False}
    beside.clerk.do("ppc.signatory", "answerDifficulty", difficulty, **answer)


def records(beside: Beside) -> None:
    """One activity of each type, answered where it is, and what becomes of directive and difficulty."""
    do, today, own = beside.clerk.do, beside.play.today, beside.noted
    training(beside, "district")
    breach(beside, "land")
    mark = a_mark()
    made = do("journalists", "recordAwareness", subject=f"Quy tắc {mark}", heldOn=today, branches=3, headcount=60)
    do("journalists", "withdrawActivity", made, reasons=f"Ghi nhầm ngày tổ chức {mark}")
    own("awareness", made, mark, "journalists", SEES_ALL)
    taken = {"number": 2, "takenOn": today, "documentNumber": "7/QĐ"}
    own("discipline", do("health.signatory", "recordDiscipline", **taken), a_mark(), "health", SEES_ALL)
    named = {"commended": "ORGANISATION", "merit": "PROBLEM_REMEDIED", "organisation": "agency-commune"}
    own(
        "commendation",
        do("health", "proposeCommendation", documentNumber="9/TTr", **named),
        a_mark(),
        "health",
        SEES_ALL,
    )
    mark = a_mark()
    found = {"inspected": "agency-land", "kind": "RECORDS", "documentNumber": "5/KL", "finding": f"{LONG} {mark}"}
    found |= {"examined": f"Mười hồ sơ {mark}", "heldOn": today, "case": beside.world.cases["whole"].id}
    made = do("inspection.inspector", "recordInspection", **found, recommendation=f"Bổ sung {mark}", reopen=False)
    do("land", "answerInspection", made, accepted=True, text=f"{LONG} {mark}")
    own("inspection", made, mark, "land", SEES_ALL)
    members = {"head": "agency-lead", "members": ["agency-health", "agency-police"], "since": today}
    own("task-force", do("ppc.signatory", "setUpTaskForce", documentNumber="15/QĐ", **members), a_mark(), "health",
        "police", SEES_ALL)  # fmt: skip
    mark = a_mark()
    guided = {"title": f"Cung cấp thông tin {mark}", "text": f"{LONG} {mark}", "documentNumber": "20/HD"}
    made = do("lead.signatory", "issueGuidance", **guided, addressees=["DEPARTMENT", "COMMUNE"])
    own("guidance", made, mark, "health", "land", "commune", SEES_ALL)
    directive, difficulty = beside.world.records["directive"], beside.world.records["difficulty"]
    done = {"documentNumber": "4/BC", "text": f"{LONG} {directive.mark}"}
    do("health", "reportDirectiveResult", directive.id, **done)
    passed_on(beside, difficulty.id, difficulty.mark)


def notices(beside: Beside) -> None:
    """Notices about the whole case: corrected, never issued, taken back twice; and questions of the press."""
    world = beside.world
    office = Newsroom(world.api, world.issuer, world.cases["whole"].id)
    office.name_spokesperson()
    listed = beside.play.api.ask(beside.play.token("lead"), "{ spokespersons(first: 1) { edges { node { id } } } }")
    world.spokesperson = listed["spokespersons"]["edges"][0]["node"]["id"]
    office.issued()
    office.corrected("Đính chính: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày.")
    world.issued = office.notice
    beside.noted("publication", office.notice, a_mark(), "lead", INSPECTED, named_to=frozenset(AGENCIES))
    beside.noted("published", office.notice.replace("publication-", "published-"), a_mark(), AGENCIES)
    mark = a_mark()
    draft = {"case": office.case, "form": "PORTAL", **WORDS, "text": f"{WORDS['text']} {mark}"}
    office.act("lead", "draftPublication", **draft, redressNotice=f"{REDRESS} {mark}")
    beside.noted("publication-draft", office.notice, mark, "lead", INSPECTED)
    mark = a_mark()
    office.issued(text=f"{WORDS['text']} {mark}", redressNotice=REDRESS)
    office.retracted("Số liệu gốc bị nhầm lẫn.")
    world.retracted[office.notice] = mark
    mark = a_mark()
    office.issued(text=f"{WORDS['text']} {mark}", redressNotice=REDRESS)
    office.retracted("Có dữ liệu cá nhân.", "PERSONAL_DATA")
    world.withheld[office.notice] = mark
    asked(beside, "lead", case=office.case)


def asked(beside: Beside, who: str, **more: str) -> None:
    """Questions of the press: one that was answered, and one whose answer was put off and refused."""
    do, at = beside.clerk.do, (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="milliseconds")
    mark = a_mark()
    said = {"kind": "QUESTION", "outlet": f"Báo Mẫu {mark}", "question": f"Việc này thế nào? {mark}", "askedAt": at}
    made = do(f"{who}.spokesperson", "receiveQuestion", **said, **more)
    do(f"{who}.spokesperson", "answerQuestion", made, text=f"{LONG} {mark}")
    beside.noted(f"exchange-{who}", made, mark, who, INSPECTED)
    mark = a_mark()
    said |= {"kind": "ACCESS_POST", "outlet": f"Báo Mẫu {mark}", "question": f"Xin cung cấp tài liệu. {mark}"}
    made = do(f"{who}.spokesperson", "receiveQuestion", **said, **more)
    longer = {"days": 2, "documentNumber": "8/CV", "reasons": f"Tài liệu ở nhiều nơi. {mark}"}
    do(f"{who}.spokesperson", "extendAnswer", made, **longer)
    do(f"{who}.spokesperson", "refuseQuestion", made, ground="STATE_SECRET", reasons=f"{LONG} {mark}")
    beside.noted(f"exchange-{who}-refused", made, mark, who, INSPECTED)


def complaints(beside: Beside) -> None:
    """A complaint against the whole case's decision, dismissed and taken to the second level; an erasure; an
    accusation against an agency, which the Committee declined."""
    world = beside.world
    play, mark = Play(world.api, world.issuer), a_mark()
    play.case = world.cases["whole"].id
    person = Person(world.api.url)
    code = play.shown("decisions { publicCode }")["decisions"][0]["publicCode"]
    own = code_in(person.send("complaint", decision=code, text=f"{LONG} {mark}", contact="0912 345 678"))
    first, second = Examiner(play, "agency-lead"), Examiner(play, "agency-ppc")
    redress = complaint_of(play, first)
    first.rules(redress, "DISMISSED")
    appealed = person.post("appeal", code=own, command_id=str(uuid4()), text=f"{LONG} {mark}")
    assert appealed.status_code == 200
    assert second.sent(redress, "acceptRedress") == []
    beside.noted("redress", redress, mark, SEES_ALL)
    mark, protected = a_mark(), world.cases["protected"].id
    said = {"case": protected, "accused": ["agency-health"], "reasons": f"{LONG} {mark}"}
    made = beside.clerk.do("inspection.inspector", "accuseAgency", **said)
    answer = {"documentNumber": "8/UBND", "reasons": f"{LONG} {mark}"}
    beside.clerk.do("ppc.signatory", "declineAccusation", made, **answer)
    beside.noted("accusation", made, mark, "ppc", INSPECTED)
    mark = a_mark()
    erasure = beside.clerk.do("lead", "proposeErasure", target=protected, reasons=f"{LONG} {mark}")
    beside.clerk.do("lead.signatory", "approveErasure", erasure, reasons=f"{LONG} {mark}")
    beside.noted("erasure", erasure, mark, SEES_ALL)


def accounts(beside: Beside) -> None:
    fields = {"machine": True, "redirects": [], "scopes": ["PRESS_READ"], "secrets": ["0a" * 32], "shared": False}
    made = beside.clerk.do("land.admin", "registerClient", name="Chương trình mẫu", **fields)
    beside.noted("client", made, a_mark(), "land", named_to=INSPECTED)


def terms(beside: Beside) -> None:
    """A term of the law that waits for a second person."""
    mark = a_mark()
    law = {"basis": "LAW", "since": beside.play.today, "source": f"Luật Khiếu nại, Điều 27 {mark}"}
    made = beside.clerk.do("lead", "draftTerm", term="COMPLAINT_ACCEPT", amount=10, remoteAmount=12, **law)
    beside.noted("term", made, mark, AGENCIES)
    law |= {"source": f"Luật Khiếu nại, Điều 7.1 {mark}"}
    made = beside.clerk.do("lead", "draftLevel", decidedBy="AGENCY", second="COMMITTEE", **law)
    beside.noted("level", made, mark, AGENCIES)
