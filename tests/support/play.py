"""Act out a case over HTTP: each line of a journey is one act of one officer."""

import time
from datetime import UTC, datetime
from typing import Any, Self
from uuid import uuid4

from domain.book import public_actions
from domain.kernel.actor import Caller
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind, Post
from tests.support import acts
from tests.support.answered import expect_listed
from tests.support.complaints import other
from tests.support.installation import Api
from tests.support.patience import until
from tests.support.tokens import Issuer
from tests.support.world import caller, officer

PROBLEMS = "problems { __typename code ... on VersionConflict { currentVersion } ... on SafeguardNotMet { guard } }"
ADDITIVE = {action.name for kind in Kind for action in public_actions(kind) if action.additive}
LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
NO_OFFICE = {
    **{"criticism": False, "publicInterest": False, "office": False, "reasons": LONG},
    "aboutWhom": "Ảnh chỉ có một em nhỏ đeo thẻ học sinh, không ai giữ chức vụ.",
    "interest": "Thẻ học sinh của một em không liên quan đến việc chung nào.",
    "truth": "Thẻ là thật, theo ảnh chụp và lời người giám hộ.",
    "context": "Bài đăng chỉ có ảnh thẻ, không kèm lời nào khác.",
}
"""Answers of a harm test that finds content harmful. Each "no" has its explanation."""
OUTSIDE = {
    **{"sourceKind": "INSTITUTION", "sourceName": "Viện vệ sinh dịch tễ trung ương"},
    **{"sourceDocument": "5/BC-VSDT", "sourceOn": "2026-06-20"},
}
"""A source outside the agencies that take part."""


def mutation(name: str, gives: str) -> str:
    """Return a mutation that asks for these fields of its payload, and for problems."""
    return acts.mutation(name, f"{gives} {PROBLEMS}")


class Play:
    """Case with officers who act in it by name: `lead`, `lead.signatory`, `health` …"""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        self.api, self.issuer = api, issuer
        self.case = self.url = ""
        self._versions: dict[str, str] = {}

    @classmethod
    def with_proposal(cls, api: Api, issuer: Issuer, **reported: Any) -> Self:
        """A case that was found false, with a correction proposed."""
        play = cls(api, issuer)
        play.report(**reported)
        play.check()
        play.proposed(a_ground(api, issuer))
        return play

    @classmethod
    def with_decision(cls, api: Api, issuer: Issuer, **reported: Any) -> Self:
        play = cls.with_proposal(api, issuer, **reported)
        play.decided()
        return play

    @property
    def today(self) -> str:
        """Return the day in Việt Nam by the API's clock. An act may be dated from the act before it up to now."""
        return local_date(datetime.fromtimestamp(self._now, UTC)).isoformat()

    @property
    def _now(self) -> int:
        """Return the seconds of the API's clock, which a test may shift."""
        return int(time.time()) + int(self.api.env.get("CASEBOOK_CLOCK_OFFSET", "0"))

    def token(self, who: str) -> str:
        name, _, post = who.partition(".")
        if post == "other":  # a second signatory, where one was appointed (`appoint_others`)
            return self.signed(other(f"agency-{name}"))
        return self.signed(caller(f"agency-{name}", Post((post or "handler").upper())))

    def signed(self, person: Caller) -> str:
        """Return a person's token, issued by the API's clock."""
        return self.issuer.sign(self.issuer.claims(person, iat=self._now, exp=self._now + 3600))

    def sent(self, who: str, name: str, **fields: Any) -> dict[str, Any]:
        """Return the payload of one command. Without a version it is sent on that of the last act or the newest, and
        again after a conflict.

        A command with a version is sent once.
        """
        if self.case and name != "reportCase":
            fields.setdefault("caseId", self.case)
        while True:
            made = {"commandId": str(uuid4()), **fields}
            decided = "expectedVersion" in fields
            if name != "reportCase" and name not in ADDITIVE and not decided:
                made["expectedVersion"] = self._versions.pop(self.case, None) or self.shown("version")
            query = mutation(name, "case { id state version }")
            payload: dict[str, Any] = self.api.ask(self.token(who), query, input=acts.given(name, made))[name]
            expect_listed(name, (problem["code"] for problem in payload["problems"]))
            if case := payload["case"]:
                self._versions[case["id"]] = case["version"]
            if decided or not any(problem["code"] == "VERSION_CONFLICT" for problem in payload["problems"]):
                return payload

    def act(self, who: str, name: str, **fields: Any) -> str:
        """Execute an act that must succeed. Return the resulting state."""
        payload = self.sent(who, name, **fields)
        assert payload["problems"] == [], (name, payload["problems"])
        self.case = payload["case"]["id"]
        return str(payload["case"]["state"])

    def refused(self, who: str, name: str, **fields: Any) -> str:
        (problem,) = self.sent(who, name, **fields)["problems"]
        return str(problem["code"])

    def shown(self, fields: str, who: str = "lead") -> Any:
        """Return fields of the case as a person sees it; the value alone if there is one field."""
        query = f"query($id: ID!) {{ case(id: $id) {{ {fields} }} }}"
        case = self.api.ask(self.token(who), query, id=self.case)["case"]
        return case[fields] if case and fields in case else case

    def until(self, fields: str, wanted: Any) -> Any:
        """Wait for the worker. Return the case once `wanted` holds of it."""
        return until(lambda: self.shown(fields), wanted=wanted)

    # Steps that several journeys share.

    def capture(self, who: str) -> str:
        """Add a capture to the case as an officer. Return its key."""
        headers = {"Authorization": f"Bearer {self.token(who)}", "Content-Type": "image/png"}
        content = b"\x89PNG\r\n\x1a\n" + uuid4().bytes
        upload = self.api.send("POST", f"/evidence?case={self.case}", content=content, headers=headers).json()["upload"]
        known = {"kind": "CAPTURE", "weight": "NEITHER", "source": LONG, "redacted": True}
        self.act(who, "addEvidence", upload=upload, **known)
        return str(self.shown("evidence { key }")["evidence"][-1]["key"])

    def report(self, **changes: Any) -> None:
        own = {"publishedAt": "2026-06-29T10:00:00+07:00", "url": f"https://tin.example/{uuid4().hex}"}
        fields = {**acts.A_REPORT, **own, **changes}
        self.case, self.url = "", str(fields["url"])
        self.act("land", "reportCase", **fields)

    def check(self, **screening: Any) -> None:
        """Screen the case, then take it up and check it as the health department."""
        self.act("lead", "screenCase", **({"category": "HEALTH", "assigned": "agency-health"} | screening))
        self.act("health", "startChecking", focal=officer("agency-health", Post.HANDLER))
        seen = {"method": "OWN_RECORDS", "outcome": "AS_REPORTED", "summary": "Bài đăng còn đó."}
        self.act("health", "recordCheck", **seen)

    def verify(self, result: str) -> None:
        said = {"independent": True, "sources": "Sổ khám bệnh của trạm y tế.", "contrary": "Không có."}
        self.act("health", "recordVerification", result=result, **said)

    def review(self, conclusion: str, expression: str = "FACT", ground: str | None = None) -> None:
        """Make the expression check as the health department."""
        false = {"falseFact": "Trạm y tế đóng cửa là sai.", "provision": ground} if ground else {}
        said = {"conclusion": conclusion, "expression": expression, "reasons": LONG, **false}
        self.act("health", "reviewExpression", **said)

    def ask_round(self, *invited: str) -> None:
        asked = {"methodReason": "Việc đơn giản, không cần họp.", "question": "Đề nghị cho ý kiến.", "dueDays": 2}
        self.act("lead", "openRound", method="WRITTEN_OPINION", invited=list(invited), **asked)

    def carry(self, of: str) -> None:
        """Link the case to an earlier one, view its own address, and carry the verification over."""
        self.act("lead", "linkDuplicate", of=of, reasons=LONG)
        said = {"sources": "Bài ở đây chép nguyên văn nội dung đã xác minh.", "contrary": "Không có gì khác."}
        assert self.refused("health", "carryVerification", **said) == "ADDRESS_NOT_VIEWED"
        seen = {"method": "VIEWED_CONTENT", "outcome": "AS_REPORTED", "summary": "Đã xem, đúng như phản ánh."}
        self.act("health", "recordCheck", **seen)
        self.act("health", "carryVerification", **said)

    def found_false(self, ground: str, of: str = "") -> None:
        """Verify the case as false, here or in an earlier case; then review, discuss and appraise it."""
        self.carry(of) if of else self.verify("FALSE")
        self.review("NOT_PROTECTED", ground=ground)
        self.ask_round("agency-health", "agency-land")
        for who in ("health", "land"):
            self.act(who, "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
        self.act("lead", "concludeRound", outcome="AGREED", agreedOption="Đề nghị đính chính.")
        self.act("lead", "appraiseCase", finding="FALSE", reasons=LONG)

    def proposed(self, ground: str, measure: str = "CORRECTION_REQUEST", *weighed: str, of: str = "") -> None:
        self.found_false(ground, of)
        said = {"weighing": LONG, "necessity": LONG}
        self.act("lead", "proposeHandling", measure=measure, provisions=[ground], alternatives=list(weighed), **said)

    def found_harmful(self, ground: str) -> None:
        """Confirm a guardian's request, make two harm tests, and find that the content harms a person."""
        self.act("lead", "requestCoordination", agency="agency-commune", content="Xem xét nội dung.", dueDays=1)
        self.act("health.signatory", "confirmProtection", shown="GUARDIAN_PAPER", reasons=LONG)
        for who in ("health", "commune"):
            self.act(who, "reviewHarm", provision=ground, **NO_OFFICE)
        assert self.act("lead.signatory", "findHarm", reasons=LONG) == "APPRAISED"

    def decided(self, measure: str = "CORRECTION_REQUEST", who: str = "lead.signatory") -> None:
        said = {"number": "12/QĐ", "decidedOn": self.today, "reasons": LONG, "redressNotice": LONG}
        said |= {} if measure in ("OFFICIAL_INFORMATION", "CORRECTION_REQUEST") else {"unheard": LONG}
        assert self.act(who, "decideCase", measure=measure, **said) == "DECIDED"

    def served(self, agency: str) -> None:
        """Notify the person concerned, and have an agency carry the decision out."""
        told = {"service": "PUBLISHER_NOTIFIED", "serviceNote": "Đã gửi văn bản.", "servedOn": self.today}
        assert self.act("lead", "startExecution", agency=agency, **told) == "EXECUTING"

    def handed_over(self, ground: str) -> None:
        """Hand the file over to the police."""
        draft = {"provisions": [ground], "reasons": LONG, "fileIndex": "1. Bản chụp bài viết"}
        self.act("lead", "proposeTransfer", police="agency-police", **draft)
        self.act("lead.signatory", "signTransfer", documentNumber="1/CV")
        self.act("lead", "handOverTransfer", record="Bàn giao 12 trang tại trụ sở.", documentNumber="2/BB")

    def asked_to_remove(self, ground: str) -> dict[str, str]:
        """Ask the Committee to have the content of the case removed. Return the key of the proposal as a field."""
        self.act("lead", "draftTakedown", provisions=[ground], necessity=LONG, alternatives=LONG)
        one = {"takedown": str(self.shown("takedowns { key }")["takedowns"][-1]["key"])}
        seen = {"capturedText": "Trạm y tế đóng cửa.", "capturedAt": "2026-06-30T10:00:00+07:00"}
        self.act("lead", "addTakedownItem", url=self.url, **seen, **one)
        self.act("lead.signatory", "approveTakedown", oneItem=LONG, **one)
        self.act("lead", "submitTakedown", committee="agency-ppc", documentNumber="1/TTr", **one)
        return one

    def sent_to_the_ministry(self, one: dict[str, str]) -> None:
        self.act("ppc.signatory", "signTakedown", documentNumber="2/UBND", **one)
        self.act("ppc", "sendTakedown", ministry="agency-ministry", documentNumber="3/UBND", dueDays=5, **one)

    def removed(self, one: dict[str, str]) -> None:
        """The ministry agrees, and somebody saw that the content is gone."""
        self.act("lead", "recordMinistryReply", answer="ACCEPTED", documentNumber="4/BTT", **one)
        self.act("lead", "recordTakedownOutcome", outcome="REMOVED", note="Không còn mở được bài viết.", **one)

    def restored(self) -> None:
        """The ministry is asked to undo the newest removal, agrees, and somebody saw the content again."""
        key = self.shown("takedowns { key }")["takedowns"][-1]["key"]
        self.act("lead", "askRestoration", takedown=key, documentNumber="7/CV")
        one = {"restoration": self.shown("restorations { key }")["restorations"][-1]["key"]}
        self.act("lead", "recordRestorationReply", answer="ACCEPTED", documentNumber="8/BTT", **one)
        self.act("lead", "recordRestorationOutcome", outcome="RESTORED", note="Đã mở lại được bài viết.", **one)


def a_ground(api: Api, issuer: Issuer, kind: str = "GROUND") -> str:
    """Draft a provision as one officer and activate it as another. Return its id."""
    play = Play(api, issuer)
    gives = "provision { id version }"
    fields = {
        "commandId": str(uuid4()),
        "kind": kind,
        "instrument": "MẪU: Nghị định mẫu số 1/2020/NĐ-CP",
        "place": "Điều 1 khoản 1 điểm a",
        "wording": "Cung cấp, chia sẻ thông tin sai sự thật, xâm phạm đời sống riêng tư.",
        "source": "Công báo",
        "since": "2020-01-01",
    }
    made = api.ask(play.token("lead"), mutation("draftProvision", gives), input=fields)["draftProvision"]["provision"]
    activate = mutation("activateProvision", gives)
    given = {"commandId": str(uuid4()), "provisionId": made["id"], "expectedVersion": made["version"]}
    given |= {"readIn": "Công báo số 1", "readOn": "2026-01-01"}
    given["wording"] = fields["wording"]
    sent = acts.given("activateProvision", given)
    answer = api.ask(play.token("lead.signatory"), activate, input=sent)["activateProvision"]
    assert answer["problems"] == []
    return str(made["id"])
