"""Alerts to a webhook that a duty is due soon, or overdue. Its kind and number, no text.

An alert is named by its duty and deadline: looking twice sends one alert, and a new deadline sends a new one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.kernel.calendar import iso_millis
from domain.kernel.kind import Kind, kind_of
from domain.kernel.topic import Topic
from domain.notification.due import Due
from domain.notification.messages import body
from domain.notification.state.webhook import Webhook
from domain.rules.duty import RULES

DUE_SOON, OVERDUE = "duty.due-soon", "duty.overdue"
ALERTS: Final = frozenset({DUE_SOON, OVERDUE})
"""The types of these messages, which are the topics of their deliveries."""
LATE_MOST: Final = timedelta(days=7)
"""Time after a deadline in which the alert is still sent: longer than workers rest."""
MOMENT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing to tell: a duty that has a deadline, before it or after it."""

    type: str
    due: Due

    @property
    def event(self) -> str:
        """Its name, by which a delivery is made once: the stream, then the alert's content."""
        duty, due_at = self.due.duty, self.due.due_at
        assert due_at is not None  # only what has a deadline is told
        what = ".".join((self.type, duty.kind, duty.about, due_at.astimezone(UTC).strftime(MOMENT)))
        return f"{self.due.stream or duty.agency}:{what}"

    def message(self) -> Mapping[str, Any]:
        """Return the message; `timestamp` is when it became true."""
        due, rule = self.due, RULES[self.due.kind]
        assert due.due_at is not None  # only what has a deadline is told
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
    """Yield the alerts that a webhook asked for and that are due now; of cases, those of its categories."""
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
