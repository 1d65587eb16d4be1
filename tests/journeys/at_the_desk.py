"""People at the desk without a program: each act is found on a page, and its form is filled in.

Nothing is sent that no page showed: a value is one of those offered, a field is one of the form.
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx

from api.pages.desk.pages import DESK
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind, Post
from schema.kinds import KINDS
from schema.mutations import shown_action
from tests.support.complaints import other
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.public import Person, code_in, plain
from tests.support.reader import cookie_of, said, session
from tests.support.tokens import Issuer
from tests.support.web_form import WebForm

SECONDS = 60
STATE = """query($id: ID!) { node(id: $id) {
  ... on Case { state } ... on PressQuestion { asked: state } ... on ConsolidatedReport { written: state } } }"""


class AtTheDesk:
    """People by `agency.post`, such as `lead.signatory`; `lead.other` is a second signatory.

    Before each act they read, as a program does, whether it is offered to them. `clicks` counts the pages opened and
    the forms sent.
    """

    def __init__(self, api: Api, issuer: Issuer) -> None:
        self.api, self._play, self._issuer, self._objects = api, Play(api, issuer), issuer, dict[Kind, str]()
        self.people, self.mutations = set[str](), 0
        self.clicks, self.heaviest, self.screen = 0, 0, "forms"

    @property
    def now(self) -> datetime:
        """The time by the API's own, maybe shifted, clock."""
        return datetime.now(UTC) + timedelta(seconds=int(self.api.env.get("CASEBOOK_CLOCK_OFFSET", "0")))

    @property
    def today(self) -> str:
        return local_date(self.now).isoformat()

    def token(self, who: str) -> str:
        agency, _, post = who.partition(".")
        if post == "other":
            return self._issuer.sign(self._issuer.claims(other(f"agency-{agency}")))
        return self._play.token(who)

    def id(self, kind: Kind) -> str:
        """The object of a kind that the journey is about."""
        return self._objects[kind]

    def meets(self, kind: Kind, id: str) -> None:
        """From now on, this is the object of the kind."""
        self._objects[kind] = id

    def begins(self, who: str, name: str, kind: Kind, /, **fields: Any) -> str | None:
        """An act that makes an object; the code that its page draws, if any."""
        return self._sent(who, name, kind, None, fields)[1]

    def acts(self, who: str, name: str, kind: Kind = Kind.CASE, /, **fields: Any) -> str | None:
        """An act on the object of a kind, which is offered first; the state that it leaves, if it has one."""
        read = self.offer(who, name, kind)
        assert read["allowed"], (who, name, read)
        return self._sent(who, name, kind, self.id(kind), fields)[0]

    def offer(self, who: str, name: str, kind: Kind = Kind.CASE) -> dict[str, Any]:
        """Read whether an act is allowed, and why not."""
        query = f"""query($id: ID!, $only: [Action!]) {{ node(id: $id) {{ ... on {KINDS[kind].node.__name__} {{
          allowedActions(only: $only) {{ allowed problem {{ code }} }} }} }} }}"""
        found = self.api.ask(self.token(who), query, id=self.id(kind), only=[shown_action(name)])["node"]
        [action] = found["allowedActions"]
        return {"allowed": action["allowed"], "why": action["problem"] and action["problem"]["code"]}

    def _sent(
        self, who: str, name: str, kind: Kind, id: str | None, fields: dict[str, Any]
    ) -> tuple[str | None, str | None]:
        """The state that an act leaves, and the code that its page draws."""
        path = self._way(who, shown_action(name), id)
        shown = self._open(who, path)
        form = WebForm.read(shown.text)
        answer = self._once(who, "POST", form.action, data=form.filled(fields))
        assert answer.status_code in (200, 303), (who, name, said(answer))
        self.clicks += 1
        code = re.search(r'class="drawn"><code>([^<]+)', answer.text)
        assert not code or kind is not Kind.CASE or "<strong>CB-" in answer.text, "the case's number is shown too"
        to = answer.headers.get("location") or unescape(re.findall(r'class="button" href="([^"]+)"', answer.text)[-1])
        return self._state(who, kind, to.removeprefix("/desk/matters/").partition("?")[0]), code and code[1]

    def _state(self, who: str, kind: Kind, made: str) -> str | None:
        """Count an act; the state of the object that it made or changed."""
        self.people.add(who)
        self.mutations += 1
        self.meets(kind, made)
        found = self.api.ask(self.token(who), STATE, id=made)["node"] or {}
        return next(iter(found.values()), None)

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
        self.people, self.mutations = before.people, before.mutations
        self.clicks, self.heaviest = before.clicks, before.heaviest

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
        """The cookie of somebody who signed in just now."""
        agency, _, post = who.partition(".")
        caller = {"subject": other(f"agency-{agency}").subject} if post == "other" else {}
        seat = Post.SIGNATORY if caller else Post((post or "handler").upper())
        return cookie_of(DESK, session(f"agency-{agency}", seat, pages=DESK, now=self.now, caller=caller))
