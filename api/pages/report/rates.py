"""How often a network may look things up. Filing has prices of its own (`api/pages/report/prices.py`).

What is counted is a keyed hash of the network's prefix (a /24 of IPv4, a /56 of IPv6): no address is kept. Slow
guessing is what the limits are for; the codes themselves have 100 bits.
"""

from api.callers.networks import network_of
from api.callers.rates import Allowance, Rates
from resolvers.public import TO_LOOK, TO_OPEN

ALLOWANCES = {
    TO_LOOK: Allowance(60, 60),
    TO_OPEN: Allowance(20, 600),
}

OPENED = Allowance(60, 600)
"""Openings of one matter that its network does not pay for: in a crowd nobody is kept from what is theirs."""


async def wait(rates: Rates, what: str, host: str | None) -> int:
    """Count one use by the network of a host; 0 when it is allowed, else the seconds until the window ends."""
    return await rates.wait(what, ALLOWANCES[what], network_of(host))


async def opened(rates: Rates, host: str | None, stream: str) -> None:
    """Take an opening out of the network's count again: the code was right. One matter has OPENED of these."""
    allowed = ALLOWANCES[TO_OPEN]
    if not await rates.wait("opened", OPENED, stream):
        await rates.count(TO_OPEN, allowed.seconds, network_of(host), -1)
