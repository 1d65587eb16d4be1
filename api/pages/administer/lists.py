"""Rows of a section by their phase in time, and one row with its proposals and actions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from starlette.responses import Response

from api.pages.administer.acting import HANDED_OVER, NOMINATION, with_fixed
from api.pages.administer.proposals import Proposal, against_settling, facts_of, offers, proposals, refusal
from api.pages.administer.reading import Known, Row, listed, one, open_checks
from api.pages.administer.sections import ACTIONS, Section, opening
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import PageRequest
from domain.kernel.text import sort_key
from domain.kernel.vocabulary import Kind
from domain.messages import action_label, message
from domain.registry.accounts import ClientState, GrantState, UserState
from domain.registry.entry import waits
from domain.rules.facts import Facts


class Phase(StrEnum):
    """Phase of a row, in the order of a list."""

    NOW = "now"
    FUTURE = "future"
    WAITING = "waiting"
    PAST = "past"
    REFUSED = "refused"


STATES: Final[Mapping[Kind, Mapping[str, Phase]]] = {
    Kind.USER: {
        UserState.PROPOSED: Phase.WAITING,
        UserState.ACTIVE: Phase.NOW,
        UserState.SUSPENDED: Phase.PAST,
    },
    Kind.CLIENT: {
        ClientState.DRAFT: Phase.WAITING,
        ClientState.ACTIVE: Phase.NOW,
        ClientState.STOPPED: Phase.PAST,
    },
    Kind.GRANT: {
        GrantState.PROPOSED: Phase.WAITING,
        GrantState.ACTIVE: Phase.NOW,
        GrantState.END_PROPOSED: Phase.NOW,
        GrantState.ENDED: Phase.PAST,
        GrantState.REFUSED: Phase.REFUSED,
    },
}
"""Phase of an account, a program or a grant, which follows from its state alone."""


def phase_of(row: Row, today: date) -> Phase:
    """Return the phase of a row on a day."""
    state = row.state
    if row.section.kind in STATES:
        return STATES[row.section.kind][state.state]
    if refusal(state):
        return Phase.REFUSED
    if _waits(state):
        return Phase.WAITING
    if row.section.kind is Kind.HOLIDAYS:
        return _of_year(state.year, today)
    if state.span.until is not None and state.span.until <= today:
        return Phase.PAST
    return Phase.FUTURE if state.span.since > today else Phase.NOW


def _waits(state: Any) -> bool:
    """Return whether the row itself waits for a second person. Parts of a row in force can wait separately."""
    if hasattr(state, "entry"):
        return waits(state)
    if hasattr(state, "pending"):
        return bool(state.pending)
    return bool(state.status == "DRAFT")


def _of_year(year: int, today: date) -> Phase:
    if year == today.year:
        return Phase.NOW
    return Phase.FUTURE if year > today.year else Phase.PAST


def grouped(rows: Iterable[Row], today: date) -> list[tuple[Phase, Sequence[Row]]]:
    """Return the rows by phase, without empty groups."""
    found: dict[Phase, list[Row]] = {phase: [] for phase in Phase}
    for row in rows:
        found[phase_of(row, today)].append(row)
    return [(phase, held) for phase, held in found.items() if held]


async def rows(page: PageRequest, section: Section) -> Response:
    after = page.given("after") or None
    found = await listed(page, section, after)
    known = found.known
    words = AdministratorsWords(page.words, known.registry, page.texts["words"])
    groups = [
        (phase, sorted((_line(row, known, words) for row in held), key=lambda line: sort_key(line["title"])))
        for phase, held in grouped(found.rows, known.today)
    ]
    return page.show(
        "rows",
        section=section,
        groups=groups,
        count=len(found.rows),
        first=after is None,
        next=found.next,
        begin=[
            (f"{section.path}/new/{action.name}", action_label(action.name, page.language))
            for action in opening(section, page.context.actor)
        ],
    )


def _line(row: Row, known: Known, words: AdministratorsWords) -> dict[str, Any]:
    state = row.state
    span = getattr(state, "span", None)
    source = getattr(state, "source", None)
    return {
        "path": f"{row.section.path}/{row.id}",
        "title": title_of(row, words),
        "kind": words.label(state.kind) if hasattr(state, "kind") else "",
        "days": words.span(span) if span else "",
        "source": row.texts.get("source") if "source" in row.texts else source,
        "certainty": words.label(state.certainty) if hasattr(state, "certainty") else "",
        "unsure": getattr(state, "certainty", None) == "UNCONFIRMED",
        "posts": words.labels(state.posts) if hasattr(state, "posts") else "",
        "scopes": sorted(map(words.label, state.scopes), key=sort_key) if hasattr(state, "scopes") else "",
        "state": words.label(state.state) if hasattr(state, "state") else "",
        "status": words.label(state.status) if hasattr(state, "status") else "",
        "people": list(people(state, words)),
        "waits": len(proposals(row, known)),
    }


PEOPLE = (
    ("entered", "opened_by", None),
    ("entered", "nominated_by", None),
    ("entered", "registered_by", None),
    ("entered", "drafted_by", "drafted_at"),
    ("entered", "asked_by", "asked_at"),
    ("confirmed", "confirmed_by", None),
    ("confirmed", "activated_by", "activated_at"),
    ("settled", "refused_by", "refused_at"),
    ("entered", "by", "at"),
    ("settled", "settled_by", "settled_at"),
)
"""Fields of the people who acted on a row: the key of the words, officer, and time."""


def people(state: Any, words: AdministratorsWords) -> Any:
    """Yield the officers who proposed a row and who confirmed or refused it, with the times, as far as the row has
    them."""
    for held in (state, getattr(state, "entry", None)):
        for said, by, at in PEOPLE:
            if who := getattr(held, by, None):
                yield said, words.officer(who), getattr(held, at, None) if at else None


async def row(page: PageRequest, section: Section) -> Response:
    found, known = await one(page, section, page.request.path_params["id"])
    words = AdministratorsWords(page.words, known.registry, page.texts["words"])
    facts = facts_of(page.context.actor, known, page.context.now)
    done = page.given("done")
    return page.show(
        "row",
        section=section,
        row=found,
        title=title_of(found, words),
        phase=phase_of(found, known.today),
        blocks=told(words, section.kind, None, found.state, page.context.now, texts=found.texts),
        waiting=[waiting(page, found, proposal, facts, words) for proposal in proposals(found, known)],
        acts=[
            *((f"{found.id}/{name}", action_label(name, page.language)) for name in _open(found, known, facts)),
            *((address, page.texts["replace"]) for address in _replacing(found, known, facts)),
        ],
        done=action_label(done, page.language) if done in ACTIONS else "",
        checks=0 if done == HANDED_OVER else await open_checks(page, found, known),  # a worker passes them on
    )


def waiting(
    page: PageRequest, row: Row, proposal: Proposal, facts: Facts, words: AdministratorsWords
) -> dict[str, Any]:
    """Return a proposal for a page. It is compared with the value in force, and has both actions or the obstacle to the
    actions."""
    problem = against_settling(row, proposal, facts)
    ways = [name for name in (proposal.confirm, proposal.refuse) if name]
    return {
        "blocks": told(
            words,
            row.section.kind,
            proposal.before,
            proposal.after,
            page.context.now,
            path=proposal.path,
            texts=row.texts,
            replaced=row.replaced,
            entry=False,
        ),
        "by": words.officer(proposal.by) if proposal.by else page.texts["waiting"]["operator"],
        "own": proposal.by == page.context.actor.subject,
        "against": message(problem.code, _params(problem), page.language) if problem else "",
        "ways": [
            (f"{row.section.path}/{row.id}/{name}{with_fixed(proposal)}", action_label(name, page.language))
            for name in ways
            if not problem and not offers(row, facts)[name]
        ],
    }


def _params(problem: Any) -> dict[str, Any]:
    """Return the parameters of a problem's sentence. For a missing right, the parameters are the right itself."""
    missing = getattr(problem, "missing", None)
    return {**problem.params, "missing": missing} if missing else dict(problem.params)


def _replacing(row: Row, known: Known, facts: Facts) -> Iterator[str]:
    """Yield the address of the form that replaces an appointment, if the actor could also end the appointment."""
    of_now = row.section.kind is Kind.OFFICER and phase_of(row, known.today) is Phase.NOW
    if of_now and offers(row, facts)["dismissOfficer"] is None:
        yield f"new/{NOMINATION}?replaces={row.id}"


def _open(row: Row, known: Known, facts: Facts) -> list[str]:
    """Return the actions that are open on the row, except those on a proposal."""
    settling = {name for proposal in proposals(row, known) for name in (proposal.confirm, proposal.refuse)}
    parts = {"confirmAgencyPart", "refuseAgencyPart", "confirmSuccession"}
    here = ACTIONS.keys() - settling - parts
    return [name for name, problem in offers(row, facts).items() if problem is None and name in here]
