"""Addresses that lead from a page of a desk to the page for a signature, and back (`api/pages/sign`)."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from domain.kernel.refusals import Problem, SignatureNeeded

NEW: Final = "new-object"
"""Placeholder in a page's address for the id of the object that the act begins."""


def address_in(problems: Iterable[Problem]) -> str | None:
    """Return the address at which an act is signed. Return None if the act needs no signature, or has no page for
    signing."""
    return next((one.address for one in problems if isinstance(one, SignatureNeeded)), None)


def signing_address(address: str, path: str, action: str) -> str:
    """Return the signing address. It includes a return address at one of our pages."""
    return f"{address}?{urlencode({'to': f'{path}?done={action}'})}"
