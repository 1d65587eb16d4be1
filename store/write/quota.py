"""Daily quotas of officers' acts, counted in the act's own transaction so that nobody bypasses them.

The counter is read together with the registry. The counter's name depends on the registry, so it is guessed from the
cached copy; a wrong guess costs one more read.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pymongo import UpdateOne

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.refusals import Refused, used_up_today
from domain.rules.command import Action
from store.driver.connection import Connection
from store.driver.transaction import Session


def counter_of(action: Action, actor: Actor, now: datetime) -> str:
    """Return the name of an officer's counter for the day in Vietnam."""
    return f"daily:{action.name}:{actor.subject}:{local_date(now).isoformat()}"


def counted(action: Action, actor: Actor) -> bool:
    return action.daily is not None and actor.kind is ActorKind.PERSON


async def used_today(
    connection: Connection, actions: Iterable[Action], actor: Actor, now: datetime
) -> Mapping[str, int]:
    """Return the number of the actor's acts today, for each action with a quota."""
    ids = {counter_of(action, actor, now): action.name for action in actions if counted(action, actor)}
    if not ids:
        return {}
    rows = await connection.counters.find({"_id": {"$in": sorted(ids)}}).to_list(len(ids))
    return dict.fromkeys(ids.values(), 0) | {ids[row["_id"]]: row["n"] for row in rows}


async def check(
    connection: Connection,
    action: Action,
    actor: Actor,
    now: datetime,
    known: Mapping[str, int],
    session: Session,
) -> UpdateOne | None:
    """Return the write that counts this act; None for acts without a quota. Raise Refused at the limit.

    `known` are counters that were read in the same snapshot.
    """
    if action.daily is None or not counted(action, actor):
        return None
    id = counter_of(action, actor, now)
    if (used := known.get(id)) is None:
        found = await connection.counters.find_one({"_id": id}, session=session)
        used = found["n"] if found else 0
    if used >= action.daily:
        raise Refused(used_up_today(action.daily, now))
    namespace = f"{connection.names.main}.counters"
    return UpdateOne({"_id": id}, {"$inc": {"n": 1}}, upsert=True, namespace=namespace)
