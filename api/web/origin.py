"""Origin of a request, as the browser gives it."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

OWN_SITES: Final = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site with which a form is accepted. A page of another site could make its readers send one, each
from a network of their own. Browsers that say nothing, here or in Origin, are let in."""


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """Return whether no page of another site sent a request (RFC 6454 section 7). Programs, which send no Origin,
    may."""
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # brackets around something that is not an address
        return False
    return bool(host) and host == headers.get("host")


def is_own_form(headers: Mapping[str, str]) -> bool:
    """Return whether a page of ours sent a form, as far as the browser says. Not all say it in Sec-Fetch-Site."""
    return headers.get("sec-fetch-site", "none") in OWN_SITES and is_own_origin(headers)
