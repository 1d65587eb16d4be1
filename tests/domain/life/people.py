"""Who there is in the lives of cases, and the province they act in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.book import ACTIONS, BY_COMMAND
from domain.case.state.related import RelatedCase
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.vocabulary import Kind, Post
from tests.support.facts import HEALTH, LAND, NOW, POLICE, machine, person
from tests.support.handling_facts import COMMUNE, DISTRICT, DRAFT, GROUND, NEW, OLD, PROCEDURE, a_registry, an_officer
from tests.support.world import KINDS, LEAD

JOURNALISTS, INTERNAL, MINISTRY = "agency-journalists", "agency-internal", "agency-ministry"
NOBODY = "agency-nobody"
AGENCIES = (LEAD, HEALTH, LAND, DISTRICT, COMMUNE, POLICE)
ALL_GROUNDS = (GROUND, OLD, NEW, DRAFT, PROCEDURE, "provision-nowhere")
BEFORE, AFTER = datetime(2026, 6, 30, 16, 59, 59, 999_000, tzinfo=UTC), datetime(2026, 6, 30, 17, tzinfo=UTC)
SIGNING = (Post.HANDLER, Post.SIGNATORY)


def also(id: str, agency: str, *posts: Post) -> Actor:
    """One more officer."""
    return replace(person(agency, posts[0]), subject=id, officer=id, posts=frozenset(posts))


LEADERS = [
    person(LEAD, Post.HANDLER),
    also("officer-lead-handler-two", LEAD, Post.HANDLER),
    person(LEAD, Post.SIGNATORY),
    also("officer-lead-signatory-two", LEAD, Post.SIGNATORY),
    also("officer-lead-both", LEAD, *SIGNING),
]
BOTH_AT_LAND = also("officer-land-both", LAND, *SIGNING)
MACHINES = [machine(agency, greedy=True) for agency in (LEAD, HEALTH, LAND)]
AUDITOR = person(LEAD, Post.AUDITOR)
EVERYBODY = [
    *dict.fromkeys((*LEADERS, *(person(agency, post) for agency in KINDS for post in SIGNING))),
    *(BOTH_AT_LAND, *MACHINES, AUDITOR, SYSTEM),
]
"""The lead agency's officers first."""


def province() -> Any:
    """The province, with more officers at the lead agency and a commune that is competent for nothing."""
    known = a_registry()
    more = [an_officer(who.subject, str(who.agency), *who.posts) for who in (*LEADERS, BOTH_AT_LAND)]
    rows = known.agencies
    return replace(
        known,
        officers={**known.officers, **{item.id: item for item in more}},
        agencies={**rows, COMMUNE: replace(rows[COMMUNE], competences=())},
    )


PROVINCE = province()
ROWS = dict(BY_COMMAND)
COMMANDS = {row.name: row.command for row in ACTIONS if row.stream is Kind.CASE}
OLDER = RelatedCase(id="case-0", received_at=NOW - timedelta(days=9), hidden=False, duplicate_of=None)
