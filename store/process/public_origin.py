"""Origin of an installation's pages for people."""

from urllib.parse import urlsplit

from store.process.settings import Settings


def public_origin(settings: Settings) -> str:
    """Beside its own sign-in pages, else where its API is; without a slash at the end."""
    parts = urlsplit(settings.sign_in_url or settings.audience)
    return f"{parts.scheme}://{parts.netloc}"
