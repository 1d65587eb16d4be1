"""Acts on objects other than cases, over HTTP. Fields, inputs and payloads are read from the schema."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from domain.kernel.refusals import camel
from schema.kinds import KINDS
from schema.mutations import BY_ACTION
from tests.support.acts import given
from tests.support.answered import expect_listed
from tests.support.play import Play, mutation
from tests.support.selections import SCHEMA


def shape(name: str) -> tuple[GraphQLInputObjectType, str, GraphQLObjectType]:
    """Return the input of a mutation, and the field and type of the object in its payload."""
    mutation, member = BY_ACTION[name]
    kind = KINDS[member.action.stream]
    input, type = SCHEMA.type_map[mutation.input_name], SCHEMA.type_map[kind.node.__name__]
    assert isinstance(input, GraphQLInputObjectType)
    assert isinstance(type, GraphQLObjectType)
    return input, camel(kind.name), type


def root_of(type: GraphQLObjectType) -> str:
    assert SCHEMA.query_type is not None
    roots = SCHEMA.query_type.fields.items()
    return str(next(name for name, root in roots if get_named_type(root.type) is type and "id" in root.args))


class Clerk:
    """Officers who act on reports, webhooks, notices and complaints. `do` is one act that must succeed."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._versions: dict[str, str] = {}

    def token(self, who: str) -> str:
        """Return a token of an officer, such as `lead.signatory`; or the given one."""
        return who if len(who) > 100 else self._play.token(who)

    def shown(self, who: str, name: str, id: str, fields: str) -> Any:
        root = root_of(shape(name)[2])
        query = f"query($id: ID!) {{ {root}(id: $id) {{ {fields} }} }}"
        return self._play.api.ask(self.token(who), query, id=id)[root]

    def do(self, who: str, name: str, on: str | None = None, /, **fields: Any) -> str:
        """Execute an action, again on the newer version after a conflict. Return the id of the object."""
        while True:
            payload = self._sent(who, name, on, fields)
            codes = [problem["code"] for problem in payload["problems"]]
            if codes != ["VERSION_CONFLICT"]:
                assert codes == [], (name, payload["problems"])
                return str(payload[shape(name)[1]]["id"])

    def refused(self, who: str, name: str, on: str | None = None, /, **fields: Any) -> str:
        (problem,) = self._sent(who, name, on, fields)["problems"]
        return str(problem["code"])

    def _sent(self, who: str, name: str, on: str | None, fields: Mapping[str, Any]) -> dict[str, Any]:
        input, field, type = shape(name)
        made = given(name, {"commandId": str(uuid4()), **fields})
        if on is not None:
            made[next(key for key in input.fields if key.endswith("Id") and key != "commandId")] = on
        if "expectedVersion" in input.fields and "expectedVersion" not in fields:
            assert on is not None
            known = self._versions.pop(on, None)
            made["expectedVersion"] = known or self.shown(who, name, on, "version")["version"]
        gives = f"{field} {{ id {'version' if 'version' in type.fields else ''} }}"
        payload: dict[str, Any] = self._play.api.ask(self.token(who), mutation(name, gives), input=made)[name]
        expect_listed(name, (problem["code"] for problem in payload["problems"]))
        if payload[field] and "version" in payload[field]:
            self._versions[payload[field]["id"]] = payload[field]["version"]
        return payload
