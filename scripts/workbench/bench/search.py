"""What searching costs: CPU of the API's process and of the database's, by how often the words are in claims.

`python -m scripts.workbench.bench search`. The claims are those of `scripts/workbench/bench/register.py`: a few
syllables are in most of them, most syllables in few. A phrase is looked for in the texts themselves, once the words
narrowed the cases."""

from collections.abc import Sequence
from typing import Final

from scripts.workbench.bench.growth import compare
from scripts.workbench.bench.measuring import Question
from scripts.workbench.bench.register import COMMON, RARE

SIZE: Final = 1_000
SEARCH: Final = "query($words: String!) { search(words: $words) { total truncated } }"
NOWHERE: Final = "zzzz"
ASKED: Final = {
    "a word in many claims": COMMON,
    "a word in few": RARE,
    "both": f"{RARE} {COMMON}",
    "a phrase of both": f'"{COMMON} {RARE}"',
    "a word in none": NOWHERE,
}


def questions(_: str) -> Sequence[Question]:
    """What is searched for, by the lead agency and by a member of some cases."""
    return [
        Question(f"{name}{shown}", SEARCH, {"words": words}, who=who)
        for who, shown in (("lead", ""), ("member", ", a member's"))
        for name, words in ASKED.items()
    ]


def main() -> None:
    """Measure, print."""
    compare([SIZE], questions)
