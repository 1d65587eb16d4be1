"""Complaints and erasures: reading them, finding one by its person's code, and what examiners did in the case."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from domain.book import public_actions
from domain.case.codes import of_hearing
from domain.kernel.actor import Actor
from domain.kernel.kind import PUBLIC_REQUESTS, Kind, kind_of
from domain.registry.registry import Registry
from domain.rules.facts import Need
from store.driver.conditions import all_of, equals
from store.driver.connection import Connection, Document
from store.facts.contested_decision import same_persons
from store.facts.needs import Question, answers
from store.heads.collection import heads_of
from store.heads.reader import Heads
from store.kinds.derived import ticket_of
from store.record.revision import check_unaltered


class PublicRequests:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.of = {kind: Heads(connection, kind) for kind in PUBLIC_REQUESTS}

    async def by_code(self, code: str) -> Document | None:
        """The head of what a person began or is asked in, by the code they hold; the same work for an unknown code.

        The code has to be in the record too: who can change a head gives nobody's matter to another code.
        """
        master, found = self._connection.master, None
        tickets = [master.ticket(code), master.old_ticket(code)]
        for kind in (Kind.CASE, Kind.REDRESS, Kind.ERASURE):
            head = await heads_of(self._connection, kind).find_one({"ticket": {"$in": tickets}})
            found = head if head is not None else found
        # A server of databases may log what it is asked: a person's own code goes there as its keyed hash alone.
        typed, _ = of_hearing(code)
        asked = {"hearing_codes": {"$eq": typed}}
        head = await heads_of(self._connection, Kind.CASE).find_one(asked)
        found = found if head is None else head
        return found if found and await self._recorded(found, tickets, typed) else None

    def mark(self, code: str) -> str | None:
        """Return the register's word for who holds a hearing's code with a secret; None for the code in the record."""
        typed, secret = of_hearing(code)
        return self._connection.master.hearing_word(typed + secret) if secret else None

    async def _recorded(self, head: Document, tickets: Sequence[str], typed: str) -> bool:
        """Return True if the record has the code where the head has it. Raises RevisionAltered."""
        row = await self._connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
        if row is None:
            return False
        check_unaltered(row)
        state = json.loads(bytes(row["state"]))
        asked = (hearing.get("code") for hearing in state.get("hearings", ()))
        return ticket_of(state) in tickets or typed in asked

    async def needs_of(self, actor: Actor, kind: Kind, state: Any, registry: Registry) -> Mapping[type[Need], Need]:
        """Answer the needs of public actions about the streams that a complaint or an erasure is about."""
        needs = {need for action in public_actions(kind) for need in action.needs if need.OF_STATE}
        question = Question(connection=self._connection, actor=actor, registry=registry, stream=state.id, state=state)
        return await answers(needs, question)

    async def examiner_parts(self, redress: Document, registry: Registry) -> list[Document]:
        """Events in the case by persons who examined the complaint, but for what their rulings did there."""
        own, examiners = set(), set()
        async for row in self._connection.revisions.find(
            {"stream": {"$eq": redress["_id"]}}, {"body": 1, "command": 1}
        ):
            own.add(row["command"])
            actor = json.loads(bytes(row["body"]))["actor"]
            if actor["kind"] == "PERSON":
                examiners.add(actor["subject"])
        persons = same_persons(examiners, registry)
        found = []
        async for row in self._connection.revisions.find({"stream": {"$eq": redress["case"]}}).sort("n", 1):
            subject = json.loads(bytes(row["body"]))["actor"]["subject"]
            if subject in persons and row["command"] not in own:
                found.append({"officer": subject, "version": row["n"], "type": row["type"], "at": row["at"]})
        return found

    async def visible(self, actor: Actor, id: str) -> Document | None:
        kind = kind_of(id)
        return await self.of[kind].one(actor, id) if kind in PUBLIC_REQUESTS else None

    async def running(self, case: str) -> bool:
        query = all_of(equals("case", case), {"ended_at": None})
        return await heads_of(self._connection, Kind.REDRESS).find_one(query, {"_id": 1}) is not None
