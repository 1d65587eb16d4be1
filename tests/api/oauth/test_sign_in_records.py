"""What is recorded and counted of tries to sign in and to enrol."""

from hashlib import sha256

from domain.access.record import SignInOutcome
from domain.administration.users import ApproveUser, RecoverUser
from domain.kernel.vocabulary import Post
from store.oauth.throttle import FAILURES_MOST
from store.process.counters import SIGN_INS
from store.store import Store
from tests.api.oauth.sign_in_pages import Pages, Visitor, sign_in_pages
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.signing_in import PASSWORD, PEOPLE
from tests.support.world import caller, subject

NAME, USER, LAND = subject(*PEOPLE["land"]), "user-land", "agency-land"
NEW = "một mật khẩu khác hẳn 3"


def counted(outcome: SignInOutcome) -> float:
    return float(SIGN_INS.labels(outcome.value)._value.get())


async def recorded(store: Store) -> list[tuple[str, int]]:
    """Outcomes and counts of the account's records, newest first."""
    page = await store.access_records.page(LAND, USER, 100, None)
    assert all(row["agency"] == LAND for row in page.rows)
    return [(item["outcome"], item["count"]) for row in page.rows for item in row["sign_ins"]]


async def at_the_door(pages: Pages) -> Visitor:
    visitor = pages.visitor()
    await visitor.open("/oauth/")
    return visitor


async def test_signing_in_is_recorded_before_it_is_answered(store: Store) -> None:
    async with sign_in_pages(store) as pages:
        visitor = await at_the_door(pages)
        await visitor.send(name=NAME, password=PASSWORD)
        assert await recorded(store) == []
        await visitor.send(code=pages.code())
        assert await recorded(store) == [("SIGNED_IN", 1)]


async def test_a_flood_of_failures_is_one_line_and_counted(store: Store) -> None:
    wrong, throttled = counted(SignInOutcome.WRONG_PASSWORD), counted(SignInOutcome.THROTTLED)
    async with sign_in_pages(store) as pages:
        visitor = await at_the_door(pages)
        for _ in range(FAILURES_MOST + 5):
            await visitor.send(name=NAME, password="wrong")
        await store.sign_ins.flush()
        await store.sign_ins.flush()
    assert sorted(await recorded(store)) == [("THROTTLED", 5), ("WRONG_PASSWORD", FAILURES_MOST)]
    assert counted(SignInOutcome.WRONG_PASSWORD) - wrong == FAILURES_MOST
    assert counted(SignInOutcome.THROTTLED) - throttled == 5


async def test_a_wrong_one_time_code_is_recorded(store: Store) -> None:
    async with sign_in_pages(store) as pages:
        visitor = await at_the_door(pages)
        await visitor.send(name=NAME, password=PASSWORD)
        await visitor.send(code="000000")
        await store.sign_ins.flush()
    assert await recorded(store) == [("WRONG_CODE", 1)]


async def test_a_name_without_an_account_is_counted_only(store: Store) -> None:
    before = counted(SignInOutcome.WRONG_PASSWORD)
    async with sign_in_pages(store) as pages:
        await (await at_the_door(pages)).send(name="nobody@land.example", password="wrong")
        await store.sign_ins.flush()
    assert counted(SignInOutcome.WRONG_PASSWORD) == before + 1
    assert (await store.access_records.page(None, None, 100, None)).rows == []


async def test_enrolling_and_failing_to_are_recorded(store: Store, clock: TestClock) -> None:
    async with sign_in_pages(store) as pages:
        codes = {"first": "eins", "second": "zwei"}
        one, two = (sha256(code.encode()).hexdigest() for code in codes.values())
        await act(store, caller(LAND, Post.ADMIN), RecoverUser(code=one), USER)
        await act(store, caller(LAND, Post.SIGNATORY), ApproveUser(code=two), USER)
        visitor = pages.visitor()
        await visitor.open("/oauth/enrol")
        password = {"password": NEW, "again": NEW}
        await visitor.send(name=NAME, **{**codes, "first": "drei"}, **password)
        await visitor.send(name=NAME, **codes, **password)
        seed = visitor.shown.text.split('<p class="seed">')[1].split("</p>")[0].replace(" ", "")
        await visitor.send(code=pages.code(seed))
        await store.sign_ins.flush()
    assert sorted(await recorded(store)) == [("ENROLLED", 1), ("ENROLMENT_FAILED", 1)]
