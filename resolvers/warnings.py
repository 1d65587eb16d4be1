"""Warnings to the caller's agency."""

import strawberry
from strawberry.types import Info

from domain.kernel.kind import Kind
from domain.notification import warnings as domain
from domain.registry.registry import Registry
from resolvers.context import RequestContext
from schema.warnings import Warning
from store.read.state_from_head import state_in


@strawberry.type
class WarningQuery:
    """Reading warnings."""

    @strawberry.field(
        graphql_type=list[Warning],
        description="What runs out or is due for the caller's agency, the earliest day first. "
        "For any signed-in caller.",
    )
    async def warnings(self, info: Info[RequestContext, None]) -> list[domain.Warned]:
        """The warnings."""
        context = info.context
        registry: Registry = context.registry
        found = list(domain.registry_warnings(registry, context.actor.own, context.today))
        async for case in context.store.cases.open_states(context.actor):
            found += domain.case_warnings(case, context.actor.own, registry, context.now)
        for row in await context.store.reports.in_work(context.actor, None):
            found += domain.report_warnings(state_in(Kind.REPORT, row), context.actor.own, registry, context.now)
        return sorted(found, key=lambda each: (each.day, each.kind, each.about))
