"""A document as an office has it made: asked for over GraphQL, compiled by a worker process, fetched over HTTP."""

import asyncio
import re
from base64 import b64decode
from hashlib import sha256
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import httpx
import pytest

from api.files.exchange.read import read
from api.files.exchange.write import NAMESPACE
from store.files.uploads import whole
from tests.api.exchange.test_files import ANSWER, faults
from tests.support import web
from tests.support.certificates import holder
from tests.support.clerk import Clerk
from tests.support.installation import Api, Process
from tests.support.measured import measured
from tests.support.patience import until
from tests.support.play import LONG, Play, a_ground
from tests.support.signers import signed
from tests.support.tokens import Issuer
from tests.support.world import LEAD, machine

FIELDS = "id state kind format sourceId sourceVersion part failure download endedAt agency { id }"
REQUEST = f"""mutation($input: RequestOfficialDocumentInput!) {{
  requestOfficialDocument(input: $input) {{ document {{ {FIELDS} }} problems {{ code }} replayed }}
}}"""
ONE = f"query($id: ID!) {{ officialDocument(id: $id) {{ {FIELDS} }} }}"


@pytest.fixture(scope="module")
def play(api: Api, worker: Process, issuer: Issuer) -> Play:
    return Play.with_decision(api, issuer)


def request(play: Play, who: str = "lead", **fields: Any) -> Any:
    given = {"commandId": str(uuid4()), "sourceId": play.case, "kind": "DECISION", "format": "PDF", **fields}
    return play.api.ask(play.token(who), REQUEST, input=given)["requestOfficialDocument"]


def compiled(play: Play, id: str, who: str = "lead") -> Any:
    def look() -> Any:
        return play.api.ask(play.token(who), ONE, id=id)["officialDocument"]

    return until(look, wanted=lambda found: found["state"] != "REQUESTED")


def fetch(play: Play, place: str, who: str = "lead", purpose: str | None = "HANDLING") -> httpx.Response:
    headers = {"Authorization": f"Bearer {play.token(who)}"}
    if purpose:
        headers["Casebook-Purpose"] = purpose
    return web.get(play.api.url + place, headers=headers)


def test_a_decision_is_compiled_and_fetched(play: Play) -> None:
    asked = request(play)
    assert asked["problems"] == []
    found = compiled(play, asked["document"]["id"])
    assert (found["state"], found["kind"], found["agency"]["id"]) == ("COMPILED", "DECISION", "agency-lead")
    answer = fetch(play, found["download"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="quyet-dinh-12-QD-CQA.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    given = answer.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")
    assert b64decode(given) == sha256(answer.content).digest()
    page = measured(answer.content)[0]
    assert page.line("CỘNG HÒA").size == 12
    assert "QUYẾT ĐỊNH" in [line.text for line in page.lines]


def test_a_label_is_asked_for_answered_and_its_letter_printed(api: Api, worker: Process, issuer: Issuer) -> None:
    """Milder than a removal, by the same steps: each officer with a token of their own, the letter by a worker."""
    play, ground = Play(api, issuer), a_ground(api, issuer)
    play.report()
    play.check()
    play.proposed(ground, "LABEL_PROPOSAL", "CORRECTION_REQUEST")
    play.decided("LABEL_PROPOSAL")
    play.served("agency-health")
    one = play.asked_to_remove(ground)
    [drafted] = play.shown("takedowns { asks mayOrder { id } }")["takedowns"]
    assert (drafted["asks"], drafted["mayOrder"]) == ("LABEL", [{"id": "agency-ministry"}])
    play.act("ppc.signatory", "signTakedown", documentNumber="2/UBND", **one)

    made = compiled(play, request(play, "ppc", kind="REMOVAL_PROPOSAL", part=one["takedown"])["document"]["id"], "ppc")
    content = fetch(play, made["download"], "ppc").content
    letter = [line.text for page in measured(content) for line in page.lines]
    assert [text for text in letter if "gắn nhãn" in text]
    assert [text for text in letter if "gỡ bỏ" in text] == [], "nobody asks for a removal"

    play.act("ppc", "sendTakedown", ministry="agency-ministry", documentNumber="3/UBND", dueDays=5, **one)
    assert play.refused("lead", "recordTakedownOutcome", outcome="REMOVED", note=LONG, **one) == "NO_TAKEDOWN_THERE"
    play.act("lead", "recordMinistryReply", answer="ACCEPTED", documentNumber="4/BTT", **one)
    play.act("lead", "recordTakedownOutcome", outcome="LABELLED", note="Bài viết đã có nhãn.", **one)
    [ended] = play.shown("takedowns { state outcome reviewDueAt }")["takedowns"]
    assert (ended["state"], ended["outcome"], ended["reviewDueAt"] is None) == ("OUTCOME_RECORDED", "LABELLED", False)


SUBMIT = """mutation($input: SubmitSignedCopyInput!) {
  submitSignedCopy(input: $input) { document { id } problems { code } }
}"""
SIGNED = """query($id: ID!) { officialDocument(id: $id) {
  signedDownload signed { state failure failureEn signers signatures { stamped } }
} }"""


def hand_in(play: Play, id: str, content: bytes) -> Any:
    """What the register finds in a file that was uploaded and handed in."""
    headers = {"Authorization": f"Bearer {play.token('lead')}", "Content-Type": "application/pdf"}
    upload = web.post(f"{play.api.url}/documents/{id}/signed", headers=headers, content=content)
    assert upload.status_code == 201, upload.text
    version = play.api.ask(play.token("lead"), "query($id: ID!) { officialDocument(id: $id) { version } }", id=id)
    given = {"commandId": str(uuid4()), "documentId": id, "expectedVersion": version["officialDocument"]["version"]}
    answer = play.api.ask(play.token("lead"), SUBMIT, input={**given, "upload": upload.json()["upload"]})
    assert answer["submitSignedCopy"]["problems"] == []

    def look() -> Any:
        return play.api.ask(play.token("lead"), SIGNED, id=id)["officialDocument"]

    return until(look, wanted=lambda found: found["signed"]["state"] != "SUBMITTED")


def test_a_document_signed_outside_comes_back_and_is_verified(play: Play) -> None:
    made = compiled(play, request(play)["document"]["id"])
    issued, id = fetch(play, made["download"]).content, made["id"]
    assert play.api.ask(play.token("lead"), SIGNED, id=id)["officialDocument"] == {
        "signed": None,
        "signedDownload": None,
    }
    refused = hand_in(play, id, issued)["signed"]
    assert (refused["state"], refused["failure"]) == ("REFUSED", "signed-copy-unsigned")
    assert refused["failureEn"].startswith("This file has no digital signature")
    copy = signed(issued, holder(days=(-100, 2_000)))
    found = hand_in(play, id, copy)
    assert (found["signed"]["state"], found["signed"]["failure"]) == ("VERIFIED", None)
    assert (found["signed"]["signers"], found["signed"]["signatures"]) == (["MẪU – Giám đốc"], [{"stamped": False}])
    given = fetch(play, found["signedDownload"])
    assert (given.content, given.headers["casebook-signed"]) == (copy, "verified")
    assert fetch(play, found["signedDownload"], "land").status_code == 404
    program = {"Authorization": f"Bearer {play.signed(machine(LEAD))}", "Casebook-Purpose": "HANDLING"}
    program["Content-Type"] = "application/pdf"
    assert web.get(play.api.url + made["download"], headers=program).status_code == 200
    assert web.post(f"{play.api.url}/documents/{id}/signed", headers=program, content=copy).status_code == 404


def test_only_who_asked_and_sees_the_case_is_given_the_file(play: Play) -> None:
    place = compiled(play, request(play)["document"]["id"])["download"]
    assert fetch(play, place, purpose=None).status_code == 403
    assert fetch(play, place, "land").status_code == 404
    assert fetch(play, place, "police").status_code == 404
    assert web.get(play.api.url + place).status_code == 401
    for missing in ("document-nothing", "case-1", "x" * 300):
        assert fetch(play, f"/documents/{missing}").status_code == 404
    hidden = play.api.ask(play.token("land"), ONE, id=place.rpartition("/")[2])
    assert hidden["officialDocument"] is None


def test_fetching_is_recorded_with_its_purpose(play: Play) -> None:
    found = compiled(play, request(play)["document"]["id"])
    assert fetch(play, found["download"], purpose="REPORTING").status_code == 200
    query = "{ accessLog(first: 20) { edges { node { readings { kind streamIds purpose } } } } }"
    headers = {"Casebook-Purpose": "INSPECTION"}
    rows = play.api.ask(play.token("inspection.inspector"), query, headers)["accessLog"]["edges"]
    reads = [read for row in rows for read in row["node"]["readings"] if read["kind"] == "DOCUMENT"]
    assert {"kind": "DOCUMENT", "streamIds": [found["id"], play.case], "purpose": "REPORTING"} in reads


def test_the_press_has_the_document_of_its_own_report_and_of_no_other(play: Play) -> None:
    clerk, days = Clerk(play), {"since": "2026-06-01", "until": "2026-06-30"}
    asked = {"subject": "Báo cáo việc cung cấp thông tin.", "dueDays": 5, **days}
    own = clerk.do("lead", "requestReport", agency="agency-paper", **asked)
    other = clerk.do("lead", "requestReport", agency="agency-health", **asked)
    of = {"kind": "AGENCY_REPORT", "format": "DOCX"}
    assert request(play, "paper", sourceId=other, **of)["problems"] == [{"code": "NOT_FOUND"}]
    found = compiled(play, request(play, "paper", sourceId=own, **of)["document"]["id"], "paper")
    assert (found["state"], found["agency"]["id"]) == ("COMPILED", "agency-paper")
    assert fetch(play, found["download"], "paper").status_code == 200
    assert fetch(play, found["download"], "health").status_code == 404
    assert request(play, "paper", sourceId=play.case, kind="DECISION", format="PDF")["problems"] == [
        {"code": "SCOPE_MISSING"}
    ]


class TestBetweenOffices:
    """A numbered document goes out as an exchange file, and an answer to it is read."""

    def numbered(self, play: Play) -> Any:
        return compiled(play, request(play)["document"]["id"])

    def test_the_file_holds_the_document_and_says_whose_it_is(self, play: Play) -> None:
        found = self.numbered(play)
        nobody = fetch(play, f"{found['download']}/exchange")
        code = nobody.json()["errors"][0]["extensions"]["code"]
        assert (nobody.status_code, code) == (409, "EXCHANGE_NO_RECEIVER"), "a decision is addressed to no office"
        unknown = fetch(play, f"{found['download']}/exchange?to=agency-health&to=agency-nowhere")
        code = unknown.json()["errors"][0]["extensions"]["code"]
        assert (unknown.status_code, code) == (422, "AGENCY_UNKNOWN"), "nobody is left out in silence"
        sent = fetch(play, f"{found['download']}/exchange?to=agency-health")
        assert sent.status_code == 200
        assert faults(sent.content) == []
        assert sent.headers["content-type"].startswith("application/xml")
        assert sent.headers["content-disposition"] == 'attachment; filename="quyet-dinh-12-QD-CQA.edxml"'
        said = asyncio.run(read(whole(sent.content)))
        assert (said.number, said.symbol, said.kind) == ("12", "QĐ-CQA", "Quyết định")
        assert said.sender
        at = {"e": NAMESPACE}
        assert (
            ElementTree.fromstring(sent.content)
            .findtext(".//e:ToPlaces/e:Place", "", at)
            .startswith("Cơ quan agency-health")
        )
        encoded = ElementTree.fromstring(sent.content).findtext(".//e:ContentTransferEncoded", "", at)
        assert b64decode(encoded) == fetch(play, found["download"]).content

    def test_without_a_number_there_is_none_and_others_see_nothing(self, play: Play) -> None:
        plain = compiled(play, request(play, kind="CORRECTION_LETTER")["document"]["id"])
        refused = fetch(play, f"{plain['download']}/exchange")
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (409, "EXCHANGE_NOT_READY")
        found = self.numbered(play)
        assert fetch(play, f"{found['download']}/exchange", "land").status_code == 404
        assert fetch(play, f"{found['download']}/exchange", purpose=None).status_code == 403

    @pytest.mark.parametrize(("answered", "told"), [("12/QĐ-CQA", True), ("08/QĐ-CQA", False), ("", None)])
    def test_an_answer_is_read_and_says_whether_it_answers_this(self, play: Play, answered: str, told: bool) -> None:
        content = ANSWER.format(day="2026/07/20", file="QUJD").replace("07/UBND-VX", answered)
        if not answered:
            content = re.sub("<ResponseFor>.*</ResponseFor>", "", content)
        said = self.answer(play, self.numbered(play), content).json()
        assert (said["number"], said["symbol"], said["day"]) == ("1234", "BKHCN-BCVT", "2026-07-20")
        assert said["answersThis"] is told

    def answer(
        self, play: Play, found: dict[str, Any], content: str, type: str = "text/xml; charset=utf-8", who: str = "lead"
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {play.token(who)}", "Content-Type": type}
        return web.post(f"{play.api.url}{found['download']}/answer", headers=headers, content=content.encode())
