"""The way from a page of a desk to the page that asks for a signature, and back (`api/pages/sign`)."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from domain.kernel.refusals import Problem, SignatureNeeded

NEW: Final = "new-object"
"""Part of a page's address that is replaced by the id of the object that the act began."""


def address_in(problems: Iterable[Problem]) -> str | None:
    """Return the address at which an act is signed; None if no signature is needed, or there is no page for it."""
    return next((one.address for one in problems if isinstance(one, SignatureNeeded)), None)


def signing_address(address: str, path: str, action: str) -> str:
    """Return the signing address with one of our pages as its return address."""
    return f"{address}?{urlencode({'to': f'{path}?done={action}'})}"
