"""A case about the lead agency, over HTTP: its substitute takes its part in that case, and in no other."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.agencies import GrantCompetence
from domain.administration.grants import ApproveGrant, ProposeGrant
from domain.administration.province import AssignLead
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import ceiling
from domain.kernel.vocabulary import Post, Role
from domain.registry.agency import LeadPart, Task
from scripts.local.queue import Queue
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.store import Store, opened_store
from tests.support.facts import LAND
from tests.support.installation import Api, environment, running_api, running_worker
from tests.support.play import LONG, Play, a_ground
from tests.support.server import own_prefix
from tests.support.tokens import Issuer
from tests.support.world import LEAD, SINCE, build, caller

LEADS_SCOPES = tuple(sorted(ceiling(Role.LEAD)))
CLOSE = {"reasons": LONG, "informed": "BY_DOCUMENT"}


class Deputies(Play):
    """Officers of the land department hold tokens with the lead's scopes too."""

    def token(self, who: str) -> str:
        name, _, post = who.partition(".")
        if name != "land":
            return super().token(who)
        person = caller(LAND, Post((post or "handler").upper()))
        return self.issuer.token(replace(person, scopes=person.scopes | set(LEADS_SCOPES)))


class Town:
    """An installation with its settings, for what only its operator does."""

    def __init__(self, api: Api, env: dict[str, str]) -> None:
        self.api, self.env = api, env

    def operate(self, work: Any) -> None:
        """Do something with the store."""

        async def run() -> None:
            async with opened_store(Settings.from_env(self.env)) as store:
                await work(store)

        asyncio.run(run())


async def substituted(store: Store) -> None:
    """The land department becomes the substitute, with grants by two agencies and a competence to decide."""
    assign = AssignLead(agency=LAND, since=SINCE, source="QĐ 7/2026", part=LeadPart.SUBSTITUTE)
    await store.execute(OPERATOR, assign, command_id=uuid4(), target="lead-substitute")
    proposal = ProposeGrant(agency=LAND, scopes=LEADS_SCOPES, source="QĐ 7/2026")
    made = await store.execute(OPERATOR, proposal, command_id=uuid4())
    ppc = caller("agency-ppc", Post.ADMIN)
    await store.execute(ppc, ApproveGrant(), command_id=uuid4(), target=made.stream, expected=made.version)
    head = (await store.registry.current()).agencies[LAND]
    assert head.active(date(2026, 7, 1))
    competent = GrantCompetence(task=Task.DECIDE, since=SINCE, source="QĐ 7/2026")
    await store.execute(OPERATOR, competent, command_id=uuid4(), target=LAND, expected=3)


@pytest.fixture
def town(root_uri: str, own_redis: Queue, issuer: Issuer, tmp_path: Path) -> Iterator[Town]:
    """An installation of its own: its registry is another one."""
    env = environment(tmp_path, root_uri, own_redis.url, issuer, own_prefix())

    async def enter() -> None:
        async with opened_store(Settings.from_env(env)) as store:
            await lay_out(store.connection.client, store.connection.names)
            await build(store)

    asyncio.run(enter())
    with running_api(env, tmp_path / "api.log") as api, running_worker(env, tmp_path / "worker.log"):
        yield Town(api, dict(env))


def test_the_substitute_carries_it_to_its_end(town: Town, issuer: Issuer) -> None:
    play, ground = Deputies(town.api, issuer), a_ground(town.api, issuer)
    play.report(concerns=[LEAD])
    assert play.shown("lead { id }")["lead"]["id"] == LEAD, "nobody else is assigned"
    town.operate(substituted)
    play.until("lead { id }", lambda case: case["lead"]["id"] == LAND)

    screening = {"category": "HEALTH", "assigned": "agency-health", "concerns": [LEAD]}
    assert play.refused("lead", "screenCase", **screening) == "LEAD_AGENCY_ONLY"
    play.act("land", "screenCase", **screening)
    play.act("health", "startChecking", focal="officer-health-handler")
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    asked = {"methodReason": LONG, "question": LONG, "dueDays": 2, "invited": [LEAD, "agency-health"]}
    assert play.refused("lead", "openRound", method="WRITTEN_OPINION", **asked) == "LEAD_AGENCY_ONLY"
    play.act("land", "openRound", method="WRITTEN_OPINION", **asked)
    for who in ("lead", "health"):
        play.act(who, "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
    play.act("land", "concludeRound", outcome="AGREED", agreedOption="Đề nghị đính chính.")
    assert play.refused("lead", "appraiseCase", finding="FALSE", reasons=LONG) == "LEAD_AGENCY_ONLY"
    play.act("land", "appraiseCase", finding="FALSE", reasons=LONG)
    weighed = {"weighing": LONG, "necessity": LONG, "provisions": [ground], "alternatives": []}
    play.act("land", "proposeHandling", measure="CORRECTION_REQUEST", **weighed)
    signed = {"number": "12/QĐ", "decidedOn": play.today, "reasons": LONG, "redressNotice": LONG}
    assert play.refused("lead.signatory", "decideCase", measure="CORRECTION_REQUEST", **signed) == "AGENCY_CONCERNED"
    play.act("land.signatory", "decideCase", measure="CORRECTION_REQUEST", **signed)
    served = {"service": "PUBLISHER_NOTIFIED", "serviceNote": "Đã gửi văn bản.", "servedOn": play.today}
    play.act("land", "startExecution", agency="agency-health", **served)
    play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
    assert play.refused("lead", "closeCase", ground="COMPLETED", publication="PUBLISH", **CLOSE) == "LEAD_AGENCY_ONLY"
    assert play.act("land", "closeCase", ground="COMPLETED", publication="PUBLISH", **CLOSE) == "CLOSED"
    assert play.shown("decisions { agency { id } }")["decisions"][0]["agency"]["id"] == LAND
    assert play.shown("state", "commune") is None, "who has no part in it sees nothing"
