"""What every agency keeps of its own in the rich world, so that each role has something to be shown."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.matrix.desk_people import a_grant, people
from tests.matrix.rich import EVERYBODY, SEES_ALL
from tests.matrix.richer import INSPECTED, Beside, a_mark
from tests.support.handling_facts import LONG
from tests.support.newsroom import speaking
from tests.support.play import PROBLEMS

DIRECTED = ("health", "land", "district", "commune", "police")
"""Agencies under the People's Committee, which directs them (Đ5.1.h)."""
KEEPING = (*EVERYBODY, "lead", "ppc", "paper")
REPORTING = (*(item for item in EVERYBODY if item not in ("health", "land")), "paper")
TELLING = ("health", "land", "district", "commune", "police", "ppc")
"""Agencies that answer the press; the lead agency's questions are there already."""


def desks(beside: Beside) -> None:
    common(beside)
    a_grant(beside)
    for who in KEEPING:
        programs(beside, who)
        people(beside, who)
        if who not in ("lead", "ppc"):
            difficulty(beside, who)
    for who in TELLING:
        question(beside, who)
    for who in (*EVERYBODY, "lead", "ppc"):
        document(beside, who)
    own_reports(beside)


def common(beside: Beside) -> None:
    """A directive, a task force of all, and for each a breach to answer for and a training that it took part in."""
    do, today = beside.clerk.do, beside.play.today
    everybody = [f"agency-{item}" for item in (*EVERYBODY, "paper")]
    directed = [f"agency-{item}" for item in DIRECTED]
    directive = {"documentNumber": "7/CT", "content": LONG, "addressees": directed, "dueDays": 5}
    made = do("ppc.signatory", "issueDirective", **directive)
    for who in DIRECTED:
        do(who, "reportDirectiveResult", made, documentNumber="1/BC", text=LONG)
    given_up = do("ppc.signatory", "issueDirective", **directive)
    do("ppc.signatory", "closeDirective", given_up, reasons=LONG)
    members = [agency for agency in everybody if agency not in ("agency-paper", "agency-journalists")]  # no press (X5)
    force = {"head": "agency-lead", "members": members, "since": today}
    do("ppc.signatory", "setUpTaskForce", documentNumber="16/QĐ", **force)
    for who in (*EVERYBODY, "paper"):
        mark = a_mark()
        found = {"agency": f"agency-{who}", "kind": "LATE_REPORT", "notedOn": today, "facts": f"Báo cáo chậm. {mark}"}
        breach = do("ppc.signatory", "recordBreach", **found, measure="Nhắc nhở bằng văn bản.")
        do(who, "answerBreach", breach, text=LONG)
        beside.noted(f"breach-{who}", breach, mark, who, SEES_ALL)
        if who != "health":
            training(beside, who)


def training(beside: Beside, who: str) -> None:
    """A training that the health department held together with an agency."""
    mark = a_mark()
    held = {"topic": f"Nhận diện tin sai {mark}", "heldOn": beside.play.today, "audience": "OFFICIALS"}
    more = {"coOrganiser": f"agency-{who}", "headcount": 40, "materials": f"Tài liệu số 4 {mark}"}
    made = beside.clerk.do("health", "recordTraining", **held, **more)
    beside.noted(f"training-{who}", made, mark, who, "health", SEES_ALL)


def programs(beside: Beside, who: str) -> None:
    """A program, a webhook for some of the news, an address, a commendation, awareness work."""
    do, mark, today = beside.clerk.do, a_mark(), beside.play.today
    if who not in ("land", "lead"):
        fields = {"name": f"Trang nội bộ {mark}", "address": f"http://127.0.0.1:1/{mark}", "topics": ["CASE_CHANGED"]}
        made = do(f"{who}.admin", "registerWebhook", **fields)
        do(f"{who}.signatory", "enableWebhook", made)
        do(f"{who}.admin", "tryWebhook", made)
        beside.noted(f"webhook-{who}", made, mark, who, named_to=INSPECTED)
        mark = a_mark()
        said = {"purpose": "DIGEST", "address": f"{mark}@mau.example", "consent": f"Đã đồng ý {mark}"}
        beside.noted(f"mailing-{who}", do(f"{who}.admin", "enterMailing", **said), mark, who, named_to=INSPECTED)
    some = {"topics": ["CASE_CHANGED", "PUBLICATION_ISSUED"], "categories": ["HEALTH"], "publishers": ["agency-lead"]}
    made = do(f"{who}.admin", "registerWebhook", name="Trang riêng", address="http://127.0.0.1:1/rieng", **some)
    do(f"{who}.signatory", "disableWebhook", made, reasons="Đã thay bằng trang khác.")
    client = {"machine": True, "scopes": ["PRESS_READ"], "secrets": ["0a" * 32], "shared": False, "redirects": []}
    do(f"{who}.admin", "registerClient", name="Chương trình mẫu", **client)
    mark = a_mark()
    held = {"subject": f"Quy tắc {mark}", "heldOn": today, "branches": 3, "headcount": 60}
    made = do(who, "recordAwareness", **held)
    beside.noted(f"awareness-{who}", made, mark, who, SEES_ALL)
    named = {"commended": "ORGANISATION", "merit": "PROBLEM_REMEDIED", "organisation": "agency-commune"}
    given = do(who, "proposeCommendation", documentNumber="9/TTr", **named)
    do(who, "withdrawActivity", given, reasons="Ghi nhầm tên của tổ chức.")


def difficulty(beside: Beside, who: str) -> None:
    do, mark = beside.clerk.do, a_mark()
    filed = {"clause": "Đ5.7.b", "text": f"Khó thực hiện {mark}, thiếu người.", "documentNumber": "1/CV"}
    made = do(who, "fileDifficulty", **filed, proposal=f"Bổ sung người {mark}")
    beside.noted(f"difficulty-{who}", made, mark, who, SEES_ALL)
    do("lead", "forwardDifficulty", made, documentNumber="5/CV", opinion=f"{LONG} {mark}")
    answer = {"documentNumber": "6/UBND", "text": f"{LONG} {mark}", "amendment": False}
    do("ppc.signatory", "answerDifficulty", made, **answer)


def question(beside: Beside, who: str) -> None:
    """Who speaks for an agency, a question that was answered, and one whose answer was put off and refused."""
    named = f"mutation($input: NameSpokespersonInput!) {{ nameSpokesperson(input: $input) {{ {PROBLEMS} }} }}"
    given = {"commandId": str(uuid4()), **speaking(f"agency-{who}")}
    answer = beside.world.api.ask(beside.play.token(f"{who}.signatory"), named, input=given)["nameSpokesperson"]
    assert answer["problems"] == [], answer
    mark, asked = a_mark(), (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="milliseconds")
    said = {"kind": "QUESTION", "outlet": f"Báo Mẫu {mark}", "question": f"Việc này thế nào? {mark}"}
    made = beside.clerk.do(f"{who}.spokesperson", "receiveQuestion", askedAt=asked, **said)
    beside.clerk.do(f"{who}.spokesperson", "answerQuestion", made, text=f"{LONG} {mark}")
    beside.noted(f"exchange-{who}", made, mark, who, INSPECTED)
    mark = a_mark()
    said = {"kind": "ACCESS_POST", "outlet": f"Báo Mẫu {mark}", "question": f"Xin cung cấp tài liệu. {mark}"}
    made = beside.clerk.do(f"{who}.spokesperson", "receiveQuestion", askedAt=asked, **said)
    longer = {"days": 2, "documentNumber": "8/CV", "reasons": f"Tài liệu ở nhiều nơi. {mark}"}
    beside.clerk.do(f"{who}.spokesperson", "extendAnswer", made, **longer)
    refusal = {"ground": "STATE_SECRET", "reasons": f"{LONG} {mark}"}
    beside.clerk.do(f"{who}.spokesperson", "refuseQuestion", made, **refusal)
    beside.noted(f"exchange-{who}-refused", made, mark, who, INSPECTED)


def document(beside: Beside, who: str, source: str = "", kind: str = "OPINION_REQUEST") -> None:
    """A document of the case in which everybody takes part, or of another source."""
    asked = {"sourceId": source or beside.world.cases["whole"].id, "kind": kind, "format": "DOCX"}
    made = beside.clerk.do(who, "requestDocument", **asked)
    beside.until("requestDocument", made, "state", "COMPILED", who)
    beside.noted(f"document-{who}", made, a_mark(), who, INSPECTED)


def own_reports(beside: Beside) -> None:
    """A report of each agency that was asked for one: written, submitted, given back, submitted again, taken."""
    do, days = beside.clerk.do, {"since": "2026-06-01", "until": "2026-06-30"}
    signed = {"documentNumber": "12/BC", "signedOn": beside.play.today}
    made = {}
    for who in REPORTING:
        mark = a_mark()
        asked = {"agency": f"agency-{who}", "subject": f"Báo cáo việc {mark} của ngành.", "dueDays": 5}
        made[who] = do("lead", "requestReport", **asked, **days)
        do(who, "draftReport", made[who], direction=f"{LONG} {mark}", solutions=f"{LONG} {mark}")
        beside.noted(f"report-{who}", made[who], mark, who, SEES_ALL)
    for who, report in made.items():
        beside.until("draftReport", report, "counting { final }", "True", who)
        do(f"{who}.signatory", "submitReport", report, **signed)
        do("lead", "returnReport", report, reasons=LONG)
        do(who, "draftReport", report, cases=LONG)
        do(f"{who}.signatory", "submitReport", report, **signed)
        do("lead", "acceptReport", report)
    document(beside, "paper", made["paper"], "AGENCY_REPORT")
