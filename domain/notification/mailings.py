"""How an address comes to be written to, and ceases to: an office enters it with its owner's wish, a link ends it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Final

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Confided, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused, invalid
from domain.kernel.roles import Post
from domain.notification.mailing import AddressInUse, Mailing, MailingState, MailLanguage, MailPurpose
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency

MAIL_ADDRESS_MOST, CONSENT_MOST, DELIVERY_MOST = 254, 300, 80
MAILINGS_MOST = 200
"""Addresses of an agency that are written to."""
MAIL_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_%+-])?@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
"""A plain address (RFC 5321 section 4.1.2) without quotes, comments or signs beyond ASCII: nothing that a header or an
envelope could be made of."""


class MailingEntered(Event, type="mailing.entered"):
    """An address was entered."""

    agency: str
    purpose: MailPurpose
    contact: str
    consent: Sealed
    language: MailLanguage
    by: str
    at: datetime


class MailingStopped(Event, type="mailing.stopped"):
    """The office stopped it."""

    by: str
    at: datetime


class MailingLeft(Event, type="mailing.left"):
    """Whoever reads there left, by the link of a letter (RFC 8058)."""

    at: datetime


class LetterOrdered(Event, type="mailing.letter-ordered"):
    """A letter is to be sent again."""

    delivery: str
    by: str


@dataclass(frozen=True, kw_only=True)
class EnterMailing:
    """Enter an address to write to: notices to the press by its office, digests by any agency for itself."""

    purpose: Annotated[MailPurpose, Spec(doc="What is written.")]
    address: Annotated[str, Confided(doc="The address, plain; kept apart and sealed.", most=MAIL_ADDRESS_MOST)]
    consent: Annotated[str, Words(doc="How its owner asked for it, or agreed.", most=CONSENT_MOST)]
    language: Annotated[MailLanguage, Spec(doc="The language of the words around.")] = MailLanguage.VI


@dataclass(frozen=True, kw_only=True)
class StopMailing:
    """Write to an address no more."""


@dataclass(frozen=True, kw_only=True)
class LeaveMailing:
    """Leave, by the link of a letter (an act of the register for whoever has the link)."""


@dataclass(frozen=True, kw_only=True)
class ResendLetter:
    """Have a letter sent again that was given up."""

    delivery: Annotated[str, Ref(doc="The letter.", most=DELIVERY_MOST)]


def enter(state: None, command: EnterMailing, facts: Facts) -> tuple[Event, ...]:
    """Enter an address; one that is written to already would get each letter twice."""
    if not MAIL_ADDRESS.fullmatch(command.address):
        raise Refused(invalid("address", "mail-address"))
    if command.purpose is MailPurpose.PRESS_NOTICES and Scope.PRESS_ISSUE not in facts.actor.scopes:
        raise Refused(invalid("purpose", "press-office-only"))
    if facts.known(AddressInUse):
        raise Refused(invalid("address", "mail-address-entered"))
    rows = facts.registry.rows(Mailing).values()
    own = [each for each in rows if facts.acts_for(each.agency) and each.state is MailingState.ACTIVE]
    if len(own) >= MAILINGS_MOST:
        raise Refused(LimitReached(code="mailings-most", limit=MAILINGS_MOST))
    return (
        MailingEntered(
            agency=facts.actor.own,
            purpose=command.purpose,
            contact=facts.contact_details["address"],
            consent=facts.reference("consent"),
            language=command.language,
            by=facts.actor.subject,
            at=facts.now,
        ),
    )


def stop(state: Mailing, command: StopMailing, facts: Facts) -> tuple[Event, ...]:
    """Stop it."""
    return (MailingStopped(by=facts.actor.subject, at=facts.now),)


def leave(state: Mailing, command: LeaveMailing, facts: Facts) -> tuple[Event, ...]:
    """Leave."""
    return (MailingLeft(at=facts.now),)


def resend(state: Mailing, command: ResendLetter, facts: Facts) -> tuple[Event, ...]:
    """Order it; that the letter went to this address, the worker sees."""
    return (LetterOrdered(delivery=command.delivery, by=facts.actor.subject),)


def evolve_mailing(state: Mailing | None, event: Event, id: str) -> Mailing:
    """Fold one mailing event."""
    match state, event:
        case None, MailingEntered() as it:
            return Mailing(
                id=id,
                agency=it.agency,
                purpose=it.purpose,
                contact=it.contact,
                consent=it.consent,
                language=it.language,
                entered_by=it.by,
                entered_at=it.at,
            )
        case Mailing(), MailingStopped(by=by, at=at):
            return replace(state, state=MailingState.STOPPED, stopped_by=by, stopped_at=at)
        case Mailing(), MailingLeft(at=at):
            return replace(state, state=MailingState.STOPPED, stopped_at=at, left=True)
        case Mailing(), LetterOrdered():
            return state
    raise TypeError(f"{event.TYPE} does not follow {state}")


KEEPERS = frozenset({Post.ADMIN, Post.SPOKESPERSON})
ACTIVE = frozenset({MailingState.ACTIVE})

ACTIONS = (
    Action(
        command=EnterMailing,
        needs=(AddressInUse,),
        stream=Kind.MAILING,
        creates=True,
        decide=enter,
        scope=Scope.FOCAL_MANAGE,
        posts=KEEPERS,
    ),
    Action(
        command=StopMailing,
        stream=Kind.MAILING,
        decide=stop,
        scope=Scope.FOCAL_MANAGE,
        posts=KEEPERS,
        states=ACTIVE,
        may=own_agency,
    ),
    Action(
        command=ResendLetter,
        stream=Kind.MAILING,
        decide=resend,
        scope=Scope.FOCAL_MANAGE,
        posts=KEEPERS,
        states=ACTIVE,
        may=own_agency,
        additive=True,
    ),
    Action(
        command=LeaveMailing,
        stream=Kind.MAILING,
        decide=leave,
        states=ACTIVE,
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
