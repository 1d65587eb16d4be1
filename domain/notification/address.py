"""Form of a webhook's address: one plain spelling, so that no two programs read it differently.

A name, never a number: no form of an IP address can be written, so every address is looked up and checked where it
is sent to. No user, no fragment, no signs beyond ASCII (a name in other letters is written as `xn--…`).
"""

import re
from typing import Final

ADDRESS_MOST: Final = 300
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PATH: Final = r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
_PUBLIC: Final = re.compile(
    rf"https://(?P<host>(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?)(?::(?P<port>[0-9]{{1,5}}))?{_PATH}"
)
_LOOPBACK: Final = re.compile(rf"http://(?:127\.0\.0\.1|\[::1\])(?::[0-9]{{1,5}})?{_PATH}")
_INSIDE: Final = ("localhost", "local", "internal", "intranet", "lan", "home", "arpa", "onion")
"""Last labels of names that mean the machine itself or its own network (RFC 6761, RFC 6762, RFC 8375)."""
PORTS: Final = frozenset({443, 8443})


def on_loopback(address: str) -> bool:
    """Return whether it is http on the machine itself; sent to in development only, where the settings say so."""
    return _LOOPBACK.fullmatch(address) is not None


def well_formed(address: str, ports: frozenset[int] = PORTS) -> bool:
    """Return whether it is https, to a name outside, on a port for the web; or http on the machine itself."""
    if len(address) > ADDRESS_MOST:
        return False
    if on_loopback(address):
        return True
    found = _PUBLIC.fullmatch(address)
    if found is None or len(found["host"]) > 253 or found["host"].rpartition(".")[2] in _INSIDE:
        return False
    return int(found["port"] or 443) in ports
