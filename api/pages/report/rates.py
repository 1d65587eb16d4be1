"""How often a network may use the public door, and how often all of them together may file.

What is counted is a keyed hash of the network's prefix (a /24 of IPv4, a /56 of IPv6): no address is kept. Slow
guessing is what the limits are for; the codes themselves have 100 bits.
"""

from api.callers.networks import network_of
from api.callers.rates import Allowance, Rates
from resolvers.public import TO_FILE, TO_LOOK, TO_OPEN

TO_ATTACH = "attach"
"""Forms that may hold a file, counted before they are read."""

ALLOWANCES = {
    TO_FILE: Allowance(10, 3600),
    TO_LOOK: Allowance(60, 60),
    TO_OPEN: Allowance(20, 600),
    TO_ATTACH: Allowance(30, 3600),
}


PROVEN_BY_ALL = Allowance(1_000, 3600)
"""Filings of all networks together that came with a proof of work (`api/pages/report/proof.py`)."""
UNPROVEN_BY_ALL = Allowance(300, 3600)
"""Those that came by the pages without one."""


async def wait(rates: Rates, what: str, host: str | None) -> int:
    """Count one use by the network of a host; 0 when it is allowed, else the seconds until the window ends."""
    return await rates.wait(what, ALLOWANCES[what], network_of(host))


async def wait_for_all(rates: Rates, *, proven: bool) -> int:
    """Count one filing among those of all networks; 0 when it is allowed, else the seconds until the window ends."""
    what, allowed = ("file-proven", PROVEN_BY_ALL) if proven else ("file-unproven", UNPROVEN_BY_ALL)
    return await rates.wait(what, allowed, "all")
