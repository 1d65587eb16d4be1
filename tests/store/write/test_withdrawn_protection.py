"""How a request for protection was withdrawn is named by its event, so that its text is no stray one."""

from domain.case.protection import RecordProtectionRequest
from domain.case.state.protection import Asker, HarmKind
from domain.case.withdrawal import ConfirmWithdrawal, RecordProtectionWithdrawal
from store.store import Store
from tests.support.complaints import act
from tests.support.handling_facts import LONG, PPC
from tests.support.record import faults, head_of
from tests.support.world import LEAD, caller, reported


async def test_the_record_names_how_it_was_withdrawn(store: Store) -> None:
    case = (await reported(store)).stream
    asked = RecordProtectionRequest(harm=HarmKind.PRIVATE_DATA, asker=Asker.PERSON_HARMED, words=LONG)
    await act(store, caller(LEAD), asked, case)
    await act(store, caller(LEAD), RecordProtectionWithdrawal(reasons=LONG), case)
    await act(store, caller(PPC), ConfirmWithdrawal(reasons=f"Đã hỏi lại: {LONG}"), case)
    head = await head_of(store.connection, case)
    assert head["protections"][-1]["withdrawal"] == LONG
    assert await faults(store.connection) == []
