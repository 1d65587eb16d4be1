"""Origin of an installation's pages for people."""

from urllib.parse import urlsplit

from store.process.settings import Settings


def public_origin(settings: Settings) -> str:
    """Return the origin of the installation's sign-in pages, or of its API if there are none, without a slash at the
    end."""
    parts = urlsplit(settings.sign_in_url or settings.audience)
    return f"{parts.scheme}://{parts.netloc}"
