"""What an event means to those outside: its topics, and the one job that it orders if somebody asked."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.intake import CaseScreened
from domain.case.state.case import Category
from domain.kernel.event import EVENTS, Topic
from domain.notification.announcements import ANNOUNCE, announcements, asks, topics_of
from domain.notification.messages import CHANGED, DEADLINE, OBLIGATION, case_type
from domain.notification.state.receivers import (
    KeyKind,
    Mailing,
    MailingState,
    MailLanguage,
    MailPurpose,
    Webhook,
    WebhookKey,
    WebhookState,
)
from domain.publication.corrections import PublicationConfirmed
from domain.publication.public import PUBLIC_EVENTS
from domain.registry.registry import Registry
from tests.support.facts import NOW, PROVINCE, a_case, sealed

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
