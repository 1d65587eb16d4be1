"""A text that is gone says by which event, or that no event says so."""

from domain.kernel.actor import OPERATOR
from domain.kernel.changes import lost_groups
from schema.changes import ChangeRow, row_of
from store.store import Store
from tests.store.erasing.test_eraser import CANARY, DAYS, a_protected_case
from tests.support.clock import TestClock
from tests.support.erasing import erased


async def claim(store: Store, case: str) -> ChangeRow:
    """The change of the claim in the first version, as clients see it."""
    (found,), texts = await store.history.changes(OPERATOR, [(case, 0, 1)])
    destroyed = await store.history.destroyed(lost_groups(found, texts))
    (change,) = (row_of(change, texts, destroyed) for change in found if change.field == "claim")
    assert change["of"] == "TextChange"
    return change


async def test_an_erased_text_names_its_event(store: Store, clock: TestClock) -> None:
    case = await a_protected_case(store)
    before = await claim(store, case)
    assert (before["erased"], before["erased_by"]) == (False, None)
    assert CANARY in (before["after"] or "")
    clock.forward(days=DAYS + 1)
    assert await erased(store, DAYS) == 1
    after = await claim(store, case)
    assert (after["after"], after["erased"]) == (None, True)
    stream, _, version = (after["erased_by"] or "").partition(":")
    (done,) = [row for row in (await store.history.page(stream, 20, 0)).rows if row["n"] == int(version)]
    assert done["type"] == "erasure.done"


async def test_a_key_that_is_gone_without_an_event_is_explained_by_none(store: Store) -> None:
    case = await a_protected_case(store)
    await store.connection.wrapped.delete_many({"stream": case})
    change = await claim(store, case)
    assert (change["after"], change["erased"], change["erased_by"]) == (None, True, None)
