"""Reading the record: events, versions, what changed between them."""

from datetime import UTC, timedelta, timezone

import pytest

from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import Refused
from store.driver.pages import FIRST_MOST
from store.read import history
from store.read.history import EventFilter, StreamTooLong
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.record import done
from tests.support.world import LEAD, a_check, a_screening, caller, checking, reported

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


async def test_events_name_the_officer_and_never_a_text(shared: Store) -> None:
    made = await life(shared)
    rows = (await shared.history.page(made.stream, 10, 0)).rows
    assert rows[3]["officer"] == "officer-health-handler"
    assert rows[3]["agency"] == "agency-health"
    assert "Tin đồn" not in str(rows)
    assert {key for row in rows for key in row} >= {"stream", "n", "type", "action", "at", "agency", "officer", "leaf"}


async def test_a_version_is_shown_as_it_was(shared: Store) -> None:
    made = await reported(shared)
    screened = await done(shared, caller(LEAD), a_screening(), made)
    assert await shared.history.document(made.stream, 1) == made.document
    assert await shared.history.document(made.stream, 2) == screened.document
    for version in (0, 3, -1):
        assert await shared.history.document(made.stream, version) is None


async def test_the_version_that_stood_at_a_moment(shared: Store) -> None:
    made = await life(shared)
    rows = (await shared.history.page(made.stream, 10, 0)).rows
    for row in rows:
        at = row["at"].replace(tzinfo=UTC)
        for zone in (UTC, timezone(timedelta(hours=7))):
            assert await shared.history.version_at(made.stream, at.astimezone(zone)) == row["n"]
    before = rows[0]["at"].replace(tzinfo=UTC) - timedelta(milliseconds=1)
    assert await shared.history.version_at(made.stream, before) is None


async def test_changes_between_versions(shared: Store) -> None:
    made = await life(shared)
    found, texts = await shared.history.changes(OPERATOR, made.stream, 3, 4)
    assert {item.field for item in found} >= {"checks.1.outcome", "checks.1.summary"}
    assert [item.before for item in found] == [None] * len(found)
    assert a_check().summary in texts.values()
    everything, texts = await shared.history.changes(OPERATOR, made.stream, 0, 4)
    assert len(everything) > len(found)
    assert made.document["claim"] in texts.values()
    assert (await shared.history.changes(OPERATOR, made.stream, 4, 4))[0] == ()
    back, _ = await shared.history.changes(OPERATOR, made.stream, 4, 3)
    assert {item.field for item in back} == {item.field for item in found}


async def test_events_across_streams_are_filtered(shared: Store) -> None:
    made = await life(shared)
    rows = (await shared.history.page(made.stream, 10, 0)).rows
    since, before = rows[1]["at"].replace(tzinfo=UTC), rows[3]["at"].replace(tzinfo=UTC)

    async def types(wanted: EventFilter) -> list[str]:
        return [row["type"] for row in (await shared.history.events(wanted, FIRST_MOST, None)).rows]

    assert await types(EventFilter(stream=made.stream)) == TYPES[::-1]
    assert await types(EventFilter(stream=made.stream, agency="agency-health")) == TYPES[:1:-1]
    assert await types(EventFilter(stream=made.stream, type="case.screened")) == ["case.screened"]
    assert await types(EventFilter(stream=made.stream, since=since, before=before)) == TYPES[2:0:-1]
    assert set(await types(EventFilter(type="agency.named"))) == set()


@pytest.mark.parametrize("first", [0, FIRST_MOST + 1])
async def test_pages_have_a_size(shared: Store, first: int) -> None:
    with pytest.raises(Refused):
        await shared.history.page("case-1", first, 0)
    with pytest.raises(Refused):
        await shared.history.events(EventFilter(), first, None)


async def test_a_stream_is_verified_up_to_a_length(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await life(shared)
    found = await shared.history.audit(made.stream)
    assert (found.versions, found.sealed, found.findings) == (4, 0, ())
    monkeypatch.setattr(history, "VERSIONS_MOST", 3)
    with pytest.raises(StreamTooLong):
        await shared.history.audit(made.stream)
