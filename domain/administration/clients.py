"""Registration of programs as clients that may request tokens, and the end of a registration.

One officer of the agency registers a program, and a second officer activates it. One officer proposes new secrets, and
a second officer approves them. Redirect addresses are compared as written, character by character (RFC 9700 section
2.1). For a loopback address the port is ignored (RFC 8252 section 7.3).
"""

import re
from dataclasses import replace
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Items, Ref, Spec
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, misfit, unguarded
from domain.kernel.vocabulary import KEEPERS, Kind, Post, Role
from domain.registry.accounts import Client, ClientState, ProposedSecrets
from domain.registry.entry import NAME_MOST, named_text
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, refuse_for, required, second_person

REDIRECTS_MOST, REDIRECT_MOST = 10, 200
SECRETS_MOST = 2
"""Largest number of secrets. A second secret lets the operator of a program change secrets without an interruption."""
DIGEST = re.compile(r"[0-9a-f]{64}")
REDIRECT = re.compile(
    r"(https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?"
    r"|[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:)/[A-Za-z0-9._~/?=&%-]*"
)
"""Accepted redirect addresses: https, http on a loopback address, or a scheme of the program's own.

The scheme of a program is a reversed domain name (RFC 8252 sections 7.1 and 7.3). An address has no user and no
fragment. `localhost` is for pages that need a host name, at one port only.
"""
SECRETS = Items(doc="SHA-256, in hexadecimal, of secrets of 256 random bits. Empty for a public client.", most=2)
LIVE = frozenset({ClientState.DRAFT, ClientState.ACTIVE})


def _well_formed(redirect: str) -> bool:
    return len(redirect) <= REDIRECT_MOST and REDIRECT.fullmatch(redirect) is not None


def _check_secrets(secrets: tuple[str, ...], *, needed: bool) -> None:
    if needed and not secrets:
        raise Refused(invalid("secrets", "secret-needed"))
    if len(secrets) > SECRETS_MOST:
        raise Refused(invalid("secrets", "digest-malformed"))
    refuse_for(*misfit("secrets", "digest-malformed", secrets, lambda secret: bool(DIGEST.fullmatch(secret))))


class ClientCommand(CommandOn[Client], kind=Kind.CLIENT, scope=Scope.FOCAL_MANAGE):
    """Command on a program of the actor's agency."""


class ClientRegistered(Begins[Client], type="client.registered"):
    agency: str
    name: str
    redirects: tuple[str, ...]
    scopes: tuple[Scope, ...]
    registered_by: str
    machine: bool = False
    shared: bool = False
    secrets: tuple[str, ...] = ()


class NewClient(OpeningCommand, kind=Kind.CLIENT):
    """Fields that describe a program at its registration."""

    name: Annotated[str, named_text("Name that people see when they sign in.", NAME_MOST)]
    scopes: Annotated[tuple[Scope, ...], Items(doc="Scopes that the program may request.", most=len(Scope), sort=True)]
    redirects: Annotated[
        tuple[str, ...],
        Items(
            doc=(
                "Redirect addresses after signing in. A sign-in must use one of them exactly; only the port of a "
                "loopback address may differ."
            ),
            most=REDIRECTS_MOST,
        ),
    ] = ()
    machine: Annotated[bool, Spec(doc="True if the program acts for itself, without a person.")] = False
    shared: Annotated[
        bool,
        Spec(
            doc=(
                "True if officers of every agency may sign in with the program. Only programs of the lead agency may "
                "allow this."
            )
        ),
    ] = False
    secrets: Annotated[tuple[str, ...], SECRETS] = ()

    def registered(self, agency: str, facts: Facts, *, is_lead: bool) -> ClientRegistered:
        """Return the registration for an agency. Raises Refused."""
        if not self.scopes:
            raise Refused(invalid("scopes", "scope-unknown"))
        refuse_for(*misfit("redirects", "redirect-malformed", self.redirects, _well_formed))
        if not self.redirects and not self.machine:
            raise Refused(invalid("redirects", "redirect-needed"))
        if self.shared and not is_lead:
            raise Refused(invalid("shared", "shared-client-of-lead"))
        _check_secrets(self.secrets, needed=self.machine)
        return facts.record(
            ClientRegistered,
            self,
            agency=agency,
            scopes=tuple(sorted(Scope(name) for name in self.scopes)),
            registered_by=facts.actor.subject,
        )


class RegisterClient(NewClient, scope=Scope.FOCAL_MANAGE, posts={Post.ADMIN}, signed=True):
    """Register a program of your agency that requests tokens. A second person activates it."""

    def decide(self, state: None, facts: Facts) -> ClientRegistered:
        return self.registered(facts.actor.own, facts, is_lead=facts.actor.role is Role.LEAD)


class ClientActivated(Follows[Client], type="client.activated", state=ClientState.ACTIVE, sets={"activated_by": "by"}):
    by: str


def registered_by_another(client: Client, facts: Facts) -> Problem | None:
    """Another person registered the program (G5)."""
    return second_person(client.registered_by, facts)


class ActivateClient(
    ClientCommand,
    posts=KEEPERS,
    states={ClientState.DRAFT},
    writes=ClientActivated,
    requires=(registered_by_another, own_agency),
    signed=True,
):
    """Activate a registered program, as a second person."""


class EnterClient(NewClient, by={ActorKind.OPERATOR}):
    """Register and activate a client of an agency, as the operator."""

    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]

    def decide(self, state: None, facts: Facts) -> tuple[ClientRegistered, ClientActivated]:
        if self.agency not in facts.registry.agencies:
            raise Refused(invalid("agency", "agency-unknown"))
        role = facts.registry.role_on(self.agency, local_date(facts.now))
        registered = self.registered(self.agency, facts, is_lead=role is Role.LEAD)
        return registered, facts.record(ClientActivated, self)


class ClientWidened(Follows[Client], type="client.widened"):
    """The operator allowed the program to request exactly these additional scopes."""

    scopes: tuple[Scope, ...]
    by: str

    def fold(self, client: Client) -> Client:
        return replace(client, scopes=self.scopes)


def entered_by_operator(client: Client, facts: Facts) -> Problem | None:
    """The operator entered the program. Two persons of the agency change a program that the agency registered (G5)."""
    same = client.registered_by == facts.actor.subject
    return None if same else unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")


class WidenClient(
    CommandOn[Client], kind=Kind.CLIENT, by={ActorKind.OPERATOR}, states=LIVE, requires=(entered_by_operator,)
):
    """Allow a program that the operator entered to request the scopes that a new version of the register added."""

    scopes: Annotated[tuple[Scope, ...], Items(doc="Scopes to add.", most=len(Scope))]

    def decide(self, client: Client, facts: Facts) -> ClientWidened:
        new = set(self.scopes) - set(client.scopes)
        if not new:
            raise Refused(invalid("scopes", "scope-unknown"))
        scopes = sorted(Scope(name) for name in {*client.scopes, *new})
        return ClientWidened(scopes=tuple(scopes), by=facts.actor.subject)


class ClientSecretsProposed(Follows[Client], type="client.secrets-proposed"):
    """An officer proposed new secrets. They become valid when a second person approves them."""

    secrets: tuple[str, ...]
    by: str

    def fold(self, client: Client) -> Client:
        return replace(client, proposed=ProposedSecrets(secrets=self.secrets, by=self.by))


class ClientSecretsSet(Follows[Client], type="client.secrets-set"):
    """The program has new secrets. `by` is the person who approved the secrets, or who removed one."""

    secrets: tuple[str, ...]
    by: str

    def fold(self, client: Client) -> Client:
        return replace(client, secrets=self.secrets, proposed=None)


def confidential(client: Client, facts: Facts) -> Problem | None:
    """The program has secrets. A public client stays public."""
    return None if client.secrets else RuleNotMet(code="public-client")


class SetClientSecrets(ClientCommand, posts={Post.ADMIN}, states=LIVE, requires=(own_agency, confidential)):
    """Replace the secrets of a program. A second officer approves new secrets; the old ones stay valid until then. To
    remove a secret at once, leave it out."""

    secrets: Annotated[tuple[str, ...], SECRETS]

    def decide(self, client: Client, facts: Facts) -> ClientSecretsSet | ClientSecretsProposed:
        """Set or propose the secrets.

        Raises Refused for secrets of a public program, and for a confidential program without secrets.
        """
        _check_secrets(self.secrets, needed=True)
        removes = set(self.secrets) <= set(client.secrets)
        event = ClientSecretsSet if removes else ClientSecretsProposed
        return event(secrets=self.secrets, by=facts.actor.subject)


def secrets_proposed(client: Client, facts: Facts) -> Problem | None:
    """New secrets of the program are proposed."""
    return None if client.proposed else TransitionNotAllowed(of=Kind.CLIENT, state=client.state, allowed=())


def proposed_by_another(client: Client, facts: Facts) -> Problem | None:
    """Another person proposed the secrets (G5), because anybody who knows a secret can act as the program."""
    return second_person(client.proposed.by, facts) if client.proposed else None


class ApproveClientSecrets(
    ClientCommand,
    posts=KEEPERS,
    states=LIVE,
    requires=(secrets_proposed, proposed_by_another, own_agency),
    signed=True,
):
    """Approve the proposed secrets of a program as a second officer. They replace its earlier secrets at once."""

    def decide(self, client: Client, facts: Facts) -> ClientSecretsSet:
        return ClientSecretsSet(secrets=required(client.proposed).secrets, by=facts.actor.subject)


class ClientStopped(Follows[Client], type="client.stopped", state=ClientState.STOPPED, sets={"stopped_by": "by"}):
    """The program gets no more tokens, and its tokens are invalid."""

    by: str


class StopClient(ClientCommand, posts=KEEPERS, states=LIVE, requires=(own_agency,), writes=ClientStopped):
    """Stop a program permanently. It gets no more tokens, and its tokens become invalid."""
