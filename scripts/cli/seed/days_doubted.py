"""Days off that version 0.1.0 listed as confirmed although acts were missing: an upgrade says so of them.

Terms through the year are provisional from then on, and never shorter (`domain/registry/working_days.py`). An
administrator enters the right days, and another one confirms them.
"""

from datetime import date
from typing import Final
from uuid import uuid4

from domain.administration.holidays import DoubtHolidays
from domain.registry.entry import Certainty
from scripts.cli.acting.operating import operate
from scripts.cli.seed.load import versions_of
from store.store import Store

LISTED: Final = tuple(
    date(2026, month, day)
    for month, day in ((1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1), (9, 2))
)
"""The days of 2026 as version 0.1.0 had them: one National Day of two, and no day worked instead."""
REASONS: Final = (
    "Lịch nghỉ năm 2026 nhập cùng phiên bản 0.1.0 thiếu văn bản: chỉ có một ngày Quốc khánh, không có ngày hoán đổi. "
    "Hai người cần đối chiếu và nhập lại."
)


async def doubted(store: Store) -> list[str]:
    """Doubt each row of 2026 that counts and is that list; a line for each. A second run finds none."""
    rows = (await store.registry.current()).holidays.values()
    wrong = [row for row in rows if row.certainty is Certainty.CONFIRMED and (row.days, row.worked) == (LISTED, ())]
    for row in wrong:
        doubt = DoubtHolidays(reasons=REASONS)
        version = (await versions_of(store, {row.id}))[row.id]
        await operate(store, doubt, uuid4(), target=row.id, expected=version)
    return [f"days off of {row.year}: not confirmed any more, because acts were missing ({row.id})" for row in wrong]
