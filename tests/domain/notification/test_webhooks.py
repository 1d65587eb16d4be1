"""Webhooks: one officer says where, a second one lets it begin; keys change one by one; each rule missed when gone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.intake import CaseScreened
from domain.case.state.case import Category
from domain.kernel.actor import SYSTEM
from domain.kernel.event import EVENTS, Topic
from domain.kernel.vocabulary import Post
from domain.notification.announcements import ANNOUNCE, announcements, asks, topics_of
from domain.notification.mailings import RedeliverSince
from domain.notification.messages import CHANGED, DEADLINE, OBLIGATION, case_type
from domain.notification.state.receivers import (
    KeyKind,
    LoopbackAdmitted,
    Mailing,
    MailingState,
    MailLanguage,
    MailPurpose,
    Webhook,
    WebhookKey,
    WebhookState,
)
from domain.notification.webhooks import (
    WEBHOOKS_MOST,
    ChangeWebhook,
    EnableWebhook,
    NoteWebhookGone,
    RegisterWebhook,
    WithdrawWebhookKey,
)
from domain.publication.corrections import PublicationConfirmed
from domain.publication.public import PUBLIC_EVENTS
from domain.registry.accounts import Client, ClientState
from domain.registry.registry import Registry
from tests.support.facts import NOW, PROVINCE, a_case, answers, done, facts, outcome, person, sealed, verdict

LAND, PAPER = "agency-land", "agency-paper"
ADMIN, SECOND, OTHERS = person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY), person(PAPER, Post.ADMIN)
COMMAND = RegisterWebhook(name="Trang", address="https://nhan.example/a", topics=(Topic.CASE_CHANGED,))
CHANGE = ChangeWebhook(name="Trang", address="https://nhan.example/b", topics=(Topic.CASE_CHANGED,))


def made(**changes: Any) -> Webhook:
    state: Webhook = done(None, COMMAND, ADMIN)
    return replace(state, **changes)


def after(state: Webhook, actor: Any, command: Any) -> Webhook:
    left: Webhook = done(state, command, actor)
    return left


def said(state: Webhook | None, command: Any, actor: Any = ADMIN, **more: Any) -> str:
    return outcome(state, command, actor, **more)


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
            id="client-1", agency=agency, name="T", redirects=(), scopes=(), registered_by="x", state=state
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


WEBHOOK = Webhook(
    id="webhook-1",
    agency="agency-land",
    name=sealed("name"),
    address=sealed("address"),
    topics=(Topic.CASE_CHANGED,),
    keys=(WebhookKey(id="id-1", kind=KeyKind.HMAC, since=NOW),),
    set_by="officer-land-admin",
    state=WebhookState.ACTIVE,
)
MAILING = Mailing(
    id="mailing-1",
    agency="agency-lead",
    purpose=MailPurpose.PRESS_NOTICES,
    contact="c1",
    consent=sealed("consent"),
    language=MailLanguage.VI,
    entered_by="officer-lead-admin",
    entered_at=NOW,
)
SCREENED = CaseScreened.__new__(CaseScreened)
CONFIRMED = PublicationConfirmed.__new__(PublicationConfirmed)
DEADLINES = {"case.round-lapsed", "case.request-overdue", "case.ministry-silent", "case.takedown-review-due"}
OF_NOTICES = {
    "publication.issued": Topic.PUBLICATION_ISSUED,
    "publication.corrected": Topic.PUBLICATION_CORRECTED,
    "publication.under-review": Topic.PUBLICATION_CORRECTED,
    "publication.confirmed": Topic.PUBLICATION_CORRECTED,
    "publication.retracted": Topic.PUBLICATION_RETRACTED,
}


def known(*rows: Any) -> Registry:
    webhooks = {row.id: row for row in rows if isinstance(row, Webhook)}
    return replace(
        PROVINCE, others={Webhook: webhooks, Mailing: {row.id: row for row in rows if isinstance(row, Mailing)}}
    )


def ordered(event: Any, *rows: Any) -> list[str]:
    return [announcement.job for announcement in announcements(a_case(), event, known(*rows))]


def test_notices_are_announced_exactly_when_the_public_reads_something_else() -> None:
    assert OF_NOTICES.keys() == PUBLIC_EVENTS
    assert {type: topics_of(type) for type in OF_NOTICES} == {type: {topic} for type, topic in OF_NOTICES.items()}
    announced = {type for type in EVENTS if type.startswith("publication.") and topics_of(type)}
    assert announced == PUBLIC_EVENTS


def test_every_event_of_a_case_is_a_change_and_some_are_more() -> None:
    found = {type: topics_of(type) for type in EVENTS if type.startswith("case.")}
    assert all(Topic.CASE_CHANGED in topics for topics in found.values())
    assert {type for type, topics in found.items() if Topic.CASE_DEADLINE in topics} == DEADLINES
    assert [type for type, topics in found.items() if Topic.CASE_OBLIGATION in topics] == ["case.agency-notified"]
    assert not any(topics_of(type) for type in EVENTS if type.partition(".")[0] not in ("case", "publication"))


@pytest.mark.parametrize("state", WebhookState)
def test_one_job_if_an_active_webhook_asked_and_else_none(state: WebhookState) -> None:
    asked = [replace(WEBHOOK, id=f"webhook-{n}", state=state) for n in range(3)]
    assert ordered(SCREENED) == []
    assert ordered(SCREENED, *asked) == ([ANNOUNCE] if state is WebhookState.ACTIVE else [])
    assert ordered(SCREENED, replace(WEBHOOK, topics=(Topic.CASE_DEADLINE,))) == []


@pytest.mark.parametrize("purpose", MailPurpose)
@pytest.mark.parametrize("state", MailingState)
def test_a_notice_is_announced_if_somebody_is_written_to(purpose: MailPurpose, state: MailingState) -> None:
    expected = purpose is MailPurpose.PRESS_NOTICES and state is MailingState.ACTIVE
    assert ordered(CONFIRMED, replace(MAILING, purpose=purpose, state=state)) == ([ANNOUNCE] if expected else [])
    assert ordered(SCREENED, MAILING) == []


def test_filters_by_field_of_administration() -> None:
    case = a_case(category=Category.HEALTH)
    assert asks(replace(WEBHOOK, categories=("HEALTH",)), SCREENED.TYPE, case)
    assert not asks(replace(WEBHOOK, categories=("LAND",)), SCREENED.TYPE, case)
    assert not asks(replace(WEBHOOK, categories=("LAND",)), SCREENED.TYPE, replace(case, category=None))


ALL = tuple(Topic)


@pytest.mark.parametrize(
    ("type", "topics", "own", "expected"),
    [
        ("case.agency-notified", ALL, True, OBLIGATION),
        ("case.agency-notified", ALL, False, CHANGED),
        ("case.agency-notified", (Topic.CASE_OBLIGATION,), False, None),
        ("case.round-lapsed", ALL, False, DEADLINE),
        ("case.round-lapsed", (Topic.CASE_CHANGED,), False, CHANGED),
        ("case.screened", ALL, False, CHANGED),
        ("case.screened", (Topic.CASE_DEADLINE,), False, None),
    ],
)
def test_the_most_telling_type_that_was_asked_for(
    type: str, topics: tuple[Topic, ...], own: bool, expected: str | None
) -> None:
    assert case_type(type, topics, own=own) == expected
