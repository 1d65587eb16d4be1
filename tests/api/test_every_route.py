"""Every route with its largest body and the worst that can be in it: none holds the loop, none waits without end.

The routes are the application's own. One that is not in ROWS fails: say there what may come to it.
"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import pytest
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message

from api.middleware import body_limit
from api.middleware.body_limit import ACT_MOST, BODY_MOST, EXCHANGE_MOST, FORM_MOST
from api.pages.administer.sections import ADMINISTER, SECTIONS, actions_of
from api.pages.desk.pages import DESK
from api.pages.inspect.pages import INSPECT
from domain.kernel.vocabulary import Post
from store.files.uploads import FILE_MOST
from store.tlog.note import Signer
from tests.support import hostile
from tests.support.in_process import InProcess, in_process
from tests.support.loop import Held, Sent, held
from tests.support.patience import PATIENCE
from tests.support.play import Play
from tests.support.public import forgive
from tests.support.reader import BASE, SETTINGS, cookie_of, session
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

PROMISE_SECONDS: Final = 0.1
HEAD = 60_000
"""Characters of a header field or an address: as long as servers pass on."""
Bodies = Mapping[str, tuple[str, bytes]]
"""Media types and bytes by what is bad about them."""
PARAMETER = re.compile(r"\{(\w+)(?::path)?\}")
NAMES = (
    *("accept", "accept-language", "if-none-match", "if-modified-since", "if-range", "range", "content-type", "origin"),
    *("x-a", "casebook-proof", "sec-fetch-site"),
)
"""Header fields that some route reads."""
ASKED = (
    *("lang", "decision", "year", "url", "query", "variables", "state", "code", "client_id", "redirect_uri", "request"),
    *("after", "to", "case"),
)
"""What some route reads of an address."""
REQUEST = """mutation($input: RequestOfficialDocumentInput!) {
  requestOfficialDocument(input: $input) { document { id } problems { code } } }"""
DOCUMENT = {"kind": "CASE_FILE", "format": "PDF"}
UNREAD: Final = {
    *("/mail/leave/{mailing}/{token}", "/mail/confirm/{reader}/{token}", "/mail/subscribe"),
    *("/inspect/sign-out", "/administer/sign-out", "/desk/sign-out", "/sign/sign-out", "/uploads"),
    *("/sign/enter", "/sign/keys/{action}", "/sign/{id}"),
}
"""Routes that answer before they read a body: 401 without a session for signing, 404 of a request nobody made."""
OAUTH_FORMS = (
    *("decide", "sign-in", "code", "key", "sign-out", "end-all", "enrol", "password", "letters"),
    *("enrol/finish", "keys", "keys/end", "token", "revoke", "introspect"),
)
DESK_FORMS = (
    *("/inspect/purpose", "/inspect/sign-out", "/inspect/cases/{id}/take", "/administer/sign-out"),
    *("/desk/purpose", "/desk/sign-out", "/desk/begin/{action}"),
    *("/sign/sign-out", "/sign/enter", "/sign/keys/{action}", "/sign/{id}"),
)
REPORT_FORMS = (
    *("content", "protection", "complaint", "data", "address", "decision", "matter", "record", "appeal", "withdraw"),
    *("concern", "unprotect", "prove", "look", "go_on", "take_back", "accuse"),
)
OFFSET: Final = "application/offset+octet-stream"
TUS: Final = {"tus-resumable": "1.0.0"}
FORM: Final = "application/x-www-form-urlencoded"
JSON, XML, PDF, PNG = "application/json", "application/xml", "application/pdf", "image/png"
LARGE = "a large file"
MULTIPART = "multipart/form-data; boundary=x"


def filled(unit: str, most: int = BODY_MOST, before: str = "", after: str = "") -> bytes:
    room = most - len(before.encode()) - len(after.encode())
    return (before + unit * (room // len(unit.encode())) + after).encode()


def form_data(*parts: tuple[str, bytes], most: int = FORM_MOST) -> bytes:
    made = b"".join(
        b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (name.encode(), content) for name, content in parts
    )
    return (made + b"--x--\r\n")[:most]


def graphql(query: str, **variables: Any) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


NAMED = ("claim", "text", "why", "place")
FORMS: Final = {
    "many fields": (FORM, filled("a=&")),
    "escapes": (FORM, filled("%E1%BB%87", before="claim=")),
    "one word": (FORM, filled("a", before="claim=")),
    "numbers": (FORM, f"claim={'0912-345-678.' * 700}&contact={'1 ' * 5_000}&url=http://{'a.' * 900}".encode()),
    "names": (FORM, "&".join(f"{field}={'Nguyen+Van+An+' * 650}" for field in NAMED).encode()),
    "broken escapes": (FORM, filled("%")),
}
FILING = "mutation($i: ReportContentInput!) { reportContent(input: $i) { code } }"
FILED = {"commandId": "0a7de9b2-8f0f-4e4c-8a27-51d3c6a0be14", "freeOfSecrets": True}
JSONS: Final = {
    "deep": (JSON, filled("[")),
    "deep objects": (JSON, filled('{"a":', before='{"query":"{x}","variables":')),
    "many values": (JSON, filled("[],", before='{"query":"{x}","variables":{"a":[', after="[]]}}")),
    "large numbers": (JSON, filled("9" * 4_000 + ",", before='{"query":"{x}","variables":{"a":[', after="1]}}")),
    "escapes": (JSON, filled("\\u1ec7", before='{"query":"', after='"}')),
    "fragments": (JSON, graphql(hostile.bomb(90))),
    "aliases": (JSON, graphql(hostile.aliases(12_000))),
    "directives": (JSON, graphql(hostile.directives(10_000))),
    "comments": (JSON, filled("#\\n", before='{"query":"', after='{x}"}')),
    "a long string": (JSON, filled("x", before='{"query":"{ node(id: \\"', after='\\") { id } }"}')),
    "names": (JSON, graphql(FILING, i={**FILED, "claim": "Nguyen Van An 0912-345-678 " * 370})),
}
ATTACHED: Final = {
    **FORMS,
    LARGE: (
        MULTIPART,
        form_data(('name="code"', b"0" * 20), ('name="file"; filename="a.png"', b"\x89PNG\r\n\x1a\n" * 8_000_000)),
    ),
    "many parts": (MULTIPART, form_data(*[('name="a"', b"")] * 20_000)),
    "almost the mark": (MULTIPART, form_data(('name="a"', b"\r\n--" * 60_000))),
    "a head without end": (MULTIPART, b"--x\r\n" + b"A: b\r\n" * 500_000),
}
LONG_TEXT = "mutation($i: DraftConsolidatedReportInput!) { draftConsolidatedReport(input: $i) { problems { code } } }"
LONG_INPUT = {
    **{"commandId": "0a7de9b2-8f0f-4e4c-8a27-51d3c6a0be15", "consolidatedReportId": f"consolidated-{'0' * 32}"},
    **{"expectedVersion": 1, "part": "ASSESSMENT"},
}
TEXTS: Final = {
    f"a long text of {unit!r}": (JSON, graphql(LONG_TEXT, i={**LONG_INPUT, "text": (unit * 50_000)[:50_000]}))
    for unit in ("+8", "1-", "12/05/", "\ufdfa", "a.", "Nguyễn ", "không ")
}
"""What an officer writes: texts that are looked through."""
ATTACHED_FILE: Final = (
    MULTIPART,
    form_data(('name="upload"; filename="a.png"', b"\x89PNG\r\n\x1a\n" * 600_000), most=ACT_MOST),
)
XMLS: Final = {
    "an attachment": (XML, filled("QUJD" * 19 + "\n", EXCHANGE_MOST, "<a><MessageHeader/><c>", "</c></a>")),
    "line ends": (XML, filled("\n", EXCHANGE_MOST, "<a><c>", "</c></a>")),
    "references": (XML, filled("&#65;", EXCHANGE_MOST, "<a><c>", "</c></a>")),
    "references that are read": (
        XML,
        filled("&#65;", EXCHANGE_MOST, "<MessageHeader><Subject>", "</Subject></MessageHeader>"),
    ),
    "elements": (XML, filled("<b/>", EXCHANGE_MOST, "<a>", "</a>")),
    "one name": (XML, filled("a", EXCHANGE_MOST, "<", "/>")),
    "one start tag": (XML, b"<a " + b" ".join(b'a%d=""' % n for n in range(1_500_000)) + b"/>"),
    "one value": (XML, filled("x", EXCHANGE_MOST, '<a b="', '"/>')),
    "one comment": (XML, filled("x", EXCHANGE_MOST, "<a><!--", "--></a>")),
    "instructions": (XML, filled("<?a?>", EXCHANGE_MOST, "<a>", "</a>")),
    "entities": (XML, filled('<!ENTITY a "b">', EXCHANGE_MOST, "<!DOCTYPE a [", "]><a/>")),
    "namespaces": (XML, b"<a " + b" ".join(b'xmlns:a%d="b"' % n for n in range(1_000_000)) + b"/>"),
    "another encoding": (
        XML,
        '<?xml version="1.0" encoding="utf-16"?><a>'.encode("utf-16") + "<b>ệ</b>".encode("utf-16-le") * 900_000,
    ),
}
FILES: Final = {LARGE: (PNG, b"\x89PNG\r\n\x1a\n" * 2_000_000), "nothing": (PNG, b"")}
PDFS: Final = {LARGE: (PDF, b"%PDF-1.7\n" + b"1 0 obj [" * 1_100_000), "another type": (PNG, b"x" * 1_000)}
ROWS: Final[Mapping[str, Bodies]] = {
    "/report/graphql": JSONS,
    "/graphql": {**JSONS, **TEXTS},
    **dict.fromkeys((f"/oauth/{name}" for name in OAUTH_FORMS), FORMS),
    **dict.fromkeys((f"/report/{name}" for name in REPORT_FORMS), FORMS),
    **dict.fromkeys((f"/report/{name}" for name in ("add", "answer", "write", "file")), ATTACHED),
    **dict.fromkeys(DESK_FORMS, FORMS),
    "/desk/matters/{id}/{action}": {**FORMS, "a large file": ATTACHED_FILE},
    **dict.fromkeys(
        (f"{section.path}/{row}/{{action}}" for section in SECTIONS.values() for row in ("new", "{id}")), FORMS
    ),
    **{f"{each.path}/together": FORMS for each in SECTIONS.values()},
    **dict.fromkeys(("/mail/leave/{mailing}/{token}", "/mail/confirm/{reader}/{token}", "/mail/subscribe"), FORMS),
    "/evidence": FILES,
    "/uploads": {"nothing": ("text/plain", b"")},
    "/uploads/{arrival}": {name: (OFFSET, body) for name, (_, body) in FILES.items()},
    "/documents/{document}/signed": PDFS,
    "/documents/{document}/answer": XMLS,
}
"""What comes to each route that takes a body."""
OF_PROGRAMS: Final = {"/oauth/token", "/oauth/revoke", "/oauth/introspect", "/mail/leave/{mailing}/{token}"}
"""Forms that no session stands behind: programs send them, and mail programs (RFC 8058)."""
HEADS: Final[Mapping[str, Mapping[str, str]]] = {
    "many": {f"x-{n}": "a" * 60 for n in range(500)},
    "quotes": dict.fromkeys(NAMES, '"' + "\\" * HEAD),
    "commas": dict.fromkeys(NAMES, "," * HEAD),
    "ranges": dict.fromkeys(NAMES, 'W/"a";q=0.1, ' * (HEAD // 13)),
    "parameters": dict.fromkeys(NAMES, "a/b" + ";a=b" * (HEAD // 4)),
    "spaces": dict.fromkeys(NAMES, "a" + " " * HEAD + "b"),
    "an address": {},
}
QUERIES: Final = {"an address": "&".join(f"{name}={'%E1%BB%87' * 400}" for name in ASKED)}


@dataclass(frozen=True)
class House:
    """The application, with what its addresses name."""

    api: InProcess
    named: Mapping[str, str]
    token: str

    @property
    def signed(self) -> Mapping[str, str]:
        cookies = cookie_of(INSPECT, session("agency-inspection", Post.INSPECTOR))
        cookies |= cookie_of(ADMINISTER, session("agency-lead", Post.ADMIN, pages=ADMINISTER))
        cookies |= cookie_of(DESK, session("agency-health", Post.HANDLER, pages=DESK))
        return {
            "authorization": f"Bearer {self.token}",
            "casebook-purpose": "HANDLING",
            "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }

    @property
    def app(self) -> Any:
        return self.api.app

    def path(self, route: str) -> str:
        """An address of a route that leads somewhere."""
        section = next((each for each in SECTIONS.values() if route.startswith(each.path)), None)
        named = {**self.named, "action": self._action(section, "/new/" in route)} if section else self.named
        if route.startswith(DESK.home):
            named = {**self.named, "action": "reportCase" if "/begin/" in route else "addEvidence"}
        return PARAMETER.sub(lambda found: named.get(found[1], "a"), route)

    def _action(self, section: Any, new: bool) -> str:
        return next((action.name for action in actions_of(section) if action.creates is new), "a")

    def fields(self, path: str, media: str) -> Mapping[str, str]:
        """The header fields of a body; of a part of a file, those of tus with the place where it goes on."""
        fields = {**self.signed, **TUS, "content-type": media}
        if media != OFFSET:
            return fields
        place = self.send(Sent(method="HEAD", path=self.path(path), headers=fields)).headers["upload-offset"]
        return {**fields, "upload-offset": place}

    def send(self, sent: Sent) -> Held:
        """Send a request; the shortest of some tries, for a collection of garbage may come between."""
        found = [self.api.call(held, self.app, sent)]
        while found[-1].seconds > PROMISE_SECONDS and len(found) < 3:
            found.append(self.api.call(held, self.app, sent))
        return min(found, key=lambda each: each.seconds)


@pytest.fixture(scope="module")
def house(installation: dict[str, str], issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    key = tmp_path_factory.mktemp("log") / "vkey"
    key.write_text(Signer.generate("casebook.test/log").vkey())
    more = {"CASEBOOK_LOG_KEY_FILE": str(key), "CASEBOOK_CALLER_RATE": "1000000"}
    with in_process({**installation, **SETTINGS, **more}, BASE) as api:
        play = Play(api, issuer)
        play.report()
        play.check()
        given = {**DOCUMENT, "commandId": str(uuid4()), "sourceId": play.case}
        asked = api.ask(play.token("health.auditor"), REQUEST, input=given)["requestOfficialDocument"]
        assert asked["problems"] == []
        given = {"Authorization": f"Bearer {play.token('health')}", **TUS, "upload-length": str(FILE_MOST)}
        metadata = f"case {b64encode(play.case.encode()).decode()},filetype aW1hZ2UvcG5n"
        arrival = api.send("POST", "/uploads", headers={**given, "upload-metadata": metadata}).headers["location"]
        named = {"case": play.case, "id": play.case, "document": asked["document"]["id"], "arrival": arrival[9:]}
        yield House(api, named, play.token("health"))
    forgive(installation)


def routes(house: House) -> list[tuple[str, str]]:
    """Method and path of every route; HEAD is GET."""
    found = [route for route in house.app.router.routes if isinstance(route, Route)]
    return [(method, route.path) for route in found for method in sorted(route.methods or ()) if method != "HEAD"]


def test_every_route_that_takes_a_body_has_a_row(house: House) -> None:
    assert {path for method, path in routes(house) if method in ("POST", "PATCH")} == set(ROWS)
    others = [route for route in house.app.router.routes if not isinstance(route, Route)]
    assert [(type(route), route.path) for route in others] == [(WebSocketRoute, "/graphql")]
    assert {method for method, _ in routes(house)} == {"GET", "POST", "PATCH", "DELETE", "OPTIONS"}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("signed", [False, True], ids=["nobody", "signed in"])
def test_no_head_of_any_route_holds_the_loop(house: House, kind: str, signed: bool) -> None:
    slow = {}
    for method, path in routes(house):
        headers = {**HEADS[kind], **(house.signed if signed else {})}
        found = house.send(Sent(method=method, path=house.path(path), query=QUERIES.get(kind, ""), headers=headers))
        if found.seconds > PROMISE_SECONDS or found.status >= 500:
            slow[method, path] = (found.status, found.seconds)
    assert slow == {}


def test_every_answer_keeps_browsers_from_guessing_and_to_tls(house: House) -> None:
    bare = {}
    for method, path in routes(house):
        for at in (house.path(path), "/nowhere"):
            headers = house.send(Sent(method=method, path=at)).headers
            nosniff = headers.get("x-content-type-options") == "nosniff"
            framed = "frame-ancestors 'none'" not in headers["content-security-policy"]
            kind = headers.get("content-type", "")
            unread = "utf-8" not in kind if "text/" in kind else not kind and headers.get("content-length", "0") != "0"
            told = {"strict-transport-security", "referrer-policy"} <= headers.keys()
            if framed or unread or not nosniff or not told:
                bare[method, at] = headers
    assert bare == {}


def test_no_route_answers_trace(house: House) -> None:
    answers = {path: house.send(Sent(method="TRACE", path=house.path(path))) for _, path in routes(house)}
    assert {path: found.status for path, found in answers.items() if found.status not in (401, 404, 405)} == {}


def test_no_body_of_any_route_holds_the_loop(house: House) -> None:
    slow = {}
    for path, bodies in ROWS.items():
        for kind, (media, body) in bodies.items():
            headers = house.fields(path, media)
            query = f"case={house.named['case']}" if path == "/evidence" else ""
            method = "PATCH" if media == OFFSET else "POST"
            found = house.send(Sent(method=method, path=house.path(path), query=query, headers=headers, body=body))
            if found.seconds > PROMISE_SECONDS or found.status >= 500:
                slow[path, kind] = (found.status, found.seconds)
    assert slow == {}


@pytest.mark.parametrize("site", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}], ids=list)
def test_no_form_of_another_site_is_taken(house: House, site: Mapping[str, str]) -> None:
    headers, taken = {**house.signed, **site, "content-type": FORM}, {}
    for path in {path for path, bodies in ROWS.items() if FORMS.items() <= bodies.items()} - OF_PROGRAMS:
        found = house.send(Sent(method="POST", path=house.path(path), headers=headers, body=b"a=b"))
        if found.status != 403:
            taken[path] = found.status
    first = {"/report/file": 415, "/sign/{id}": 404, "/mail/subscribe": 404}
    assert taken == first, "another type than a file is refused first; without a command, or a mail server, no page is"


def test_half_a_body_ends_every_request(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "GRACE_SECONDS", 0.05)
    wrong = {}
    for path, bodies in ROWS.items():
        media, body = bodies.get(LARGE) or next(iter(bodies.values()))
        headers = {**house.fields(path, media), "content-length": "4096"}
        query = f"case={house.named['case']}" if path == "/evidence" else ""
        method = "PATCH" if media == OFFSET else "POST"
        half = Sent(method=method, path=house.path(path), query=query, headers=headers, body=body[:64], breaks_off=True)
        found = house.send(half)
        typed = found.headers.get("connection") == "close" and len(found.body) > 100
        if (found.status != 408 or not typed) and path not in UNREAD:
            wrong[path] = found.status
    assert wrong == {}


async def test_an_answer_that_nobody_takes_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "SEND_SECONDS", 0.05)
    sent = Sent(method="GET", path="/schema.graphql")
    pieces = sent.pieces()

    async def receive() -> Message:
        return next(pieces)

    async def never(_: Message) -> None:
        await asyncio.Event().wait()

    await asyncio.wait_for(asyncio.to_thread(house.api.call, house.app, sent.scope(), receive, never), PATIENCE)
