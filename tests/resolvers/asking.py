"""What a caller asks of the schema, in this process."""

from typing import Any

from domain.kernel.actor import Caller
from resolvers.context import RequestContext
from resolvers.root import build
from store.store import Store

SCHEMA = build()


async def context_of(store: Store, who: Caller) -> RequestContext:
    return RequestContext(
        store=store,
        caller=who,
        actor=await store.actor(who),
        registry=await store.registry.current(),
        now=store.connection.clock(),
        correlation="test",
        purpose=None,
    )


async def answered(store: Store, who: Caller, query: str, **variables: Any) -> dict[str, Any]:
    answer = await SCHEMA.execute(query, variable_values=variables, context_value=await context_of(store, who))
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    return answer.data
