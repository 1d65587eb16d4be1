"""A command sent again answers with what it did then, to those who may see it today and to nobody else."""

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.case.intake import ScreenCase
from domain.kernel.actor import Caller
from domain.kernel.policy import Scope
from store.driver.transaction import CommitUnknown
from store.store import Store
from store.write import command_handler
from store.write.command_ids import Outcome
from tests.support.world import LEAD, a_screening, caller, reported

LEADS = caller(LEAD)


async def screened(store: Store) -> tuple[Outcome, ScreenCase, dict[str, object]]:
    """A case that the lead screened, with the command and what to send it again with."""
    made, command = await reported(store), a_screening()
    sent = {"command_id": uuid4(), "target": made.stream, "expected": made.version}
    return await store.execute(LEADS, command, **sent), command, sent  # type: ignore[arg-type]  # as a client sends it


async def again(store: Store, who: Caller) -> Outcome:
    _, command, sent = await screened(store)
    return await store.execute(who, command, **sent)  # type: ignore[arg-type]  # as a client sends it


@pytest.mark.parametrize(
    "scopes",
    [{Scope.QUERY_ADHOC, Scope.REGISTRY_READ}, {Scope.CASE_INTAKE, Scope.QUERY_ADHOC}, {Scope.CASE_READ_ALL}],
    ids=["neither right nor sight", "the right alone", "sight alone"],
)
async def test_tells_a_token_for_less_that_it_ran_and_nothing_else(store: Store, scopes: set[Scope]) -> None:
    found = await again(store, replace(LEADS, scopes=frozenset(scopes)))
    assert (found.replayed, found.withheld, found.document, found.version) == (True, True, {}, 2)


async def test_after_an_unknown_commit_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What settles an unknown commit is the same answer."""
    _, command, sent = await screened(store)

    async def lost(*_: object) -> None:
        raise CommitUnknown

    monkeypatch.setattr(command_handler, "transaction", lost)
    less = replace(LEADS, scopes=frozenset({Scope.QUERY_ADHOC}))
    found = await store.execute(less, command, **sent)  # type: ignore[arg-type]  # as a client sends it
    assert (found.replayed, found.document) == (True, {})
