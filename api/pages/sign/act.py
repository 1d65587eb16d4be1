"""The page that asks for the signature of one act, and executes the act.

GET  /sign/ID?redirect_uri=…&state=…   the act in words, only for the person who sent the command; writes nothing
POST the same                          executes it once, with the signature or by a paper; or declines it

The return address is read and checked again at every step. Each time that the page is opened, the command is updated:
its state, and its expiry. An earlier page of the same command can be sent until that page's own expiry.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from api.graphql.context import context_of
from api.pages.base.open_desk import OpenDesk, desk_of
from api.pages.base.page_request import PageRequest, Unanswered, seated, shown_to_nobody, to_page
from api.pages.base.session import Session
from api.pages.forms.posted import Unreadable, posted
from api.pages.sign.seen import ids_in, seen
from api.pages.sign.way_back import NoWayBack, WayBack, way_back
from api.pages.sign.words import scripted
from auth.authenticator import Authenticator
from auth.tokens import Unauthenticated, Viewer
from domain.book import BY_COMMAND
from domain.kernel.calendar import iso_millis
from domain.kernel.fields import hashed_uploads, normalised, texts_to_seal
from domain.kernel.refusals import NotAllowed, Problem, Refused, SignatureNeeded
from domain.messages import message
from domain.registry.regulation import Regulation
from resolvers.mutations import signature_in
from schema.inputs import AssertionInput
from store.authority.signed_acts import NEVER_ON_PAPER
from store.process import logs
from store.write.command_ids import Outcome
from store.write.signing import Signature, keys_of
from store.write.signing_requests import SigningRequest

SIGNED: Final = ("command", "salts", "credential_id", "authenticator_data", "client_data", "signature")
TITLES: Final = ("code", "number", "publicCode", "title", "name", "claim")
"""Fields that may serve as the title of an object, the best first."""


class Asked:
    """A pending command, its owner, and the return address."""

    def __init__(self, id: str, viewer: Viewer, request: SigningRequest, back: WayBack) -> None:
        self.id, self.viewer, self.request, self.back = id, viewer, request, back

    @property
    def action(self) -> str:
        return BY_COMMAND[type(self.request.command)].name


async def answer(request: Request) -> Response:
    """Find the command, then the session of the person who sent it. The session may be at these pages, or at any desk
    of this origin."""
    id = request.path_params["id"]
    found = await request.app.state.store.signing_requests.find(id)
    if found is None:
        return shown_to_nobody(request, "over", 404)
    viewer = Viewer.read(found[0])
    request.state.asked = (id, viewer, found[1])
    sessions = [desk.session(request) for desk in request.app.state.desks.values()]
    persons = {session.viewer.person for session in sessions if session}
    if persons and viewer.person not in persons:
        return shown_to_nobody(request, "another", 403)
    return await PAGE(request)


def _seat(request: Request) -> tuple[OpenDesk, Session | None]:
    _, viewer, _ = request.state.asked
    own = desk_of(request)
    desks = [own, *(desk for desk in request.app.state.desks.values() if desk is not own)]
    for desk in desks:
        session = desk.session(request)
        if session and session.viewer.person == viewer.person:
            return desk, session
    return own, None


async def _page(page: PageRequest) -> Response:
    id, viewer, sent = page.request.state.asked
    try:
        authenticator: Authenticator = page.request.app.state.authenticator
        registry = (await authenticator.entry_of_viewer(viewer)).registry
    except Unauthenticated:
        return page.trouble("ended", 403)
    purpose = page.session.purpose if page.session else None
    page.context = await context_of(page.store, viewer, logs.current(), purpose, registry)
    try:
        asked = Asked(id, viewer, sent, way_back(page, viewer))
    except NoWayBack:
        return page.trouble("way", 400)
    if page.request.method != "POST":
        return await _shown(page, asked)
    try:
        fields = await posted(page.request)
    except Unreadable:
        return await _shown(page, asked)
    if "decline" in fields:
        return to_page(asked.back.to("declined")) if asked.back.address else page.trouble("declined", 200)
    return await _carried_out(page, asked, fields)


PAGE: Final = seated(_page, needs_purpose=False, seat=_seat)


async def _carried_out(page: PageRequest, asked: Asked, fields: Mapping[str, str]) -> Response:
    """Execute the signed act. If the act is refused, show it again."""
    try:
        outcome = await page.store.execute(
            asked.viewer.caller,
            asked.request.command,
            **asked.request.given,
            signature=_signature(fields),
            paper=fields.get("paper", "").strip() or None,
        )
    except Refused as refused:
        return await _shown(page, asked, refused.problems)
    except NotAllowed as denied:
        return await _shown(page, asked, (denied.problem,))
    return await _done(page, asked, outcome)


def _signature(fields: Mapping[str, str]) -> Signature | None:
    """Return the signature in a form; None if the form has no signature. Raise Refused."""
    if not fields.get("signature"):
        return None
    given = AssertionInput(**{name: fields.get(name, "") for name in SIGNED})
    return signature_in(SimpleNamespace(assertion=given))


async def _done(page: PageRequest, asked: Asked, outcome: Outcome) -> Response:
    """Redirect to the return address. If a page drew a code for the act, show the code once before the redirect."""
    to = asked.back.to("done", outcome.stream) if asked.back.address else ""
    drawn = None if outcome.replayed else asked.request.drawn
    if asked.request.drawn:
        await page.store.signing_requests.end(asked.id)
    keys = _keys(page)
    if to and drawn is None and keys > 1:
        return to_page(to)
    return page.show("done", to=to, drawn=drawn, one_key=keys == 1, replayed=outcome.replayed)


async def _shown(page: PageRequest, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """Show the act as it must be signed now. If it cannot be signed, show the reason and a link back."""
    try:
        outcome = await page.store.execute(
            asked.viewer.caller, asked.request.command, **asked.request.given, trial=True
        )
    except Refused as refused:
        needed = next((one for one in refused.problems if isinstance(one, SignatureNeeded)), None)
        against: Sequence[Problem] = () if needed else refused.problems
    except NotAllowed as denied:
        needed, against = None, (denied.problem,)
    else:
        return await _done(page, asked, outcome)
    said = [message(one.code, one.params, page.language) for one in (*problems, *against)]
    back = asked.back
    if needed is None:
        return page.show("cannot", 409, said=said, to=back.to("refused") if back.address else "")
    command = json.loads(needed.command)
    version = await seen(page.store.connection, command)
    return page.show(
        "act",
        422 if problems else 200,
        scripted(back.origin),
        said=said,
        path=page.request.url.path + (f"?{page.request.url.query}" if page.request.url.query else ""),
        needed=needed,
        end=needed.end,
        at=iso_millis(page.context.now),
        texts=await _texts(page, asked.request),
        names=await _names(page, asked.request, ids_in(version, command)),
        seen=version,
        keys=(keys := _keys(page)),
        on_paper=keys == 0 and asked.action not in NEVER_ON_PAPER,
        software=_software_key(page.request.app.state.people_file, asked.viewer.caller.subject),
    )


async def _texts(page: PageRequest, request: SigningRequest) -> Mapping[str, str]:
    """Return the plain texts to which the command commits. The page's script compares them with the commitments."""
    command = normalised(request.command)
    texts = dict(texts_to_seal(command))
    for name in hashed_uploads(type(command)):
        upload = getattr(command, name)
        if upload and (found := await page.store.uploads.plain_hash(upload)):
            texts[name] = found
    return texts


async def _names(page: PageRequest, request: SigningRequest, said: str) -> Mapping[str, str]:
    """Return the register's names for the ids in the command and in the shown state."""
    registry, words = page.context.registry, page.words
    ids = [*registry.agencies, *registry.officers, *registry.areas, *registry.provisions]
    text = repr(request.said()["command"]) + said
    found = {id: words.id(id) for id in ids if id in text}
    found |= {page.context.actor.own: words.agency(page.context.actor.own)}
    if request.target:
        found[request.target] = await _title(page, request.target)
    return found


async def _title(page: PageRequest, id: str) -> str:
    """Return the name of an object. Return the object's id if it has no name, or if the reader may not know the
    name."""
    schema = page.desk.engine.schema
    try:
        node = (await page.told("query Kind($id: ID!) { node(id: $id) { __typename } }", "kind", {"id": id}))["node"]
        if node is None:
            row = page.context.registry.rows(Regulation).get(id)
            return row.number if row else page.words.id(id)
        fields = [name for name in TITLES if name in getattr(schema.type_map[node["__typename"]], "fields", {})]
        if not fields:
            return page.words.id(id)
        text = f"query Title($id: ID!) {{ node(id: $id) {{ ... on {node['__typename']} {{ {' '.join(fields)} }} }} }}"
        told: dict[str, Any] = (await page.told(text, "title", {"id": id}))["node"]
    except Unanswered:
        return page.words.id(id)
    return " · ".join(str(told[name]) for name in fields if told[name]) or page.words.id(id)


def _keys(page: PageRequest) -> int:
    """Count the person's valid keys."""
    keys = keys_of(page.context.actor.subject, page.context.registry)
    return sum(key.counts(page.context.now) for key in keys)


def _software_key(card: Path | None, subject: str) -> dict[str, Any] | None:
    """Return the software key of a sample account, with its private half, from the file that `scripts/dev --signing`
    writes. Return None if there is no such file, or if the account has no key."""
    try:
        found: dict[str, Any] = json.loads(card.read_text(encoding="utf-8")) if card else {}
    except (OSError, ValueError):
        return None
    key: dict[str, Any] | None = found.get("signing_keys", {}).get(subject)
    return key
