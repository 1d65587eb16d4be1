"""The ways out of an installation, from its settings."""

from store.settings import Settings, Switch
from workers.sending.posting import Post
from workers.sending.turns import Senders


def senders_of(settings: Settings) -> Senders:
    """How this installation sends."""
    return Senders(post=Post(loopback=settings.webhook_loopback is Switch.ON))
