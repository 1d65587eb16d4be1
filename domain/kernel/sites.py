"""Classification of an address by its text alone (X1): one item, a wider thing such as an account (X6), or unknown.

The forms of single items are an allow-list (`sites.toml`). An address of a wider thing is recognised by the position of
a name in its path.
"""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from domain.kernel.text import normal_url


class Named(StrEnum):
    """Kind of thing that an address identifies."""

    ITEM = "ITEM"
    WIDER = "WIDER"
    UNKNOWN = "UNKNOWN"


_TABLE: Final = tomllib.loads(files("domain.kernel").joinpath("sites.toml").read_text(encoding="utf-8"))
_COLLECTIONS: Final = frozenset(_TABLE["collections"])
_COLLECTIONS_HERE: Final = _COLLECTIONS.union(_TABLE["collections_here"])
_LIST_PARAMETERS: Final = frozenset(_TABLE["list_parameters"])
_TABS: Final = frozenset(_TABLE["tabs"])
_KINDS: Final = {
    "name": r"(?!(?:audio|live_stream|videoseries)$)[^/]+",  # by which Instagram and YouTube spell a list
    "id": r"(?=[^/]*[0-9A-Z]|[^/]{11})[^/]+",
    "number": r"[0-9]+",
}
_PAGE: Final = re.compile(r"(?:trang|page|p)?-?[0-9]+")
_SIGN: Final = re.compile(r"\{(\w+)\}")


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = _SIGN.split(form)
    return re.compile("".join(_KINDS[part] if at % 2 else re.escape(part) for at, part in enumerate(parts)))


class _Form:
    """Row of the table of single items: a path with its parameters."""

    def __init__(self, row: str) -> None:
        place, _, query = row.partition("?")
        self.host, _, self.path = place.partition("/")
        self.asked = dict(one.split("=") for one in query.split("&") if one)

    def fits(self, path: str, given: dict[str, list[str]]) -> bool:
        """Return whether the parameters, and the path without its first slash, have this form of a single item."""
        return bool(_pattern(self.path).fullmatch(path)) and all(
            len({*given.get(name, ())}) == 1 and _pattern(form).fullmatch(given[name][0])
            for name, form in self.asked.items()
        )


_FORMS: Final = tuple(map(_Form, _TABLE["items"]))
_BELOW: Final = tuple({form.host.removeprefix("*") for form in _FORMS if form.host.startswith("*.")})
ACCOUNT_HOSTS: Final = frozenset(
    {*_TABLE["accounts"], *(form.host for form in _FORMS if not form.host.startswith("*."))}
)
"""Hosts on which an address leads to a person's account, page, group, telephone number or posts."""


def named_by(url: str) -> Named:
    """Return the kind of thing that an address identifies. Raises ValueError for a malformed address."""
    parts = urlsplit(normal_url(url))
    path, host = unquote(parts.path).strip("/"), parts.hostname or ""
    given = parse_qs(parts.query)
    if any(form.fits(path, given) for form in _FORMS if _on(host, form.host)):
        return Named.ITEM
    names = [name.lower() for name in path.split("/") if name]
    known = host.endswith(_BELOW) or not ACCOUNT_HOSTS.isdisjoint(_with_those_above(host))
    more = bool(given.keys() - _LIST_PARAMETERS or parts.fragment)
    return Named.WIDER if _wider(names, known=known, more=more) else Named.UNKNOWN


def is_of_account_host(url: str) -> bool:
    """Return whether an address with a path is on a host of accounts; False for a malformed one."""
    try:
        parts = urlsplit(normal_url(url))
    except ValueError:
        return False
    return bool(parts.path or parts.query) and not ACCOUNT_HOSTS.isdisjoint(_with_those_above(parts.hostname or ""))


def _with_those_above(host: str) -> list[str]:
    """Return a host with its parent domains."""
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def _on(host: str, form: str) -> bool:
    return host.endswith(form[1:]) if form.startswith("*.") else host == form


def _wider(names: list[str], *, known: bool, more: bool) -> bool:
    """Return whether a path identifies a site, an account, a group or a list."""
    if not names:
        return known or not more
    collections = _COLLECTIONS_HERE if known else _COLLECTIONS
    owned = names[0] in collections
    if len(names) == 1:
        return known or owned or names[0].startswith("@")
    if names[-2] in collections or names[-1] in collections:
        return True
    after = names[2:] if owned else names[1:]
    return (known or owned or names[0].startswith("@")) and all(map(_is_list, after))


def _is_list(name: str) -> bool:
    """Return whether a segment of a path is the name of a list, or the number of a page or a year."""
    return name in _TABS or _PAGE.fullmatch(name) is not None
