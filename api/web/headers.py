"""Header policies: what a browser may do with a page or a file of ours. Nothing is allowed that is not named."""

from collections.abc import Mapping
from typing import Final

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}
NOTHING, SELF = "'none'", "'self'"

CLEARED = {"Clear-Site-Data": '"cache"'}
"""For the answer that signs out: nothing that was shown stays with the browser."""


def page_headers(*, referrer: str = "no-referrer", **sources: str) -> dict[str, str]:
    """The headers of a page that runs in no frame and may load only what `sources` names.

    A source is a directive of the Content Security Policy with underscores, as in `style_src="'self'"` (CSP Level 3).
    """
    directives = {"default_src": NOTHING, **sources}
    for name in ("base_uri", "form_action", "frame_ancestors"):  # these do not fall back to default-src
        directives.setdefault(name, NOTHING)
    policy = "; ".join(f"{name.replace('_', '-')} {source}" for name, source in directives.items())
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
    }


def download_headers(name: str) -> dict[str, str]:
    """The headers of a file to save under a name.

    It is never shown in the browser's own window: a hostile file must not run as a page of the register.
    """
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        **NO_STORE,
    }


def cached(seconds: int, *, immutable: bool = False) -> dict[str, str]:
    """The header of what any cache may keep for so long."""
    return {"Cache-Control": f"public, max-age={seconds}" + (", immutable" if immutable else "")}


FORM_PAGE: Final = {**page_headers(style_src=SELF, form_action=SELF, referrer="same-origin"), **NO_STORE}
"""Of pages with forms. The referrer policy "no-referrer" would make Origin "null" in our own forms."""
DESK_PAGE: Final = {**page_headers(style_src=SELF, img_src=SELF, form_action=SELF, referrer="same-origin"), **NO_STORE}
"""Of pages for officers, which show pictures that the desk drew again."""
