"""Send acts by the desk's own forms, in place of the mutations that a test calls.

The first time that an action is sent, its form is found on a page. It is first filled in wrongly, and must come back
with all that was typed. Nothing is sent that no page showed. Then the same command goes to the API under the form's
command id: the API answers with what the form did, and refuses a command that differs. A file is uploaded by the API
first, and the form carries its id, as a form that came back does. All else goes to the API.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any

import httpx

from api.pages.desk.pages import DESK
from domain.kernel.calendar import iso_millis
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Post
from schema.kinds import target_of
from schema.mutations import BY_ACTION, shown_action
from tests.matrix.served import Here
from tests.support import web
from tests.support.acts import ACTS
from tests.support.reader import cookie_of, cookies_of, said, session
from tests.support.web_form import MOMENT, WebForm

OFFERED = frozenset(action.name for action in ACTS)
AROUND = frozenset({"commandId", "expectedVersion", "confirmedNames"})
"""Fields of an input that no person types."""


class ByForms(Here):
    """An API that is driven by the desk's forms. `walked` are the actions executed in this way; `faults` lists what was
    wrong."""

    def __init__(self, port: int, env: Mapping[str, str]) -> None:
        super().__init__(port, env)
        self.walked: set[str] = set()
        self.faults: list[tuple[str, str]] = []
        self.client = web.Keeping(base_url=self.url)

    def close(self) -> None:
        super().close()
        self.client.close()

    def ask(self, token: str, query: str, headers: Any = None, **variables: Any) -> Any:
        action = sent_in(query)
        new = action in OFFERED and action not in self.walked
        if new and (payload := self._by_form(token, action, query, variables["input"])):
            return {action: payload}
        return super().ask(token, query, headers, **variables)

    def _by_form(self, token: str, action: str, query: str, input: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the payload of the command that the desk sent; None if it sent none."""
        path, typed = self._place(action, input)
        try:
            form = self._sent(Browser(self.client, token), action, path, typed)
        except AssertionError as wrong:
            self.faults.append((action, str(wrong)))
            return None
        self.walked.add(action)
        around: dict[str, Any] = {"commandId": form.hidden["command_id"][0]}
        if "expectedVersion" in input:
            around["expectedVersion"] = int(form.hidden["version"][0])
        meant = {name: to_the_minute(value) for name, value in input.items()} | around
        payload: dict[str, Any] = super().ask(token, query, input=meant)[action]
        return payload

    def _sent(self, browser: "Browser", action: str, path: str, typed: Mapping[str, Any]) -> WebForm:
        """Find the form, fill it in wrongly and then correctly. Return the sent form. Raise AssertionError."""
        where = path.rpartition("/")[0]
        page = browser.open(where)
        assert page.status_code == 200, f"{where}: {page.status_code}"
        assert path in links(page), f"not offered on {where}"
        for language in ("vi", "en"):
            form = WebForm.read(browser.open(f"{path}?lang={language}").text)
            unnamed = {name for name in form.held if form.labels.get(name, name) == name}
            assert form.heading, language
            assert not unnamed, f"without a label in {language}: {unnamed}"
        filled = form.filled(typed)
        needed = [name for name, value in typed.items() if name in form.required and not isinstance(value, list)]
        if needed:
            without(browser, form, filled, needed[0])
        answer = browser.send(form, filled, "vi")
        assert answer.status_code in (200, 303), f"{answer.status_code}: {said(answer)[:1500]}"
        return form

    def _place(self, action: str, input: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the address of the form, and the values to type into it."""
        mutation, member = BY_ACTION[action]
        target = target_of(mutation)
        fixed = {camel(name) for name in member.fixed}
        left = {*AROUND, *fixed, *({camel(target)} if target else ())}
        id = input[camel(target)] if target else None
        path = f"/desk/matters/{id}" if id else "/desk/begin"
        typed = {name: value for name, value in input.items() if name not in left and value is not None}
        return f"{path}/{shown_action(action)}", typed


def without(browser: "Browser", form: WebForm, filled: Mapping[str, list[str]], needed: str) -> None:
    """Leave out a required field. Check that nothing is recorded, that the field shows its error, and that other values
    remain.

    Raise AssertionError otherwise.
    """
    left = {**filled, needed: []}
    page = browser.send(form, left, "en")
    back = WebForm.read(page.text)
    typed = {name: values for name, values in left.items() if name in form}
    assert (page.status_code, back.wrong) == (422, {needed}), f"{page.status_code} beside {back.wrong}, not {needed}"
    assert something(back.held) == something(typed), f"{back.held} for {typed}"


class Browser:
    """A person at the desk, with the rights of a token."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
        caller = {"subject": claims["sub"], "client": claims["client_id"]}
        self._client = client
        self._cookies = cookie_of(DESK, session(claims["agency"], Post.HANDLER, pages=DESK, caller=caller))

    def open(self, path: str) -> httpx.Response:
        return self._asked("GET", path)

    def send(self, form: WebForm, filled: Mapping[str, list[str]], language: str) -> httpx.Response:
        to = f"{form.action}{'&' if '?' in form.action else '?'}lang={language}"
        return self._asked("POST", to, data=filled)

    def _asked(self, method: str, path: str, **named: Any) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        origin = str(self._client.base_url).rstrip("/")
        headers = {"Cookie": cookie, "Origin": origin, "Sec-Fetch-Site": "same-origin"}
        answer = self._client.request(method, path, headers=headers, **named)
        self._cookies |= cookies_of(answer)
        return answer


def sent_in(query: str) -> str:
    """Return the action that a query sends; empty if it sends none."""
    found = re.match(r"mutation\(\$input: \w+!\) \{ (\w+): \w+\(", query)
    return found[1] if found else ""


def to_the_minute(value: Any) -> Any:
    """Return a time as people type it; any other value unchanged."""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return iso_millis(datetime.fromisoformat(value).replace(second=0, microsecond=0))
    return value


def something(held: Mapping[str, list[str]]) -> dict[str, set[str]]:
    return {name: {*values} for name, values in held.items() if any(values)}


def links(page: httpx.Response) -> set[str]:
    return {unescape(link).partition("?")[0] for link in re.findall(r'href="([^"]+)"', page.text)}
