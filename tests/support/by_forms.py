"""Acts sent by the desk's own forms: whoever drives the API by mutations drives the desk without knowing it.

The first time that an action is sent, its form is looked for on a page and filled in, wrongly first: it has to come
back with all that was typed. Nothing is sent that no page showed. All else goes to the API.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
from graphql import FieldNode, InlineFragmentNode, OperationDefinitionNode, parse, print_ast

from api.pages.desk.pages import DESK
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Post
from schema.kinds import KINDS, target_of
from schema.mutations import BY_ACTION, shown_action
from tests.matrix.served import Here
from tests.support import web
from tests.support.acts import ACTS
from tests.support.reader import cookie_of, cookies_of, said, session
from tests.support.web_form import WebForm

OFFERED = frozenset(action.name for action in ACTS)
AROUND = frozenset({"commandId", "expectedVersion", "confirmedNames"})
"""Fields of an input that no person types."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


class ByForms(Here):
    """An API that is driven by the forms of the desk. `walked` are the actions that were carried out so; `faults` says
    what was not as it should be."""

    def __init__(self, port: int, env: Mapping[str, str]) -> None:
        super().__init__(port, env)
        self.walked: set[str] = set()
        self.faults: list[tuple[str, str]] = []
        self.heaviest = 0
        self._desk = web.Keeping(base_url=self.url)

    def close(self) -> None:
        super().close()
        self._desk.close()

    def ask(self, token: str, query: str, headers: Any = None, **variables: Any) -> Any:
        action = sent_in(query)
        new = action in OFFERED and action not in self.walked
        if new and (payload := self._by_form(token, action, query, variables["input"])):
            return {action: payload}
        return super().ask(token, query, headers, **variables)

    def _by_form(self, token: str, action: str, query: str, input: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the payload that the mutation would have given; None where the desk did not carry it out."""
        browser = Browser(self._desk, token)
        path, typed = self._place(action, input)
        where = path.rpartition("/")[0]
        page = browser.open(where)
        if page.status_code != 200 or f"{path}" not in links(page):
            self.faults.append((action, f"not offered on {where}: {page.status_code}"))
            return None
        form = WebForm.read(browser.open(f"{path}?lang=en").text)
        try:
            filled = form.filled({name: value for name, value in typed.items() if name not in form.files})
        except AssertionError as wrong:
            self.faults.append((action, str(wrong)))
            return None
        files = self._files(token, action, form, path)
        needed = [name for name, value in typed.items() if name in form.required and not isinstance(value, list)]
        if needed and not self._wrongly(browser, action, form, {**filled, needed[0]: []}):
            return None
        answer = browser.send(form, filled, files, "vi")
        self.heaviest = max(self.heaviest, len(answer.content))
        if answer.status_code not in (200, 303):
            self.faults.append((action, f"{answer.status_code}: {said(answer)[:1500]}"))
            return None
        self.walked.add(action)
        return self._payload(token, action, query, answer)

    def _place(self, action: str, input: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The address of the form, and what is typed into it."""
        mutation, member = BY_ACTION[action]
        target = target_of(mutation)
        fixed = {camel(name) for name in member.fixed}
        left = {*AROUND, *fixed, *({camel(target)} if target else ())}
        id = input[camel(target)] if target else None
        path = f"/desk/matters/{id}" if id else "/desk/begin"
        typed = {name: value for name, value in input.items() if name not in left and value is not None}
        return f"{path}/{shown_action(action)}", typed

    def _files(self, token: str, action: str, form: WebForm, path: str) -> dict[str, tuple[str, bytes, str]]:
        if not form.files:
            return {}
        [name] = form.files
        if action != "submitSignedCopy":
            return {name: ("anh.png", PNG, "image/png")}
        document = path.split("/")[3]
        said = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "HANDLING"}
        content = web.get(f"{self.url}/documents/{document}", headers=said).content
        return {name: ("ban-ky.pdf", content, "application/pdf")}

    def _wrongly(self, browser: "Browser", action: str, form: WebForm, left: dict[str, list[str]]) -> bool:
        """Leave a field out that is needed: nothing is recorded, what is wrong is said and all else is there still."""
        page = browser.send(form, left, {}, "en")
        back = WebForm.read(page.text)
        typed = {name: values for name, values in left.items() if name in form}
        if page.status_code == 422 and back.errors and something(back.held) == something(typed):
            return True
        self.faults.append((action, f"{page.status_code} {back.errors}, {back.held} for {typed}"))
        return False

    def _payload(self, token: str, action: str, query: str, answer: httpx.Response) -> dict[str, Any]:
        """What the mutation's payload would have held."""
        code = re.search(r'class="drawn"><code>([^<]+)', answer.text)
        to = answer.headers.get("location") or unescape(re.findall(r'class="button" href="([^"]+)"', answer.text)[-1])
        id = to.removeprefix("/desk/matters/").partition("?")[0]
        payload: dict[str, Any] = {"problems": []}
        for one in asked_in(query):
            name = (one.alias or one.name).value
            if one.selection_set is None:
                payload[name] = (code and code[1]) if one.name.value == "followCode" else False
            elif name != "problems":
                payload[name] = self._object(token, action, id, one)
        return payload

    def _object(self, token: str, action: str, id: str, asked: FieldNode) -> Any:
        assert asked.selection_set is not None
        inner = asked.selection_set.selections
        fragments = all(isinstance(one, InlineFragmentNode) for one in inner)
        fields = " ".join(map(print_ast, inner))
        node = KINDS[BY_ACTION[action][1].action.stream].node.__name__
        text = fields if fragments else f"... on {node} {{ {fields} }}"
        return super().ask(token, f"query($id: ID!) {{ node(id: $id) {{ {text} }} }}", id=id)["node"]


class Browser:
    """Somebody at the desk, with the rights of a token."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
        made = session(claims["agency"], Post.HANDLER, pages=DESK)
        caller = replace(made.viewer.caller, subject=claims["sub"])
        self._client = client
        self._cookies = cookie_of(DESK, replace(made, viewer=replace(made.viewer, caller=caller)))

    def open(self, path: str) -> httpx.Response:
        return self._asked("GET", path)

    def send(self, form: WebForm, filled: Mapping[str, list[str]], files: Any, language: str) -> httpx.Response:
        to = f"{form.action}{'&' if '?' in form.action else '?'}lang={language}"
        return self._asked("POST", to, data=filled, files=files or None)

    def _asked(self, method: str, path: str, **named: Any) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        origin = str(self._client.base_url).rstrip("/")
        headers = {"Cookie": cookie, "Origin": origin, "Sec-Fetch-Site": "same-origin"}
        answer = self._client.request(method, path, headers=headers, **named)
        self._cookies |= cookies_of(answer)
        return answer


def sent_in(query: str) -> str:
    """The action that a query sends; nothing for one that sends none."""
    found = re.match(r"mutation\(\$input: \w+!\) \{ (\w+): \w+\(", query)
    return found[1] if found else ""


def asked_in(query: str) -> Iterator[FieldNode]:
    """What a mutation asks of its payload."""
    [operation] = parse(query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    [mutation] = operation.selection_set.selections
    assert isinstance(mutation, FieldNode)
    assert mutation.selection_set is not None
    yield from (one for one in mutation.selection_set.selections if isinstance(one, FieldNode))


def something(held: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """The fields that hold something."""
    return {name: {*values} for name, values in held.items() if any(values)}


def links(page: httpx.Response) -> set[str]:
    return {unescape(link).partition("?")[0] for link in re.findall(r'href="([^"]+)"', page.text)}
