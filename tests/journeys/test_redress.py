"""From a decision to its undoing, over HTTP: officers with tokens, a person with a browser, a real worker."""

import asyncio
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.calendar import WorkingCalendar
from domain.kernel.roles import Post
from store.reports.statistics import FIRST_YEAR
from store.settings import Settings
from store.store import Store, opened_store
from tests.support.complaints import LONG
from tests.support.examiner import Examiner, complaint_of, executed, today
from tests.support.installation import Api, Process
from tests.support.play import PROBLEMS, Play, a_ground
from tests.support.public import Person, code_in, forgive, plain, with_others
from tests.support.record import faults_of, record_findings
from tests.support.tokens import Issuer

ADDRESS = "https://tin.example/tram-y-te"


def last_day() -> date:
    """The last day for complaining about what was decided and served today."""
    return WorkingCalendar().add_working_days(today() + timedelta(90), 0)


def shown(day: date) -> str:
    """As the pages write it."""
    return day.strftime("%d/%m/%Y")


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    with_others(installation)
    forgive(installation)
    yield
    forgive(installation)


@pytest.fixture(scope="module")
def ground(api: Api, issuer: Issuer) -> str:
    return a_ground(api, issuer)


@pytest.fixture
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play(api, issuer)


@pytest.fixture
def person(api: Api) -> Person:
    return Person(api.url)


def in_store(env: dict[str, str], look: Any) -> Any:
    async def run() -> Any:
        async with opened_store(Settings.from_env(env)) as store:
            return await look(store)

    return asyncio.run(run())


async def upheld(store: Store) -> int:
    """Complaints upheld in the field of health, those of other tests as well."""
    since = store.connection.clock()
    span = since.replace(year=FIRST_YEAR), since.replace(year=since.year + 1)
    rows = [complaint async for complaint in store.statistics._complaints(*span)]
    return sum((row.row, row.column) == ("COMPLAINT_UPHELD", "HEALTH") for row in rows)


def test_a_decision_is_found_complained_against_and_undone(
    play: Play, ground: str, person: Person, installation: dict[str, str]
) -> None:
    before = in_store(installation, upheld)
    executed(play, ground, ADDRESS)

    # The person finds it by its exact address, and by nothing else.
    page = person.post("decision", url=f"{ADDRESS}?utm_source=x")
    words = plain(page)
    for told in (
        "Còn hiệu lực",
        shown(today()),
        "Cơ quan agency-lead",
        "Điều 1 khoản 1 điểm a",
        LONG,
        shown(last_day()),
    ):
        assert told in words, told
    assert "Không có quyết định nào" in plain(person.post("decision", url=f"{ADDRESS}-2"))
    assert "Không có quyết định nào" in plain(person.post("decision", url="https://tin.example/"))
    code = re.search(r"decision=([0-9A-F]{12})", page.text)
    assert code
    assert f'value="{code[1]}"' in person.get("complaint", decision=code[1]).text

    # The person complains, and follows it with the code alone.
    wrong = "Trạm y tế có đóng cửa thật, tôi đã đến nơi."
    receipt = person.send("complaint", decision=code[1], text=wrong, contact="0912 345 678")
    own = code_in(receipt)
    assert "Đã gửi" in plain(person.post("matter", code=own))

    # The first level dismisses it; the person goes on; the second level upholds it.
    first, second = Examiner(play, "agency-lead"), Examiner(play, "agency-ppc")
    redress = complaint_of(play, first)
    assert first.shown(redress, "text filedLate")["text"] == wrong
    first.rules(redress, "DISMISSED")
    seen = person.post("matter", code=own)
    assert "Khiếu nại không đúng" in plain(seen)
    assert "Khiếu nại lần hai" in plain(seen)
    short = person.post("appeal", code=own, command_id=str(uuid4()), text="ngắn")
    assert short.status_code == 422
    assert ">\nngắn</textarea>" in short.text
    assert person.post("appeal", code=own, command_id=str(uuid4()), text=LONG).status_code == 200
    second.rules(redress, "UPHELD")

    # The measure is undone, the history stays and fits together.
    case = play.shown("state cycle decisions { measure } executions { agency { id } } reopenings { ground }")
    assert (case["state"], case["cycle"], len(case["decisions"])) == ("CHECKING", 2, 1)
    assert [reopening["ground"] for reopening in case["reopenings"]] == ["REDRESS"]
    assert play.refused("health", "reportResult", documentNumber="1", doneOn=today().isoformat(), summary=LONG)
    assert "Đã bị hủy bỏ" in plain(person.post("decision", url=ADDRESS))
    assert "Đã có hiệu lực" in plain(person.post("matter", code=own))

    async def verified(store: Store) -> list[str]:
        return await faults_of(store.connection, play.case) + await faults_of(store.connection, redress)

    assert in_store(installation, verified) == []

    async def sealed(store: Store) -> set[str]:
        return {finding.code for finding in await record_findings(store.connection)}

    assert in_store(installation, sealed) <= {"pending-late", "erased"}, "others erase here too"

    assert in_store(installation, upheld) == before + 1
    table = person.data("query($y: Int!) { statistics(year: $y) { lines { name total } } }", y=today().year)
    totals = {line["name"]: line["total"] for line in table["statistics"]["lines"]}
    assert list(totals)[:2] == ["CLOSED_PROTECTED", "COMPLAINT_UPHELD"]
    assert totals["COMPLAINT_UPHELD"] is None, "one complaint is one person's story"


def test_nobody_who_touched_the_case_examines_and_a_late_part_is_seen(
    play: Play, ground: str, person: Person, issuer: Issuer
) -> None:
    executed(play, ground, f"{ADDRESS}-khac")
    found = person.data("query($url: String!) { decisionFor(url: $url) { code } }", url=f"{ADDRESS}-khac")[
        "decisionFor"
    ]
    person.send("complaint", decision=found["code"], text=LONG)
    first = Examiner(play, "agency-lead")
    redress = complaint_of(play, first)
    inspector = play.token("inspection.inspector")

    for post in (Post.HANDLER, Post.SIGNATORY):
        (problem,) = first.sent(redress, "acceptRedress", token=issuer.officer("agency-lead", post))
        assert problem["code"] == "part-in-case"
    allowed = "allowedActions { action allowed }"
    open_to = {
        who: {action["action"]: action["allowed"] for action in first.shown(redress, allowed, token)["allowedActions"]}
        for who, token in (("other", None), ("handler", issuer.officer("agency-lead", Post.HANDLER)))
    }
    assert (open_to["other"]["acceptRedress"], open_to["handler"]["acceptRedress"]) == (True, False)

    assert first.sent(redress, "acceptRedress") == []
    parts = "examinerParts { officerId eventType version }"
    assert first.shown(redress, parts)["examinerParts"] is None, "for inspectors only"
    assert first.shown(redress, parts, inspector)["examinerParts"] == []
    late = {"commandId": str(uuid4()), "caseId": play.case, "officer": "officer-lead-other", "reasons": LONG}
    query = f"mutation($input: RecuseOfficerInput!) {{ recuseOfficer(input: $input) {{ {PROBLEMS} }} }}"
    assert play.api.ask(first.token, query, input=late)["recuseOfficer"]["problems"] == []
    (part,) = first.shown(redress, parts, inspector)["examinerParts"]
    assert (part["officerId"], part["eventType"]) == ("officer-lead-other", "CASE_OFFICER_RECUSED")
    (problem,) = first.sent(redress, "beginExamination", plan=LONG)
    assert problem["code"] == "part-in-case"


def test_the_contact_is_opened_by_the_second_level_only_and_recorded(play: Play, ground: str, person: Person) -> None:
    executed(play, ground, f"{ADDRESS}-lien-he")
    code = person.data("query($url: String!) { decisionFor(url: $url) { code } }", url=f"{ADDRESS}-lien-he")[
        "decisionFor"
    ]["code"]
    own = code_in(person.send("complaint", decision=code, text=LONG, contact="0912 345 678"))
    first, second = Examiner(play, "agency-lead"), Examiner(play, "agency-ppc")
    redress = complaint_of(play, first)
    purpose = {"Casebook-Purpose": "REDRESS"}
    ask = "query($id: ID!) { contact(id: $id) }"
    refused = play.api.post(first.token, ask, purpose, id=redress).json()
    assert refused["errors"][0]["extensions"]["reason"] == "contact-closed"
    first.rules(redress, "DISMISSED")
    assert person.post("appeal", code=own, command_id=str(uuid4()), text=LONG).status_code == 200
    handler = play.issuer.officer("agency-ppc", Post.HANDLER)
    assert play.api.post(handler, ask, None, id=redress).json()["errors"], "without a purpose"
    assert play.api.ask(handler, ask, purpose, id=redress)["contact"] == "0912 345 678"
    signatory = play.api.post(second.token, ask, purpose, id=redress).json()
    assert signatory["errors"][0]["extensions"]["reason"] == "contact-of-another"
    log = "{ accessLog(first: 50) { edges { node { readings { kind streamIds } } } } }"
    seen = play.api.post(play.token("inspection.inspector"), log, {"Casebook-Purpose": "INSPECTION"})
    assert "CONTACT" in seen.text or "errors" in seen.json()
