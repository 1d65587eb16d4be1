"""A register of so many cases by their heads alone, plausible enough for lists, inboxes and search.

For benches and tests. The heads are those that the product makes of states (`store/heads/heads.py`), with their texts
encrypted under a key each; there are no revisions, so nothing can be written to these cases. Four of five are closed;
agencies take part in some of them; words are as uneven as those of a language. What waits for DESK and what has WORD
are the same cases at every size from SAME on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from domain.administration.agencies import RegisterAgency
from domain.administration.grants import EnterGrant
from domain.case.state.case import Case, CaseState, Closure, ClosureReason, Informed
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.event import Sealed
from domain.kernel.kind import Kind
from domain.kernel.policy import IMPERSONAL, ceiling
from domain.kernel.roles import AgencyKind, role_of
from scripts.workbench.bench.reports import AGENCIES, a_case, sealed
from scripts.workbench.bench.store import AGENCY, SINCE
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.head_texts import closed, new_key
from store.heads.heads import head_of
from store.keys.master import MasterKey
from store.kinds.owed import NEVER
from store.store import Store

SEED, BATCH = 14, 500
SAME, MADE_MOST = 1_000, 2_000
"""Cases whose heads the product makes; those after them say again what those from SAME on say, later and under keys of
their own."""
DESK, WORD, DESK_EACH = "agency-bench-desk", "zin", 25
"""An agency that every 25th of the first SAME cases waits for, and a word that these and no other have."""
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
MINUTES_APART = 17
REASONS = (*ClosureReason, *5 * (ClosureReason.COMPLETED,))
OPEN = tuple(state for state in CaseState if state is not CaseState.CLOSED)
ONSETS, RIMES = (
    ("", "b", "c", "ch", "d", "g", "h", "kh", "l", "m", "n", "ng", "ph", "qu", "t", "th", "tr", "x"),
    (
        *("a", "an", "ang", "anh", "ao", "ay", "e", "em", "en", "eo", "i", "inh", "iu", "o", "oa", "oan", "oi", "ong"),
        *("u", "ua", "un", "ung", "uoi", "uong", "ut", "y", "yen", "am", "ap", "at"),
    ),
)
SYLLABLES = tuple(onset + rime for rime in RIMES for onset in ONSETS)
COMMON, RARE = SYLLABLES[3], SYLLABLES[-1]
"""The syllable that most claims have, and one that few have."""


def a_claim(chance: Random) -> str:
    """Some thirty syllables; a few of them are in most claims, most in few."""
    words = [SYLLABLES[min(int(chance.paretovariate(0.9)) * 3, len(SYLLABLES) - 1)] for _ in range(20)]
    words += chance.choices(SYLLABLES, k=10)
    return " ".join(words).capitalize() + "."


def a_state(number: int, chance: Random) -> Case:
    """A case as it may stand."""
    case = a_case(number, chance)
    own = chance.choice(AGENCIES)
    step = case.expression_reviews[-1]
    closure = Closure(
        reason=chance.choice(REASONS),
        at=step.at + timedelta(days=chance.randrange(40)),
        agency=step.agency,
        officer=step.officer,
        reasons=sealed(chance),
        informed=Informed.BY_DOCUMENT,
    )
    case = replace(
        case,
        code=code_of(number),
        closure=closure,
        lead=AGENCY,
        members=tuple(dict.fromkeys((AGENCY, own, *chance.sample(AGENCIES, chance.choice((0, 1, 2)))))),
        reporter=own,
        assigned=own,
        url=sealed(chance),
        receipt=replace(case.receipt, received_at=FIRST + timedelta(minutes=MINUTES_APART * number)),
    )
    closed_one = chance.random() < 0.8
    if _of_desk(number):
        parts: Any = {"members": (AGENCY, DESK), "reporter": DESK, "assigned": DESK}
        return replace(case, state=CaseState.SCREENED, closure=None, checks=(), expression_reviews=(), **parts)
    if closed_one:
        return case
    return replace(case, state=chance.choice(OPEN), closure=None, checks=(), expression_reviews=())


def _of_desk(number: int) -> bool:
    return number < SAME and number % DESK_EACH == 0


def rows(size: int, connection: Connection) -> Iterator[tuple[Document, Document]]:
    """Heads as they are stored, each with the row of its key."""
    chance, made = Random(SEED), list[tuple[Case, Document]]()
    for number in range(size):
        if number < MADE_MOST:
            made.append(a_head(number, chance, connection.master))
            state, head = made[-1]
        else:
            state, head = said_again(*made[SAME + number % (MADE_MOST - SAME)], number, connection.master)
        key, wrapped = new_key(state.id, connection.master)
        yield closed(state, head, key), wrapped


def a_head(number: int, chance: Random, master: MasterKey) -> tuple[Case, Document]:
    """A case, and its head as the product makes it."""
    state = a_state(number, chance)
    at = state.receipt.received_at + timedelta(hours=chance.randrange(500))
    return state, head_of(Kind.CASE, state, 1, at, _texts(state, chance), master)


def said_again(state: Case, head: Document, number: int, master: MasterKey) -> tuple[Case, Document]:
    """Another case that says the same, with a number of its own, and its head: all its moments are later.

    It has no bands, so nobody finds it as similar: they are half of what a head adds to the indexes.
    """
    before = int(state.id.removeprefix("case-"), 16)
    again = replace(state, id=f"case-{number:032x}", code=code_of(number))
    made: Document = _later(head, timedelta(minutes=MINUTES_APART * (number - before)))
    made |= {"_id": again.id, "id": again.id, "code": again.code, "bands": []}
    if head["terms"]:  # its number is found as its words are
        found = {*head["terms"]} - {master.term(_counted(before))} | {master.term(_counted(number))}
        made["terms"] = sorted(found)
        typed = {*head["words"]} - {master.word(_counted(before))} | {master.word(_counted(number))}
        made["words"] = sorted(typed)
    return again, made


def _later(value: Any, by: timedelta) -> Any:
    if isinstance(value, datetime):
        return value if value == NEVER else value + by
    if isinstance(value, dict):
        return {name: _later(inner, by) for name, inner in value.items()}
    return [_later(inner, by) for inner in value] if isinstance(value, list) else value


def code_of(number: int) -> str:
    """The readable number of a case."""
    return f"CB-2022-{_counted(number)}"


def _counted(number: int) -> str:
    return f"{number:06}"


def _texts(state: Case, chance: Random) -> dict[str, str]:
    found: dict[str, str] = {}

    def give(sealed_text: Sealed | None, text: str) -> None:
        if sealed_text is not None:
            found[sealed_text.commitment] = text

    number = int(state.id.removeprefix("case-"), 16)
    give(state.claim, f"{a_claim(chance)} {WORD}" if _of_desk(number) else a_claim(chance))
    give(state.url, f"https://trang-{number % 997}.example/bai-{number}")
    give(state.receipt.note, "Nhận qua đường dây nóng.")
    for check in state.checks:
        give(check.summary, "Bài đăng còn đó, nội dung như đã báo.")
    for review in state.expression_reviews:
        give(review.reasons, "Nội dung là ý kiến riêng về việc chung.")
    if state.closure:
        give(state.closure.reasons, "Không có căn cứ để xử lý.")
    return found


async def load(connection: Connection, size: int) -> None:
    """Write the heads of a register of a size."""
    heads, keys = heads_of(connection, Kind.CASE).stored, connection.wrapped
    batch: list[tuple[Document, Document]] = []
    for number, row in enumerate(rows(size, connection)):
        batch.append(row)
        if len(batch) == BATCH or number == size - 1:
            await keys.insert_many([wrapped for _, wrapped in batch], ordered=False)
            await heads.insert_many([head for head, _ in batch], ordered=False)
            batch = []


async def enter_agencies(store: Store) -> dict[str, Caller]:
    """The agencies that take part in the cases; programs of two, which see what they take part in."""
    role = role_of(AgencyKind.DEPARTMENT, is_lead=False)
    scopes = tuple(sorted(str(scope) for scope in ceiling(role) & IMPERSONAL)) if role else ()
    for agency in (*AGENCIES, DESK):
        command = RegisterAgency(kind=AgencyKind.DEPARTMENT, since=SINCE, source="bench")
        await store.execute(OPERATOR, command, command_id=uuid4(), target=agency)
    found = dict[str, Caller]()
    for name, agency in (("member", AGENCIES[1]), ("desk", DESK)):
        grant: Any = EnterGrant(agency=agency, scopes=scopes, source="bench")
        await store.execute(OPERATOR, grant, command_id=uuid4(), target=f"grant-bench-{name}")
        who = f"bench-{name}"
        found[name] = Caller(subject=who, client=who, agency=agency, scopes=frozenset(scopes), person=False)
    return found
