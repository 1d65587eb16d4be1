"""Content of webhook messages: a notice, the number of a case, a duty with its deadline, or counts of faults.

A message contains no text of a case. A receiver reads the text through the API, with its rights at that time, and the
reading is recorded.

The id of an alert consists of duty and deadline. So a second check sends no second alert, and a new deadline sends a
new alert.

A message about faults has only codes and counts, which every agency may read in the state of the log. Details are open
only to inspectors.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.kernel.calendar import in_utc, iso_millis
from domain.kernel.event import EVENTS, Topic
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.due import Due
from domain.notification.state.receivers import Mailing, MailingState, MailPurpose, Webhook, WebhookState
from domain.publication.public import PublicView
from domain.rules.duty import RULES

TRIAL: Final = "webhook.trial"
CHANGED, OBLIGATION, DEADLINE = "case.changed", "case.obligation", "case.deadline"


def case_type(type: str, topics: tuple[Topic, ...], *, own: bool) -> str | None:
    """Return the most specific message type for a case's event to which the webhook subscribed; None without a
    subscription.

    `own` states whether the event is about a duty of the subscriber's agency.
    """
    topic = EVENTS[type].TOPIC
    if topic is Topic.CASE_OBLIGATION and own and topic in topics:
        return OBLIGATION
    if topic is Topic.CASE_DEADLINE and topic in topics:
        return DEADLINE
    return CHANGED if Topic.CASE_CHANGED in topics else None


def body(type: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message in the envelope that Standard Webhooks recommends."""
    return {"type": type, "timestamp": iso_millis(at), "data": dict(data)}


def of_case(event: str, change: str, head: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message about a case: its ids, number and state. `version` is the version of the event."""
    version = int(event.rpartition(":")[2])
    return {"event": event, "caseId": head["_id"], "code": head["code"], "version": version, "change": change} | {
        "state": head["state"]
    }


def of_notice(event: str, number: int, notice: PublicView) -> dict[str, Any]:
    """Return the message about a notice: its current public view, with the version of the event."""
    return {"event": event, "version": number, "notice": plain(notice)}


def plain(value: Any) -> Any:
    """Return a public record as JSON, with names spelled as in the schema."""
    if is_dataclass(value):
        return {camel(field.name): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return iso_millis(in_utc(value))
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


DUE_SOON, OVERDUE = "duty.due-soon", "duty.overdue"
ALERTS: Final = frozenset({DUE_SOON, OVERDUE})
"""Types of messages about duties. Each type is also the topic of its deliveries."""
LATE_MOST: Final = timedelta(days=7)
"""Time after a deadline during which its alert is still sent. It is longer than any pause of the workers."""
MOMENT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Message about one duty, before or after its deadline."""

    type: str
    due: Due

    @property
    def event(self) -> str:
        """Return the deduplication key of a delivery: the stream, followed by the alert's content."""
        duty, due_at = self.due.duty, self.due.due_at
        assert due_at is not None  # only a duty with a deadline has an alert
        what = ".".join((self.type, duty.kind, duty.about, due_at.astimezone(UTC).strftime(MOMENT)))
        return f"{self.due.stream or duty.agency}:{what}"

    def message(self) -> Mapping[str, Any]:
        """Return the message. Its `timestamp` is the time from which the content is true."""
        due, rule = self.due, RULES[self.due.kind]
        assert due.due_at is not None  # only a duty with a deadline has an alert
        said = {
            "event": self.event,
            "duty": due.kind.value,
            "about": due.duty.about,
            "streamId": due.stream,
            "code": due.code,
            "dueAt": iso_millis(due.due_at),
            "basis": rule.basis,
        }
        return body(self.type, due.due_at if self.type == OVERDUE else due.due_at - rule.ahead, said)


def alerts(found: Iterable[Due], webhook: Webhook, now: datetime) -> Iterator[Alert]:
    """Yield the alerts that are due now and to which a webhook subscribed. For cases, only the webhook's categories
    count."""
    if Topic.DUTY_DUE not in webhook.topics:
        return
    for due in found:
        if due.due_at is None or not _of_fields(due, webhook):
            continue
        if due.soon:
            yield Alert(type=DUE_SOON, due=due)
        elif due.overdue and now < due.due_at + LATE_MOST:
            yield Alert(type=OVERDUE, due=due)


def _of_fields(due: Due, webhook: Webhook) -> bool:
    case = due.head if due.stream and kind_of(due.stream) is Kind.CASE else None
    return case is None or not webhook.categories or case["category"] in webhook.categories


REGISTER_FAULT: Final = "register.fault"
"""Type of a message about faults of the register. It is also the topic of its deliveries."""


def asked_for(target: Webhook | Mailing) -> bool:
    """Return whether a receiver subscribed to faults of the register."""
    if isinstance(target, Webhook):
        return target.state is WebhookState.ACTIVE and Topic.REGISTER_FAULT in target.topics
    return target.state is MailingState.ACTIVE and target.purpose is MailPurpose.REGISTER_FAULT


def worth_a_message(verification: Mapping[str, Any], now: datetime) -> bool:
    """Return whether a recorded verification found a fault and is recent enough."""
    ended: datetime = verification["ended"].replace(tzinfo=UTC)
    return bool(verification["faults"]) and now < ended + LATE_MOST


def of_faults(event: str, verification: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message about a verification. Its `timestamp` is the end of the verification."""
    ended: datetime = verification["ended"].replace(tzinfo=UTC)
    found = [{"code": row["code"], "count": row["count"]} for row in verification["findings"]]
    said = {"event": event, "faults": verification["faults"], "size": verification["size"], "findings": found}
    return body(REGISTER_FAULT, ended, said)
