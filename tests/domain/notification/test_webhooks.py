"""Webhooks: one officer says where, a second one lets it begin; keys change one by one; each rule missed when gone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.kernel.actor import SYSTEM
from domain.kernel.event import Topic
from domain.kernel.vocabulary import Post
from domain.notification.mailings import RedeliverSince
from domain.notification.state.receivers import KeyKind, LoopbackAdmitted, Webhook, WebhookState
from domain.notification.webhooks import (
    WEBHOOKS_MOST,
    ChangeWebhook,
    EnableWebhook,
    NoteWebhookGone,
    RegisterWebhook,
    WithdrawWebhookKey,
)
from domain.registry.accounts import Client, ClientState
from tests.support.facts import NOW, PROVINCE, answers, attempt, facts, person, verdict

LAND, PAPER = "agency-land", "agency-paper"
ADMIN, SECOND, OTHERS = person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY), person(PAPER, Post.ADMIN)
COMMAND = RegisterWebhook(name="Trang", address="https://nhan.example/a", topics=(Topic.CASE_CHANGED,))
CHANGE = ChangeWebhook(name="Trang", address="https://nhan.example/b", topics=(Topic.CASE_CHANGED,))


def made(**changes: Any) -> Webhook:
    state: Webhook = attempt(None, COMMAND, facts(ADMIN, COMMAND))
    return replace(state, **changes)


def after(state: Webhook, actor: Any, command: Any) -> Webhook:
    left: Webhook = attempt(state, command, facts(actor, command))
    return left


def said(state: Webhook | None, command: Any, actor: Any = ADMIN, **more: Any) -> str:
    return verdict(state, command, facts(actor, command, **more))


class TestRegister:
    def test_waits_for_a_second_person_with_one_key(self) -> None:
        state = made()
        assert (state.state, state.agency, state.set_by) == (WebhookState.DRAFT, LAND, ADMIN.subject)
        assert [(key.id, key.kind) for key in state.keys] == [("id-1", KeyKind.HMAC)]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"address": "http://nhan.example/"}, "webhook-address"),
            ({"address": "https://10.0.0.1/"}, "webhook-address"),
            ({"address": "http://127.0.0.1:9000/"}, "webhook-loopback"),
            ({"topics": ()}, "topic-needed"),
            ({"publishers": ("agency-nowhere",)}, "agency-unknown"),
            ({"publishers": ("agency-lead",)}, "ok"),
            ({"client": "client-nobody"}, "own-program-needed"),
        ],
    )
    def test_what_is_looked_at(self, changes: dict[str, Any], code: str) -> None:
        assert said(None, replace(COMMAND, **changes)) == code
        if "client" not in changes:
            assert said(made(), replace(CHANGE, **changes)) == code

    def test_this_machine_itself_where_the_installation_sends_to_it(self) -> None:
        here, admitted = replace(COMMAND, address="http://127.0.0.1:9000/"), answers(LoopbackAdmitted())
        assert verdict(None, here, replace(facts(ADMIN, here), needs=admitted)) == "ok"

    @pytest.mark.parametrize(
        ("agency", "state", "code"),
        [
            (LAND, ClientState.ACTIVE, "ok"),
            (LAND, ClientState.DRAFT, "own-program-needed"),
            (LAND, ClientState.STOPPED, "own-program-needed"),
            (PAPER, ClientState.ACTIVE, "own-program-needed"),
        ],
    )
    def test_with_the_rights_of_an_own_program_only(self, agency: str, state: ClientState, code: str) -> None:
        program = Client(
            id="client-1",
            agency=agency,
            name="T",
            redirects=(),
            scopes=(),
            registered_by="x",
            state=state,
        )
        known = replace(PROVINCE, clients={"client-1": program})
        assert said(None, replace(COMMAND, client="client-1"), registry=known) == code

    def test_not_without_end(self) -> None:
        rows = {f"webhook-{n}": made(id=f"webhook-{n}") for n in range(WEBHOOKS_MOST)}
        assert said(None, COMMAND, registry=replace(PROVINCE, others={Webhook: rows})) == "webhooks-most"
        rows["webhook-0"] = made(state=WebhookState.DISABLED)
        assert said(None, COMMAND, registry=replace(PROVINCE, others={Webhook: rows})) == "ok"


class TestSecondPerson:
    def test_enables(self) -> None:
        assert said(made(), EnableWebhook()) == "second-person-needed"
        assert after(made(), SECOND, EnableWebhook()).state is WebhookState.ACTIVE

    def test_is_needed_again_when_it_leads_elsewhere(self) -> None:
        active = after(made(), SECOND, EnableWebhook())
        changed = after(active, ADMIN, CHANGE)
        assert (changed.state, changed.address) != (active.state, active.address)
        assert said(changed, EnableWebhook()) == "second-person-needed"


class TestKeys:
    def test_change_one_by_one_and_the_last_stays(self) -> None:
        state = made()
        assert said(state, WithdrawWebhookKey(key="id-1")) == "webhook-key-last"
        two = replace(state, keys=(*state.keys, replace(state.keys[0], id="id-2")))
        assert said(two, WithdrawWebhookKey(key="id-9")) == "webhook-key-unknown"
        assert [key.id for key in after(two, ADMIN, WithdrawWebhookKey(key="id-1")).keys] == ["id-2"]


def test_the_register_itself_notes_that_a_receiver_is_gone() -> None:
    active = made(state=WebhookState.ACTIVE)
    left = after(active, SYSTEM, NoteWebhookGone())
    assert (left.state, left.gone) == (WebhookState.DISABLED, True)
    assert after(left, SECOND, EnableWebhook()).gone is False


def test_all_that_was_given_up_since_a_moment_that_has_been() -> None:
    active = made(state=WebhookState.ACTIVE)
    assert said(made(), RedeliverSince(since=NOW)) == "transition-not-allowed"
    assert said(active, RedeliverSince(since=NOW)) == "ok"
    assert said(active, RedeliverSince(since=NOW + timedelta(milliseconds=1))) == "in-the-future"
