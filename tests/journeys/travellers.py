"""People who know the documentation and `allowedActions` and nothing else; what they send is counted.

Before each act they read the object, as a client does: its version, and whether the act is offered to them.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from domain.kernel.calendar import local_date
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind
from schema.kinds import KINDS
from schema.mutations import BY_ACTION, shown_action
from tests.support.acts import given, mutation
from tests.support.complaints import other
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer

PROBLEMS = "problems { __typename code }"


@dataclass
class Count:
    people: set[str] = field(default_factory=set)
    mutations: int = 0
    refusals: int = 0
    conflicts: int = 0


class Travellers:
    """People by `agency.post`, such as `lead.signatory`; `lead.other` is a second signatory."""

    def __init__(self, api: Api, issuer: Issuer) -> None:
        self._play, self._issuer, self._objects = Play(api, issuer), issuer, dict[Kind, str]()
        self.api, self.count = api, Count()

    @property
    def today(self) -> str:
        """The day in Việt Nam, by the API's own, maybe shifted, time."""
        ahead = timedelta(seconds=int(self.api.env.get("CASEBOOK_CLOCK_OFFSET", "0")))
        return local_date(datetime.now(UTC) + ahead).isoformat()

    def token(self, who: str) -> str:
        agency, _, post = who.partition(".")
        if post == "other":
            return self._issuer.sign(self._issuer.claims(other(f"agency-{agency}")))
        return self._play.token(who)

    def id(self, kind: Kind) -> str:
        """The object of a kind that the journey is about."""
        return self._objects[kind]

    def meets(self, kind: Kind, id: str) -> None:
        """From now on, this is the object of the kind."""
        self._objects[kind] = id

    def begins(self, who: str, name: str, kind: Kind, more: str = "", /, **fields: Any) -> Any:
        """An act that makes an object; `more` of the answer is given back."""
        return self._sent(who, name, kind, more, fields)

    def acts(self, who: str, name: str, kind: Kind = Kind.CASE, /, **fields: Any) -> str | None:
        """An act on the object of a kind, which is offered first; the state that it leaves, if it has one."""
        target, read = camel(KINDS[kind].target), self.offer(who, name, kind)
        assert read["offered"], (who, name, read["why"])
        fields |= {target: self.id(kind)} | ({} if read["additive"] else {"expectedVersion": read["version"]})
        answer = self._sent(who, name, kind, "", fields)
        made = answer[camel(KINDS[kind].name)]
        return made.get("state") if made else None

    def offer(self, who: str, name: str, kind: Kind = Kind.CASE) -> dict[str, Any]:
        """What somebody reads before an act."""
        node = KINDS[kind].node.__name__
        query = f"""query($id: ID!, $only: [Action!]) {{ node(id: $id) {{ ... on {node} {{
          version allowedActions(only: $only) {{ allowed problem {{ code }} }} }} }} }}"""
        found = self.api.ask(self.token(who), query, id=self.id(kind), only=[shown_action(name)])["node"]
        [action] = found["allowedActions"]
        why = action["problem"] and action["problem"]["code"]
        additive = "expectedVersion" not in self._inputs(name)
        return {"version": found["version"], "offered": action["allowed"], "why": why, "additive": additive}

    def _inputs(self, name: str) -> list[str]:
        query = "query($name: String!) { __type(name: $name) { inputFields { name } } }"
        found = self.api.ask(self.token("lead"), query, name=BY_ACTION[name][0].input_name)["__type"]
        return [field["name"] for field in found["inputFields"]]

    def _sent(self, who: str, name: str, kind: Kind, more: str, fields: dict[str, Any]) -> Any:
        entry = KINDS[kind]
        state = "state" if kind not in (Kind.OFFICER, Kind.SPOKESPERSON) else ""
        shown = f"{camel(entry.name)} {{ id {state} }} {more} {PROBLEMS}"
        query = mutation(name, shown)
        made = given(name, {"commandId": str(uuid4()), **fields})
        answer = self.api.ask(self.token(who), query, input=made)[name]
        self.count.people.add(who)
        self.count.mutations += 1
        for problem in answer["problems"]:
            conflict = problem["__typename"] == "VersionConflict"
            self.count.conflicts += conflict
            self.count.refusals += not conflict
        if answer[camel(entry.name)]:
            self.meets(kind, answer[camel(entry.name)]["id"])
        assert answer["problems"] == [], (who, name, answer["problems"])
        return answer
