"""Signing keys of officers, and the rules on signed acts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from domain.administration.dated_rows import ADMINISTRATORS, of_own_agency, unrefused
from domain.administration.officers import OfficerCommand, not_oneself
from domain.administration.users import AccountLetter, written_about
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Follows, Job
from domain.kernel.fields import Ref, Signable, Spec, Words
from domain.kernel.key_words import same_words, words_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, misfit, unguarded
from domain.kernel.vocabulary import KEEPERS, Kind, Post
from domain.kernel.wording import Exempt
from domain.registry.accounts import KeyEnd, Officer, SigningKey, is_public_key
from domain.registry.entry import Certainty
from domain.registry.regulation import LOOSENED_WAITS, PAGE, Regulation, SigningRule, loosens, rule_at, signing_rules
from domain.rules.command import COMMANDS, CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import demand, persons, refuse_for, required, room_for, same_person, second_person, some_of

KEY: Final = re.compile(r"[0-9a-f]{64}")
KEYS_MOST: Final = 20
"""Largest number of unended keys of an appointment. If an impostor fills the list, officers can still end keys."""
PUBLIC_MOST: Final = 800
WAITS: Final = timedelta(hours=24)
"""Delay between the second person's approval and the first use of the key. The delay gives the holder time to read the
letter."""
Key = Annotated[
    str,
    Words(doc="SHA-256 of the credential id, in hexadecimal.", least=64, most=64, sealed=False, exempt=Exempt.ACCOUNT),
]


def oneself(officer: Officer, facts: Facts) -> Problem | None:
    """The appointment belongs to the actor, perhaps under another appointment of the same person (G5)."""
    own = same_person(officer.id, facts.actor.subject, facts)
    return None if own else unguarded(Guard.G5_TWO_PERSONS, "own-key-only")


def unended(officer: Officer) -> list[SigningKey]:
    """The signing keys that have not ended."""
    return [row for row in officer.keys if row.ended_at is None]


def some_unended(officer: Officer, facts: Facts) -> Problem | None:
    """The officer has a signing key that has not ended."""
    return None if unended(officer) else RuleNotMet(code="no-signing-key")


def some_unconfirmed(officer: Officer, facts: Facts) -> Problem | None:
    """A signing key of the officer waits for a second person."""
    waits = any(row.confirmed_by is None for row in unended(officer))
    return None if waits else RuleNotMet(code="no-signing-key")


def doubted(row: SigningKey, officer: Officer, facts: Facts) -> Problem | None:
    """An officer reported that the key must end."""
    return None if row.doubted_by else RuleNotMet(code="key-not-doubted")


def doubted_by_another(row: SigningKey, officer: Officer, facts: Facts) -> Problem | None:
    """Another person reported that the key must end (G5)."""
    return second_person(row.doubted_by, facts) if row.doubted_by and facts.actor.kind is ActorKind.PERSON else None


ENDABLE: Final = (doubted, doubted_by_another)


def _one_unended(officer: Officer, key: str) -> SigningKey:
    """Return the signing key. Raises Refused for an unknown key, and for a key that has ended."""
    found = next((row for row in officer.keys if row.key == key), None)
    if found is None:
        raise Refused(invalid("key", "key-unknown"))
    if found.ended_at is not None:
        raise Refused(invalid("key", "key-settled"))
    return found


class OfficerKeyEntered(Follows[Officer], type="officer.key-entered", appends="keys"):
    key: SigningKey

    def jobs(self, state: Officer) -> Iterator[Job]:
        """Write to the officer, because another person may have entered the key."""
        return written_about(AccountLetter.KEY_ENTERED)


class EnterSigningKey(
    OfficerCommand,
    posts=set(Post) - {Post.AUDITOR},
    requires=(oneself, room_for(unended, KEYS_MOST, "too-many-keys")),
):
    """Enter a key with which you sign acts. A second person compares the words of the key with you and then confirms
    it."""

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
    label: Annotated[str, Words(doc="Your name for the key, such as: khóa USB màu đen.", most=60)]

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyEntered:
        """Enter the key. Raises Refused for a credential that was entered before, by any person."""
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


def _changed(officer: Officer, key: str, **changes: Any) -> Officer:
    rows = (replace(row, **changes) if row.key == key else row for row in officer.keys)
    return replace(officer, keys=tuple(rows))


class OfficerKeyConfirmed(OneKey, type="officer.key-confirmed"):
    counts_from: datetime

    def fold(self, officer: Officer) -> Officer:
        return _changed(officer, self.key, confirmed_by=self.by, confirmed_at=self.at, counts_from=self.counts_from)

    def jobs(self, state: Officer) -> Iterator[Job]:
        """Write to the officer, who has one day to object."""
        return written_about(AccountLetter.KEY_CONFIRMED)


class KeptKeyCommand(OfficerCommand, posts=KEEPERS, by=ADMINISTRATORS, requires=(of_own_agency, not_oneself)):
    """Command on another officer's key, for a person who may change appointments."""


class ConfirmSigningKey(KeptKeyCommand, requires=(some_unconfirmed,), signed=True):
    """Confirm a key of an officer who is with you. Type the eight syllables that the officer's device shows."""

    key: Key
    words: Annotated[
        str,
        Words(
            doc=("The eight syllables that the officer's device shows."), most=120, sealed=False, exempt=Exempt.ACCOUNT
        ),
    ]

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyConfirmed:
        """Confirm the key. Raises Refused unless the typed words match the recorded key. The words are not recorded."""
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
    """Report that a signing key of an officer is lost, stolen, replaced or no longer needed. Another person ends the
    key."""

    key: Key
    reason: Annotated[KeyEnd, Spec(doc="Reason why the key ends.")]

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyDoubted:
        _one_unended(officer, self.key)
        return facts.record(OfficerKeyDoubted, self, officer)


class OfficerKeyEnded(OneKey, type="officer.key-ended"):
    def fold(self, officer: Officer) -> Officer:
        return _changed(officer, self.key, ended_by=self.by, ended_at=self.at)

    def jobs(self, state: Officer) -> Iterator[Job]:
        """Write a letter to the officer whose key ended."""
        return written_about(AccountLetter.KEY_ENDED)


class EndSigningKey(KeptKeyCommand, requires=(some_unended, some_of(unended, *ENDABLE)), signed=True):
    """End a signing key of an officer. You are neither its holder nor the person who reported that it must end."""

    key: Key

    def decide(self, officer: Officer, facts: Facts) -> OfficerKeyEnded:
        demand(ENDABLE, _one_unended(officer, self.key), officer, facts)
        return facts.record(OfficerKeyEnded, self, officer)


ACTIONS_MOST: Final = 200
RULES_MOST: Final = 100
PAGE_MOST: Final = 200
AHEAD_MOST: Final = timedelta(days=90)
"""Longest time until a rule begins. Rules begin in order, so a rule in the far future would prevent any replacement."""
ROOTS: Final = ("confirmSigningKey", "endSigningKey", "requireSigning")
"""Actions that must be signed if any action must be signed. Without a signature, they could lift the duty for all other
actions."""


def signable() -> frozenset[str]:
    """Return the actions that a rule can require to be signed: those with `signed` in their rows."""
    return frozenset(action.name for action in COMMANDS.values() if action.signed)


def confirmed(row: Regulation, facts: Facts) -> Problem | None:
    """The Decision is confirmed."""
    return None if row.certainty is Certainty.CONFIRMED else RuleNotMet(code="not-confirmed-yet")


def signing_proposed(row: Regulation, facts: Facts) -> Problem | None:
    """A rule on signing is proposed."""
    return None if row.signing_proposed else RuleNotMet(code="signing-not-proposed")


def proposed_by_another(row: Regulation, facts: Facts) -> Problem | None:
    """Another person proposed the rule on signing (G5)."""
    return second_person(row.signing_proposed.proposed_by, facts) if row.signing_proposed else None


def begins_later(row: Regulation, facts: Facts) -> Problem | None:
    """The proposed rule begins after now and after all other rules, and a day later if it requires less."""
    rule = row.signing_proposed
    return None if rule is None or _in_time(rule, facts) else RuleNotMet(code="signing-begins-later")


def _in_time(rule: SigningRule, facts: Facts) -> bool:
    rules = signing_rules(facts.registry)
    wait = LOOSENED_WAITS if loosens(rule, rules) else timedelta()
    return rule.since > facts.now + wait and all(rule.since > other.since for other in rules)


class SigningCommand(
    CommandOn[Regulation],
    kind=Kind.REGULATION,
    scope=Scope.ADMIN_CONFIG,
    posts={Post.ADMIN},
    requires=(confirmed, unrefused, room_for("signing", RULES_MOST, "too-many-rules")),
):
    """Command of an administrator on the rules on signing."""


class SigningProposed(Follows[Regulation], type="regulation.signing-proposed", sets={"signing_proposed": "rule"}):
    rule: SigningRule


class ProposeSigning(SigningCommand, signed=True):
    """Propose which acts officers sign with their own keys. A second administrator puts the rule into force."""

    actions: Annotated[
        tuple[str, ...],
        Signable(
            doc=("Actions that must be signed; empty to end the signing of acts."),
            most=ACTIONS_MOST,
            sort=True,
            always=ROOTS,
        ),
    ]
    since: Annotated[datetime, Spec(doc="First moment at which the acts must be signed.")]
    page: Annotated[
        str,
        Words(
            doc=(
                "Origin of the page on which officers sign, such as https://casebook.example. Keys are bound to its "
                "domain name and sign nothing under another name."
            ),
            most=PAGE_MOST,
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ]
    synced: Annotated[bool, Spec(doc="True if keys are accepted that can be copied to another device.")] = False

    def decide(self, row: Regulation, facts: Facts) -> SigningProposed:
        """Propose the rule.

        Raises Refused for acts that cannot be signed, and for a page address without a domain name. Acts on keys and on
        signing rules are always added.
        """
        refuse_for(*misfit("actions", "action-not-signable", self.actions, signable().__contains__))
        if not PAGE.fullmatch(self.page):
            raise Refused(invalid("page", "signing-page-malformed"))
        if self.since > facts.now + AHEAD_MOST:
            latest = local_date(facts.now + AHEAD_MOST).isoformat()
            raise Refused(invalid("since", "date-too-late", latest=latest))
        actions = tuple(sorted({*self.actions, *ROOTS})) if self.actions else ()
        rule = facts.record(SigningRule, self, actions=actions, proposed_by=facts.actor.subject, by=None)
        if not _in_time(rule, facts):
            raise Refused(invalid("since", "signing-begins-later"))
        return SigningProposed(rule=rule)


class RuleInForce(Follows[Regulation]):
    """Event that puts a rule on signing into force."""

    rule: SigningRule

    def fold(self, row: Regulation) -> Regulation:
        return replace(row, signing=(*row.signing, self.rule), signing_proposed=None)

    def jobs(self, state: Regulation) -> Iterator[Job]:
        """Write to all holders of a key, and to inspectors."""
        return written_about(AccountLetter.SIGNING_RULE)


class SigningRequired(RuleInForce, type="regulation.signing-required"):
    """A second administrator put a proposed rule on signing into force."""


class RequireSigning(SigningCommand, signed=True, requires=(signing_proposed, proposed_by_another, begins_later)):
    """Put a proposed rule on signing into force, as a second administrator."""

    def decide(self, row: Regulation, facts: Facts) -> SigningRequired:
        return SigningRequired(rule=replace(required(row.signing_proposed), by=facts.actor.subject))


def some_signed(row: Regulation, facts: Facts) -> Problem | None:
    """A rule in force requires signatures on acts."""
    rule = rule_at(signing_rules(facts.registry), facts.now)
    return None if rule and rule.actions else RuleNotMet(code="signature-not-needed")


class SigningLifted(RuleInForce, type="regulation.signing-lifted"):
    """Two administrators and an inspector ended the signing of acts by paper documents."""

    inspector: str
    papers: tuple[str, ...]


def _paper(whose: str) -> Words:
    return Words(doc=f"Number of the paper that {whose} signed.", most=40, sealed=False, exempt=Exempt.ACCOUNT)


class LiftSigning(
    CommandOn[Regulation],
    kind=Kind.REGULATION,
    by={ActorKind.OPERATOR},
    requires=(unrefused, room_for("signing", RULES_MOST, "too-many-rules"), some_signed),
):
    """End the signing of acts one day from now, on papers of two administrators and an inspector. Use this action if
    the site's domain name is lost, or if every key that could change a rule is lost."""

    first: Annotated[str, Ref(doc="Administrator of one agency.", to=Kind.OFFICER)]
    first_paper: Annotated[str, _paper("this administrator")]
    second: Annotated[str, Ref(doc="Administrator of another agency.", to=Kind.OFFICER)]
    second_paper: Annotated[str, _paper("the other administrator")]
    inspector: Annotated[str, Ref(doc="Inspector who signed the third paper.", to=Kind.OFFICER)]
    inspector_paper: Annotated[str, _paper("the inspector")]

    def decide(self, row: Regulation, facts: Facts) -> SigningLifted:
        """Lift signing.

        Raises Refused unless the three persons have these posts today and the administrators belong to two agencies.
        """
        agencies = [
            _holder(field, getattr(self, field), post, facts)
            for field, post in (("first", Post.ADMIN), ("second", Post.ADMIN), ("inspector", Post.INSPECTOR))
        ]
        if len(persons((self.first, self.second, self.inspector), facts)) < 3 or agencies[0] == agencies[1]:
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "three-persons-needed"))
        last = max(signing_rules(facts.registry), key=lambda rule: rule.since)
        since = max(facts.now + LOOSENED_WAITS, last.since) + timedelta(milliseconds=1)
        rule = SigningRule(actions=(), since=since, page=last.page, proposed_by=self.first, by=self.second)
        papers = (self.first_paper, self.second_paper, self.inspector_paper)
        return SigningLifted(rule=rule, inspector=self.inspector, papers=papers)


def _holder(field: str, id: str, post: Post, facts: Facts) -> str:
    """Return the agency of an officer who has a post today. Raises Refused for any other person."""
    officer, today = facts.registry.officers.get(id), local_date(facts.now)
    if officer is None or not officer.appointed or not officer.span.covers(today) or post not in officer.posts:
        raise Refused(invalid(field, "officer-not-appointed"))
    return officer.agency
