"""What an address names, told from its text alone (X1): a single item, or an account, a group or a whole site (X6).

The tables know how the sites that most people use write accounts and groups. Nothing is ever opened.
"""

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from domain.kernel.text import normal_url

ONE_NAME_IS_AN_ACCOUNT: Final = frozenset(
    {
        *("facebook.com", "m.facebook.com", "mbasic.facebook.com", "web.facebook.com", "fb.com", "fb.me", "m.me"),
        *("youtube.com", "m.youtube.com", "tiktok.com", "m.tiktok.com", "instagram.com", "threads.net", "threads.com"),
        *("x.com", "twitter.com", "mobile.twitter.com", "t.me", "telegram.me", "zalo.me", "wa.me", "viber.click"),
        *("linkedin.com", "pinterest.com", "gapo.vn", "lotus.vn", "mocha.com.vn"),
    }
)
"""Hosts on which an address with one name in its path is an account, a page, a group or a telephone number."""

_COLLECTIONS: Final = frozenset(
    {
        *("groups", "group", "g", "pages", "page", "people", "profile", "profile.php", "channel", "channels", "c"),
        *("user", "users", "u", "in", "company", "account", "accounts", "member", "members", "author"),
    }
)
"""First names of a path behind which one more name is an account or a group."""

COLLECTION_NAMES: Final = 3
"""Names in the path of an account or a group and of its lists (`channel/abc/videos`). A longer one names an item."""

_ITEM_IDS: Final = frozenset({"v", "story_fbid", "fbid", "post", "post_id"})
"""Parameters by which a page of one name shows one item, as in `watch?v=`."""

_ACCOUNT: Final = re.compile(r"@[^/]+")


def names_one_item(url: str) -> bool:
    """Whether an address is that of one item. Raises ValueError for what is no address."""
    parts = urlsplit(normal_url(url))
    names = [name for name in parts.path.lower().split("/") if name]
    if not names:
        return bool(parts.query)
    if len(names) == 1 and parts.netloc in ONE_NAME_IS_AN_ACCOUNT:
        return names[0] not in _COLLECTIONS and not _ITEM_IDS.isdisjoint(parse_qs(parts.query))
    if len(names) == 1:
        return _ACCOUNT.fullmatch(names[0]) is None
    return len(names) > COLLECTION_NAMES or names[0] not in _COLLECTIONS
