"""How a person comes to have an account, recovers it and loses it (Đ3.3).

One officer of the agency asks, a second one approves, and neither is the person. Each makes a random code, gives the
register its SHA-256 and the person the code; with both the person sets a password. So no administrator can sign in
as somebody else alone, and the register never holds what opens an account.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Ref, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, unguarded
from domain.kernel.roles import Post
from domain.registry.user import Recovery, User, UserState
from domain.rules.action import HUMANS_AND_MACHINES, Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, same_person

DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]*")


class UserOpened(Event, type="user.opened"):
    """An account was asked for."""

    subject: Sealed
    agency: str
    code: str
    by: str
    at: datetime


class UserRecoveryAsked(Event, type="user.recovery-asked"):
    """Leave to set the password anew was asked for."""

    code: str
    by: str
    at: datetime


class UserApproved(Event, type="user.approved"):
    """A second person approved the account, or its recovery."""

    code: str
    by: str
    at: datetime


class UserEnrolled(Event, type="user.enrolled"):
    """The person set a password with the two codes, which are used up."""

    at: datetime


class UserSuspended(Event, type="user.suspended"):
    """The account counts no more."""

    by: str
    at: datetime


def _code(whose: str) -> Words:
    return Words(doc=f"SHA-256, in hexadecimal, of a random code that {whose}.", least=64, most=64, sealed=False)


_FIRST = _code("you made for the person")
_SECOND = _code("you, the second officer, made for the person")


@dataclass(frozen=True, kw_only=True)
class OpenUser:
    """Ask for an account for a person of one's own agency; a second officer approves."""

    subject: Annotated[str, Words(doc="Name of the account: a-z, 0-9 and . _ @ + -.", least=3, most=120)]
    code: Annotated[str, _FIRST]


@dataclass(frozen=True, kw_only=True)
class EnterUser:
    """Open an account of an agency, as the operator."""

    subject: Annotated[str, Words(doc="Name of the account.", least=3, most=120)]
    agency: Annotated[str, Ref(doc="The agency.")]
    first: Annotated[str, _FIRST]
    second: Annotated[str, _SECOND]


@dataclass(frozen=True, kw_only=True)
class RecoverUser:
    """Ask that a person may set the password anew, also after a suspension; a second officer approves."""

    code: Annotated[str, _FIRST]


@dataclass(frozen=True, kw_only=True)
class ApproveUser:
    """Approve an account, or its recovery, as a second officer."""

    code: Annotated[str, _SECOND]


@dataclass(frozen=True, kw_only=True)
class SuspendUser:
    """Stop an account at once; its tokens count no more."""


@dataclass(frozen=True, kw_only=True)
class EnrolUser:
    """Note that the person set a password with the two codes."""


def open_account(state: None, command: OpenUser, facts: Facts) -> tuple[Event, ...]:
    """Ask for an account."""
    _check_name(command.subject, facts)
    return (_opened(command.subject, facts.actor.own, command.code, facts),)


def enter(state: None, command: EnterUser, facts: Facts) -> tuple[Event, ...]:
    """Open an account of any agency."""
    if command.agency not in facts.registry.agencies:
        raise Refused(invalid("agency", "agency-unknown"))
    _check_name(command.subject, facts)
    _check_codes("second", command.first, command.second)
    approved = UserApproved(code=command.second, by=facts.actor.subject, at=facts.now)
    return (_opened(command.subject, command.agency, command.first, facts), approved)


def _opened(subject: str, agency: str, code: str, facts: Facts) -> UserOpened:
    _check_codes("code", code)
    by, at = facts.actor.subject, facts.now
    return UserOpened(subject=facts.sealed["subject"], agency=agency, code=code, by=by, at=at)


def _check_name(subject: str, facts: Facts) -> None:
    if not NAME.fullmatch(subject):
        raise Refused(invalid("subject", "account-name-malformed"))
    if subject in facts.registry.accounts:
        raise Refused(invalid("subject", "account-exists"))


def _check_codes(field: str, *codes: str) -> None:
    if not all(DIGEST.fullmatch(each) for each in codes) or len(set(codes)) < len(codes):
        raise Refused(invalid(field, "digest-malformed"))


def may_keep(state: User, facts: Facts) -> Problem | None:
    """Of one's own agency, and never one's own account (G5)."""
    actor = facts.actor
    if actor.kind is not ActorKind.OPERATOR and (problem := own_agency(state, facts)):
        return problem
    if actor.subject in facts.registry.officers_of(state.id):
        return unguarded(Guard.G5_TWO_PERSONS, "own-account")
    return None


def may_approve(state: User, facts: Facts) -> Problem | None:
    """By another officer than the one who asked, and than the person (G5)."""
    if state.recovery is None or state.recovery.approved_by is not None:
        return TransitionNotAllowed(of=Kind.USER, state=state.state, allowed=())
    if same_person(state.recovery.asked_by, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return may_keep(state, facts)


def recover(state: User, command: RecoverUser, facts: Facts) -> tuple[Event, ...]:
    """Ask for a recovery; an earlier one that was not used falls."""
    _check_codes("code", command.code)
    return (UserRecoveryAsked(code=command.code, by=facts.actor.subject, at=facts.now),)


def approve(state: User, command: ApproveUser, facts: Facts) -> tuple[Event, ...]:
    """Approve; the two codes must differ."""
    assert state.recovery is not None  # `may_approve` saw to it
    _check_codes("code", state.recovery.first, command.code)
    return (UserApproved(code=command.code, by=facts.actor.subject, at=facts.now),)


def suspend(state: User, command: SuspendUser, facts: Facts) -> tuple[Event, ...]:
    """Stop the account."""
    return (UserSuspended(by=facts.actor.subject, at=facts.now),)


def may_enrol(state: User, facts: Facts) -> Problem | None:
    """With codes that are open now."""
    if state.recovery is None or not state.recovery.open(facts.now):
        return RuleNotMet(code="codes-not-open")
    return None


def enrol(state: User, command: EnrolUser, facts: Facts) -> tuple[Event, ...]:
    """Use the codes up."""
    return (UserEnrolled(at=facts.now),)


def evolve_user(state: User | None, event: Event, id: str) -> User:
    """Fold one user event."""
    match state, event:
        case None, UserOpened() as it:
            asked = Recovery(first=it.code, asked_by=it.by, asked_at=it.at)
            return User(
                id=id,
                subject=it.subject,
                agency=it.agency,
                state=UserState.PROPOSED,
                opened_by=it.by,
                recovery=asked,
            )
        case User(), UserRecoveryAsked() as it:
            return replace(state, recovery=Recovery(first=it.code, asked_by=it.by, asked_at=it.at))
        case User(recovery=Recovery() as asked), UserApproved() as it:
            given = replace(asked, second=it.code, approved_by=it.by, approved_at=it.at)
            return replace(state, state=UserState.ACTIVE, recovery=given)
        case User(), UserEnrolled(at=at):
            return replace(state, recovery=None, enrolled_at=at)
        case User(), UserSuspended(by=by):
            return replace(state, state=UserState.SUSPENDED, suspended_by=by, recovery=None)
    raise TypeError(f"{event.TYPE} does not follow {state}")


ADMINS, SECONDS = frozenset({Post.ADMIN}), frozenset({Post.ADMIN, Post.SIGNATORY})
KNOWN = frozenset({UserState.ACTIVE, UserState.SUSPENDED})

ACTIONS = (
    operators_row(EnterUser, Kind.USER, enter, creates=True),
    Action(
        command=OpenUser,
        stream=Kind.USER,
        creates=True,
        decide=open_account,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
    ),
    Action(
        command=RecoverUser,
        stream=Kind.USER,
        decide=recover,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
        states=KNOWN | {UserState.PROPOSED},
        may=may_keep,
        by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR},
    ),
    Action(
        command=ApproveUser,
        stream=Kind.USER,
        decide=approve,
        scope=Scope.FOCAL_MANAGE,
        posts=SECONDS,
        may=may_approve,
    ),
    Action(
        command=SuspendUser,
        stream=Kind.USER,
        decide=suspend,
        scope=Scope.FOCAL_MANAGE,
        posts=SECONDS,
        states=frozenset({UserState.PROPOSED, UserState.ACTIVE}),
        may=may_keep,
        by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR},
    ),
    Action(
        command=EnrolUser,
        stream=Kind.USER,
        decide=enrol,
        states=frozenset({UserState.ACTIVE}),
        may=may_enrol,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
