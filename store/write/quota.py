"""How often an officer did a thing today: a counter in the same transaction, so that nobody slips past it."""

from datetime import datetime

from pymongo import UpdateOne

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.refusals import LimitReached, Refused
from domain.rules.action import Action
from store.mongo.connection import Connection
from store.mongo.transaction import Session


def counter_of(action: Action, actor: Actor, now: datetime) -> str:
    """The counter of an officer's day in Vietnam."""
    return f"daily:{action.name}:{actor.subject}:{local_date(now).isoformat()}"


async def check(
    connection: Connection, action: Action, actor: Actor, now: datetime, session: Session
) -> UpdateOne | None:
    """The write that counts this time; None for what is not counted. Raises Refused at the limit."""
    if action.daily is None or actor.kind is not ActorKind.PERSON:
        return None
    id = counter_of(action, actor, now)
    found = await connection.counters.find_one({"_id": id}, session=session)
    if found and found["n"] >= action.daily:
        raise Refused(LimitReached(code="daily-limit", limit=action.daily))
    namespace = f"{connection.names.main}.counters"
    return UpdateOne({"_id": id}, {"$inc": {"n": 1}}, upsert=True, namespace=namespace)
