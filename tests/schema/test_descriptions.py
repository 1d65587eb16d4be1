"""Nothing in the schema goes without saying: every type, field, argument and value is described."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    specified_scalar_types,
)

from domain.messages import LABELLED, label
from domain.messages.catalogue import catalogue
from resolvers.registry import labels_of_actions, labels_of_events
from resolvers.root import build
from resolvers.sdl import text_of
from schema.enums import name_of
from schema.vocabularies import Vocabulary
from tests.support.selections import SCHEMA

SAYS_WHO = re.compile(r"[Nn]eeds (?:what|the scope|`)|For any signed-in caller|Without a token")


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    for name, item in schema.type_map.items():
        if name.startswith("__") or name in specified_scalar_types:
            continue
        if not item.description:
            yield name
        if isinstance(item, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, it in item.values.items() if not it.description)
        if isinstance(item, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, it in item.fields.items():
                if not it.description:
                    yield f"{name}.{field}"
                arguments = getattr(it, "args", {})
                yield from (f"{name}.{field}({key})" for key, arg in arguments.items() if not arg.description)


def test_everything_has_a_description() -> None:
    assert list(undescribed(SCHEMA)) == []


SPOKEN = re.compile(r"`([a-z]+[A-Z]\w*|[a-z]+(?:-[a-z]+)+)`")
OF_OTHERS = {"rawId"}
"""Names of WebAuthn."""


def test_a_name_in_a_description_is_one_of_the_schema() -> None:
    text = text_of(build())
    described = re.findall(r'"""(.*?)"""', text, re.DOTALL)
    names = set(re.findall(r"\w+", re.sub(r'""".*?"""', "", text, flags=re.DOTALL))) | OF_OTHERS
    assert "NO_RESULT_TO_PUBLISH" in names
    spoken = {name for words in described for name in SPOKEN.findall(words)}
    codes = {item.code for item in catalogue()}
    assert {name for name in spoken if name not in names and ("-" not in name or _code(name) in codes)} == set()


def _code(name: str) -> str:
    return name.upper().replace("-", "_")


def test_every_root_says_who_may_use_it() -> None:
    roots = (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type)
    silent = [
        f"{root.name}.{name}"
        for root in roots
        if root
        for name, field in root.fields.items()
        if not SAYS_WHO.search(field.description or "")
    ]
    assert silent == []


def test_values_are_described_by_their_labels() -> None:
    kinds = {name_of(item): item for item in LABELLED}
    for name, item in SCHEMA.type_map.items():
        if isinstance(item, GraphQLEnumType) and name in kinds:
            for value, it in item.values.items():
                shown = kinds[name][value]
                assert it.description == f"{label(shown, 'vi')} · {label(shown, 'en')}"


def test_every_enum_of_ours_is_labelled() -> None:
    ours = {n for n, e in SCHEMA.type_map.items() if isinstance(e, GraphQLEnumType) and not n.startswith("__")}
    assert ours - {"Action", "EventType", "ObjectState", "ProblemCode"} <= {name_of(item) for item in LABELLED}


@pytest.mark.parametrize(
    ("enum", "labels"), [("Action", labels_of_actions()), ("EventType", labels_of_events())], ids=["actions", "events"]
)
def test_names_of_the_record_have_both_labels(enum: str, labels: Vocabulary) -> None:
    made = SCHEMA.type_map[enum]
    assert isinstance(made, GraphQLEnumType)
    assert {label.value: f"{label.vi} · {label.en}" for label in labels.values} == {
        name: value.description for name, value in made.values.items()
    }
