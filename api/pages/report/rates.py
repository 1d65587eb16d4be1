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


async def wait(rates: Rates, what: str, host: str | None) -> int:
    """Count one use by the network of a host; 0 when it is allowed, else the seconds until the window ends."""
    return await rates.wait(what, ALLOWANCES[what], network_of(host))
