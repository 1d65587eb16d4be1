"""Settings of Hypothesis: the same examples in every run of a commit, fewer for a quick run, and more or others for a
search."""

import os
from collections.abc import Mapping

from hypothesis import HealthCheck, settings

SEARCH = "CASEBOOK_SEARCH"
"""Variable with the factor by which more examples are drawn, others in each run."""
QUICK = "CASEBOOK_QUICK"
"""Variable that `scripts/test --fast` sets, to draw only the first few examples."""
FEWER = 10
"""Divisor of the number of examples in a quick run."""
EXAMPLES = 100
"""Number of examples for a test that names none."""


def examples(count: int, env: Mapping[str, str] = os.environ) -> int:
    """Return the number of examples for a test that names its own."""
    if SEARCH in env:
        return count * int(env[SEARCH])
    return -(-count // FEWER) if env.get(QUICK) else count


def profile(env: Mapping[str, str] = os.environ) -> settings:
    """Return the settings for all tests. They have no time limit: a busy machine is no fault."""
    return settings(
        settings.get_profile("default"),
        deadline=None,
        derandomize=SEARCH not in env,
        max_examples=examples(EXAMPLES, env),
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
