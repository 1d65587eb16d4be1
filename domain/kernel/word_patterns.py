"""Regular expressions that match one of many words. They match the same texts as a plain alternation, but faster."""

import re
from collections import defaultdict
from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that matches one of the words, which are literal texts: the longest that fits. A space matches
    any white space.

    The first letter is compared once, instead of once for each word.
    """
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        rests[word[0]].append(re.escape(word[1:]).replace(r"\ ", r"\s+"))
    firsts = "".join(map(re.escape, rests))
    branches = (f"{re.escape(first)}(?:{'|'.join(others)})" for first, others in rests.items())
    return f"(?=[{firsts}])(?:{'|'.join(branches)})"
