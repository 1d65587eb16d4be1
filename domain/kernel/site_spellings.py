"""How the sites that most people use spell one address in several ways: text alone, nothing is opened (X1)."""

from collections.abc import Mapping
from typing import Final

HOSTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("m.facebook.com", "mbasic.facebook.com", "web.facebook.com", "touch.facebook.com"), "facebook.com"
    ),
    **dict.fromkeys(("m.youtube.com", "music.youtube.com"), "youtube.com"),
    **dict.fromkeys(("twitter.com", "mobile.twitter.com", "m.twitter.com", "mobile.x.com"), "x.com"),
    "m.tiktok.com": "tiktok.com",
    "m.instagram.com": "instagram.com",
    "threads.net": "threads.com",
    "telegram.me": "t.me",
}
"""Other names of a host, for telephones and from before, by which it shows the same pages."""
SHARED: Final[Mapping[str, frozenset[str]]] = {
    "facebook.com": frozenset({"_rdr", "mibextid", "paipv", "rdid", "refid"}),
    "instagram.com": frozenset({"igsh", "igshid"}),
    "tiktok.com": frozenset({"is_from_webapp", "sender_device", "_r", "_t"}),
    "x.com": frozenset({"s", "t", "ref_src", "ref_url"}),
    "youtube.com": frozenset({"feature", "pp", "si"}),
}
"""Parameters of a site that tell how a link was shared, and not what it shows."""
SHORT_VIDEO: Final = "youtu.be"
"""The short host of one site: its path is the video."""


def long_form(host: str, path: str, query: list[tuple[str, str]]) -> tuple[str, str, list[tuple[str, str]]]:
    """The host, path and parameters under which a site shows the page itself, without how it was shared."""
    names = [name for name in path.split("/") if name]
    if host == SHORT_VIDEO and len(names) == 1:
        host, path, query = "youtube.com", "/watch", [("v", names[0]), *query]
    host = HOSTS.get(host, host)
    dropped = SHARED.get(host, frozenset())
    return host, path, [(name, value) for name, value in query if name not in dropped]
