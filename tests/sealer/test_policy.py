"""Policy files: what they say, and what is refused."""

from itertools import combinations

import pytest

from store.tlog.note import Signer, Verified
from store.tlog.policy import NAMES_MOST, Cosigner, Policy, parse_policy
from store.tlog.strict import LogFault

KEYS = [Cosigner.generate(f"witness.test/{name}") for name in "abcd"]
A, B, C, D = (key.vkey() for key in KEYS)
LOG = Signer.generate("log.test").vkey()
NAMED = f"witness a {A} https://a.test/w\nwitness b {B}\nwitness c {C}\n"


def signed(*numbers: int) -> list[Verified]:
    return [Verified(KEYS[number].name, KEYS[number].key_id, 1) for number in numbers]


def satisfied(policy: Policy) -> set[tuple[int, ...]]:
    sets = [combination for size in range(4) for combination in combinations(range(3), size)]
    good = [item for item in sets if policy.satisfied(signed(*item))]
    return {item for item in good if not any(set(less) < set(item) for less in good)}


@pytest.mark.parametrize(
    ("rule", "enough"),
    [
        ("quorum none", {()}),
        ("quorum b", {(1,)}),
        ("group g any a b c\nquorum g", {(0,), (1,), (2,)}),
        ("group g all a b c\nquorum g", {(0, 1, 2)}),
        ("group g 2 a b c\nquorum g", {(0, 1), (0, 2), (1, 2)}),
        ("group g any a b\ngroup h all g c\nquorum h", {(0, 2), (1, 2)}),
    ],
)
def test_quorums(rule: str, enough: set[tuple[int, ...]]) -> None:
    assert satisfied(parse_policy((NAMED + rule + "\n").encode())) == enough


def test_addresses_logs_comments_and_spaces_are_read() -> None:
    text = f"# a comment\n\t log {LOG} https://log.test \n\n  {NAMED}quorum\tnone"
    policy = parse_policy(text.encode())
    assert [log.vkey() for log in policy.logs] == [LOG]
    assert [witness.url for witness in policy.witnesses.values()] == ["https://a.test/w", None, None]


def test_a_signature_under_a_witness_name_by_another_key_does_not_count() -> None:
    policy = parse_policy((NAMED + "quorum a\n").encode())
    other = Cosigner.generate(KEYS[0].name)
    assert not policy.satisfied([Verified(other.name, other.key_id, 1)])


REFUSED = [
    "",
    NAMED,
    "quorum none\nquorum none",
    "quorum a",
    "quorum",
    "quorum a b",
    f"quorum a\nwitness a {A}",
    f"witness a {A}\nwitness a {B}\nquorum none",
    f"witness a {A}\nwitness b {A}\nquorum none",
    f"witness none {A}\nquorum none",
    f"witness a {LOG}\nquorum none",
    f"log {A}\nquorum none",
    f"log {LOG}\nlog {LOG}\nquorum none",
    "witness a nonsense\nquorum none",
    NAMED + "group g 4 a b c\nquorum g",
    NAMED + "group g 0 a b c\nquorum g",
    NAMED + "group g -1 a b c\nquorum g",
    NAMED + "group g 01 a b c\nquorum g",
    NAMED + "group g all\nquorum g",
    NAMED + "group g 2 a a b\nquorum g",
    NAMED + "group g any a d\nquorum g",
    NAMED + "group g any none\nquorum g",
    NAMED + "group g any a\ngroup h any a b\nquorum h",
    NAMED + "group a any b\nquorum a",
    NAMED + "nonsense\nquorum none",
    NAMED + "quorum none\r\n",
    "quorum none\x00",
    "".join(f"group g{number} any a\n" for number in range(NAMES_MOST + 1)),
    "#" * 70_000,
    f"witness \udcff {A}\nquorum \udcff",
]


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_does_not_say_one_thing_is_refused(text: str) -> None:
    with pytest.raises(LogFault):
        parse_policy(text.encode("utf-8", "surrogateescape"))


def test_there_is_room_for_as_many_names_as_the_specification_asks_for() -> None:
    rows = [
        f"witness a {A}",
        *(f"group g{number} any {'a' if number == 1 else f'g{number - 1}'}" for number in range(1, NAMES_MOST)),
    ]
    assert len(parse_policy("\n".join([*rows, "quorum a"]).encode()).groups) == NAMES_MOST - 1
