"""Reading without an account: a decision by its exact address, and one's own request by its code.

An address that is not known and one whose case has no decision take the same path: one keyed hash, one query on one
index, nothing found. Reading here leaves no trace.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.case.codes import may_act, of_hearing, plain_code
from domain.case.state.case import Case
from domain.case.state.measures import OwnMeasure
from domain.complaint.accusations import ACCUSATIONS_MOST
from domain.complaint.acts import agency_of_act, done_on, named_act
from domain.complaint.appeal import AppealRedress, level_above, ways_on
from domain.complaint.public_decisions import TEXTS, Undoing, agency_name, masked, public_decision, result_told
from domain.complaint.state import GRANTED, SECOND, ContestedKind, Redress, RedressOutcome
from domain.erasure.state import Erasure
from domain.kernel import text
from domain.kernel.actor import holder_of
from domain.kernel.calendar import local_date
from domain.kernel.fields import checked_address
from domain.kernel.kind import Kind, kind_of
from domain.registry.registry import Registry
from domain.rules.facts import Facts
from domain.rules.guards import unmet
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.to_state import state_in
from store.kinds.case_indexes import NEWEST
from store.kinds.derived import ticket_of
from store.read.public_requests import PublicRequests

CODE_MOST = 60
"""Characters of a code as it may be typed."""
CASES_MOST = 20
"""Decided cases about one address that are compared; those opened last."""

Row = Mapping[str, Any]


class PublicDoor:
    def __init__(self, connection: Connection, requests: PublicRequests) -> None:
        self._connection, self._requests = connection, requests

    async def decision_for(self, url: str, registry: Registry) -> Row | None:
        """The newest decision about the content at exactly this address. Raises Refused for an invalid address."""
        given = checked_address(url, "url")
        key = self._connection.master.match(text.normal_url(given))
        heads = heads_of(self._connection, Kind.CASE).find({"decision_keys": key}).sort(NEWEST)
        found = await heads.limit(CASES_MOST).to_list(None)
        newest = max(found, key=lambda head: head["decisions"][-1]["at"], default=None)
        return await self._shown(newest, registry) if newest else None

    async def hearing_for(self, url: str) -> Row | None:
        """The newest question to the person concerned by the content at exactly this address; None without one.

        Raises Refused for an invalid address.
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
            **{name: masked(row[name]) if made.served else None for name in TEXTS},
            "grounds": [rows[ground] for ground in made.grounds if ground in rows],
            "procedures": [rows[procedure] for procedure in made.procedures if procedure in rows],
            "undone": await self._ended(made.undone) if made.undone else None,
        }

    async def _ended(self, undone: Undoing) -> Row:
        """Return how a decision was undone, with the ruling that did it."""
        query = {"_id": undone.redress} if undone.redress else None
        redress = await heads_of(self._connection, Kind.REDRESS).find_one(query) if query else None
        rulings = [ruling for ruling in redress["rulings"] if ruling["outcome"] in GRANTED] if redress else []
        ruling = rulings[-1] if rulings else {}
        return {
            **vars(undone),
            "outcome": RedressOutcome(ruling["outcome"]) if ruling else None,
            "number": ruling.get("number"),
            "reasons": masked(ruling.get("reasons")),
        }

    async def request(self, code: str, registry: Registry) -> Row | None:
        """Return what a code's holder may know of the matter they began or are heard in; None for an unknown code."""
        head = await self._requests.by_code(code[:CODE_MOST])
        if head is None:
            return None
        kind = kind_of(head["_id"])
        assert kind is not None  # heads bear ids of streams
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
        """List the code holder's accusations against the agency after the end, oldest first, with the answers."""
        if not isinstance(state, Case):
            return []
        rows = heads_of(self._connection, Kind.ACCUSATION).find({"case": {"$eq": state.id}, "agency": None})
        return await rows.sort("at", 1).limit(ACCUSATIONS_MOST).to_list(None)

    async def law_texts(self, ids: Sequence[str]) -> dict[str, Row]:
        """The texts of provisions, which everybody may read, by their ids."""
        found = heads_of(self._connection, Kind.PROVISION).find({"_id": {"$in": list(ids)}})
        return {row["_id"]: row async for row in found}

    async def _contested(self, state: Case | Redress | Erasure, registry: Registry) -> Row:
        """Return the contested decision as everybody sees it, or the self-measure; None where a case hides it.

        `against` names the agency whose act it was.
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
        """Return whether the holder can go to the second level in the register now, and all ways on by law."""
        if not isinstance(state, Redress):
            return {"open": False, "ways_on": (), "above": None}
        now, who = self._connection.clock(), holder_of(state.id)
        facts = Facts(actor=who, now=now, registry=registry, sealed={})
        can_appeal = not state.over and unmet(AppealRedress.ACTION.requires, state, facts) is None
        ways = ways_on(state, facts)
        above = level_above(state, facts) if ways and state.level < SECOND else None
        return {"open": can_appeal, "ways_on": ways, "above": above}
