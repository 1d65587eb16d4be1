"""A real mail server on this machine (aiosmtpd) that keeps what it got: envelopes and letters."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from tests.support.receiver import certificate
from workers.sending.mailing import MailServer

SENDER = "so-dang-ky@casebook.example"
PATIENCE = 60.0
"""Seconds that a letter may take on a busy machine."""


@dataclass
class Postbox:
    """What came, and what is answered to a recipient."""

    port: int = 0
    answer: str = "250 OK"
    slow: float = 0
    """Seconds until a sender is answered."""
    curt: bool = False
    """Whether it goes away as soon as it took a letter."""
    envelopes: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for _, _, content in self.envelopes]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await asyncio.sleep(self.slow)
        envelope.mail_from = address
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        if self.curt:
            server.transport.abort()
        return "221 Bye"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@asynccontextmanager
async def postbox(folder: Path, *, tls: bool = True) -> AsyncIterator[tuple[Postbox, MailServer]]:
    box = Postbox()
    held, secret = certificate(folder, "127.0.0.1.example")
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(held, secret)
    loop = asyncio.get_running_loop()

    def made() -> SMTP:
        return SMTP(
            box,
            hostname="mail.example",
            tls_context=context,
            require_starttls=tls,
            authenticator=lambda *_: AuthResult(success=False, handled=False),
            auth_require_tls=tls,
            loop=loop,
        )

    server = await loop.create_server(made, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    trust = ssl.create_default_context(cafile=held)
    trust.check_hostname = False
    try:
        where: dict[str, Any] = {"host": "127.0.0.1", "port": box.port, "base": "https://casebook.example"}
        yield box, MailServer(sender=SENDER, trust=trust, total=PATIENCE, **where)
    finally:
        server.close()
