"""Origin of a request, as the browser reports it."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

OWN_SITES: Final = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site with which a form is accepted. Otherwise a page of another site could make its readers send
a form, each from their own network. Browsers that send neither this field nor Origin are admitted."""


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """Return True unless a page of another site sent the request (RFC 6454 section 7). Programs send no Origin and are
    admitted."""
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # brackets around something that is not an address
        return False
    return bool(host) and host == headers.get("host")


def is_own_form(headers: Mapping[str, str]) -> bool:
    """Return whether a page of this register sent a form, according to the browser. Some browsers do not send
    Sec-Fetch-Site."""
    return headers.get("sec-fetch-site", "none") in OWN_SITES and is_own_origin(headers)
