"""Programs that ask for tokens: registered by one officer, activated by another, addresses compared exactly."""

from dataclasses import replace

import pytest

from domain.administration.clients import ActivateClient, EnterClient, RegisterClient, SetClientSecrets, StopClient
from domain.kernel.actor import OPERATOR
from domain.kernel.roles import Post
from domain.registry.client import Client, ClientState
from tests.support.facts import PROVINCE, attempt, facts, person, verdict
from tests.support.world import LEAD

LAND = "agency-land"
ADMIN, SECOND = person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY)
DIGEST = "a" * 64
COMMAND = RegisterClient(name="Trang", scopes=("case:report",), redirects=("https://trang.example/ve",))


def registered(command: RegisterClient = COMMAND) -> Client:
    state: Client = attempt(None, command, facts(ADMIN, command))
    return state


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://trang.example/ve", True),
        ("https://trang.example:8443/ve?x=1", True),
        ("http://127.0.0.1:9000/ve", True),
        ("http://[::1]:9000/", True),
        ("http://trang.example/ve", False),
        ("http://localhost/ve", False),
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


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scopes": ()}, "scope-unknown"),
        ({"scopes": ("x",)}, "scope-unknown"),
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
    entry = EnterClient(agency=LAND, name="T", scopes=("case:report",), redirects=COMMAND.redirects, shared=True)
    assert verdict(None, entry, facts(OPERATOR, entry)) == "shared-client-of-lead"
    assert verdict(None, replace(entry, agency=LEAD), facts(OPERATOR, entry)) == "ok"


def test_a_second_officer_of_the_agency_activates() -> None:
    draft = registered()
    assert draft.state is ClientState.DRAFT
    assert verdict(draft, ActivateClient(), facts(ADMIN)) == "second-person-needed"
    assert verdict(draft, ActivateClient(), facts(person("agency-health", Post.SIGNATORY))) == "own-agency-only"
    assert attempt(draft, ActivateClient(), facts(SECOND)).state is ClientState.ACTIVE


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
