"""One row: what counts of it, what waits and what it would change, what may be done with it, and its events."""

from typing import Any

from starlette.responses import Response

from api.pages.administer.acting import with_fixed
from api.pages.administer.proposals import Proposal, against_settling, facts_of, offers, proposals
from api.pages.administer.reading import Known, Row, one
from api.pages.administer.sections import ACTIONS, Section
from api.pages.administer.standing import phase_of
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import PageRequest
from domain.messages import action_label, message
from domain.rules.facts import Facts


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
        acts=[(name, action_label(name, page.language)) for name in _open(found, known, facts)],
        done=action_label(done, page.language) if done in ACTIONS else "",
    )


def waiting(
    page: PageRequest, row: Row, proposal: Proposal, facts: Facts, words: AdministratorsWords
) -> dict[str, Any]:
    """A proposal as a page shows it: compared, with the two ways to settle it or with what is against that."""
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
    """The parameters of a problem's sentence; a missing right names itself."""
    missing = getattr(problem, "missing", None)
    return {**problem.params, "missing": missing} if missing else dict(problem.params)


def _open(row: Row, known: Known, facts: Facts) -> list[str]:
    """Return the actions open on the row, except those that settle what waits."""
    settling = {name for proposal in proposals(row, known) for name in (proposal.confirm, proposal.refuse)}
    parts = {"confirmAgencyPart", "refuseAgencyPart", "confirmSuccession"}
    here = ACTIONS.keys() - settling - parts
    return [name for name, problem in offers(row, facts).items() if problem is None and name in here]
