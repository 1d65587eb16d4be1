"""Page of pending proposals, and of the sources from which several rows can be confirmed together."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from api.pages.administer.proposals import Proposal, against_settling, facts_of, proposals, refusal
from api.pages.administer.reading import Listed, Row, listed
from api.pages.administer.sections import SECTIONS, Section, open_to
from api.pages.administer.together import source_of, waiting_of
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import PageRequest
from domain.kernel.calendar import local_date
from domain.narrative.differences import Block
from domain.registry.working_days import years_asked_for

FIELDS_SAID: Final = 2
REFUSED_SHOWN: Final = timedelta(days=30)
"""Time during which the page informs the author of a row that the row was refused."""


async def waiting(page: PageRequest) -> Response:
    """Show the page. Read only sections in which the caller has a right."""
    mine: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    back: list[dict[str, Any]] = []
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
            back += _refused(page, row, words)
            for proposal in proposals(row, known):
                line = _line(page, row, proposal, words)
                (others if against_settling(row, proposal, facts) else mine).append(line)
    years = tuple(years_asked_for(page.context.registry.holidays.values(), local_date(page.context.now)))
    return page.show(
        "waiting",
        mine=_by_section(mine),
        others=_by_section(others),
        count=len(mine),
        back=_by_section(back),
        sources=sources,
        longer=longer,
        years=years if open_to(SECTIONS["holidays"], page.context.actor) else (),
    )


def _sources(page: PageRequest, section: Section, found: Listed) -> list[tuple[str, str, int, str]]:
    """Return each source with several rows that the caller may confirm together: section, source, number of rows, and
    page."""
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
        "by": f"{page.texts['people']['entered']}: {_by(page, proposal, words)}",
    }


def _refused(page: PageRequest, row: Row, words: AdministratorsWords) -> Iterator[dict[str, Any]]:
    """Yield the caller's own row as a line of a list, if somebody refused the row lately. The row's page shows the
    reason."""
    found = refusal(row.state)
    if found is None or found.at is None or found.proposed_by != page.context.actor.subject:
        return
    if page.context.now < found.at + REFUSED_SHOWN:
        yield {
            "section": row.section.name,
            "path": f"{row.section.path}/{row.id}",
            "title": title_of(row, words),
            "part": "",
            "by": f"{page.texts['people']['settled']}: {words.officer(found.by or '')}",
        }


def _by(page: PageRequest, proposal: Proposal, words: AdministratorsWords) -> str:
    if proposal.by == page.context.actor.subject:
        return str(page.texts["waiting"]["you"])
    return words.officer(proposal.by) if proposal.by else str(page.texts["waiting"]["operator"])


def _said(block: Block) -> str:
    """Return a part of a row in words, made from its first fields. The fields are needed because an agency may have
    several pending parts of one kind."""
    values = [row.after for row in block.rows if row.after is not None]
    return f"{block.title}: {', '.join(values[:FIELDS_SAID])}" if values else block.title


def _by_section(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["section"], []).append(line)
    return list(found.items())
