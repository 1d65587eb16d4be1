"""Documents made by chance from the schema, with each role's token: answered or refused, and nothing of others."""

import json
from collections.abc import Callable
from zlib import crc32

import pytest
from graphql import ArgumentNode, DocumentNode, StringValueNode, Visitor, parse_value, print_ast, visit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from tests.matrix.probes import PURPOSE, REFUSALS, known, shown
from tests.matrix.rich import AGENCIES, World
from tests.support.chance import examples
from tests.support.selections import ROOTS, SCHEMA

DOCUMENTS = 25
"""Documents of one role in a run."""
BETRAYING = ("Traceback", 'File \\"', "pymongo", "graphql.error", "strawberry", "KeyError", "TypeError(")
"""What stands in the text of an exception. That nothing failed inside is told by the codes of the errors."""
SCALARS = {
    "DateTime": st.just(StringValueNode(value="2026-06-01T00:00:00Z")),
    "Date": st.just(StringValueNode(value="2026-06-01")),
    "UUID": st.just(StringValueNode(value="01234567-89ab-4cde-8f01-23456789abcd")),
}
REFUSED = {"FORBIDDEN", "BAD_INPUT", "LIMIT_EXCEEDED", "INVALID_REQUEST"}


class Known(Visitor):
    """Puts what there is in place of what was made up: ids, codes, pages of a size that can be paid for."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        super().__init__()
        self._values = values

    def enter_argument(self, node: ArgumentNode, *_: object) -> ArgumentNode | None:
        """The argument, with a value that the one made up chooses."""
        if not (values := self._values.get(node.name.value)):
            return None
        chosen = values[crc32(print_ast(node.value).encode()) % len(values)]
        return ArgumentNode(name=node.name, value=parse_value(chosen))


def written(world: World, agency: str, root: str) -> Callable[[DocumentNode], str]:
    """A document as text, asking for what there is."""
    values = {**known(world, agency, root), "first": ["1", "3", "10"], "caseId": known(world, agency, "case")["id"]}
    return lambda document: print_ast(visit(document, Known(values)))


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the API draws ids in a thread beside the test
@pytest.mark.parametrize("agency", AGENCIES)
def test_a_document_made_by_chance_is_answered_without_a_word_of_others(world: World, agency: str) -> None:
    answered = []

    @settings(
        max_examples=examples(DOCUMENTS),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def each(data: st.DataObject) -> None:
        root = data.draw(st.sampled_from(ROOTS))
        made = queries(SCHEMA, fields=[root], custom_scalars=SCALARS, print_ast=written(world, agency, root))
        response = world.api.post(world.token(agency), data.draw(made), PURPOSE)
        assert response.status_code < 500, response.text
        assert [item for item in BETRAYING if item in response.text] == []
        answer = json.loads(response.text)
        assert {error["extensions"]["code"] for error in answer.get("errors", ())} <= REFUSED
        assert [item.id for item in shown(world, agency, REFUSALS.sub("", response.text))] == []
        answered.append(answer.get("data") is not None)

    each()
    assert sum(answered) * 2 >= len(answered), "else hardly anything was asked for"
