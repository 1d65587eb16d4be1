"""A notice to the press over HTTP: the office's acts, and what readers get."""

import time
from typing import Any
from uuid import uuid4

import httpx

from api.web.page_cache import READ_SECONDS
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Post
from tests.support import web
from tests.support.acts import given
from tests.support.installation import Api
from tests.support.patience import until
from tests.support.play import ADDITIVE, Play, mutation
from tests.support.press import SPEAKS
from tests.support.tokens import Issuer
from tests.support.world import LEAD, officer

WORDS = {
    "title": "Trạm y tế xã không đóng cửa",
    "claim": "Trạm y tế xã sẽ đóng cửa vào tuần tới.",
    "text": "Sở Y tế đã kiểm tra: trạm y tế xã vẫn mở cửa.\nGiờ làm việc không thay đổi.",
}
REDRESS = "Có thể khiếu nại đến cơ quan chủ trì trong 90 ngày."


def speaking(agency: str) -> dict[str, str]:
    """Return the input of `nameSpokesperson` for an agency's own spokesperson, without the command's id."""
    said = SPEAKS | {"officer": officer(agency, Post.SPOKESPERSON)}
    return {camel(name): str(value) for name, value in said.items()}


class Newsroom:
    """A notice and the officers who write it."""

    def __init__(self, api: Api, issuer: Issuer, case: str) -> None:
        self.api, self.case, self.notice = api, case, ""
        self._play = Play(api, issuer)

    @classmethod
    def decided(cls, api: Api, issuer: Issuer) -> "Newsroom":
        """Return a newsroom for a case that was reported, checked and decided, with a spokesperson."""
        play = Play.with_decision(api, issuer)
        play.served("agency-health")
        made = cls(api, issuer, play.case)
        made.name_spokesperson()
        return made

    def token(self, who: str) -> str:
        return self._play.token(who)

    def ask(self, who: str, query: str, **variables: Any) -> Any:
        return self.api.ask(self.token(who), query, **variables)

    def sent(self, who: str, name: str, **fields: Any) -> dict[str, Any]:
        """Return the payload of one command on the notice."""
        made = {"commandId": str(uuid4()), **fields}
        if name != "draftPublication":
            made["pressNoticeId"] = self.notice
            if name not in ADDITIVE:
                made["expectedVersion"] = self.shown("version")["version"]
        payload: dict[str, Any] = self.ask(who, mutation(name, "pressNotice { id state }"), input=given(name, made))[
            name
        ]
        return payload

    def act(self, who: str, name: str, **fields: Any) -> str:
        """Execute an act that must succeed. Return the state after it."""
        payload = self.sent(who, name, **fields)
        assert payload["problems"] == [], (name, payload["problems"])
        self.notice = payload["pressNotice"]["id"]
        return str(payload["pressNotice"]["state"])

    def shown(self, fields: str) -> Any:
        query = f"query($id: ID!) {{ pressNotice(id: $id) {{ {fields} }} }}"
        return self.ask("lead", query, id=self.notice)["pressNotice"]

    def name_spokesperson(self) -> None:
        fields = {"commandId": str(uuid4()), **speaking(LEAD)}
        query = mutation("nameSpokesperson", "replayed")
        assert self.ask("lead.signatory", query, input=fields)["nameSpokesperson"]["problems"] == []

    def drafted(self, **changes: str) -> None:
        """Let a handler write the notice and hand it to the spokesperson."""
        fields = {"case": self.case, "form": "PORTAL", "redressNotice": REDRESS, **WORDS, **changes}
        assert self.act("lead", "draftPublication", **fields) == "DRAFT"
        assert self.act("lead", "checkPublication") == "CHECKED"

    def issued(self, **changes: str) -> None:
        """Issue the notice to the public, once the site was informed of the decision."""
        self._play.case = self.case
        if self._play.shown("state") == "DECIDED":
            self._play.served("agency-health")
        self.drafted(**changes)
        assert self.act("lead.spokesperson", "approvePublication") == "APPROVED"
        assert self.act("lead.spokesperson", "issuePublication") == "ISSUED"

    def corrected(self, text: str, reason: str, **ground: str) -> None:
        """Replace the text. `redress` names the complaint that is the ground."""
        self.act("lead", "draftCorrection", **{**WORDS, "text": text, "reasons": reason, **ground})
        assert self.act("lead.spokesperson", "issueCorrection") == "CORRECTED"

    def retracted(self, reason: str, ground: str = "WRONG") -> None:
        said = {"ground": ground, "reasons": reason}
        assert self.act("lead.spokesperson", "retractPublication", **said) == "RETRACTED"

    def read(self, path: str = "", **headers: str) -> httpx.Response:
        """Return a public page, as anybody gets it."""
        return web.get(f"{self.api.url}/press/{path}", headers=headers)

    def newest(self, path: str, **headers: str) -> httpx.Response:
        """Return a page once no cached older version is valid any more."""
        time.sleep(READ_SECONDS)
        return self.read(path, **headers)

    def until(self, state: str) -> None:
        until(lambda: self.shown("state")["state"], wanted=state.__eq__)
