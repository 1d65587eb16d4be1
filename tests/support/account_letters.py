"""Accounts of officers who gave a mail address, and the letters that reach them."""

from email.message import EmailMessage
from uuid import uuid4

from domain.administration.users import EnrolUser, EnterUser
from domain.kernel.actor import OPERATOR, SYSTEM
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.subscribers import looked
from tests.support.world import officer, subject
from tests.workers.postbox import Postbox
from workers.deliver import deliver
from workers.sending.mailing import MailServer
from workers.sending.turns import Senders

CODES = {"first": "1" * 64, "second": "2" * 64}


async def reachable(store: Store, agency: str, post: Post) -> str:
    """Open an officer's account with a mail address for letters. Return the subject of the officer's token."""
    id, address = officer(agency, post).replace("officer-", "user-"), subject(agency, post)
    opening = EnterUser(subject=address, agency=agency, **CODES)
    await store.execute(OPERATOR, opening, command_id=uuid4(), target=id)
    await store.execute(SYSTEM, EnrolUser(**CODES), command_id=uuid4(), target=id, expected=2)
    await store.account_letters.change(id, address)
    return address


async def letters(store: Store, box: Postbox, server: MailServer) -> list[EmailMessage]:
    """Let the worker do due work. Return the letters that arrived."""
    box.envelopes.clear()
    for id in await store.outbox.due():
        await deliver({"store": store}, id)
    await looked(store, Senders(mail=server))
    return box.letters
