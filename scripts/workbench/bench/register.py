"""A register of so many cases by their heads alone, plausible enough for pages, inboxes and search.

The heads are those that the product makes of states, with their texts encrypted under a key each; there are no
revisions, so nothing can be written to these cases. Four of five are closed; agencies take part in some of them; words
are as uneven as those of a language. What waits for DESK and what has WORD are the same cases from SAME cases on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import uuid4

from pymongo import AsyncMongoClient

from domain.administration.agencies import RegisterAgency
from domain.administration.officers import AppointOfficer, EnterGrant
from domain.administration.province import AssignLead
from domain.case.state.case import (
    Case,
    CaseState,
    Category,
    Channel,
    Check,
    CheckMethod,
    CheckOutcome,
    Closure,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    ExpressionReview,
    Informed,
    Receipt,
)
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.event import Sealed
from domain.kernel.policy import IMPERSONAL, ceiling
from domain.kernel.vocabulary import AgencyKind, Kind, Post, Role, role_of
from store.driver.connection import Connection, Document, Names
from store.heads.collection import heads_of
from store.heads.head_texts import closed, head_of, new_key
from store.keys.master import MasterKey
from store.provisioning.provision import lay_out
from store.store import Store

MASTER: Final = b"\x07" * 32
SINCE, FIRST = date(2021, 7, 4), datetime(2022, 1, 1, tzinfo=UTC)
SEED, BATCH, SAME, DESK_EACH, MINUTES_APART = 14, 500, 1_000, 25, 17
LEAD, DESK, WORD = "agency-bench", "agency-bench-desk", "zin"
"""The lead agency; an agency that every 25th of the first SAME cases waits for; a word that these alone have."""
AGENCIES = tuple(f"agency-bench-{number}" for number in range(12))
ONSETS = ("", "b", "c", "ch", "d", "g", "h", "kh", "l", "m", "n", "ng", "ph", "qu", "t", "th", "tr", "x")
RIMES = (
    *("a", "an", "ang", "anh", "ao", "ay", "e", "em", "en", "i", "inh", "iu", "o", "oa", "oan", "oi", "ong"),
    *("u", "ua", "un", "ung", "uoi", "uong", "ut", "y", "yen", "am", "ap", "at"),
)
SYLLABLES = tuple(onset + rime for rime in RIMES for onset in ONSETS)
COMMON, RARE = SYLLABLES[3], SYLLABLES[-1]
"""The syllable that most claims have, and one that few have."""


async def fill(uri: str, prefix: str, size: int) -> dict[str, dict[str, Any]]:
    """Make a register of a size; return the claims of who may read it: the lead, a member and the desk."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        names, master = Names(prefix), MasterKey(MASTER)
        connection = Connection(client=client, names=names, master=master, origin="bench.localhost/log")
        await lay_out(client, names)
        readers = await _agencies(Store(connection))
        await _load(connection, size)
    return {
        name: {"sub": who.subject, "client_id": who.client, "agency": who.agency, "scope": " ".join(who.scopes)}
        for name, who in readers.items()
    }


async def _agencies(store: Store) -> dict[str, Caller]:
    async def enter(target: str, command: Any) -> None:
        await store.execute(OPERATOR, command, command_id=uuid4(), target=target)

    for agency in (LEAD, *AGENCIES, DESK):
        await enter(agency, RegisterAgency(kind=AgencyKind.DEPARTMENT, since=SINCE, source="bench"))
    posts = (Post.HANDLER,)
    officer = AppointOfficer(subject="bench", agency=LEAD, posts=posts, since=SINCE, appointment="bench")
    await enter("officer-bench", officer)
    await enter("lead-bench", AssignLead(agency=LEAD, since=SINCE, source="bench"))
    role = role_of(AgencyKind.DEPARTMENT, is_lead=False)
    assert role is not None
    readers = dict[str, Caller]()
    for name, agency in (("lead", LEAD), ("member", AGENCIES[1]), ("desk", DESK)):
        person = name == "lead"
        scopes = ceiling(Role.LEAD) if person else ceiling(role) & IMPERSONAL
        await enter(f"grant-bench-{name}", EnterGrant(agency=agency, scopes=tuple(sorted(scopes)), source="bench"))
        subject = "bench" if person else f"bench-{name}"
        readers[name] = Caller(subject=subject, client=subject, agency=agency, scopes=scopes, person=person)
    return readers


async def _load(connection: Connection, size: int) -> None:
    rows = _rows(size, connection.master)
    while batch := [row for _, row in zip(range(BATCH), rows, strict=False)]:
        await connection.wrapped.insert_many([wrapped for _, wrapped in batch], ordered=False)
        await heads_of(connection, Kind.CASE).stored.insert_many([head for head, _ in batch], ordered=False)


def _rows(size: int, master: MasterKey) -> Iterator[tuple[Document, Document]]:
    """Make heads as they are stored, each with the row of its key."""
    chance = Random(SEED)
    for number in range(size):
        state = a_case(number, chance)
        at = state.receipt.received_at + timedelta(hours=chance.randrange(500))
        key, wrapped = new_key(state.id, master)
        yield closed(state, head_of(Kind.CASE, state, 1, at, _texts(state, chance), master), key), wrapped


def case_id(number: int) -> str:
    """Return the id of a case by its number."""
    return f"case-{number:032x}"


def a_case(number: int, chance: Random) -> Case:
    """Make a case: every 25th of the first waits for the desk, others are open or closed."""
    own, at = chance.choice(AGENCIES), FIRST + timedelta(minutes=MINUTES_APART * number)
    case = Case(
        id=case_id(number),
        code=f"CB-2022-{number:06}",
        state=CaseState.SCREENED,
        regulation="reg-bench",
        claim=_sealed(chance),
        url=_sealed(chance),
        receipt=Receipt(received_at=at, channel=chance.choice(tuple(Channel)), note=_sealed(chance)),
        reporter=own,
        lead=LEAD,
        members=tuple(dict.fromkeys((LEAD, own, *chance.sample(AGENCIES, chance.choice((0, 1, 2)))))),
        category=chance.choice(tuple(Category)),
        assigned=own,
    )
    closed_one = chance.random() < 0.8
    if _of_desk(number):
        return replace(case, members=(LEAD, DESK), reporter=DESK, assigned=DESK)
    if not closed_one:
        return replace(case, state=chance.choice([state for state in CaseState if state is not CaseState.CLOSED]))
    return _ended(case, at, chance)


def _ended(case: Case, at: datetime, chance: Random) -> Case:
    """Check a case twice, review it and close it."""
    step: dict[str, Any] = {"agency": case.assigned, "officer": "officer-bench", "at": at}
    check: dict[str, Any] = {"cycle": 1, "method": CheckMethod.OWN_RECORDS, "outcome": CheckOutcome.NOT_FOUND, **step}
    review = ExpressionReview(
        id="review-1",
        role=Role.LEAD,
        cycle=1,
        expression=chance.choice(tuple(ExpressionKind)),
        conclusion=ExpressionConclusion.PROTECTED,
        reasons=_sealed(chance),
        **step,
    )
    closure = Closure(
        reason=chance.choice((*ClosureReason, *5 * (ClosureReason.COMPLETED,))),
        reasons=_sealed(chance),
        informed=Informed.BY_DOCUMENT,
        **{**step, "at": at + timedelta(days=chance.randrange(40))},
    )
    checks = tuple(Check(id=f"check-{n}", summary=_sealed(chance), **check) for n in (1, 2))
    return replace(case, state=CaseState.CLOSED, checks=checks, expression_reviews=(review,), closure=closure)


def _of_desk(number: int) -> bool:
    return number < SAME and number % DESK_EACH == 0


def _sealed(chance: Random) -> Sealed:
    return Sealed(f"{chance.getrandbits(128):032x}", f"{chance.getrandbits(256):064x}")


def _texts(case: Case, chance: Random) -> Mapping[str, str]:
    number = int(case.id.removeprefix("case-"), 16)
    words = [SYLLABLES[min(int(chance.paretovariate(0.9)) * 3, len(SYLLABLES) - 1)] for _ in range(20)]
    words += chance.choices(SYLLABLES, k=10)
    claim = f"{' '.join(words).capitalize()}."
    texts: list[tuple[Sealed | None, str]] = [
        (case.claim, f"{claim} {WORD}" if _of_desk(number) else claim),
        (case.url, f"https://trang-{number % 997}.example/bai-{number}"),
        (case.receipt.note, "Nhận qua đường dây nóng."),
        *((check.summary, "Bài đăng còn đó, nội dung như đã báo.") for check in case.checks),
        *((review.reasons, "Nội dung là ý kiến riêng về việc chung.") for review in case.expression_reviews),
        (case.closure.reasons if case.closure else None, "Không có căn cứ để xử lý."),
    ]
    return {sealed.commitment: text for sealed, text in texts if sealed is not None}
