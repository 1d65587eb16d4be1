"""Accounts and machine clients: who enters them, who approves them, what ends them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

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
from domain.administration.officers import ConfirmOfficer, DismissOfficer, NominateOfficer, RefuseOfficer
from domain.administration.users import ApproveUser, EnrolUser, EnterUser, OpenUser, RecoverUser, SuspendUser
from domain.kernel.actor import OPERATOR, SYSTEM
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.registry.accounts import CODES_GOOD_FOR, Client, ClientState, Officer, User, UserState
from tests.support.each import each
from tests.support.facts import ALWAYS, LAND, NOW, PROVINCE, attempt, done, facts, outcome, person, verdict
from tests.support.world import LEAD

ADMIN, SECOND = person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY)
ONE, TWO = "1" * 64, "2" * 64
ENROL = EnrolUser(first=ONE, second=TWO)
OPEN = OpenUser(subject="an@land.example", code=ONE)
NOMINATION = NominateOfficer(subject="an@land.example", posts=(Post.HANDLER,), since=ALWAYS.since, appointment="QĐ 1")
REFUSAL = RefuseOfficer(reasons="Số quyết định bổ nhiệm không đúng với văn bản.")


def account(state: UserState = UserState.ACTIVE) -> User:
    opened: User = done(None, OPEN, ADMIN)
    return replace(opened, state=state)


def test_two_codes_that_differ_open_an_account_for_two_days_and_once() -> None:
    asked = account(UserState.PROPOSED)
    assert outcome(asked, ApproveUser(code=ONE), SECOND) == "digest-malformed"
    ready = done(asked, ApproveUser(code=TWO), SECOND)
    assert (ready.recovery.first, ready.recovery.second) == (ONE, TWO)
    late = facts(SYSTEM, now=NOW + CODES_GOOD_FOR)
    assert verdict(ready, ENROL, late) == "codes-not-open"
    used = attempt(ready, ENROL, facts(SYSTEM, now=NOW + CODES_GOOD_FOR - timedelta(seconds=1)))
    assert verdict(used, ENROL, facts(SYSTEM)) == "codes-not-open"
    assert outcome(used, ApproveUser(code=TWO), SECOND) == "transition-not-allowed"


def test_a_recovery_that_is_not_approved_opens_nothing() -> None:
    asked = done(account(), RecoverUser(code=ONE), ADMIN)
    assert verdict(asked, ENROL, facts(SYSTEM)) == "codes-not-open"


def recovered(user: User, first: str = ONE, second: str = TWO) -> User:
    """After a recovery that two officers gave."""
    asked: User = done(user, RecoverUser(code=first), ADMIN)
    given: User = done(asked, ApproveUser(code=second), SECOND)
    return given


def test_a_suspended_account_comes_back_by_enrolment_only() -> None:
    stopped = attempt(account(), SuspendUser(), facts(ADMIN))
    registry = replace(PROVINCE, users={"user-1": stopped}, accounts={"an": "user-1"})
    assert registry.stopped("an", "c")
    assert not registry.stopped("binh", "c")
    back = recovered(stopped)
    assert back.state is UserState.SUSPENDED
    assert attempt(back, ENROL, facts(SYSTEM)).state is UserState.ACTIVE


@pytest.mark.parametrize("codes", [("3" * 64, TWO), (ONE, "3" * 64), (TWO, ONE)])
def test_the_codes_of_another_recovery_enrol_nobody(codes: tuple[str, str]) -> None:
    other = EnrolUser(first=codes[0], second=codes[1])
    assert verdict(recovered(account()), other, facts(SYSTEM)) == "codes-not-open"
    assert verdict(recovered(account(), *codes), other, facts(SYSTEM)) == "ok"


@pytest.mark.parametrize("name", ["An", "a n", "-a", "đức", "a\u200bb", "ab!"])
def test_names_that_look_like_others_are_refused(name: str) -> None:
    assert outcome(None, OpenUser(subject=name + "xx", code=ONE), ADMIN) == "account-name-malformed"


def test_a_name_is_given_once() -> None:
    registry = replace(PROVINCE, accounts={OPEN.subject: "user-2"})
    assert outcome(None, OPEN, ADMIN, registry=registry) == "account-exists"
    entry = EnterUser(subject=OPEN.subject, agency=LAND, first=ONE, second=TWO)
    assert outcome(None, entry, OPERATOR, registry=registry) == "account-exists"
    assert outcome(None, entry, OPERATOR) == "ok"


class TestAppointments:
    """Nominated, confirmed, ended."""

    def test_a_nomination_counts_once_confirmed(self) -> None:
        nominated: Officer = done(None, NOMINATION, ADMIN)
        assert not nominated.appointed
        confirmed = attempt(nominated, ConfirmOfficer(), facts(SECOND))
        assert confirmed.appointed
        assert verdict(confirmed, ConfirmOfficer(), facts(SECOND)) == "transition-not-allowed"

    def test_a_second_person_refuses_a_nomination_for_good(self) -> None:
        nominated: Officer = done(None, NOMINATION, ADMIN)
        assert outcome(nominated, REFUSAL, ADMIN) == "second-person-needed"
        given = facts(SECOND, REFUSAL)
        refused: Officer = attempt(nominated, REFUSAL, given)
        assert (refused.refused_by, refused.refused_at, refused.appointed) == (SECOND.subject, given.now, False)
        assert refused.refused_for == given.sealed["reasons"]
        for later in (ConfirmOfficer(), REFUSAL):
            assert outcome(refused, later, SECOND) == "transition-not-allowed"

    def test_only_an_appointment_is_dismissed_and_only_a_nomination_refused(self) -> None:
        nominated: Officer = done(None, NOMINATION, ADMIN)
        dismissal = DismissOfficer(on=NOW.date())
        refused = done(nominated, REFUSAL, SECOND)
        for never in (nominated, refused):
            assert outcome(never, dismissal, OPERATOR) == "transition-not-allowed"
        confirmed = attempt(nominated, ConfirmOfficer(), facts(SECOND))
        assert outcome(confirmed, dismissal, OPERATOR) == "ok"
        assert outcome(confirmed, REFUSAL, OPERATOR) == "transition-not-allowed"

    def test_the_operator_refuses_where_an_agency_has_no_second_person(self) -> None:
        nominated: Officer = done(None, NOMINATION, ADMIN)
        assert done(nominated, REFUSAL, OPERATOR).refused_by == OPERATOR.subject

    def test_nobody_gives_themselves_a_post(self) -> None:
        own = replace(PROVINCE, subjects={NOMINATION.subject: (ADMIN.subject,)})
        assert outcome(None, NOMINATION, ADMIN, registry=own) == "own-account"
        nominated = done(None, NOMINATION, ADMIN)
        people = replace(PROVINCE, people={NOMINATION.subject: (nominated.id, SECOND.subject)})
        assert verdict(nominated, ConfirmOfficer(), facts(SECOND, registry=people)) == "own-account"


SECOND_ADMIN = replace(ADMIN, subject="officer-land-second-admin")
DIGEST = "a" * 64
COMMAND = RegisterClient(name="Trang", scopes=(Scope.CASE_REPORT,), redirects=("https://trang.example/ve",))


def registered(command: RegisterClient = COMMAND) -> Client:
    state: Client = done(None, command, ADMIN)
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
    assert outcome(None, replace(COMMAND, redirects=(address,)), ADMIN) == ("ok" if good else "redirect-malformed")


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
def test_what_a_client_needs(changes: dict[str, Any], code: str) -> None:
    assert outcome(None, replace(COMMAND, **changes), ADMIN) == code


def test_the_lead_agency_alone_registers_for_all() -> None:
    assert outcome(None, replace(COMMAND, shared=True), person(LEAD, Post.ADMIN)) == "ok"
    entry = EnterClient(agency=LAND, name="T", scopes=(Scope.CASE_REPORT,), redirects=COMMAND.redirects, shared=True)
    assert outcome(None, entry, OPERATOR) == "shared-client-of-lead"
    assert verdict(None, replace(entry, agency=LEAD), facts(OPERATOR, entry)) == "ok"


def test_a_stopped_client_stays_stopped() -> None:
    stopped = attempt(registered(), StopClient(), facts(SECOND))
    for command in (ActivateClient(), StopClient()):
        assert outcome(stopped, command, SECOND) == "transition-not-allowed"
    registry = replace(PROVINCE, clients={stopped.id: stopped})
    assert registry.stopped("anybody", stopped.id)
    assert not registry.stopped("anybody", "another")


def test_a_public_client_stays_public_and_a_confidential_one_confidential() -> None:
    change = SetClientSecrets(secrets=(DIGEST,))
    assert outcome(registered(), change, ADMIN) == "public-client"
    secret = registered(replace(COMMAND, secrets=(DIGEST,)))
    assert outcome(secret, change, ADMIN) == "ok"
    assert outcome(secret, SetClientSecrets(secrets=()), ADMIN) == "secret-needed"


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
        assert outcome(client, WidenClient(scopes=scopes), OPERATOR) == code


class TestNewSecrets:
    """Whoever knows the secret acts as the program, so two persons give one (G5)."""

    NEW = SetClientSecrets(secrets=(DIGEST, "b" * 64))
    CONFIDENTIAL = replace(COMMAND, machine=True, redirects=(), secrets=(DIGEST,))

    def proposed(self) -> Client:
        active = attempt(registered(self.CONFIDENTIAL), ActivateClient(), facts(SECOND))
        state: Client = done(active, self.NEW, ADMIN)
        return state

    def test_of_a_draft_are_approved_as_well(self) -> None:
        draft = registered(self.CONFIDENTIAL)
        assert done(draft, self.NEW, SECOND_ADMIN).secrets == (DIGEST,)

    def test_one_is_taken_away_at_once(self) -> None:
        approved = attempt(self.proposed(), ApproveClientSecrets(), facts(SECOND))
        assert done(approved, SetClientSecrets(secrets=("b" * 64,)), ADMIN).secrets == ("b" * 64,)
