"""Letters to the person of an account, to an address that only the person enters or changes."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from domain.kernel.job import Job

WRITE_TO_PERSON: Final = "write-to-person"
"""The job that orders a letter about an event of an account."""


class AccountLetter(StrEnum):
    """Subject of a letter to the person of an account; the topic of its delivery."""

    NEW_BROWSER = "account.new-browser"
    PASSWORD_CHANGED = "account.password-changed"
    PASSKEY_ADDED = "account.passkey-added"
    PASSKEY_ENDED = "account.passkey-ended"
    SESSIONS_ENDED = "account.sessions-ended"
    ADDRESS_CHANGED = "account.address-changed"
    RECOVERY_ASKED = "account.recovery-asked"
    ENROLLED = "account.enrolled"
    SUSPENDED = "account.suspended"
    KEY_ENTERED = "account.key-entered"
    KEY_CONFIRMED = "account.key-confirmed"
    KEY_ENDED = "account.key-ended"


def written_about(letter: AccountLetter) -> Iterator[Job]:
    """Yield the job of a letter, for the event that it is about."""
    yield Job(job=WRITE_TO_PERSON, data={"about": letter.value})
