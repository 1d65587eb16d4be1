"""Erasures that are ordered and that the eraser does not believe: somebody has to look at each."""

from collections.abc import AsyncIterator

from scripts.cli.doctoring.finding import Finding
from store.store import Store


async def look(store: Store, days: int) -> AsyncIterator[Finding]:
    """Name each order that is held, with the reason. `days` is the setting of retention."""
    for erasure, doubted in await store.eraser.held(days):
        yield Finding(
            code="erasure-held",
            what=f"{erasure} is ordered and not believed, so nothing is destroyed: {doubted}",
            cure="look who wrote its events: casebook verify, then docs/erasing.md",
        )
