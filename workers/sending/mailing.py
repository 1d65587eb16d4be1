"""Handing a letter to the one mail server of the settings: STARTTLS or nothing, its certificate verified."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiosmtplib

from workers.sending.outcome import TOTAL_SECONDS, Sent
from workers.sending.trusted import system_trust

QUIT_SECONDS = 2.0
"""Time that a server that took the letter has to say goodbye."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Server for outgoing letters, and their sender."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    trust: ssl.SSLContext = field(default_factory=system_trust)
    base: str = ""
    """The address at which the world reaches the API."""
    case_url: str = ""
    total: float = TOTAL_SECONDS

    def leave(self, mailing: str, token: str) -> str:
        """The link of a letter by which its reader leaves."""
        return f"{self.base}/mail/leave/{mailing}/{token}"

    async def send(self, recipient: str, letter: bytes) -> Sent:
        """Hand a letter over once. Never raises for what the server or the network does."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            start_tls=True,
            tls_context=self.trust,
            timeout=self.total,
        )
        try:
            async with asyncio.timeout(self.total):
                if (refused := await _begun(client)) is not None:
                    return refused
                await client.sendmail(self.sender, [recipient], letter)
            await _quit(client)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _outcome_of(refused.recipients[0].code)
        except aiosmtplib.SMTPResponseException as refused:
            return _outcome_of(refused.code)
        except (aiosmtplib.SMTPTimeoutError, TimeoutError):
            return Sent(failure="timeout")
        except ssl.SSLError:
            return Sent(failure="tls")
        except (aiosmtplib.SMTPException, OSError) as error:
            return Sent(failure="tls" if isinstance(error.__cause__, ssl.SSLError) else "unreachable")
        finally:
            client.close()
        return Sent(status=250)


async def _begun(client: aiosmtplib.SMTP) -> Sent | None:
    """Greet and sign in: what is refused here, such as a wrong password, is said of no letter, and never final."""
    try:
        await client.connect()
    except aiosmtplib.SMTPResponseException as refused:
        return replace(_outcome_of(refused.code), final=False)
    return None


async def _quit(client: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(QUIT_SECONDS):
            await client.quit()


def _outcome_of(code: int) -> Sent:
    return Sent(status=code, failure=f"smtp-{code}", final=500 <= code < 600)


def password_in(file: Path | None) -> str:
    return file.read_text().strip() if file else ""
