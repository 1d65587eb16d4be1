"""Trusted documents: asked for by their ids, and the only ones admitted where the setting says so.

A trusted document passes every limit and every right like any other: trust skips no check, it only narrows
what may be asked. A caller who holds `query:adhoc` may send documents of their own nevertheless.
"""

from collections.abc import Mapping

from api.errors import RequestRefused
from api.graphql.parameters import Parameters
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from schema.manifest import PREFIX, ManifestRefused, documents_of
from store.settings import Settings, SettingsRefused, variable


class Trusted:
    """The documents of a manifest; `only` admits no others without the scope."""

    def __init__(self, documents: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self.documents = documents or {}
        self._texts, self._only = frozenset(self.documents.values()), only

    async def text(self, context: RequestContext, parameters: Parameters) -> str:
        """The document asked for. Raises RequestRefused (DOCUMENT_UNKNOWN), NotAllowed, recorded."""
        if parameters.query is None:
            found = self.documents.get((parameters.document_id or "").removeprefix(PREFIX))
            if found is None:
                raise RequestRefused(code="DOCUMENT_UNKNOWN")
            return found
        if self._only and parameters.query not in self._texts and Scope.QUERY_ADHOC not in context.actor.scopes:
            denied = NotAllowed("scope-missing", Scope.QUERY_ADHOC)
            await context.store.access.refused(context.caller, "query", denied, None)
            raise denied
        return parameters.query


def trusted(settings: Settings) -> Trusted:
    """The documents that the settings name. Raises SettingsRefused for a file that is no manifest."""
    if settings.documents_file is None:
        return Trusted()
    try:
        found = documents_of(settings.documents_file.read_bytes())
    except ManifestRefused as wrong:
        raise SettingsRefused(variable("documents_file"), str(wrong)) from None
    return Trusted(found, only=settings.documents_only)
