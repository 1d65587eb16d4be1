"""Signing keys: entered by their officer, confirmed by a second person face to face, ended by two others (G5)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from domain.administration.dated_rows import ADMINISTRATORS, of_own_agency
from domain.administration.officers import OfficerCommand, not_oneself
from domain.administration.users import AccountLetter, written_about
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows, Job
from domain.kernel.fields import Spec, Words
from domain.kernel.key_words import same_words, words_of
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import KEEPERS, Post
from domain.kernel.wording import Exempt
from domain.registry.accounts import KeyEnd, Officer, SigningKey, is_public_key
from domain.rules.facts import Facts
from domain.rules.guards import demand, room_for, same_person, second_person, some_of

KEY: Final = re.compile(r"[0-9a-f]{64}")
KEYS_MOST: Final = 20
PUBLIC_MOST: Final = 800
WAITS: Final = timedelta(hours=24)
"""Wait after the second person's approval before a key may sign: time for its holder to see the letter about it."""
Key = Annotated[
    str,
    Words(doc="SHA-256 of the credential id, in hexadecimal.", least=64, most=64, sealed=False, exempt=Exempt.ACCOUNT),
]


def oneself(officer: Officer, facts: Facts) -> Problem | None:
    """It is the actor's own appointment, or another one of the same person (G5)."""
    own = same_person(officer.id, facts.actor.subject, facts)
    return None if own else unguarded(Guard.G5_TWO_PERSONS, "own-key-only")


def unended(officer: Officer) -> list[SigningKey]:
    """Signing keys that have not ended."""
    return [row for row in officer.keys if row.ended_at is None]


def some_unended(officer: Officer, facts: Facts) -> Problem | None:
    """The officer has a signing key that has not ended."""
    return None if unended(officer) else RuleNotMet(code="no-signing-key")


def some_unconfirmed(officer: Officer, facts: Facts) -> Problem | None:
    """A signing key of the officer waits for a second person."""
    waits = any(row.confirmed_by is None for row in unended(officer))
    return None if waits else RuleNotMet(code="no-signing-key")


def doubted(row: SigningKey, officer: Officer, facts: Facts) -> Problem | None:
    """Somebody said that the key is to end."""
    return None if row.doubted_by else RuleNotMet(code="key-not-doubted")


def doubted_by_another(row: SigningKey, officer: Officer, facts: Facts) -> Problem | None:
    """Another person said so (G5)."""
    return second_person(row.doubted_by, facts) if row.doubted_by and facts.actor.kind is ActorKind.PERSON else None


ENDABLE: Final = (doubted, doubted_by_another)


def _one_unended(officer: Officer, key: str) -> SigningKey:
    """Raises Refused for a key that is not there, and for one that has ended."""
    found = next((row for row in officer.keys if row.key == key), None)
    if found is None:
        raise Refused(invalid("key", "key-unknown"))
    if found.ended_at is not None:
        raise Refused(invalid("key", "key-settled"))
    return found


class OfficerKeyEntered(Follows[Officer], type="officer.key-entered", appends="keys"):
    key: SigningKey

    def jobs(self, state: Officer) -> Iterator[Job]:
        """Write to the person: it may be somebody else who entered it."""
        return written_about(AccountLetter.KEY_ENTERED)


class EnterSigningKey(
    OfficerCommand,
    posts=set(Post) - {Post.AUDITOR},
    requires=(oneself, room_for("keys", KEYS_MOST, "too-many-keys")),
):
    """Enter a key with which you sign acts. A second person confirms it, after comparing its words with you."""

    key: Key
    public: Annotated[
        str,
        Words(
            doc="The public key as SubjectPublicKeyInfo in base64: P-256, Ed25519, or RSA of 2048 to 4096 bits.",
            most=PUBLIC_MOST,
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ]
    label: Annotated[str, Words(doc="What you call it, such as: khóa USB màu đen.", most=60)]

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyEntered:
        """A credential is entered once, by whomever."""
        if not KEY.fullmatch(self.key):
            raise Refused(invalid("key", "digest-malformed"))
        if not is_public_key(self.public):
            raise Refused(invalid("public", "public-key-malformed"))
        rows = (officer, *facts.registry.officers.values(), *facts.registry.nominated.values())
        if any(row.key == self.key or row.public == self.public for one in rows for row in one.keys):
            raise Refused(invalid("key", "key-entered"))
        return OfficerKeyEntered(key=facts.record(SigningKey, self, entered_at=facts.now))


class OneKey(Follows[Officer]):
    key: str
    by: str
    at: datetime


def _changed(officer: Officer, key: str, **changes: object) -> Officer:
    rows = (replace(row, **changes) if row.key == key else row for row in officer.keys)  # type: ignore[arg-type]
    return replace(officer, keys=tuple(rows))


class OfficerKeyConfirmed(OneKey, type="officer.key-confirmed"):
    counts_from: datetime

    def fold(self, officer: Officer) -> Officer:
        return _changed(officer, self.key, confirmed_by=self.by, confirmed_at=self.at, counts_from=self.counts_from)

    def jobs(self, state: Officer) -> Iterator[Job]:
        """Write to the person, who has a day to object."""
        return written_about(AccountLetter.KEY_CONFIRMED)


class KeptKeyCommand(OfficerCommand, posts=KEEPERS, by=ADMINISTRATORS, requires=(of_own_agency, not_oneself)):
    """Base of commands by keepers of appointments on keys of others."""


class ConfirmSigningKey(KeptKeyCommand, requires=(some_unconfirmed,), signed=True):
    """Confirm a key of an officer who is with you: type the eight syllables that the officer's device shows."""

    key: Key
    words: Annotated[
        str,
        Words(doc="The syllables on the officer's device.", most=120, sealed=False, exempt=Exempt.ACCOUNT),
    ]

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyConfirmed:
        """The words are those of the key that the record has; nothing of them is recorded."""
        row = _one_unended(officer, self.key)
        if row.confirmed_by is not None:
            raise Refused(invalid("key", "key-settled"))
        if not same_words(self.words, words_of(officer.id, row.key, row.public)):
            raise Refused(invalid("words", "words-differ"))
        return facts.record(OfficerKeyConfirmed, self, officer, counts_from=facts.now + WAITS)


class OfficerKeyDoubted(OneKey, type="officer.key-doubted"):
    reason: KeyEnd

    def fold(self, officer: Officer) -> Officer:
        return _changed(officer, self.key, doubted_by=self.by, doubted_at=self.at, reason=self.reason)


class DoubtSigningKey(KeptKeyCommand, requires=(some_unended,), writes=OfficerKeyDoubted):
    """Say that a key of an officer is lost, stolen, replaced or no longer needed. Another person ends it."""

    key: Key
    reason: Annotated[KeyEnd, Spec(doc="Why it ends.")]

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyDoubted:
        _one_unended(officer, self.key)
        return facts.record(OfficerKeyDoubted, self, officer)


class OfficerKeyEnded(OneKey, type="officer.key-ended"):
    def fold(self, officer: Officer) -> Officer:
        return _changed(officer, self.key, ended_by=self.by, ended_at=self.at)

    def jobs(self, state: Officer) -> Iterator[Job]:
        """Write to the person."""
        return written_about(AccountLetter.KEY_ENDED)


class EndSigningKey(KeptKeyCommand, requires=(some_unended, some_of(unended, *ENDABLE)), signed=True):
    """End a key of an officer, as another person than who said that it is to end, and not its holder."""

    key: Key

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyEnded:
        demand(ENDABLE, _one_unended(officer, self.key), officer, facts)
        return facts.record(OfficerKeyEnded, self, officer)
