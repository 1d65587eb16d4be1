"""The collections of each database."""

from collections.abc import Mapping

from store.kinds.entries import HEADS

OAUTH = (
    "oauth_revocations",
    "oauth_keys",
    "oauth_codes",
    "oauth_refresh",
    "oauth_sessions",
    "oauth_credentials",
    "oauth_letters",
    "oauth_throttle",
    "signing_requests",
)
"""Collections of sign-in, see `store/oauth/`; and of commands that wait for a signature."""

ARRIVING = ("arrivals", "arrival_parts")
"""Files whose bytes are not all there; see `store/files/arrivals.py`."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    "record": ("revisions", "commands", "chunks", "figures"),
    "log": (
        *("pending", "index", "tiles", "checkpoints", "recosigned", "stamps", "staging"),
        *("stream_indexes", "stream_rows", "successions", "policies"),
    ),
    "vault": ("sealed", "contacts"),
    "keys": ("wrapped",),
    "main": (*HEADS.values(), "outbox", "counters", "uploads", "evidence.files", "evidence.chunks", *ARRIVING, *OAUTH),
}
