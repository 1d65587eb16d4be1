"""What is recorded and counted of tries to sign in and to enrol."""

from domain.access.record import SignInOutcome
from store.oauth.throttle import FAILURES_MOST
from store.process.counters import SIGN_INS
from store.store import Store
from tests.api.oauth.sign_in_pages import NAME, NEW, USER, Pages, recovered

LAND = "agency-land"


def counted(outcome: SignInOutcome) -> float:
    return float(SIGN_INS.labels(outcome.value)._value.get())


async def recorded(store: Store) -> list[tuple[str, int]]:
    """Outcomes and counts of the account's records, newest first."""
    page = await store.access_records.page(LAND, USER, 100, None)
    assert all(row["agency"] == LAND for row in page.rows)
    return [(item["outcome"], item["count"]) for row in page.rows for item in row["sign_ins"]]


async def test_signing_in_is_recorded_before_it_is_answered(store: Store, pages: Pages) -> None:
    visitor = await pages.named()
    assert await recorded(store) == []
    await visitor.send(code=pages.code())
    assert await recorded(store) == [("SIGNED_IN", 1)]


async def test_a_flood_of_failures_is_one_line_and_counted(store: Store, pages: Pages) -> None:
    wrong, throttled = counted(SignInOutcome.WRONG_PASSWORD), counted(SignInOutcome.THROTTLED)
    visitor = await pages.named(password="wrong")
    for _ in range(FAILURES_MOST + 4):
        await visitor.send(name=NAME, password="wrong")
    await store.sign_ins.flush()
    await store.sign_ins.flush()
    assert sorted(await recorded(store)) == [("THROTTLED", 5), ("WRONG_PASSWORD", FAILURES_MOST)]
    assert counted(SignInOutcome.WRONG_PASSWORD) - wrong == FAILURES_MOST
    assert counted(SignInOutcome.THROTTLED) - throttled == 5


async def test_a_wrong_one_time_code_is_recorded(store: Store, pages: Pages) -> None:
    visitor = await pages.named()
    await visitor.send(code="000000")
    await store.sign_ins.flush()
    assert await recorded(store) == [("WRONG_CODE", 1)]


async def test_a_name_without_an_account_is_counted_only(store: Store, pages: Pages) -> None:
    before = counted(SignInOutcome.WRONG_PASSWORD)
    await pages.named("nobody@land.example", "wrong")
    await store.sign_ins.flush()
    assert counted(SignInOutcome.WRONG_PASSWORD) == before + 1
    assert (await store.access_records.page(None, None, 100, None)).rows == []


async def test_enrolling_and_failing_to_are_recorded(store: Store, pages: Pages) -> None:
    await recovered(store, "eins", "zwei")
    failing = pages.visitor()
    await failing.open("/oauth/enrol")
    await failing.send(name=NAME, first="drei", second="zwei", password=NEW, again=NEW)
    visitor, seed = await pages.enrolling("eins", "zwei")
    await visitor.send(code=pages.code(seed))
    await store.sign_ins.flush()
    assert sorted(await recorded(store)) == [("ENROLLED", 1), ("ENROLMENT_FAILED", 1)]
