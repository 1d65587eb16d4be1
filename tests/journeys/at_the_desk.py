"""The travellers without a program: each act is found on a page of the desk, and its form is filled in.

Nothing is sent that no page showed: a value is one of those offered, a field is one of the form.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
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
from tests.support.reader import FORM, HIDDEN, cookie_of, said, session
from tests.support.tokens import Issuer

FIELD = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"[^>]*>')
OPTION = re.compile(r'<option value="([^"]*)"')
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
BOX = re.compile(r'<input type="(?:radio|checkbox)"[^>]* name="([^"]+)" value="([^"]*)"')


SECONDS = 60
STATE = "query($id: ID!) { node(id: $id) { ... on Case { state } ... on PressQuestion { asked: state } } }"


@dataclass
class Page:
    """A form as a browser shows it."""

    body: str

    @property
    def hidden(self) -> dict[str, str]:
        return {name: unescape(value) for name, value in HIDDEN.findall(self.body)}

    def offered(self, name: str) -> set[str] | None:
        """Return the values that a field takes; None for one that is typed."""
        boxes = {unescape(value) for field, value in BOX.findall(self.body) if field == name}
        lists = {
            unescape(value)
            for field, inner in SELECT.findall(self.body)
            if field == name
            for value in OPTION.findall(inner)
        }
        return boxes | lists or None


class AtTheDesk(Travellers):
    """Travellers who act by clicks. `clicks` counts the pages opened and the forms sent."""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        super().__init__(api, issuer)
        self.clicks, self.heaviest = 0, 0

    def _sent(self, who: str, name: str, kind: Kind, more: str, fields: dict[str, Any]) -> Any:
        target = camel(KINDS[kind].target)
        id = fields.pop(target, None)
        fields.pop("expectedVersion", None)
        name = shown_action(name)
        path = self._way(who, name, id)
        shown = self._open(who, path)
        form = FORM.search(shown.text)
        assert form, said(shown)
        page = Page(form[2])
        typed = {**page.hidden, **{key: self._typed(page, name, key, value) for key, value in fields.items()}}
        if 'name="sure"' in page.body:
            typed["sure"] = "yes"
        answer = self._once(who, "POST", unescape(form[1]), data=typed)
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

    def _way(self, who: str, name: str, id: str | None) -> str:
        """Return the address of a form, as a link on a page leads to it."""
        begun = f"/desk/matters/{id}" if id else "/desk/begin"
        shown = self._open(who, begun)
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', shown.text)]
        path = f"{begun}/{name}"
        assert any(link.partition("?")[0] == path for link in links), (who, name, said(shown))
        return next(link for link in links if link.partition("?")[0] == path)

    def _typed(self, page: Page, act: str, name: str, value: Any) -> Any:
        assert name in FIELD.findall(page.body), (act, name, "is no field of the form")
        values = [self._written(one) for one in (value if isinstance(value, list) else [value])]
        offered = page.offered(name)
        assert offered is None or set(values) <= offered, (act, name, values, offered)
        return values if offered is not None and isinstance(value, list) else "\n".join(values)

    def _written(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        text = str(value)
        if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d).*", text):
            return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}"
        return text

    def _open(self, who: str, path: str) -> httpx.Response:
        answer = self._once(who, "GET", path)
        assert answer.status_code == 200, (who, path, said(answer))
        self.clicks += 1
        self.heaviest = max(self.heaviest, len(answer.content))
        return answer

    def _once(self, who: str, method: str, path: str, **named: Any) -> httpx.Response:
        agency, _, post = who.partition(".")
        second = post == "other"
        made = session(f"agency-{agency}", Post.SIGNATORY if second else Post((post or "handler").upper()), pages=DESK)
        if second:
            caller = replace(made.viewer.caller, subject=other(f"agency-{agency}").subject)
            made = replace(made, viewer=replace(made.viewer, caller=caller))
        ahead = timedelta(seconds=int(self.api.env.get("CASEBOOK_CLOCK_OFFSET", "0")))
        viewer = replace(
            made.viewer, issued_at=made.viewer.issued_at + ahead, expires_at=made.viewer.expires_at + ahead
        )
        made = replace(made, viewer=viewer, seen=made.seen + ahead, until=made.until + ahead)
        cookie = "; ".join(f"{name}={value}" for name, value in cookie_of(DESK, made).items())
        headers = {"Cookie": cookie, "Origin": self.api.url, "Sec-Fetch-Site": "same-origin"}
        return httpx.request(method, f"{self.api.url}{path}", headers=headers, timeout=SECONDS, **named)
