"""Different spellings of one address on well-known sites, compared as text. No address is opened (X1).

`domain/kernel/text.py` applies these tables to every address that is compared. A short link is unchanged, because only
its site knows the target.
"""

import re
from collections.abc import Mapping
from typing import Final

Pairs = list[tuple[str, str]]

HOSTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("mbasic.facebook.com", "web.facebook.com", "fb.com"), "facebook.com"),
    **dict.fromkeys(("music.youtube.com", "youtube-nocookie.com"), "youtube.com"),
    "twitter.com": "x.com",
    "threads.net": "threads.com",
    **dict.fromkeys(("telegram.me", "telegram.dog"), "t.me"),
    **dict.fromkeys(("old.reddit.com", "new.reddit.com", "np.reddit.com"), "reddit.com"),
    "vk.ru": "vk.com",
}
"""Other names of a host that show the same pages: older names, or names for other devices."""
DEVICES: Final = re.compile(r"(?:(?:www|m|mobile|amp|wap|touch)\.)+(?=[^.]+\.[^.]+)")
"""Prefix of a host name for a kind of device."""
LANGUAGE: Final = re.compile(r"[a-z]{2}-[a-z]{2}\.(?=facebook\.com$)")
"""Prefix of a host name that selects the language of its pages."""
TRACKING: Final = re.compile(
    r"(?:utm|mc|pk|vn)_.*|_g[al]|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|igshid|igsh|zarsrc"
    r"|amp|outputtype",
    re.IGNORECASE | re.DOTALL,
)
"""Parameters on any site that record how a visitor reached the page, or the kind of device."""
KEPT: Final[Mapping[str, frozenset[str]]] = {
    "facebook.com": frozenset({"v", "fbid", "story_fbid", "id", "post_id", "comment_id", "reply_comment_id"}),
    "instagram.com": frozenset(),
    "threads.com": frozenset(),
    "tiktok.com": frozenset(),
    "x.com": frozenset(),
    "youtube.com": frozenset({"v", "list", "lc"}),
    "t.me": frozenset({"comment"}),
}
"""Parameters on the most used sites that identify the content. All other parameters of these sites are dropped."""
_ID: Final = r"(?P<id>[\w-]+)"
ITEMS: Final[Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "facebook.com": (
        (re.compile(rf"/(?:[^/]+|groups/[^/]+)/(?:posts|permalink)/(?:[^/]+/)?{_ID}"), "/_/posts/{id}"),
        (re.compile(rf"/(?:reel|[^/]+/videos(?:/[^/]+)?)/{_ID}"), "/watch?v={id}"),
        (re.compile(rf"/[^/]+/photos/(?:[^/]+/)?{_ID}"), "/photo?fbid={id}"),
    ),
    "instagram.com": ((re.compile(rf"(?:/[^/]+)?/(?:p|reels?|tv)/{_ID}(?:/.*)?"), "/p/{id}"),),
    "threads.com": ((re.compile(rf"/(?:@[^/]+/post|t)/{_ID}(?:/.*)?"), "/@_/post/{id}"),),
    "tiktok.com": (
        (re.compile(rf"/(?:@[^/]*/(?:video|photo)|v|embed(?:/v2)?|player/v1)/{_ID}(?:\.html)?"), "/@_/video/{id}"),
    ),
    "t.me": ((re.compile(r"/s/(?P<id>[^/]+/\d+)"), "/{id}"),),
    "x.com": ((re.compile(rf"/(?:i/web|[^/]+)/status(?:es)?/{_ID}(?:/.*)?"), "/i/status/{id}"),),
    "youtube.com": ((re.compile(rf"/(?:shorts|embed|live|v|e)/{_ID}"), "/watch?v={id}"),),
    "youtu.be": ((re.compile(rf"/{_ID}"), "https://youtube.com/watch?v={id}"),),
}
"""Path patterns of single items on a site, each with the canonical path. The site numbers its items, so the account in
the path makes no difference."""
_STORIES: Final = frozenset({"/story.php", "/permalink.php"})
_VIDEOS: Final = frozenset({"/watch", "/video.php", "/watch/live"})
_PHOTOS: Final = frozenset({"/photo", "/photo.php"})
PASSING_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "l.instagram.com": ("u",),
    "google.com/url": ("q", "url"),
    "youtube.com/redirect": ("q",),
}
"""Addresses that only redirect. The target is the value of one of these parameters."""
_DEFAULT_PAGE: Final = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp)", re.IGNORECASE)
_SESSION: Final = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_COPY: Final = re.compile(r"/(?:amp|[cviw])/(?:s/)?(?P<rest>[^/]+\..+)")
_COPIES: Final = re.compile(r"google\.com|.+\.cdn\.ampproject\.org")


def long_form(host: str, path: str, query: Pairs) -> tuple[str, str, Pairs]:
    """Return host, path and parameters of the page itself, without traces of how its address was shared."""
    host = LANGUAGE.sub("", HOSTS.get(host, host))
    path = plain_path(path)
    for pattern, canonical in ITEMS.get(host, ()):
        if found := pattern.fullmatch(path):
            host, path, query = _spelled(host, canonical.format(id=found["id"]), query)
    if host == "facebook.com":
        path, query = _of_parameters(path, query)
    kept = KEPT.get(host)
    if kept is None:
        return host, path, query
    by_video = any(name == "v" for name, _ in query)
    dropped = frozenset({"list"}) if by_video else frozenset[str]()
    return host, path, [(name, value) for name, value in query if name in kept - dropped]


def plain_path(path: str) -> str:
    """Return a path without empty and relative segments, a session id, the name of a default page and a final slash."""
    names: list[str] = []
    for name in _SESSION.sub("", path).split("/"):
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    if names and _DEFAULT_PAGE.fullmatch(names[-1]):
        names.pop()
    return "".join(f"/{name}" for name in names)


def passed_on(host: str, path: str, query: Pairs) -> str | None:
    """Return the target of a redirecting address, or the page of which the address is a mobile copy. None for any other
    address."""
    host, path = HOSTS.get(host, host), plain_path(path)
    if _COPIES.fullmatch(host) and (found := _COPY.fullmatch(path)):
        return f"https://{found['rest']}"
    wanted = PASSING_ON.get(f"{host}{path}", ())
    return next((value for name, value in query if name in wanted), None)


def _spelled(host: str, canonical: str, query: Pairs) -> tuple[str, str, Pairs]:
    """Split the canonical path of an item into host, path and parameters."""
    if canonical.startswith("https://"):
        host, _, rest = canonical.removeprefix("https://").partition("/")
        canonical = f"/{rest}"
    path, _, parameter = canonical.partition("?")
    name, _, value = parameter.partition("=")
    others = [pair for pair in query if pair[0] != name]
    return host, path, [(name, value), *others] if parameter else others


def _of_parameters(path: str, query: Pairs) -> tuple[str, Pairs]:
    """Return the canonical path of an item that parameters identify, without the parameters that identify nothing."""
    given = dict(query)
    if path in _STORIES and given.get("story_fbid"):
        named = {"story_fbid", "id"}
        return f"/_/posts/{given['story_fbid']}", [pair for pair in query if pair[0] not in named]
    if path in _VIDEOS and given.get("v"):
        return "/watch", [pair for pair in query if pair[0] != "id"]
    if path in _PHOTOS and given.get("fbid"):
        return "/photo", [pair for pair in query if pair[0] != "id"]
    return path, query
