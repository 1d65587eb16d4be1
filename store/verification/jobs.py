"""Jobs against the events that ordered them: a row that is gone is work that nobody does, such as the end of a measure.

What somebody who may write rows can still do unnoticed is to call a job done: that is the worker's word.
Deliveries to recipients depend on the registry of their moment and are not looked for; nor are letters to the
person of an account, which events of 0.1.0 did not order.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from domain.administration.users import WRITE_TO_PERSON
from store.driver.connection import Connection
from store.driver.looked_up import by_id
from store.log.audit.finding import Finding
from store.record.chain import Version

Ordered = dict[str, tuple[str, dict[str, str], datetime]]
"""Job, data and when it is due, by the id of the row."""
PUT_OFF_MOST = timedelta(days=1)
"""Longest time after now, or after it is due, to which work may be put off."""


def ordered(versions: Sequence[Version]) -> Ordered:
    """The rows that the events of one stream ordered, each given the state that it left."""
    return {
        f"{version.id}:{number}": (job.job, dict(job.data), job.due or version.at)
        for version in versions
        for number, job in enumerate(version.event.jobs(version.state))
        if job.job != WRITE_TO_PERSON
    }


async def job_findings(connection: Connection, wanted: Ordered) -> AsyncIterator[Finding]:
    """Rows that are gone, or order other work than the event did."""
    stored = await by_id(connection.outbox, list(wanted), ("job", "data", "due_at"))
    for id, (job, data, due) in wanted.items():
        if id not in stored:
            yield Finding("job-missing", id, f"{job} was ordered and is not there")
        elif (stored[id].get("job"), stored[id].get("data")) != (job, data):
            yield Finding("job-differs", id, f"is not the {job} that was ordered")
        elif not _in_time(stored[id].get("due_at"), max(due, connection.clock())):
            yield Finding("job-differs", id, f"{job} is put off until {stored[id].get('due_at')}")


def _in_time(at: object, latest: datetime) -> bool:
    return isinstance(at, datetime) and at.replace(tzinfo=UTC) <= latest + PUT_OFF_MOST
