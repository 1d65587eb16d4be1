"""What every agency keeps of its own in the rich world, so that each role has something to be shown."""

from uuid import uuid4

from tests.matrix import richer
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
        if who != "land":
            richer.breach(beside, who)
        if who not in ("health", "district"):
            richer.training(beside, who)


def programs(beside: Beside, who: str) -> None:
    """A program, a webhook for some of the news, an address, a commendation, awareness work."""
    do, today = beside.clerk.do, beside.play.today
    if who not in ("land", "lead"):
        richer.told(beside, who)
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
    richer.passed_on(beside, made, mark)


def question(beside: Beside, who: str) -> None:
    """Name a spokesperson of an agency, and put a question of the press."""
    named = f"mutation($input: NameSpokespersonInput!) {{ nameSpokesperson(input: $input) {{ {PROBLEMS} }} }}"
    given = {"commandId": str(uuid4()), **speaking(f"agency-{who}")}
    answer = beside.world.api.ask(beside.play.token(f"{who}.signatory"), named, input=given)["nameSpokesperson"]
    assert answer["problems"] == [], answer
    richer.asked(beside, who)


def document(beside: Beside, who: str, source: str = "", kind: str = "OPINION_REQUEST") -> None:
    """A document of the case in which everybody takes part, or of another source."""
    asked = {"sourceId": source or beside.world.cases["whole"].id, "kind": kind, "format": "DOCX"}
    made = beside.clerk.do(who, "requestDocument", **asked)
    beside.until("requestDocument", made, "state", "COMPILED", who)
    beside.noted(f"document-{who}", made, a_mark(), who, INSPECTED)


def own_reports(beside: Beside) -> None:
    """A report of each agency that was asked for one: written, submitted, given back, submitted again, taken."""
    made = {}
    for who in REPORTING:
        mark = a_mark()
        made[who] = richer.requested(beside, who, mark), mark
        richer.written(beside, who, *made[who])
        beside.noted(f"report-{who}", *made[who], who, SEES_ALL)
    for who, report in made.items():
        richer.taken(beside, who, *report)
    document(beside, "paper", made["paper"][0], "AGENCY_REPORT")
