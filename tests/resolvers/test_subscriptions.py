"""From where the register is followed, and what is recorded of the jobs that are followed."""

from contextlib import aclosing

import pytest

from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from resolvers import subscriptions
from resolvers.following import Followed, job_changes
from store.heads.collection import heads_of
from store.store import Store
from tests.resolvers.asking import context_of
from tests.support.world import LEAD, caller, reported

LEADS = caller(LEAD)


async def test_the_place_after_the_last_entry_is_no_cursor(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "LOOK_SECONDS", 0)
    with pytest.raises(Refused):
        await subscriptions.start(await context_of(store, LEADS), str(await store.feed.size()))


async def test_jobs_of_a_case_are_one_reading_of_one_case(store: Store) -> None:
    case = (await reported(store)).stream
    async with aclosing(job_changes(await context_of(store, LEADS), Followed(kind=Kind.CASE, id=case), None)) as events:
        assert {job.job for job in (await anext(events)).jobs} == {"notify"}
    await store.access.flush()
    [record] = await heads_of(store.connection, Kind.ACCESS).find({}).to_list(None)
    assert [(read["reading"], read["count"]) for read in record["reads"]] == [("CASE", 1)]
