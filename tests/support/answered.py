"""Compares every refusal in tests with the lists of `schema/refusals.toml`: a code that is answered must be listed.

Rules are compared wherever tests judge a command (`tests/support/facts.py`, the lives), mutations where tests send them
(`tests/support/play.py`, `tests/support/clerk.py`).
"""

from collections.abc import Collection, Iterable

from domain.administration.signing import signable
from domain.book import BY_COMMAND
from domain.kernel.actor import ActorKind
from domain.kernel.fields import fields_of
from domain.kernel.refusals import NotAllowed, Refused, SafeguardNotMet, camel, constant
from schema.codes import OF_CALLERS, OF_FORM, OF_JOINED, OF_SIGNED, codes_by_name
from schema.mutations import BY_ACTION


def listed(action: str) -> Collection[str]:
    """Return every code that a mutation may answer."""
    lists = codes_by_name()
    signed = OF_SIGNED if action in signable() else ()
    joined = OF_JOINED if action in BY_ACTION and BY_ACTION[action][0].is_joined else ()
    return {*OF_CALLERS, *lists[OF_FORM], *lists[action], *signed, *joined}


def expect_listed(action: str, codes: Iterable[str]) -> None:
    """Raise AssertionError for a code, in the spelling of clients, that the mutation does not list."""
    unlisted = {*codes} - set(map(constant, listed(action)))
    assert not unlisted, f"@refuses of {action} does not list {', '.join(sorted(unlisted))}: scripts/generate"


def held(command: type, refused: Refused | NotAllowed) -> None:
    """Raise AssertionError for a refusal of a command that its mutation does not list, or for a safeguard that names a
    field which the command lacks. Commands without a mutation are skipped."""
    action = BY_COMMAND.get(command)
    if action is None:
        return
    if action.public or ActorKind.PUBLIC in action.by:
        problems = refused.problems if isinstance(refused, Refused) else (refused.problem,)
        expect_listed(action.name, (constant(problem.code) for problem in problems))
        asked = {one.field for one in problems if isinstance(one, SafeguardNotMet) and one.field}
        assert {one.partition("[")[0] for one in asked} <= {f"input.{camel(one.name)}" for one in fields_of(command)}
