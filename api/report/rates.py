"""How often a network may use the public door.

What is counted is a keyed hash of the network's prefix (a /24 of IPv4, a /56 of IPv6): no address is kept. Slow
guessing is what the limits are for; the codes themselves have 100 bits.
"""

from api.networks import network_of
from api.rates import Allowance, Rates
from resolvers.public import TO_FILE, TO_LOOK, TO_OPEN

ALLOWANCES = {
    TO_FILE: Allowance(10, 3600),
    TO_LOOK: Allowance(60, 60),
    TO_OPEN: Allowance(20, 600),
}


async def wait(rates: Rates, what: str, host: str | None) -> int:
    """Count one use by the network of a host; 0 when it is allowed, else the seconds until the window ends."""
    return await rates.wait(what, ALLOWANCES[what], network_of(host))
