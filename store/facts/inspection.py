"""The finding of an inspection that a command names."""

from typing import Any

from domain.activity.state.inspection import InspectionFinding
from domain.case.state.related import InspectionOf
from domain.kernel.kind import Kind, kind_of
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.facts.state import state_now


async def inspection_of(connection: Connection, command: Any, session: Session | None) -> InspectionOf | None:
    """The finding, as the session's snapshot has it; None when the command names none, or nothing that is one."""
    id = getattr(command, "inspection", None)
    if id is None or kind_of(id) is not Kind.INSPECTION:
        return None
    finding: InspectionFinding | None = await state_now(connection, id, session)
    return InspectionOf(id=id, case=finding.case, stands=finding.stands) if finding else None
