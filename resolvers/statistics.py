"""Query for public statistics without masks, for inspectors who count them again."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.recorded import Noted, opened, recorded_as
from resolvers.request import needs
from schema.cost import NUMBERS, reads
from schema.statistics_checked import CountedStatistics


def _noted(found: Mapping[str, Any] | None) -> Noted:
    return opened(found["figures"].rpartition(":")[0]) if found else Noted()


@strawberry.type
class StatisticsQuery:
    @strawberry.field(
        graphql_type=CountedStatistics | None,
        description="The public statistics of a year without masks; null before they are in the public register.",
        extensions=[recorded_as(Reading.RECORDS, _noted), needs(Scope.AUDIT_READ_ALL)],
        metadata=reads(NUMBERS),
    )
    async def counted_statistics(
        self, info: ContextInfo, year: Annotated[int, strawberry.argument(description="The year.")]
    ) -> Mapping[str, Any] | None:
        return await info.context.store.statistics.unmasked(year)
