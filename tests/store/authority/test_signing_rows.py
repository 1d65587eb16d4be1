"""Secrets of programs once their approval is signed: nobody sets new ones alone."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from domain.administration.clients import ClientSecretsSet
from domain.administration.signing import signable
from domain.kernel.calendar import iso_millis
from domain.registry.accounts import Client
from domain.registry.regulation import SigningRule
from store.authority.signing_rows import secrets_fault
from store.record.canonical import JSON

AT: Final = datetime(2026, 7, 1, tzinfo=UTC)
OLD, NEW, OTHER = "1" * 64, "2" * 64, "3" * 64
PROGRAM: Final = {
    **{"id": "client-1", "agency": "agency-land", "name": "Trang", "scopes": [], "redirects": []},
    **{"registered_by": "officer-x", "secrets": [OLD, OTHER], "state": "ACTIVE"},
}
RULE: Final = SigningRule(actions=tuple(signable()), since=AT.replace(year=2025), page="", proposed_by="officer-x")


@pytest.mark.parametrize(
    ("action", "proposed", "secrets", "held"),
    [
        ("setClientSecrets", None, (OLD,), False),
        ("setClientSecrets", None, (), False),
        ("setClientSecrets", None, (NEW,), True),
        ("setClientSecrets", (NEW,), (NEW,), True),
        ("approveClientSecrets", (NEW,), (NEW,), False),
        ("approveClientSecrets", (NEW,), (NEW, OTHER), True),
    ],
)
def test_who_sets_which_secrets(action: str, proposed: Any, secrets: tuple[str, ...], held: bool) -> None:
    more = {"proposed": {"secrets": list(proposed), "by": "officer-y"}} if proposed else {}
    program = JSON.structure({**PROGRAM, **more}, Client)
    body = {"action": action, "at": iso_millis(AT), "actor": {"kind": "PERSON"}}
    event = ClientSecretsSet(secrets=secrets, by="officer-x")
    assert bool(secrets_fault(body, event, program, [RULE])) == held
    assert secrets_fault(body, event, program, []) is None, "as before, while nobody has to sign"
