"""Programs that ask for tokens: registered by one officer, activated by another, addresses compared exactly."""

from dataclasses import replace

import pytest

from domain.administration.clients import (
    ActivateClient,
    ApproveClientSecrets,
    EnterClient,
    RegisterClient,
    SetClientSecrets,
    StopClient,
    WidenClient,
)
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.registry.accounts import Client, ClientState
from tests.support.each import each
from tests.support.facts import PROVINCE, attempt, facts, person, verdict
from tests.support.world import LEAD

LAND = "agency-land"
ADMIN, SECOND = person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY)
SECOND_ADMIN = replace(ADMIN, subject="officer-land-second-admin")
DIGEST = "a" * 64
COMMAND = RegisterClient(name="Trang", scopes=(Scope.CASE_REPORT,), redirects=("https://trang.example/ve",))


def registered(command: RegisterClient = COMMAND) -> Client:
    state: Client = attempt(None, command, facts(ADMIN, command))
    return state


@each(
    ("address", "good"),
    [
        ("https://trang.example/ve", True),
        ("https://trang.example:8443/ve?x=1", True),
        ("http://127.0.0.1:9000/ve", True),
        ("http://[::1]:9000/", True),
        ("vn.example.chuong-trinh:/ve", True),
        ("chuong-trinh:/ve", False),
        ("vn.example.chuong-trinh://trang/ve#x", False),
        ("http://trang.example/ve", False),
        ("http://localhost/ve", True),
        ("https://trang.example", False),
        ("https://a@trang.example/", False),
        ("http://127.0.0.1:80@trang.example/", False),
        ("https://trang.example/#x", False),
        ("https://Trang.example/", False),
        ("javascript:alert(1)", False),
        ("https://trang.example/ ve", False),
        ("https://trang.example/\n", False),
        ("https://trang.example/" + "a" * 200, False),
    ],
)
def test_addresses_to_return_to(address: str, good: bool) -> None:
    command = replace(COMMAND, redirects=(address,))
    assert verdict(None, command, facts(ADMIN, command)) == ("ok" if good else "redirect-malformed")


@each(
    ("changes", "code"),
    [
        ({"scopes": ()}, "scope-unknown"),
        ({"redirects": ()}, "redirect-needed"),
        ({"machine": True}, "secret-needed"),
        ({"machine": True, "redirects": (), "secrets": (DIGEST,)}, "ok"),
        ({"secrets": ("A" * 64,)}, "digest-malformed"),
        ({"secrets": ("hush",)}, "digest-malformed"),
        ({"shared": True}, "shared-client-of-lead"),
    ],
)
def test_what_a_client_needs(changes: dict[str, object], code: str) -> None:
    command = replace(COMMAND, **changes)  # type: ignore[arg-type]
    assert verdict(None, command, facts(ADMIN, command)) == code


def test_the_lead_agency_alone_registers_for_all() -> None:
    command = replace(COMMAND, shared=True)
    assert verdict(None, command, facts(person(LEAD, Post.ADMIN), command)) == "ok"
    entry = EnterClient(agency=LAND, name="T", scopes=(Scope.CASE_REPORT,), redirects=COMMAND.redirects, shared=True)
    assert verdict(None, entry, facts(OPERATOR, entry)) == "shared-client-of-lead"
    assert verdict(None, replace(entry, agency=LEAD), facts(OPERATOR, entry)) == "ok"


def test_a_stopped_client_stays_stopped() -> None:
    stopped = attempt(registered(), StopClient(), facts(SECOND))
    for command in (ActivateClient(), StopClient()):
        assert verdict(stopped, command, facts(SECOND, command)) == "transition-not-allowed"
    registry = replace(PROVINCE, clients={stopped.id: stopped})
    assert registry.stopped("anybody", stopped.id)
    assert not registry.stopped("anybody", "another")


def test_a_public_client_stays_public_and_a_confidential_one_confidential() -> None:
    change = SetClientSecrets(secrets=(DIGEST,))
    assert verdict(registered(), change, facts(ADMIN, change)) == "public-client"
    secret = registered(replace(COMMAND, secrets=(DIGEST,)))
    assert verdict(secret, change, facts(ADMIN, change)) == "ok"
    nothing = SetClientSecrets(secrets=())
    assert verdict(secret, nothing, facts(ADMIN, nothing)) == "secret-needed"


class TestScopesOfANewVersion:
    """The operator adds them to a program that the operator entered, and to no other."""

    ENTERED = replace(registered(), registered_by=OPERATOR.subject)

    @pytest.mark.parametrize(
        ("client", "scopes", "code"),
        [
            (ENTERED, (Scope.PRESS_READ,), "ok"),
            (ENTERED, (Scope.CASE_REPORT,), "scope-unknown"),
            (ENTERED, (), "scope-unknown"),
            (registered(), (Scope.PRESS_READ,), "second-person-needed"),
            (replace(ENTERED, state=ClientState.STOPPED), (Scope.PRESS_READ,), "transition-not-allowed"),
        ],
    )
    def test_are_refused_where(self, client: Client, scopes: tuple[Scope, ...], code: str) -> None:
        command = WidenClient(scopes=scopes)
        assert verdict(client, command, facts(OPERATOR, command)) == code


class TestNewSecrets:
    """Whoever knows the secret acts as the program, so two persons give one (G5)."""

    NEW = SetClientSecrets(secrets=(DIGEST, "b" * 64))
    CONFIDENTIAL = replace(COMMAND, machine=True, redirects=(), secrets=(DIGEST,))

    def proposed(self) -> Client:
        active = attempt(registered(self.CONFIDENTIAL), ActivateClient(), facts(SECOND))
        state: Client = attempt(active, self.NEW, facts(ADMIN, self.NEW))
        return state

    def test_of_a_draft_are_approved_as_well(self) -> None:
        draft = registered(self.CONFIDENTIAL)
        assert attempt(draft, self.NEW, facts(SECOND_ADMIN, self.NEW)).secrets == (DIGEST,)

    def test_one_is_taken_away_at_once(self) -> None:
        approved = attempt(self.proposed(), ApproveClientSecrets(), facts(SECOND))
        less = SetClientSecrets(secrets=("b" * 64,))
        assert attempt(approved, less, facts(ADMIN, less)).secrets == ("b" * 64,)
