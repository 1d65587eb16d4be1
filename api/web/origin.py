"""Where a browser says that a request comes from."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """Whether no page of another site sent a request (RFC 6454 section 7). Programs, which send no Origin, may."""
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # brackets around something that is not an address
        return False
    return bool(host) and host == headers.get("host")
