"""Warnings to the caller's agency."""

import strawberry

from domain.kernel.kind import Kind
from domain.notification import warnings as domain
from domain.registry.registry import Registry
from resolvers.context import ContextInfo
from resolvers.recorded import unrecorded
from resolvers.rights import signed_in
from schema.cost import reads
from schema.warnings import Warning
from store.heads.to_state import state_in


@strawberry.type
class WarningQuery:
    @strawberry.field(
        graphql_type=list[Warning],
        description="What expires or is due soon in the caller's agency, earliest day first.",
        extensions=[unrecorded("Warnings give days and ids, not what an object says."), signed_in()],
        metadata=reads(1_650),
    )
    async def warnings(self, info: ContextInfo) -> list[domain.Warned]:
        context = info.context
        registry: Registry = context.registry
        found = list(domain.registry_warnings(registry, context.actor.own, context.now))
        waiting = await context.store.inboxes.due(context.actor, registry, context.now, frozenset())
        found += domain.due_warnings(waiting.items)
        async for case in context.store.cases.open_states(context.actor):
            found += domain.case_warnings(case, context.actor.own, registry, context.now)
        for row in await context.store.reports.in_work(context.actor, None):
            found += domain.report_warnings(state_in(Kind.REPORT, row), context.actor.own, registry, context.now)
        return sorted(found, key=lambda warning: (warning.day, warning.kind, warning.about))
