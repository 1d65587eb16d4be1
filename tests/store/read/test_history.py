"""Reading the record: events, versions, what changed between them."""

from datetime import UTC, timedelta, timezone

import pytest

from domain.kernel.refusals import Refused
from store.driver.pages import FIRST_MOST
from store.read import history
from store.read.history import StreamTooLong
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.record import done
from tests.support.world import a_check, caller, checking

HEALTH = caller("agency-health")
TYPES = ["case.reported", "case.screened", "case.checking-started", "case.check-recorded"]


async def life(store: Store) -> Outcome:
    return await done(store, HEALTH, a_check(), await checking(store))


async def test_events_of_a_stream_come_in_order_and_in_pages(shared: Store) -> None:
    made = await life(shared)
    first = await shared.history.page(made.stream, 3, 0)
    rest = await shared.history.page(made.stream, 3, 3)
    assert [item["type"] for item in (*first.rows, *rest.rows)] == TYPES
    assert (first.more, rest.more) == (True, False)
    assert [row["n"] for row in rest.rows] == [4]


async def test_the_version_that_stood_at_a_moment(shared: Store) -> None:
    made = await life(shared)
    rows = (await shared.history.page(made.stream, 10, 0)).rows
    for row in rows:
        at = row["at"].replace(tzinfo=UTC)
        for zone in (UTC, timezone(timedelta(hours=7))):
            assert await shared.history.version_at(made.stream, at.astimezone(zone)) == row["n"]
    before = rows[0]["at"].replace(tzinfo=UTC) - timedelta(milliseconds=1)
    assert await shared.history.version_at(made.stream, before) is None


async def test_a_stream_is_verified_up_to_a_length(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await life(shared)
    found = await shared.history.audit(made.stream)
    assert (found.versions, found.sealed, found.findings) == (4, 0, ())
    monkeypatch.setattr(history, "VERSIONS_MOST", 3)
    with pytest.raises(StreamTooLong):
        await shared.history.audit(made.stream)


@pytest.mark.parametrize("first", [0, FIRST_MOST + 1])
async def test_pages_have_a_size(shared: Store, first: int) -> None:
    with pytest.raises(Refused):
        await shared.history.page("case-1", first, 0)
