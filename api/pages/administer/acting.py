"""Doing something at the desk: the form of an action, and what became of it.

GET   /administer/SECTION/new/ACTION      the form of an action that begins a row
GET   /administer/SECTION/ID/ACTION       the form of one on a row; the address names the part that is settled
POST  the same                            carry it out under the id that the form carries, on the version that was shown
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from starlette.responses import Response

from api.pages.administer.choices import form_of
from api.pages.administer.codes import CONFIDENTIAL, drawn_for
from api.pages.administer.proposals import Proposal, proposals
from api.pages.administer.reading import Known, Row, known, one
from api.pages.administer.sections import ACTIONS, Section
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import NotFound, PageRequest, to_page
from api.pages.base.signing import NEW, address_in, signing_address
from api.pages.forms.form import Form
from api.pages.forms.names import confirmed_in
from api.pages.forms.posted import Typed, Unreadable, by_name, command_id_of, posted_pairs
from domain.kernel.refusals import CommandReused, Problem, Refused
from domain.kernel.wording import Harmless
from domain.messages import action_label
from domain.narrative.forms import sentence_of
from domain.rules.action import Action, denial
from resolvers.signatures import addressed
from store.write.signing_requests import SigningRequest

FIELDS_MOST: Final = 400
"""Values of one form: all communes of a province may be ticked."""
FIXED: Final = {"confirmAgencyPart": "part", "refuseAgencyPart": "part", "confirmSuccession": "successor"}
"""Actions that settle a part of a row, and the field by which a page's address names it."""


@dataclass(frozen=True, kw_only=True)
class Act:
    section: Section
    action: Action
    row: Row | None
    form: Form
    known: Known
    words: AdministratorsWords

    @property
    def path(self) -> str:
        return f"{self.section.path}/{self.row.id if self.row else 'new'}/{self.action.name}"

    @property
    def proposal(self) -> Proposal | None:
        """Return the proposal that it settles, if it settles one."""
        waiting = proposals(self.row, self.known) if self.row else []
        fitting = (one for one in waiting if self.action.name in (one.confirm, one.refuse))
        return next((one for one in fitting if dict(one.fixed) == dict(self.form.fixed)), None)


async def act(page: PageRequest, section: Section) -> Response:
    """The form, or what became of it. An action that the caller's rights do not admit is refused before it is shown."""
    found = await _act(page, section)
    if page.request.method != "POST":
        return _shown(page, found, {}, uuid4(), [])
    try:
        typed = by_name(await posted_pairs(page.request, FIELDS_MOST))
    except Unreadable:
        typed = {}
    return await _carried_out(page, found, typed)


async def _act(page: PageRequest, section: Section) -> Act:
    """Return the act to be done. Raises NotFound, NotAllowed."""
    action = ACTIONS.get(page.request.path_params["action"])
    id = page.request.path_params.get("id")
    if action is None or action.stream is not section.kind or action.creates is not (id is None):
        raise NotFound
    if denied := denial(action, page.context.actor):
        raise denied
    row, found = await one(page, section, id) if id else (None, await known(page))
    words = AdministratorsWords(page.words, found.registry, page.texts["words"])
    fixed = _fixed(page, action)
    return Act(
        section=section,
        action=action,
        row=row,
        form=form_of(action, row, fixed, found, words),
        known=found,
        words=words,
    )


def _fixed(page: PageRequest, action: Action) -> Mapping[str, str]:
    """The part that the address names. Raises NotFound where it names none."""
    if action.name not in FIXED:
        return {}
    name = FIXED[action.name]
    if not page.given(name):
        raise NotFound
    return {name: page.given(name)}


async def _carried_out(page: PageRequest, act: Act, typed: Typed) -> Response:
    """Send the command, on the version that the form was shown with. Raises NotAllowed, which is recorded."""
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
        expected=_version(typed) if act.row else None,
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


def _version(typed: Typed) -> int:
    """The version that the form was shown with; none that there is where it does not say."""
    said = typed.get("version", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0


async def _once(page: PageRequest, act: Act, stream: str, drawn: str) -> Response:
    """The page with what was drawn, which nobody sees again."""
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
        entry=False,
    )
    return page.show(
        "act",
        422 if problems else 200,
        action=act.action.name,
        name=action_label(act.action.name, page.language),
        lead=sentence_of(act.action, page.language),
        section=act.section,
        title=title_of(act.row, act.words) if act.row else "",
        back=f"{act.section.path}/{act.row.id}" if act.row else act.section.path,
        path=f"{act.path}?{page.query({})}" if act.form.fixed else act.path,
        version=act.row.version if act.row else 0,
        command_id=uuid4() if sent else command_id,
        fields=fields,
        general=general,
        compared_blocks=compared or [],
        confidential=CONFIDENTIAL if act.action.name == "registerClient" else "",
        ticked="yes" in typed.get(CONFIDENTIAL, ()),
        harmless=[(reason.value, act.words.label(reason)) for reason in Harmless],
    )


def with_fixed(proposal: Proposal) -> str:
    """The query that names the part which is settled."""
    return "".join(f"?{name}={value}" for name, value in proposal.fixed.items())
