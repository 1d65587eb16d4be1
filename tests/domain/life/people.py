"""Who there is in the lives of cases, and the province they act in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.book import ACTIONS, BY_COMMAND
from domain.case.state.related import RelatedCase
from domain.kernel.kind import Kind
from domain.kernel.roles import Post
from tests.domain.life.known import Who
from tests.support.facts import HEALTH, LAND, NOW, POLICE
from tests.support.handling_facts import COMMUNE, DISTRICT, DRAFT, GROUND, NEW, OLD, PROCEDURE, a_registry, an_officer
from tests.support.world import KINDS, LEAD, officer

JOURNALISTS, INTERNAL, MINISTRY = "agency-journalists", "agency-internal", "agency-ministry"
NOBODY = "agency-nobody"
AGENCIES = (LEAD, HEALTH, LAND, DISTRICT, COMMUNE, POLICE)
THIRD = "officer-lead-handler-two"
ALL_GROUNDS = (GROUND, OLD, NEW, DRAFT, PROCEDURE, "provision-nowhere")
BEFORE, AFTER = datetime(2026, 6, 30, 16, 59, 59, 999_000, tzinfo=UTC), datetime(2026, 6, 30, 17, tzinfo=UTC)
SINCE = NOW
SIGNING = (Post.HANDLER, Post.SIGNATORY)

PERSONS = [Who(officer(agency, post), agency, post.value) for agency in KINDS for post in SIGNING]
LEADERS = [
    Who(officer(LEAD, Post.HANDLER), LEAD, "HANDLER"),
    Who(THIRD, LEAD, "HANDLER"),
    Who(officer(LEAD, Post.SIGNATORY), LEAD, "SIGNATORY"),
    Who("officer-lead-signatory-two", LEAD, "SIGNATORY"),
    Who("officer-lead-both", LEAD, "HANDLER SIGNATORY"),
]
BOTH_AT_LAND = Who("officer-land-both", LAND, "HANDLER SIGNATORY")
MACHINES = [Who("subject-1", agency) for agency in (LEAD, HEALTH, LAND)]
AUDITOR = Who(officer(LEAD, Post.AUDITOR), LEAD, "AUDITOR")
THE_REGISTER = Who("system")
EVERYBODY = [*dict.fromkeys((*PERSONS, *LEADERS)), BOTH_AT_LAND, *MACHINES, AUDITOR, THE_REGISTER]


def province() -> Any:
    """The province, with more officers at the lead agency and a commune that is competent for nothing."""
    known = a_registry()
    more = [an_officer(item.id, str(item.agency), *map(Post, item.posts.split())) for item in (*LEADERS, BOTH_AT_LAND)]
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
