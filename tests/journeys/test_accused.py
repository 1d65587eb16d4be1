"""An accusation with a mark in its words, and every way by which the agency that it names could hear of it."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.kernel.event import Topic
from store.process.settings import Settings
from store.store import opened_store
from tests.journeys.test_bundle import ORDER
from tests.journeys.test_documents import REQUEST
from tests.support import web
from tests.support.clerk import Clerk
from tests.support.measured import measured
from tests.support.patience import until
from tests.support.play import LONG, Play
from tests.support.public import Person, code_in, forgive
from tests.support.receiving import Receiver, receiving
from tests.support.selections import ROOTS, documents
from tests.support.site import Site, sealed_site
from tests.support.subscribers import looked
from tests.support.template import Template
from tests.support.web import hidden_in
from tests.support.wire import Wire, wire
from tests.support.world import LEAD, machine
from tests.workers.postbox import postbox
from workers.announce import order_alerts
from workers.sending.posting import Post
from workers.sending.turns import Senders

pytestmark = pytest.mark.slow
MARK = "zqxkvwbieu"
"""A word that no coding of a file or letter writes otherwise."""
LABEL = "Xem xét phản ánh về cơ quan đã xử lý vụ việc"
OFFICERS = ("lead", "lead.signatory", "lead.admin", "lead.auditor", "lead.spokesperson")
PURPOSE = {"Casebook-Purpose": "HANDLING"}
FOLLOW = "subscription { caseChanged { version case { id } } }"
INBOX = """subscription { inboxChanged { inbox { due { kind about } items { kind about }
  duties { kind count } states { state count } } } }"""
COUNTED = """query($words: String!) { accusations(first: 5) { totalCount edges { cursor } }
  cases(first: 5, filter: {search: $words}) { totalCount edges { cursor } }
  search(words: $words, first: 5) { total cases { id } } }"""
CASE = """query($case: ID!) { case(id: $case) { version changedAt state concerns { id } notifications { eventType }
  history(first: 50) { edges { node { type } } } } cases(first: 1) { totalCount }
  auditEvents(first: 1) { totalCount } inbox { due { kind } duties { kind count } states { state count } } }"""
DAYS = (0, 1, 2, 12)
"""Days after the accusation on which the worker looks; at the last one the term of who decides has passed."""


class Registered:
    """A case that the lead agency closed, with webhooks and addresses of the lead agency and of the Committee."""

    def __init__(self, site: Site, receiver: Receiver, folder: Path) -> None:
        self.site, self.receiver, self.folder = site, receiver, folder
        self.person, self.play = Person(site.api.url), Play(site.api, site.issuer)
        claim = {"claim": LONG, "free_of_secrets": "yes", "medium": "PRESS", "place": "Tờ rơi ở chợ"}
        self.code = code_in(self.person.send("content", **claim))
        (edge,) = self.ask("lead", "{ cases(first: 1) { edges { node { id } } } }")["cases"]["edges"]
        self.play.case = edge["node"]["id"]
        self.play.act("lead", "closeCase", ground="NO_GROUNDS", reasons=LONG, informed="ANONYMOUS")
        self.clerk = Clerk(self.play)
        self.webhooks = {who: self._subscribed(who) for who in ("lead", "ppc")}
        self.letters: dict[str, list[str]] = {"lead": [], "ppc": []}

    def _subscribed(self, who: str) -> str:
        said = {"name": "Trang nội bộ", "address": f"{self.receiver.address}/{who}", "topics": [*Topic.__members__]}
        webhook = self.clerk.do(f"{who}.admin", "registerWebhook", **said)
        self.clerk.do(f"{who}.signatory", "enableWebhook", webhook)
        for purpose in ("DIGEST", "PRESS_NOTICES")[: 2 if who == "lead" else 1]:
            said = {"address": f"{purpose}.{who}@mau.example", "consent": "Công văn số 5.", "language": "VI"}
            self.clerk.do(f"{who}.admin", "enterMailing", purpose=purpose, **said)
        return webhook

    def ask(self, who: str, query: str, **variables: Any) -> Any:
        return self.site.api.ask(self.play.token(who), query, PURPOSE, **variables)

    def get(self, place: str, who: str = "lead") -> httpx.Response:
        sent = {"Authorization": f"Bearer {self.play.token(who)}", **PURPOSE}
        return web.get(self.site.api.url + place, headers=sent)

    def worked(self, days: int = 0) -> None:
        """What a worker does that looks after so many days: jobs, webhooks, letters."""
        settings = Settings.from_env(self.site.env | {"CASEBOOK_CLOCK_OFFSET": str(days * 86_400)})

        async def run() -> None:
            async with postbox(self.folder) as (box, server), opened_store(settings) as store:
                await order_alerts(store)
                await looked(store, Senders(post=Post(loopback=True, total=60), mail=server))
            for (_, (recipient,), _), letter in zip(box.envelopes, box.letters, strict=True):
                parts = [str(part.get_content()) for part in letter.walk() if not part.is_multipart()]
                self.letters[recipient.partition("@")[0].rpartition(".")[2]] += [*map(str, letter.values()), *parts]

        asyncio.run(run())

    def sent(self, who: str) -> list[str]:
        """Everything that a webhook got."""
        return [item.body.decode() for item in self.receiver.ledger() if item.path.endswith(who)]


@pytest.fixture(scope="module")
def there(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registered]:
    folder = tmp_path_factory.mktemp("accused")
    more = {"CASEBOOK_LOG_KEY_FILE": str(folder / "sealer" / "vkey")}
    with receiving(folder) as receiver, sealed_site(folder, provisioned, worker=False, more=more) as site:
        yield Registered(site, receiver, folder)


def accused(there: Registered) -> str:
    """Accuse the lead agency on the page of the code; the id of what the Committee has to decide."""
    hidden = hidden_in(there.person.post("matter", code=there.code).text)
    said = {"about_lead": "yes", "corruption": "yes", "reasons": f"Cơ quan giải quyết đã nhận {MARK}."}
    assert there.person.post("accuse", **hidden, **said).status_code == 200
    (edge,) = there.ask("ppc.signatory", "{ accusations(first: 5) { edges { node { id reasons } } } }")["accusations"][
        "edges"
    ]
    assert MARK in edge["node"]["reasons"]
    return str(edge["node"]["id"])


def known(there: Registered, id: str) -> dict[str, list[str]]:
    """Values for what a root of the schema needs: of a friend who told the agency the id of the accusation."""
    both = [json.dumps(id), json.dumps(there.play.case)]
    return {
        "id": both,
        "sourceId": both,
        "document": ['"DECISION"'],
        "ids": [f"[{', '.join(both)}]"],
        "code": [json.dumps(there.code)],
        "address": ['"https://tin.example/bom"'],
        "first": ["20"],
        "kind": ['"AGENCY"'],
        "webhookId": [json.dumps(there.webhooks["lead"])],
        "event": [json.dumps(f"{stream}:1") for stream in (id, there.play.case)],
        "words": [json.dumps(MARK)],
        "since": ['"2026-06-01T00:00:00+07:00"'],
        "year": ["2026"],
        "until": ['"2030-01-01T00:00:00+07:00"'],
    }


def answers(there: Registered, id: str, token: str) -> Iterator[str]:
    """What every root of the schema answers; a caller may not ask as much in a minute."""
    for root in ROOTS:
        forgive(there.site.env)
        for asked in documents(root, known(there, id)):
            answer = there.site.api.post(token, asked.text, PURPOSE, **asked.variables)
            yield json.dumps(answer.json().get("data"), ensure_ascii=False)


def exported(there: Registered, id: str) -> Iterator[str]:
    """Files: of the case, of a report that counts all, their packs; and what a path with the accusation's id gives."""
    now, commanded = datetime.now(UTC), {"commandId": str(uuid4())}
    span = {"since": (now - timedelta(days=30)).isoformat(), "until": now.isoformat()}
    compiled = there.ask("lead", ORDER, input={**commanded, **span})["compileConsolidatedReport"]
    report = compiled["consolidatedReport"]["id"]
    asked = {"commandId": str(uuid4()), "sourceId": there.play.case, "kind": "CASE_FILE", "format": "PDF"}
    made = there.ask("lead", REQUEST, input=asked)["requestOfficialDocument"]
    assert made["problems"] == []
    again = {**asked, "commandId": str(uuid4()), "sourceId": id}
    refused = there.ask("lead", REQUEST, input=again)["requestOfficialDocument"]
    assert refused["document"] is None
    there.worked()
    packs = (f"/cases/{there.play.case}/record", f"/reports/{report}/bundle", f"/documents/{made['document']['id']}")
    for place in packs:
        who = "lead.auditor" if place.endswith("record") else "lead"
        until(lambda place=place, who=who: there.get(place, who).status_code, wanted=lambda status: status == 200)  # type: ignore[misc]
        answer = there.get(place, who)
        yield (
            answer.text
            if "document" not in place
            else "\n".join(line.text for page in measured(answer.content) for line in page.lines)
        )
    for place in ("cases/{}/record", "reports/{}/record", "documents/{}/record", "reports/{}/bundle", "documents/{}"):
        assert there.get("/" + place.format(id), "lead.auditor").status_code in (403, 404), place


def quiet(open: Wire) -> list[str]:
    """What a subscription says until it says nothing."""
    found: list[str] = []
    while True:
        try:
            found.append(json.dumps(open.take(3), ensure_ascii=False))
        except TimeoutError:
            return found


def test_an_accusation_reaches_nobody_of_the_agency_that_it_names(there: Registered) -> None:
    there.worked()
    before = {who: there.ask(who, CASE, case=there.play.case) for who in ("lead", "lead.signatory")}
    got, tokens = there.sent("lead"), [*map(there.play.token, OFFICERS), there.play.signed(machine(LEAD))]
    with ExitStack() as opened:
        wires = [opened.enter_context(wire(there.site.api.url, token)) for token in tokens[:2] + tokens[-1:]]
        for open in wires:
            open.subscribe("1", FOLLOW)
            open.subscribe("2", INBOX)
        until(lambda: there.ask("lead", "{ log { pending } }")["log"]["pending"], wanted=lambda left: left == 0)
        for open in wires:
            assert any("inboxChanged" in told for told in quiet(open))
        id = accused(there)
        for days in DAYS:
            there.worked(days)
        until(lambda: there.ask("lead", "{ log { pending } }")["log"]["pending"], wanted=lambda left: left == 0)
        assert [told for open in wires for told in quiet(open)] == []
        for who, then in before.items():
            assert there.ask(who, CASE, case=there.play.case) == then
        heard = [*there.letters["lead"], *there.sent("lead"), *exported(there, id)]
        for token in tokens:
            heard += answers(there, id, token)
            forgive(there.site.env)
            counted = there.site.api.post(token, COUNTED, PURPOSE, words=MARK).json()["data"]
            heard.append(json.dumps(counted))
            assert not any(
                found and (found.get("totalCount") or found.get("total")) for found in (counted or {}).values()
            )
        assert [text[:300] for text in heard if MARK in text or id in text] == []
        assert len(there.sent("lead")) >= len(got)
        assert any('"DECIDE_ACCUSATION"' in text for text in there.sent("ppc")), there.sent("ppc")
        assert not any('"DECIDE_ACCUSATION"' in text for text in there.sent("lead"))
        assert any(LABEL in text for text in there.letters["ppc"]), there.letters
        assert not any(LABEL in text for text in there.letters["lead"])
        there.clerk.do("ppc.signatory", "declineAccusation", id, documentNumber="9/UBND", reasons=LONG)
        there.worked()
        assert there.ask("lead", CASE, case=there.play.case) == before["lead"]
        there.play.report()
        told = [item for open in wires[:2] for item in quiet(open) if "caseChanged" in item]
        assert any(there.play.case in item for item in told), "the wires were open all the time"
