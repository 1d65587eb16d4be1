"""The form engine over all rows: a form is drawn of each action, and what is typed into it is the command meant."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import uuid4

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    execute,
    get_named_type,
    parse,
)
from graphql.utilities import coerce_input_value

from api.pages.desk.act import FORM
from api.pages.desk.facts import Told
from api.pages.desk.form import Form, Shown
from api.pages.desk.pages import DESK
from api.pages.desk.selection import DEPTH, NAMED, selected
from api.pages.forms.posted import Typed
from api.pages.forms.values import TYPED_DAY, TYPED_MOMENT
from domain.kernel.calendar import VIETNAM
from domain.kernel.fields import Beside, fields_of, normalised
from domain.kernel.policy import ACTING, Scope
from domain.kernel.refusals import camel
from domain.messages import Language
from domain.narrative.choices import choices_of
from domain.narrative.words import _VOCABULARIES, Words
from domain.rules.command import Action, scopes_of
from resolvers.kinds import KINDS as ROWS
from resolvers.root import build, executable
from schema.context import Asked, AskedField
from schema.derive import command_from
from schema.kinds import target_of
from schema.mutations import BY_ACTION
from store.driver.conditions import NOTHING
from store.heads.reader import visible_to
from tests.domain.well_formed import inputs
from tests.domain.worlds import World, actors, known, states, worlds
from tests.schema.refused import snake
from tests.support.acts import ACTS
from tests.support.facts import NOW, person
from tests.support.world import KINDS as WORLD

SCHEMA: Final = executable(build())
OF_FORM: Final = FORM.partition(" form {")[2].rstrip().removesuffix("}")
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


def data_of(action: Action, world: World) -> Mapping[str, Any]:
    """The form of an action on an object, as the schema gives it."""
    form = SCHEMA.type_map["ActionForm"]
    assert isinstance(form, GraphQLObjectType)
    alone = GraphQLSchema(query=GraphQLObjectType("Query", {"form": GraphQLField(form)}))
    target = target_of(BY_ACTION[action.name][0])
    asked = Asked(action=action, target=camel(target) if target else None, state=world.state, facts=world.facts)

    async def choices(field: AskedField, beside: Beside) -> Sequence[Any]:
        return choices_of(field.described, world.state, world.facts)

    async def told() -> Any:
        found = execute(alone, parse(f"{{ form {{ {OF_FORM} }} }}"), {"form": asked}, SimpleNamespace(choices=choices))
        return await found if asyncio.iscoroutine(found) or hasattr(found, "__await__") else found

    answer = asyncio.run(told())
    assert not answer.errors, answer.errors
    found: Mapping[str, Any] = answer.data["form"]
    return found


def meant(action: Action) -> World:
    """A command in a world in which it is carried out; else one that is well-formed, on what there is of the kind."""
    command: Any = action.command
    if found := worlds(command):
        return found[0]
    for state in states(action.stream):
        for actor in actors(action, state):
            facts = known(action, state, actor, 0)
            if one := next(inputs(command, state, facts), None):
                return World(state, one, facts)
    raise AssertionError(f"no input for {action.name}")


def typed_of(command: Any, data: Mapping[str, Any]) -> Typed:
    """What somebody types who means a command."""
    by = {camel(field.name): getattr(command, field.name) for field in fields_of(command.__class__)}
    typed: dict[str, Sequence[str]] = {}
    for field in data["fields"]:
        value = by[field["name"]]
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        typed[field["name"]] = [_typed(field["kind"], one) for one in values]
    return typed


def _typed(kind: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime(TYPED_MOMENT)
    if isinstance(value, date):
        return value.strftime(TYPED_DAY)
    return value.value if isinstance(value, StrEnum) else str(value)


def sent(action: Action, data: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """The command that the mutation makes of an input, which has to mean the action."""
    around: dict[str, Any] = {"commandId": str(uuid4())}
    around |= {data["target"]: f"{action.stream}-{'1' * 24}"} if data["target"] else {}
    around |= {"expectedVersion": 1} if data["versioned"] else {}
    input = SCHEMA.type_map[data["inputType"]]
    assert isinstance(input, GraphQLInputObjectType)
    read = coerce_input_value({**given, **around}, input)
    taken = SimpleNamespace(**{snake(key): read.get(key) for key in input.fields})
    mutation, member = BY_ACTION[action.name]
    assert mutation.meant(taken) is member
    assert [*mutation.faults(member, taken)] == []
    return command_from(action.command, taken)


def rounded(command: Any) -> Any:
    """A command whose moments are as they are typed: to the minute."""
    moments = {name: value for name, value in vars(command).items() if isinstance(value, datetime)}
    return replace(command, **{name: value.replace(second=0, microsecond=0) for name, value in moments.items()})


def shown(language: Language) -> Shown:
    return Shown(texts=DESK.texts[language]["act"], day=str, terms=())


def render(form: Form, fields: Sequence[Any], action: Action, language: Language) -> str:
    """The page of a form, without what a session adds."""
    texts = DESK.texts[language]
    frame = {
        "draft": None,
        "instead": (),
        "t": texts,
        "home": "/desk/",
        "way_out": "/desk/sign-out",
        "lang": language,
        "other": "en",
        "in_other": "",
        "nav": (),
        "here": "",
    }
    page = {"who": {"agency": "", "posts": ""}, "now": NOW, "purpose": None, "asks_purpose": False}
    words = SimpleNamespace(time=str)
    act = {"name": action.name, "form": form, "left": None, "path": "", "back": "", "matter": None}
    facts = {"claim": None, "whole": None, "basis": None, "open": False}
    sent = {
        "version": 1,
        "command_id": "",
        "mark": "",
        "paper": (),
        "previews": False,
        "fields": fields,
        "general": (),
        "sure": False,
        "newer": (),
        "harmless": (),
    }
    return DESK.templates.render("act.html", words=words, **frame, **page, **act, **facts, **sent)


@pytest.mark.parametrize("action", ACTS, ids=lambda action: action.name)
def test_what_is_typed_is_the_command_that_was_meant(action: Action) -> None:
    world = meant(action)
    data = data_of(action, world)
    given, wrong = Form(data=data, language="vi", found={}).read(typed_of(world.command, data))
    assert not wrong
    given |= Form(data=data, language="vi", found={}).fixed
    assert normalised(sent(action, data, given)) == rounded(normalised(world.command))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ACTS, ids=lambda action: action.name)
def test_a_form_comes_back_filled_with_what_is_wrong_beside_its_field(action: Action, language: Language) -> None:
    world = meant(action)
    data = data_of(action, world)
    form = Form(data=data, language=language, found={})
    typed = typed_of(world.command, data)
    first = next((field for field in form.fields if field["required"] and not field["many"]), None)
    if first is None:
        return
    left = {**typed, first["name"]: [" "]}
    _, wrong = form.read(left)
    assert [one.path for one in wrong] == [first["path"]]
    fields = form.shown(left, wrong, "", shown(language))
    assert all(list(field.values) == left[field.name] for field in fields)
    assert [field.name for field in fields if field.errors] == [first["name"]]
    assert all(field.label != field.name for field in fields)
    page = render(form, fields, action, language)
    assert all(f'name="{field.name}"' in page for field in fields)
    assert page.count('class="error"') == 1


@pytest.mark.parametrize("agency", WORLD)
def test_whoever_may_act_at_the_desk_may_read_there_what_the_act_is_on(agency: str) -> None:
    """Only with the scopes that the desk asks for: its pages show an object before they offer an act on it."""
    actor = person(agency, without={*Scope} - {*ACTING})
    for action in ACTS:
        if not action.creates and actor.scopes.intersection(scopes_of(action)):
            scopes = ROWS[action.stream].scopes
            assert not scopes or actor.scopes.intersection(scopes), action.name
            assert visible_to(actor, action.stream) != NOTHING, action.name


def test_each_vocabulary_that_a_page_names_is_there() -> None:
    """A page with a list that is empty in all other tests would fail where the list is not."""
    written = [file.read_text() for ending in ("html", "py") for file in Path("api/pages").rglob(f"*.{ending}")]
    named = {name for text in written for name in re.findall(r'words\.named\("(\w+)"', text)}
    assert len(named) > 20
    assert [name for name in sorted(named) if name not in _VOCABULARIES] == []


ELSEWHERE: Final = frozenset({"Webhook", "Client", "Mailing", "Grant", "SigningKey", "User", "Recovery"})
"""Objects to which no page of the desk leads: they are kept under `/administer/`."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_field_that_a_page_shows_has_a_name(language: Language) -> None:
    told = Told(cast("Words", SimpleNamespace(language=language)), DESK.texts[language]["fields"], "/desk/")
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    types = [of for of in SCHEMA.get_possible_types(node) if of.name not in ELSEWHERE]
    paths = {path for of in types for path in shown_paths(of, "", DEPTH)}
    assert len(paths) > 500
    assert sorted(path for path in paths if told.label(path) == path.rpartition(".")[2]) == []


def shown_paths(of: GraphQLNamedType, path: str, depth: int) -> Iterator[str]:
    for name, field in selected(of):
        held, here = get_named_type(field.type), f"{path}.{name}".removeprefix(".")
        yield here
        if isinstance(held, GraphQLObjectType) and held.name not in {*NAMED, *ELSEWHERE} and depth:
            yield from shown_paths(held, here, depth - 1)
