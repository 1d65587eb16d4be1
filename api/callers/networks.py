"""From an address to the network that uses are counted by: a /24 of IPv4, a /56 of IPv6.

Who has one IPv6 address has at least a /64 of them, and often a /56.
"""

from ipaddress import IPv6Address, ip_address, ip_network

PREFIX_4, PREFIX_6 = 24, 56


def network_of(host: str | None) -> str:
    """The prefix of an address; what is no address counts as one network together."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    length = PREFIX_6 if isinstance(address, IPv6Address) else PREFIX_4
    return str(ip_network(f"{address}/{length}", strict=False))
