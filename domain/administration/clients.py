"""How a program becomes a client that may ask for tokens, and ceases to be one.

One officer of the agency registers it, a second one activates it. Addresses to return to are compared as they are
written here, character by character (RFC 9700 section 2.1).
"""

import re
from dataclasses import dataclass, replace
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Spec
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post, Role
from domain.registry.client import Client, ClientState
from domain.registry.texts import NAME_MOST, named_text
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, same_person

REDIRECTS_MOST, REDIRECT_MOST = 10, 200
SECRETS_MOST = 2
"""Two, so that a secret can be changed while the client works."""
DIGEST = re.compile(r"[0-9a-f]{64}")
REDIRECT = re.compile(
    r"(https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?)/[A-Za-z0-9._~/?=&%-]*"
)
"""https, or http on the machine itself (RFC 8252 section 7.3); no user, no fragment."""


class ClientRegistered(Event, type="client.registered"):
    """A client was entered."""

    agency: str
    name: str
    redirects: tuple[str, ...]
    scopes: tuple[Scope, ...]
    registered_by: str
    machine: bool = False
    shared: bool = False
    secrets: tuple[str, ...] = ()


class ClientActivated(Event, type="client.activated"):
    """A second person activated it."""

    by: str


class ClientSecretsSet(Event, type="client.secrets-set"):
    """It has other secrets from now on."""

    secrets: tuple[str, ...]
    by: str


class ClientStopped(Event, type="client.stopped"):
    """It gets no more tokens, and those it has count no more."""

    by: str


_SECRETS = Items(doc="SHA-256, in hexadecimal, of secrets of 256 random bits; none for a public client.", most=2)


@dataclass(frozen=True, kw_only=True)
class RegisterClient:
    """Register a program of one's own agency that asks for tokens; a second person activates it."""

    name: Annotated[str, named_text("Its name, as people read it when they sign in.", NAME_MOST)]
    scopes: Annotated[tuple[str, ...], Items(doc="The most it may ask for.", most=len(Scope))]
    redirects: Annotated[
        tuple[str, ...], Items(doc="Addresses to return to after signing in, compared exactly.", most=REDIRECTS_MOST)
    ] = ()
    machine: Annotated[bool, Spec(doc="Whether it asks for tokens of its own, without a person.")] = False
    shared: Annotated[
        bool, Spec(doc="Whether officers of every agency sign in through it; the lead agency's only.")
    ] = False
    secrets: Annotated[tuple[str, ...], _SECRETS] = ()


@dataclass(frozen=True, kw_only=True)
class EnterClient(RegisterClient):
    """Register and activate a client of an agency, as the operator."""

    agency: Annotated[str, Ref(doc="The agency.")]


@dataclass(frozen=True, kw_only=True)
class ActivateClient:
    """Activate a registered client (a second person)."""


@dataclass(frozen=True, kw_only=True)
class SetClientSecrets:
    """Set a client's secrets; keep the old one beside the new one until the program has changed over."""

    secrets: Annotated[tuple[str, ...], _SECRETS]


@dataclass(frozen=True, kw_only=True)
class StopClient:
    """Stop a client for good: it gets no more tokens, and those it has count no more."""


def register(state: None, command: RegisterClient, facts: Facts) -> tuple[Event, ...]:
    """Register a client of one's own agency."""
    return (_registered(command, facts.actor.own, facts, is_lead=facts.actor.role is Role.LEAD),)


def enter(state: None, command: EnterClient, facts: Facts) -> tuple[Event, ...]:
    """Register and activate a client of any agency."""
    if command.agency not in facts.registry.agencies:
        raise Refused(invalid("agency", "agency-unknown"))
    role = facts.registry.role_on(command.agency, local_date(facts.now))
    registered = _registered(command, command.agency, facts, is_lead=role is Role.LEAD)
    return (registered, ClientActivated(by=facts.actor.subject))


def _registered(command: RegisterClient, agency: str, facts: Facts, *, is_lead: bool) -> ClientRegistered:
    if not command.scopes or not set(command.scopes) <= set(Scope):
        raise Refused(invalid("scopes", "scope-unknown"))
    if not all(len(each) <= REDIRECT_MOST and REDIRECT.fullmatch(each) for each in command.redirects):
        raise Refused(invalid("redirects", "redirect-malformed"))
    if not command.redirects and not command.machine:
        raise Refused(invalid("redirects", "redirect-needed"))
    if command.shared and not is_lead:
        raise Refused(invalid("shared", "shared-client-of-lead"))
    _check_secrets(command.secrets, needed=command.machine)
    return ClientRegistered(
        agency=agency,
        name=command.name,
        redirects=command.redirects,
        scopes=tuple(sorted(Scope(each) for each in command.scopes)),
        registered_by=facts.actor.subject,
        machine=command.machine,
        shared=command.shared,
        secrets=command.secrets,
    )


def _check_secrets(secrets: tuple[str, ...], *, needed: bool) -> None:
    if needed and not secrets:
        raise Refused(invalid("secrets", "secret-needed"))
    if len(secrets) > SECRETS_MOST or not all(DIGEST.fullmatch(each) for each in secrets):
        raise Refused(invalid("secrets", "digest-malformed"))


def may_activate(state: Client, facts: Facts) -> Problem | None:
    """By a second person (G5)."""
    if same_person(state.registered_by, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return own_agency(state, facts)


def activate(state: Client, command: ActivateClient, facts: Facts) -> tuple[Event, ...]:
    """Activate it."""
    return (ClientActivated(by=facts.actor.subject),)


def set_secrets(state: Client, command: SetClientSecrets, facts: Facts) -> tuple[Event, ...]:
    """Set other secrets; a public client stays public, and a confidential one confidential."""
    if not state.secrets:
        raise Refused(RuleNotMet(code="public-client"))
    _check_secrets(command.secrets, needed=True)
    return (ClientSecretsSet(secrets=command.secrets, by=facts.actor.subject),)


def stop(state: Client, command: StopClient, facts: Facts) -> tuple[Event, ...]:
    """Stop it."""
    return (ClientStopped(by=facts.actor.subject),)


def evolve_client(state: Client | None, event: Event, id: str) -> Client:
    """Fold one client event."""
    match state, event:
        case None, ClientRegistered() as it:
            return Client(
                id=id,
                agency=it.agency,
                name=it.name,
                redirects=it.redirects,
                scopes=it.scopes,
                registered_by=it.registered_by,
                machine=it.machine,
                shared=it.shared,
                secrets=it.secrets,
            )
        case Client(), ClientActivated(by=by):
            return replace(state, state=ClientState.ACTIVE, activated_by=by)
        case Client(), ClientSecretsSet(secrets=secrets):
            return replace(state, secrets=secrets)
        case Client(), ClientStopped(by=by):
            return replace(state, state=ClientState.STOPPED, stopped_by=by)
    raise TypeError(f"{event.TYPE} does not follow {state}")


ADMINS, SECONDS = frozenset({Post.ADMIN}), frozenset({Post.ADMIN, Post.SIGNATORY})
LIVE = frozenset({ClientState.DRAFT, ClientState.ACTIVE})

ACTIONS = (
    operators_row(EnterClient, Kind.CLIENT, enter, creates=True),
    Action(
        command=RegisterClient,
        stream=Kind.CLIENT,
        creates=True,
        decide=register,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
    ),
    Action(
        command=ActivateClient,
        stream=Kind.CLIENT,
        decide=activate,
        scope=Scope.FOCAL_MANAGE,
        posts=SECONDS,
        states=frozenset({ClientState.DRAFT}),
        may=may_activate,
    ),
    Action(
        command=SetClientSecrets,
        stream=Kind.CLIENT,
        decide=set_secrets,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
        states=LIVE,
        may=own_agency,
    ),
    Action(
        command=StopClient,
        stream=Kind.CLIENT,
        decide=stop,
        scope=Scope.FOCAL_MANAGE,
        posts=SECONDS,
        states=LIVE,
        may=own_agency,
    ),
)
