"""The one list of codes: every code that the API or a rule can give is in it, with both sentences."""

import ast
from collections.abc import Iterator

from domain.case.state.case import Category
from domain.kernel.refusals import Retry, constant
from domain.messages import sentences
from domain.messages.catalogue import RETRIES, catalogue, scope_of_case
from tests.domain.codes import all_codes, texts_in, trees
from tests.support.each import each

LISTED = {item.code: item for item in catalogue()}


def answers_in(tree: ast.AST) -> Iterator[str]:
    """Codes in capitals: values of a key or keyword `code`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "code"]
        elif isinstance(node, ast.keyword) and node.arg == "code":
            found = [node.value]
        else:
            continue
        texts = (item.value for item in found if isinstance(item, ast.Constant))
        yield from (text for text in texts if isinstance(text, str) and text.isupper())


def test_every_answer_of_the_api_is_listed() -> None:
    given = {code for _, tree in trees("api", holding=("code",)) for code in answers_in(tree)}
    assert {"FORBIDDEN", "BAD_INPUT", "INTERNAL"} <= given
    assert given - set(LISTED) == set()


def test_no_answer_is_listed_that_nobody_gives() -> None:
    answers = set(sentences("codes", "en"))
    said = {text for _, tree in trees("api", holding=answers) for text in texts_in(tree)}
    assert answers - said == set()


def test_every_refusal_is_listed() -> None:
    assert {constant(code.code) for code in all_codes()} - set(LISTED) == set()


@each("code", RETRIES)
def test_what_can_be_tried_again_exists(code: str) -> None:
    assert LISTED[constant(code)].retry is RETRIES[code]


def test_a_rule_is_never_got_round_by_trying_again() -> None:
    assert LISTED["FOUND_PROTECTED"].retry is LISTED["FORBIDDEN"].retry is Retry.NO


def test_no_code_is_listed_twice() -> None:
    assert len(LISTED) == len(list(catalogue()))


@each(
    ("areas", "told"),
    [
        ((), "the whole province"),
        (("Xã A", "Xã B"), "Xã A, Xã B"),
        (("Xã A", "Xã B", "Xã C", "Xã D"), "Xã A, Xã B, 2 others"),
    ],
)
def test_a_scope_names_its_areas_or_the_whole_province(areas: tuple[str, ...], told: str) -> None:
    assert f"area: {told};" in scope_of_case("14/2021/QĐ-UBND", areas, Category.HEALTH, "en", 2)
