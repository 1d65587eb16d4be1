"""Content of a webhook's message: of a notice what the public reads, of a case its number and state.

No text of a case is in it: a receiver that needs one reads it, with its rights of that moment, and that is recorded.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from domain.kernel.calendar import in_utc, iso_millis
from domain.kernel.event import EVENTS
from domain.kernel.spelling import camel
from domain.kernel.topic import Topic
from domain.publication.public import PublicView

TRIAL: Final = "webhook.trial"
CHANGED, OBLIGATION, DEADLINE = "case.changed", "case.obligation", "case.deadline"


def case_type(type: str, topics: tuple[Topic, ...], *, own: bool) -> str | None:
    """The type of the message of a case's event, the most telling one asked for; None when nothing was.

    `own` says whether the event is about something that waits for the subscriber's agency.
    """
    topic = EVENTS[type].TOPIC
    if topic is Topic.CASE_OBLIGATION and own and topic in topics:
        return OBLIGATION
    if topic is Topic.CASE_DEADLINE and topic in topics:
        return DEADLINE
    return CHANGED if Topic.CASE_CHANGED in topics else None


def body(type: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """A message, in the frame that Standard Webhooks recommends."""
    return {"type": type, "timestamp": iso_millis(at), "data": dict(data)}


def of_case(event: str, change: str, head: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message about a case: ids, number, state; `version` is the one that the event made."""
    version = int(event.rpartition(":")[2])
    return {"event": event, "caseId": head["_id"], "code": head["code"], "version": version, "change": change} | {
        "state": head["state"]
    }


def of_notice(event: str, number: int, notice: PublicView) -> dict[str, Any]:
    """Return the message about a notice: as the public reads it now, and which version the event made."""
    return {"event": event, "version": number, "notice": plain(notice)}


def plain(value: Any) -> Any:
    """A public record as JSON has it, its names spelled as in the schema."""
    if is_dataclass(value):
        return {camel(field.name): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return iso_millis(in_utc(value))
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
