"""Check of an address in an act: a single item of the case, never an account, a group or a site (X6).

Told from its text alone (X1); the forms are those of `domain/kernel/sites.py`.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from domain.case.state.related import CaseAddresses
from domain.kernel.links import links
from domain.kernel.plain_reading import read_plainly
from domain.kernel.refusals import Refused, invalid
from domain.kernel.text import normal_url, url_fault
from domain.rules.facts import Facts


def foreign_address(value: str, normal: Collection[str]) -> int | None:
    """Return where a text has an address that is none of these normal ones, in characters from 1; None without any."""
    read, places = read_plainly(value)
    hosts = {urlsplit(address).netloc for address in normal}
    for link in links(read):
        if link.bare.lower() in hosts:  # who published it, named by the host
            continue
        if url_fault(link.address) or normal_url(link.address) not in normal:
            return (places[link.start] if places else link.start) + 1
    return None


def about_no_other_place(command: object, facts: Facts, *names: str) -> None:
    """A text that binds somebody speaks of no place but the case's (X6). Raises Refused with the place of another."""
    addresses = facts.known(CaseAddresses)
    normal = addresses.normal if addresses else frozenset()
    for name in names:
        value: str | None = getattr(command, name)
        if value and (at := foreign_address(value, normal)):
            raise Refused(invalid(name, "text-of-another-place", at=at))
