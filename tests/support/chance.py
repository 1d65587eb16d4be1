"""What Hypothesis draws: the same examples in every run of a commit; the first of them for a quick answer, and when
asked to search others, and more of them.
"""

import os
from collections.abc import Mapping

from hypothesis import HealthCheck, settings

SEARCH = "CASEBOOK_SEARCH"
"""How many times as many examples to draw, each run others."""
QUICK = "CASEBOOK_QUICK"
"""Set by `scripts/test --fast`: draw the first few examples only."""
FEWER = 10
"""Of how many examples a quick run draws one."""
EXAMPLES = 100
"""Of a test that does not say how many."""


def examples(count: int, env: Mapping[str, str] = os.environ) -> int:
    """How many examples a test draws that names a number of its own."""
    if SEARCH in env:
        return count * int(env[SEARCH])
    return -(-count // FEWER) if env.get(QUICK) else count


def profile(env: Mapping[str, str] = os.environ) -> settings:
    """What all tests draw by. Nothing in it looks at the time: a busy machine is no fault."""
    return settings(
        settings.get_profile("default"),
        deadline=None,
        derandomize=SEARCH not in env,
        max_examples=examples(EXAMPLES, env),
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
