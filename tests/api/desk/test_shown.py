"""What the desk says of every act and object: each is readable there, and each field that a page shows has a name."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Final, cast

import pytest
from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, get_named_type

from api.pages.desk.facts import Told
from api.pages.desk.matter import HEADED, SECTIONS
from api.pages.desk.pages import DESK
from api.pages.desk.selection import DEPTH, NAMED, selected
from domain.kernel.policy import ACTING, Scope
from domain.messages import Language
from domain.narrative.words import _VOCABULARIES, Words
from domain.rules.command import scopes_of
from resolvers.kinds import KINDS as ROWS
from store.driver.conditions import NOTHING
from store.heads.reader import visible_to
from tests.support.acts import ACTS
from tests.support.facts import person
from tests.support.selections import SCHEMA
from tests.support.told import nothing_missing
from tests.support.world import KINDS as WORLD

LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


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


LAST: Final = {"assignedAt", "imported", "messages", "noticeLinks", "reportCorrections", "reroutings"}
"""Fields of a case that come last on its page, under no subject."""


def test_each_field_of_a_case_has_its_heading() -> None:
    """One without a heading is shown below all others, where nobody looks for it."""
    shown = {name for name, _ in selected(SCHEMA.type_map["Case"])}
    headed = {*chain.from_iterable(SECTIONS["Case"].values()), *HEADED, *LAST}
    nothing_missing(
        f"Case.{name} is under no heading. Add it to SECTIONS in api/pages/desk/matter.py."
        for name in sorted(shown - headed)
    )


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
