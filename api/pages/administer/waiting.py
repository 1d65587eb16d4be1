"""Page of pending proposals, and confirming rows of one source together, each by an act of its own.

Rows of the registry concern nobody's case, so that G8 does not require one request each. A row that changed since, or
that somebody else settled, is left unchanged, and the page says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from starlette.responses import Response

from api.pages.administer.proposals import Proposal, against_settling, facts_of, proposals
from api.pages.administer.reading import Listed, Row, listed
from api.pages.administer.sections import ACTIONS, SECTIONS, Section, open_to
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import PageRequest
from api.pages.base.signing import address_in, signing_address
from api.pages.forms.form import Form, said
from api.pages.forms.posted import Typed, Unreadable, by_name, command_id_of, posted_pairs
from domain.kernel.calendar import local_date
from domain.kernel.refusals import InvalidInput, Problem, Refused
from domain.narrative.differences import Block
from domain.registry.working_days import years_asked_for
from resolvers.mutations import addressed
from store.write.signing_requests import SigningRequest

TOGETHER_MOST: Final = 50
"""Rows that are confirmed by one form."""
FIELDS_MOST: Final = TOGETHER_MOST + 20


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Row of the source that the caller may confirm."""

    row: Row
    proposal: Proposal

    @property
    def tick(self) -> str:
        """Return the value of its checkbox: the row, the version that the page shows, and the part."""
        return "|".join((self.row.id, str(self.row.version), *self.proposal.fixed.values()))

    @property
    def form(self) -> Form:
        """Return the form of its confirmation. The evidence that the second person compared is the same for all."""
        return Form(command=ACTIONS[self.proposal.confirm].command, fixed=self.proposal.fixed)


def source_of(proposal: Proposal) -> str | None:
    """Return the source of a proposal, if rows of its kind name a public one."""
    source = getattr(proposal.after, "source", None)
    return source if isinstance(source, str) else None


def waiting_of(page: PageRequest, found: Listed) -> Iterator[Waits]:
    """Yield the rows of a section with a source that the caller may confirm."""
    facts = facts_of(page.context.actor, found.known, page.context.now)
    for row in found.rows:
        for proposal in proposals(row, found.known):
            if source_of(proposal) and not against_settling(row, proposal, facts):
                yield Waits(row=row, proposal=proposal)


async def _rows(page: PageRequest, section: Section) -> tuple[Listed, list[Waits]]:
    """Return the section, and its rows with the source and action of the address."""
    found, asked = await listed(page, section), (page.given("action"), page.given("source"))
    rows = [one for one in waiting_of(page, found) if (one.proposal.confirm, source_of(one.proposal)) == asked]
    return found, rows[:TOGETHER_MOST]


async def together(page: PageRequest, section: Section) -> Response:
    """Show the rows of a source beside the values in force, or the results for the ticked ones."""
    found, rows = await _rows(page, section)
    if page.request.method != "POST" or not rows:
        return _shown(page, section, found, rows, {}, [])
    try:
        typed = by_name(await posted_pairs(page.request, FIELDS_MOST))
    except Unreadable:
        typed = {}
    command_id = command_id_of({name: values[0] for name, values in typed.items()})
    faults = rows[0].form.read(typed)[1]
    if faults:
        return _shown(page, section, found, rows, typed, faults)
    titles = AdministratorsWords(page.words, found.known.registry, page.texts["words"])
    done, problems, wrong = list[str](), list[tuple[str, Problem]](), dict[str, Problem]()
    for one in rows:
        if one.tick in typed.get("row", ()):
            refused = await _confirmed(page, one, typed, uuid5(command_id, one.tick))
            title = title_of(one.row, titles)
            wrong |= {problem.whole: problem for problem in refused if isinstance(problem, InvalidInput)}
            problems += [(title, problem) for problem in refused if not isinstance(problem, InvalidInput)]
            done += [] if refused else [title]
    found, left = await _rows(page, section)
    return _shown(page, section, found, left, typed if wrong else {}, [*wrong.values()], done, problems)


async def _confirmed(page: PageRequest, one: Waits, typed: Typed, command_id: UUID) -> Sequence[Problem]:
    """Confirm a row on the version that was shown. Return the problems."""
    assert page.session is not None
    sent = SigningRequest(
        command=one.form.read(typed)[0], command_id=command_id, target=one.row.id, expected=one.row.version
    )
    try:
        await page.store.execute(page.session.viewer.caller, sent.command, **sent.given)
    except Refused as refused:
        return await addressed(page.context, refused.problems, sent)
    return ()


def _shown(
    page: PageRequest,
    section: Section,
    found: Listed,
    rows: Sequence[Waits],
    typed: Typed,
    faults: Sequence[Problem],
    done: Sequence[str] = (),
    problems: Sequence[tuple[str, Problem]] = (),
) -> Response:
    words = AdministratorsWords(page.words, found.known.registry, page.texts["words"])
    fields, general = rows[0].form.shown(typed, faults, page.language) if rows else ([], [])
    return page.show(
        "together",
        422 if problems or faults else 200,
        section=section,
        source=page.given("source"),
        path=f"{section.path}/together?{page.query({})}",
        rows=[
            (one.tick, title_of(one.row, words), _by(page, one.proposal, words), _compared(page, words, section, one))
            for one in rows
        ],
        ticked=typed.get("row", ()),
        command_id=uuid4(),
        fields=fields,
        general=general,
        done=done,
        problems=[(title, said(problem, page.language), _to_sign(section, problem)) for title, problem in problems],
    )


def _to_sign(section: Section, problem: Problem) -> str | None:
    """Return the address at which the confirmation of one row is signed, in its own window; the other rows stay."""
    address = address_in([problem])
    return signing_address(address, section.path, "together") if address else None


def _compared(page: PageRequest, words: AdministratorsWords, section: Section, one: Waits) -> Any:
    """Show the proposed value beside the one in force."""
    proposal, now = one.proposal, page.context.now
    before, after, path = proposal.before, proposal.after, proposal.path
    return told(words, section.kind, before, after, now, path=path, texts=one.row.texts, entry=False)


FIELDS_SAID: Final = 2


async def waiting(page: PageRequest) -> Response:
    """Show the page. Read only sections in which the caller has a right."""
    mine: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    longer: list[tuple[str, str]] = []
    sources: list[tuple[str, str, int, str]] = []
    for section in SECTIONS.values():
        if not open_to(section, page.context.actor):
            continue
        found = await listed(page, section)
        known = found.known
        if found.next:
            longer.append((section.name, section.path))
        words = AdministratorsWords(page.words, known.registry, page.texts["words"])
        facts = facts_of(page.context.actor, known, page.context.now)
        sources += _sources(page, section, found)
        for row in found.rows:
            for proposal in proposals(row, known):
                line = _line(page, row, proposal, words)
                (others if against_settling(row, proposal, facts) else mine).append(line)
    years = tuple(years_asked_for(page.context.registry.holidays.values(), local_date(page.context.now)))
    return page.show(
        "waiting",
        mine=_by_section(mine),
        others=_by_section(others),
        count=len(mine),
        sources=sources,
        longer=longer,
        years=years if open_to(SECTIONS["holidays"], page.context.actor) else (),
    )


def _sources(page: PageRequest, section: Section, found: Listed) -> list[tuple[str, str, int, str]]:
    """Return the sources of which the caller may confirm several rows together: section, source, number, and page."""
    own = Counter((one.proposal.confirm, source_of(one.proposal) or "") for one in waiting_of(page, found))
    return [
        (section.name, source, count, f"{section.path}/together?{urlencode({'action': action, 'source': source})}")
        for (action, source), count in own.items()
        if count > 1
    ]


def _line(page: PageRequest, row: Row, proposal: Proposal, words: AdministratorsWords) -> dict[str, Any]:
    """Return a proposal as a line of a list: its subject, and its new values."""
    blocks = told(
        words, row.section.kind, proposal.before, proposal.after, page.context.now, path=proposal.path, texts=row.texts
    )
    return {
        "section": row.section.name,
        "path": f"{row.section.path}/{row.id}#waiting",
        "title": title_of(row, words),
        "part": _said(blocks[0]) if proposal.path and blocks else "",
        "by": _by(page, proposal, words),
        "own": proposal.by == page.context.actor.subject,
    }


def _by(page: PageRequest, proposal: Proposal, words: AdministratorsWords) -> str:
    return words.officer(proposal.by) if proposal.by else str(page.texts["waiting"]["operator"])


def _said(block: Block) -> str:
    """Return a part of a row by its first fields: an agency may have several pending parts of one kind."""
    values = [row.after for row in block.rows if row.after is not None]
    return f"{block.title}: {', '.join(values[:FIELDS_SAID])}" if values else block.title


def _by_section(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["section"], []).append(line)
    return list(found.items())
