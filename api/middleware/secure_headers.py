"""Security headers of every answer. They forbid guessing of types and framing. If the API has TLS, they also require
TLS of browsers."""

from collections.abc import Sequence

NOSNIFF = (b"x-content-type-options", b"nosniff")
NO_PAGE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""Policy of answers that are not pages; a page has its own policy."""
NO_REFERRER = (b"referrer-policy", b"no-referrer")
EVERY = (NOSNIFF, NO_PAGE, NO_REFERRER)
HSTS = (b"strict-transport-security", b"max-age=31536000")
"""Header that requires TLS for a year (RFC 6797). It covers this host alone, not other hosts of its domain."""


def secure_headers(*, tls: bool) -> Sequence[tuple[bytes, bytes]]:
    """Return the headers. `tls` means that the public address of the API is https."""
    return (*EVERY, HSTS) if tls else EVERY
