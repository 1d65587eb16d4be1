"""Alert that a scheduled verification found disagreement in the register: how many faults, of which kinds.

Names of findings and counts alone, which every agency may read in the state of the log; what and where is for those
who inspect.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.kernel.topic import Topic
from domain.notification.messages import body
from domain.notification.state.mailing import Mailing, MailingState, MailPurpose
from domain.notification.state.webhook import Webhook, WebhookState

REGISTER_FAULT: Final = "register.fault"
"""The type of the message, which is the topic of its deliveries."""
LATE_MOST: Final = timedelta(days=7)
"""Time after a verification in which the alert is still sent: longer than workers rest."""


def asked_for(target: Webhook | Mailing) -> bool:
    """Return whether somebody asked to be told of faults of the register."""
    if isinstance(target, Webhook):
        return target.state is WebhookState.ACTIVE and Topic.REGISTER_FAULT in target.topics
    return target.state is MailingState.ACTIVE and target.purpose is MailPurpose.REGISTER_FAULT


def worth_a_message(verification: Mapping[str, Any], now: datetime) -> bool:
    """Return whether a verification, as the access records hold it, found a fault and is not long ago."""
    ended: datetime = verification["ended"].replace(tzinfo=UTC)
    return bool(verification["faults"]) and now < ended + LATE_MOST


def of_faults(event: str, verification: Mapping[str, Any]) -> dict[str, Any]:
    """The message of a verification: `timestamp` is when it ended."""
    ended: datetime = verification["ended"].replace(tzinfo=UTC)
    found = [{"code": row["code"], "count": row["count"]} for row in verification["findings"]]
    said = {"event": event, "faults": verification["faults"], "size": verification["size"], "findings": found}
    return body(REGISTER_FAULT, ended, said)
