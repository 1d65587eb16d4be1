"""The rows of a section: in force, to come, waiting, past and refused, each with its days, source and certainty."""

from typing import Any

from starlette.responses import Response

from api.pages.administer.proposals import proposals
from api.pages.administer.reading import Known, Row, listed
from api.pages.administer.sections import Section, opening
from api.pages.administer.standing import grouped
from api.pages.administer.words import AdministratorsWords, title_of
from api.pages.base.page_request import PageRequest
from domain.kernel.text import sort_key
from domain.messages import action_label


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
    ("entered", "by", "at"),
    ("settled", "settled_by", "settled_at"),
)
"""Fields that say who did what to a row: the key of the words, who, and when."""


def people(state: Any, words: AdministratorsWords) -> Any:
    """Yield who proposed a row and who settled it, and when, as far as the row says."""
    for held in (state, getattr(state, "entry", None)):
        for said, by, at in PEOPLE:
            if who := getattr(held, by, None):
                yield said, words.officer(who), getattr(held, at, None) if at else None
