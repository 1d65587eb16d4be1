"""Acts at the desk: the form of an action with its choices, and its result.

GET   /administer/SECTION/new/ACTION      the form of an action that begins a row
GET   /administer/SECTION/ID/ACTION       the form of an action on a row; the address may name a part of the row
POST  the same                            execute the action, with the form's command id, on the version that was shown

The register gets only the SHA-256 of a code or a secret. The page after the form shows the code once, and no cache
stores that page. A form that is sent again draws another code, which the register refuses under the same command id.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from starlette.responses import Response

from api.pages.administer.proposals import Proposal, facts_of, proposals
from api.pages.administer.reading import Known, Row, known, listed, one, open_checks
from api.pages.administer.sections import ACTIONS, Section
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import NotFound, PageRequest, to_page
from api.pages.base.signing import NEW, address_in, signing_address
from api.pages.forms.form import Form
from api.pages.forms.names import confirmed_in
from api.pages.forms.posted import Typed, by_name, command_id_of, readable_pairs
from api.pages.forms.values import TYPED_DAY, Choices, number_in
from domain.administration.officers import colleagues
from domain.kernel.fields import Ref, Refs, fields_of
from domain.kernel.refusals import CommandReused, Problem, Refused
from domain.kernel.text import sort_key
from domain.kernel.vocabulary import Kind, Post
from domain.kernel.wording import Harmless
from domain.messages import action_label
from domain.narrative.forms import is_made, sentence_of
from domain.narrative.words import Words
from domain.registry.agency import Area
from domain.registry.entry import Certainty
from domain.rules.command import Action, denial
from resolvers.mutations import addressed
from store.oauth.once import digest, secret
from store.write.signing_requests import SigningRequest

CODE_BYTES: Final = 16
CONFIDENTIAL: Final = "confidential"
"""Checkbox that gives a new program a secret. A program with `machine` ticked always gets a secret."""


def drawn_for(action: Action, row: Row | None, typed: Typed) -> tuple[str | None, Mapping[str, Any]]:
    """Return the code to show once, and the command's fields with the code's digest. Most actions need neither a code
    nor a digest."""
    names = {field.name for field in fields_of(action.command) if is_made(field)}
    if "code" in names:
        code = secrets.token_hex(CODE_BYTES)
        return code, {"code": digest(code)}
    if "secrets" not in names:
        return None, {}
    if row is None and "yes" not in (*typed.get(CONFIDENTIAL, ()), *typed.get("machine", ())):
        return None, {"secrets": ()}
    drawn = secret()
    earlier = row.state.secrets[-1:] if row else ()  # the program keeps its present secret during the change
    return drawn, {"secrets": (*earlier, digest(drawn))}


HANDED_OVER: Final = "handOverWork"
NOMINATION: Final = "nominateOfficer"
AGENCIES: Final = ("agency", "successor")
AREAS: Final = ("area", "areas")
LEFT_OUT: Final = frozenset({"certainty", "replaces"})
"""Fields that no form shows. An entry by a person is always UNCONFIRMED, and the address of a form identifies the
appointment that is replaced."""


def form_of(
    action: Action, row: Row | None, fixed: Mapping[str, str], known: Known, words: Words, more: Mapping[str, Choices]
) -> Form:
    """Return the form of an action, on a row or for a new row. `more` are choices that the registry does not list."""
    choices = dict(more)
    for field in fields_of(action.command):
        if isinstance(field.spec, Ref | Refs) and field.name in AGENCIES:
            choices[field.name] = _in_force(known.registry.agencies, known, lambda row: words.agency(row.id))
        elif isinstance(field.spec, Ref | Refs) and field.name in AREAS:
            choices[field.name] = _in_force(known.registry.areas, known, _name)
    if action.name == "endCompetence" and row:
        choices["number"] = _numbered(row.state.competences, lambda one: words.label(one.task), words)
    if action.name == "endOfficialPage" and row:
        choices["number"] = _numbered(row.state.pages, lambda one: f"{one.title}, {one.address}", words)
    left_out = LEFT_OUT - fixed.keys()
    return Form(command=action.command, fixed=fixed, choices=choices, given=_given(action, row), left_out=left_out)


async def _colleagues(page: PageRequest, row: Row, known: Known) -> Choices:
    """Return the appointments that may take over an officer's work, by the names of their accounts."""
    able = colleagues(row.state, facts_of(page.context.actor, known, page.context.now))
    rows = (await listed(page, row.section)).rows
    fit = (one for one in rows if Post.HANDLER in one.state.posts and known.registry.person(one.id) in able)
    return sorted(((one.id, str(one.texts["subject"])) for one in fit), key=lambda pair: sort_key(pair[1]))


def _in_force(rows: Mapping[str, Any], known: Known, name: Callable[[Any], str]) -> Choices:
    """Return the rows whose validity has not ended."""
    held = (row for row in rows.values() if row.span.until is None or row.span.until > known.today)
    return sorted(((row.id, name(row)) for row in held), key=lambda pair: sort_key(pair[1]))


def _name(area: Area) -> str:
    """Return the name of an area. An unconfirmed area is marked, because a competence for it may have no effect."""
    return area.name if area.certainty is Certainty.CONFIRMED else f"{area.name} (?)"


def _numbered(parts: Sequence[Any], name: Callable[[Any], str], words: Words) -> Choices:
    """Return the parts of an agency by their numbers."""
    return [(str(at), f"{at}. {name(one)}, {words.span(one.span)}") for at, one in enumerate(parts, start=1)]


def _given(action: Action, row: Row | None) -> Typed:
    """Return the initial values of a form. If a list is corrected or replaced as a whole, its present items are the
    initial values."""
    if action.name == NOMINATION and row:
        return {"posts": list(row.state.posts)}
    if action.name != "correctHolidays" or row is None or row.section.kind is not Kind.HOLIDAYS:
        return {}
    lists = {name: getattr(row.state, name) for name in ("days", "worked")}
    return {name: ["\n".join(day.strftime(TYPED_DAY) for day in days)] for name, days in lists.items()}


FIELDS_MOST: Final = 400
"""Largest number of values of one form. All communes of a province may be ticked."""
FIXED: Final = {"confirmAgencyPart": "part", "refuseAgencyPart": "part", "confirmSuccession": "successor"}
"""Actions that confirm or refuse a part of a row, with the field by which a page's address identifies the part."""


@dataclass(frozen=True, kw_only=True)
class Act:
    section: Section
    action: Action
    row: Row | None
    form: Form
    known: Known
    words: AdministratorsWords
    replaced: Row | None = None
    """Appointment that the new appointment replaces."""
    checks: int = 0
    """Open cases in which the officer of the row is responsible for the check."""

    @property
    def path(self) -> str:
        return f"{self.section.path}/{self.row.id if self.row else 'new'}/{self.action.name}"

    @property
    def proposal(self) -> Proposal | None:
        """Return the proposal that the act confirms or refuses; None for any other act."""
        waiting = proposals(self.row, self.known) if self.row else []
        fitting = (one for one in waiting if self.action.name in (one.confirm, one.refuse))
        return next((one for one in fitting if dict(one.fixed) == dict(self.form.fixed)), None)


async def act(page: PageRequest, section: Section) -> Response:
    """Show the form, or the result of its command. Refuse an action that the caller has no right to."""
    found = await _act(page, section)
    if page.request.method != "POST":
        return _shown(page, found, {}, uuid4(), [])
    return await _carried_out(page, found, by_name(await readable_pairs(page.request, FIELDS_MOST)))


async def _act(page: PageRequest, section: Section) -> Act:
    """Return the act of the address. Raise NotFound, NotAllowed."""
    action = ACTIONS.get(page.request.path_params["action"])
    id = page.request.path_params.get("id")
    if action is None or action.stream is not section.kind or action.creates is not (id is None):
        raise NotFound
    if denied := denial(action, page.context.actor):
        raise denied
    row, found = await one(page, section, id) if id else (None, await known(page))
    words = AdministratorsWords(page.words, found.registry, page.texts["words"])
    replaced = page.given("replaces") if action.name == NOMINATION else ""
    old = (await one(page, section, replaced))[0] if replaced else None
    fixed = {"replaces": old.id, "subject": str(old.texts["subject"])} if old else _fixed(page, action)
    more = {"colleague": await _colleagues(page, row, found)} if row and action.name == HANDED_OVER else {}
    return Act(
        section=section,
        action=action,
        row=row,
        form=form_of(action, row or old, fixed, found, words, more),
        known=found,
        words=words,
        replaced=old,
        checks=await open_checks(page, row, found) if row else 0,
    )


def _fixed(page: PageRequest, action: Action) -> Mapping[str, str]:
    """Return the part that the address identifies. Raise NotFound if the address identifies none."""
    if action.name not in FIXED:
        return {}
    name = FIXED[action.name]
    if not page.given(name):
        raise NotFound
    return {name: page.given(name)}


async def _carried_out(page: PageRequest, act: Act, typed: Typed) -> Response:
    """Send the command, based on the version with which the form was shown. Raise NotAllowed, and record the
    refusal."""
    assert page.session is not None
    command_id = command_id_of({name: values[0] for name, values in typed.items()})
    drawn, made = drawn_for(act.action, act.row, typed)
    command, faults = act.form.read(typed, made)
    if faults:
        return _shown(page, act, typed, command_id, faults)
    sent = SigningRequest(
        command=command,
        command_id=command_id,
        target=act.row.id if act.row else None,
        expected=number_in(typed.get("version", [""])[0]) or 0 if act.row else None,
        confirmed=confirmed_in(typed),
        drawn=drawn,
    )
    try:
        outcome = await page.store.execute(page.session.viewer.caller, command, **sent.given)
    except Refused as refused:
        problems = await addressed(page.context, refused.problems, sent)
        if address := address_in(problems):
            path = f"{act.section.path}/{act.row.id if act.row else NEW}"
            return to_page(signing_address(address, path, act.action.name))
        return _shown(page, act, typed, command_id, problems)
    if drawn and not outcome.replayed:
        return await _once(page, act, outcome.stream, drawn)
    return to_page(f"{act.section.path}/{outcome.stream}?done={act.action.name}")


async def _once(page: PageRequest, act: Act, stream: str, drawn: str) -> Response:
    """Show the drawn code. This page is the only one that shows it."""
    row, _ = await one(page, act.section, stream)
    return page.show(
        "once",
        drawn=drawn,
        title=title_of(row, act.words),
        secret=act.section.name == "clients",
        action=act.action.name,
        row=f"{act.section.path}/{stream}",
    )


def _shown(page: PageRequest, act: Act, typed: Typed, command_id: UUID, problems: Sequence[Problem]) -> Response:
    fields, general = act.form.shown(typed, problems, page.language)
    sent = any(isinstance(problem, CommandReused) for problem in problems)
    proposal = act.proposal
    compared = proposal and told(
        act.words,
        act.section.kind,
        proposal.before,
        proposal.after,
        page.context.now,
        path=proposal.path,
        texts=act.row.texts if act.row else {},
        replaced=act.row.replaced if act.row else {},
        entry=False,
    )
    near = act.row or act.replaced
    return page.show(
        "act",
        422 if problems else 200,
        action=act.action.name,
        name=action_label(act.action.name, page.language),
        lead=sentence_of(act.action, page.language),
        section=act.section,
        title=title_of(near, act.words) if near else "",
        back=f"{act.section.path}/{near.id}" if near else act.section.path,
        replaced=act.replaced and act.words.officer(act.replaced.id),
        path=f"{act.path}?{page.query({})}" if act.form.fixed else act.path,
        version=act.row.version if act.row else 0,
        checks=act.checks,
        command_id=uuid4() if sent else command_id,
        fields=fields,
        general=general,
        compared_blocks=compared or [],
        confidential=CONFIDENTIAL if act.action.name == "registerClient" else "",
        ticked="yes" in typed.get(CONFIDENTIAL, ()),
        harmless=[(reason.value, act.words.label(reason)) for reason in Harmless],
    )


def with_fixed(proposal: Proposal) -> str:
    """Return the query that identifies the proposed part."""
    return "".join(f"?{name}={value}" for name, value in proposal.fixed.items())
