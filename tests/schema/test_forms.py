"""Every field of every input has a name and a hint in both languages, and no word of a form is one of the code's."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, get_named_type

from domain.book import ACTIONS, BY_NAME
from domain.document.state import DocumentKind
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Ref, Refs
from domain.messages import Language
from domain.messages.forms import ACTS, EXAMPLES, FIELDS, HINTS, LASTING, PAPERS, acts_of
from domain.narrative.forms import form_of, words_in
from resolvers.public import build_public
from resolvers.root import executable
from schema.derive import description_of
from schema.kinds import KINDS
from schema.mutations import MUTATIONS
from tests.support.selections import SCHEMA
from tests.support.told import lines_for, nothing_missing

PUBLIC: Final = executable(build_public())
LANGUAGES: tuple[Language, ...] = ("vi", "en")
OF_CODE = re.compile(r"`|\b[Nn]ull\b|\b(?:Id|Key) of\b|\binput\.|\b[A-Z]+_[A-Z_]+\b|\b(?!UBND|DOCX)[A-Z]{4,}\b")
"""What only programmers read: names in backticks, null, values of enums as the code spells them."""
OFFERED = [action for action in ACTIONS if action.public or ActorKind.PUBLIC in action.by]
ACTIONS_OF = {one.name: [member.action for member in one.members] for one in MUTATIONS}
FORMS = [(action, field) for action in OFFERED for field in form_of(action.command)]


def inputs(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Each field of each input with its mutation, those of inputs within inputs as well."""
    assert schema.mutation_type
    for mutation, field in schema.mutation_type.fields.items():
        kinds = [get_named_type(argument.type) for argument in field.args.values()]
        while kinds:
            kind = kinds.pop()
            if isinstance(kind, GraphQLInputObjectType):
                yield from ((mutation, name) for name in kind.fields)
                kinds += [get_named_type(inner.type) for inner in kind.fields.values()]


def fields_in(schema: GraphQLSchema, name: str) -> set[str]:
    kind = schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return {*kind.fields}


def unnamed(schema: GraphQLSchema) -> list[str]:
    """The fields without a label in both languages, or whose label is their name in the code."""
    found = []
    for mutation, name in inputs(schema):
        for action in ACTIONS_OF.get(mutation) or [BY_NAME[mutation]]:
            words = words_in(action, name)
            if not words or any(words.label.get(one) in (None, "", name) for one in LANGUAGES):
                found.append(f"{mutation}.{name}")
    return found


def test_every_mutation_is_offered_by_an_object_or_by_me() -> None:
    acted_on = {member.action.stream for one in MUTATIONS for member in one.members if not member.action.creates}
    types = {KINDS[kind].node.__name__ for kind in acted_on} | {"Me"}
    assert [name for name in sorted(types) if "allowedActions" not in fields_in(SCHEMA, name)] == []


@pytest.mark.parametrize("schema", [SCHEMA, PUBLIC])
def test_every_field_of_every_input_is_named(schema: GraphQLSchema) -> None:
    assert len(list(inputs(schema))) > 50
    nothing_missing(
        f"{name} has no label. Add its field to [fields] of domain/messages/forms.toml, in both languages."
        for name in unnamed(schema)
    )


def test_every_field_of_a_form_has_a_hint_for_people() -> None:
    said = {(f"{action.name}.{field.name}", field.hint(one)) for action, field in FORMS for one in LANGUAGES}
    nothing_missing(
        f"{name} has no hint. Add it to [hints] of domain/messages/forms.toml; English may be the field's `doc`."
        for name in sorted({name for name, hint in said if not hint})
    )
    assert [name for name, hint in said if OF_CODE.search(hint or "")] == [], "a hint has a word of the code"
    assert [name for name, words in FIELDS.items() for word in words.values() if OF_CODE.search(word)] == []


def test_two_fields_of_one_form_have_different_names() -> None:
    for action in OFFERED:
        for one in LANGUAGES:
            labels = [field.label(one) for field in form_of(action.command)]
            assert len(labels) == len(set(labels)), (action.name, labels)


def test_every_action_says_what_it_does() -> None:
    nothing_missing(
        f"{action.name} has no sentence. Add it to [acts] of domain/messages/forms.toml; English is its docstring."
        for action in OFFERED
        if not acts_of(action.name).get("vi")
    )
    for action in OFFERED:
        words = {"en": description_of(action.command) or ""} | dict(acts_of(action.name))
        assert not any(map(OF_CODE.search, words.values())), (action.name, words)


def test_no_word_is_left_over() -> None:
    known = {name for action, field in FORMS for name in (field.name, f"{action.name}.{field.name}")}
    sent = {name for schema in (SCHEMA, PUBLIC) for _, name in inputs(schema)} | {"objectId"}
    assert {*FIELDS, *HINTS, *EXAMPLES} <= known | sent
    lines_for(FIELDS, HINTS, "[hints] of domain/messages/forms.toml", "{}, as in [fields]")
    assert {*ACTS, *LASTING, *PAPERS} <= {action.name for action in OFFERED}
    assert {paper for papers in PAPERS.values() for paper in papers} <= set(DocumentKind)


def test_every_reference_says_what_it_leads_to() -> None:
    several = {"target", "sourceId", "part", "delivery", "upload", "figures"}
    """Where several kinds fit, where parts differ by kind, files, and a line of the public register."""
    for action, field in FORMS:
        if isinstance(field.field.spec, Ref | Refs):
            assert field.to or field.name in several, (action.name, field.name)
