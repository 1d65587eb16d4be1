"""Examination of a command's texts without blocking the loop: long ones in a thread."""

import asyncio
from collections.abc import Sequence
from typing import Any

from domain.kernel.fields import examined
from domain.kernel.refusals import InvalidInput
from domain.kernel.wording import ConfirmedName, NameInText

READ_AT_ONCE = 5_000
"""Most characters examined in the loop: more, at some 10 µs each, would block it."""


async def looked_through(
    command: Any, confirmed: Sequence[ConfirmedName]
) -> tuple[list[InvalidInput], tuple[NameInText, ...]]:
    """Examine a command's fields and confirmed names; long texts in a thread."""
    if sum(len(value) for value in vars(command).values() if isinstance(value, str)) <= READ_AT_ONCE:
        return examined(command, confirmed)
    return await asyncio.to_thread(examined, command, confirmed)
