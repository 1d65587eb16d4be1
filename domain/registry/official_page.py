"""An official page or channel of an agency, told from the text of its address alone: nothing is opened (X1)."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.kernel.sites import ACCOUNT_HOSTS
from domain.kernel.span import Span
from domain.kernel.text import normal_url

OF_EVERYBODY: Final = frozenset({"groups", "group", "g", "share", "sharer", "hashtag", "search", "watch", "explore"})
"""First names of a path behind which a network shows what many people write."""


@dataclass(frozen=True, kw_only=True)
class OfficialPage:
    """A page or channel of an agency that is official in these days."""

    address: str
    title: str
    span: Span
    source: str


def of_everybody(address: str) -> bool:
    """Return whether an address is the front page of a network, or one on which many people write."""
    parts = urlsplit(normal_url(address))
    names = [name for name in parts.path.lower().split("/") if name]
    if parts.netloc not in ACCOUNT_HOSTS:
        return False
    return not names or names[0] in OF_EVERYBODY


def same_or_under(address: str, page: str) -> bool:
    """Return whether an address is that of a page, or lies under it.

    A network shows an item whatever account its address names, so an item there lies under no page.
    """
    given, official = urlsplit(normal_url(address)), urlsplit(normal_url(page))
    if given.netloc != official.netloc or _climbs(given.path):
        return False
    wanted, asked = parse_qsl(official.query), parse_qsl(given.query)
    if any([value for name, value in asked if name == key] != [of] for key, of in wanted):
        return False
    return given.path == official.path or (not wanted and given.path.startswith(f"{official.path}/"))


def _climbs(path: str) -> bool:
    """Return whether a path has a step that leads up, however it is escaped."""
    names = [unquote(unquote(name)) for name in path.split("/")]
    return any(name in (".", "..") or "/" in name or "\\" in name for name in names)
