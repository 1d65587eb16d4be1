"""Makes a register of the sample province with many copies of its cases. A copy is only a head with its own claim.

Each copy has its own key and no revisions, so nothing can be written to it. Word frequencies are as uneven as in a
language.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from domain.kernel.vocabulary import Kind
from scripts.cli.seed.grants import grant_new
from scripts.cli.seed.load import enter
from scripts.cli.seed.registry_file import PROVINCE, SAMPLE, read
from scripts.cli.seed.registry_row import law
from scripts.cli.seed.stories import carry_out, officers, stories
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.head_texts import clear_texts, closed, head_of
from store.keys.master import MasterKey
from store.provisioning.provision import lay_out
from store.record.canonical import plain
from store.record.revision import state_of
from store.store import Store

MASTER: Final = b"\x07" * 32
SEED, BATCH, MINUTES_APART = 14, 500, 17
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
SYLLABLES = tuple(
    onset + rime for rime in ("a", "ang", "ong", "inh", "oa", "uoi", "yen") for onset in "bcdghklmnprstvx"
)


async def fill(connection: Connection, size: int) -> None:
    """Make a register with this many more cases."""
    await lay_out(connection.client, connection.names)
    store = Store(connection)
    for rows in (read(PROVINCE), tuple(law()), read(SAMPLE), tuple(officers())):
        await enter(store, rows)
    await grant_new(store)
    await carry_out(store, stories())
    heads = heads_of(connection, Kind.CASE)
    samples = []
    async for head in heads.find({}):
        row = await connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
        assert row is not None
        state = state_of(row)
        samples.append((state, clear_texts(state, head)))
    copies = _copies(sorted(samples, key=lambda sample: str(sample[0].code)), size, connection.master)
    while batch := [row for _, row in zip(range(BATCH), copies, strict=False)]:
        await connection.wrapped.insert_many([wrapped for _, wrapped in batch], ordered=False)
        await heads.stored.insert_many([head for head, _ in batch], ordered=False)


def _copies(samples: list[tuple[Any, dict[str, str]]], size: int, master: MasterKey) -> Iterator[tuple[Document, Any]]:
    """Make heads in their stored form, each with the row of its encryption key."""
    chance = Random(SEED)
    for number in range(size):
        state, texts = chance.choice(samples)
        receipt = replace(state.receipt, received_at=opened_at(number))
        state = replace(state, id=case_id(number), code=f"CB-2022-{number:06}", receipt=receipt)
        head = head_of(Kind.CASE, state, 1, opened_at(number), texts | {state.claim.commitment: words(chance)}, master)
        yield closed(plain(state), head, None, master)


def words(chance: Random, most: int = 30) -> str:
    """Return a random claim."""
    drawn = (SYLLABLES[min(int(chance.paretovariate(0.9)) * 3, len(SYLLABLES) - 1)] for _ in range(most))
    return " ".join(drawn).capitalize()


def case_id(number: int) -> str:
    """Return the id of a copy by its number."""
    return f"case-{number:032x}"


def opened_at(number: int) -> datetime:
    """Return the time when a copy was opened, by its number."""
    return FIRST + timedelta(minutes=MINUTES_APART * number)
