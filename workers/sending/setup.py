"""The ways out of an installation, from its settings."""

import ssl
from urllib.parse import urlsplit

from store.process.setting_values import Switch
from store.process.settings import Settings
from workers.sending.mailing import MailServer, password_in
from workers.sending.posting import Post
from workers.sending.turns import Senders


def senders_of(settings: Settings) -> Senders:
    post = Post(loopback=settings.webhook_loopback is Switch.ON)
    return Senders(post=post, mail=_mail_of(settings) if settings.smtp_host else None)


def _mail_of(settings: Settings) -> MailServer:
    parts = urlsplit(settings.audience)
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=password_in(settings.smtp_password_file),
        trust=ssl.create_default_context(cafile=settings.smtp_ca_file),
        base=f"{parts.scheme}://{parts.netloc}",
        case_url=settings.client_url,
    )
