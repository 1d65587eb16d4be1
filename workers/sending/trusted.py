"""Default trust of TLS, where the settings name nobody."""

import ssl
from functools import cache


@cache
def system_trust() -> ssl.SSLContext:
    """The authorities of this system, for reading only. They are read once a process: it takes longer than sending."""
    return ssl.create_default_context()
