"""Reads without an account, by an address or a code, and reads for examiners.

An unknown address takes the same steps as the address of a case without a decision: one keyed hash, one indexed query,
no result. These reads are not recorded.
"""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from domain.book import public_actions
from domain.case.codes import may_act, of_hearing, plain_code
from domain.case.state.case import Case
from domain.case.state.measures import OwnMeasure
from domain.complaint.accusations import ACCUSATIONS_MOST
from domain.complaint.acts import (
    TEXTS,
    Undoing,
    agency_name,
    agency_of_act,
    done_on,
    masked,
    named_act,
    public_decision,
    result_told,
)
from domain.complaint.appeal import AppealRedress, level_above, ways_on
from domain.complaint.state import GRANTED, SECOND, ContestedKind, Redress, RedressOutcome
from domain.erasure.state import Erasure
from domain.kernel import text
from domain.kernel.actor import Actor, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.fields import checked_address
from domain.kernel.vocabulary import PUBLIC_REQUESTS, Kind, kind_of
from domain.registry.registry import Registry
from domain.rules.facts import Facts, Need
from domain.rules.guards import unmet
from domain.statement.measures import Changed
from store.driver.conditions import all_of, equals
from store.driver.connection import Connection, Document
from store.facts.named import same_persons
from store.facts.needs import Question, answers
from store.heads.collection import heads_of
from store.heads.reader import Heads
from store.heads.to_state import state_in
from store.kinds.case_heads import NEWEST
from store.kinds.derived import ticket_of
from store.record.revision import check_unaltered
from store.record.statements import changed


class PublicRequests:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.of = {kind: Heads(connection, kind) for kind in PUBLIC_REQUESTS}

    async def by_code(self, code: str) -> Document | None:
        """Return the head of a person's request or hearing by its code. An unknown code takes the same amount of work.

        The record must contain the code too. A changed code in the head alone therefore gives no access.
        """
        master, found = self._connection.master, None
        tickets = [master.ticket(code), master.old_ticket(code)]
        for kind in (Kind.CASE, Kind.REDRESS, Kind.ERASURE):
            head = await heads_of(self._connection, kind).find_one({"ticket": {"$in": tickets}})
            found = head if head is not None else found
        # A database server may log its queries: a person's own code reaches it only as a keyed hash.
        typed, _ = of_hearing(code)
        asked = {"hearing_codes": {"$eq": typed}}
        head = await heads_of(self._connection, Kind.CASE).find_one(asked)
        found = found if head is None else head
        return found if found and await self._recorded(found, tickets, typed) else None

    def mark(self, code: str) -> str | None:
        """Return the word that, with a secret, identifies the holder of a hearing code; None for a code without such a
        word."""
        typed, secret = of_hearing(code)
        return self._connection.master.hearing_word(typed + secret) if secret else None

    async def _recorded(self, head: Document, tickets: Sequence[str], typed: str) -> bool:
        """Return True if the record contains the same code as the head. Raise RevisionAltered."""
        row = await self._connection.revisions.find_one({"_id": f"{head['_id']}:{head['n']}"})
        if row is None:
            return False
        check_unaltered(row)
        state = json.loads(bytes(row["state"]))
        asked = (hearing.get("code") for hearing in state.get("hearings", ()))
        return ticket_of(state) in tickets or typed in asked

    async def needs_of(self, actor: Actor, kind: Kind, state: Any, registry: Registry) -> Mapping[type[Need], Need]:
        """Return the answers to needs of public actions, about the streams to which a complaint or an erasure
        refers."""
        needs = {need for action in public_actions(kind) for need in action.needs if need.OF_STATE}
        question = Question(connection=self._connection, actor=actor, registry=registry, stream=state.id, state=state)
        return await answers(needs, question)

    async def examiner_parts(self, redress: Document, registry: Registry) -> list[Document]:
        """Return the events of the case by persons who examined the complaint, except the effects of their rulings."""
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


CODE_MOST = 60
"""Most characters of a code as typed."""
CASES_MOST = 20
"""Most decided cases about one address that are compared. The newest cases are compared first."""

Row = Mapping[str, Any]


def _masked_texts(decision: Row, shown: Collection[str]) -> Row:
    """Return the texts of a decision, masked; None for texts that are not in `shown`.

    Call it in a thread: masking the longest texts takes 0.2 s.
    """
    return {name: masked(decision[name]) if name in shown else None for name in ("number", *TEXTS)}


class PublicDoor:
    def __init__(self, connection: Connection, requests: PublicRequests) -> None:
        self._connection, self._requests = connection, requests

    async def decision_for(self, url: str, registry: Registry) -> Row | None:
        """Return the newest decision about the content at exactly this address.

        Raise Refused for an invalid address.
        """
        given = checked_address(url, "url")
        key = self._connection.master.match(text.normal_url(given))
        heads = heads_of(self._connection, Kind.CASE).find({"decision_keys": key}).sort(NEWEST)
        found = await heads.limit(CASES_MOST).to_list(None)
        newest = max(found, key=lambda head: head["decisions"][-1]["at"], default=None)
        return await self._shown(newest, registry) if newest else None

    async def hearing_for(self, url: str) -> Row | None:
        """Return the newest hearing about the content at exactly this address; None if there is none.

        Raise Refused for an invalid address.
        """
        given = checked_address(url, "url")
        key = self._connection.master.match(text.normal_url(given))
        rows = heads_of(self._connection, Kind.CASE).find({"hearing_keys": key}).sort(NEWEST)
        head = next(iter(await rows.limit(1).to_list(None)), None)
        return None if head is None else {"head": head, "state": state_in(Kind.CASE, head)}

    async def _shown(self, head: Document, registry: Registry, code: str | None = None) -> Row | None:
        case: Case = state_in(Kind.CASE, head)
        made = public_decision(case, registry, local_date(self._connection.clock()), code)
        if made is None:
            return None
        provisions = heads_of(self._connection, Kind.PROVISION).find(
            {"_id": {"$in": [*made.grounds, *made.procedures]}}
        )
        rows = {row["_id"]: row async for row in provisions}
        row = next(decision for decision in head["decisions"] if decision["public_code"] == made.code)
        return {
            **vars(made),
            "redress_notice": row["redress_notice"],
            **(await asyncio.to_thread(_masked_texts, row, ("number", *(TEXTS if made.served else ())))),
            "grounds": [rows[ground] for ground in made.grounds if ground in rows],
            "procedures": [rows[procedure] for procedure in made.procedures if procedure in rows],
            "undone": await self._ended(made.undone) if made.undone else None,
            "statement": await self._statement(head, made.code),
        }

    async def _statement(self, head: Document, code: str) -> str | None:
        """Return the decision's line in the public register; None for a decision made before lines were required."""
        decided = Changed(stream=head["_id"], members={"case.decided": "decision.public_code"}, value=code)
        return await changed(self._connection, decided, f"{head['_id']}:{head['n'] + 1}")

    async def _ended(self, undone: Undoing) -> Row:
        query = {"_id": undone.redress} if undone.redress else None
        redress = await heads_of(self._connection, Kind.REDRESS).find_one(query) if query else None
        rulings = [ruling for ruling in redress["rulings"] if ruling["outcome"] in GRANTED] if redress else []
        ruling = rulings[-1] if rulings else {}
        return {
            **vars(undone),
            "outcome": RedressOutcome(ruling["outcome"]) if ruling else None,
            "number": ruling.get("number"),
            "reasons": await asyncio.to_thread(masked, ruling.get("reasons")),
        }

    async def request(self, code: str, registry: Registry) -> Row | None:
        """Return the part of a matter that the code's holder may read; None for an unknown code."""
        if len(code) > CODE_MOST:  # never cut off: the rate limit and the permissions apply to the whole code
            return None
        head = await self._requests.by_code(code)
        if head is None:
            return None
        kind = kind_of(head["_id"])
        assert kind is not None  # every head's id is that of a stream
        state = state_in(kind, head)
        asked = kind is Kind.CASE and of_hearing(code)[0] in head["hearing_codes"]
        found = {"kind": kind, "stream": head["_id"], "head": head, "state": state, "asked": asked}
        found["now"] = self._connection.clock()
        found["code"] = plain_code(code)
        found["mark"] = self._requests.mark(code) if asked else None
        found["acts"] = asked or may_act(ticket_of(head)) is None
        found["accusations"] = await self._accusations(state)
        found["decision"] = await self._shown(head, registry) if kind is Kind.CASE and result_told(state) else None
        return {**found, **self._ways(state, registry), **await self._contested(state, registry)}

    async def _accusations(self, state: Case | Redress | Erasure) -> list[Document]:
        """Return the code holder's accusations against the agency after the case ended, oldest first, with the
        answers."""
        if not isinstance(state, Case):
            return []
        rows = heads_of(self._connection, Kind.ACCUSATION).find({"case": {"$eq": state.id}, "agency": None})
        return await rows.sort("at", 1).limit(ACCUSATIONS_MOST).to_list(None)

    async def law_texts(self, ids: Sequence[str]) -> dict[str, Row]:
        found = heads_of(self._connection, Kind.PROVISION).find({"_id": {"$in": list(ids)}})
        return {row["_id"]: row async for row in found}

    async def _contested(self, state: Case | Redress | Erasure, registry: Registry) -> Row:
        """Return the contested act as the public sees it: a decision or an own measure; None if a case hides the act.

        `against` is the agency whose act was contested.
        """
        found: dict[str, Any] = {"contested": None, "measure": None, "against": ""}
        if not isinstance(state, Redress):
            return found
        found["against"] = agency_name(state.agency, local_date(state.at), registry)
        head = await heads_of(self._connection, Kind.CASE).find_one({"_id": state.case})
        if head and state.about is ContestedKind.DECISION:
            found["contested"] = await self._shown(head, registry, state.decision)
        measure = named_act(state_in(Kind.CASE, head), state.decision) if head else None
        if isinstance(measure, OwnMeasure):
            found["measure"] = (measure, agency_name(agency_of_act(measure), done_on(measure), registry))
        return found

    def _ways(self, state: Case | Redress | Erasure, registry: Registry) -> Row:
        """Return the remedies that the law gives, and whether the holder can now file a second-level appeal in the
        register."""
        if not isinstance(state, Redress):
            return {"open": False, "ways_on": (), "above": None}
        now, who = self._connection.clock(), holder_of(state.id)
        facts = Facts(actor=who, now=now, registry=registry, sealed={})
        can_appeal = unmet(AppealRedress.ACTION.requires, state, facts) is None
        ways = ways_on(state, facts)
        above = level_above(state, facts) if ways and state.level < SECOND else None
        return {"open": can_appeal, "ways_on": ways, "above": above}
