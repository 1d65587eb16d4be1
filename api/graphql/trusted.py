"""Trusted documents: asked for by their ids, and the only ones admitted where the setting says so.

A trusted document passes every limit and every right like any other: trust skips no check, it only narrows
what may be asked. A caller who holds `query:adhoc` may send documents of their own nevertheless.

A new release of a client is admitted without a restart: the files are looked at every other second, and read again when
they changed. One that is no manifest is named in the log, and what was known stays.
"""

import asyncio
import logging
from collections.abc import Mapping

from api.errors.masking import RequestRefused
from api.graphql.manifests import ManifestFiles, Manifests
from api.graphql.parameters import Parameters
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from schema.manifest import PREFIX, ManifestRefused
from store.process.settings import Settings, SettingsRefused, variable

LOOK_SECONDS = 2.0
log = logging.getLogger("casebook.graphql")


class Trusted:
    """The documents of manifests; `only` admits no others without the scope."""

    def __init__(self, files: ManifestFiles | None = None, *, only: bool = False) -> None:
        """Raises ManifestRefused."""
        self._files, self._only = files or ManifestFiles(), only
        self._stamp = self._files.stamp()  # before reading: what changes in between is read again
        self.manifests = self._files.read()

    async def text(self, context: RequestContext, parameters: Parameters) -> str:
        """The document asked for. Raises RequestRefused (DOCUMENT_UNKNOWN), NotAllowed, recorded."""
        if parameters.query is not None and not self._only:
            return parameters.query
        if self.manifests.empty:  # as at the public door, whose callers are no programs with documents of their own
            known: Mapping[str, str] = {}
        else:
            known = self.manifests.of(context.caller.client)
        if parameters.query is None:
            found = known.get((parameters.document_id or "").removeprefix(PREFIX))
            if found is None:
                raise RequestRefused(code="DOCUMENT_UNKNOWN")
            return found
        if Scope.QUERY_ADHOC not in context.actor.scopes and parameters.query not in known.values():
            denied = NotAllowed("scope-missing", scopes=(Scope.QUERY_ADHOC,))
            await context.store.access.refused(context.caller, "query", denied, None)
            raise denied
        return parameters.query

    async def changed(self) -> Manifests | None:
        """The documents if their files changed since; None when they did not, or cannot be read as they are now."""
        try:
            stamp = await asyncio.to_thread(self._files.stamp)
            if stamp == self._stamp:
                return None
            self._stamp = stamp
            self.manifests = await asyncio.to_thread(self._files.read)
        except ManifestRefused as wrong:
            log.error("trusted documents are not read again: %s", wrong)
            return None
        return self.manifests


def trusted(settings: Settings) -> Trusted:
    """The documents that the settings name. Raises SettingsRefused for a file that is no manifest."""
    files = ManifestFiles(settings.documents_file, settings.documents_folder)
    for name, read in (("documents_file", files.shared), ("documents_folder", files.own)):
        try:
            read()
        except ManifestRefused as wrong:
            raise SettingsRefused(variable(name), str(wrong)) from None
    return Trusted(files, only=settings.documents_only)
