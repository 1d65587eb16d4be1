"""A mutation that carries out several acts lends none of them the rights, the objects or the fields of another."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
from graphql import GraphQLEnumType, GraphQLInputField, GraphQLInputObjectType, GraphQLNonNull

from domain.kernel.refusals import camel, constant
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import scopes_of
from schema.mutations import MUTATIONS, Member, Mutation
from tests.support.installation import Api
from tests.support.selections import SCHEMA
from tests.support.tokens import Issuer
from tests.support.world import caller

JOINED: Final = [mutation for mutation in MUTATIONS if mutation.is_joined]
MEMBERS: Final = [(mutation, member) for mutation in JOINED for member in mutation.members]
NAMES: Final = [member.action.name for _, member in MEMBERS]
POSTS: Final = (Post.SIGNATORY, Post.ADMIN, Post.HANDLER)
AGENCIES: Final = ("agency-lead", "agency-ppc", "agency-police", "agency-inspection")
PLAIN: Final = {"Int": 1, "Date": "2026-01-02", "Boolean": False}


def meant(mutation: Mutation, member: Member, kind: Kind) -> dict[str, Any]:
    """An input that means the act, on an object of a kind that nobody made, with every field that it has to have."""
    input = SCHEMA.type_map[mutation.input_name]
    assert isinstance(input, GraphQLInputObjectType)
    needed = {camel(name) for name in member.needs}
    found = {
        name: value(name, bare(field.type), kind) for name, field in input.fields.items() if wanted(name, field, needed)
    }
    found |= {camel(name): getattr(item, "value", item) for name, item in member.fixed.items()}
    own = {
        camel(name): "2026-01-01T00:00:00Z" if name == "since" else f"{kind}-{uuid4().hex}" for name in given(member)
    }
    return {**found, **own, "commandId": str(uuid4())}


def given(member: Member) -> Iterator[str]:
    if member.given:
        yield member.given


def wanted(name: str, field: GraphQLInputField, needed: set[str]) -> bool:
    return name in needed or (isinstance(field.type, GraphQLNonNull) and name not in ("commandId", "confirmedNames"))


def bare(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def value(name: str, kind: Any, stream: Kind) -> Any:
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return f"{stream}-{uuid4().hex}" if kind.name == "ID" else PLAIN.get(kind.name, "Đã xem xét kỹ, có căn cứ.")


def codes(api: Api, token: str, mutation: Mutation, input: dict[str, Any]) -> list[str]:
    query = f"""mutation($input: {mutation.input_name}!) {{
        {mutation.name}(input: $input) {{ problems {{ code ... on MissingRight {{ scopes }} }} }} }}"""
    return [problem["code"] for problem in api.ask(token, query, input=input)[mutation.name]["problems"]]


@pytest.mark.parametrize(("mutation", "member"), MEMBERS, ids=NAMES)
def test_rights_for_one_act_are_none_for_another(api: Api, issuer: Issuer, mutation: Mutation, member: Member) -> None:
    """Whoever holds all scopes but those of the act itself is refused before the object is looked for."""
    own = {scope.value for scope in scopes_of(member.action)}
    for agency in AGENCIES:
        for post in POSTS:
            token = issuer.token(caller(agency, post, without=own))
            said = codes(api, token, mutation, meant(mutation, member, member.action.stream))
            assert said == ["SCOPE_MISSING"], (agency, post)


@pytest.mark.parametrize("mutation", JOINED, ids=[mutation.name for mutation in JOINED])
def test_an_object_of_another_kind_is_no_way_in(api: Api, issuer: Issuer, mutation: Mutation) -> None:
    kinds = {member.action.stream for member in mutation.members}
    token = issuer.token(caller("agency-lead", Post.SIGNATORY))
    for kind in [kind for kind in Kind if kind not in kinds]:
        for member in mutation.members:
            [code] = codes(api, token, mutation, meant(mutation, member, kind))
            assert code in ("NO_SUCH_ACT", "NOT_FOUND", "SCOPE_MISSING", "POST_MISSING", "FIELD_NEEDED"), (kind, code)
            assert code == "NO_SUCH_ACT" or not mutation.of_kinds, (kind, code)


@pytest.mark.parametrize(("mutation", "member"), MEMBERS, ids=NAMES)
def test_a_field_of_another_act_is_refused(api: Api, issuer: Issuer, mutation: Mutation, member: Member) -> None:
    others = {name for other in mutation.members for name in other.takes} - member.takes - mutation.telling
    token = issuer.token(caller("agency-lead", Post.SIGNATORY))
    input = SCHEMA.type_map[mutation.input_name]
    assert isinstance(input, GraphQLInputObjectType)
    for name in sorted(others):
        made = meant(mutation, member, member.action.stream)
        kind = input.fields[camel(name)].type
        made[camel(name)] = value(name, bare(kind), member.action.stream)
        assert constant("field-not-taken") in codes(api, token, mutation, made), name
