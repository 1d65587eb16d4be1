"""Looking the texts of a command through without holding up others: long ones in a thread."""

import asyncio
from collections.abc import Sequence
from typing import Any

from domain.kernel.fields import examined
from domain.kernel.refusals import InvalidInput
from domain.kernel.wording import ConfirmedName, NameInText

READ_AT_ONCE = 5_000
"""Characters of texts that are looked through in the loop: more, some 10 µs each, would hold others up."""


async def looked_through(
    command: Any, confirmed: Sequence[ConfirmedName]
) -> tuple[list[InvalidInput], tuple[NameInText, ...]]:
    """Examine a command's fields and confirmed names; long texts in a thread."""
    if sum(len(value) for value in vars(command).values() if isinstance(value, str)) <= READ_AT_ONCE:
        return examined(command, confirmed)
    return await asyncio.to_thread(examined, command, confirmed)
