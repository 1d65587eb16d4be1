"""What an address names, told from its text alone (X1): a single item, or an account, a group or a whole site (X6).

The tables know how the sites that most people use write accounts and groups. Nothing is ever opened.
"""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qs, urlsplit

from domain.case.state.related import CaseAddresses
from domain.kernel.masking import ACCOUNT_HOSTS
from domain.kernel.plain_reading import read_plainly
from domain.kernel.refusals import Refused, invalid
from domain.kernel.text import normal_url, url_fault
from domain.rules.facts import Facts

_COLLECTIONS: Final = frozenset(
    {
        *("groups", "group", "g", "pages", "page", "people", "profile", "profile.php", "channel", "channels", "c"),
        *("user", "users", "u", "in", "company", "account", "accounts", "member", "members", "author"),
    }
)
"""First names of a path behind which one more name is an account or a group."""

ENDINGS: Final = "vn|com|net|org|info|me|tv|io|co|xyz|club|site|online|asia|cc|top|news|live|blog"
"""Ends of host names by which a text without a scheme is taken for an address."""
COLLECTION_NAMES: Final = 3
"""Names in the path of an account or a group and of its lists (`channel/abc/videos`). A longer one names an item."""

_ITEM_IDS: Final = frozenset({"v", "story_fbid", "fbid", "post", "post_id"})
"""Parameters by which a page of one name shows one item, as in `watch?v=`."""

_ACCOUNT: Final = re.compile(r"@[^/]+")
_IN_TEXT: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'“”]+"
    rf"|(?<![\w@./-])(?:{'|'.join(map(re.escape, sorted(ACCOUNT_HOSTS)))})/[^\s<>\"'“”]*"
    rf"|(?<![\w@./-])(?:[a-z0-9-]{{1,63}}\.){{1,8}}(?:{ENDINGS})(?![\w-]|\.\w)(?:/[^\s<>\"'“”]*)?",
    re.IGNORECASE,
)
_AFTER_ADDRESS: Final = ".,;:!?)]}…"
"""Marks that end a sentence and no address."""


def names_one_item(url: str) -> bool:
    """Whether an address is that of one item. Raises ValueError for what is no address."""
    parts = urlsplit(normal_url(url))
    names = [name for name in parts.path.lower().split("/") if name]
    if not names:
        return bool(parts.query)
    if len(names) == 1 and parts.netloc in ACCOUNT_HOSTS:
        return names[0] not in _COLLECTIONS and not _ITEM_IDS.isdisjoint(parse_qs(parts.query))
    if len(names) == 1:
        return _ACCOUNT.fullmatch(names[0]) is None
    return len(names) > COLLECTION_NAMES or names[0] not in _COLLECTIONS


def foreign_address(value: str, normal: Collection[str]) -> int | None:
    """Where a text has an address that is none of these normal ones, in characters from 1; None without any."""
    read, places = read_plainly(value)
    hosts = {urlsplit(address).netloc for address in normal}
    for found in _IN_TEXT.finditer(read):
        address = found[0].rstrip(_AFTER_ADDRESS)
        if address.lower() in hosts:  # who published it, named by the host
            continue
        whole = address if "://" in address else f"https://{address}"
        if url_fault(whole) or normal_url(whole) not in normal:
            return (places[found.start()] if places else found.start()) + 1
    return None


def about_no_other_place(command: object, facts: Facts, *names: str) -> None:
    """A text that binds somebody speaks of no place but the case's (X6). Raises Refused with the place of another."""
    addresses = facts.known(CaseAddresses)
    normal = addresses.normal if addresses else frozenset()
    for name in names:
        value: str | None = getattr(command, name)
        if value and (at := foreign_address(value, normal)):
            raise Refused(invalid(name, "text-of-another-place", at=at))
