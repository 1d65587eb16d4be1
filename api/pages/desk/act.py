"""The form of an act, and its result: one page serves every action on every object.

GET  /desk/matters/ID/ACTION    the form; `about` names the part of the object that a duty is about, `or` other actions
                                that fulfil the duty, of which the first allowed one is shown
GET  /desk/begin/ACTION         the form of an action that begins an object
POST the same                   the mutation, with the form's command id, on the version that was shown
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4, uuid5

from graphql import GraphQLObjectType, OperationType, get_named_type
from starlette.requests import Request
from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest, Unanswered, to_page
from api.pages.base.session import Session
from api.pages.base.signing import NEW, signing_address
from api.pages.desk.facts import joined, part
from api.pages.desk.files import Open, kept
from api.pages.desk.form import Form, Shown, Wrong, is_of
from api.pages.desk.lookups import lookups, paper_of
from api.pages.desk.matter import SECTIONS, Matter, read
from api.pages.forms.multipart import form_with_files, is_form_data
from api.pages.forms.names import confirmed_in
from api.pages.forms.posted import Typed, Unreadable, by_name, command_id_of, posted_pairs
from api.pages.forms.values import number_in
from api.web.headers import DESK_PAGE, SELF, page_headers
from domain.kernel.calendar import VIETNAM
from domain.kernel.refusals import kebab
from domain.kernel.text import sort_key
from domain.kernel.wording import Harmless
from schema.record_names import EVENT_TYPES
from store.files.drafts import Draft
from store.store import Store

FIELDS_MOST: Final = 400
"""Largest number of values of one form. All communes of a province may be ticked."""
FILES_MOST: Final = 10
"""Largest number of files of one form. Each file is sent as an act of its own, with the form's other values."""
LATER: Final = "later"
"""Name of the buttons that store or drop a draft, or show the remaining choices."""
NARROWING_PAGE: Final = {
    **DESK_PAGE,
    **page_headers(
        style_src=SELF, img_src=SELF, form_action=SELF, script_src=SELF, connect_src=SELF, referrer="same-origin"
    ),
}
"""Headers of a form whose script asks for the remaining choices."""
SHOWING: Final = frozenset({"choices", "paper"})
"""Values of the buttons LATER that only show the form again."""
UNKEPT: Final = frozenset({LATER, "sure", "command_id", "who"})
"""Fields of a form that no draft stores."""
MUTATION: Final = frozenset({OperationType.MUTATION})
REQUEST: Final = "requestOfficialDocument"
"""Action whose form requests a document of an object in its present state."""
TERMS: Final = (1, 2, 3, 5, 7, 10, 15, 20, 30)
"""Working days from today that a field offers as the end of a term."""
AGAIN: Final = ("unsettled",)
"""Codes after which the same command is sent again. The id of the command ensures that it is executed once."""
FORM: Final = """action mutation allowed labelVi labelEn leftToday problem { messageVi messageEn } form {
  sentenceVi sentenceEn lastingVi lastingEn papers inputType target versioned namesConfirmed fixed { name value }
  fields { name path kind many required labelVi labelEn hintVi hintEn example least most earliest latest defaultValue
    refersTo narrowedBy requiredWith { name value } choices(beside: $beside) { value labelVi labelEn } } }"""
BESIDE: Final = "$beside: [ChosenValues!]"
PROBLEMS: Final = """problems { code messageVi messageEn ... on InvalidInput { path at length }
  ... on SafeguardNotMet { field }
  ... on SignatureNeeded { address }
  ... on VersionConflict { currentVersion since { version type at agency { name } } } }"""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Action on an object, or one that begins an object."""

    name: str
    offer: Mapping[str, Any]
    form: Form
    matter: Matter | None
    version: int

    @property
    def path(self) -> str:
        return f"/desk/matters/{self.matter.id}/{self.name}" if self.matter else f"/desk/begin/{self.name}"


async def act(page: PageRequest) -> Response:
    """Show the form, or the result of its command."""
    found = await _found(page)
    if page.request.method != "POST":
        if not found.offer["allowed"]:
            return _not_now(page, found)
        draft = await page.store.drafts.one(drafter(page.session), found.path)
        return await _shown(page, found, draft.typed if draft else {}, uuid4(), [], draft=draft)
    try:
        typed, wrong = await taken(page, found)
    except Unreadable:
        typed, wrong = {}, []
    if not is_of_reader(page.session, typed):
        return page.trouble("another", 403)
    if typed.get(LATER, [""])[0] in SHOWING and not found.offer["allowed"]:
        return _not_now(page, found)
    match typed.get(LATER, [""])[0]:
        case "paper":
            return await _previewed(page, found, typed, wrong)
        case "choices":
            return await _shown(page, found, typed, command_id_in(typed), wrong)
        case "keep":
            return await _put_aside(page, found, typed)
        case "drop":
            await page.store.drafts.drop(drafter(page.session), found.path)
            return to_page(found.path)
    return await carried_out(page, found, typed, wrong)


def drafter(session: Session | None) -> str:
    """Return the key of a reader's drafts. It identifies a person of an issuer, in an agency."""
    assert session is not None
    caller = session.viewer.caller
    return f"{session.viewer.issuer} {caller.subject} {caller.agency}"


def mark_of(session: Session | None) -> str:
    """Return a mark for a form, with which the form's reader is recognised. The mark does not reveal the reader."""
    return sha256(drafter(session).encode()).hexdigest()


def is_of_reader(session: Session | None, typed: Typed) -> bool:
    """Return whether the reader of the form sent it, and not the next person at the same machine."""
    return typed.get("who", [""])[0] == mark_of(session)


async def _put_aside(page: PageRequest, act: Act, typed: Typed) -> Response:
    """Store a draft, without fields that the form does not have."""
    said = {name: list(values) for name, values in typed.items() if name not in UNKEPT}
    title = joined(page.said(act.offer, "label"), act.matter.title() if act.matter else None)
    if await page.store.drafts.keep(drafter(page.session), act.path, title, said):
        return to_page(act.path)
    return await _shown(page, act, typed, uuid4(), [Wrong(said=page.texts["act"]["draft_long"])])


async def left_behind(request: Request, session: Session, store: Store) -> None:
    """Store a form that arrived after its session ended, so that the form need not be typed again."""
    with suppress(Unreadable):
        typed = by_name(await posted_pairs(request, FIELDS_MOST))
        if not is_of_reader(session, typed):
            return
        said = {name: values for name, values in typed.items() if name not in UNKEPT}
        await store.drafts.keep_beside(drafter(session), request.url.path, said)


def _not_now(page: PageRequest, act: Act) -> Response:
    """Redirect to the next action that fulfils the same duty, or explain why there is no form. A form that was filled
    in is always sent, because a refusal shows its values again."""
    if (others := page.given("or").split(",")) != [""]:
        query = urlencode({"about": page.given("about"), "or": ",".join(others[1:])})
        return to_page(f"{act.path.rpartition('/')[0]}/{quote(others[0], safe='')}?{query}")
    name, why = page.said(act.offer, "label"), page.said(act.offer["problem"], "message")
    return page.trouble("not_now", 403, f"{name}: {why}")


async def taken(page: PageRequest, act: Act) -> tuple[Typed, list[Wrong]]:
    """Return the typed values, with the id of the form's file. Raise Unreadable."""
    if not is_form_data(page.request):
        return by_name(await posted_pairs(page.request, FIELDS_MOST)), []
    pairs, files = await form_with_files(page.request, Open(), 1 if act.form.data["versioned"] else FILES_MOST)
    typed, name = dict(by_name(pairs)), act.form.file
    if name is None or act.matter is None:
        return typed, []
    stored = [await kept(page, act.matter.id, file) for file in files]
    if ids := [*typed.get(name, ()), *(id for id, _ in stored if id)][:FILES_MOST]:
        typed[name] = ids
    return typed, [Wrong(path=f"input.{name}", said=fault) for _, fault in stored if fault]


async def _found(page: PageRequest) -> Act:
    """Return the act of the address. Raise NotFound."""
    name, id = page.request.path_params["action"], page.request.path_params.get("id")
    values = page.desk.engine.schema.type_map["Action"]
    if name not in getattr(values, "values", {}):
        raise NotFound
    matter = await read(page, id) if id else None
    offer, version = await _offer(page, name, matter)
    form = Form(data=offer["form"], language=page.language, found=await lookups(page, offer["form"]))
    return Act(name=name, offer=offer, form=form, matter=matter, version=version)


async def _offer(
    page: PageRequest, name: str, matter: Matter | None, beside: Sequence[Mapping[str, Any]] = ()
) -> tuple[Mapping[str, Any], int]:
    offers = f"allowedActions(only: [{name}]) {{ {FORM} }}"
    if matter is None:
        asked = await page.told(f"query Offer({BESIDE}) {{ me {{ {offers} }} }}", "offer", {"beside": beside})
        answer, version = asked["me"], 0
    elif "allowedActions" not in matter.type.fields:
        raise NotFound
    else:
        object = f"... on {matter.type.name} {{ version {offers} }}"
        text = f"query Offer($id: ID!, {BESIDE}) {{ node(id: $id) {{ {object} }} }}"
        answer = (await page.told(text, "offer", {"id": matter.id, "beside": beside}))["node"]
        version = answer["version"]
    if not answer["allowedActions"]:
        raise NotFound
    return answer["allowedActions"][0], version


async def _narrowed(page: PageRequest, act: Act, typed: Typed) -> Act:
    """Return the act with the choices that remain for the typed values."""
    if not (beside := act.form.narrowing(typed)):
        return act
    offer, _ = await _offer(page, act.name, act.matter, beside)
    return replace(act, form=replace(act.form, data=offer["form"]))


def command_id_in(typed: Typed) -> UUID:
    return command_id_of({name: values[0] for name, values in typed.items()})


async def _previewed(page: PageRequest, act: Act, typed: Typed, before: Sequence[Wrong]) -> Response:
    """Show the form with the text of the document that the act would produce. Nothing is recorded."""
    given, wrong = act.form.read(typed)
    wrong = [*before, *wrong]
    paper: Sequence[str] = ()
    if not wrong:
        try:
            paper = await paper_of(page, act.name, act.matter, act.form, given)
        except Unanswered as refused:
            if refused.code != "BAD_INPUT":
                raise
            wrong = [Wrong(said=refused.said, path=refused.path or "")]
    return await _shown(page, act, typed, command_id_in(typed), wrong, paper=paper)


async def carried_out(page: PageRequest, act: Act, typed: Typed, before: Sequence[Wrong] = ()) -> Response:
    """Send the mutation. If the mutation is refused, show the form again with the typed values."""
    command_id = command_id_in(typed)
    given, wrong = act.form.read(typed)
    wrong = [*before, *(one for one in wrong if one.path not in {other.path for other in before})]
    if act.form.lasting and "yes" not in typed.get("sure", ()):
        wrong.append(Wrong(said=page.texts["act"]["be_sure"], path="sure"))
    if wrong:
        return await _shown(page, act, typed, command_id, wrong)
    payload: Mapping[str, Any] = {}
    for number, once in enumerate(act.form.each_file(given, typed)):
        sent_as = uuid5(command_id, str(number)) if number else command_id
        payload = await _sent(page, act, {**once, **_around(act, typed, sent_as)})
        if address := next((one["address"] for one in payload["problems"] if one.get("address")), None):
            return to_page(signing_address(address, f"/desk/matters/{act.matter.id if act.matter else NEW}", act.name))
        if payload["problems"]:
            left = act.form.without_files(typed, number)
            return await _refused(page, act, left, command_id, payload["problems"])
    await page.store.drafts.drop(drafter(page.session), act.path)
    id = next((value["id"] for value in payload.values() if isinstance(value, Mapping) and "id" in value), None)
    to = f"/desk/matters/{id or (act.matter.id if act.matter else '')}"
    return await _code(page, payload, to) if payload.get("followCode") else to_page(f"{to}?done={act.name}")


def _around(act: Act, typed: Typed, command_id: UUID) -> dict[str, Any]:
    """Return the fields of an input that are not typed by a person."""
    form, names = act.form.data, confirmed_in(typed)
    around: dict[str, Any] = {"commandId": str(command_id), **act.form.fixed}
    if act.matter:
        around[form["target"]] = act.matter.id
    if form["versioned"]:
        around["expectedVersion"] = number_in(typed.get("version", ("",))[0]) or 0
    if form["namesConfirmed"] and names:
        around["confirmedNames"] = [{"field": one.field, "at": one.at, "harmless": one.harmless.value} for one in names]
    return around


async def _sent(page: PageRequest, act: Act, given: Mapping[str, Any]) -> Mapping[str, Any]:
    mutations, name = page.desk.engine.schema.mutation_type, act.offer["mutation"]
    assert mutations is not None
    payload = get_named_type(mutations.fields[name].type)
    assert isinstance(payload, GraphQLObjectType)
    held = [name for name, field in payload.fields.items() if "id" in getattr(get_named_type(field.type), "fields", {})]
    asked = [f"{name} {{ id }}" for name in held] + ["row { ... on Node { id } }"] * ("row" in payload.fields)
    if "followCode" in payload.fields:
        asked += ["followCode", "case { code }"] if "case" in held else ["followCode"]
    text = f"""mutation Act($input: {act.form.data["inputType"]}!) {{
      {name}(input: $input) {{ {" ".join(asked)} {PROBLEMS} }} }}"""
    answer: Mapping[str, Any] = (await page.told(text, name, {"input": given}, MUTATION))[name]
    return answer


async def _code(page: PageRequest, payload: Mapping[str, Any], to: str) -> Response:
    """Show the new code once, with the case's number, and where the code is entered. The officer gives all of them to
    the person whose matter began."""
    number, where = (payload.get("case") or {}).get("code"), f"{page.desk.origin}/report/matter"
    return page.show("code", code=payload["followCode"], number=number, where=where, to=to)


async def _refused(
    page: PageRequest, act: Act, typed: Typed, command_id: UUID, problems: Sequence[Mapping[str, Any]]
) -> Response:
    wrong = [
        Wrong(
            said=page.said(one, "message"),
            path=one.get("path") or one.get("field") or "",
            code=kebab(one["code"]),
            at=one.get("at"),
            length=one.get("length"),
        )
        for one in problems
    ]
    again = any(one.code in AGAIN for one in wrong)
    newer = [event for one in problems for event in one.get("since") or ()]
    return await _shown(page, act, typed, command_id if again else uuid4(), wrong, newer)


async def _shown(
    page: PageRequest,
    act: Act,
    typed: Typed,
    command_id: UUID,
    wrong: Sequence[Wrong],
    newer: Sequence[Mapping[str, Any]] = (),
    draft: Draft | None = None,
    paper: Sequence[str] = (),
) -> Response:
    """Show the form with the typed values. After a conflict the form shows the newest version and the events since."""
    act = await _narrowed(page, act, typed)
    now, into = page.context.now.astimezone(VIETNAM), page.given("into")
    shown = Shown(texts=page.texts["act"], day=page.words.day, now=now, into=into, terms=_terms(page))
    fields = act.form.shown(typed, wrong, page.given("about"), shown)
    facts = act.matter or (await read(page, page.given("about")) if page.given("into") else None)
    whole = facts.whole if facts else None
    beside = {field["path"] for field in act.form.fields}
    general = [one.said for one in wrong if not any(is_of(one.path, path) for path in beside)]
    return page.show(
        "act",
        422 if wrong else 200,
        NARROWING_PAGE if act.form.narrowing_fields else None,
        name=page.said(act.offer, "label"),
        form=act.form,
        left=act.offer["leftToday"],
        path=f"{act.path}?{page.query({})}" if page.given("into") else act.path,
        claim=facts.data.get("claim") if facts else None,
        back=f"/desk/matters/{act.matter.id}" if act.matter else "/desk/begin",
        matter=act.matter,
        whole=whole,
        open=act.matter is not None and act.matter.type.name not in SECTIONS,
        basis=part(whole, _basis(act.matter)) if act.matter and whole else None,
        version=act.version if newer or not typed else typed.get("version", ("0",))[0],
        command_id=command_id,
        mark=mark_of(page.session),
        fields=fields,
        draft=page.words.time(draft.at) if draft else None,
        instead=await _instead(page, act),
        general=general,
        paper=paper,
        previews=(act.matter is not None and bool(act.form.data["papers"])) or act.name == REQUEST,
        sure="yes" in typed.get("sure", ()),
        newer=[_said(page, event) for event in newer],
        harmless=[(reason.value, page.words.label(reason)) for reason in Harmless],
    )


def _basis(matter: Matter) -> list[str]:
    """Return the fields that show the previous verifications, positions, conclusions, proposals and decisions."""
    sections = SECTIONS.get(matter.type.name, {})
    return ["verifications", *(key for name in ("rounds", "reasons") for key in sections.get(name, ()))]


async def _instead(page: PageRequest, act: Act) -> list[tuple[str, str]]:
    """Return the other allowed actions that fulfil the same duty: the address and the name of each form."""
    known = getattr(page.desk.engine.schema.type_map["Action"], "values", {})
    others = [name for name in page.given("or").split(",") if name in known]
    if not others or act.matter is None:
        return []
    offers = f"allowedActions(allowed: true, only: [{' '.join(others)}]) {{ action labelVi labelEn }}"
    text = f"query Instead($id: ID!) {{ node(id: $id) {{ ... on {act.matter.type.name} {{ {offers} }} }} }}"
    found = (await page.told(text, "instead", {"id": act.matter.id}))["node"]["allowedActions"]
    about = urlencode({"about": page.given("about")})
    return [(f"/desk/matters/{act.matter.id}/{one['action']}?{about}", page.said(one, "label")) for one in found]


def _said(page: PageRequest, event: Mapping[str, Any]) -> str:
    who = event["agency"]["name"] if event["agency"] else page.texts["matter"]["register"]
    return f"{page.words.time(event['at'])}, {who}: {page.words.event(EVENT_TYPES[event['type']])}"


def _terms(page: PageRequest) -> list[tuple[int, date]]:
    known, today = page.context.registry.days.known, page.context.today
    return [(count, known.add_working_days(today, count)) for count in TERMS]


async def begin(page: PageRequest) -> Response:
    """Show the actions by which the reader may begin an object."""
    offers = (await page.ask("begin"))["me"]["allowedActions"]
    may = [(one["action"], page.said(one, "label")) for one in offers]
    return page.show("begin", may=sorted(may, key=lambda one: sort_key(one[1])))
