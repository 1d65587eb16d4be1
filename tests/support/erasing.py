"""An eraser that runs, with the day between announcing and destroying."""

from domain.erasure.erasures import ANNOUNCED_FOR, ApproveErasure, ProposeErasure
from domain.kernel.vocabulary import Post
from store.log.audit.finding import Level
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.handling_facts import LONG
from tests.support.record import record_findings
from tests.support.world import LEAD, caller
from workers.eraser import look


async def ordered(store: Store, target: str, approving: tuple[str, ...] = (LEAD, "agency-ppc")) -> str:
    """Return an erasure that signatories of these agencies approved."""
    order = (await act(store, caller(LEAD), ProposeErasure(target=target, reasons=LONG))).stream
    for agency in approving:
        await act(store, caller(agency, Post.SIGNATORY), ApproveErasure(reasons=LONG), order)
    return order


async def keys(store: Store, stream: str) -> int:
    return await store.connection.wrapped.count_documents({"stream": stream})


async def found(store: Store) -> dict[str, tuple[Level, str]]:
    """Return the findings of a verification by their codes, except what waits for the sealer."""
    seen = await record_findings(store.connection)
    return {item.code: (item.level, item.detail) for item in seen if item.code != "pending-late"}


async def erased(store: Store, days: int) -> int:
    """Announce ordered erasures, let the day pass, and erase whatever nobody contested. Return the number of
    erasures."""
    clock = store.connection.clock
    assert isinstance(clock, TestClock)
    clock.forward(seconds=1)
    assert await look(store.eraser, days) == 0, "nothing is destroyed on the day on which it is announced"
    clock.forward(seconds=ANNOUNCED_FOR.total_seconds())
    return await look(store.eraser, days)
