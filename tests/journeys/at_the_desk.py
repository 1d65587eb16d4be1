"""The travellers without a program: each act is found on a page of the desk, and its form is filled in.

Nothing is sent that no page showed: a value is one of those offered, a field is one of the form.
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx

from api.pages.desk.pages import DESK
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind, Post
from schema.kinds import KINDS
from schema.mutations import shown_action
from tests.journeys.travellers import Travellers
from tests.support.complaints import other
from tests.support.installation import Api
from tests.support.public import Person, code_in, plain
from tests.support.reader import cookie_of, said, session
from tests.support.tokens import Issuer
from tests.support.web_form import WebForm

SECONDS = 60
STATE = """query($id: ID!) { node(id: $id) {
  ... on Case { state } ... on PressQuestion { asked: state } ... on ConsolidatedReport { written: state } } }"""


class AtTheDesk(Travellers):
    """Travellers who act by clicks. `clicks` counts the pages opened and the forms sent."""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        super().__init__(api, issuer)
        self.clicks, self.heaviest, self.screen = 0, 0, "forms"

    def _sent(self, who: str, name: str, kind: Kind, more: str, fields: dict[str, Any]) -> Any:
        target = camel(KINDS[kind].target)
        id = fields.pop(target, None)
        fields.pop("expectedVersion", None)
        name = shown_action(name)
        path = self._way(who, name, id)
        shown = self._open(who, path)
        form = WebForm.read(shown.text)
        answer = self._once(who, "POST", form.action, data=form.filled(fields))
        assert answer.status_code in (200, 303), (who, name, said(answer))
        self.clicks += 1
        self.count.people.add(who)
        self.count.mutations += 1
        code = re.search(r'class="drawn"><code>([^<]+)', answer.text)
        to = answer.headers.get("location") or unescape(re.findall(r'class="button" href="([^"]+)"', answer.text)[-1])
        made = to.removeprefix("/desk/matters/").partition("?")[0]
        self.meets(kind, made)
        found = self.api.ask(self.token(who), STATE, id=made)["node"] or {}
        state = next(iter(found.values()), None)
        return {camel(KINDS[kind].name): {"id": made, "state": state}, "followCode": code and code[1]}

    def follows(self, code: str) -> str:
        """Somebody without an account reads the page of a code; its words."""
        return plain(Person(self.api.url).post("matter", code=code))

    def complains(self, address: str, **typed: str) -> None:
        """Somebody without an account complains about the decision that the public page finds for an address."""
        person = Person(self.api.url)
        found = re.search(r"[?&;]decision=([^\"&]+)", person.post("decision", url=address).text)
        assert found, address
        code_in(person.send("complaint", decision=found[1], **typed))

    def takes_over(self, before: "AtTheDesk") -> None:
        """Go on with the case of others, and with their counts."""
        self.meets(Kind.CASE, before.id(Kind.CASE))
        self.count, self.clicks, self.heaviest = before.count, before.clicks, before.heaviest

    def ends(self) -> None:
        """The journey is over."""

    def _way(self, who: str, name: str, id: str | None) -> str:
        """Return the address of a form, as a link on a page leads to it."""
        begun = f"/desk/matters/{id}" if id else "/desk/begin"
        shown = self._open(who, begun)
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', shown.text)]
        path = f"{begun}/{name}"
        assert any(link.partition("?")[0] == path for link in links), (who, name, said(shown))
        return next(link for link in links if link.partition("?")[0] == path)

    def _open(self, who: str, path: str) -> httpx.Response:
        answer = self._once(who, "GET", path)
        assert answer.status_code == 200, (who, path, said(answer))
        self.clicks += 1
        self.heaviest = max(self.heaviest, len(answer.content))
        return answer

    def _once(self, who: str, method: str, path: str, **named: Any) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies(who).items())
        headers = {"Cookie": cookie, "Origin": self.api.url, "Sec-Fetch-Site": "same-origin"}
        return httpx.request(method, f"{self.api.url}{path}", headers=headers, timeout=SECONDS, **named)

    def cookies(self, who: str) -> dict[str, str]:
        """The cookie of somebody who signed in just now, by the API's own, maybe shifted, time."""
        agency, _, post = who.partition(".")
        now = datetime.now(UTC) + timedelta(seconds=int(self.api.env.get("CASEBOOK_CLOCK_OFFSET", "0")))
        caller = {"subject": other(f"agency-{agency}").subject} if post == "other" else {}
        seat = Post.SIGNATORY if caller else Post((post or "handler").upper())
        return cookie_of(DESK, session(f"agency-{agency}", seat, pages=DESK, now=now, caller=caller))
