"""Accounts of persons: opening, recovery and end (Đ3.3), and letters about these events.

One officer of the agency requests an account, a second officer approves it, and neither is the person. Each officer
makes a random code. The officer gives the register the SHA-256 of the code, and the person the code itself. The person
needs both codes to set a password. So no administrator alone can sign in as another person, and the register never
stores the codes of an account.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from domain.administration.dated_rows import of_own_agency
from domain.kernel.actor import ActorKind, Process
from domain.kernel.event import Begins, Follows, Job, Sealed
from domain.kernel.fields import Ref, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, unguarded
from domain.kernel.vocabulary import KEEPERS, Kind, Post
from domain.kernel.wording import Exempt
from domain.registry.accounts import Recovery, User, UserState
from domain.rules.command import HUMANS_AND_MACHINES, CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import required, second_person

WRITE_TO_PERSON: Final = "write-to-person"
"""Job that orders a letter about an event of an account."""


class AccountLetter(StrEnum):
    """Subject of a letter to the person of an account. The subject is also the topic of its delivery."""

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
    SIGNING_RULE = "account.signing-rule"


def written_about(letter: AccountLetter) -> Iterator[Job]:
    """Yield the job of a letter about an event."""
    yield Job(job=WRITE_TO_PERSON, data={"about": letter.value})


DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]*")
NAME_LEAST, NAME_MOST = 3, 120
OPERATOR_TOO = HUMANS_AND_MACHINES | {ActorKind.OPERATOR}


def _code(whose: str) -> Words:
    return Words(
        doc=f"SHA-256, in hexadecimal, of a random code that {whose}. Give the code itself to that person alone.",
        least=64,
        most=64,
        sealed=False,
        exempt=Exempt.ACCOUNT,
    )


def _name(doc: str) -> Words:
    return Words(doc=doc, least=NAME_LEAST, most=NAME_MOST, exempt=Exempt.ACCOUNT)


FIRST = _code("you made for the person")
SECOND = _code("you, the second officer, made for the person")


def _check_name(subject: str, facts: Facts) -> None:
    if not NAME.fullmatch(subject):
        raise Refused(invalid("subject", "account-name-malformed"))
    if subject in facts.registry.accounts:
        raise Refused(invalid("subject", "account-exists"))


def _check_codes(field: str, *codes: str) -> None:
    if not all(DIGEST.fullmatch(code) for code in codes) or len(set(codes)) < len(codes):
        raise Refused(invalid(field, "digest-malformed"))


def not_own_account(user: User, facts: Facts) -> Problem | None:
    """The account is not the actor's own (G5)."""
    own = facts.actor.subject in facts.registry.officers_of(user.id)
    return unguarded(Guard.G5_TWO_PERSONS, "own-account") if own else None


KEPT = (of_own_agency, not_own_account)
"""Guards on commands about an account by other officers of the agency."""


class UserCommand(CommandOn[User], kind=Kind.USER, scope=Scope.FOCAL_MANAGE):
    """Command on an account of the actor's agency."""


class UserOpened(Begins[User], type="user.opened"):
    subject: Sealed
    agency: str
    code: str
    by: str
    at: datetime

    def begin(self, id: str) -> User:
        return User(
            id=id,
            subject=self.subject,
            agency=self.agency,
            state=UserState.PROPOSED,
            opened_by=self.by,
            recovery=Recovery(first=self.code, asked_by=self.by, asked_at=self.at),
        )


def _opened(agency: str, code: str, facts: Facts) -> UserOpened:
    by, at = facts.actor.subject, facts.now
    return UserOpened(subject=facts.sealed["subject"], agency=agency, code=code, by=by, at=at)


class OpenUser(OpeningCommand, kind=Kind.USER, scope=Scope.FOCAL_MANAGE, posts={Post.ADMIN}):
    """Request an account for a person of your agency. A second officer approves the account."""

    subject: Annotated[
        str,
        Words(
            doc="Name of the account: a-z, 0-9 and . _ @ + -.", least=NAME_LEAST, most=NAME_MOST, exempt=Exempt.ACCOUNT
        ),
    ]
    code: Annotated[str, FIRST]

    def decide(self, state: None, facts: Facts) -> UserOpened:
        _check_name(self.subject, facts)
        _check_codes("code", self.code)
        return _opened(facts.actor.own, self.code, facts)


class UserRecoveryAsked(Follows[User], type="user.recovery-asked"):
    code: str
    by: str
    at: datetime

    def fold(self, user: User) -> User:
        """Replace an earlier recovery that the person did not use."""
        return replace(user, recovery=Recovery(first=self.code, asked_by=self.by, asked_at=self.at))

    def jobs(self, user: User) -> Iterator[Job]:
        return written_about(AccountLetter.RECOVERY_ASKED)


class RecoverUser(UserCommand, posts={Post.ADMIN}, states=UserState, by=OPERATOR_TOO, requires=KEPT):
    """Request that a person may set a new password, even if the account is suspended. A second officer approves the
    request."""

    code: Annotated[str, FIRST]

    def decide(self, user: User, facts: Facts) -> UserRecoveryAsked:
        _check_codes("code", self.code)
        return facts.record(UserRecoveryAsked, self)


def _approved(user: User, event: "UserApproved | UserRecoveryApproved") -> User:
    if user.recovery is None:
        raise TypeError(f"{event.TYPE} does not follow {user}")
    return replace(user, recovery=replace(user.recovery, second=event.code, approved_by=event.by, approved_at=event.at))


class UserApproved(Follows[User], type="user.approved"):
    """A second person approved the account. Records older than `UserRecoveryApproved` use this event for recoveries
    too."""

    code: str
    by: str
    at: datetime

    def fold(self, user: User) -> User:
        return replace(_approved(user, self), state=UserState.ACTIVE)


class UserRecoveryApproved(Follows[User], type="user.recovery-approved"):
    """A second person approved the recovery. A suspended account becomes valid only when the person has enrolled."""

    code: str
    by: str
    at: datetime

    def fold(self, user: User) -> User:
        return _approved(user, self)


def recovery_asked(user: User, facts: Facts) -> Problem | None:
    """The account, or its recovery, waits for a second officer."""
    asked = user.recovery is not None and user.recovery.approved_by is None
    return None if asked else TransitionNotAllowed(of=Kind.USER, state=user.state, allowed=())


def asked_by_another(user: User, facts: Facts) -> Problem | None:
    """Another officer requested the account, or its recovery (G5)."""
    return second_person(user.recovery.asked_by, facts) if user.recovery else None


class ApproveUser(UserCommand, posts=KEEPERS, requires=(recovery_asked, asked_by_another, *KEPT), signed=True):
    """Approve an account, or its recovery, as a second officer."""

    code: Annotated[str, SECOND]

    def decide(self, user: User, facts: Facts) -> UserApproved | UserRecoveryApproved:
        """Approve the account or its recovery. Raises Refused if the two codes are equal."""
        _check_codes("code", required(user.recovery).first, self.code)
        approved = UserApproved if user.state is UserState.PROPOSED else UserRecoveryApproved
        return approved(code=self.code, by=facts.actor.subject, at=facts.now)


class EnterUser(OpeningCommand, kind=Kind.USER, by={ActorKind.OPERATOR}):
    """Open an account of an agency, as the operator."""

    subject: Annotated[str, _name("Name of the account.")]
    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    first: Annotated[str, FIRST]
    second: Annotated[str, SECOND]

    def decide(self, state: None, facts: Facts) -> tuple[UserOpened, UserApproved]:
        if self.agency not in facts.registry.agencies:
            raise Refused(invalid("agency", "agency-unknown"))
        _check_name(self.subject, facts)
        _check_codes("second", self.first, self.second)
        approved = facts.record(UserApproved, self, code=self.second)
        return _opened(self.agency, self.first, facts), approved


class UserEnrolled(Follows[User], type="user.enrolled"):
    """The person set a password with the two codes. The codes cannot be used again. A suspended account becomes valid
    again."""

    at: datetime

    def fold(self, user: User) -> User:
        return replace(user, state=UserState.ACTIVE, recovery=None, enrolled_at=self.at)

    def jobs(self, user: User) -> Iterator[Job]:
        return written_about(AccountLetter.ENROLLED)


def codes_open(user: User, facts: Facts) -> Problem | None:
    """The account has two codes that are still valid."""
    open = user.recovery is not None and user.recovery.open(facts.now)
    return None if open else RuleNotMet(code="codes-not-open")


class EnrolUser(
    CommandOn[User],
    kind=Kind.USER,
    states={UserState.ACTIVE, UserState.SUSPENDED},
    by={ActorKind.SYSTEM},
    process=Process.API,
    requires=(codes_open,),
):
    """Record that the person set a password with the two codes."""

    first: Annotated[str, FIRST]
    second: Annotated[str, SECOND]

    def decide(self, user: User, facts: Facts) -> UserEnrolled:
        """Enrol the person. Raises Refused for codes that are not valid, such as codes of an earlier recovery."""
        assert user.recovery is not None  # else it is refused before
        if (self.first, self.second) != (user.recovery.first, user.recovery.second):
            raise Refused(RuleNotMet(code="codes-not-open"))
        return facts.record(UserEnrolled, self)


class UserSuspended(Follows[User], type="user.suspended"):
    """The account is no longer valid. Its sessions and tokens end with it (`store/write/writes.py`)."""

    by: str
    at: datetime

    def fold(self, user: User) -> User:
        return replace(user, state=UserState.SUSPENDED, suspended_by=self.by, recovery=None)

    def jobs(self, user: User) -> Iterator[Job]:
        return written_about(AccountLetter.SUSPENDED)


class SuspendUser(
    UserCommand,
    posts=KEEPERS,
    states={UserState.PROPOSED, UserState.ACTIVE},
    by=OPERATOR_TOO,
    requires=KEPT,
    writes=UserSuspended,
):
    """Suspend an account at once. Its sessions and tokens end permanently, and its password is removed."""
