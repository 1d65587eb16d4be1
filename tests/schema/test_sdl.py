"""The schema that clients build on: checked in, described throughout, and clean of what Casebook refuses to be."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from domain.book import ACTIONS
from domain.kernel.fields import fields_of
from domain.kernel.refusals import Problem, camel
from resolvers.sdl import text
from schema.kinds import target_of
from schema.mutations import BY_ACTION, MUTATIONS
from tests.schema.refused import FORBIDDEN, refused, snake
from tests.support.selections import SCHEMA
from tests.support.stale import LINES_MOST, expect_made

CHECKED_IN = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"
PUBLIC = [action for action in ACTIONS if action.public]
OURS = {name: item for name, item in SCHEMA.type_map.items() if not name.startswith("__")}


def words() -> list[str]:
    """Every name in the schema: types, fields, arguments, enum values; but codes, which name what is refused."""
    found = list(OURS)
    for name, our in OURS.items():
        if isinstance(our, GraphQLEnumType) and name not in ("ObjectState", "ProblemCode"):
            found += list(our.values)
        if isinstance(our, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in our.fields.items():
                found += [name, *getattr(field, "args", {})]
    return found


def test_the_schema_checked_in_is_the_one_served() -> None:
    expect_made(CHECKED_IN.read_text(), text(), "schema/schema.graphql", "scripts/generate")


def test_a_stale_schema_is_told_in_a_few_lines() -> None:
    with pytest.raises(pytest.fail.Exception) as stale:
        expect_made(CHECKED_IN.read_text().replace("type", "typo"), text(), "schema/schema.graphql", "scripts/generate")
    head, *lines = str(stale.value).splitlines()
    assert head == "schema/schema.graphql is stale. Make it again: scripts/generate"
    assert len(lines) == LINES_MOST


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_name_could_hold_what_the_register_refuses(rule: str) -> None:
    assert refused(rule, words()) == []


@pytest.mark.parametrize(("rule", "name"), [("X2 identity", "postAuthor"), ("X4 political label", "HostileForces")])
def test_the_rule_against_names_can_fail(rule: str, name: str) -> None:
    assert refused(rule, [*words(), name]) == [name]


def test_every_public_action_is_a_mutation_and_nothing_else_is() -> None:
    assert SCHEMA.mutation_type is not None
    assert set(SCHEMA.mutation_type.fields) == {mutation.name for mutation in MUTATIONS}
    assert sorted(BY_ACTION) == sorted(action.name for action in PUBLIC)


def test_no_mutation_acts_on_several_objects() -> None:
    """G8: no bulk transition."""
    for action in PUBLIC:
        mutation, _ = BY_ACTION[action.name]
        made = SCHEMA.type_map[mutation.input_name]
        assert isinstance(made, GraphQLInputObjectType)
        if (named := target_of(mutation)) is None:
            continue
        target = made.fields[camel(named)].type
        assert isinstance(target, GraphQLNonNull)
        assert not isinstance(target.of_type, GraphQLList)


def test_every_mutation_answers_with_problems_and_a_receipt() -> None:
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        answer = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        assert {"problems", "replayed", "receipt"} <= set(answer.fields), name


def test_every_field_of_a_command_is_in_its_input() -> None:
    for action in PUBLIC:
        made = SCHEMA.type_map[BY_ACTION[action.name][0].input_name]
        assert isinstance(made, GraphQLInputObjectType)
        shown = {snake(name) for name in made.fields}
        assert {field.name for field in fields_of(action.command)} <= shown


def test_every_problem_of_the_domain_is_a_type() -> None:
    shown = {type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Problem"])}  # type: ignore[arg-type]
    assert shown == {item.__name__ for item in Problem.__subclasses__()}


SHOWN_TO_ALL = {"Agency", "Area", "OfficerReference", "Provision"}
"""Objects that are shown to whoever sees what names them: their ids do not stand beside them."""


def test_no_id_stands_beside_an_object_that_is_always_shown() -> None:
    twice = [
        f"{name}.{field}"
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field, shown in kind.fields.items()
        for beside in (field + "Id", field.removesuffix("s") + "Ids")
        if beside in kind.fields and get_named_type(shown.type).name in SHOWN_TO_ALL
    ]
    assert twice == []
